//! What a mutation answers: the object after the change, what to know of, what to mend.

use law::forms::Locale;
use sea_orm::prelude::Uuid;

use super::engine::{Object, Of};
use crate::app::client::ClientView;
use crate::app::signing_key::SigningKeyView;
use crate::app::trusted_issuer::IssuerView;
use crate::app::{Beside, Done, UserError, Warning};
use crate::object_table;
use crate::store::view::{
    CaseView, CitizenView, ContactPointRef, CouncilMeetingView, EffectGoalRef,
    InterfaceAgreementRef, MembershipRef, OrganisationRef, ProfessionalRef, UnitRef,
};

/// How a write went, ready to be shown.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) case: Option<CaseView>,
    /// What was done outside a case.
    pub(crate) beside: Option<Beside>,
    pub(crate) done: Option<Done>,
    pub(crate) errors: Vec<ShownError>,
}

impl Outcome {
    /// The entity that was made or changed, looked up in the case by its id.
    pub(crate) fn entity<T>(&self, find: impl Fn(&CaseView, Uuid) -> Option<T>) -> Option<T> {
        let id = self.done.as_ref()?.entity?;
        find(self.case.as_ref()?, id)
    }

    /// What was done outside a case, where it is of this type.
    pub(crate) fn beside<T: OfBeside>(&self) -> Option<T> {
        self.beside.as_ref().and_then(T::of)
    }

    /// The secret that was made: shown once, and not when the request is repeated.
    pub(crate) fn secret(&self) -> Option<String> {
        self.done.as_ref()?.secret.as_ref().map(|secret| secret.expose().to_owned())
    }

    /// The id of the entity that was made or changed.
    pub(crate) fn id(&self) -> Option<Uuid> {
        self.done.as_ref()?.entity
    }

    pub(crate) fn warnings(&self) -> Vec<Warning> {
        #[cfg(feature = "planted-leaks")]
        if crate::planted::is(crate::planted::Leak::Payload) && crate::planted::counted() % 2 == 1 {
            let path = Vec::new();
            return vec![Warning {
                fault: law::Fault::AlreadyRegistered,
                rule: law::Rule::R40,
                path,
            }];
        }
        self.done.as_ref().map(|done| done.warnings.clone()).unwrap_or_default()
    }
}

/// A type that a write can show outside a case.
pub(crate) trait OfBeside: Sized {
    /// What was done, where it is of this type.
    fn of(beside: &Beside) -> Option<Self>;
}

macro_rules! of_beside {
    ($($type:ty: $variant:ident)+) => { $(
        impl OfBeside for $type {
            fn of(beside: &Beside) -> Option<Self> {
                match beside {
                    Beside::$variant(shown) => Some(Self::clone(shown)),
                    _ => None,
                }
            }
        }
    )+ };
}
of_beside! {
    CitizenView: Citizen
    OrganisationRef: Organisation
    UnitRef: Unit
    ProfessionalRef: Professional
    MembershipRef: Membership
    ContactPointRef: ContactPoint
    InterfaceAgreementRef: InterfaceAgreement
    EffectGoalRef: EffectGoal
    CouncilMeetingView: CouncilMeeting
    ClientView: Client
    SigningKeyView: SigningKey
    IssuerView: Issuer
}

/// A payload type of a mutation.
pub(crate) trait Payload: Object {
    /// Shows the outcome.
    fn of(outcome: Outcome) -> Self;
}

/// An error in the caller's language.
#[derive(Clone, Debug)]
pub(crate) struct ShownError(pub(crate) UserError, pub(crate) Locale);

