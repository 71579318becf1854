//! What a rehabilitation plan says: one reading of it for what is sent and for what is corrected.

use async_graphql::{InputObject, MaybeUndefined};
use chrono::{DateTime, Utc};
use entity::column::{Code, CodeList};
use entity::icf_entry;
use entity::rehabilitation_plan::Model;
use law::brain_injury::rehabilitation_plan::{RehabilitationPlanDraft, flaws};
use law::brain_injury::{FreeChoice, IcfQualifier, MunicipalLevel, RehabilitationPlanType};
use sea_orm::prelude::Uuid;

use crate::app::Work;
use crate::app::case_target::CaseOf;
use crate::app::check::{Check, LINE, TEXT, patched, patched_word, under};
use crate::domain::dates::today;
use crate::domain::of::Of;
use crate::domain::scalars::Date;

/// A line of functioning by ICF (ICF-linje).
#[derive(Clone, InputObject)]
pub(crate) struct IcfEntryInput {
    /// ICF code: `b`, `s`, `d` or `e` and digits (ICF-kode).
    pub(crate) code: String,
    /// Degree of the problem, 0 to 4 (kvalifikator).
    pub(crate) qualifier: Of<IcfQualifier>,
    /// Note (bemærkning).
    pub(crate) note: Option<String>,
}

/// The total need of a rehabilitation plan, part by part (samlet behov), R33.
#[derive(Clone, InputObject)]
pub(crate) struct TotalNeedInput {
    /// Health (sundhedsfagligt behov).
    pub(crate) health: Option<String>,
    /// Social (socialt behov).
    pub(crate) social: Option<String>,
    /// Employment (beskæftigelsesmæssigt behov).
    pub(crate) employment: Option<String>,
    /// Education (undervisningsmæssigt behov).
    pub(crate) education: Option<String>,
}

/// What a rehabilitation plan says (genoptræningsplanens indhold).
#[derive(InputObject)]
pub(crate) struct RehabilitationPlanContentInput {
    /// Level of the municipality's training (kommunalt niveau).
    pub(crate) municipal_level: MaybeUndefined<Of<MunicipalLevel>>,
    /// SOR code of the sending department (afsenders SOR-kode).
    pub(crate) sender_sor: MaybeUndefined<String>,
    /// Diagnoses by SKS or ICD-10 (diagnosekoder).
    pub(crate) diagnosis_codes: MaybeUndefined<Vec<String>>,
    /// Functioning before (funktionsevne forud).
    pub(crate) function_before: MaybeUndefined<String>,
    /// Functioning now (funktionsevne ved udskrivning).
    pub(crate) function_now: MaybeUndefined<String>,
    /// Need of rehabilitation (genoptræningsbehov).
    pub(crate) rehabilitation_need: MaybeUndefined<String>,
    /// Functioning by ICF, all lines of it (ICF-linjer).
    pub(crate) icf_entries: MaybeUndefined<Vec<IcfEntryInput>>,
    /// Day of discharge; it or the earliest start is stated, R34 (udskrivningsdato).
    pub(crate) discharged_on: MaybeUndefined<Date>,
    /// Earliest start by the plan (tidligste start).
    pub(crate) earliest_start: MaybeUndefined<Date>,
    /// Follow-up at the hospital (opfølgning på hospitalet).
    pub(crate) hospital_follow_up: MaybeUndefined<String>,
    /// The total need; all four parts where the plan is for rehabilitation at specialised level, R33 (samlet behov).
    pub(crate) total_need: MaybeUndefined<TotalNeedInput>,
    /// Transport (transport).
    pub(crate) transport: MaybeUndefined<String>,
    /// Language to interpret (tolkesprog).
    pub(crate) interpreter_language: MaybeUndefined<String>,
}

impl RehabilitationPlanContentInput {
    /// Puts what is said into a row and its lines; what is left out stands, null clears.
    pub(super) fn fill(
        &self,
        work: &Work<'_>,
        check: &mut Check,
        row: &mut Model,
        lines: &mut Vec<icf_entry::Model>,
    ) {
        row.municipal_level = patched_word(&self.municipal_level, row.municipal_level);
        row.discharged_on =
            patched(&self.discharged_on, row.discharged_on.map(Date)).map(|day| day.0);
        row.earliest_start =
            patched(&self.earliest_start, row.earliest_start.map(Date)).map(|day| day.0);
        match &self.sender_sor {
            MaybeUndefined::Undefined => {}
            said => row.sender_sor = check.sor("senderSor", said.value().map(String::as_str)),
        }
        for (name, said, held, longest) in [
            ("functionBefore", &self.function_before, &mut row.function_before, TEXT),
            ("functionNow", &self.function_now, &mut row.function_now, TEXT),
            ("rehabilitationNeed", &self.rehabilitation_need, &mut row.rehabilitation_need, TEXT),
            ("hospitalFollowUp", &self.hospital_follow_up, &mut row.hospital_follow_up, TEXT),
            ("transport", &self.transport, &mut row.transport, TEXT),
            (
                "interpreterLanguage",
                &self.interpreter_language,
                &mut row.interpreter_language,
                LINE,
            ),
        ] {
            *held = check.patch(name, said, held.take(), longest);
        }
        self.total_need(check, row);
        self.lines(work, check, row, lines);
        self.judge(work, check, row, lines);
    }

