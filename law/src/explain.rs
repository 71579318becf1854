//! Why a field is open or closed, step by step, with the rule and the paragraph behind each step.
//!
//! It says what the verdict says and no more: a recipient never learns of withdrawal or lapse.

use crate::case::Timeline;
use crate::clause::{self, Between, Says};
use crate::decide::weigh;
use crate::facts::{Ask, Facts, Instant};
use crate::fields::Field;
use crate::lapse::{End, Limit};
use crate::regime::Edition;
use crate::relation::Party;
use crate::rule::Rule;
use crate::set::CategorySet;
use crate::verdict::{Basis, Reason, Relation, Verdict};
use crate::words::{Category, Tier, Word};

words! {
    /// Ground of one step of an explanation (begrundelse).
    Ground {
        Citizen "CITIZEN" da "Oplysningen handler om dig." en "The information is about you.",
        Representative "REPRESENTATIVE" da "Du repræsenterer borgeren på dette område." en "You represent the citizen in this matter.",
        OwnAuthority "OWN_AUTHORITY" da "Din egen myndighed har oplysningen." en "Your own authority holds the information.",
        HoldsRecords "HOLDS_RECORDS" da "Din organisation har oplysninger i sagen og ser dens forløb." en "Your organisation holds records in the case and sees how it runs.",
        Clause "CLAUSE" da "Borgeren har givet samtykke til det." en "The citizen has consented to it.",
        Statutory "STATUTORY" da "En noteret hjemmel i loven giver adgang uden samtykke." en "A recorded statutory basis opens it without consent.",
        LeadOnly "LEAD_ONLY" da "Kun den ansvarlige myndighed og borgeren ser feltet." en "Only the lead authority and the citizen see the field.",
        AuthorOnly "AUTHOR_ONLY" da "Kun forfatterens egen myndighed ser feltet." en "Only its author's authority sees the field.",
        NoConsent "NO_CONSENT" da "Intet samtykke og ingen hjemmel giver adgang." en "No consent and no statutory basis opens it.",
        OutOfScope "OUT_OF_SCOPE" da "Adgangen omfatter ikke denne slags oplysninger." en "What was opened does not cover this information.",
        Expired "EXPIRED" da "Samtykket er bortfaldet." en "The consent has lapsed.",
        Withdrawn "WITHDRAWN" da "Borgeren har trukket samtykket tilbage." en "The citizen has withdrawn the consent.",
        WrongDirection "WRONG_DIRECTION" da "Samtykket gælder en anden retning." en "The consent covers another direction.",
    }
}

/// One step of an explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The category that it is about; none: the field's tier.
    pub category: Option<Category>,
    /// Whether it opens.
    pub granted: bool,
    /// Why, as a sentence in both languages.
    pub ground: Ground,
    /// The rule; none where the ground speaks for itself.
    pub rule: Option<Rule>,
    /// The paragraph behind it, as worded at signing where a consent decides; empty where none.
    pub paragraph: &'static str,
    /// The clause or statutory basis, where one opens it.
    pub basis: Option<Basis>,
}

/// Explains one classified field.
#[must_use]
pub fn explain_field(facts: &Facts, ask: &Ask<'_>, field: &Field) -> Vec<Step> {
    explain(facts, ask, field.categories, field.tier)
}

/// Explains a field of these categories and this tier: the tier first where it counts, then each
/// category. Empty for a viewer without relation: to them the case is unknown.
#[must_use]
pub fn explain(facts: &Facts, ask: &Ask<'_>, categories: CategorySet, tier: Tier) -> Vec<Step> {
    let timeline = Timeline::of(facts);
    let verdict = weigh(facts, &timeline, ask);
    if verdict.relation == Relation::None {
        return Vec::new();
    }
    let by_category = categories.iter().map(|category| match verdict.basis(category) {
        Some(basis) => opened(facts, category, basis),
        None => {
            let reason = verdict.reason(category).unwrap_or(Reason::NoConsent);
            closed(facts, &timeline, ask, category, reason)
        }
    });
    of_tier(&verdict, tier).into_iter().chain(by_category).collect()
}

