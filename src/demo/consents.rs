//! Consents: signed, withdrawn, lapsed, renewed, with the versions that led there.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use entity::column::{Categories, Code};
use law::forms::{ConsentForm, Signer};
use law::regime::{Edition, Regime};
use law::{Category, CategorySet, Direction, OrganisationKind, Purpose};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::directory::{Firm, SOF};
use super::draft::Draft;

/// The other side of a clause.
#[derive(Clone, Copy, Debug)]
pub(super) enum Side {
    /// An organisation.
    Of(Firm),
    /// Those of a kind.
    Kind(OrganisationKind),
}

/// One grant.
#[derive(Clone, Debug)]
pub(super) struct ClauseSpec {
    pub(super) direction: Direction,
    pub(super) granted_to: Firm,
    pub(super) sides: Vec<Side>,
    pub(super) categories: CategorySet,
    pub(super) purpose: Purpose,
    pub(super) from: Option<NaiveDate>,
    pub(super) to: Option<NaiveDate>,
    pub(super) withdrawn_at: Option<DateTime<Utc>>,
}

/// A consent.
#[derive(Clone, Debug)]
pub(super) struct ConsentSpec {
    pub(super) signed_at: DateTime<Utc>,
    pub(super) form: ConsentForm,
    pub(super) oral_reason: Option<&'static str>,
    /// Who signed for the citizen: representative, ground, scope.
    pub(super) signed_by: Option<(Signer, Uuid, &'static str, CategorySet)>,
    /// Withdrawn when, and by whom.
    pub(super) withdrawn: Option<(DateTime<Utc>, &'static str)>,
    pub(super) annulled_at: Option<DateTime<Utc>>,
    pub(super) clauses: Vec<ClauseSpec>,
}

/// A grant to the lead authority for the purpose of the case.
pub(super) fn grant(
    direction: Direction,
    categories: &[Category],
    sides: impl IntoIterator<Item = Side>,
) -> ClauseSpec {
    ClauseSpec {
        direction,
        granted_to: SOF,
        sides: sides.into_iter().collect(),
        categories: CategorySet::of(categories),
        purpose: Purpose::Dkk,
        from: None,
        to: None,
        withdrawn_at: None,
    }
}

/// A written consent that the citizen signed.
pub(super) fn written(signed_at: DateTime<Utc>, clauses: Vec<ClauseSpec>) -> ConsentSpec {
    ConsentSpec {
        signed_at,
        form: ConsentForm::Written,
        oral_reason: None,
        signed_by: None,
        withdrawn: None,
        annulled_at: None,
        clauses,
    }
}

impl Draft<'_> {
    /// Records a consent with its versions, and gives its id.
    pub(super) fn consent(&mut self, spec: &ConsentSpec) -> Uuid {
        let (id, row_id) = (self.new_id(), self.new_id());
        let recorded_at = spec.signed_at + TimeDelta::minutes(self.rng.between(5, 90));
        let co_signed_by = Some(self.caseworker().id);
        let on_paper = spec.form == ConsentForm::Written;
        let hash = Sha256::digest(id.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
        let first = entity::consent::Model {
            citizen_id: self.citizen,
            row_id,
            id,
            case_id: self.id,
            version: 1,
            recorded_at,
            superseded_at: None,
            signed_at: spec.signed_at,
            form: Code(spec.form),
            oral_reason: spec.oral_reason.map(str::to_owned),
            signer: Code(spec.signed_by.map_or(Signer::Citizen, |(signer, ..)| signer)),
            signer_ground: spec.signed_by.map(|(_, _, ground, _)| ground.to_owned()),
            signer_scope: spec.signed_by.map(|(.., scope)| Categories(scope)),
            representative_id: spec.signed_by.map(|(_, id, ..)| id),
            co_signed_by,
            joint_meetings: true,
            outside_notice: true,
            right_to_withdraw: true,
            evidence_reference: on_paper.then(|| format!("arkiv/samtykke/{id}")),
            evidence_sha256: on_paper.then_some(hash),
            withdrawn_at: None,
            withdrawn_by: None,
            annulled_at: None,
            correction_reason: None,
            annul_reason: None,
        };
        for (place, clause) in (1..).zip(&spec.clauses) {
            self.clause(id, recorded_at, place, clause, Edition::at(spec.signed_at).regime);
        }
        let ended = spec.withdrawn.map(|(at, _)| at).or(spec.annulled_at);
        let mut last = first.clone();
        if let Some(at) = ended {
            self.rows.consents.push(entity::consent::Model { superseded_at: Some(at), ..first });
            last.row_id = self.new_id();
            last.version = 2;
            last.recorded_at = at;
            last.withdrawn_at = spec.withdrawn.map(|(at, _)| at);
            last.withdrawn_by = spec.withdrawn.map(|(_, by)| by.to_owned());
            last.annulled_at = spec.annulled_at;
            last.annul_reason =
                spec.annulled_at.map(|_| "Registreret på en forkert sag.".to_owned());
        }
        self.rows.consents.push(last);
        id
    }

    fn clause(
        &mut self,
        consent_id: Uuid,
        recorded_at: DateTime<Utc>,
        position: i32,
        spec: &ClauseSpec,
        regime: Regime,
    ) {
        let (id, row_id) = (self.new_id(), self.new_id());
        let first = entity::consent_clause::Model {
            citizen_id: self.citizen,
            row_id,
            id,
            case_id: self.id,
            version: 1,
            recorded_at,
            superseded_at: None,
            consent_id,
            position,
            direction: Code(spec.direction),
            granted_to: self.town.organisation(spec.granted_to).id.0,
            categories: Categories(spec.categories),
            purpose: Code(spec.purpose),
            legal_basis: legal_basis(spec, regime).to_owned(),
            from_date: spec.from,
            to_date: spec.to,
            withdrawn_at: None,
        };
        let mut last = first.clone();
        if let Some(at) = spec.withdrawn_at {
            let before = entity::consent_clause::Model { superseded_at: Some(at), ..first };
            self.rows.clauses.push(before);
            last.row_id = self.new_id();
            last.version = 2;
            last.recorded_at = at;
            last.withdrawn_at = Some(at);
        }
        self.rows.clauses.push(last);
        for side in &spec.sides {
            let counterpart = self.new_id();
            self.rows.counterparts.push(entity::clause_counterpart::Model {
                citizen_id: self.citizen,
                id: counterpart,
                case_id: self.id,
                clause_id: id,
                organisation_id: match side {
                    Side::Of(firm) => Some(self.town.organisation(*firm).id.0),
                    Side::Kind(_) => None,
                },
                organisation_kind: match side {
                    Side::Of(_) => None,
                    Side::Kind(kind) => Some(Code(*kind)),
                },
            });
        }
    }
}

/// The paragraph that the form of the time names.
fn legal_basis(clause: &ClauseSpec, regime: Regime) -> &'static str {
    match (clause.direction, clause.purpose, regime) {
        (_, Purpose::Treatment, _) => "Sundhedsloven § 41, stk. 1",
        (Direction::Collect, ..) => "Retssikkerhedsloven § 11 a, stk. 1",
        (Direction::Disclose, _, Regime::Dkk2012) => {
            "Forvaltningsloven § 28, stk. 2, nr. 1, og stk. 5"
        }
        (Direction::Disclose, ..) => "Forvaltningsloven § 28, stk. 2, nr. 1",
        (Direction::JournalRead, ..) => {
            "Retssikkerhedsloven § 11 a, stk. 1, og databeskyttelsesloven § 7"
        }
    }
}

/// Every state in which a citizen's consent can stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grant {
    None,
    Full,
    ByCategory,
    ByOrganisation,
    ByKind,
    Expired,
    Withdrawn,
    ClauseWithdrawn,
    Oral,
    OlderRegime,
    NotYet,
    JournalOnly,
    Guardian,
    Parent,
    Renewed,
    Lapsing,
    Annulled,
    Treatment,
}
