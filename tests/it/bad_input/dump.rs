//! All that a database holds, to see that nothing of a refused change is left behind.

use std::collections::BTreeMap;

use sea_orm::prelude::Uuid;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use stifinder::domain::{CaseRef, EntityKind, GlobalId};

use crate::support::{TestApp, on_postgres};

/// What a refused change may leave: that it was asked for, and what was answered.
const BESIDE: &[&str] = &["access_log", "access_log_head", "idempotency_key", "client_use"];

/// Every row of every table, written out, by table.
pub(crate) type Dump = BTreeMap<String, Vec<String>>;

async fn texts(connection: &DatabaseConnection, sql: String) -> Vec<String> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

async fn tables(connection: &DatabaseConnection) -> Vec<String> {
    let sql = if on_postgres() {
        "SELECT table_name::text FROM information_schema.tables \
         WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
    } else {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    };
    texts(connection, sql.to_owned()).await
}

/// Every row of the database.
pub(crate) async fn dump(connection: &DatabaseConnection) -> Dump {
    let mut dump = Dump::new();
    for table in tables(connection).await {
        if BESIDE.contains(&table.as_str()) {
            continue;
        }
        let sql = if on_postgres() {
            // That a case was locked may be left too: it counts in the row.
            format!("SELECT (to_jsonb(t) - 'revision')::text FROM \"{table}\" t")
        } else {
            let sql = format!("SELECT name FROM pragma_table_info('{table}')");
            let columns = texts(connection, sql).await;
            let quoted: Vec<_> = columns.iter().map(|c| format!("quote(\"{c}\")")).collect();
            format!("SELECT {} FROM \"{table}\"", quoted.join(" || ',' || "))
        };
        let mut rows = texts(connection, sql).await;
        rows.sort_unstable();
        dump.insert(table, rows);
    }
    dump
}

/// The tables in which two dumps differ.
pub(crate) fn differing(one: &Dump, other: &Dump) -> Vec<String> {
    assert!(one.len() > 20, "the dump has the tables: {:?}", one.keys());
    one.keys().filter(|table| one.get(*table) != other.get(*table)).cloned().collect()
}

/// The table of what can be another's.
fn table_of(kind: EntityKind) -> Option<&'static str> {
    Some(match kind {
        EntityKind::Citizen => "citizen",
        EntityKind::Representative => "representative",
        EntityKind::DkkCase | EntityKind::BrainInjuryCase => "coordination_case",
        EntityKind::Enquiry => "enquiry",
        EntityKind::Assessment => "assessment",
        EntityKind::Consent => "consent",
        EntityKind::ConsentClause => "consent_clause",
        EntityKind::Participation => "participation",
        EntityKind::CoordinatorAssignment => "coordinator_assignment",
        EntityKind::StatutoryBasis => "statutory_basis",
        EntityKind::NetworkMap => "network_map",
        EntityKind::Actor => "network_actor",
        EntityKind::Meeting => "meeting",
        EntityKind::MeetingParticipant => "meeting_participant",
        EntityKind::AgendaItem => "agenda_item",
        EntityKind::AgendaColumn => "agenda_column",
        EntityKind::Task => "task",
        EntityKind::InformationRequest => "information_request",
        EntityKind::Statement => "statement",
        EntityKind::Dispatch => "dispatch",
        EntityKind::CitizenNotice => "citizen_notice",
        EntityKind::Leaflet => "leaflet",
        EntityKind::Goal => "goal",
        EntityKind::AgeTransition => "age_transition",
        EntityKind::CoordinationPlan => "coordination_plan",
        EntityKind::Track => "plan_track",
        EntityKind::PlanGoal => "plan_goal",
        EntityKind::Intervention => "plan_intervention",
        EntityKind::InterventionDependency => "intervention_dependency",
        EntityKind::FollowUp => "follow_up",
        EntityKind::BrainInjuryReferral => "brain_injury_referral",
        EntityKind::ReferralAttachment => "referral_attachment",
        EntityKind::RehabilitationPlan => "rehabilitation_plan",
        EntityKind::BrainInjuryAssessment => "brain_injury_assessment",
        EntityKind::RehabilitationTeamCase => "rehabilitation_team_case",
        EntityKind::CouncilCase => "council_case",
        EntityKind::CouncilMeeting => "council_meeting",
        // The directory is everyone's.
        EntityKind::Organisation
        | EntityKind::Unit
        | EntityKind::Professional
        | EntityKind::Membership
        | EntityKind::ContactPoint
        | EntityKind::InterfaceAgreement
        | EntityKind::EffectGoal
        // A seat is its meeting's.
        | EntityKind::CouncilMember
        // What is administered is, among administrators, everyone's.
        | EntityKind::Client
        | EntityKind::ClientSecret
        | EntityKind::SigningKey
        | EntityKind::TrustedIssuer => return None,
    })
}

