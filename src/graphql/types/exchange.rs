//! Information requests and statements: what the consent is for.

use super::super::engine::{Object, Of};
use crate::domain::EntityKind;
use crate::domain::scalars::Date;
use crate::object_table;
use crate::store::view::Item;

mod request {
    use super::*;
    type Own = Item<entity::information_request::Model>;
    impl Object for Own {
        const NAME: &'static str = "InformationRequest";
        const DESCRIPTION: &'static str =
            "A request for information (anmodning om oplysninger, indhentning).";
        const INTERFACES: &'static [&'static str] = &["Node"];
        object_table!(|fields| fields
            .outline("id", super::super::ID, |r| {
                super::super::node_id(EntityKind::InformationRequest, r.case, r.id)
            })
            .outline("from", "Who asks (anmoder).", |r| r
                .organisation(Some(r.from_organisation_id)))
            .outline("to", "Who is asked (adressat).", |r| r
                .organisation(Some(r.to_organisation_id)))
            .outline("toUnit", "Unit asked (enhed).", |r| r.unit(r.to_unit_id))
            .outline("toProfessional", "Professional asked (fagperson).", |r| {
                r.professional(r.to_professional_id)
            })
            .outline("categories", "About what (oplysningskategorier).", |r| r
                .categories
                .0
                .iter()
                .map(Of)
                .collect::<Vec<_>>())
            .outline("journal", "Whether journal material is asked for (journalmateriale).", |r| {
                r.journal
            })
            .outline("purpose", "For what (formål).", |r| Of::from(r.purpose))
            .outline("clauseId", "Clause it rests on (samtykke), if one.", |r| {
                r.clause_id.map(|id| super::super::node_id(EntityKind::ConsentClause, r.case, id))
            })
            .outline("basisId", "Statutory basis it rests on (hjemmel), if one.", |r| {
                r.basis_id.map(|id| super::super::node_id(EntityKind::StatutoryBasis, r.case, id))
            })
            .sealed("question", "Question (spørgsmål).", |r| r.question.clone())
            .outline("due", "Due date (frist).", |r| r.due.map(Date))
            .outline("state", "State (status).", |r| Of::from(r.state))
            .sealed("declineReason", "Why declined (afslagsgrund), forvaltningsloven § 31.", |r| r
                .decline_reason
                .clone())
            .outline("askedAt", "Asked when (anmodet).", |r| r.asked_at)
            .outline("answeredAt", "Answered or declined when (besvaret).", |r| r.answered_at)
            .sealed("version", super::super::VERSION, |r| r.version)
            .outline("externalReferences", super::super::REFERENCES, super::super::references)
            .withheld());
    }
}

mod statement {
    use super::*;
    type Own = Item<entity::statement::Model>;
    impl Object for Own {
        const NAME: &'static str = "Statement";
        const DESCRIPTION: &'static str = "What an organisation tells in a case (oplysning, udtalelse); the author's organisation holds it.";
        const INTERFACES: &'static [&'static str] = &["Node"];
        object_table!(|fields| fields
            .outline("id", super::super::ID, |s| super::super::node_id(
                EntityKind::Statement,
                s.case,
                s.id
            ))
            .outline("requestId", "Request it answers (anmodning).", |s| {
                s.request_id
                    .map(|id| super::super::node_id(EntityKind::InformationRequest, s.case, id))
            })
            .outline("organisation", "Author's organisation, its holder (afgiver).", |s| s
                .organisation(Some(s.organisation_id)))
            .outline("author", "Author (forfatter).", |s| s.professional(s.author_id))
            .outline("date", "Date (dato).", |s| Date(s.date))
            .outline(
                "categories",
                "Categories its author set (oplysningskategorier); empty: untagged.",
                |s| {
                    s.categories.map_or_else(Vec::new, |c| c.0.iter().map(Of).collect::<Vec<_>>())
                }
            )
            .sealed("text", "Text (tekst).", |s| s.text.clone())
            .outline("journal", "Journal material (journalmateriale).", |s| s.journal)
            .outline("thirdParty", "A third party's (tredjemands oplysninger).", |s| s.third_party)
            .outline("createdAt", "Written when (skrevet).", |s| s.created_at)
            .outline("version", super::super::VERSION, |s| s.version)
            .outline("annulledAt", "Annulled when (annulleret).", |s| s.annulled_at)
            .outline("annulReason", "Why annulled (begrundelse).", |s| s.annul_reason.clone())
            .outline("externalReferences", super::super::REFERENCES, super::super::references)
            .withheld());
    }
}
