//! What a referral says: one reading of it for what is recorded and for what is corrected.

use async_graphql::{ID, InputObject, MaybeUndefined};
use chrono::{DateTime, Utc};
use entity::brain_injury_referral::Model;
use entity::column::{Code, CodeList, Codes};
use law::OrganisationKind;
use law::brain_injury::referral::{ReferralDraft, flaws};
use law::brain_injury::{
    DiagnosisGroup, Difficulty, EducationStatus, IncomeSource, Phase, ReferrerKind, WorkStatus,
};
use sea_orm::prelude::Uuid;

use crate::app::case_target::CaseOf;
use crate::app::check::{Check, LINE, TEXT, patched, patched_word};
use crate::app::{AppError, Work, directory};
use crate::domain::dates::today;
use crate::domain::of::Of;
use crate::domain::scalars::Date;

/// Most children that a form counts.
const CHILDREN: i32 = 30;

/// An admission to hospital (indlæggelse).
#[derive(Clone, InputObject)]
pub(crate) struct AdmissionInput {
    /// The hospital, if in the directory (hospital).
    pub(crate) hospital_id: Option<ID>,
    /// Its name or department (hospital, afdeling).
    pub(crate) hospital_name: Option<String>,
    /// Admitted (indlagt).
    pub(crate) admitted_on: Option<Date>,
    /// Discharged, or to be (udskrevet).
    pub(crate) discharged_on: Option<Date>,
}

/// What a referral says (henvisningens indhold).
#[derive(InputObject)]
pub(crate) struct ReferralContentInput {
    /// Group of diagnosis (diagnosegruppe).
    pub(crate) diagnosis_group: MaybeUndefined<Of<DiagnosisGroup>>,
    /// Diagnoses by SKS or ICD-10 (diagnosekoder).
    pub(crate) diagnosis_codes: MaybeUndefined<Vec<String>>,
    /// Day of the injury (skadesdato).
    pub(crate) injury_date: MaybeUndefined<Date>,
    /// Phase of rehabilitation (fase).
    pub(crate) phase: MaybeUndefined<Of<Phase>>,
    /// Diagnosed by a doctor (lægefagligt diagnosticeret).
    pub(crate) medically_diagnosed: MaybeUndefined<bool>,
    /// Admission to hospital (indlæggelse).
    pub(crate) admission: MaybeUndefined<AdmissionInput>,
    /// Difficulties (vanskeligheder).
    pub(crate) difficulties: MaybeUndefined<Vec<Of<Difficulty>>>,
    /// Work status (arbejdsmæssig status).
    pub(crate) work_status: MaybeUndefined<Of<WorkStatus>>,
    /// Employer (arbejdsgiver).
    pub(crate) employer: MaybeUndefined<String>,
    /// Education status (uddannelsesmæssig status).
    pub(crate) education_status: MaybeUndefined<Of<EducationStatus>>,
    /// School (uddannelsessted).
    pub(crate) school: MaybeUndefined<String>,
    /// What the citizen lives on (forsørgelsesgrundlag).
    pub(crate) income_source: MaybeUndefined<Of<IncomeSource>>,
    /// Housing (boligforhold).
    pub(crate) housing: MaybeUndefined<String>,
    /// Relatives (pårørende).
    pub(crate) relatives: MaybeUndefined<String>,
    /// Number of children under 18 (hjemmeboende børn under 18).
    pub(crate) children_under_18: MaybeUndefined<i32>,
    /// Language to interpret (tolkesprog).
    pub(crate) interpreter_language: MaybeUndefined<String>,
    /// What the citizen wishes (borgerens ønske).
    pub(crate) citizen_wish: MaybeUndefined<String>,
    /// Why referred (henvisningsårsag).
    pub(crate) reason: MaybeUndefined<String>,
    /// Administrations involved already (involverede forvaltninger).
    pub(crate) administrations: MaybeUndefined<Vec<Of<OrganisationKind>>>,
}

impl ReferralContentInput {
    /// Puts what is said into a row; what is left out stands, null clears.
    pub(super) async fn fill(
        &self,
        work: &Work<'_>,
        check: &mut Check,
        row: &mut Model,
    ) -> Result<(), AppError> {
        row.diagnosis_group = patched_word(&self.diagnosis_group, row.diagnosis_group);
        row.injury_date = patched(&self.injury_date, row.injury_date.map(Date)).map(|day| day.0);
        row.phase = patched_word(&self.phase, row.phase);
        row.medically_diagnosed = patched(&self.medically_diagnosed, row.medically_diagnosed);
        row.work_status = patched_word(&self.work_status, row.work_status);
        row.education_status = patched_word(&self.education_status, row.education_status);
        row.income_source = patched_word(&self.income_source, row.income_source);
        for (name, said, held, longest) in [
            ("employer", &self.employer, &mut row.employer, LINE),
            ("school", &self.school, &mut row.school, LINE),
            ("housing", &self.housing, &mut row.housing, TEXT),
            ("relatives", &self.relatives, &mut row.relatives, TEXT),
            ("citizenWish", &self.citizen_wish, &mut row.citizen_wish, TEXT),
            ("reason", &self.reason, &mut row.reason, TEXT),
            (
                "interpreterLanguage",
                &self.interpreter_language,
                &mut row.interpreter_language,
                LINE,
            ),
        ] {
            *held = check.patch(name, said, held.take(), longest);
        }
        if !self.difficulties.is_undefined() {
            let named: Vec<_> = words(&self.difficulties);
            row.difficulties = Codes::of(&named);
        }
        self.admission(work, check, row).await?;
        self.counted(work, check, row);
        Ok(())
    }

