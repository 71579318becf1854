//! Which consents a case of each kind has.

use law::forms::{ConsentForm, Signer};
use law::{Category, CategorySet, Direction, OrganisationKind, Purpose};
use uuid::Uuid;

use super::consents::{ClauseSpec, ConsentSpec, Grant, Side, grant, written};
use super::course::Course;
use super::directory::{
    BIF, BUF, EMPLOYER, Firm, GP, HOSPITAL, HOUSING, PSYCHIATRY, PSYCHIATRY_2, SCHOOL, SOF, SUF,
};
use super::draft::{Draft, only};

use Category::{
    CriminalJustice, Economy, Education, Employment, Health, Housing, Identity, Network, Process,
    Social,
};
use Direction::{Collect, Disclose, JournalRead};
use OrganisationKind as K;

/// Everything that a full consent names: all but criminal justice, for "all" is refused (R24).
const FULL: &[Category] =
    &[Process, Identity, Network, Social, Health, Employment, Education, Housing, Economy];

/// What one asks an organisation of a kind about.
pub(super) fn matter(kind: K) -> Category {
    match kind {
        K::EmploymentAdministration | K::Employer | K::UnemploymentFund => Employment,
        K::RegionalPsychiatry | K::Hospital | K::GeneralPractice | K::SpecialistPractice => Health,
        K::ChildrenAndYouthAdministration => Education,
        K::PrisonAndProbation => CriminalJustice,
        K::OtherAuthority | K::Bank => Economy,
        K::HousingOrganisation => Housing,
        K::SocialAdministration
        | K::HealthAndCareAdministration
        | K::PrivateProvider
        | K::CivilSociety => Social,
    }
}

/// Kinds in turn, so that each takes part somewhere.
const ROTATION: &[K] = &[
    K::Bank,
    K::PrisonAndProbation,
    K::GeneralPractice,
    K::Employer,
    K::CivilSociety,
    K::HealthAndCareAdministration,
    K::UnemploymentFund,
    K::SpecialistPractice,
    K::HousingOrganisation,
    K::OtherAuthority,
    K::PrivateProvider,
    K::ChildrenAndYouthAdministration,
    K::RegionalPsychiatry,
    K::Hospital,
    K::EmploymentAdministration,
];

fn full() -> Vec<ClauseSpec> {
    let kinds = || {
        [
            K::HealthAndCareAdministration,
            K::EmploymentAdministration,
            K::RegionalPsychiatry,
            K::GeneralPractice,
            K::HousingOrganisation,
            K::PrivateProvider,
        ]
        .map(Side::Kind)
    };
    vec![
        grant(Collect, FULL, kinds()),
        grant(Disclose, FULL, kinds()),
        grant(JournalRead, &[Social, Health, Employment], [Side::Of(BIF)]),
    ]
}

fn by_category(index: u64) -> Vec<ClauseSpec> {
    if index.is_multiple_of(2) {
        let sides = || [Side::Kind(K::EmploymentAdministration), Side::Of(SUF)];
        vec![
            grant(Collect, &[Social, Employment], sides()),
            grant(Disclose, &[Social, Employment], sides()),
        ]
    } else {
        let sides = || [Side::Kind(K::RegionalPsychiatry), Side::Kind(K::GeneralPractice)];
        vec![grant(Collect, &[Health], sides()), grant(Disclose, &[Health, Social], sides())]
    }
}

fn by_organisation() -> Vec<ClauseSpec> {
    vec![
        grant(Collect, &[Health, Social], [Side::Of(PSYCHIATRY_2)]),
        grant(Disclose, &[Health, Social, Housing], [Side::Of(PSYCHIATRY_2), Side::Of(HOUSING)]),
        grant(JournalRead, &[Employment, Social], [Side::Of(BIF)]),
    ]
}

/// Three kinds in turn, each for its own matter.
fn by_kind(index: u64) -> Vec<ClauseSpec> {
    let start = usize::try_from(index).unwrap_or(0) * 3;
    let kinds = (start..start + 3).map(|place| ROTATION[place % ROTATION.len()]);
    kinds
        .flat_map(|kind| {
            let mut matters = vec![matter(kind), Social];
            matters.dedup();
            [Collect, Disclose].map(|direction| grant(direction, &matters, [Side::Kind(kind)]))
        })
        .collect()
}

/// What the citizen of a brain-injury case agrees to: with the lead, the administrations, whose
/// tracks it takes, and those who treat.
struct Injury {
    /// The three administrations beside the lead.
    others: Vec<Firm>,
}

impl Injury {
    fn of(lead: Firm) -> Self {
        Self { others: [SOF, SUF, BIF, BUF].into_iter().filter(|firm| *firm != lead).collect() }
    }

    fn everyone(&self) -> Vec<ClauseSpec> {
        let treats = [K::Hospital, K::GeneralPractice].map(Side::Kind);
        let sides = || self.others.iter().map(|firm| Side::Of(*firm)).chain(treats);
        vec![
            grant(Collect, FULL, sides()),
            grant(Disclose, FULL, sides()),
            grant(JournalRead, &[Social, Health, Employment], [Side::Of(BIF)]),
        ]
    }

    /// Each administration its own matter.
    fn by_category(&self) -> Vec<ClauseSpec> {
        let own = |firm: Firm| match firm {
            BIF => [Process, Employment],
            BUF => [Process, Education],
            SUF => [Process, Health],
            _ => [Process, Social],
        };
        let each = self.others.iter();
        let mut clauses: Vec<_> = each
            .flat_map(|firm| {
                [Collect, Disclose].map(|way| grant(way, &own(*firm), [Side::Of(*firm)]))
            })
            .collect();
        clauses.push(grant(Disclose, &[Health], [Side::Of(HOSPITAL)]));
        clauses
    }

