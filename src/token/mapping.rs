//! How the claims of an outside token are read: organisation, unit, user and roles, or a citizen.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{citizen, external_reference, professional};
use law::words::{CitizenId, OrganisationId, UnitId, UserId};
use law::{Role, RoleSet, Word};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::domain::dates::today;
use crate::domain::{Cpr, EntityKind};
use crate::store::{Db, Directory, Listed, StoreError, directory};

law::words! {
    /// By what a claim names a professional (fagperson findes ved).
    UserMatch {
        Id "ID" da "Id i stifinder" en "The UUID of the professional",
        Email "EMAIL" da "E-mail" en "The work e-mail of the professional",
        ExternalReference "EXTERNAL_REFERENCE" da "Ekstern reference" en "A number that the organisation gave the professional",
    }
    /// By what a claim names a citizen (borger findes ved).
    CitizenMatch {
        Id "ID" da "Id i stifinder" en "The UUID of the citizen",
        Cpr "CPR" da "CPR-nummer" en "The CPR number",
    }
}

/// How claims are read. A claim is named by itself or, in an object, by a path with dots.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// Claim that names the organisation; none: the one organisation stands for all.
    pub organisation_claim: Option<String>,
    /// Organisations by the value of that claim.
    pub organisations: Vec<(String, Uuid)>,
    /// Claim that names the unit; none: the one that the user is a member of.
    pub unit_claim: Option<String>,
    /// Units by the value of that claim.
    pub units: Vec<(String, Uuid)>,
    /// How the user is named.
    pub user: Option<UserRule>,
    /// Claim that names the roles.
    pub role_claim: Option<String>,
    /// Roles by the values of that claim, as codes.
    pub roles: Vec<(String, String)>,
    /// How a citizen is named: the issuer then signs in citizens, and nobody else.
    pub citizen: Option<CitizenRule>,
}

/// How a claim names a professional.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRule {
    /// The claim.
    pub claim: String,
    /// By what, as a code.
    pub by: String,
    /// With `EXTERNAL_REFERENCE`: in which system.
    pub system: Option<String>,
}

/// How a claim names a citizen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CitizenRule {
    /// The claim.
    pub claim: String,
    /// By what, as a code.
    pub by: String,
}

/// Whom claims name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The organisation.
    pub organisation: Option<OrganisationId>,
    /// The unit.
    pub unit: Option<UnitId>,
    /// The person.
    pub user: Option<UserId>,
    /// Their roles.
    pub roles: RoleSet,
    /// The citizen.
    pub citizen: Option<CitizenId>,
}

/// Why claims name nobody. No value of a claim is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unmapped {
    /// No organisation, or several.
    #[error("the token names no organisation that its issuer is trusted for")]
    Organisation,
    /// No unit, or several.
    #[error("the token names no unit of that organisation")]
    Unit,
    /// No professional, or one who does not work there.
    #[error("the token names nobody who works in that organisation")]
    User,
    /// No role.
    #[error("the token names no role that its issuer is trusted for")]
    Role,
    /// No citizen.
    #[error("the token names no citizen")]
    Citizen,
}

/// Whom the claims of a token name, as the directory has it today.
///
/// # Errors
/// The database failed.
pub async fn who(
    db: &Db,
    mapping: &Mapping,
    claims: &Value,
    now: DateTime<Utc>,
) -> Result<Result<Who, Unmapped>, StoreError> {
    if let Some(rule) = &mapping.citizen {
        let found = citizen(db, rule, claims).await?;
        return Ok(found.map(citizen_alone).ok_or(Unmapped::Citizen));
    }
    let held = directory(db).await?;
    let Some(organisation) = organisation(mapping, claims, &held) else {
        return Ok(Err(Unmapped::Organisation));
    };
    let today = today(now);
    let user = match &mapping.user {
        None => None,
        Some(rule) => match user(db, rule, claims, organisation, &held, today).await? {
            Some(user) => Some(user),
            None => return Ok(Err(Unmapped::User)),
        },
    };
    let unit = match unit(mapping, claims, organisation, user, &held, today) {
        Ok(unit) => unit,
        Err(unmapped) => return Ok(Err(unmapped)),
    };
    let roles = roles(mapping, claims);
    if mapping.role_claim.is_some() && roles.is_empty() {
        return Ok(Err(Unmapped::Role));
    }
    Ok(Ok(Who {
        organisation: Some(organisation.into()),
        unit: unit.map(Into::into),
        user: user.map(Into::into),
        roles,
        citizen: None,
    }))
}

