//! The shape of codes from classifications that are not ours.

use super::IcfComponent;
use crate::flaw::{Fault, Flaw};
use crate::rule::Rule;

/// Whether a text has the shape of a diagnosis code: ICD-10 (`I63.9`, `I639`), or SKS, which puts a
/// `D` before it and may add to it (`DI639`, `DS062B`). Whether the code exists is not asked.
#[must_use]
pub fn is_diagnosis_code(text: &str) -> bool {
    let icd = |text: &str| {
        let [letter, one, two, rest @ ..] = text.as_bytes() else { return false };
        let rest = rest.strip_prefix(b".").map_or((rest, false), |after| (after, true));
        letter.is_ascii_uppercase()
            && one.is_ascii_digit()
            && two.is_ascii_digit()
            && rest.0.len() <= 4
            && !(rest.1 && rest.0.is_empty())
            && rest.0.iter().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
    };
    icd(text) || text.strip_prefix('D').is_some_and(icd)
}

/// The diagnosis codes that have no such shape.
pub(super) fn diagnosis_flaws(codes: &[String], path: &str) -> Vec<Flaw> {
    let malformed = codes.iter().enumerate().filter(|(_, code)| !is_diagnosis_code(code));
    malformed
        .map(|(i, _)| Flaw::new(Rule::Form, Fault::DiagnosisCodeMalformed, format!("{path}[{i}]")))
        .collect()
}

/// What is wrong with an ICF code.
pub(super) fn icf_flaw(code: &str, path: impl Into<String>) -> Option<Flaw> {
    let malformed = IcfComponent::of(code).is_none();
    malformed.then(|| Flaw::new(Rule::Form, Fault::IcfCodeMalformed, path))
}
