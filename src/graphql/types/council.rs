//! The brain-injury council (hjerneskadesamrådet): its meetings and the cases presented to them (R32).

use std::borrow::Cow;

use async_graphql::ID;

use super::super::engine::{Object, Of, Row};
use crate::domain::scalars::Date;
use crate::domain::{EntityKind, GlobalId};
use crate::object_table;
use crate::sealed::Sealed;
use crate::store::view::{
    CouncilCaseRecord, CouncilCaseView, CouncilMeetingRecord, CouncilMeetingView, CouncilMemberRef,
};

impl Row for CouncilMeetingView {
    type Record = CouncilMeetingRecord;
    fn row(&self) -> &Sealed<CouncilMeetingRecord> {
        &self.row
    }
}

impl Row for CouncilCaseView {
    type Record = CouncilCaseRecord;
    fn row(&self) -> &Sealed<CouncilCaseRecord> {
        self.row()
    }
}

mod meeting {
    use super::*;
    type Own = CouncilMeetingView;
    impl Object for CouncilMeetingView {
        const NAME: &'static str = "CouncilMeeting";
        const DESCRIPTION: &'static str = "A meeting of the brain-injury council (møde i hjerneskadesamrådet), R32; it is about no one citizen, and open to the administrations that sit.";
        const INTERFACES: &'static [&'static str] = &["Node"];
        object_table!(|fields| {
            fields
            .plain("id", super::super::ID, |m| ID(
                GlobalId::outside(EntityKind::CouncilMeeting, m.id).to_string()
            ))
            .outline("organisation", "Administration that convenes (indkalder).", |m| m.convenes())
            .sealed("date", "Date (dato).", |m| Date(m.meeting.date))
            .outline("startTime", "Start, HH:MM local (start).", |m| m.meeting.start_time.clone())
            .outline("endTime", "End, HH:MM local (slut).", |m| m.meeting.end_time.clone())
            .sealed("place", "Place (sted).", |m| m.meeting.place.clone())
            .sealed("members", "Who sits, by administration (medlemmer).", |m| m.members.clone())
            .sealed("chair", "Who leads the meeting (mødeleder).", |m| m
                .professional(m.meeting.chair_id))
            .sealed("minuteTaker", "Who takes the minutes (referent).", |m| m
                .professional(m.meeting.minute_taker_id))
            .rows(
                "cases",
                "Cases presented, in their order (samrådssager): those that the caller may see. Below a case: that case alone.",
                |m| &m.cases[..]
            )
            .sealed("state", "State (status).", |m| Of::from(m.meeting.state))
            .outline("heldAt", "Recorded as held when (afholdt).", |m| m.meeting.held_at)
            .outline("cancelledAt", "Cancelled when (aflyst).", |m| m.meeting.cancelled_at)
            .outline("cancelReason", "Why cancelled (årsag til aflysning).", |m| m
                .meeting
                .cancel_reason
                .clone())
            .sealed("version", super::super::VERSION, |m| m.meeting.version)
            .outline("externalReferences", super::super::REFERENCES, |m| {
                let pairs = m.external.iter();
                pairs
                    .map(|(s, i)| super::super::ExternalReference(s.clone(), i.clone()))
                    .collect::<Vec<_>>()
            })
            .withheld()
        });
    }
}

mod member {
    use super::*;
    type Own = CouncilMemberRef;
    impl Object for CouncilMemberRef {
        const NAME: &'static str = "CouncilMember";
        const DESCRIPTION: &'static str =
            "A seat at a meeting of the council, for an administration (medlem af samrådet).";
        object_table!(|fields| fields
            .plain("id", super::super::ID, |m| ID(GlobalId::outside(
                EntityKind::CouncilMember,
                m.row.id
            )
            .to_string()))
            .child("organisation", "Administration (forvaltning).", |m| &m.organisation)
            .child("unit", "Unit (enhed).", |m| &m.unit)
            .child("professional", "Professional (fagperson).", |m| &m.professional)
            .child("name", "Name, where not in the directory (navn).", |m| &m.row.name)
            .plain("attendance", "Whether they came (fremmøde).", |m| Of::from(m.row.attendance)));
    }
}

