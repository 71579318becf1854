//! What is sent in before any relation exists: who sends, whom it is about, which case takes it,
//! and who holds it from then on.
//!
//! What is wrong with it is told from what was sent alone, and what is done is answered alike
//! whether citizen and case were there before: a sender learns what its relation as holder shows,
//! and nothing else.

use async_graphql::ID;
use entity::column::Code;
use entity::{citizen, coordination_case, organisation, participation};
use law::brain_injury::age::opens_case;
use law::facts::Organisation;
use law::forms::{OpenedBy, ParticipationOrigin};
use law::regime::{AGE_SHIFTS, may_lead};
use law::{CategorySet, Purpose, Role};
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::case_target::CaseOf;
use super::check::Check;
use super::citizen::{CitizenRegistrationInput, identified, kept, lock, register};
use super::reference::{self, ExternalReferenceInput};
use super::{AppError, CaseFile, Done, Refusal, Work, case, directory};
use crate::domain::EntityKind;
use crate::domain::dates::today;
use crate::store::{CaseRows, Parts, StoreError};

const PURPOSE: Purpose = Purpose::BrainInjury;

/// Who sends something in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sender {
    pub(super) organisation: Organisation,
    pub(super) unit: Option<Uuid>,
    pub(super) user: Option<Uuid>,
}

/// Writing table: a sending organisation, by someone who works there or the system of a unit.
pub(super) fn sender(work: &Work<'_>) -> Result<Sender, Refusal> {
    let viewer = work.viewer();
    let works = [Role::Caseworker, Role::Partner].iter().any(|role| viewer.roles.has(*role));
    // A system acts for its unit; what names neither unit nor person would reach nobody after.
    let acts = if viewer.user.is_some() { works } else { viewer.unit.is_some() };
    match viewer.organisation {
        Some(organisation) if acts && !work.session.caller.is_citizen_side() => Ok(Sender {
            organisation,
            unit: viewer.unit.map(|unit| unit.0),
            user: viewer.user.map(|user| user.0),
        }),
        _ => Err(Refusal::forbidden(
            "someone who works in an organisation sends this, or the system of a unit",
            "det sendes af en, der arbejder i en organisation, eller af en enheds system",
        )),
    }
}

/// Whom something is about and where it goes.
pub(super) struct Address {
    citizen: citizen::Model,
    unit: Uuid,
    lead: Uuid,
}

/// Checks whom it is about and where it goes: to a unit of the authority that is responsible at the
/// citizen's age (R35), as what was sent tells it.
pub(super) async fn address(
    work: &Work<'_>,
    check: &mut Check,
    sender: &Sender,
    about: &CitizenRegistrationInput,
    unit: &ID,
) -> Result<Option<Address>, AppError> {
    let path = "receivingUnitId";
    let unit = directory::unit(work, check, path, Some(unit)).await?;
    let lead = unit.as_ref().map_or_else(Uuid::nil, |unit| unit.organisation_id);
    let citizen = about.check(check, "citizen", work, lead);
    let Some(unit) = unit else { return Ok(None) };
    let receiver = organisation::Entity::find_by_id(lead).one(&work.txn).await?;
    let absent = || StoreError::inconsistent("unit", "of no organisation");
    let receiver = receiver.ok_or_else(absent)?;
    let (kind, day) = (receiver.kind.0, today(work.now));
    let responsible = receiver.annulled_at.is_none()
        && may_lead(kind, PURPOSE, day)
        && (citizen.cpr.is_empty() || opens_case(kind, citizen.birth_date, day, AGE_SHIFTS));
    check.that(
        responsible,
        path,
        "send it to a unit of the authority that is responsible at the citizen's age",
        "send den til en enhed hos den myndighed, der har ansvaret ved borgerens alder",
    );
    check.that(
        !responsible || lead != sender.organisation.id.0,
        path,
        "within your own authority the receiving unit records it itself",
        "inden for egen myndighed registrerer den modtagende enhed den selv",
    );
    Ok(Some(Address { citizen, unit: unit.id, lead }))
}

/// Something on its way into a case; its citizen is locked.
pub(super) struct Arrival {
    /// As the receiver registers them, where it opens a case and has not registered them before.
    citizen: citizen::Model,
    unit: Uuid,
    lead: Uuid,
}

/// Whom it is about, known or not. Two that arrive at a time wait for one another.
pub(super) async fn arrive(work: &mut Work<'_>, to: Address) -> Result<Arrival, AppError> {
    let mut citizen = to.citizen;
    citizen.id = identified(work, &citizen.cpr, citizen.id).await?;
    lock(work, citizen.id).await?;
    Ok(Arrival { citizen, unit: to.unit, lead: to.lead })
}

impl Arrival {
    /// What the sender's own number names already, where that is about the same citizen.
    pub(super) async fn sent_before(
        &self,
        work: &Work<'_>,
        number: Option<&ExternalReferenceInput>,
        kind: EntityKind,
    ) -> Result<Option<Done>, Refusal> {
        let Some(named) = reference::named(work, number, kind).await? else { return Ok(None) };
        let case = named.case.filter(|_| named.citizen == Some(self.citizen.id));
        let case = case.ok_or_else(reference::names_another)?;
        // Another unit's of the organisation is none of this one's.
        let known = work.view(case, Parts::default()).await?.is_some();
        if !known {
            return Err(reference::names_another());
        }
        Ok(Some(Done::in_case(case, named.id).already_registered("externalReference")))
    }

