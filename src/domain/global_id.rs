//! Opaque ids of GraphQL nodes: the kind, the case where there is one, and the row. Parsed and
//! written here only.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use law::{Purpose, Word};
use uuid::Uuid;

law::words! {
    /// Kind of entity (entitetstype): the GraphQL type of a node.
    EntityKind {
        Organisation "Organisation" da "Organisation" en "Organisation",
        Unit "Unit" da "Enhed" en "Unit",
        Professional "Professional" da "Fagperson" en "Professional",
        Citizen "Citizen" da "Borger" en "Citizen",
        Representative "Representative" da "Repræsentant" en "Representative",
        DkkCase "DkkCase" da "Sag" en "Case",
        Enquiry "Enquiry" da "Henvendelse" en "Enquiry",
        Assessment "Assessment" da "Vurdering" en "Assessment",
        Consent "Consent" da "Samtykke" en "Consent",
        ConsentClause "ConsentClause" da "Del af samtykke" en "Clause of a consent",
        Participation "Participation" da "Deltagelse" en "Participation",
        CoordinatorAssignment "CoordinatorAssignment" da "Tildeling" en "Coordinator assignment",
        StatutoryBasis "StatutoryBasis" da "Hjemmel" en "Statutory basis",
        NetworkMap "NetworkMap" da "Netværkskort" en "Network map",
        Actor "Actor" da "Aktør" en "Actor",
        Meeting "Meeting" da "Møde" en "Meeting",
        MeetingParticipant "MeetingParticipant" da "Mødedeltager" en "Meeting participant",
        AgendaItem "AgendaItem" da "Dagsordenspunkt" en "Agenda item",
        AgendaColumn "AgendaColumn" da "Ekstra kolonne" en "Added column",
        Task "Task" da "Opgave" en "Task",
        InformationRequest "InformationRequest" da "Anmodning om oplysninger" en "Information request",
        Statement "Statement" da "Oplysning" en "Statement",
        Dispatch "Dispatch" da "Forsendelse" en "Dispatch",
        CitizenNotice "CitizenNotice" da "Underretning" en "Citizen notice",
        Leaflet "Leaflet" da "Pjece" en "Leaflet",
        Goal "Goal" da "Mål" en "Goal",
        Membership "Membership" da "Tilknytning" en "Membership",
        BrainInjuryCase "BrainInjuryCase" da "Hjerneskadesag" en "Brain-injury case",
        ContactPoint "ContactPoint" da "Kontaktpunkt" en "Contact point",
        InterfaceAgreement "InterfaceAgreement" da "Snitflade" en "Interface between administrations",
        EffectGoal "EffectGoal" da "Effektmål" en "Effect goal",
        AgeTransition "AgeTransition" da "Aldersovergang" en "Age transition",
        CoordinationPlan "CoordinationPlan" da "Koordineringsplan" en "Coordination plan",
        Track "Track" da "Spor" en "Track",
        PlanGoal "PlanGoal" da "Mål i spor" en "Goal of a track",
        Intervention "Intervention" da "Indsats" en "Intervention",
        InterventionDependency "InterventionDependency" da "Afhængighed" en "Dependency of interventions",
        FollowUp "FollowUp" da "Opfølgning" en "Follow-up",
        BrainInjuryReferral "BrainInjuryReferral" da "Henvisning" en "Referral",
        ReferralAttachment "ReferralAttachment" da "Bilag" en "Attachment of a referral",
        RehabilitationPlan "RehabilitationPlan" da "Genoptræningsplan" en "Rehabilitation plan",
        BrainInjuryAssessment "BrainInjuryAssessment" da "Udredning" en "Brain-injury assessment",
        RehabilitationTeamCase "RehabilitationTeamCase" da "Sag i rehabiliteringsteamet" en "Case before the rehabilitation team",
        CouncilMeeting "CouncilMeeting" da "Samrådsmøde" en "Meeting of the brain-injury council",
        CouncilMember "CouncilMember" da "Medlem af samrådet" en "Seat at a meeting of the council",
        CouncilCase "CouncilCase" da "Samrådssag" en "Case of the brain-injury council",
        Client "Client" da "Klient" en "Client",
        ClientSecret "ClientSecret" da "Hemmelighed" en "Secret of a client",
        SigningKey "SigningKey" da "Signeringsnøgle" en "Signing key",
        TrustedIssuer "TrustedIssuer" da "Udsteder" en "Trusted issuer",
    }
}

impl EntityKind {
    /// Whether it is a kind of entry of the directory or a catalogue, which every caller reads.
    #[must_use]
    pub fn is_entry(self) -> bool {
        matches!(
            self,
            Self::Organisation
                | Self::Unit
                | Self::Professional
                | Self::Membership
                | Self::ContactPoint
                | Self::InterfaceAgreement
                | Self::EffectGoal
        )
    }

    /// The kind of a case of a purpose. TREATMENT is a purpose of clauses, never of a case.
    #[must_use]
    pub fn of_case(purpose: Purpose) -> Self {
        match purpose {
            Purpose::BrainInjury => Self::BrainInjuryCase,
            Purpose::Dkk | Purpose::Treatment => Self::DkkCase,
        }
    }

