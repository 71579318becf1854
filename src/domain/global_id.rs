//! Opaque ids of GraphQL nodes: the kind, the case where there is one, and the row. Parsed and
//! written here only.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use law::Word;
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
    }
}

/// A node's id, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GlobalId {
    /// Kind of the entity.
    pub kind: EntityKind,
    /// Its case, where it stands in one.
    pub case: Option<Uuid>,
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
    pub fn of_case(kind: EntityKind, case: Uuid, id: Uuid) -> Self {
        Self { kind, case: Some(case), id }
    }

    /// Takes an id apart; none where it is no id of ours.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (kind, rest) = bytes.split_first()?;
        let kind = *EntityKind::ALL.get(usize::from(*kind))?;
        let (case, id) = match rest.len() {
            16 => (None, rest),
            32 => (Some(Uuid::from_slice(&rest[..16]).ok()?), &rest[16..]),
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
        let mut bytes = vec![self.kind as u8];
        bytes.extend(self.case.iter().flat_map(|case| *case.as_bytes()));
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
        fn ids_read_back(kind in 0..EntityKind::ALL.len(), case: Option<u128>, id: u128) {
            let kind = EntityKind::ALL[kind];
            let id = GlobalId { kind, case: case.map(Uuid::from_u128), id: Uuid::from_u128(id) };
            prop_assert_eq!(GlobalId::parse(&id.to_string()), Some(id));
        }

        #[test]
        fn anything_else_is_no_id(text in "\\PC{0,80}") {
            if let Some(id) = GlobalId::parse(&text) {
                prop_assert_eq!(id.to_string(), text);
            }
        }
    }
}
