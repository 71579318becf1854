//! From the input of a consent to its rows, with everything that is wrong at once.

use chrono::{NaiveDate, SubsecRound};
use entity::column::{Categories, Code};
use law::consent::{ClauseDraft, ConsentDraft};
use law::facts::{Counterpart, Organisation};
use law::regime::Edition;
use law::words::OrganisationId;
use law::{CategorySet, Direction, Fault, Flaw, Purpose, Rule};
use sea_orm::prelude::Uuid;

use super::signature::{co_signer, evidence, signer};
use super::{ConsentClauseInput, ConsentContentInput, CounterpartInput};
use crate::app::check::{Check, LINE, TEXT};
use crate::app::{CaseFile, Refusal, UserErrorCode, Work};
use crate::domain::dates::today;
use crate::domain::{EntityKind, GlobalId};
use crate::store::rows::Version;

/// Most grants of a consent, and most counterparts of a grant.
const MOST: usize = 50;

/// A consent that can be recorded. Ids, versions and times of the rows are set where they are
/// written.
pub(super) struct Checked {
    pub(super) consent: entity::consent::Model,
    pub(super) clauses: Vec<CheckedClause>,
}

/// One of its grants.
pub(super) struct CheckedClause {
    /// The grant that it corrects.
    pub(super) former: Option<Former>,
    pub(super) direction: Direction,
    pub(super) granted_to: Organisation,
    pub(super) counterparts: Vec<Counterpart>,
    pub(super) categories: CategorySet,
    pub(super) purpose: Purpose,
    pub(super) legal_basis: String,
    pub(super) from: Option<NaiveDate>,
    pub(super) to: Option<NaiveDate>,
}

/// The grant that is corrected.
#[derive(Clone, Copy, Debug)]
pub(super) struct Former {
    pub(super) id: Uuid,
    pub(super) same_counterparts: bool,
}

impl Checked {
    /// A grant that is sent again without a number is the one that says the same.
    pub(super) fn of(&mut self, file: &CaseFile, held: &entity::consent::Model) {
        let taken = |clauses: &[CheckedClause], id: Uuid| {
            clauses.iter().any(|c| c.former.is_some_and(|former| former.id == id))
        };
        for index in 0..self.clauses.len() {
            if self.clauses[index].former.is_some() {
                continue;
            }
            let same = standing(file, held.id)
                .find(|row| self.clauses[index].says(file, row) && !taken(&self.clauses, row.id));
            self.clauses[index].former =
                same.map(|row| Former { id: row.id, same_counterparts: true });
        }
    }

    /// Whether it states what the record of it states.
    pub(super) fn says_what_stands(&self, file: &CaseFile, held: &entity::consent::Model) -> bool {
        let consent = entity::consent::Model {
            row_id: held.row_id,
            id: held.id,
            version: held.version,
            recorded_at: held.recorded_at,
            superseded_at: held.superseded_at,
            withdrawn_at: held.withdrawn_at,
            withdrawn_by: held.withdrawn_by.clone(),
            annulled_at: held.annulled_at,
            annul_reason: held.annul_reason.clone(),
            correction_reason: held.correction_reason.clone(),
            ..self.consent.clone()
        };
        let mut rows: Vec<_> = standing(file, held.id).collect();
        rows.sort_by_key(|row| row.position);
        consent == *held
            && rows.len() == self.clauses.len()
            && rows.iter().zip(&self.clauses).all(|(row, clause)| clause.says(file, row))
    }
}

impl CheckedClause {
    /// Whether it states what a grant that stands states.
    fn says(&self, file: &CaseFile, row: &entity::consent_clause::Model) -> bool {
        let held = counterparts_of(file, row.id);
        row.direction.0 == self.direction
            && row.granted_to == self.granted_to.id.0
            && row.categories.0 == self.categories
            && row.purpose.0 == self.purpose
            && row.legal_basis == self.legal_basis
            && (row.from_date, row.to_date) == (self.from, self.to)
            && held.len() == self.counterparts.len()
            && self.counterparts.iter().all(|c| held.contains(c))
    }
}

/// The grants of a consent that stand and were not withdrawn.
fn standing(
    file: &CaseFile,
    consent: Uuid,
) -> impl Iterator<Item = &entity::consent_clause::Model> {
    let rows = file.rows.clauses.iter();
    rows.filter(move |row| {
        row.consent_id == consent && row.stands(None) && row.withdrawn_at.is_none()
    })
}

