//! What a case system sends under its own number: registered the first time, and after that a
//! change of what the number names.
//!
//! The system need not read before it sends. The reference remembers the version that was sent
//! under it last: while that one stands, what comes is a change of it. If someone else changed the
//! entity since, that is told as a conflict, and the system reads, and sends again with the version
//! that it read. What says the same as what stands changes nothing, whoever wrote it last.

use entity::external_reference;
use sea_orm::prelude::Uuid;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, ModelTrait};

use super::{ExternalReferenceInput, Own, PATH, Target, give, held, own, taken, target};
use crate::app::versions::Versioned;
use crate::app::{CaseFile, Done, Refusal, UserError, UserErrorCode, Work, work::expect_version};
use crate::domain::EntityKind;

/// A row that a case system can send.
pub(crate) trait Numbered: Clone + PartialEq {
    /// Its kind.
    const KIND: EntityKind;
    /// Its id.
    fn id(&self) -> Uuid;
    /// Its version.
    fn version(&self) -> i32;
    /// As its next version.
    fn grown(self) -> Self;
}

/// A row of which an older content is kept beside the one that stands.
pub(crate) trait Kept: Numbered {
    /// The older content, as a record of its own that is annulled.
    fn former(self, id: Uuid, at: chrono::DateTime<chrono::Utc>, reason: &str) -> Self;
}

macro_rules! numbered {
    ($($table:ident: $kind:ident)+) => { $(
        impl Numbered for entity::$table::Model {
            const KIND: EntityKind = EntityKind::$kind;
            fn id(&self) -> Uuid {
                self.id
            }
            fn version(&self) -> i32 {
                self.version
            }
            fn grown(self) -> Self {
                Self { version: self.version + 1, ..self }
            }
        }
    )+ };
}
numbered! {
    enquiry: Enquiry
    assessment: Assessment
    participation: Participation
    coordinator_assignment: CoordinatorAssignment
    statutory_basis: StatutoryBasis
    goal: Goal
    leaflet: Leaflet
    meeting: Meeting
    meeting_participant: MeetingParticipant
    agenda_column: AgendaColumn
    agenda_item: AgendaItem
    task: Task
    network_actor: Actor
    information_request: InformationRequest
    statement: Statement
    consent: Consent
    representative: Representative
    citizen: Citizen
    age_transition: AgeTransition
    coordination_plan: CoordinationPlan
    plan_track: Track
    plan_goal: PlanGoal
    plan_intervention: Intervention
    intervention_dependency: InterventionDependency
    follow_up: FollowUp
    membership: Membership
    contact_point: ContactPoint
    interface_agreement: InterfaceAgreement
    effect_goal: EffectGoal
    organisation: Organisation
    unit: Unit
    professional: Professional
}

macro_rules! kept {
    ($($table:ident)+) => { $(
        impl Kept for entity::$table::Model {
            fn former(
                self,
                id: Uuid,
                at: chrono::DateTime<chrono::Utc>,
                reason: &str,
            ) -> Self {
                Self { id, annulled_at: Some(at), annul_reason: Some(reason.to_owned()), ..self }
            }
        }
    )+ };
}
kept! { enquiry assessment leaflet statement age_transition }

/// Why an older content stands annulled.
const CORRECTED: &str = "Rettet: sendt igen under samme eksterne reference";

/// What an input says of its own number, and what stands under it.
pub(crate) struct Sent {
    /// Where it stands in the input.
    path: String,
    own: Option<Own>,
    /// The version that the client read.
    read: Option<i32>,
    again: Option<(Target, external_reference::Model)>,
}

impl Sent {
    /// Looks up the number of an input. One that names another kind of entity is taken.
    pub(crate) async fn of(
        work: &Work<'_>,
        input: Option<&ExternalReferenceInput>,
        kind: EntityKind,
    ) -> Result<Self, Refusal> {
        Self::at(work, PATH, input, Some(kind)).await
    }