    /// An open case of the citizen takes it; where there is none, one is opened. From then on the
    /// sender takes part, and holds what it sent. `rather` is the case that it would best go to.
    ///
    /// A case that the sender's own authority leads does not take it: its other units have nothing
    /// to do with that case, and would learn of it.
    pub(super) async fn receive(
        self,
        work: &mut Work<'_>,
        sender: &Sender,
        rather: Option<Uuid>,
    ) -> Result<Received, AppError> {
        use coordination_case::{Column, Entity};
        let citizen = self.citizen.id;
        let open = Entity::find()
            .filter(Column::CitizenId.eq(citizen))
            .filter(Column::Purpose.eq(Code(PURPOSE)))
            .filter(Column::ClosedAt.is_null())
            .filter(Column::LeadOrganisationId.ne(sender.organisation.id.0))
            .lock_exclusive()
            .all(&work.txn)
            .await?;
        let best = open.into_iter().max_by_key(|case| {
            let receiver = case.lead_organisation_id == self.lead;
            (Some(case.id) == rather, receiver, case.opened_at, case.id)
        });
        let (lead, case) = match best {
            Some(case) => {
                work.lock(case.id).await?;
                (case.lead_organisation_id, case.id)
            }
            None => {
                let held = kept(work, citizen, self.lead).await?;
                if held.as_ref().is_none_or(|held| held.annulled_at.is_some()) {
                    register(work, self.citizen, held).await?;
                }
                let at = (self.lead, self.unit);
                let opened = case::insert(work, PURPOSE, citizen, at, OpenedBy::Enquiry);
                (self.lead, opened.await?)
            }
        };
        let snapshot = work.reload(case, Parts::FACTS).await?;
        let rows = snapshot.case()?;
        let of = CaseOf { citizen, case };
        take_part(work, of, rows, sender).await?;
        let own = (sender.organisation.id.0, sender.unit, sender.user);
        work.hold_in((of.citizen, of.case), rows, own).await?;
        Ok(Received { of, lead, coordinated: coordinated(rows, work) })
    }
}

/// Something received in a case.
pub(super) struct Received {
    pub(super) of: CaseOf,
    /// The case's lead authority.
    pub(super) lead: Uuid,
    /// Whether the case has a coordinator.
    pub(super) coordinated: bool,
}

/// Whether a case has a coordinator now.
pub(super) fn coordinated(rows: &CaseRows, work: &Work<'_>) -> bool {
    let now = work.now;
    rows.assignments.iter().any(|a| a.from_at <= now && a.to_at.is_none_or(|end| now < end))
}

/// Lets the sender's unit take part from now on, or the person where they act for none.
async fn take_part(
    work: &Work<'_>,
    of: CaseOf,
    rows: &CaseRows,
    sender: &Sender,
) -> Result<(), AppError> {
    let user_id = sender.user.filter(|_| sender.unit.is_none());
    let now = work.now;
    let takes_part = rows.participations.iter().any(|p| {
        p.organisation_id == sender.organisation.id.0
            && (p.unit_id, p.user_id) == (sender.unit, user_id)
            && p.to_at.is_none_or(|end| now < end)
    });
    if takes_part {
        return Ok(());
    }
    let id = work.id();
    let row = participation::Model {
        citizen_id: of.citizen,
        id,
        case_id: of.case,
        case_opened_at: rows.case_row()?.opened_at,
        organisation_id: sender.organisation.id.0,
        unit_id: sender.unit,
        user_id,
        origin: Code(ParticipationOrigin::SentIn),
        from_at: now,
        to_at: None,
        version: 1,
    };
    work.insert(row).await?;
    work.note_of(Some(of.citizen), Some(of.case), "PARTICIPATION_BEGUN", id).await
}

impl CaseFile {
    /// Who holds what was sent in: the lead, with the sender where there is one.
    pub(super) fn holders_of(&self, sender: Option<Uuid>) -> Result<Vec<Organisation>, AppError> {
        let lead = self.lead();
        Ok(match sender {
            Some(id) if id != lead.id.0 => vec![lead, self.directory.organisation(id)?],
            _ => vec![lead],
        })
    }

    /// Whether the caller sees a row of these holders; one that was annulled stays with them.
    pub(super) fn sees_held(
        &self,
        holders: &[Organisation],
        categories: CategorySet,
        annulled: bool,
    ) -> bool {
        let verdict = self.verdict_over(holders);
        verdict.granted.contains(categories) && (verdict.author || !annulled)
    }

    /// Writing table: what was sent in, its sender; what the lead recorded itself, a caseworker of
    /// the case's unit.
    pub(super) fn require_sender(&self, sender: Option<Uuid>) -> Result<(), Refusal> {
        let Some(sender) = sender.filter(|sender| *sender != self.lead().id.0) else {
            return self.require_caseworker();
        };
        match self.organisation() {
            Some(own) if own.id.0 == sender && !self.is_citizen_side() => Ok(()),
            _ => Err(Refusal::forbidden("who sent it does this", "det gør afsenderen")),
        }
    }
}
