//! The column `detail`: what was disclosed and withheld, on which basis or for which reason.
//!
//! ```text
//! detail   = [ part *( "|" part ) ]              one for each set of holders
//!          / "#" target *( " " target )          what was administered
//! target   = kind ":" name                       a client, a key; never a secret
//! part     = [ id *( "," id ) ] [ "!" ] "@" relation *( " " group )
//! group    = "+" basis ":" numbers               disclosed on this basis
//!          / "-" category "." reason ":" numbers withheld
//! basis    = "citizen" / "representative" / "own" / "holds"
//!          / direction "/" id                    a clause of a consent
//!          / provision "/" id                    a recorded statutory basis
//! numbers  = range *( "," range )                field numbers of the classification table
//! range    = number [ "-" number ]
//! id       = 32HEXDIG                            holders are organisations
//! ```
//!
//! `!` marks journal material. Words are the codes of the vocabulary. A field of several
//! categories stands under each basis that it was opened on; a list without a category of its own
//! tells nothing by itself and stands under none. Parts, groups and numbers are
//! sorted, so that the same reading is always the same text.

use std::collections::{BTreeMap, BTreeSet};

use law::words::{BasisId, ClauseId, OrganisationId, Provision};
use law::{Basis, Category, CategorySet, Direction, Reason, Relation, Word};
use uuid::Uuid;

use crate::sealed::{Account, Entry};

/// What happened to records of the same holders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The holders.
    pub holders: Vec<OrganisationId>,
    /// Journal material.
    pub journal: bool,
    /// The caller's relation to the case.
    pub relation: Relation,
    /// Field numbers that were opened, by basis.
    pub disclosed: BTreeMap<Basis, BTreeSet<u16>>,
    /// Field numbers that stayed closed, by the category that was missing and why.
    pub withheld: BTreeMap<(Category, Reason), BTreeSet<u16>>,
}

/// The parts of these accounts.
pub(super) fn of(accounts: &[&Account]) -> Vec<Part> {
    let mut parts: BTreeMap<_, Part> = BTreeMap::new();
    for account in accounts {
        let holders: BTreeSet<_> = account.subject.holders.iter().map(|h| h.id).collect();
        let (journal, relation) = (account.subject.journal, account.verdict.relation);
        let key = (holders.clone(), journal, relation);
        let part = parts.entry(key).or_insert_with(|| Part {
            holders: holders.into_iter().collect(),
            journal,
            relation,
            disclosed: BTreeMap::new(),
            withheld: BTreeMap::new(),
        });
        for entry in &account.entries {
            part.enter(account, *entry);
        }
    }
    parts.into_values().collect()
}

impl Part {
    fn enter(&mut self, account: &Account, entry: Entry) {
        match entry {
            Entry::Disclosed(number, bits) => {
                let opened = CategorySet::from_bits(bits).unwrap_or(CategorySet::NONE);
                for basis in opened.iter().filter_map(|c| account.verdict.basis(c)) {
                    self.disclosed.entry(basis).or_default().insert(number);
                }
            }
            Entry::Withheld(number, category, reason) => {
                self.withheld.entry((category, reason)).or_default().insert(number);
            }
        }
    }
}

law::words! {
    /// Kind of what was administered (administreret).
    TargetKind {
        Client "CLIENT" da "Klient" en "Client",
        ClientSecret "CLIENT_SECRET" da "Hemmelighed" en "Secret of a client",
        Token "TOKEN" da "Adgangstoken" en "Access token",
        SigningKey "SIGNING_KEY" da "Signeringsnøgle" en "Signing key",
        TrustedIssuer "TRUSTED_ISSUER" da "Udsteder" en "Trusted issuer",
    }
}

/// What was administered: a thing by its name, without blanks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// What it is.
    pub kind: TargetKind,
    /// Its name or id.
    pub name: String,
}

/// The text of these targets.
#[must_use]
pub fn write_targets(targets: &[Target]) -> String {
    let target = |target: &Target| format!("{}:{}", target.kind, target.name);
    format!("#{}", targets.iter().map(target).collect::<Vec<_>>().join(" "))
}

/// Reads targets back; of any other text there are none.
#[must_use]
pub fn targets(text: &str) -> Vec<Target> {
    let Some(targets) = text.strip_prefix('#') else { return Vec::new() };
    let target = |text: &str| {
        let (kind, name) = text.split_once(':')?;
        Some(Target { kind: TargetKind::parse(kind)?, name: name.to_owned() })
    };
    targets.split(' ').filter_map(target).collect()
}

