//! Who takes part in a follow-up (deltagere).

use async_graphql::{ID, InputObject};
use entity::column::Code;
use entity::follow_up_participant::{Column, Entity, Model};
use law::forms::ParticipantKind;
use law::{Fault, Flaw, Rule};
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::app::check::{Check, LINE, under};
use crate::app::{AppError, CaseFile, Work};
use crate::domain::dates::today;
use crate::domain::of::Of;

/// Most participants of one follow-up.
const MOST: usize = 100;

/// Someone who takes part in a follow-up (deltager).
#[derive(InputObject, Clone, Debug)]
pub(crate) struct FollowUpParticipantInput {
    /// In what capacity (rolle).
    pub(crate) kind: Of<ParticipantKind>,
    /// Name (navn); that of the professional or the citizen where left out.
    pub(crate) name: Option<String>,
    /// Organisation (organisation); required of a PROFESSIONAL.
    pub(crate) organisation_id: Option<ID>,
    /// Professional of the organisation (fagperson).
    pub(crate) professional_id: Option<ID>,
}

/// A participant that was found in order.
pub(super) struct Takes {
    kind: ParticipantKind,
    name: String,
    organisation: Option<Uuid>,
    professional: Option<Uuid>,
}

/// Finds whom an input names, and tells all that is wrong with it. An organisation that no effective
/// clause or basis names has no part in it (R17); who is not the lead names whom it sees take part.
pub(super) fn resolve(
    check: &mut Check,
    file: &CaseFile,
    given: &[FollowUpParticipantInput],
) -> Result<Vec<Takes>, AppError> {
    let (english, danish) = ("too many participants", "for mange deltagere");
    check.that(given.len() <= MOST, "participants", english, danish);
    let mut found = Vec::new();
    for (index, input) in given.iter().enumerate().take(MOST) {
        let path = format!("participants[{index}]");
        found.extend(one(check, file, &path, input));
    }
    Ok(found)
}

fn one(
    check: &mut Check,
    file: &CaseFile,
    path: &str,
    input: &FollowUpParticipantInput,
) -> Option<Takes> {
    let kind = input.kind.0;
    let (at_organisation, at_professional) =
        (under(path, "organisationId"), under(path, "professionalId"));
    let organisation = input.organisation_id.as_ref();
    let organisation =
        organisation.and_then(|id| check.organisation(&at_organisation, id, &file.directory));
    let named = input.professional_id.is_some();
    match kind {
        ParticipantKind::Citizen | ParticipantKind::Representative | ParticipantKind::Relative => {
            check.that(
                input.organisation_id.is_none() && !named,
                &at_organisation,
                "this participant stands for no organisation; leave it out",
                "deltageren repræsenterer ingen organisation; udelad den",
            );
        }
        ParticipantKind::Professional | ParticipantKind::Interpreter => {
            let needed = kind == ParticipantKind::Professional || named;
            if needed && input.organisation_id.is_none() {
                check.required(&at_organisation, "", LINE);
            }
        }
    }
    if let Some(organisation) = organisation
        && !file.may_name(organisation)
    {
        let (fault, path) = (Fault::NotNamed, at_organisation);
        check.flaws([Flaw { fault, rule: Rule::R17, path }]);
    }
    let professional = input.professional_id.as_ref();
    let of = organisation.map(|organisation| (organisation, today(file.now())));
    let professional = check.professional(&at_professional, professional, of, &file.directory);
    let given = check.optional(&under(path, "name"), input.name.as_deref(), LINE);
    let name = given.or_else(|| {
        let known = professional.and_then(|id| file.directory.professionals.get(&id));
        let citizen = file.rows.citizens.first().filter(|_| kind == ParticipantKind::Citizen);
        known.map(|known| known.name.clone()).or_else(|| citizen.map(|row| row.name.clone()))
    });
    // What is wrong with a professional is told already.
    if name.is_none() && !named {
        check.required(&under(path, "name"), "", LINE);
    }
    let organisation = organisation.map(|organisation| organisation.id.0);
    Some(Takes { kind, name: name?, organisation, professional })
}

/// Whether these are who stands there already.
pub(super) fn stand(file: &CaseFile, follow_up: Uuid, takes: &[Takes]) -> bool {
    let of = |row: &&Model| row.follow_up_id == follow_up;
    let mut rows: Vec<_> = file.rows.follow_up_participants.iter().filter(of).collect();
    rows.sort_unstable_by_key(|row| row.position);
    let same = |(row, one): (&&Model, &Takes)| {
        (row.kind.0, &row.name) == (one.kind, &one.name)
            && (row.organisation_id, row.professional_id) == (one.organisation, one.professional)
    };
    rows.len() == takes.len() && rows.iter().zip(takes).all(same)
}

/// Puts these in place of those who stood there.
pub(super) async fn replace(
    work: &Work<'_>,
    file: &CaseFile,
    follow_up: Uuid,
    takes: Vec<Takes>,
) -> Result<(), AppError> {
    Entity::delete_many()
        .filter(Column::CitizenId.eq(file.citizen()))
        .filter(Column::FollowUpId.eq(follow_up))
        .exec(&work.txn)
        .await?;
    for (position, one) in (1..).zip(takes) {
        work.insert(Model {
            citizen_id: file.citizen(),
            id: work.id(),
            case_id: file.id(),
            follow_up_id: follow_up,
            kind: Code(one.kind),
            name: one.name,
            organisation_id: one.organisation,
            professional_id: one.professional,
            position,
        })
        .await?;
    }
    Ok(())
}
