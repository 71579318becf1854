//! Who signed a consent, who co-signed it, and the evidence of it.

use law::dates::comes_of_age;
use law::facts::Organisation;
use law::forms::{RepresentativeKind, Signer};
use law::{Category, CategorySet, Fault, Flaw, Rule};
use sea_orm::prelude::Uuid;

use super::ConsentContentInput;
use super::content::Draft;
use crate::app::check::{Check, LINE, TEXT};
use crate::app::named::is_member;
use crate::app::{CaseFile, UserErrorCode, Work};
use crate::domain::dates::today;
use crate::domain::{EntityKind, GlobalId};

/// Who signed.
#[derive(Default)]
pub(super) struct Signed {
    pub(super) representative: Option<Uuid>,
    pub(super) ground: Option<String>,
    pub(super) scope: Option<CategorySet>,
}

/// Checks who signed.
pub(super) fn signer(check: &mut Check, file: &CaseFile, input: &ConsentContentInput) -> Signed {
    let ground = check.optional("signerGround", input.signer_ground.as_deref(), TEXT);
    let scope = input.signer_scope.as_ref();
    let scope = scope.map(|scope| scope.iter().map(|c| c.0).collect::<CategorySet>());
    let kind = match input.signer.0 {
        Signer::Citizen => {
            for (given, path) in [
                (ground.is_some(), "signerGround"),
                (scope.is_some(), "signerScope"),
                (input.representative_id.is_some(), "representativeId"),
            ] {
                check.that(
                    !given,
                    path,
                    "leave it out when the citizen signs",
                    "udelad det, når borgeren selv underskriver",
                );
            }
            return Signed::default();
        }
        Signer::Guardian => RepresentativeKind::Guardian,
        Signer::Parent => RepresentativeKind::Parent,
    };
    let day = today(input.signed_at);
    // To who is not shown the birth date, its answer would tell it.
    let born = file.rows.citizens.first().filter(|_| file.verdict.granted.has(Category::Process));
    check.that(
        kind != RepresentativeKind::Parent
            || born.is_none_or(|citizen| day < comes_of_age(citizen.birth_date)),
        "signer",
        "the citizen was 18 on that day, and signs, or their guardian does",
        "borgeren var fyldt 18 år den dag og underskriver selv, eller værgen gør det",
    );
    let Some(id) = &input.representative_id else {
        return Signed { representative: None, ground, scope };
    };
    let id = GlobalId::of_kind(id, EntityKind::Representative).filter(|id| id.case.is_none());
    // Who represents the citizen is for the lead authority to know.
    let known = file.rows.representatives.iter().filter(|_| file.verdict.lead);
    let row = known.filter(|r| r.annulled_at.is_none()).find(|r| Some(r.id) == id.map(|id| id.id));
    let Some(row) = check.found("representativeId", row) else {
        return Signed { representative: None, ground, scope };
    };
    check.that(
        row.kind.0 == kind && row.from_date <= day && row.to_date.is_none_or(|end| day < end),
        "representativeId",
        "name a representative of the signer's kind who represented the citizen that day",
        "angiv en repræsentant af underskriverens art, som repræsenterede borgeren den dag",
    );
    let covers = row.scope.0;
    if scope.is_some_and(|scope| !covers.contains(scope)) {
        let (fault, path) = (Fault::OutsideSignerScope, "signerScope".to_owned());
        check.flaws([Flaw { fault, rule: Rule::R06, path }]);
    }
    Signed {
        representative: Some(row.id),
        ground: ground.or_else(|| Some(row.ground.clone())),
        scope: scope.or(Some(covers)),
    }
}

/// The caseworker who co-signed: of the organisation that records it, or one that it is given to.
pub(super) fn co_signer(
    check: &mut Check,
    work: &Work<'_>,
    file: &CaseFile,
    input: &ConsentContentInput,
    drafts: &[Draft],
    recorder: Organisation,
    for_treatment: bool,
) -> Option<Uuid> {
    const PATH: &str = "coSignedById";
    if let Some(id) = &input.co_signed_by_id {
        let id = check.professional(PATH, Some(id), None, &file.directory)?;
        let day = today(input.signed_at);
        let organisations = drafts.iter().map(|d| d.law.granted_to).chain([recorder]);
        let mut works = organisations.map(|o| is_member(&file.directory, id, o.id.0, day));
        check.that(
            works.any(|works| works),
            PATH,
            "choose someone who worked in the authority that day",
            "vælg en, der var ansat hos myndigheden den dag",
        );
        return Some(id);
    }
    let user = work.session.caller.viewer.user.map(|user| user.0);
    let own = user.filter(|_| file.is_unit_caseworker() || recorder.id != file.lead().id);
    if own.is_none() && !for_treatment {
        check.error(
            UserErrorCode::Required,
            PATH,
            "name the caseworker who co-signed",
            "angiv den sagsbehandler, der har medunderskrevet",
        );
    }
    own
}

/// Evidence is kept apart: a reference and its checksum, together or not at all.
pub(super) fn evidence(
    check: &mut Check,
    input: &ConsentContentInput,
) -> (Option<String>, Option<String>) {
    let reference =
        check.optional("evidenceReference", input.evidence_reference.as_deref(), LINE * 5);
    let sha256 = check.sha256("evidenceSha256", input.evidence_sha256.as_deref());
    check.that(
        reference.is_some() == sha256.is_some(),
        if reference.is_some() { "evidenceSha256" } else { "evidenceReference" },
        "give reference and checksum together",
        "angiv både henvisning og kontrolsum",
    );
    (reference, sha256)
}
