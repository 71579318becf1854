//! Where professionals work, and when (tilknytning).

use async_graphql::{ID, InputObject};
use entity::membership;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::check::{self, Check};
use super::reference::{ExternalReferenceInput, Sent, Target};
use super::work::expect_version;
use super::{Done, Refusal, UserErrorCode, Work, directory, entry};
use crate::domain::EntityKind;
use crate::domain::dates::today;
use crate::domain::scalars::Date;

const KIND: EntityKind = EntityKind::Membership;

/// Adds a professional to an organisation (tilknyt fagperson).
#[derive(InputObject)]
pub(crate) struct AddMembershipInput {
    /// Who (fagperson).
    pub(crate) professional_id: ID,
    /// Organisation (organisation).
    pub(crate) organisation_id: ID,
    /// Its unit (enhed).
    pub(crate) unit_id: Option<ID>,
    /// First day (fra).
    pub(crate) from: Date,
    /// First day on which it no longer holds (til).
    pub(crate) to: Option<Date>,
    /// The caller's own number of it; sent again, the days are changed (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Ends a membership (afslut tilknytning).
#[derive(InputObject)]
pub(crate) struct EndMembershipInput {
    /// The membership (tilknytning).
    pub(crate) membership_id: ID,
    /// First day on which it no longer holds (til).
    pub(crate) to: Date,
    /// The version that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Adds a membership; two of one person in one unit do not overlap.
pub(crate) async fn add_membership(
    work: &mut Work<'_>,
    input: AddMembershipInput,
) -> Result<Done, Refusal> {
    entry::begin_change(work).await?;
    let sent = Sent::of(work, input.external_reference.as_ref(), KIND).await?;
    let held = match sent.target() {
        Some(target) => membership::Entity::find_by_id(target.id).one(&work.txn).await?,
        None => None,
    };
    let mut check = Check::default();
    let who = Some(&input.professional_id);
    let professional = directory::professional(work, &mut check, "professionalId", who).await?;
    let of = Some(&input.organisation_id);
    let organisation = directory::organisation(work, &mut check, "organisationId", of).await?;
    let organisation = organisation.map(|o| o.id);
    let unit = input.unit_id.as_ref();
    let unit = directory::unit_of(work, &mut check, "unitId", unit, organisation).await?;
    let row = membership::Model {
        id: held.as_ref().map_or_else(|| work.id(), |held| held.id),
        professional_id: professional.map(|p| p.id).unwrap_or_default(),
        organisation_id: organisation.unwrap_or_default(),
        unit_id: unit.map(|unit| unit.id),
        from_date: input.from.0,
        to_date: input.to.map(|to| to.0),
        version: held.as_ref().map_or(1, |held| held.version),
    };
    if let Some(held) = &held {
        let place = |m: &membership::Model| (m.professional_id, m.organisation_id, m.unit_id);
        check.state(
            place(held) == place(&row),
            "externalReference",
            "the reference names a membership of another, or elsewhere; end that, and add this one under its own",
            "referencen tilhører en andens tilknytning eller én et andet sted; afslut den, og tilføj denne under sin egen",
        );
    }
    let today = today(work.now);
    check.in_living_memory("from", row.from_date, today);
    if let Some(to) = row.to_date {
        check.in_living_memory("to", to, today);
    }
    check.ordered("to", row.from_date, row.to_date);
    check.done()?;
    use membership::Column;
    let others = membership::Entity::find()
        .filter(Column::ProfessionalId.eq(row.professional_id))
        .filter(Column::OrganisationId.eq(row.organisation_id))
        .all(&work.txn)
        .await?;
    if others.iter().any(|other| other.id != row.id && overlap(other, &row)) {
        return Err(Refusal::user(
            UserErrorCode::Taken,
            "from",
            "a membership there overlaps these days; end it first",
            "en tilknytning dér overlapper; afslut den først",
        ));
    }
    let id = row.id;
    let mut version = row.version;
    match held {
        None => {
            work.insert(row).await?;
            entry::next_version(work).await?;
            work.note_of(None, None, "MEMBERSHIP_ADDED", id).await?;
        }
        Some(held) if sent.differs(&held, &row)? => {
            version += 1;
            work.update(membership::Model { version, ..row }).await?;
            entry::next_version(work).await?;
            work.note_of(None, None, "MEMBERSHIP_CHANGED", id).await?;
        }
        Some(_) => {}
    }
    sent.keep(work, Target::directory(KIND, id), version).await?;
    Ok(Done::beside(KIND, id, id))
}

/// Ends a membership, or sets another day on which it ends.
pub(crate) async fn end_membership(
    work: &mut Work<'_>,
    input: EndMembershipInput,
) -> Result<Done, Refusal> {
    entry::begin_change(work).await?;
    let path = "membershipId";
    let id = check::outside(path, &input.membership_id, KIND)?;
    let found = membership::Entity::find_by_id(id).one(&work.txn).await?;
    let mut row = found.ok_or_else(|| Refusal::not_found(path))?;
    expect_version("expectedVersion", input.expected_version, row.version)?;
    let to = input.to.0;
    let mut check = Check::default();
    check.ordered("to", row.from_date, Some(to));
    check.that(
        row.to_date.is_none_or(|held| to <= held),
        "to",
        "it ends before that day; add a new membership",
        "den slutter inden da; opret en ny tilknytning",
    );
    check.done()?;
    row.to_date = Some(to);
    row.version += 1;
    work.update(row).await?;
    entry::next_version(work).await?;
    work.note_of(None, None, "MEMBERSHIP_ENDED", id).await?;
    Ok(Done::beside(KIND, id, id))
}

fn overlap(one: &membership::Model, other: &membership::Model) -> bool {
    let begins_within = |a: &membership::Model, b: &membership::Model| {
        a.to_date.is_none_or(|end| b.from_date < end)
    };
    one.unit_id == other.unit_id && begins_within(one, other) && begins_within(other, one)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn membership(from: &str, to: Option<&str>) -> membership::Model {
        membership::Model {
            id: Default::default(),
            professional_id: Default::default(),
            organisation_id: Default::default(),
            unit_id: None,
            from_date: from.parse().unwrap(),
            to_date: to.map(|to| to.parse().unwrap()),
            version: 1,
        }
    }

    #[test]
    fn the_end_of_a_membership_is_exclusive() {
        let spring = membership("2026-01-01", Some("2026-06-01"));
        assert!(overlap(&spring, &membership("2026-05-31", None)));
        assert!(!overlap(&spring, &membership("2026-06-01", None)));
        assert!(!overlap(&membership("2026-06-01", None), &spring));
        assert!(overlap(&membership("2025-01-01", None), &spring));
    }
}
