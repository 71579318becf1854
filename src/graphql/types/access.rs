//! What a caller may see, on what basis, and why not.

use async_graphql::ID;
use chrono::{DateTime, Utc};
use law::{Basis, Category, Direction, Reason, Step, Verdict, Word};
use sea_orm::prelude::Uuid;

use super::super::engine::{Argument, Object, Of, argument, remedy};
use crate::app::access::{Access, HolderAccess};
use crate::app::explain::Explained;
use crate::domain::{CaseRef, EntityKind};
use crate::graphql::context::session;
use crate::object_table;

law::words! {
    /// On what something is granted (grundlag).
    BasisKind {
        Citizen "CITIZEN" da "Borgeren selv" en "The caller is the citizen",
        Representative "REPRESENTATIVE" da "Repræsentant" en "The caller represents the citizen in this matter",
        OwnAuthority "OWN_AUTHORITY" da "Egen myndighed" en "The caller's own authority holds it",
        HoldsRecords "HOLDS_RECORDS" da "Har oplysninger i sagen" en "The caller's organisation holds records in the case",
        Clause "CLAUSE" da "Samtykke" en "A clause of a consent",
        StatutoryBasis "STATUTORY_BASIS" da "Lovhjemmel" en "A recorded statutory basis",
    }
}

/// A basis, with the ids it has in its case.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GrantBasis {
    basis: Basis,
    case: Option<CaseRef>,
}

impl GrantBasis {
    /// A basis in a case; without a case its ids are not told.
    pub(crate) fn new(basis: Basis, case: Option<CaseRef>) -> Self {
        Self { basis, case }
    }

    fn kind(self) -> BasisKind {
        match self.basis {
            Basis::Citizen => BasisKind::Citizen,
            Basis::Representative => BasisKind::Representative,
            Basis::OwnAuthority => BasisKind::OwnAuthority,
            Basis::HoldsRecords => BasisKind::HoldsRecords,
            Basis::Clause(..) => BasisKind::Clause,
            Basis::Statutory(..) => BasisKind::StatutoryBasis,
        }
    }

    fn id(self, kind: EntityKind, id: Uuid) -> Option<ID> {
        self.case.map(|case| super::node_id(kind, case, id))
    }
}

mod basis {
    use super::*;
    type Own = GrantBasis;
    impl Object for GrantBasis {
        const NAME: &'static str = "GrantBasis";
        const DESCRIPTION: &'static str = "On what something is granted (grundlag).";
        object_table!(|fields| fields
            .plain("kind", "Kind (art).", |b| Of(b.kind()))
            .plain("clauseId", "With CLAUSE: the clause (samtykkets led).", |b| match b.basis {
                Basis::Clause(id, _) => b.id(EntityKind::ConsentClause, id.0),
                _ => None,
            })
            .plain("direction", "With CLAUSE: its direction (retning).", |b| match b.basis {
                Basis::Clause(_, direction) => Some(Of::<Direction>(direction)),
                _ => None,
            })
            .plain("statutoryBasisId", "With STATUTORY_BASIS: the record (hjemmel).", |b| {
                match b.basis {
                    Basis::Statutory(id, _) => b.id(EntityKind::StatutoryBasis, id.0),
                    _ => None,
                }
            })
            .plain("provision", "With STATUTORY_BASIS: the provision (bestemmelse).", |b| match b
                .basis
            {
                Basis::Statutory(_, provision) => Some(Of(provision)),
                _ => None,
            }));
    }
}

/// A category that is granted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Granted {
    category: Category,
    basis: Option<GrantBasis>,
    until: Option<DateTime<Utc>>,
}

/// A category that is refused.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Refused {
    category: Category,
    reason: Reason,
}

/// The categories that a verdict grants.
pub(super) fn granted(verdict: &Verdict, case: Option<CaseRef>) -> Vec<Granted> {
    let one = |category| Granted {
        category,
        basis: verdict.basis(category).map(|basis| GrantBasis::new(basis, case)),
        until: verdict.until(category),
    };
    verdict.granted.iter().map(one).collect()
}

/// The categories that a verdict refuses.
pub(super) fn refused(verdict: &Verdict) -> Vec<Refused> {
    let one =
        |&category: &Category| verdict.reason(category).map(|reason| Refused { category, reason });
    Category::ALL.iter().filter_map(one).collect()
}

mod granted_category {
    use super::*;
    type Own = Granted;
    impl Object for Granted {
        const NAME: &'static str = "GrantedCategory";
        const DESCRIPTION: &'static str = "A category that is open to the caller (åben kategori).";
        object_table!(|fields| fields
            .plain("category", "Category (oplysningskategori).", |g| Of(g.category))
            .child("basis", "On what (grundlag).", |g| &g.basis)
            .child("until", "Until when, as far as today's facts tell (til).", |g| &g.until));
    }
}