/// Checks what a consent states; `corrects` is the consent that it corrects.
pub(super) fn check(
    work: &Work<'_>,
    file: &CaseFile,
    recorder: Organisation,
    input: &ConsentContentInput,
    corrects: Option<Uuid>,
    mut check: Check,
) -> Result<Checked, Refusal> {
    let signed_at = input.signed_at.trunc_subsecs(6);
    let drafts = clauses(&mut check, file, input, corrects);
    if signed_at <= work.now {
        check.near("signedAt", today(signed_at), today(work.now));
    }
    let signer = signer(&mut check, file, input);
    let oral_reason = check.optional("oralReason", input.oral_reason.as_deref(), TEXT);
    check.flaws(law::consent::flaws(&ConsentDraft {
        signed_at,
        recorded_at: work.now,
        form: input.form.0,
        oral_reason: oral_reason.clone(),
        signer: input.signer.0,
        signer_ground: signer.ground.clone(),
        signer_scope: signer.scope.unwrap_or_default(),
        clauses: drafts.iter().map(|draft| draft.law.clone()).collect(),
    }));
    let for_treatment = drafts.iter().all(|d| d.law.purpose == Some(Purpose::Treatment));
    if recorder.id != file.lead().id {
        for_health(&mut check, &drafts, recorder);
    }
    let co_signed_by = co_signer(&mut check, work, file, input, &drafts, recorder, for_treatment);
    if !input.right_to_withdraw {
        check.error(
            UserErrorCode::Required,
            "rightToWithdraw",
            "tell the citizen that a consent can be withdrawn at any time, and confirm it",
            "orientér borgeren om, at samtykket altid kan trækkes tilbage, og bekræft det",
        );
    }
    let (evidence_reference, evidence_sha256) = evidence(&mut check, input);
    check.done()?;

    let edition = Edition::at(signed_at);
    let clauses = drafts.into_iter().filter_map(|draft| draft.checked(edition)).collect();
    let consent = entity::consent::Model {
        citizen_id: file.citizen(),
        row_id: Uuid::nil(),
        id: Uuid::nil(),
        case_id: file.id(),
        version: 1,
        recorded_at: work.now,
        superseded_at: None,
        signed_at,
        form: Code(input.form.0),
        oral_reason,
        signer: Code(input.signer.0),
        signer_ground: signer.ground,
        signer_scope: signer.scope.map(Categories),
        representative_id: signer.representative,
        co_signed_by,
        joint_meetings: input.joint_meetings,
        outside_notice: input.outside_notice,
        right_to_withdraw: input.right_to_withdraw,
        evidence_reference,
        evidence_sha256,
        withdrawn_at: None,
        withdrawn_by: None,
        annulled_at: None,
        annul_reason: None,
        correction_reason: None,
    };
    Ok(Checked { consent, clauses })
}

/// A grant as far as it was understood.
pub(super) struct Draft {
    pub(super) law: ClauseDraft,
    former: Option<Former>,
    legal_basis: Option<String>,
}

impl Draft {
    /// What the law found complete.
    fn checked(self, edition: &Edition) -> Option<CheckedClause> {
        let Self { law, former, legal_basis } = self;
        Some(CheckedClause {
            former,
            direction: law.direction?,
            granted_to: law.granted_to,
            counterparts: law.counterparts,
            categories: law.categories,
            purpose: law.purpose?,
            legal_basis: legal_basis.unwrap_or_else(|| edition.statute(Rule::R05).to_owned()),
            from: law.from,
            to: law.to,
        })
    }
}

fn clauses(
    check: &mut Check,
    file: &CaseFile,
    input: &ConsentContentInput,
    corrects: Option<Uuid>,
) -> Vec<Draft> {
    let few = "state at most 50; record the others in a consent of their own";
    let danish = "angiv højst 50; registrér resten i et samtykke for sig";
    check.that(input.clauses.len() <= MOST, "clauses", few, danish);
    let mut named = Vec::new();
    let mut drafts = Vec::new();
    for (i, clause) in input.clauses.iter().take(MOST).enumerate() {
        let at = |field: &str| format!("clauses[{i}].{field}");
        check.that(clause.counterparts.len() <= MOST, &at("counterparts"), few, danish);
        let granted_to = match &clause.granted_to_id {
            Some(id) => check.organisation(&at("grantedToId"), id, &file.directory),
            None => Some(file.lead()),
        };
        // Where it is unknown the lead stands in: the error is noted, nothing will be written.
        let granted_to = granted_to.unwrap_or(file.lead());
        let counterparts = counterparts(check, file, clause, granted_to, &at);
        let purpose = clause.purpose.map(|purpose| purpose.0);
        let of_case = file.law.facts().purpose;
        check.that(
            purpose.is_none_or(|p| p == of_case || p == Purpose::Treatment),
            &at("purpose"),
            "state the purpose of the case, or treatment between health organisations",
            "angiv sagens formål, eller behandling mellem sundhedsorganisationer",
        );
        for (field, day) in [("from", clause.from), ("to", clause.to)] {
            if let Some(day) = day {
                check.in_living_memory(&at(field), day.0, today(file.now()));
            }
        }
        let law = ClauseDraft {
            direction: clause.direction.map(|direction| direction.0),
            granted_to,
            counterparts,
            categories: clause.categories.iter().map(|category| category.0).collect(),
            purpose,
            from: clause.from.map(|day| day.0),
            to: clause.to.map(|day| day.0),
        };
        let former = former(check, file, clause, corrects, &law, &mut named, &at);
        let legal_basis =
            check.optional(&at("legalBasis"), clause.legal_basis.as_deref(), LINE * 5);
        drafts.push(Draft { law, former, legal_basis });
    }
    drafts
}

