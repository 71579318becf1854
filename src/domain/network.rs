//! Networks that a client may call from, in CIDR form.

use std::net::IpAddr;

use ipnet::IpNet;

/// A set of networks. Empty, it stands for every address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks(Vec<IpNet>);

impl Networks {
    /// Reads networks, each as `192.0.2.0/24`, `2001:db8::/32`, or one address.
    ///
    /// # Errors
    /// The place of the first that is none.
    pub fn parse<'t>(texts: impl IntoIterator<Item = &'t str>) -> Result<Self, usize> {
        let one = |(place, text): (usize, &str)| {
            let text = text.trim();
            let network = text.parse::<IpNet>().map(|network| network.trunc());
            network.or_else(|_| text.parse::<IpAddr>().map(IpNet::from)).map_err(|_| place)
        };
        texts.into_iter().enumerate().map(one).collect::<Result<_, _>>().map(Self)
    }

    /// Reads what [`Networks`] writes.
    ///
    /// # Errors
    /// The place of the first that is none.
    pub fn read(text: &str) -> Result<Self, usize> {
        Self::parse(text.split(',').filter(|text| !text.is_empty()))
    }

    /// Whether a call from this address is allowed. Where the address is not known, it is so only
    /// if every address is.
    #[must_use]
    pub fn allow(&self, address: Option<IpAddr>) -> bool {
        // An IPv4 address reaches a socket of both families as an IPv6 one.
        let within = |address: IpAddr| {
            let address = address.to_canonical();
            self.0.iter().any(|network| network.contains(&address))
        };
        self.0.is_empty() || address.is_some_and(within)
    }

    /// The networks, each as text.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        self.0.iter().map(ToString::to_string).collect()
    }
}

/// Separated by commas.
impl std::fmt::Display for Networks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.texts().join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_allowed_within_a_network_and_everywhere_without_one() {
        let networks = Networks::parse(["192.0.2.7/24", " 2001:db8::/32", "198.51.100.9"]).unwrap();
        assert_eq!(networks.to_string(), "192.0.2.0/24,2001:db8::/32,198.51.100.9/32");
        assert_eq!(Networks::read(&networks.to_string()), Ok(networks.clone()));
        let allow = |text: &str| networks.allow(Some(text.parse().unwrap()));
        assert!(allow("192.0.2.200") && allow("::ffff:192.0.2.1") && allow("2001:db8:1::1"));
        assert!(!allow("192.0.3.1") && !allow("198.51.100.8") && !allow("::1"));
        assert!(!networks.allow(None) && Networks::default().allow(None));
        assert_eq!(Networks::read(""), Ok(Networks::default()));
    }

    #[test]
    fn what_is_no_network_is_told_by_its_place() {
        for wrong in ["", "192.0.2.0/33", "192.0.2", "example.org", "::1/129"] {
            assert_eq!(Networks::parse(["::1", wrong]), Err(1), "{wrong}");
        }
    }
}