fn of_tier(verdict: &Verdict, tier: Tier) -> Option<Step> {
    let (granted, ground, rule, paragraph) = match tier {
        Tier::Shared => return None,
        Tier::LeadOnly => {
            (verdict.lead, Ground::LeadOnly, Some(Rule::R16), "databeskyttelsesloven § 11")
        }
        Tier::AuthorOnly => {
            (verdict.author, Ground::AuthorOnly, None, "forvaltningsloven §§ 12 og 15")
        }
    };
    Some(Step { category: None, granted, ground, rule, paragraph, basis: None })
}

fn opened(facts: &Facts, category: Category, basis: Basis) -> Step {
    let (ground, rule, paragraph) = match basis {
        Basis::Citizen => (Ground::Citizen, None, "forvaltningsloven § 9"),
        Basis::Representative => (Ground::Representative, None, "forvaltningsloven § 8"),
        Basis::OwnAuthority => (Ground::OwnAuthority, Some(Rule::R15), "forvaltningsloven § 32"),
        Basis::HoldsRecords => (Ground::HoldsRecords, Some(Rule::R15), "forvaltningsloven § 32"),
        Basis::Clause(id, _) => {
            let consent = facts.consents.iter().find(|k| k.clauses.iter().any(|c| c.id == id));
            let paragraph = consent.map_or("", |k| Edition::at(k.signed_at).statute(Rule::R05));
            (Ground::Clause, Some(Rule::R05), paragraph)
        }
        Basis::Statutory(_, provision) => {
            (Ground::Statutory, Some(crate::basis::rule(provision)), provision.danish())
        }
    };
    Step { category: Some(category), granted: true, ground, rule, paragraph, basis: Some(basis) }
}

fn closed(
    facts: &Facts,
    timeline: &Timeline,
    ask: &Ask<'_>,
    category: Category,
    reason: Reason,
) -> Step {
    let today = Edition::at(ask.at);
    let (ground, rule, paragraph) = match reason {
        // A category is never refused for its tier, which has a step of its own.
        Reason::NoConsent | Reason::LeadOnly | Reason::AuthorOnly => {
            (Ground::NoConsent, Rule::R17, today.statute(Rule::R17))
        }
        Reason::OutOfScope => (Ground::OutOfScope, Rule::R24, today.statute(Rule::R24)),
        Reason::WrongDirection => (Ground::WrongDirection, Rule::R05, today.statute(Rule::R05)),
        Reason::Withdrawn | Reason::Expired => {
            let withdrawn = reason == Reason::Withdrawn;
            let ground = if withdrawn { Ground::Withdrawn } else { Ground::Expired };
            let (rule, edition) = ended_by(facts, timeline, ask, category, withdrawn);
            (ground, rule, edition.statute(rule))
        }
    };
    let rule = Some(rule);
    Step { category: Some(category), granted: false, ground, rule, paragraph, basis: None }
}

/// The rule that ended the clause that lasted longest of those that covered the category, and the
/// statutes that it was signed under.
fn ended_by(
    facts: &Facts,
    timeline: &Timeline,
    ask: &Ask<'_>,
    category: Category,
    withdrawn: bool,
) -> (Rule, &'static Edition) {
    let viewer = ask.viewer.organisation.map(|o| Party::of(facts, o, ask.at));
    // Of two that end at once by one limit the one signed later tells: their order is irrelevant.
    let mut last: Option<(End, Instant)> = None;
    for (consent, clause, window) in timeline.clauses(facts) {
        let between = |viewer| ask.holders.iter().map(move |holder| (viewer, *holder));
        for (viewer, holder) in viewer.into_iter().flat_map(between) {
            let between = Between::new(viewer, holder, ask.journal, ask.at);
            clause::ask(facts, clause, window, &between, |says| {
                if let Says::Ended(categories, end) = says
                    && categories.has(category)
                    && (end.limit == Limit::Withdrawn) == withdrawn
                {
                    last = last.max(Some((end, consent.signed_at)));
                }
            });
        }
    }
    let (rule, signed) = last.map_or((Rule::R07, ask.at), |(end, at)| (end.limit.rule(), at));
    (rule, Edition::at(signed))
}