fn citizen_alone(id: Uuid) -> Who {
    Who {
        organisation: None,
        unit: None,
        user: None,
        roles: RoleSet::of(&[Role::Citizen]),
        citizen: Some(id.into()),
    }
}

/// The texts of a claim: one, or those of a list.
fn texts<'c>(claims: &'c Value, claim: &str) -> Vec<&'c str> {
    let by_path = || claim.split('.').try_fold(claims, |value, name| value.get(name));
    let found = claims.get(claim).or_else(by_path);
    match found {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// The one text of a claim.
fn text<'c>(claims: &'c Value, claim: &str) -> Option<&'c str> {
    match texts(claims, claim).as_slice() {
        [text] if !text.is_empty() => Some(text),
        _ => None,
    }
}

/// The one id that the values of a claim stand for; none for none and for several.
fn one(table: &[(String, Uuid)], values: &[&str]) -> Option<Uuid> {
    let found: BTreeSet<Uuid> = table
        .iter()
        .filter(|(value, _)| values.contains(&value.as_str()))
        .map(|(_, id)| *id)
        .collect();
    match found.len() {
        1 => found.into_iter().next(),
        _ => None,
    }
}

fn organisation(mapping: &Mapping, claims: &Value, held: &Arc<Directory>) -> Option<Uuid> {
    let id = match (&mapping.organisation_claim, mapping.organisations.as_slice()) {
        (Some(claim), table) => one(table, &texts(claims, claim))?,
        (None, [(_, only)]) => *only,
        (None, _) => return None,
    };
    held.organisations.get(&id).filter(|found| found.annulled_at.is_none()).map(|found| found.id)
}

async fn user(
    db: &Db,
    rule: &UserRule,
    claims: &Value,
    organisation: Uuid,
    held: &Arc<Directory>,
    today: NaiveDate,
) -> Result<Option<Uuid>, StoreError> {
    let Some(named) = text(claims, &rule.claim) else { return Ok(None) };
    let standing = |person: &&Arc<Listed<professional::Model>>| person.annulled_at.is_none();
    let found = match UserMatch::parse(&rule.by) {
        None => None,
        Some(UserMatch::Id) => Uuid::try_parse(named).ok(),
        Some(UserMatch::Email) => {
            let same = |person: &&Arc<Listed<professional::Model>>| {
                person.email.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(named))
            };
            let mut all = held.professionals.values().filter(standing).filter(same);
            // An address of two is nobody's.
            all.next().filter(|_| all.next().is_none()).map(|person| person.id)
        }
        Some(UserMatch::ExternalReference) => {
            referenced(db, organisation, rule.system.as_deref().unwrap_or_default(), named).await?
        }
    };
    let person = found.and_then(|id| held.professionals.get(&id)).filter(standing);
    let works = |id: &Uuid| memberships(held, *id, organisation, today).next().is_some();
    Ok(person.map(|person| person.id).filter(works))
}

async fn referenced(
    db: &Db,
    organisation: Uuid,
    system: &str,
    named: &str,
) -> Result<Option<Uuid>, StoreError> {
    use external_reference::Column;
    if named.contains('\0') {
        return Ok(None);
    }
    let query = external_reference::Entity::find()
        .filter(Column::OrganisationId.eq(organisation))
        .filter(Column::System.eq(system))
        .filter(Column::ExternalId.eq(named))
        .filter(Column::EntityKind.eq(EntityKind::Professional.code()));
    Ok(query.one(&db.connection).await?.map(|row| row.entity_id))
}

/// Memberships of a person in an organisation on a day.
fn memberships(
    held: &Directory,
    person: Uuid,
    organisation: Uuid,
    today: NaiveDate,
) -> impl Iterator<Item = &Arc<Listed<entity::membership::Model>>> {
    let all = held.memberships.get(&person).into_iter().flatten();
    all.filter(move |member| {
        member.organisation_id == organisation
            && member.from_date <= today
            && member.to_date.is_none_or(|to| today < to)
    })
}