    /// As [`Sent::of`], of a number that stands elsewhere in the input; without a kind, of
    /// something new.
    pub(crate) async fn at(
        work: &Work<'_>,
        path: &str,
        input: Option<&ExternalReferenceInput>,
        kind: Option<EntityKind>,
    ) -> Result<Self, Refusal> {
        let mut sent = Self { path: path.to_owned(), own: None, read: None, again: None };
        let Some(input) = input else { return Ok(sent) };
        let own = own(work, path, (&input.system, &input.id))?;
        if let Some(row) = held(&work.txn, own.organisation, &own.system, &own.id).await? {
            let target = target(&row)?;
            if kind.is_some_and(|kind| target.kind != kind) {
                return Err(sent.taken().into());
            }
            sent.again = Some((target, row));
        }
        (sent.own, sent.read) = (Some(own), input.expected_version);
        Ok(sent)
    }

    /// The number names what the input does not mean.
    pub(crate) fn taken(&self) -> UserError {
        taken(&self.path, None)
    }

    /// As [`Sent::of`], of an entity of this case: a number that names one of another is taken.
    pub(crate) async fn in_case<M: Numbered>(
        work: &Work<'_>,
        input: Option<&ExternalReferenceInput>,
        file: &CaseFile,
    ) -> Result<Self, Refusal> {
        Self::in_case_at::<M>(work, PATH, input, file).await
    }

    /// As [`Sent::in_case`], of a number that stands elsewhere in the input.
    pub(crate) async fn in_case_at<M: Numbered>(
        work: &Work<'_>,
        path: &str,
        input: Option<&ExternalReferenceInput>,
        file: &CaseFile,
    ) -> Result<Self, Refusal> {
        let sent = Self::at(work, path, input, Some(M::KIND)).await?;
        match sent.target() {
            Some(target) if target.case != Some(file.id()) => Err(sent.taken().into()),
            _ => Ok(sent),
        }
    }

    /// What stands under the number.
    pub(crate) fn target(&self) -> Option<Target> {
        self.again.as_ref().map(|(target, _)| *target)
    }