    fn by_organisation() -> Vec<ClauseSpec> {
        vec![
            grant(Collect, &[Process, Employment], [Side::Of(BIF), Side::Of(EMPLOYER)]),
            grant(Disclose, &[Employment], [Side::Of(BIF), Side::Of(EMPLOYER)]),
            grant(Disclose, &[Education], [Side::Of(SCHOOL)]),
            grant(JournalRead, &[Employment, Social], [Side::Of(BIF)]),
        ]
    }
}

impl Draft<'_> {
    /// The consents of a case that stands so, given to its lead for its purpose; `representative`
    /// signs where another than the citizen does. `turn` counts the cases that stand so.
    pub(super) fn grants(
        &mut self,
        grant_state: Grant,
        course: &Course,
        turn: u64,
        representative: Option<Uuid>,
    ) -> Vec<ConsentSpec> {
        let mut specs = self.forms(grant_state, course, turn, representative);
        for clause in specs.iter_mut().flat_map(|spec| &mut spec.clauses) {
            if clause.purpose == Purpose::Dkk {
                (clause.granted_to, clause.purpose) = (self.lead, self.purpose);
            }
        }
        specs
    }

    fn full(&self) -> Vec<ClauseSpec> {
        match self.purpose {
            Purpose::BrainInjury => Injury::of(self.lead).everyone(),
            _ => full(),
        }
    }

    fn by_category(&self, turn: u64) -> Vec<ClauseSpec> {
        match self.purpose {
            Purpose::BrainInjury => Injury::of(self.lead).by_category(),
            _ => by_category(turn),
        }
    }

    fn by_organisation(&self) -> Vec<ClauseSpec> {
        match self.purpose {
            Purpose::BrainInjury => Injury::by_organisation(),
            _ => by_organisation(),
        }
    }

    fn forms(
        &mut self,
        grant_state: Grant,
        course: &Course,
        turn: u64,
        representative: Option<Uuid>,
    ) -> Vec<ConsentSpec> {
        let Some(signed_ago) = course.signed else { return Vec::new() };
        let calendar = self.calendar;
        let signed = calendar.at(signed_ago, 10, self.rng.between(0, 59));
        let later = |ago: i64| calendar.at(ago, 13, 30);
        match grant_state {
            Grant::None => Vec::new(),
            Grant::Full => vec![written(signed, self.full())],
            Grant::ByCategory | Grant::Expired | Grant::Lapsing => {
                vec![written(signed, self.by_category(turn))]
            }
            Grant::ByOrganisation => vec![written(signed, self.by_organisation())],
            Grant::ByKind => vec![written(signed, by_kind(turn))],
            Grant::Withdrawn => {
                let by = if turn.is_multiple_of(2) { "CITIZEN" } else { "AUTHORITY" };
                let withdrawn = course.ended.map(|ago| (later(ago + 1), by));
                vec![ConsentSpec { withdrawn, ..written(signed, self.full()) }]
            }
            Grant::ClauseWithdrawn => {
                let mut clauses = self.full();
                clauses[2].withdrawn_at = Some(later(signed_ago / 2));
                let stated = &mut clauses[0];
                stated.to = Some(calendar.day(-200));
                vec![written(signed, clauses)]
            }
            Grant::Oral => vec![ConsentSpec {
                form: ConsentForm::Oral,
                oral_reason: Some(
                    "Borgeren er indlagt og kan ikke underskrive; oplæst og bekræftet.",
                ),
                ..written(signed, self.by_category(turn))
            }],
            Grant::OlderRegime => {
                let mut clauses = self.by_category(turn);
                clauses.push(grant(JournalRead, &[Employment], [Side::Of(BIF)]));
                vec![written(signed, clauses)]
            }
            Grant::NotYet => {
                let mut clauses = self.by_category(turn);
                for clause in &mut clauses {
                    clause.from = Some(calendar.day(-12));
                }
                vec![written(signed, clauses)]
            }
            Grant::JournalOnly => {
                let journal = grant(JournalRead, &[Employment, Social, Health], [Side::Of(BIF)]);
                vec![written(signed, vec![journal])]
            }
            Grant::Guardian | Grant::Parent => {
                let scope = CategorySet::of(&[Process, Social, Health, Education, Economy]);
                let (signer, ground, sides) = if grant_state == Grant::Guardian {
                    (Signer::Guardian, "Værgemål efter værgemålsloven § 5", [SUF, GP])
                } else {
                    (Signer::Parent, "Forældremyndighed", [BUF, GP])
                };
                let clauses = vec![
                    grant(Collect, &[Social, Health, Education], sides.map(Side::Of)),
                    grant(Disclose, &[Social, Health], sides.map(Side::Of)),
                ];
                let signed_by = representative.map(|id| (signer, id, ground, scope));
                vec![ConsentSpec { signed_by, ..written(signed, clauses) }]
            }
            Grant::Renewed => {
                let renewed = calendar.at(course.renewed(), 11, 15);
                vec![written(signed, self.by_category(turn)), written(renewed, self.full())]
            }
            Grant::Annulled => vec![ConsentSpec {
                annulled_at: Some(later(signed_ago - 1)),
                ..written(signed, self.by_organisation())
            }],
            Grant::Treatment => {
                // R12: for treatment and between health organisations, saying it is enough.
                let treatment = ClauseSpec {
                    granted_to: HOSPITAL,
                    purpose: Purpose::Treatment,
                    categories: only(Health),
                    ..grant(Disclose, &[], [Side::Of(GP), Side::Of(PSYCHIATRY)])
                };
                let oral =
                    ConsentSpec { form: ConsentForm::Oral, ..written(signed, vec![treatment]) };
                vec![written(signed, by_kind(turn + 4)), oral]
            }
        }
    }
}