mod case {
    use super::*;
    type Own = CouncilCaseView;
    impl Object for CouncilCaseView {
        const NAME: &'static str = "CouncilCase";
        const DESCRIPTION: &'static str =
            "A case presented to the brain-injury council (samrådssag), R32.";
        const INTERFACES: &'static [&'static str] = &["Node"];
        object_table!(|fields| {
            fields
            .outline("id", super::super::ID, |c| {
                super::super::node_id(EntityKind::CouncilCase, c.case.case, c.case.row.id)
            })
            .outline("caseId", "Its case (sag).", |c| super::super::case::case_id(c.case.case))
            .form("meeting", "Meeting at which it is presented (møde).", vec![], |c: &Own, _| {
                Ok(c.meeting().map(Cow::<CouncilMeetingView>::Owned))
            })
            .sealed("presentedBy", "Administration that presents it (forelægger).", |c| c
                .case
                .organisation(Some(c.case.organisation_id)))
            .sealed("administrations", "Administrations that it crosses (berørte forvaltninger).", |c| {
                c.case.administrations.words().iter().copied().map(Of).collect::<Vec<_>>()
            })
            .sealed("citizenInformed", "The citizen is informed (borgeren er orienteret).", |c| c
                .case
                .citizen_informed)
            .sealed("consentId", "The consent that names every member (samtykke).", |c| {
                super::super::node_id(EntityKind::Consent, c.case.case, c.case.consent_id)
            })
            .sealed("question", "Question to the council (spørgsmål til samrådet).", |c| c
                .case
                .question
                .clone())
            .sealed("presentationHealth", "Presentation: health (sundhed).", |c| c
                .case
                .presentation_health
                .clone())
            .sealed("presentationSocial", "Presentation: social matters (sociale forhold).", |c| c
                .case
                .presentation_social
                .clone())
            .sealed("presentationEmployment", "Presentation: employment (beskæftigelse).", |c| c
                .case
                .presentation_employment
                .clone())
            .sealed("presentationEducation", "Presentation: education (uddannelse).", |c| c
                .case
                .presentation_education
                .clone())
            .sealed("presentationHousing", "Presentation: housing (bolig).", |c| c
                .case
                .presentation_housing
                .clone())
            .sealed("presentationEconomy", "Presentation: economy (økonomi).", |c| c
                .case
                .presentation_economy
                .clone())
            .sealed("presentationNetwork", "Presentation: relatives (netværk).", |c| c
                .case
                .presentation_network
                .clone())
            .sealed(
                "deliberation",
                "Deliberation (drøftelse): for the administrations that sat.",
                |c| c.case.deliberation.clone()
            )
            .sealed(
                "deliberationVersion",
                "Version of the deliberation, for `expectedVersion` (version af drøftelsen); 0: there is none.",
                |c| c.case.deliberation_version
            )
            .sealed("decisionType", "What the council decided (beslutning).", |c| c
                .case
                .decision_type
                .map(Of::from))
            .sealed("decisionText", "Its text (beslutningens tekst).", |c| c
                .case
                .decision_text
                .clone())
            .sealed("decidedAt", "Decided when (besluttet).", |c| c.case.decided_at)
            .rows("tasks", "Tasks that came of the decision (opgaver).", |c: &Own| c.tasks())
            .form(
                "followUpMeeting",
                "Meeting at which it is followed up (opfølgende møde).",
                vec![],
                |c: &Own, _| Ok(c.follow_up().map(Cow::<CouncilMeetingView>::Owned))
            )
            .sealed("version", super::super::VERSION, |c| c.case.version)
            .sealed("annulledAt", "Annulled when (annulleret).", |c| c.case.annulled_at)
            .sealed("annulReason", "Why annulled (begrundelse).", |c| c.case.annul_reason.clone())
            .outline("externalReferences", super::super::REFERENCES, |c| {
                super::super::references(&c.case)
            })
            .withheld()
        });
    }
}
