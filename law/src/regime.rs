//! The statutes by date of signing: dated data, so that a change of law is a new row.

use chrono::NaiveDate;

use crate::dates::day_of;
use crate::facts::Instant;
use crate::rule::Rule;
use crate::words::{OrganisationKind, Purpose};

words! {
    /// The statutes under which a consent was signed (regelsæt).
    Regime {
        Dkk2012 "DKK_2012" da "Reglerne, som samtykkeerklæringen fra 2012 gengiver dem" en "The statutes as the consent form of 2012 quotes them",
        Current "CURRENT" da "Gældende regler" en "The statutes in force since 25 May 2018",
    }
}

/// What one set of statutes says of how long a consent lasts, and where each rule rests.
#[derive(Debug)]
pub struct Edition {
    /// Which.
    pub regime: Regime,
    /// First day of signing (Europe/Copenhagen) that it governs.
    pub from: NaiveDate,
    /// R09: years after signing at which every consent has lapsed.
    pub ceiling: u32,
    /// R10: years after signing at which a consent to disclose has lapsed; none: no such limit.
    pub disclosure: Option<u32>,
    /// R11: years after signing at which a consent has lapsed for what a health organisation
    /// holds, treatment apart.
    pub health: Option<u32>,
    /// The paragraphs on which its rules rest.
    pub statutes: &'static [(Rule, &'static str)],
}

/// A day of the dated data; one that is none does not compile.
#[expect(clippy::panic, reason = "the data are constants: it stops the compiler, never a request")]
const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) => date,
        None => panic!("no such day"),
    }
}

/// Every edition, oldest first. The first also governs what was signed before it.
pub static EDITIONS: [Edition; 2] = [
    Edition {
        regime: Regime::Dkk2012,
        from: day(2012, 1, 1),
        ceiling: 3,
        disclosure: Some(1),
        health: Some(1),
        statutes: &[
            (Rule::R05, "retssikkerhedsloven § 11 a, stk. 1; forvaltningsloven §§ 28 og 29"),
            (Rule::R06, "forvaltningsloven § 28, stk. 4; persondataloven §§ 6-8"),
            (Rule::R07, "persondataloven § 38"),
            (Rule::R08, "samtykkeerklæringen (DKK)"),
            (Rule::R09, "samtykkeerklæringen (DKK)"),
            (Rule::R10, "forvaltningsloven § 28, stk. 5"),
            (Rule::R11, "patientretsstillingsloven § 27, stk. 2"),
            (Rule::R12, "patientretsstillingsloven §§ 24-25"),
            (Rule::R13, "samtykkeerklæringen (DKK)"),
            (Rule::R15, "forvaltningsloven § 32"),
            (Rule::R17, "retssikkerhedsloven § 11 a, stk. 1"),
            (Rule::R24, "persondataloven § 7"),
        ],
    },
    Edition {
        regime: Regime::Current,
        from: day(2018, 5, 25),
        ceiling: 3,
        disclosure: None,
        health: Some(1),
        statutes: &[
            (Rule::R05, "retssikkerhedsloven § 11 a, stk. 1; forvaltningsloven §§ 28 og 29"),
            (Rule::R06, "GDPR art. 7; databeskyttelsesloven §§ 6-8"),
            (Rule::R07, "GDPR art. 7, stk. 3"),
            (Rule::R08, "samtykkeerklæringen (DKK)"),
            (Rule::R09, "samtykkeerklæringen (DKK)"),
            (Rule::R11, "sundhedsloven § 44, stk. 2"),
            (Rule::R12, "sundhedsloven §§ 41 og 42"),
            (Rule::R13, "samtykkeerklæringen (DKK)"),
            (Rule::R15, "forvaltningsloven § 32"),
            (Rule::R17, "retssikkerhedsloven § 11 a, stk. 1"),
            (Rule::R24, "GDPR art. 9; databeskyttelsesloven § 7"),
        ],
    },
];

impl Edition {
    /// The edition that governs a consent signed at this instant.
    #[must_use]
    pub fn at(signed: Instant) -> &'static Self {
        let day = day_of(signed);
        EDITIONS.iter().rev().find(|e| e.from <= day).unwrap_or(&EDITIONS[0])
    }

    /// The paragraph on which a rule rests, as worded then; empty where the rule is not statutory.
    #[must_use]
    pub fn statute(&self, rule: Rule) -> &'static str {
        self.statutes.iter().find(|(r, _)| *r == rule).map_or("", |(_, text)| text)
    }
}

/// Ages between which a coordinator can be assigned (R02), from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgeBounds {
    /// First day of assignment that the bounds govern.
    pub from: NaiveDate,
    /// Youngest age, in completed years.
    pub youngest: u32,
    /// Oldest age, in completed years.
    pub oldest: u32,
}