/// A case, as ids name it.
async fn case_of(app: &TestApp, id: Uuid) -> CaseRef {
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
    let column = entity::coordination_case::Column::Id;
    let found = entity::coordination_case::Entity::find().filter(column.eq(id));
    let case = found.one(app.connection()).await.unwrap().unwrap();
    CaseRef { purpose: case.purpose.0, id }
}

/// Whether an entity can be another's: not the directory's.
pub(super) fn can_be_anothers(kind: EntityKind) -> bool {
    table_of(kind).is_some()
}

/// An entity of a kind, of a citizen with whom a viewer of the showcase has nothing to do.
pub(super) async fn anothers(app: &TestApp, viewer: &str, kind: EntityKind) -> Option<GlobalId> {
    let table = table_of(kind)?;
    if kind == EntityKind::CouncilMeeting {
        return meeting_of_others(app, viewer).await;
    }
    let backend = app.connection().get_database_backend();
    let (one, two, three) = if on_postgres() { ("$1", "$2", "$3") } else { ("?1", "?2", "?3") };
    let organisation = app.persona(viewer).viewer.organisation.map_or(Uuid::nil(), |o| o.id.0);
    // Leaves out every citizen in a case of whom the viewer's unit or organisation has a part.
    let mine = format!(
        "SELECT c.citizen_id FROM coordination_case c WHERE c.unit_id = {one} OR c.citizen_id = {two} \
         OR EXISTS (SELECT 1 FROM participation p WHERE p.case_id = c.id AND p.organisation_id = {three} \
         AND c.lead_organisation_id <> {three})"
    );
    let (citizen, case) = match kind {
        EntityKind::Citizen => ("id", "id"),
        EntityKind::Representative => ("citizen_id", "id"),
        EntityKind::DkkCase | EntityKind::BrainInjuryCase => ("citizen_id", "id"),
        _ => ("citizen_id", "case_id"),
    };
    let sql = format!(
        "SELECT t.id AS id, t.{case} AS case_id FROM {table} t WHERE t.{citizen} NOT IN ({mine}) \
         AND t.{citizen} IN (SELECT citizen_id FROM coordination_case) ORDER BY t.id LIMIT 1"
    );
    let own = [app.cast.showcase.unit, app.cast.showcase.citizen, organisation].map(Into::into);
    let statement = Statement::from_sql_and_values(backend, sql, own);
    let row = app.connection().query_one_raw(statement).await.unwrap()?;
    let id: Uuid = row.try_get("", "id").unwrap();
    let case: Uuid = row.try_get("", "case_id").unwrap();
    Some(match kind {
        EntityKind::Citizen
        | EntityKind::Representative
        | EntityKind::DkkCase
        | EntityKind::BrainInjuryCase => GlobalId::outside(kind, id),
        _ => GlobalId::of_case(kind, case_of(app, case).await, id),
    })
}

/// A meeting of the council at which a viewer's administration does not sit.
async fn meeting_of_others(app: &TestApp, viewer: &str) -> Option<GlobalId> {
    let organisation = app.persona(viewer).viewer.organisation.map_or(Uuid::nil(), |o| o.id.0);
    let place = if on_postgres() { "$1" } else { "?1" };
    let sql = format!(
        "SELECT id FROM council_meeting WHERE id NOT IN (SELECT council_meeting_id \
         FROM council_member WHERE organisation_id = {place}) ORDER BY id LIMIT 1"
    );
    let backend = app.connection().get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, [organisation.into()]);
    let row = app.connection().query_one_raw(statement).await.unwrap()?;
    let id: Uuid = row.try_get("", "id").unwrap();
    Some(GlobalId::outside(EntityKind::CouncilMeeting, id))
}
