//! Explanations say what the verdict says, with rule and paragraph, and no more.

use law::facts::*;
use law::words::*;
use law::{
    Ask, Category::*, CategorySet, Direction::*, Facts, Ground, Rule, Step, Tier, Word, explain,
    explain_field,
};
use uuid::Uuid;

use crate::agree::Dice;
use crate::world::*;

fn steps(facts: &Facts, viewer: &Viewer, holder: Organisation, of: &[Category]) -> Vec<Step> {
    explained(facts, viewer, holder, of, NOW)
}

fn explained(
    facts: &Facts,
    viewer: &Viewer,
    holder: Organisation,
    of: &[Category],
    time: &str,
) -> Vec<Step> {
    let ask = Ask { viewer, holders: &[holder], journal: false, at: at(time) };
    explain(facts, &ask, cats(of), Tier::Shared)
}

fn is(step: &Step, category: Category, ground: Ground, rule: Option<Rule>, paragraph: &str) {
    assert_eq!((step.category, step.ground), (Some(category), ground), "{step:?}");
    assert_eq!((step.rule, step.paragraph), (rule, paragraph), "{step:?}");
    assert_eq!(step.granted, step.basis.is_some(), "{step:?}");
}

#[test]
fn what_is_open_names_its_basis() {
    let mut facts = with(full());
    facts.bases = vec![basis(Provision::LegalSecurity11a2, SOF, BIF, &[Economy])];
    facts.holdings =
        vec![Holding { organisation: HOSPITAL, unit: Some(unit(HOSPITAL, 1)), user: None }];
    facts.representations = vec![Representation {
        representative: GUARDIAN,
        scope: cats(&[Economy]),
        from: d("2024-01-01"),
        to: None,
    }];
    let lead = steps(&facts, &caseworker(SOF), BIF, &[Social, Economy]);
    let by_consent = "retssikkerhedsloven § 11 a, stk. 1; forvaltningsloven §§ 28 og 29";
    is(&lead[0], Social, Ground::Clause, Some(Rule::R05), by_consent);
    let by_statute = Provision::LegalSecurity11a2.danish();
    is(&lead[1], Economy, Ground::Statutory, Some(Rule::R18), by_statute);
    let own = &steps(&facts, &caseworker(SOF), SOF, &[Health])[0];
    is(own, Health, Ground::OwnAuthority, Some(Rule::R15), "forvaltningsloven § 32");
    let holder = &steps(&facts, &partner(HOSPITAL), SOF, &[Process])[0];
    is(holder, Process, Ground::HoldsRecords, Some(Rule::R15), "forvaltningsloven § 32");
    is(
        &steps(&facts, &citizen(), SOF, &[Health])[0],
        Health,
        Ground::Citizen,
        None,
        "forvaltningsloven § 9",
    );
    let guardian = steps(&facts, &guardian(), SOF, &[Health, Economy]);
    is(&guardian[1], Economy, Ground::Representative, None, "forvaltningsloven § 8");
    is(
        &guardian[0],
        Health,
        Ground::OutOfScope,
        Some(Rule::R24),
        "GDPR art. 9; databeskyttelsesloven § 7",
    );
}

#[test]
fn the_owner_is_told_which_rule_ended_the_consent() {
    let lead = |facts: &Facts, time: &str| {
        explained(facts, &caseworker(SOF), HOSPITAL, &[Health], time).remove(0)
    };
    let mut facts = with(full());
    let year = lead(&facts, "2025-03-01 00:00");
    is(&year, Health, Ground::Expired, Some(Rule::R11), "sundhedsloven § 44, stk. 2");
    facts.closed_at = Some(at("2024-05-01 00:00"));
    is(&lead(&facts, NOW), Health, Ground::Expired, Some(Rule::R13), "samtykkeerklæringen (DKK)");
    facts.assignments[0].to = Some(at("2024-04-20 00:00"));
    is(&lead(&facts, NOW), Health, Ground::Expired, Some(Rule::R08), "samtykkeerklæringen (DKK)");
    facts.consents[0].withdrawn_at = Some(at("2024-04-01 00:00"));
    is(&lead(&facts, NOW), Health, Ground::Withdrawn, Some(Rule::R07), "GDPR art. 7, stk. 3");
    // A later consent that lapsed is the one that counts; the withdrawn one is told all the same.
    let mut later = full();
    later.id = ConsentId(Uuid::from_u128(2));
    facts.consents.push(later);
    is(&lead(&facts, NOW), Health, Ground::Withdrawn, Some(Rule::R07), "GDPR art. 7, stk. 3");
    let old = |direction, from: Organisation| {
        let granted_to = from;
        let clause = Clause { granted_to, ..clause(direction, &[to(SOF)], &[Health]) };
        let mut facts = with(consent(vec![clause]));
        facts.consents[0].signed_at = at("2014-01-01 12:00");
        facts.assignments.clear();
        facts
    };
    let disclosed = explained(&old(Disclose, BIF), &caseworker(SOF), BIF, &[Health], NOW);
    is(&disclosed[0], Health, Ground::Expired, Some(Rule::R10), "forvaltningsloven § 28, stk. 5");
    let mut ceiling = with(consent(vec![clause(Collect, &[to(BIF)], &[Health])]));
    ceiling.assignments.clear();
    let ended = explained(&ceiling, &caseworker(SOF), BIF, &[Health], "2027-03-01 00:00");
    is(&ended[0], Health, Ground::Expired, Some(Rule::R09), "samtykkeerklæringen (DKK)");
    // Of two that have lapsed the one that lasted longer is told.
    let mut both = ceiling.clone();
    let mut shorter = both.consents[0].clone();
    shorter.clauses[0].to = Some(d("2025-01-01"));
    both.consents.push(shorter);
    for _ in 0..2 {
        both.consents.reverse();
        let told = explained(&both, &caseworker(SOF), BIF, &[Health], "2027-03-01 00:00");
        assert_eq!(told[0].rule, Some(Rule::R09));
    }
    let other_way = &steps(&ceiling, &caseworker(SOF), BIF, &[Health])[0];
    assert!(other_way.granted);
    let facts = with(consent(vec![clause(Disclose, &[to(BIF)], &[Health])]));
    let other_way = &steps(&facts, &caseworker(SOF), BIF, &[Health])[0];
    let separate = "retssikkerhedsloven § 11 a, stk. 1; forvaltningsloven §§ 28 og 29";
    is(other_way, Health, Ground::WrongDirection, Some(Rule::R05), separate);
    let nothing = &steps(&case(), &caseworker(SOF), BIF, &[Health])[0];
    is(nothing, Health, Ground::NoConsent, Some(Rule::R17), "retssikkerhedsloven § 11 a, stk. 1");
}