    /// The admission, as a whole.
    async fn admission(
        &self,
        work: &Work<'_>,
        check: &mut Check,
        row: &mut Model,
    ) -> Result<(), AppError> {
        let said = match &self.admission {
            MaybeUndefined::Undefined => return Ok(()),
            MaybeUndefined::Null => None,
            MaybeUndefined::Value(said) => Some(said),
        };
        let path = "admission.hospitalId";
        let id = said.and_then(|said| said.hospital_id.as_ref());
        let hospital = directory::organisation(work, check, path, id).await?;
        check.that(
            hospital.as_ref().is_none_or(|hospital| hospital.kind.0.is_health()),
            path,
            "choose a health organisation",
            "vælg en sundhedsorganisation",
        );
        row.hospital_id = hospital.map(|hospital| hospital.id);
        let name = said.and_then(|said| said.hospital_name.as_deref());
        row.hospital_name = check.optional("admission.hospitalName", name, LINE);
        row.admitted_on = said.and_then(|said| said.admitted_on).map(|day| day.0);
        row.discharged_on = said.and_then(|said| said.discharged_on).map(|day| day.0);
        Ok(())
    }

    /// Codes, numbers and days, with what the law finds of them.
    fn counted(&self, work: &Work<'_>, check: &mut Check, row: &mut Model) {
        let codes = match &self.diagnosis_codes {
            MaybeUndefined::Undefined => row.diagnosis_codes.codes().to_vec(),
            MaybeUndefined::Null => Vec::new(),
            MaybeUndefined::Value(codes) => codes.clone(),
        };
        check.few("diagnosisCodes", codes.len());
        let administrations = match &self.administrations {
            MaybeUndefined::Undefined => row.administrations.words().to_vec(),
            said => words(said),
        };
        let children = patched(&self.children_under_18, row.children_under_18);
        let counted = children.filter(|count| (0..=CHILDREN).contains(count));
        check.that(
            children == counted,
            "childrenUnder18",
            "count the children, 0 to 30",
            "tæl børnene, 0 til 30",
        );
        row.children_under_18 = counted;
        let today = today(work.now);
        for (path, day) in [
            ("injuryDate", row.injury_date),
            ("admission.admittedOn", row.admitted_on),
            ("admission.dischargedOn", row.discharged_on),
        ] {
            if let Some(day) = day {
                check.in_living_memory(path, day, today);
            }
        }
        let draft = ReferralDraft {
            received_at: row.received_at,
            diagnosis_codes: codes.clone(),
            injury_date: row.injury_date,
            admitted_on: row.admitted_on,
            discharged_on: row.discharged_on,
            children_under_18: counted,
            administrations: administrations.clone(),
            recorded_at: work.now,
        };
        check.flaws(flaws(&draft).into_iter().map(|mut flaw| {
            if ["admittedOn", "dischargedOn"].contains(&flaw.path.as_str()) {
                flaw.path.insert_str(0, "admission.");
            }
            flaw
        }));
        row.administrations = Codes::of(&administrations);
        // A code with a comma in it is flawed already.
        row.diagnosis_codes = CodeList::of(codes).unwrap_or_default();
    }
}

fn words<W: law::Word>(said: &MaybeUndefined<Vec<Of<W>>>) -> Vec<W> {
    said.value().into_iter().flatten().map(|word| word.0).collect()
}

/// A referral that says nothing yet.
pub(super) fn blank(
    of: CaseOf,
    id: Uuid,
    kind: ReferrerKind,
    received_at: DateTime<Utc>,
    recorded_at: DateTime<Utc>,
) -> Model {
    Model {
        citizen_id: of.citizen,
        id,
        case_id: of.case,
        organisation_id: None,
        unit_id: None,
        author_id: None,
        referrer_kind: Code(kind),
        referrer_name: None,
        received_at,
        diagnosis_group: None,
        diagnosis_codes: CodeList::default(),
        injury_date: None,
        phase: None,
        medically_diagnosed: None,
        hospital_id: None,
        hospital_name: None,
        admitted_on: None,
        discharged_on: None,
        difficulties: Codes::of(&[]),
        work_status: None,
        employer: None,
        education_status: None,
        school: None,
        income_source: None,
        housing: None,
        relatives: None,
        children_under_18: None,
        interpreter_language: None,
        citizen_wish: None,
        reason: None,
        administrations: Codes::of(&[]),
        decision: None,
        decision_reason: None,
        redirected_to: None,
        decided_at: None,
        decided_by: None,
        recorded_at,
        version: 1,
        annulled_at: None,
        annul_reason: None,
    }
}