/// The text of these parts.
#[must_use]
pub fn write(parts: &[Part]) -> String {
    parts.iter().map(write_part).collect::<Vec<_>>().join("|")
}

fn write_part(part: &Part) -> String {
    let holders: Vec<_> = part.holders.iter().map(|id| id.0.simple().to_string()).collect();
    let mut text = holders.join(",");
    text.push_str(if part.journal { "!@" } else { "@" });
    text.push_str(part.relation.code());
    for (basis, numbers) in &part.disclosed {
        text.push_str(&format!(" +{}:{}", write_basis(*basis), ranges(numbers)));
    }
    for ((category, reason), numbers) in &part.withheld {
        text.push_str(&format!(" -{category}.{reason}:{}", ranges(numbers)));
    }
    text
}

fn write_basis(basis: Basis) -> String {
    match basis {
        Basis::Citizen => "citizen".to_owned(),
        Basis::Representative => "representative".to_owned(),
        Basis::OwnAuthority => "own".to_owned(),
        Basis::HoldsRecords => "holds".to_owned(),
        Basis::Clause(id, direction) => format!("{direction}/{}", id.0.simple()),
        Basis::Statutory(id, provision) => format!("{provision}/{}", id.0.simple()),
    }
}

fn ranges(numbers: &BTreeSet<u16>) -> String {
    let mut runs: Vec<(u16, u16)> = Vec::new();
    for &number in numbers {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(number) => *last = number,
            _ => runs.push((number, number)),
        }
    }
    let run = |(first, last): (u16, u16)| match first == last {
        true => first.to_string(),
        false => format!("{first}-{last}"),
    };
    runs.into_iter().map(run).collect::<Vec<_>>().join(",")
}

/// Reads a text back; none if it is no such text.
#[must_use]
pub fn parse(text: &str) -> Option<Vec<Part>> {
    if text.is_empty() || text.starts_with('#') {
        return Some(Vec::new());
    }
    text.split('|').map(parse_part).collect()
}

fn parse_part(text: &str) -> Option<Part> {
    let mut groups = text.split(' ');
    let (holders, relation) = groups.next()?.split_once('@')?;
    let (holders, journal) = match holders.strip_suffix('!') {
        Some(holders) => (holders, true),
        None => (holders, false),
    };
    let holders = match holders {
        "" => Vec::new(),
        ids => ids.split(',').map(|id| parse_id(id).map(Into::into)).collect::<Option<_>>()?,
    };
    let mut part = Part {
        holders,
        journal,
        relation: Relation::parse(relation)?,
        disclosed: BTreeMap::new(),
        withheld: BTreeMap::new(),
    };
    for group in groups {
        let (head, numbers) = group.split_once(':')?;
        let numbers = parse_ranges(numbers)?;
        if let Some(basis) = head.strip_prefix('+') {
            part.disclosed.insert(parse_basis(basis)?, numbers);
        } else {
            let (category, reason) = head.strip_prefix('-')?.split_once('.')?;
            let key = (Category::parse(category)?, Reason::parse(reason)?);
            part.withheld.insert(key, numbers);
        }
    }
    Some(part)
}

fn parse_basis(text: &str) -> Option<Basis> {
    Some(match text.split_once('/') {
        None => match text {
            "citizen" => Basis::Citizen,
            "representative" => Basis::Representative,
            "own" => Basis::OwnAuthority,
            "holds" => Basis::HoldsRecords,
            _ => return None,
        },
        Some((word, id)) => match Direction::parse(word) {
            Some(direction) => Basis::Clause(ClauseId(parse_id(id)?), direction),
            None => Basis::Statutory(BasisId(parse_id(id)?), Provision::parse(word)?),
        },
    })
}

fn parse_id(text: &str) -> Option<Uuid> {
    (text.len() == 32).then(|| Uuid::try_parse(text).ok()).flatten()
}

fn parse_ranges(text: &str) -> Option<BTreeSet<u16>> {
    let mut numbers = BTreeSet::new();
    for range in text.split(',') {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        numbers.extend(first.parse::<u16>().ok()?..=last.parse().ok()?);
    }
    Some(numbers)
}
