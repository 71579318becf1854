//! Consents and their clauses.

use async_graphql::ID;

use super::super::engine::{Object, Of, Row};
use crate::domain::scalars::Date;
use crate::domain::{EntityKind, GlobalId};
use crate::object_table;
use crate::sealed::Sealed;
use crate::store::view::{ClauseRecord, ClauseView, ConsentView, OrganisationRef, Record};

impl Row for ConsentView {
    type Record = Record<entity::consent::Model>;
    fn row(&self) -> &Sealed<Self::Record> {
        &self.row
    }
}

type Own = ConsentView;
impl Object for ConsentView {
    const NAME: &'static str = "Consent";
    const DESCRIPTION: &'static str =
        "A consent (samtykkeerklæring): separate grants that the citizen gives and can take back.";
    const INTERFACES: &'static [&'static str] = &["Node"];
    object_table!(|fields| {
        fields
        .outline("id", super::ID, |c| super::node_id(EntityKind::Consent, c.case, c.id))
        .outline("signedAt", "Signed, or said, when (underskrevet).", |c| c.signed_at)
        .sealed("form", "In writing or orally (form).", |c| Of::from(c.form))
        .sealed("oralReason", "Why writing was waived (begrundelse for mundtlighed).", |c| c.oral_reason.clone())
        .sealed("signer", "Who signed (underskriver).", |c| Of::from(c.signer))
        .sealed("signerGround", "Ground of a guardian or parent (grundlag).", |c| c.signer_ground.clone())
        .sealed("signerScope", "Categories the signer may sign for (omfang).", |c| {
            c.signer_scope.map(|scope| scope.0.iter().map(Of).collect::<Vec<_>>())
        })
        .sealed("representativeId", "The representative who signed, where one is named (repræsentant).", |c| {
            c.representative_id.map(|id| ID(GlobalId::outside(EntityKind::Representative, id).to_string()))
        })
        .sealed("coSignedBy", "Caseworker who co-signed (medunderskrevet af).", |c| c.professional(c.co_signed_by))
        .sealed("jointMeetings", "Told of joint meetings SOF–BIF (orienteret om fælles møder).", |c| c.joint_meetings)
        .sealed("outsideNotice", "Told of notice when information is collected outside the municipality (orienteret om underretning).", |c| c.outside_notice)
        .sealed("rightToWithdraw", "Told of the right to withdraw (orienteret om tilbagekaldelse).", |c| c.right_to_withdraw)
        .sealed("evidenceReference", "Where the scan or signature is kept (dokumentation).", |c| c.evidence_reference.clone())
        .sealed("evidenceSha256", "Its SHA-256 (kontrolsum).", |c| c.evidence_sha256.clone())
        .sealed("withdrawnAt", "Withdrawn when (trukket tilbage), R07.", |c| c.withdrawn_at)
        .sealed("withdrawnBy", "By whom (trukket tilbage af).", |c| c.withdrawn_by.clone())
        .sealed("annulledAt", "Annulled when (annulleret).", |c| c.annulled_at)
        .sealed("annulReason", "Why annulled (begrundelse).", |c| c.annul_reason.clone())
        .sealed("correctionReason", "Why this version corrects the one before it (begrundelse for rettelse).", |c| c.correction_reason.clone())
        .sealed("version", super::VERSION, |c| c.version)
        .rows("clauses", "Its separate grants (samtykkets enkelte led), R05.", |c| &c.clauses[..])
        .outline("externalReferences", super::REFERENCES, super::references)
        .withheld()
    });
}

mod clause {
    use super::*;

    impl Row for ClauseView {
        type Record = ClauseRecord;
        fn row(&self) -> &Sealed<ClauseRecord> {
            &self.0
        }
    }

    type Own = ClauseView;
    impl Object for ClauseView {
        const NAME: &'static str = "ConsentClause";
        const DESCRIPTION: &'static str = "One grant of a consent (samtykkets enkelte led), R05.";
        const INTERFACES: &'static [&'static str] = &["Node"];
        object_table!(|fields| fields
            .outline("id", super::super::ID, |c| {
                super::super::node_id(EntityKind::ConsentClause, c.clause.case, c.clause.id)
            })
            .outline("direction", "Direction, seen from `grantedTo` (retning).", |c| Of::from(
                c.clause.direction
            ))
            .outline("grantedTo", "Authority it is given to (modtager af samtykket).", |c| {
                c.clause.organisation(Some(c.clause.granted_to))
            })
            .sealed("counterparts", "The other side (modparter).", |c| {
                c.counterparts.iter().map(|part| CounterpartRef::of(c, part)).collect::<Vec<_>>()
            })
            .outline("categories", "What it opens (oplysningskategorier).", |c| {
                c.clause.categories.0.iter().map(Of).collect::<Vec<_>>()
            })
            .outline("purpose", "Purpose (formål).", |c| Of::from(c.clause.purpose))
            .sealed("legalBasis", "Legal basis as written (hjemmel).", |c| c
                .clause
                .legal_basis
                .clone())
            .outline("from", "First day (fra).", |c| c.clause.from_date.map(Date))
            .outline("to", "First day on which it no longer holds (til).", |c| c
                .clause
                .to_date
                .map(Date))
            .sealed("withdrawnAt", "Withdrawn when (trukket tilbage), R07.", |c| c
                .clause
                .withdrawn_at)
            .sealed("state", "Where it stands now (status), derived.", |c| Of(c.state))
            .sealed(
                "endsAt",
                "When it ends as far as today's facts tell (ophører), R08–R13.",
                |c| { c.ends.map(|end| end.at) }
            )
            .sealed("endsBy", "What ends it (ophørsgrund).", |c| c.ends.map(|end| Of(end.limit)))
            .outline("externalReferences", super::super::REFERENCES, |c| {
                super::super::references(&c.clause)
            })
            .withheld());
    }
}

/// The other side of a clause.
#[derive(Clone, Debug)]
pub(crate) struct CounterpartRef {
    organisation: Option<OrganisationRef>,
    kind: Option<Of<law::OrganisationKind>>,
}

impl CounterpartRef {
    fn of(clause: &ClauseRecord, part: &entity::clause_counterpart::Model) -> Self {
        Self {
            organisation: clause.clause.organisation(part.organisation_id),
            kind: part.organisation_kind.map(Of::from),
        }
    }
}

mod counterpart {
    use super::*;
    type Own = CounterpartRef;
    impl Object for CounterpartRef {
        const NAME: &'static str = "Counterpart";
        const DESCRIPTION: &'static str = "The other side of a grant (modpart): an organisation, or the participating ones of a kind.";
        object_table!(|fields| fields
            .child("organisation", "The organisation (organisation).", |c| &c.organisation)
            .child("kind", "The kind (organisationstype).", |c| &c.kind));
    }
}