/// The age bounds of the DKK bundle, oldest first.
pub static AGE_BOUNDS: &[AgeBounds] =
    &[AgeBounds { from: day(2012, 1, 1), youngest: 18, oldest: 65 }];

/// A kind of organisation that leads cases of a purpose, from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeadKind {
    /// First day (Europe/Copenhagen).
    pub from: NaiveDate,
    /// Purpose of the cases.
    pub purpose: Purpose,
    /// Who leads them.
    pub kind: OrganisationKind,
}

/// Which authorities lead cases, oldest first. Who opens a brain-injury case of a citizen follows
/// from the age as well (R35): [`crate::brain_injury::age::opens_case`].
pub static LEAD_KINDS: &[LeadKind] = &[
    LeadKind {
        from: day(2012, 1, 1),
        purpose: Purpose::Dkk,
        kind: OrganisationKind::SocialAdministration,
    },
    LeadKind {
        from: day(2012, 1, 1),
        purpose: Purpose::BrainInjury,
        kind: OrganisationKind::SocialAdministration,
    },
    LeadKind {
        from: day(2012, 1, 1),
        purpose: Purpose::BrainInjury,
        kind: OrganisationKind::HealthAndCareAdministration,
    },
];

/// Whether an organisation of this kind may open cases of the purpose that day.
#[must_use]
pub fn may_lead(kind: OrganisationKind, purpose: Purpose, day: NaiveDate) -> bool {
    LEAD_KINDS.iter().any(|l| l.from <= day && l.purpose == purpose && l.kind == kind)
}

/// A kind of organisation that makes rehabilitation plans, from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanKind {
    /// First day (Europe/Copenhagen).
    pub from: NaiveDate,
    /// Who makes them.
    pub kind: OrganisationKind,
    /// The paragraph.
    pub statute: &'static str,
}

/// Who makes rehabilitation plans: hospitals, of either kind, at discharge.
pub static PLAN_KINDS: &[PlanKind] = &[
    PlanKind {
        from: day(2007, 1, 1),
        kind: OrganisationKind::Hospital,
        statute: "sundhedsloven § 84",
    },
    PlanKind {
        from: day(2007, 1, 1),
        kind: OrganisationKind::RegionalPsychiatry,
        statute: "sundhedsloven § 84",
    },
];

/// Whether an organisation of this kind makes rehabilitation plans that day.
#[must_use]
pub fn makes_plans(kind: OrganisationKind, day: NaiveDate) -> bool {
    PLAN_KINDS.iter().any(|p| p.from <= day && p.kind == kind)
}

/// Days within which training after a rehabilitation plan starts (R34), from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StartLimit {
    /// First day, of discharge or of the plan's earliest start, that the limit governs.
    pub from: NaiveDate,
    /// Days after it; the last one is still in time.
    pub days: u64,
    /// The paragraph.
    pub statute: &'static str,
}

/// The limits of sundhedsloven § 140, oldest first. Before the first there was no such deadline.
pub static START_LIMITS: &[StartLimit] =
    &[StartLimit { from: day(2018, 7, 1), days: 7, statute: "sundhedsloven § 140" }];

/// How often the brain-injury council meets (R32), from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CouncilRhythm {
    /// First day of meeting that the rhythm governs.
    pub from: NaiveDate,
    /// Days from one meeting to the next.
    pub days: u64,
    /// Fewest administrations that a case crosses.
    pub administrations: usize,
}

/// The rhythms of the council, oldest first; the first also governs what lies before it.
pub static COUNCIL_RHYTHMS: &[CouncilRhythm] =
    &[CouncilRhythm { from: day(2015, 1, 1), days: 21, administrations: 2 }];

/// At what age the responsibility passes, and to whom (R35), from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgeShift {
    /// First day of reaching the age that the shift governs.
    pub from: NaiveDate,
    /// The age, in completed years.
    pub age: u32,
    /// Who is responsible before it.
    pub before: OrganisationKind,
    /// Who is from then on, where care and practical help dominate.
    pub care: OrganisationKind,
    /// Who is from then on, where pedagogical support dominates.
    pub pedagogical: OrganisationKind,
}

/// The shifts, oldest first; the first also governs what lies before it.
pub static AGE_SHIFTS: &[AgeShift] = &[AgeShift {
    from: day(2012, 1, 1),
    age: 65,
    before: OrganisationKind::SocialAdministration,
    care: OrganisationKind::HealthAndCareAdministration,
    pedagogical: OrganisationKind::SocialAdministration,
}];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_the_day_it_says() {
        assert_eq!(day(2012, 2, 29).to_string(), "2012-02-29");
    }

    #[test]
    #[should_panic(expected = "no such day")]
    fn a_day_that_is_none_is_no_data() {
        day(2011, 2, 29);
    }
}