    /// The purpose of the cases of this kind; none where it is no kind of case.
    #[must_use]
    pub fn purpose(self) -> Option<Purpose> {
        match self {
            Self::DkkCase => Some(Purpose::Dkk),
            Self::BrainInjuryCase => Some(Purpose::BrainInjury),
            _ => None,
        }
    }
}

/// A case as an id names it: the purpose stands in the id, so that what a token may call is
/// known before anything is looked up, and is the same whether the case is there or not. Whoever
/// loads the case holds it to that purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CaseRef {
    /// Purpose of the case.
    pub purpose: Purpose,
    /// The case.
    pub id: Uuid,
}

impl CaseRef {
    /// A case that is not there, for looking up what names none.
    pub const NOWHERE: Self = Self { purpose: Purpose::Dkk, id: Uuid::nil() };
}

impl From<CaseRef> for Uuid {
    fn from(case: CaseRef) -> Self {
        case.id
    }
}

/// Bit of the first byte that says: it stands in a brain-injury case.
const IN_BRAIN_INJURY: u8 = 0x80;

/// A node's id, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GlobalId {
    /// Kind of the entity.
    pub kind: EntityKind,
    /// Its case, where it stands in one.
    pub case: Option<CaseRef>,
    /// The entity.
    pub id: Uuid,
}

impl GlobalId {
    /// The id of an entity outside any case.
    #[must_use]
    pub fn outside(kind: EntityKind, id: Uuid) -> Self {
        Self { kind, case: None, id }
    }

    /// The id of an entity of a case.
    #[must_use]
    pub fn of_case(kind: EntityKind, case: CaseRef, id: Uuid) -> Self {
        Self { kind, case: Some(case), id }
    }

    /// The id of a case.
    #[must_use]
    pub fn case(case: CaseRef) -> Self {
        Self::outside(EntityKind::of_case(case.purpose), case.id)
    }

    /// The case that it is the id of.
    #[must_use]
    pub fn as_case(self) -> Option<CaseRef> {
        let purpose = self.kind.purpose().filter(|_| self.case.is_none())?;
        Some(CaseRef { purpose, id: self.id })
    }

    /// The case that it is the id of, or that its entity stands in.
    #[must_use]
    pub fn any_case(self) -> Option<CaseRef> {
        if self.kind.purpose().is_some() { self.as_case() } else { self.case }
    }

    /// Takes an id apart; none where it is no id of ours.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (first, rest) = bytes.split_first()?;
        let kind = *EntityKind::ALL.get(usize::from(first & !IN_BRAIN_INJURY))?;
        let purpose = match first & IN_BRAIN_INJURY {
            0 => Purpose::Dkk,
            _ => Purpose::BrainInjury,
        };
        let (case, id) = match rest.len() {
            16 if purpose == Purpose::Dkk => (None, rest),
            32 => (Some(CaseRef { purpose, id: Uuid::from_slice(&rest[..16]).ok()? }), &rest[16..]),
            _ => return None,
        };
        Some(Self { kind, case, id: Uuid::from_slice(id).ok()? })
    }

    /// Takes an id of one kind apart.
    #[must_use]
    pub fn of_kind(text: &str, kind: EntityKind) -> Option<Self> {
        Self::parse(text).filter(|id| id.kind == kind)
    }
}

impl std::fmt::Display for GlobalId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let in_brain_injury = self.case.is_some_and(|case| case.purpose == Purpose::BrainInjury);
        let mut bytes = vec![self.kind as u8 | if in_brain_injury { IN_BRAIN_INJURY } else { 0 }];
        bytes.extend(self.case.iter().flat_map(|case| *case.id.as_bytes()));
        bytes.extend(self.id.as_bytes());
        f.write_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ids_read_back(kind in 0..EntityKind::ALL.len(), case: Option<(bool, u128)>, id: u128) {
            let kind = EntityKind::ALL[kind];
            let case = case.map(|(brain_injury, id)| CaseRef {
                purpose: if brain_injury { Purpose::BrainInjury } else { Purpose::Dkk },
                id: Uuid::from_u128(id),
            });
            let id = GlobalId { kind, case, id: Uuid::from_u128(id) };
            prop_assert_eq!(GlobalId::parse(&id.to_string()), Some(id));
        }

        #[test]
        fn anything_else_is_no_id(text in "\\PC{0,80}") {
            if let Some(id) = GlobalId::parse(&text) {
                prop_assert_eq!(id.to_string(), text);
            }
        }
    }

    #[test]
    fn a_kind_leaves_room_for_the_purpose() {
        assert!(EntityKind::ALL.len() < usize::from(IN_BRAIN_INJURY));
        for purpose in [Purpose::Dkk, Purpose::BrainInjury] {
            let case = CaseRef { purpose, id: Uuid::from_u128(7) };
            assert_eq!(GlobalId::case(case).any_case(), Some(case));
            let task = GlobalId::of_case(EntityKind::Task, case, Uuid::from_u128(8));
            assert_eq!((task.as_case(), task.any_case()), (None, Some(case)));
        }
    }
}