#[test]
fn a_recipient_learns_neither_withdrawal_nor_lapse() {
    // Two facts that differ in withdrawal only: never given, and taken back.
    let kept = clause(Collect, &[to(HOSPITAL)], &[Housing]);
    let taken_back = Clause {
        withdrawn_at: Some(at("2024-05-01 00:00")),
        ..clause(Disclose, &[to(HOSPITAL)], &[Health])
    };
    let never = with(consent(vec![kept.clone()]));
    let withdrawn = with(consent(vec![kept, taken_back]));
    let told = |facts: &Facts| steps(facts, &partner(HOSPITAL), SOF, &[Health, Process]);
    assert_eq!(told(&never), told(&withdrawn));
    is(
        &told(&never)[1],
        Health,
        Ground::OutOfScope,
        Some(Rule::R24),
        "GDPR art. 9; databeskyttelsesloven § 7",
    );
    assert_eq!(steps(&never, &partner(BIF), SOF, &[Health]), vec![], "unknown");
}

#[test]
fn the_tier_is_a_step_of_its_own() {
    let facts = with(full());
    let tier = |viewer: &Viewer, tier| {
        let ask = Ask { viewer, holders: &[SOF], journal: false, at: at(NOW) };
        explain(&facts, &ask, cats(&[Social]), tier).remove(0)
    };
    for (viewer, lead_only, author_only) in
        [(caseworker(SOF), true, true), (citizen(), true, false), (partner(BIF), false, false)]
    {
        let step = tier(&viewer, Tier::LeadOnly);
        assert_eq!((step.category, step.granted), (None, lead_only));
        assert_eq!((step.ground, step.rule), (Ground::LeadOnly, Some(Rule::R16)));
        let step = tier(&viewer, Tier::AuthorOnly);
        assert_eq!((step.granted, step.ground), (author_only, Ground::AuthorOnly));
    }
    let bif = partner(BIF);
    let ask = Ask { viewer: &bif, holders: &[SOF], journal: false, at: at(NOW) };
    let cpr = explain_field(&facts, &ask, &law::fields::citizen::cpr);
    assert_eq!((cpr.len(), cpr[0].ground), (2, Ground::LeadOnly));
}

#[test]
fn explanation_and_verdict_agree_over_random_cases() {
    let mut dice = Dice(7);
    let mut ended = 0;
    for _ in 0..40_000 {
        let case = law::Case::new(dice.facts());
        let (viewer, holders) = (dice.viewer(case.facts()), dice.holders());
        let ask =
            Ask { viewer: &viewer, holders: &holders, journal: false, at: dice.moment(&case) };
        let verdict = case.decide(&ask);
        let steps = explain(case.facts(), &ask, CategorySet::ALL, Tier::Shared);
        let related = verdict.relation != law::Relation::None;
        assert_eq!(steps.len(), if related { Category::ALL.len() } else { 0 });
        for step in &steps {
            let category = step.category.unwrap();
            assert_eq!(step.granted, verdict.granted.has(category));
            assert_eq!(step.basis, verdict.basis(category));
            assert!(!step.ground.danish().is_empty());
            if let Some(reason) = verdict.reason(category) {
                assert_eq!(step.ground.code(), reason.code());
            }
            if step.ground == Ground::Expired {
                ended += 1;
                let rules = [Rule::R08, Rule::R09, Rule::R10, Rule::R11, Rule::R13];
                assert!(rules.contains(&step.rule.unwrap()), "{step:?}");
            }
        }
    }
    assert!(ended > 100, "{ended}");
}
