//! Which column shows as what: the one list that a new table or column has to be put into; a test
//! fails until it is. What a field needs to open is asked of the classification, never said here.

use std::collections::BTreeMap;

use sea_orm::sea_query::Value;
use uuid::Uuid;

use super::sight::{At, Sight};
use super::state::State;

/// How a column shows to who sees the row as some object.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shown {
    /// Whoever sees the row sees it, or could tell it by order or by asking for an instant.
    Outline,
    /// Nobody does: it decides, or serves the program alone.
    Never,
    /// By its order among the rows that show under the same parent, unless a field opens it.
    Rank(&'static str, &'static [&'static str]),
    /// The row of a table that it names, where that shows.
    Link(&'static str),
    /// Where one of these fields opens, each `Type.field`.
    Fields(&'static [&'static str]),
}

use Shown::{Fields, Link, Never, Outline, Rank};

/// What a table is to a viewer.
#[derive(Clone, Copy, Debug)]
pub(super) enum Table {
    /// Rows of the forms, column by column.
    Of(&'static [(&'static str, Shown)]),
    /// Everyone may read it: nothing of it is withheld.
    Public,
    /// It serves the program; nobody reads it as it is.
    Internal,
}

use Table::{Internal, Of, Public};

/// Every table.
pub(super) const MAP: &[(&str, Table)] = &[
    (
        "coordination_case",
        Of(&[
            ("citizen_id", Outline),
            ("id", Outline),
            ("purpose", Outline),
            ("lead_organisation_id", Outline),
            ("unit_id", Outline),
            ("opened_by", Outline),
            ("status", Outline),
            ("opened_at", Outline),
            ("closed_at", Outline),
            ("close_reason", Fields(&["DkkCase.closeReason", "BrainInjuryCase.closeReason"])),
            ("version", Fields(&["DkkCase.version", "BrainInjuryCase.version"])),
        ]),
    ),
    (
        "citizen",
        Of(&[
            ("id", Outline),
            ("cpr", Fields(&["Citizen.cpr"])),
            ("name", Fields(&["Citizen.name", "MeetingCitizen.name"])),
            ("birth_date", Fields(&["Citizen.birthDate", "MeetingCitizen.birthDate"])),
            ("address", Fields(&["Citizen.address", "MeetingCitizen.address"])),
            ("phone", Fields(&["Citizen.phone", "MeetingCitizen.phone"])),
            ("email", Fields(&["Citizen.email", "MeetingCitizen.email"])),
            ("address_protected", Fields(&["Citizen.addressProtected"])),
            (
                "interpreter_language",
                Fields(&[
                    "Citizen.interpreterLanguage",
                    "MeetingCitizen.interpreterLanguage",
                    "NetworkMap.interpreterLanguage",
                ]),
            ),
            ("registered_by", Never),
            ("version", Fields(&["Citizen.version"])),
            ("created_at", Never),
            ("updated_at", Never),
            ("annulled_at", Never),
            ("annul_reason", Never),
        ]),
    ),
    (
        "former_identifier",
        Of(&[
            ("citizen_id", Outline),
            ("id", Outline),
            ("number", Outline),
            ("replaced_at", Outline),
            ("reason", Outline),
        ]),
    ),
    (
        "representative",
        Of(&[
            ("citizen_id", Outline),
            ("id", Outline),
            ("kind", Outline),
            ("name", Outline),
            ("phone", Fields(&["Representative.phone"])),
            ("email", Fields(&["Representative.email"])),
            ("ground", Outline),
            ("scope", Outline),
            ("from_date", Outline),
            ("to_date", Outline),
            ("version", Outline),
            ("annulled_at", Outline),
            ("annul_reason", Outline),
        ]),
    ),
    (
        "participation",
        Of(&[
            ("citizen_id", Outline),
            ("id", Outline),
            ("case_id", Outline),
            ("organisation_id", Outline),
            ("unit_id", Outline),
            ("user_id", Outline),
            ("origin", Outline),
            ("from_at", Outline),
            ("to_at", Outline),
            ("version", Outline),
        ]),
    ),
    (
        "holding",
        Of(&[
            ("citizen_id", Never),
            ("id", Never),
            ("case_id", Never),
            ("organisation_id", Never),
            ("unit_id", Never),
            ("user_id", Never),
        ]),
    ),
    (
        "coordinator_assignment",
        Of(&[
            ("citizen_id", Outline),
            ("id", Outline),
            ("case_id", Outline),
            ("coordinator_id", Outline),
            ("from_at", Outline),
            ("to_at", Outline),
            ("consent_id", Fields(&["CoordinatorAssignment.consentId"])),
            ("reason", Fields(&["CoordinatorAssignment.reason"])),
            ("end_reason", Fields(&["CoordinatorAssignment.endReason"])),
            ("replaces", Outline),
            ("version", Outline),
        ]),
    ),
    (
        "consent",
        Of(&[
            ("citizen_id", Outline),
            ("row_id", Never),
            ("id", Outline),
            ("case_id", Outline),
            ("version", Fields(&["Consent.version"])),
            ("recorded_at", Outline),
            ("superseded_at", Outline),
            ("signed_at", Outline),
            ("form", Fields(&["Consent.form"])),
            ("oral_reason", Fields(&["Consent.oralReason"])),
            ("signer", Fields(&["Consent.signer"])),
            ("signer_ground", Fields(&["Consent.signerGround"])),
            ("signer_scope", Fields(&["Consent.signerScope"])),
            ("representative_id", Never),
            ("co_signed_by", Fields(&["Consent.coSignedBy"])),
            ("joint_meetings", Fields(&["Consent.jointMeetings"])),
            ("outside_notice", Fields(&["Consent.outsideNotice"])),
            ("right_to_withdraw", Fields(&["Consent.rightToWithdraw"])),
            ("evidence_reference", Fields(&["Consent.evidenceReference"])),
            ("evidence_sha256", Fields(&["Consent.evidenceSha256"])),
            ("withdrawn_at", Fields(&["Consent.withdrawnAt"])),
            ("withdrawn_by", Fields(&["Consent.withdrawnBy"])),
            ("annulled_at", Fields(&["Consent.annulledAt"])),
            ("annul_reason", Fields(&["Consent.annulReason"])),
            ("correction_reason", Fields(&["Consent.correctionReason"])),
        ]),
    ),
    (
        "consent_clause",
        Of(&[
            ("citizen_id", Outline),
            ("row_id", Never),
            ("id", Outline),
            ("case_id", Outline),
            ("version", Never),
            ("recorded_at", Outline),
            ("superseded_at", Outline),
            ("consent_id", Outline),
            ("position", Rank("consent_id", &[])),
            ("direction", Outline),
            ("granted_to", Outline),
            ("categories", Outline),
            ("purpose", Outline),
            ("legal_basis", Fields(&["ConsentClause.legalBasis"])),
            ("from_date", Outline),
            ("to_date", Outline),
            ("withdrawn_at", Fields(&["ConsentClause.withdrawnAt"])),
        ]),
    ),
    (
        "clause_counterpart",
        Of(&[
            ("citizen_id", Outline),
            ("id", Outline),
            ("case_id", Outline),
            ("clause_id", Outline),
            ("organisation_id", Fields(&["ConsentClause.counterparts"])),
            ("organisation_kind", Fields(&["ConsentClause.counterparts"])),
        ]),
    ),
    (
        "statutory_basis",
        Of(&[
            ("citizen_id", Outline),
            ("id", Outline),
            ("case_id", Outline),
            ("provision", Outline),
            ("number", Outline),
            ("requester_organisation_id", Outline),
            ("holder_organisation_id", Outline),
            ("categories", Outline),
            ("reason", Fields(&["StatutoryBasis.reason"])),
            ("necessity", Fields(&["StatutoryBasis.necessity"])),
            ("consent_attempt", Fields(&["StatutoryBasis.consentAttempt"])),
            ("objection_deadline", Outline),
            ("objected_at", Fields(&["StatutoryBasis.objectedAt"])),
            ("from_at", Outline),
            ("to_at", Outline),
            ("recorded_by", Never),
            ("recorded_organisation_id", Never),
            ("holder_notified_at", Outline),
            ("version", Outline),
            ("annul_reason", Fields(&["StatutoryBasis.endReason"])),
        ]),
    ),
    (
        "enquiry",
        Of(&[
            ("citizen_id", Outline),
            ("id", Outline),
            ("case_id", Outline),
            ("from_organisation_id", Fields(&["Enquiry.fromOrganisation"])),
            ("from_name", Fields(&["Enquiry.fromName"])),
            ("channel", Outline),
            ("received_at", Outline),
            ("situation", Fields(&["Enquiry.situation"])),
            ("need", Fields(&["Enquiry.need"])),
            ("outcome", Outline),
            ("recorded_by", Never),
            ("version", Outline),
            ("annulled_at", Outline),
            ("annul_reason", Outline),
        ]),
    ),
    (
        "assessment",
        Of(&[
            ("citizen_id", Outline),
            ("id", Outline),
            ("case_id", Outline),
            ("criteria_set", Outline),
            ("internal_parties", Fields(&["Assessment.internalParties"])),
            ("external_parties", Fields(&["Assessment.externalParties"])),
            ("complexity", Fields(&["Assessment.complexity"])),
            ("illness_picture", Fields(&["Assessment.illnessPicture"])),
            ("op_team", Fields(&["Assessment.opTeam"])),
            ("has_contact_person_and_settled", Fields(&["Assessment.hasContactPersonAndSettled"])),
            ("declines", Fields(&["Assessment.declines"])),
            ("housing_situation", Fields(&["Assessment.housingSituation"])),
            ("housing_note", Fields(&["Assessment.housingNote"])),
            ("support_basis", Fields(&["Assessment.supportBasis"])),
            ("support_note", Fields(&["Assessment.supportNote"])),
            ("treatment_need", Fields(&["Assessment.treatmentNeed"])),
            ("treatment_note", Fields(&["Assessment.treatmentNote"])),
            ("relatives_relation", Fields(&["Assessment.relativesRelation"])),
            ("relatives_note", Fields(&["Assessment.relativesNote"])),
            ("actor_count", Fields(&["Assessment.actorCount"])),
            ("suggested", Fields(&["Assessment.suggested"])),
            ("conclusion", Outline),
            ("rationale", Fields(&["Assessment.rationale"])),
            ("assessed_by", Outline),
            ("assessed_at", Outline),
            ("annulled_at", Outline),
            ("annul_reason", Outline),
        ]),
    ),
    (
        "network_map",
        Of(&[
            ("citizen_id", Outline),
            ("row_id", Never),
            ("id", Outline),
            ("case_id", Outline),
            ("version", Fields(&["NetworkMap.version"])),
            ("recorded_at", Outline),
            ("superseded_at", Outline),
            ("prepared_by", Fields(&["NetworkMap.preparedBy"])),
            ("whereabouts", Fields(&["NetworkMap.whereabouts", "MeetingCitizen.currentResidence"])),
        ]),
    ),
    (
        "network_actor",
        Of(&[
            ("citizen_id", Outline),
            ("row_id", Never),
            ("id", Outline),
            ("case_id", Outline),
            ("version", Outline),
            ("recorded_at", Outline),
            ("superseded_at", Outline),
            ("actor_group", Outline),
            ("role", Outline),
            ("has_contact", Outline),
            ("name", Outline),
            ("workplace", Outline),
            ("email", Outline),
            ("phone", Outline),
            ("organisation_id", Outline),
            ("professional_id", Outline),
            ("position", Outline),
            ("removed_reason", Never),
        ]),
    ),
    (
        "meeting",
        Of(&[
            ("citizen_id", Outline),
            ("id", Outline),
            ("case_id", Outline),
            ("kind", Outline),
            ("state", Outline),
            ("date", Outline),
            ("start_time", Outline),
            ("end_time", Outline),
            ("place", Outline),
            ("minute_taker_id", Link("meeting_participant")),
            ("chair_id", Link("meeting_participant")),
            ("citizen_present", Fields(&["Meeting.citizenPresent"])),
            ("informs_citizen_id", Link("meeting_participant")),
            ("sent_at", Outline),
            ("held_at", Outline),
            ("minutes_sent_at", Outline),
            ("cancelled_at", Outline),
            ("cancel_reason", Fields(&["Meeting.cancelReason"])),
            ("created_at", Never),
            ("version", Fields(&["Meeting.version"])),
        ]),
    ),
    (
        "meeting_participant",
        Of(&[
            ("citizen_id", Outline),
            ("id", Outline),
            ("case_id", Outline),
            ("meeting_id", Outline),
            ("kind", Outline),
            ("name", Outline),
            ("organisation_id", Outline),
            ("unit_id", Outline),
            ("professional_id", Outline),
            ("attendance", Outline),
            ("absence_reason", Fields(&["MeetingParticipant.absenceReason"])),
            ("position", Rank("meeting_id", &[])),
        ]),
    ),
    (
        "agenda_column",
        Of(&[
            ("citizen_id", Outline),
            ("id", Outline),
            ("case_id", Outline),
            ("meeting_id", Outline),
            ("title", Outline),
            ("position", Rank("meeting_id", &[])),
        ]),
    ),
    (
        "agenda_cell",
        Of(&[
            ("citizen_id", Outline),
            ("id", Never),
            ("case_id", Outline),
            ("meeting_id", Never),
            ("item_id", Outline),
            ("column_id", Outline),
            ("text", Fields(&["AgendaItem.cells"])),
        ]),
    ),
    (
        "agenda_item",
        Of(&[
            ("citizen_id", Outline),
            ("id", Outline),
            ("case_id", Outline),
            ("meeting_id", Outline),
            ("kind", Outline),
            ("position", Rank("meeting_id", &["AgendaItem.position"])),
            ("subject", Fields(&["AgendaItem.subject"])),
            ("responsible_id", Link("meeting_participant")),
            ("goal", Fields(&["AgendaItem.goal"])),
            ("duration_minutes", Outline),
            ("decision", Fields(&["AgendaItem.decision"])),
            ("categories", Outline),
            ("proposed_by", Outline),
            ("accepted", Outline),
            ("version", Fields(&["AgendaItem.version"])),
            ("removed_at", Outline),
        ]),
    ),
    (
        "task",
        Of(&[
            ("citizen_id", Outline),
            ("id", Outline),
            ("case_id", Outline),
            ("meeting_id", Outline),
            ("item_id", Link("agenda_item")),
            ("council_case_id", Outline),
            ("text", Outline),
            ("responsible_organisation_id", Outline),
            ("responsible_user_id", Outline),
            ("responsible_name", Outline),
            ("due", Outline),
            ("state", Outline),
            ("categories", Never),
            ("created_at", Outline),
            ("done_at", Outline),
            ("version", Outline),
        ]),
    ),
    (
        "information_request",
        Of(&[
            ("citizen_id", Outline),
            ("id", Outline),
            ("case_id", Outline),
            ("from_organisation_id", Outline),
            ("to_organisation_id", Outline),
            ("to_unit_id", Outline),
            ("categories", Outline),
            ("purpose", Outline),
            ("clause_id", Outline),
            ("basis_id", Outline),
            ("question", Fields(&["InformationRequest.question"])),
            ("due", Outline),
            ("state", Outline),
            ("decline_reason", Fields(&["InformationRequest.declineReason"])),
            ("asked_by", Never),
            ("asked_at", Outline),
            ("answered_at", Outline),
            ("version", Outline),
        ]),
    ),
    (
        "statement",
        Of(&[
            ("citizen_id", Outline),
            ("id", Outline),
            ("case_id", Outline),
            ("request_id", Outline),
            ("organisation_id", Outline),
            ("unit_id", Never),
            ("author_id", Outline),
            ("date", Outline),
            ("categories", Outline),
            ("text", Fields(&["Statement.text"])),
            ("journal", Outline),
            ("third_party", Outline),
            ("created_at", Outline),
            ("version", Outline),
            ("annulled_at", Outline),
            ("annul_reason", Outline),
        ]),
    ),
    (
        "dispatch",
        Of(&[
            ("citizen_id", Outline),
            ("id", Outline),
            ("case_id", Outline),
            ("kind", Outline),
            ("meeting_id", Outline),
            ("organisation_id", Outline),
            ("unit_id", Outline),
            ("user_id", Fields(&["Dispatch.recipientUser"])),
            ("recipient_name", Outline),
            ("sent_at", Outline),
            ("as_of", Outline),
            ("view_hash", Never),
            ("sent_by", Fields(&["Dispatch.sentBy"])),
        ]),
    ),
    (
        "citizen_notice",
        Of(&[
            ("citizen_id", Outline),
            ("id", Outline),
            ("case_id", Outline),
            ("kind", Outline),
            ("subject_key", Never),
            ("organisation_id", Outline),
            ("text", Outline),
            ("arisen_at", Outline),
            ("delivered_at", Outline),
            ("delivered_by", Outline),
            ("channel", Outline),
            ("version", Outline),
        ]),
    ),
    (
        "leaflet",
        Of(&[
            ("citizen_id", Outline),
            ("id", Outline),
            ("case_id", Outline),
            ("kind", Outline),
            ("edition", Outline),
            ("handed_out_at", Outline),
            ("handed_out_by", Outline),
            ("organisation_id", Outline),
        ]),
    ),
    (
        "goal",
        Of(&[
            ("citizen_id", Outline),
            ("id", Outline),
            ("case_id", Outline),
            ("text", Outline),
            ("position", Rank("case_id", &[])),
            ("version", Outline),
            ("removed_at", Never),
        ]),
    ),
    (
        "external_reference",
        Of(&[
            ("id", Never),
            ("organisation_id", Outline),
            ("system", Outline),
            ("external_id", Outline),
            ("entity_kind", Outline),
            ("entity_id", Outline),
            ("citizen_id", Outline),
            ("case_id", Outline),
        ]),
    ),
    ("organisation", Public),
    ("unit", Public),
    ("professional", Public),
    ("membership", Public),
    ("contact_point", Public),
    ("contact_point_competence", Public),
    ("effect_goal", Public),
    ("interface_agreement", Public),
    ("directory_state", Internal),
    ("client", Internal),
    ("signing_key", Internal),
    ("access_log", Internal),
    ("access_log_head", Internal),
    ("outbox", Internal),
    ("idempotency_key", Internal),
];