mod refused_category {
    use super::*;
    type Own = Refused;
    impl Object for Refused {
        const NAME: &'static str = "RefusedCategory";
        const DESCRIPTION: &'static str =
            "A category that is closed to the caller (lukket kategori).";
        object_table!(|fields| fields
            .plain("category", "Category (oplysningskategori).", |r| Of(r.category))
            .plain("reason", "Why (begrundelse).", |r| Of(r.reason))
            .plain("remedy", "What would open it (afhjælpning).", |r| remedy(r.reason)
                .to_owned()));
    }
}

mod shown {
    use super::*;
    type Own = Access;
    impl Object for Access {
        const NAME: &'static str = "Access";
        const DESCRIPTION: &'static str =
            "What the caller may see in a case, on what basis and until when (adgang).";
        object_table!(|fields| {
            fields
            .plain("caseId", "The case (sag).", |a| super::super::case::case_id(a.case))
            .plain("relation", "The caller's relation to it (relation).", |a| Of(a.relation))
            .child(
                "holders",
                "By whose records: the lead's, the caller's own, and of others those that the caller may know of (hos hvem).",
                |a| &a.holders
            )
        });
    }
}

mod holder {
    use super::*;
    type Own = HolderAccess;
    impl Object for HolderAccess {
        const NAME: &'static str = "HolderAccess";
        const DESCRIPTION: &'static str =
            "What the caller may see of what one organisation holds in the case (adgang hos).";
        object_table!(|fields| fields
            .child("holder", "Who holds it (organisation).", |h| &h.holder)
            .child("journal", "Journal material, or all else (journalmateriale).", |h| &h.journal)
            .plain("granted", "What is open (åbne kategorier).", |h| granted(
                &h.verdict,
                Some(h.case)
            ))
            .plain("refused", "What is closed, and why (lukkede kategorier).", |h| refused(
                &h.verdict
            )));
    }
}

/// Why a field is open or closed.
#[derive(Clone, Debug)]
pub(crate) struct Explanation {
    pub(crate) field: &'static law::fields::Field,
    pub(crate) case: Option<CaseRef>,
    pub(crate) explained: Explained,
}

/// One step of it.
#[derive(Clone, Debug)]
pub(crate) struct ExplanationStep(Step, Option<CaseRef>);

mod explanation {
    use super::*;
    type Own = Explanation;
    impl Object for Explanation {
        const NAME: &'static str = "Explanation";
        const DESCRIPTION: &'static str =
            "Why a field is open or closed to the caller, step by step (forklaring).";
        object_table!(|fields| fields
            .plain("type", "Type of the object (type).", |e| e.field.type_name.to_owned())
            .plain("field", "Field (felt).", |e| e.field.name.to_owned())
            .plain("granted", "Whether it opens: every step does (åbent).", |e| e
                .explained
                .granted())
            .plain("relation", "The caller's relation to the case (relation).", |e| Of(e
                .explained
                .relation))
            .plain("statute", "What the field's classification rests on (hjemmel).", |e| e
                .field
                .statute
                .to_owned())
            .plain("steps", "The steps of the decision (trin).", |e| {
                let steps = e.explained.steps.iter();
                steps.map(|step| ExplanationStep(step.clone(), e.case)).collect::<Vec<_>>()
            }));
    }
}

mod step {
    use law::forms::Locale;

    use super::*;
    type Own = ExplanationStep;
    impl Object for ExplanationStep {
        const NAME: &'static str = "ExplanationStep";
        const DESCRIPTION: &'static str = "One step of a decision (trin).";
        object_table!(|fields| {
            fields
            .plain(
                "category",
                "Category it is about; none: who may see the field at all (oplysningskategori).",
                |s| s.0.category.map(Of)
            )
            .plain("granted", "Whether it opens (åbent).", |s| s.0.granted)
            .plain("ground", "Why (begrundelse).", |s| Of(s.0.ground))
            .with(
                "sentence",
                "Why, as a sentence; without a locale in the language of `Accept-Language` (begrundelse i ord).",
                vec![Argument::new::<Option<Of<Locale>>>("locale", "Language (sprog).")],
                |s, at| {
                    let asked = argument::<Option<Of<Locale>>>(at, "locale")?;
                    let own = || session(at).map_or(Locale::Da, |session| session.locale);
                    Ok(match asked.map_or_else(own, |locale| locale.0) {
                        Locale::Da => s.0.ground.danish().to_owned(),
                        Locale::En => s.0.ground.english().to_owned(),
                    })
                }
            )
            .plain("rule", "The rule, where it rests on one (regel).", |s| s.0.rule.map(Of))
            .plain("paragraph", "The paragraph behind it (paragraf).", |s| {
                (!s.0.paragraph.is_empty()).then(|| s.0.paragraph.to_owned())
            })
            .plain("basis", "The basis, where one opens it (grundlag).", |s| {
                s.0.basis.map(|basis| GrantBasis::new(basis, s.1))
            })
        });
    }
}
