//! Who calls: what a verified token says, as types.

use chrono::{DateTime, Utc};
use law::{Purpose, Role, Viewer, Word};

law::words! {
    /// Scope of a token (adgangsområde): which operations a client may call at all. What they show is decided by consent.
    Scope {
        DkkRead "dkk:read" da "Læse den koordinerende kontaktpersons sager" en "Read DKK cases",
        DkkWrite "dkk:write" da "Skrive i den koordinerende kontaktpersons sager" en "Write DKK cases",
        BrainInjuryRead "brain-injury:read" da "Læse hjerneskadesager" en "Read brain-injury cases",
        BrainInjuryWrite "brain-injury:write" da "Skrive i hjerneskadesager" en "Write brain-injury cases",
        ConsentWrite "consent:write" da "Registrere og tilbagetrække samtykke" en "Record and withdraw consents",
        DirectoryWrite "directory:write" da "Vedligeholde organisationer og medarbejdere" en "Maintain the directory",
        EventsRead "events:read" da "Modtage hændelser" en "Receive events",
        CitizenInsight "citizen:insight" da "Borgerens egen indsigt" en "The citizen's own insight",
        AuditRead "audit:read" da "Læse adgangsloggen" en "Read the access log",
        AdminClients "admin:clients" da "Administrere klienter og nøgler" en "Administer clients and keys",
    }
}

/// A set of scopes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ScopeSet(u16);

impl ScopeSet {
    /// The empty set.
    pub const NONE: Self = Self(0);
    /// Every scope.
    pub const ALL: Self = Self((1 << Scope::ALL.len()) - 1);

    /// The set of these scopes.
    #[must_use]
    pub const fn of(scopes: &[Scope]) -> Self {
        let (mut bits, mut i) = (0, 0);
        while i < scopes.len() {
            bits |= 1 << scopes[i] as u16;
            i += 1;
        }
        Self(bits)
    }

    /// Whether the scope is in the set.
    #[must_use]
    pub const fn has(self, scope: Scope) -> bool {
        self.0 & (1 << scope as u16) != 0
    }

    /// Whether every scope of `other` is in this set.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Scopes in either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Scopes in both.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether it is empty.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The scopes, in the order of the vocabulary.
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.iter().copied().filter(move |scope| self.has(*scope))
    }

    /// Reads codes separated by blanks, as a token carries them.
    ///
    /// # Errors
    /// The first code that is no scope.
    pub fn parse(text: &str) -> Result<Self, String> {
        text.split_ascii_whitespace()
            .map(|code| Scope::parse(code).ok_or_else(|| code.to_owned()))
            .collect()
    }
}

impl FromIterator<Scope> for ScopeSet {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        scopes.into_iter().fold(Self::NONE, |set, scope| Self(set.0 | 1 << scope as u16))
    }
}

/// The codes, separated by blanks.
impl std::fmt::Display for ScopeSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let codes: Vec<_> = self.iter().map(Word::code).collect();
        f.write_str(&codes.join(" "))
    }
}

impl std::fmt::Debug for ScopeSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "[{self}]")
    }
}

/// Who calls. Made from a verified token, once, at the edge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Who asks, as the law knows them.
    pub viewer: Viewer,
    /// The client that acts, the token's `sub`.
    pub client_id: String,
    /// What the token may call.
    pub scopes: ScopeSet,
    /// When the token ends.
    pub expires_at: DateTime<Utc>,
    /// The token's `jti`.
    pub token_id: String,
}

impl Caller {
    /// Whether the token carries the scope.
    #[must_use]
    pub fn may(&self, scope: Scope) -> bool {
        self.scopes.has(scope)
    }

    /// Whether the caller is the citizen, or a representative.
    #[must_use]
    pub fn is_citizen_side(&self) -> bool {
        let roles = self.viewer.roles;
        roles.has(Role::Citizen) || roles.has(Role::Representative)
    }

    /// The purposes whose cases the token may read: by the scope of each, or all by
    /// `citizen:insight` on the citizen's side.
    #[must_use]
    pub fn reading(&self) -> Reach {
        let insight = self.is_citizen_side() && self.may(Scope::CitizenInsight);
        Reach {
            dkk: insight || self.may(Scope::DkkRead),
            brain_injury: insight || self.may(Scope::BrainInjuryRead),
        }
    }

    /// The purposes in whose cases the token may write.
    #[must_use]
    pub fn writing(&self) -> Reach {
        Reach { dkk: self.may(Scope::DkkWrite), brain_injury: self.may(Scope::BrainInjuryWrite) }
    }

    /// The purposes whose cases the token may read or write: what `consent:write` applies to, and
    /// what a write shows.
    #[must_use]
    pub fn reaching(&self) -> Reach {
        let (reading, writing) = (self.reading(), self.writing());
        Reach {
            dkk: reading.dkk || writing.dkk,
            brain_injury: reading.brain_injury || writing.brain_injury,
        }
    }
}

/// Purposes whose cases a token reaches at all. What it opens in them is decided by consent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    dkk: bool,
    brain_injury: bool,
}

impl Reach {
    /// Every purpose.
    pub const ALL: Self = Self { dkk: true, brain_injury: true };

    /// Whether cases of the purpose are reached.
    #[must_use]
    pub fn has(self, purpose: Purpose) -> bool {
        match purpose {
            Purpose::Dkk => self.dkk,
            Purpose::BrainInjury => self.brain_injury,
            // No case is of this purpose.
            Purpose::Treatment => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_read_back_as_they_were_written() {
        let all: Vec<_> = Scope::ALL.iter().map(|scope| scope.code()).collect();
        assert_eq!(ScopeSet::parse(&all.join(" ")), Ok(ScopeSet::ALL));
        assert_eq!(ScopeSet::ALL.to_string(), all.join(" "));
        assert_eq!(ScopeSet::parse(""), Ok(ScopeSet::NONE));
        assert_eq!(ScopeSet::parse("dkk:read dkk:all"), Err("dkk:all".to_owned()));
        let some = ScopeSet::parse("audit:read dkk:read").unwrap();
        assert!(some.has(Scope::DkkRead) && !some.has(Scope::DkkWrite));
        assert!(ScopeSet::ALL.contains(some) && !some.contains(ScopeSet::ALL));
    }
}