/// The columns of a table of the forms; none where it is no such table.
pub(super) fn columns(table: &str) -> Option<&'static [(&'static str, Shown)]> {
    MAP.iter().find_map(|(name, kind)| match kind {
        Of(columns) if *name == table => Some(*columns),
        _ => None,
    })
}

impl Sight<'_> {
    /// How a column of a row shows; `None` where it does not. `Some(false)`: only its rank or what
    /// it names, as far as that shows.
    pub(super) fn column(&self, at: At, name: &str) -> Option<bool> {
        let columns = columns(at.0)?;
        let (_, shown) = columns.iter().find(|(column, _)| *column == name)?;
        if !self.shows(at) {
            return None;
        }
        match shown {
            Outline => Some(true),
            Never => None,
            Fields(fields) => self.opens(at, fields).then_some(true),
            Rank(_, fields) => Some(self.opens(at, fields)),
            Link(_) => Some(false),
        }
    }

    fn opens(&self, at: At, fields: &[&str]) -> bool {
        let opens = |field: &&str| {
            let (ty, name) = field.split_once('.').expect("`Type.field`");
            self.faces(at).iter().any(|face| face.ty == ty && face.opens(name))
        };
        fields.iter().any(|field| opens(&field))
    }

    /// All that the viewer may see of the state, as text: two states that are the same to the
    /// viewer give the same. Without `versions` it is the content alone: which version of a row
    /// stands, and since when, is left out.
    pub(super) fn projection(&self, with_versions: bool) -> Vec<String> {
        let mut lines: Vec<String> = self.told().iter().cloned().collect();
        let mut versions: BTreeMap<(&str, String), Vec<Version>> = BTreeMap::new();
        for at in self.shown() {
            let rows = self.state.rows(at.0);
            let values = self.values(at, with_versions);
            if rows.has("superseded_at") {
                let key = rows.id(at.1, "id").unwrap_or_default().to_string();
                versions.entry((at.0, key)).or_default().push(Version::of(self.state, at, values));
            } else {
                lines.push(format!("{} {}", at.0, values.join(" ")));
            }
        }
        for ((table, id), mut stood) in versions {
            stood.sort();
            for version in Version::merged(stood) {
                lines.push(format!("{table} {id} {version:?}"));
            }
        }
        lines.sort_unstable();
        lines
    }

    /// The columns of a row that show, with what shows of them.
    fn values(&self, at: At, with_versions: bool) -> Vec<String> {
        let rows = self.state.rows(at.0);
        let columns = columns(at.0).unwrap_or_default();
        let mut values = Vec::new();
        for (i, (name, shown)) in columns.iter().enumerate() {
            let stood = ["recorded_at", "superseded_at"].contains(name);
            if stood || (*name == "version" && !with_versions) {
                continue;
            }
            let told = match (self.column(at, name), shown) {
                (None, _) => continue,
                (Some(true), _) => format!("{:?}", rows.value(at.1, i)),
                (Some(false), Rank(parent, _)) => self.rank(at, parent, i).to_string(),
                (Some(false), Link(table)) => {
                    format!("{:?}", self.link(rows.value(at.1, i), table))
                }
                (Some(false), _) => continue,
            };
            values.push(format!("{name}={told}"));
        }
        values
    }

    /// The place of a row among those that show under its parent.
    fn rank(&self, at: At, parent: &str, column: usize) -> usize {
        let rows = self.state.rows(at.0);
        let of = rows.id(at.1, parent);
        let key = |row: usize| (int(&rows.value(row, column)), rows.id(row, "id"));
        let own = key(at.1);
        let mut before: Vec<_> = self
            .shown()
            .filter(|(table, row)| *table == at.0 && rows.id(*row, parent) == of)
            .map(|(_, row)| key(row))
            .filter(|key| *key < own)
            .collect();
        before.sort_unstable();
        before.dedup();
        before.len()
    }

    /// What a column names, where it shows.
    fn link(&self, value: Value, table: &'static str) -> Option<Uuid> {
        let Value::Uuid(Some(id)) = value else { return None };
        let rows = self.state.rows(table);
        let place = (0..rows.len()).find(|row| rows.id(*row, "id") == Some(id))?;
        self.shows((table, place)).then_some(id)
    }
}

fn int(value: &Value) -> i64 {
    match value {
        Value::Int(Some(number)) => i64::from(*number),
        other => panic!("no position: {other:?}"),
    }
}

/// A version of a row, and when it stood.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Version {
    from: String,
    to: Option<String>,
    values: Vec<String>,
}

impl Version {
    fn of(state: &State, (table, row): At, values: Vec<String>) -> Self {
        let rows = state.rows(table);
        let time = |name: &str| match rows.value(row, rows.column(name)) {
            Value::ChronoDateTimeUtc(at) => at.map(|at| at.to_rfc3339()),
            other => panic!("no time: {other:?}"),
        };
        let (from, to) = (time("recorded_at").unwrap_or_default(), time("superseded_at"));
        Self { from, to, values }
    }

    /// Versions that follow one another and show the same are one.
    fn merged(versions: Vec<Self>) -> Vec<Self> {
        let mut merged: Vec<Self> = Vec::new();
        for version in versions {
            match merged.last_mut() {
                Some(last)
                    if last.values == version.values
                        && last.to.as_deref() == Some(version.from.as_str()) =>
                {
                    last.to = version.to;
                }
                _ => merged.push(version),
            }
        }
        merged
    }
}