/// The unit that a claim names, or the only one that the user is a member of.
fn unit(
    mapping: &Mapping,
    claims: &Value,
    organisation: Uuid,
    user: Option<Uuid>,
    held: &Directory,
    today: NaiveDate,
) -> Result<Option<Uuid>, Unmapped> {
    let id = match (&mapping.unit_claim, user) {
        (Some(claim), _) => one(&mapping.units, &texts(claims, claim)).ok_or(Unmapped::Unit)?,
        (None, None) => return Ok(None),
        (None, Some(user)) => {
            let units = memberships(held, user, organisation, today).filter_map(|m| m.unit_id);
            let units: BTreeSet<Uuid> = units.collect();
            match units.iter().next() {
                Some(only) if units.len() == 1 => *only,
                _ => return Ok(None),
            }
        }
    };
    let of = |unit: &&Arc<Listed<entity::unit::Model>>| {
        unit.organisation_id == organisation && unit.annulled_at.is_none()
    };
    held.units.get(&id).filter(of).map(|unit| Some(unit.id)).ok_or(Unmapped::Unit)
}

fn roles(mapping: &Mapping, claims: &Value) -> RoleSet {
    let Some(claim) = &mapping.role_claim else { return RoleSet::NONE };
    let values = texts(claims, claim);
    let named = mapping.roles.iter().filter(|(value, _)| values.contains(&value.as_str()));
    // A citizen's own roles come of a citizen's sign-in alone.
    let own = RoleSet::of(&[Role::Citizen, Role::Representative]);
    named.filter_map(|(_, code)| Role::parse(code)).filter(|role| !own.has(*role)).collect()
}

async fn citizen(db: &Db, rule: &CitizenRule, claims: &Value) -> Result<Option<Uuid>, StoreError> {
    let Some(named) = text(claims, &rule.claim) else { return Ok(None) };
    let query = citizen::Entity::find().filter(citizen::Column::AnnulledAt.is_null());
    let query = match CitizenMatch::parse(&rule.by) {
        None => return Ok(None),
        Some(CitizenMatch::Id) => match Uuid::try_parse(named) {
            Ok(id) => query.filter(citizen::Column::Id.eq(id)),
            Err(_) => return Ok(None),
        },
        Some(CitizenMatch::Cpr) => match Cpr::try_from(named) {
            Ok(cpr) => query.filter(citizen::Column::Cpr.eq(cpr.expose())),
            Err(_) => return Ok(None),
        },
    };
    Ok(query.one(&db.connection).await?.map(|row| row.id))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_claim_is_found_by_its_name_or_by_a_path_and_is_one_text_or_several() {
        let claims = json!({ "a": "x", "b": ["y", "z", 7], "c": { "d": { "e": ["w"] } },
            "f.g": "whole", "f": { "g": "path" }, "n": 7, "o": null });
        assert_eq!(texts(&claims, "a"), ["x"]);
        assert_eq!(texts(&claims, "b"), ["y", "z"]);
        assert_eq!(texts(&claims, "c.d.e"), ["w"]);
        assert_eq!(texts(&claims, "f.g"), ["whole"], "names of some issuers have dots");
        for absent in ["n", "o", "p", "a.b", "c.d", ""] {
            assert_eq!(texts(&claims, absent), [""; 0], "{absent}");
        }
        assert_eq!((text(&claims, "a"), text(&claims, "b")), (Some("x"), None));
    }

    #[test]
    fn values_that_stand_for_two_stand_for_none() {
        let (sof, bif) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let table = [("SOF".to_owned(), sof), ("SOC".to_owned(), sof), ("BIF".to_owned(), bif)];
        assert_eq!(one(&table, &["SOF"]), Some(sof));
        assert_eq!(one(&table, &["SOF", "SOC", "other"]), Some(sof));
        assert_eq!(one(&table, &["SOF", "BIF"]), None);
        assert_eq!(one(&table, &[]), None);
    }

    #[test]
    fn roles_are_those_the_issuer_is_trusted_for_and_never_the_citizens_own() {
        let pair = |value: &str, code: &str| (value.to_owned(), code.to_owned());
        let mapping = Mapping {
            role_claim: Some("groups".to_owned()),
            roles: vec![
                pair("sagsbehandler", "CASEWORKER"),
                pair("leder", "UNIT_LEAD"),
                pair("borger", "CITIZEN"),
            ],
            ..Mapping::default()
        };
        let roles = |groups: &[&str]| roles(&mapping, &json!({ "groups": groups }));
        assert_eq!(
            roles(&["sagsbehandler", "leder"]),
            RoleSet::of(&[Role::Caseworker, Role::UnitLead])
        );
        assert_eq!(roles(&["ADMIN", "CASEWORKER", "borger"]), RoleSet::NONE);
    }
}
