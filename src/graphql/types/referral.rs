//! Referrals with what is attached to them.

use super::super::engine::{Object, Of, Row};
use super::origin::Origin;
use crate::domain::EntityKind;
use crate::domain::scalars::Date;
use crate::object_table;
use crate::sealed::Sealed;
use crate::store::view::{Item, OrganisationRef, Record, ReferralView};

impl Row for ReferralView {
    type Record = Record<entity::brain_injury_referral::Model>;
    fn row(&self) -> &Sealed<Self::Record> {
        &self.row
    }
}

type Own = ReferralView;
impl Object for ReferralView {
    const NAME: &'static str = "BrainInjuryReferral";
    const DESCRIPTION: &'static str = "A referral of a citizen with acquired brain injury (henvisning); who sent it holds it, with the lead authority from receipt.";
    const INTERFACES: &'static [&'static str] = &["Node"];
    object_table!(|fields| {
        fields
            .outline("id", super::ID, |r| {
                super::node_id(EntityKind::BrainInjuryReferral, r.case, r.id)
            })
            .outline("caseId", "Its case (sag).", |r| super::case::case_id(r.case))
            .sealed("referrerKind", "Who refers (henvisers art).", |r| Of::from(r.referrer_kind))
            .sealed("referrer", "Who refers (henviser).", |r| {
                let name = r.referrer_name.clone();
                Origin { name, ..Origin::of(r, r.organisation_id, r.unit_id, r.author_id) }
            })
            .sealed("receivedAt", "Received when (modtaget).", |r| r.received_at)
            .sealed("diagnosisGroup", "Group of diagnosis (diagnosegruppe).", |r| {
                r.diagnosis_group.map(Of::from)
            })
            .sealed("diagnosisCodes", "Diagnoses by SKS or ICD-10 (diagnosekoder).", |r| {
                r.diagnosis_codes.codes().to_vec()
            })
            .sealed("injuryDate", "Day of the injury (skadesdato).", |r| r.injury_date.map(Date))
            .sealed("phase", "Phase of rehabilitation (fase).", |r| r.phase.map(Of::from))
            .sealed(
                "medicallyDiagnosed",
                "Diagnosed by a doctor (lægefagligt diagnosticeret).",
                |r| r.medically_diagnosed,
            )
            .sealed("admission", "Admission to hospital (indlæggelse).", Admission::of)
            .sealed("difficulties", "Difficulties (vanskeligheder).", |r| {
                super::words(r.difficulties.words())
            })
            .sealed("workStatus", "Work status (arbejdsmæssig status).", |r| {
                r.work_status.map(Of::from)
            })
            .sealed("employer", "Employer (arbejdsgiver).", |r| r.employer.clone())
            .sealed("educationStatus", "Education status (uddannelsesmæssig status).", |r| {
                r.education_status.map(Of::from)
            })
            .sealed("school", "School (uddannelsessted).", |r| r.school.clone())
            .sealed("incomeSource", "What the citizen lives on (forsørgelsesgrundlag).", |r| {
                r.income_source.map(Of::from)
            })
            .sealed("housing", "Housing (boligforhold).", |r| r.housing.clone())
            .sealed("relatives", "Relatives (pårørende).", |r| r.relatives.clone())
            .sealed(
                "childrenUnder18",
                "Number of children under 18 (hjemmeboende børn under 18).",
                |r| r.children_under_18,
            )
            .sealed("interpreterLanguage", "Language to interpret (tolkesprog).", |r| {
                r.interpreter_language.clone()
            })
            .sealed("citizenWish", "What the citizen wishes (borgerens ønske).", |r| {
                r.citizen_wish.clone()
            })
            .sealed("reason", "Why referred (henvisningsårsag).", |r| r.reason.clone())
            .sealed(
                "administrations",
                "Administrations involved already (involverede forvaltninger).",
                |r| super::words(r.administrations.words()),
            )
            .sealed("decision", "Decision (afgørelse); none: not decided.", |r| {
                r.decision.map(Of::from)
            })
            .sealed("decisionReason", "Its reason (begrundelse for afgørelsen).", |r| {
                r.decision_reason.clone()
            })
            .sealed("redirectedTo", "To whom it was redirected (sendt videre til).", |r| {
                r.organisation(r.redirected_to)
            })
            .sealed("decidedAt", "Decided when (afgjort).", |r| r.decided_at)
            .sealed("decidedBy", "Who decided (afgjort af).", |r| r.professional(r.decided_by))
            .group("attachments", "What is attached (bilag).", |r| &r.attachments[..])
            .sealed("version", super::VERSION, |r| r.version)
            .sealed("annulledAt", "Annulled when (annulleret).", |r| r.annulled_at)
            .sealed("annulReason", "Why annulled (begrundelse).", |r| r.annul_reason.clone())
            .outline("externalReferences", super::REFERENCES, super::references)
            .withheld()
    });
}

/// An admission to hospital; none where nothing is stated of one.
#[derive(Clone, Debug)]
pub(crate) struct Admission {
    hospital: Option<OrganisationRef>,
    hospital_name: Option<String>,
    admitted_on: Option<Date>,
    discharged_on: Option<Date>,
}

impl Admission {
    fn of(record: &Record<entity::brain_injury_referral::Model>) -> Option<Self> {
        let stated = record.hospital_id.is_some()
            || record.hospital_name.is_some()
            || record.admitted_on.is_some()
            || record.discharged_on.is_some();
        stated.then(|| Self {
            hospital: record.organisation(record.hospital_id),
            hospital_name: record.hospital_name.clone(),
            admitted_on: record.admitted_on.map(Date),
            discharged_on: record.discharged_on.map(Date),
        })
    }
}

mod admission {
    use super::*;
    type Own = Admission;
    impl Object for Admission {
        const NAME: &'static str = "Admission";
        const DESCRIPTION: &'static str = "An admission to hospital (indlæggelse).";
        object_table!(|fields| fields
            .child("hospital", "The hospital, if in the directory (hospital).", |a| &a.hospital)
            .child("hospitalName", "Its name or department (hospital, afdeling).", |a| &a
                .hospital_name)
            .child("admittedOn", "Admitted (indlagt).", |a| &a.admitted_on)
            .child("dischargedOn", "Discharged, or to be (udskrevet).", |a| &a.discharged_on));
    }
}

mod attachment {
    use super::*;
    type Own = Item<entity::referral_attachment::Model>;
    impl Object for Own {
        const NAME: &'static str = "ReferralAttachment";
        const DESCRIPTION: &'static str =
            "Something attached to a referral (bilag); the document itself is kept apart.";
        const INTERFACES: &'static [&'static str] = &["Node"];
        object_table!(|fields| fields
            .outline("id", super::super::ID, |a| {
                super::super::node_id(EntityKind::ReferralAttachment, a.case, a.id)
            })
            .sealed("kind", "Kind (bilagstype).", |a| Of::from(a.kind))
            .sealed("title", "Title (titel).", |a| a.title.clone())
            .sealed("reference", "Where the document is kept (henvisning til dokumentet).", |a| a
                .reference
                .clone())
            .sealed("sha256", "Its SHA-256 (kontrolsum).", |a| a.sha256.clone())
            .sealed("date", "Date of the document (dato).", |a| a.date.map(Date))
            .sealed("annulledAt", "Annulled when (annulleret).", |a| a.annulled_at)
            .sealed("annulReason", "Why annulled (begrundelse).", |a| a.annul_reason.clone())
            .outline("externalReferences", super::super::REFERENCES, super::super::references)
            .withheld());
    }
}