    /// The row under the number; it has to stand still.
    pub(crate) fn row<'r, M: Numbered>(
        &self,
        rows: &'r [M],
        stands: impl Fn(&M) -> bool,
    ) -> Result<Option<&'r M>, Refusal> {
        let Some(target) = self.target() else { return Ok(None) };
        let row = rows.iter().find(|row| row.id() == target.id && stands(row));
        row.map(Some).ok_or_else(|| gone_at(&self.path))
    }

    /// Whether what is sent says something else than what stands, and may be written over it.
    pub(crate) fn differs<M: Numbered>(&self, held: &M, next: &M) -> Result<bool, Refusal> {
        if held == next {
            return Ok(false);
        }
        self.expect(held.version()).map(|()| true)
    }

    /// What is sent was read from the version that stands, or follows what was sent last.
    pub(crate) fn expect(&self, stands: i32) -> Result<(), Refusal> {
        let last = self.again.as_ref().and_then(|(_, row)| row.sent_version);
        // Nothing was sent under a number that was only set: nothing is known of what was read.
        let expected = self.read.or(last).unwrap_or(0);
        expect_version(&format!("{}.expectedVersion", self.path), expected, stands)
    }

    /// Writes what was sent again over a row that stands, where it differs.
    pub(crate) async fn over<M>(
        &self,
        work: &Work<'_>,
        file: &CaseFile,
        held: &M,
        next: M,
        noted: &str,
    ) -> Result<Done, Refusal>
    where
        M: Numbered + ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
        M::Entity: EntityTrait<Model = M>,
        <M::Entity as EntityTrait>::ActiveModel: ActiveModelTrait + Send,
    {
        let (id, mut version) = (held.id(), held.version());
        if self.differs(held, &next)? {
            file.require_not_closed()?;
            let next = next.grown();
            version = next.version();
            work.update(next).await?;
            work.changed(file, noted, id).await?;
        }
        self.keep(work, of_file::<M>(file, id), version).await?;
        Ok(Done::in_case(file.id(), id))
    }

    /// As [`Sent::over`], of a record whose older content is kept beside it, annulled.
    pub(crate) async fn correct<M>(
        &self,
        work: &Work<'_>,
        file: &CaseFile,
        held: &M,
        next: M,
        noted: &str,
    ) -> Result<Done, Refusal>
    where
        M: Kept + ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
        M::Entity: EntityTrait<Model = M>,
        <M::Entity as EntityTrait>::ActiveModel: ActiveModelTrait + Send,
    {
        if self.differs(held, &next)? {
            let former = held.clone().former(work.id(), work.now, CORRECTED);
            work.insert(former).await?;
        }
        self.over(work, file, held, next, noted).await
    }

    /// A record that is not changed: the same again is nothing new, and anything else is told to be
    /// a record of its own. `english` and `danish` say what to do instead.
    pub(crate) async fn same<M: Numbered>(
        &self,
        work: &Work<'_>,
        file: &CaseFile,
        (held, next): (&M, &M),
        (english, danish): (&str, &str),
    ) -> Result<Done, Refusal> {
        if held != next {
            return Err(
                UserError::new(UserErrorCode::IllegalState, &self.path, english, danish).into()
            );
        }
        self.keep(work, of_file::<M>(file, held.id()), held.version()).await?;
        Ok(Done::in_case(file.id(), held.id()))
    }

    /// Writes a row of a case that was sent the first time.
    pub(crate) async fn first<M>(
        &self,
        work: &Work<'_>,
        file: &CaseFile,
        row: M,
        noted: &str,
    ) -> Result<Done, Refusal>
    where
        M: Numbered + ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    {
        let (id, version) = (row.id(), row.version());
        work.insert(row).await?;
        self.keep(work, of_file::<M>(file, id), version).await?;
        work.changed(file, noted, id).await?;
        Ok(Done::in_case(file.id(), id))
    }

    /// As [`Sent::first`], of a row that keeps its versions.
    pub(crate) async fn begin<M: Numbered + Versioned>(
        &self,
        work: &Work<'_>,
        file: &CaseFile,
        row: M,
        noted: &str,
    ) -> Result<Done, Refusal> {
        let id = row.id();
        row.begin(work).await?;
        self.keep(work, of_file::<M>(file, id), 1).await?;
        work.changed(file, noted, id).await?;
        Ok(Done::in_case(file.id(), id))
    }

    /// As [`Sent::over`], of a row that keeps its versions; `signed` puts into the next one who
    /// writes it, which makes no difference by itself.
    pub(crate) async fn succeed<M: Numbered + Versioned>(
        &self,
        work: &Work<'_>,
        file: &CaseFile,
        (held, next): (&M, M),
        signed: impl FnOnce(M) -> M,
        noted: &str,
    ) -> Result<Done, Refusal> {
        let (id, mut version) = (held.id(), held.version());
        if self.differs(held, &next)? {
            file.require_not_closed()?;
            held.succeed(work, signed(next)).await?;
            version += 1;
            work.changed(file, noted, id).await?;
        }
        self.keep(work, of_file::<M>(file, id), version).await?;
        Ok(Done::in_case(file.id(), id))
    }

    /// Gives the number to what stood already: nothing of what was sent was written.
    pub(crate) async fn set(&self, work: &Work<'_>, target: Target) -> Result<(), Refusal> {
        let Some(own) = &self.own else { return Ok(()) };
        give(work, &self.path, own.clone(), target, None).await
    }

    /// Remembers under the number what was sent, and which version came of it.
    pub(crate) async fn keep(
        &self,
        work: &Work<'_>,
        target: Target,
        version: i32,
    ) -> Result<(), Refusal> {
        let Some(own) = &self.own else { return Ok(()) };
        give(work, &self.path, own.clone(), target, Some(version)).await
    }
}

impl Sent {
    /// As [`Sent::keep`], where the row under the number gave way to another.
    pub(crate) async fn move_to(
        &self,
        work: &Work<'_>,
        target: Target,
        version: i32,
    ) -> Result<(), Refusal> {
        match &self.again {
            Some((held, row)) if held.id != target.id => {
                let sent_version = Some(version);
                let row =
                    external_reference::Model { entity_id: target.id, sent_version, ..row.clone() };
                Ok(work.update(row).await?)
            }
            _ => self.keep(work, target, version).await,
        }
    }
}

fn of_file<M: Numbered>(file: &CaseFile, id: Uuid) -> Target {
    Target::in_case(M::KIND, id, file.citizen(), file.id())
}

/// What the number of an input names stands no more.
pub(crate) fn gone() -> Refusal {
    gone_at(PATH)
}

fn gone_at(path: &str) -> Refusal {
    Refusal::user(
        UserErrorCode::IllegalState,
        path,
        "what the reference names is ended, annulled or removed; remove the reference to record anew",
        "det, referencen tilhører, er afsluttet, annulleret eller fjernet; fjern referencen for at registrere på ny",
    )
}
