//! Rehabilitation plans: their lines by ICF, and the total need part by part.

use law::brain_injury::rehabilitation_plan::start_by;
use law::brain_injury::{IcfComponent, IcfQualifier};
use law::regime::START_LIMITS;

use super::super::engine::{Object, Of, Row};
use super::origin::Origin;
use crate::domain::EntityKind;
use crate::domain::scalars::Date;
use crate::object_table;
use crate::sealed::Sealed;
use crate::store::view::{Item, Record, ReferralView, RehabilitationPlanView};

impl Row for RehabilitationPlanView {
    type Record = Record<entity::rehabilitation_plan::Model>;
    fn row(&self) -> &Sealed<Self::Record> {
        &self.row
    }
}

type Own = RehabilitationPlanView;
impl Object for RehabilitationPlanView {
    const NAME: &'static str = "RehabilitationPlan";
    const DESCRIPTION: &'static str = "A rehabilitation plan (genoptræningsplan, GOP); who sent it holds it, with the lead authority from receipt.";
    const INTERFACES: &'static [&'static str] = &["Node"];
    object_table!(|fields| {
        fields
            .outline("id", super::ID, |p| {
                super::node_id(EntityKind::RehabilitationPlan, p.case, p.id)
            })
            .outline("caseId", "Its case (sag).", |p| super::case::case_id(p.case))
            .sealed("planType", "Type of plan (type), R33.", |p| Of::from(p.plan_type))
            .sealed(
                "municipalLevel",
                "Level of the municipality's training (kommunalt niveau).",
                |p| p.municipal_level.map(Of::from),
            )
            .sealed("sender", "Who sent it (afsender).", |p| {
                let sor = p.sender_sor.clone();
                Origin { sor, ..Origin::of(p, Some(p.organisation_id), p.unit_id, p.author_id) }
            })
            .reference(
                "referral",
                "The referral that came with it (henvisning).",
                |p: &Self, class| -> Option<ReferralView> {
                    p.referral.clone().filter(|referral| referral.row.shows_in(class))
                },
            )
            .sealed("receivedAt", "Received when (modtaget).", |p| p.received_at)
            .sealed("diagnosisCodes", "Diagnoses by SKS or ICD-10 (diagnosekoder).", |p| {
                p.diagnosis_codes.codes().to_vec()
            })
            .sealed("functionBefore", "Functioning before (funktionsevne forud).", |p| {
                p.function_before.clone()
            })
            .sealed("functionNow", "Functioning now (funktionsevne ved udskrivning).", |p| {
                p.function_now.clone()
            })
            .sealed("rehabilitationNeed", "Need of rehabilitation (genoptræningsbehov).", |p| {
                p.rehabilitation_need.clone()
            })
            .group("icfEntries", "Functioning by ICF (ICF-linjer).", |p| &p.icf_entries[..])
            .plain(
                "totalNeed",
                "The total need, each part in its own category (samlet behov), R33.",
                |p: &Self| TotalNeed(p.row.clone()),
            )
            .sealed("dischargedOn", "Day of discharge (udskrivningsdato).", |p| {
                p.discharged_on.map(Date)
            })
            .sealed("earliestStart", "Earliest start by the plan (tidligste start).", |p| {
                p.earliest_start.map(Date)
            })
            .sealed(
                "hospitalFollowUp",
                "Follow-up at the hospital (opfølgning på hospitalet).",
                |p| p.hospital_follow_up.clone(),
            )
            .sealed("transport", "Transport (transport).", |p| p.transport.clone())
            .sealed("interpreterLanguage", "Language to interpret (tolkesprog).", |p| {
                p.interpreter_language.clone()
            })
            .sealed(
                "startDeadline",
                "Last day on which training starts in time (frist for opstart), R34; derived.",
                |p| start_by(p.discharged_on, p.earliest_start, START_LIMITS).map(Date),
            )
            .sealed(
                "firstContactOffered",
                "Day of the first contact offered (tilbudt første kontakt).",
                |p| p.first_contact_offered.map(Date),
            )
            .sealed("startedOn", "Day on which training started, or is to (påbegyndt).", |p| {
                p.started_on.map(Date)
            })
            .sealed("freeChoice", "Free choice of who trains (frit valg), R34.", |p| {
                Of::from(p.free_choice)
            })
            .sealed("freeChoiceAt", "When that last changed (frit valg ændret).", |p| {
                p.free_choice_at
            })
            .sealed("responsibleOrganisation", "Who is responsible (ansvarlig forvaltning).", |p| {
                p.organisation(p.responsible_organisation_id)
            })
            .sealed("responsibleFrom", "From which day (ansvarlig fra).", |p| {
                p.responsible_from.map(Date)
            })
            .sealed("version", super::VERSION, |p| p.version)
            .sealed("annulledAt", "Annulled when (annulleret).", |p| p.annulled_at)
            .sealed("annulReason", "Why annulled (begrundelse).", |p| p.annul_reason.clone())
            .outline("externalReferences", super::REFERENCES, super::references)
            .withheld()
    });
}

/// The total need of a plan.
#[derive(Clone, Debug)]
pub(crate) struct TotalNeed(Sealed<Record<entity::rehabilitation_plan::Model>>);

mod total_need {
    use super::*;

    impl Row for TotalNeed {
        type Record = Record<entity::rehabilitation_plan::Model>;
        fn row(&self) -> &Sealed<Self::Record> {
            &self.0
        }
    }

    type Own = TotalNeed;
    impl Object for TotalNeed {
        const NAME: &'static str = "TotalNeed";
        const DESCRIPTION: &'static str = "The total need of a rehabilitation plan (samlet behov): each part is of its own category, and required of a plan for rehabilitation at specialised level (R33).";
        object_table!(|fields| fields
            .sealed("health", "Health (sundhedsfagligt behov).", |p| p.need_health.clone())
            .sealed("social", "Social (socialt behov).", |p| p.need_social.clone())
            .sealed("employment", "Employment (beskæftigelsesmæssigt behov).", |p| p
                .need_employment
                .clone())
            .sealed("education", "Education (undervisningsmæssigt behov).", |p| p
                .need_education
                .clone())
            .withheld());
    }
}

mod icf {
    use super::*;
    type Own = Item<entity::icf_entry::Model>;
    impl Object for Own {
        const NAME: &'static str = "IcfEntry";
        const DESCRIPTION: &'static str = "A line of functioning by ICF (ICF-linje).";
        object_table!(|fields| fields
            .sealed("code", "ICF code (ICF-kode).", |line| line.code.clone())
            .sealed("component", "Component of ICF that the code is of (komponent).", |line| {
                IcfComponent::of(&line.code).map(Of)
            })
            .sealed("qualifier", "Degree of the problem (kvalifikator).", |line| {
                IcfQualifier::of(line.qualifier).map(Of)
            })
            .sealed("note", "Note (bemærkning).", |line| line.note.clone())
            .withheld());
    }
}
