//! What is told to a client when something is not done: to the user what they can mend, to the
//! operator the rest.

use law::forms::Locale;
use law::{Fault, Flaw, Rule, Word};
use sea_orm::DbErr;

use crate::audit::AuditError;
use crate::domain::ClockBehind;
use crate::store::StoreError;

law::words! {
    /// What a user can mend (fejlkode). A closed list; codes are never translated.
    UserErrorCode {
        NotFound "NOT_FOUND" da "Ukendt" en "Unknown, or not to be seen by the caller",
        Forbidden "FORBIDDEN" da "Ikke tilladt for kalderen" en "Not for this caller to do",
        Conflict "CONFLICT" da "Ændret af en anden" en "Changed since it was read; read the current version and try again",
        Required "REQUIRED" da "Mangler" en "Required and missing",
        Invalid "INVALID" da "Ugyldig" en "Not valid",
        TooLong "TOO_LONG" da "For lang" en "Too long",
        Taken "TAKEN" da "Optaget" en "Taken already",
        IllegalState "ILLEGAL_STATE" da "Passer ikke til status" en "Not possible in the present state",
        IdempotencyMismatch "IDEMPOTENCY_MISMATCH" da "Nøglen er brugt til noget andet" en "The idempotency key was used for another request",
        Withheld "WITHHELD" da "Tilbageholdt for kalderen" en "The field is withheld from the caller, who cannot write it",
        Rule "RULE" da "Regel ikke opfyldt" en "A rule is not met; `fault` and `rule` say which",
        ConsentRequired "CONSENT_REQUIRED" da "Samtykke kræves" en "Consent is required first",
    }
}

/// Something the user can mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UserError {
    pub(crate) code: UserErrorCode,
    /// English and Danish.
    pub(crate) message: (String, String),
    /// Path into the input.
    pub(crate) path: Vec<String>,
    pub(crate) fault: Option<Fault>,
    pub(crate) rule: Option<Rule>,
    /// With CONFLICT: the version that stands.
    pub(crate) current_version: Option<i32>,
}

impl UserError {
    /// An error at a path such as `clauses[0].categories`.
    pub(crate) fn new(code: UserErrorCode, path: &str, english: &str, danish: &str) -> Self {
        Self {
            code,
            message: (english.to_owned(), danish.to_owned()),
            path: split_path(path),
            fault: None,
            rule: None,
            current_version: None,
        }
    }

    /// An id that is unknown, or that the caller may not know of: one answer for both.
    pub(crate) fn not_found(path: &str) -> Self {
        let english = "unknown id; look it up again";
        Self::new(UserErrorCode::NotFound, path, english, "ukendt id; slå det op igen")
    }

    /// The message in a locale.
    pub(crate) fn text(&self, locale: Locale) -> &str {
        match locale {
            Locale::Da => &self.message.1,
            Locale::En => &self.message.0,
        }
    }
}

/// `clauses[0].categories` as `["clauses", "0", "categories"]`.
fn split_path(path: &str) -> Vec<String> {
    let parts = path.split(['.', '[']).map(|part| part.trim_end_matches(']').to_owned());
    // What concerns the whole input has no path.
    parts.filter(|part| !part.is_empty()).collect()
}

impl From<Flaw> for UserError {
    fn from(flaw: Flaw) -> Self {
        let code = match flaw.fault {
            Fault::ConsentRequired => UserErrorCode::ConsentRequired,
            _ => UserErrorCode::Rule,
        };
        Self {
            rule: Some(flaw.rule),
            fault: Some(flaw.fault),
            ..Self::new(code, &flaw.path, flaw.fault.english(), flaw.fault.danish())
        }
    }
}

/// Something to know of that was done nevertheless (R25).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Warning {
    pub(crate) fault: Fault,
    pub(crate) rule: Rule,
    pub(crate) path: Vec<String>,
}

impl From<Flaw> for Warning {
    fn from(flaw: Flaw) -> Self {
        Self { fault: flaw.fault, rule: flaw.rule, path: split_path(&flaw.path) }
    }
}

/// What is the operator's to mend. The client gets a code and the request's id.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AppError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the access log could not be written: {0}")]
    Audit(#[from] AuditError),
    #[error(transparent)]
    Clock(#[from] ClockBehind),
}

impl From<DbErr> for AppError {
    fn from(error: DbErr) -> Self {
        Self::Store(error.into())
    }
}

impl AppError {
    /// Whether nothing was written because somebody else wrote in the case since it was read.
    pub(crate) fn is_outrun(&self) -> bool {
        match self {
            Self::Store(StoreError::Failed(error)) => *error == DbErr::RecordNotUpdated,
            Self::Audit(AuditError::Write(error)) => **error == DbErr::RecordNotUpdated,
            _ => false,
        }
    }
}

/// Why a use case did nothing.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The user can mend it.
    User(Vec<UserError>),
    /// The operator can.
    Fault(AppError),
}

impl<E: Into<AppError>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}

impl From<UserError> for Refusal {
    fn from(error: UserError) -> Self {
        Self::User(vec![error])
    }
}

impl Refusal {
    /// One error a user can mend.
    pub(crate) fn user(code: UserErrorCode, path: &str, english: &str, danish: &str) -> Self {
        UserError::new(code, path, english, danish).into()
    }
    /// An id that is unknown, or that the caller may not know of.
    pub(crate) fn not_found(path: &str) -> Self {
        UserError::not_found(path).into()
    }
    /// Something others may do.
    pub(crate) fn forbidden(english: &str, danish: &str) -> Self {
        Self::user(UserErrorCode::Forbidden, "", english, danish)
    }
}