/// Declares payload types: `payload! { /// doc Name { field "description": Type = |case, id| …; } }`.
///
/// `Name of DkkCase { … }` shows the case as that type, where only cases of one bundle have it.
#[macro_export]
macro_rules! payload {
    (@case $fields:ident $name:ident) => {
        $fields.child("case", "The case after the change (sag).", |p: &$name| &p.0.case)
    };
    (@case $fields:ident $name:ident $case:ident) => {
        $fields.plain("case", "The case after the change (sag).", |p: &$name| {
            p.0.case.clone().and_then($crate::graphql::types::$case::of)
        })
    };
    ($(
        #[doc = $doc:literal]
        $name:ident $(of $case:ident)? { $( $field:ident $describe:literal: $type:ty = $find:expr; )* }
    )+) => { $(
        #[doc = $doc]
        pub(crate) struct $name($crate::graphql::payload::Outcome);

        impl $crate::graphql::payload::Payload for $name {
            fn of(outcome: $crate::graphql::payload::Outcome) -> Self { Self(outcome) }
        }

        const _: () = {
            type Own = $name;
            impl $crate::graphql::engine::Object for $name {
                const NAME: &'static str = stringify!($name);
                const DESCRIPTION: &'static str = $doc.trim_ascii();
                $crate::object_table!(|fields| {
                    let fields = $crate::payload!(@case fields $name $($case)?);
                    $(
                        let fields = fields.plain(stringify!($field), $describe, |p: &$name| -> Option<$type> {
                            p.0.entity($find)
                        });
                    )*
                    fields
                        .plain("warnings", "What to know of, though it was done (advarsler).", |p: &$name| p.0.warnings())
                        .child("userErrors", "What to mend; nothing was written (fejl).", |p: &$name| &p.0.errors)
                });
            }
        };
    )+ };
}

/// Declares payload types of writes outside a case:
/// `payload_of! { /// doc Name { field "description": Type = |outcome| …; } }`.
#[macro_export]
macro_rules! payload_of {
    ($(
        #[doc = $doc:literal]
        $name:ident { $( $field:ident $describe:literal: $type:ty = $find:expr; )* }
    )+) => { $(
        #[doc = $doc]
        pub(crate) struct $name($crate::graphql::payload::Outcome);

        impl $crate::graphql::payload::Payload for $name {
            fn of(outcome: $crate::graphql::payload::Outcome) -> Self { Self(outcome) }
        }

        const _: () = {
            type Own = $name;
            impl $crate::graphql::engine::Object for $name {
                const NAME: &'static str = stringify!($name);
                const DESCRIPTION: &'static str = $doc.trim_ascii();
                $crate::object_table!(|fields| {
                    $(
                        let fields = fields.plain(stringify!($field), $describe, |p: &$name| -> Option<$type> {
                            let find: fn(&$crate::graphql::payload::Outcome) -> Option<$type> = $find;
                            find(&p.0)
                        });
                    )*
                    fields
                        .plain("warnings", "What to know of, though it was done (advarsler).", |p: &$name| p.0.warnings())
                        .child("userErrors", "What to mend; nothing was written (fejl).", |p: &$name| &p.0.errors)
                });
            }
        };
    )+ };
}

mod error {
    use super::*;
    type Own = ShownError;
    impl Object for ShownError {
        const NAME: &'static str = "UserError";
        const DESCRIPTION: &'static str = "Something the user can mend (brugerfejl).";
        object_table!(|fields| fields
            .plain("code", "What is wrong (fejlkode).", |e| Of(e.0.code))
            .plain("message", "What to do, in the language of `Accept-Language` (besked).", |e| {
                e.0.text(e.1).to_owned()
            })
            .plain("path", "Where in the input (sti).", |e| e.0.path.clone())
            .plain("fault", "With RULE: what the rule asks for (regelfejl).", |e| {
                e.0.fault.map(Of)
            })
            .plain("rule", "With RULE: the rule's id (regel).", |e| e.0.rule.map(Of))
            .plain(
                "currentVersion",
                "With CONFLICT: the version that stands (gældende version).",
                |e| { e.0.current_version }
            ));
    }
}

mod warning {
    use super::*;
    type Own = Warning;
    impl Object for Warning {
        const NAME: &'static str = "Warning";
        const DESCRIPTION: &'static str =
            "Something to know of that was done nevertheless (advarsel).";
        object_table!(|fields| fields
            .plain("fault", "What it is about (regelfejl).", |w| Of(w.fault))
            .plain("rule", "The rule's id (regel).", |w| Of(w.rule))
            .plain("path", "Where in the input (sti).", |w| w.path.clone()));
    }
}
