//! Sending the network map (R29): at the start to everyone entitled, later to those whose own view
//! of it changed, and to no other.

use std::sync::Arc;

use async_graphql::{ID, InputObject};
use entity::column::Code;
use law::forms::DispatchKind;
use law::words::{CitizenId, UnitId, UserId};
use law::{Purpose, Role, RoleSet, Viewer};
use sea_orm::prelude::Uuid;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};

use super::require_head;
use super::visible::view_hash;
use crate::app::check::{self, Check};
use crate::app::{AppError, CaseFile, Done, Refusal, Work};
use crate::domain::{Ids, Reach};
use crate::sealed::Ledger;
use crate::store::view::{Viewing, case_view};
use crate::store::{CaseRows, Directory, Parts, StoreError};

/// Sends the network map (udsend netværkskort).
#[derive(InputObject)]
pub(crate) struct SendNetworkMapInput {
    /// The case (sag).
    pub(crate) case_id: ID,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// R29: sends the map as it stands; nothing to whoever has it already as they may see it.
pub(crate) async fn send_network_map(
    work: &mut Work<'_>,
    input: SendNetworkMapInput,
) -> Result<Done, Refusal> {
    let case = check::case_of("caseId", &input.case_id, Purpose::Dkk)?;
    let parts = Parts::NETWORK.with(Parts::CITIZEN).with(Parts::DISPATCHES);
    let file = work.case(case, "caseId", parts).await?;
    file.require_coordination()?;
    file.require_not_closed()?;
    let mut check = Check::default();
    require_head(&mut check, &file);
    check.done()?;
    let sent = dispatch_network_map(work, &file).await?;
    Ok(Done { case: Some(case.id), entity: sent.first().copied(), ..Done::default() })
}

/// Writes the dispatches that are due; their ids. The file has the parts NETWORK, CITIZEN and
/// DISPATCHES.
pub(crate) async fn dispatch_network_map(
    work: &Work<'_>,
    file: &CaseFile,
) -> Result<Vec<Uuid>, AppError> {
    let sent_by = file.viewer().user.map(|user| user.0);
    let mut sent = Vec::new();
    let ids = &*work.session.app.ids;
    for mut row in due(&file.rows, &file.law, &file.directory, (work.now, ids))? {
        row.sent_by = sent_by;
        sent.push(row.id);
        let (id, row) = (row.id, row.into_active_model().reset_all());
        entity::dispatch::Entity::insert(row).exec_without_returning(&work.txn).await?;
        work.changed(file, "NETWORK_MAP_SENT", id).await?;
    }
    Ok(sent)
}

/// Who is to get the map now, and the hash of what they see of it.
pub(super) fn due(
    rows: &CaseRows,
    law: &law::Case,
    directory: &Arc<Directory>,
    (now, ids): (chrono::DateTime<chrono::Utc>, &dyn Ids),
) -> Result<Vec<entity::dispatch::Model>, StoreError> {
    // Who holds records is theirs to know: to whom the map goes, and when again, follows from what
    // the citizen consents to and from bases alone, which whoever sends it may know of.
    let rows = &CaseRows { holdings: Vec::new(), ..rows.clone() };
    let mut due = Vec::new();
    for recipient in recipients(rows, law, directory, now)? {
        // Nobody reads here: what is opened for the hash is no access, and leaves no account.
        let ledger = Arc::new(Ledger::default());
        let viewing = Viewing {
            viewer: &recipient.viewer,
            at: now,
            ledger: &ledger,
            reach: Reach::ALL,
            as_of: None,
        };
        let view = case_view(rows, directory, viewing)?;
        let Some(map) = view.and_then(|view| view.network_map) else { continue };
        let hash = view_hash(&map);
        let last = rows
            .dispatches
            .iter()
            .filter(|d| d.kind.0 == DispatchKind::NetworkMap && recipient.is(d))
            .max_by_key(|d| (d.sent_at, d.id));
        if last.is_some_and(|last| last.view_hash == hash) {
            continue;
        }
        let (organisation_id, unit_id, user_id) = recipient.key;
        due.push(entity::dispatch::Model {
            citizen_id: law.facts().citizen.0,
            id: ids.at(now),
            case_id: law.facts().case.0,
            kind: Code(DispatchKind::NetworkMap),
            meeting_id: None,
            organisation_id,
            unit_id,
            user_id,
            recipient_name: recipient.name,
            sent_at: now,
            as_of: now,
            view_hash: hash,
            sent_by: None,
        });
    }
    Ok(due)
}

/// Organisation, unit and person; none of them: the citizen.
type Key = (Option<Uuid>, Option<Uuid>, Option<Uuid>);

/// Someone who may get the map.
struct Recipient {
    key: Key,
    name: String,
    /// As whom they would read it.
    viewer: Viewer,
}

impl Recipient {
    fn is(&self, dispatch: &entity::dispatch::Model) -> bool {
        (dispatch.organisation_id, dispatch.unit_id, dispatch.user_id) == self.key
    }
}

/// The citizen, and who takes part; whether they are entitled is decided when it is sealed for
/// them.
fn recipients(
    rows: &CaseRows,
    law: &law::Case,
    directory: &Directory,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Vec<Recipient>, StoreError> {
    let citizen = rows.citizen_row()?;
    let mut recipients = vec![Recipient {
        key: (None, None, None),
        name: citizen.name.clone(),
        viewer: Viewer {
            organisation: None,
            unit: None,
            user: None,
            roles: RoleSet::of(&[Role::Citizen]),
            citizen: Some(CitizenId(citizen.id)),
        },
    }];
    let in_force = law
        .facts()
        .participations
        .iter()
        .filter(|p| p.from <= now && p.to.is_none_or(|end| now < end));
    for p in in_force {
        let (unit, user) = (p.unit.map(|unit| unit.0), p.user.map(|user| user.0));
        let key = (Some(p.organisation.id.0), unit, user);
        if recipients.iter().any(|r| r.key == key) {
            continue;
        }
        recipients.push(Recipient {
            key,
            name: name(directory, key),
            viewer: Viewer {
                organisation: Some(p.organisation),
                unit: unit.map(UnitId),
                user: user.map(UserId),
                roles: RoleSet::of(&[Role::Partner, Role::Caseworker]),
                citizen: None,
            },
        });
    }
    // How rows lie in the database tells of what was written to them.
    recipients.sort_by_key(|recipient| recipient.key);
    Ok(recipients)
}

/// The narrowest name there is: the person's, the unit's, the organisation's.
fn name(directory: &Directory, (organisation, unit, user): Key) -> String {
    let person = user.and_then(|id| directory.professionals.get(&id)).map(|p| &p.name);
    let unit = unit.and_then(|id| directory.units.get(&id)).map(|u| &u.name);
    let organisation =
        organisation.and_then(|id| directory.organisations.get(&id)).map(|o| &o.name);
    person.or(unit).or(organisation).cloned().unwrap_or_default()
}