    /// The total need, as a whole.
    fn total_need(&self, check: &mut Check, row: &mut Model) {
        let said = match &self.total_need {
            MaybeUndefined::Undefined => return,
            MaybeUndefined::Null => None,
            MaybeUndefined::Value(said) => Some(said),
        };
        let mut part = |name: &str, text: fn(&TotalNeedInput) -> Option<&str>| {
            check.optional(&under("totalNeed", name), said.and_then(text), TEXT)
        };
        row.need_health = part("health", |need| need.health.as_deref());
        row.need_social = part("social", |need| need.social.as_deref());
        row.need_employment = part("employment", |need| need.employment.as_deref());
        row.need_education = part("education", |need| need.education.as_deref());
    }

    /// The lines by ICF, as a whole.
    fn lines(
        &self,
        work: &Work<'_>,
        check: &mut Check,
        row: &Model,
        lines: &mut Vec<icf_entry::Model>,
    ) {
        let said: &[IcfEntryInput] = match &self.icf_entries {
            MaybeUndefined::Undefined => return,
            said => said.value().map_or(&[], |said| &said[..]),
        };
        check.few("icfEntries", said.len());
        lines.clear();
        for (line, position) in said.iter().zip(0..) {
            let path = |name: &str| format!("icfEntries[{position}].{name}");
            lines.push(icf_entry::Model {
                citizen_id: row.citizen_id,
                id: work.id(),
                case_id: row.case_id,
                plan_id: row.id,
                code: check.required(&path("code"), &line.code, LINE),
                qualifier: line.qualifier.0.number(),
                note: check.optional(&path("note"), line.note.as_deref(), TEXT),
                position,
            });
        }
    }

    /// What the law finds of the whole.
    fn judge(
        &self,
        work: &Work<'_>,
        check: &mut Check,
        row: &mut Model,
        lines: &[icf_entry::Model],
    ) {
        let codes = match &self.diagnosis_codes {
            MaybeUndefined::Undefined => row.diagnosis_codes.codes().to_vec(),
            said => said.value().cloned().unwrap_or_default(),
        };
        check.few("diagnosisCodes", codes.len());
        for (path, day) in
            [("dischargedOn", row.discharged_on), ("earliestStart", row.earliest_start)]
        {
            if let Some(day) = day {
                check.near(path, day, today(work.now));
            }
        }
        check.flaws(flaws(&RehabilitationPlanDraft {
            plan_type: row.plan_type.0,
            received_at: row.received_at,
            diagnosis_codes: codes.clone(),
            icf_entries: lines.iter().map(|line| (line.code.clone(), line.qualifier)).collect(),
            discharged_on: row.discharged_on,
            earliest_start: row.earliest_start,
            total_need: [
                row.need_health.clone(),
                row.need_social.clone(),
                row.need_employment.clone(),
                row.need_education.clone(),
            ],
            recorded_at: work.now,
        }));
        // A code with a comma in it is flawed already.
        row.diagnosis_codes = CodeList::of(codes).unwrap_or_default();
    }
}

/// A plan that says nothing yet.
pub(super) fn blank(
    of: CaseOf,
    id: Uuid,
    (organisation_id, unit_id, author_id): (Uuid, Option<Uuid>, Option<Uuid>),
    plan_type: RehabilitationPlanType,
    (received_at, recorded_at): (DateTime<Utc>, DateTime<Utc>),
) -> Model {
    Model {
        citizen_id: of.citizen,
        id,
        case_id: of.case,
        organisation_id,
        unit_id,
        author_id,
        sender_sor: None,
        referral_id: None,
        plan_type: Code(plan_type),
        municipal_level: None,
        diagnosis_codes: CodeList::default(),
        function_before: None,
        function_now: None,
        rehabilitation_need: None,
        discharged_on: None,
        earliest_start: None,
        hospital_follow_up: None,
        need_health: None,
        need_social: None,
        need_employment: None,
        need_education: None,
        transport: None,
        interpreter_language: None,
        received_at,
        first_contact_offered: None,
        started_on: None,
        free_choice: Code(FreeChoice::NotRelevant),
        free_choice_at: None,
        responsible_organisation_id: None,
        responsible_from: None,
        recorded_at,
        version: 1,
        annulled_at: None,
        annul_reason: None,
    }
}