fn counterparts(
    check: &mut Check,
    file: &CaseFile,
    clause: &ConsentClauseInput,
    granted_to: Organisation,
    at: &dyn Fn(&str) -> String,
) -> Vec<Counterpart> {
    let mut counterparts = Vec::new();
    for (j, counterpart) in clause.counterparts.iter().take(MOST).enumerate() {
        let (path, found) = match counterpart {
            CounterpartInput::OrganisationId(id) => {
                let path = at(&format!("counterparts[{j}].organisationId"));
                let found = check.organisation(&path, id, &file.directory);
                // R12: the law knows kinds only; whom an id names is looked up here.
                let health = found.is_none_or(|o| o.kind.is_health());
                if clause.purpose.is_some_and(|p| p.0 == Purpose::Treatment) && !health {
                    let fault = Fault::TreatmentOutsideHealth;
                    check.flaws([Flaw { fault, rule: Rule::R12, path: path.clone() }]);
                }
                let id = found.map_or_else(Uuid::nil, |o| o.id.0);
                (path, Counterpart::Organisation(OrganisationId(id)))
            }
            CounterpartInput::Kind(kind) => {
                (at(&format!("counterparts[{j}].kind")), Counterpart::Kind(kind.0))
            }
        };
        check.that(
            found != Counterpart::Organisation(granted_to.id),
            &path,
            "name the other side, not the authority it is given to",
            "angiv modparten, ikke den myndighed samtykket gives til",
        );
        if !counterparts.contains(&found) {
            counterparts.push(found);
        }
    }
    counterparts
}

/// The grant that is corrected. R07: a correction neither changes a grant that was withdrawn nor
/// opens anew what the citizen withdrew with it.
fn former(
    check: &mut Check,
    file: &CaseFile,
    clause: &ConsentClauseInput,
    corrects: Option<Uuid>,
    law: &ClauseDraft,
    named: &mut Vec<Uuid>,
    at: &dyn Fn(&str) -> String,
) -> Option<Former> {
    let path = at("clauseId");
    // A health organisation that sends again what it was told learns of no withdrawal by it.
    let told = file.verdict.lead;
    let rows = || {
        let rows = file.rows.clauses.iter().filter(|row| row.stands(None));
        rows.filter(|row| Some(row.consent_id) == corrects)
    };
    let former = match &clause.clause_id {
        None => None,
        Some(id) => {
            let id = GlobalId::of_kind(id, EntityKind::ConsentClause);
            let id = id.filter(|id| id.case == Some(file.of())).map(|id| id.id);
            let row = check.found(&path, rows().find(|row| Some(row.id) == id))?;
            check.state(
                !told || row.withdrawn_at.is_none(),
                &path,
                "the grant is withdrawn; only a new consent of the citizen opens anything",
                "leddet er trukket tilbage; kun et nyt samtykke fra borgeren åbner igen",
            );
            check.that(
                !named.contains(&row.id),
                &path,
                "name a grant once",
                "angiv hvert led én gang",
            );
            named.push(row.id);
            Some(row)
        }
    };
    let held = former.map(|row| counterparts_of(file, row.id)).unwrap_or_default();
    let within = former.is_some_and(|row| {
        row.direction.0 == law.direction.unwrap_or(row.direction.0)
            && row.categories.0.contains(law.categories)
            && law.counterparts.iter().all(|c| held.contains(c))
    });
    let withdrawn = rows().any(|row| {
        row.withdrawn_at.is_some()
            && law.direction == Some(row.direction.0)
            && !row.categories.0.intersection(law.categories).is_empty()
    });
    check.state(
        within || !withdrawn || !told,
        &at("categories"),
        "the citizen withdrew such a grant; record a new consent instead",
        "borgeren har trukket et sådant led tilbage; registrér i stedet et nyt samtykke",
    );
    former.map(|row| Former {
        id: row.id,
        same_counterparts: held.len() == law.counterparts.len()
            && law.counterparts.iter().all(|c| held.contains(c)),
    })
}

fn counterparts_of(file: &CaseFile, clause: Uuid) -> Vec<Counterpart> {
    let mut windows = file.law.windows();
    windows
        .find(|(_, held, _)| held.id.0 == clause)
        .map_or_else(Vec::new, |(_, held, _)| held.counterparts.clone())
}

/// R12: a health organisation records what it was told for treatment, of clauses whose one side it
/// is: what others exchange among themselves is not for it to record.
fn for_health(check: &mut Check, drafts: &[Draft], own: Organisation) {
    for (i, Draft { law, .. }) in drafts.iter().enumerate() {
        let side =
            law.granted_to.id == own.id || law.counterparts == [Counterpart::Organisation(own.id)];
        if law.purpose != Some(Purpose::Treatment) || !side {
            check.error(
                UserErrorCode::Forbidden,
                &format!("clauses[{i}].purpose"),
                "a health organisation records consent to its own exchange for treatment; leave the rest to the lead authority",
                "en sundhedsorganisation registrerer samtykke til sin egen udveksling til behandling; overlad resten til den ansvarlige myndighed",
            );
        }
    }
}
