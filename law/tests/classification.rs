//! The classification table: what the forms of the brain-injury bundle carry.

use std::collections::BTreeSet;

use law::brain_injury::{NeedPart, TrackKind};
use law::fields::*;
use law::words::*;
use law::{Category::*, Tier, Word};

use crate::world::*;

fn of(type_name: &str) -> impl Iterator<Item = &'static Field> {
    let fields: Vec<_> = TABLE.iter().copied().filter(|f| f.type_name == type_name).collect();
    assert!(!fields.is_empty(), "`{type_name}` has no fields");
    fields.into_iter()
}

fn categories(type_name: &str, name: &str) -> law::CategorySet {
    find(type_name, name).unwrap().categories
}

#[test]
fn every_field_has_one_number_and_one_place() {
    let numbers: BTreeSet<_> = TABLE.iter().map(|f| f.number).collect();
    let places: BTreeSet<_> = TABLE.iter().map(|f| (f.type_name, f.name)).collect();
    assert_eq!((numbers.len(), places.len()), (TABLE.len(), TABLE.len()));
    for field in TABLE {
        assert!(std::ptr::eq(numbered(field.number).unwrap(), *field));
        assert!(std::ptr::eq(find(field.type_name, field.name).unwrap(), *field));
        assert!(!field.statute.is_empty());
        // The row alone decides only where the row says what it carries.
        assert!(!field.categories.is_empty() || field.by != By::Table, "{field:?}");
    }
    assert!(numbered(1).is_none() && find("DkkCase", "noSuchField").is_none());
}

#[test]
fn a_bundle_shows_its_own_fields_and_what_both_share() {
    let stands = |type_name: &str, name: &str| {
        let field = find(type_name, name).unwrap();
        [Purpose::Dkk, Purpose::BrainInjury, Purpose::Treatment].map(|p| field.stands_in(p))
    };
    assert_eq!(stands("DkkCase", "goals"), [true, false, false]);
    assert_eq!(stands("NetworkMap", "treatment"), [true, false, false]);
    assert_eq!(stands("Assessment", "complexity"), [true, false, false]);
    assert_eq!(stands("BrainInjuryCase", "closeReason"), [false, true, false]);
    assert_eq!(stands("RehabilitationTeamCase", "grounds"), [false, true, false]);
    assert_eq!(stands("Consent", "clauses"), [true, true, false]);
    assert_eq!(stands("Statement", "text"), [true, true, false]);
    // What both cases have, both classify alike; an assessment is another form there.
    let twins = of("DkkCase")
        .filter(|f| f.name != "assessments")
        .filter_map(|f| Some((f, find("BrainInjuryCase", f.name)?)));
    let mut shared = 0;
    for (field, twin) in twins {
        assert_eq!((twin.categories, twin.tier), (field.categories, field.tier), "{}", field.name);
        assert_eq!(twin.by, field.by, "{}", field.name);
        shared += 1;
    }
    assert!(shared >= 13, "{shared}");
}

#[test]
fn referral_rehabilitation_plan_and_assessment_are_health_as_rows() {
    for form in [
        "BrainInjuryReferral",
        "ReferralAttachment",
        "RehabilitationPlan",
        "TotalNeed",
        "IcfEntry",
        "BrainInjuryAssessment",
        "AssessmentScore",
    ] {
        assert!(of(form).all(|f| f.categories.has(Health)), "{form}");
    }
    for list in ["referrals", "rehabilitationPlans", "assessments"] {
        let field = find("BrainInjuryCase", list).unwrap();
        assert_eq!((field.categories, field.by), (cats(&[Health]), By::Row));
    }
}

#[test]
fn total_need_and_presentation_are_split_by_category() {
    for part in NeedPart::ALL {
        let name = part.code().to_ascii_lowercase();
        assert_eq!(categories("TotalNeed", &name), cats(&[Health, part.category()]));
    }
    for (name, category) in [
        ("presentationHealth", Health),
        ("presentationSocial", Social),
        ("presentationEmployment", Employment),
        ("presentationEducation", Education),
        ("presentationHousing", Housing),
        ("presentationEconomy", Economy),
        ("presentationNetwork", Network),
    ] {
        assert_eq!(categories("CouncilCase", name), cats(&[category]));
    }
    let presentations = of("CouncilCase").filter(|f| f.name.starts_with("presentation"));
    assert_eq!(presentations.count(), 7);
}

#[test]
fn what_is_kept_to_its_author_is_named() {
    let named = |f: &&Field| (f.type_name, f.name);
    // A version counts every change, also of what a reader may not see: of a draft that is withheld
    // from the citizen, or of what lies outside a representative's scope.
    let (versions, others): (Vec<&Field>, Vec<&Field>) =
        TABLE.iter().partition(|f| f.name == "version" || f.name.ends_with("Version"));
    let told: Vec<_> = others.iter().filter(|f| f.tier == Tier::AuthorOnly).map(named).collect();
    assert_eq!(
        told,
        [
            ("AgendaItem", "position"),
            ("BrainInjuryAssessment", "relativesStrainInConfidence"),
            ("CouncilCase", "deliberation"),
        ]
    );
    let seen_whole: Vec<_> =
        versions.iter().filter(|f| f.tier != Tier::AuthorOnly).map(named).collect();
    assert_eq!(
        seen_whole,
        [
            ("InformationRequest", "version"),
            ("Track", "version"),
            ("PlanGoal", "version"),
            ("Intervention", "version"),
            ("CouncilMeeting", "version"),
            ("RehabilitationTeamCase", "version"),
        ]
    );
    assert_eq!(versions.len() - seen_whole.len(), 19);
}

#[test]
fn what_a_track_holds_is_asked_for_by_its_row() {
    for form in ["Track", "PlanGoal", "Intervention", "InterventionDependency", "FollowUpGoal"] {
        assert!(of(form).all(|f| f.by == By::Row && f.categories.is_empty()), "{form}");
    }
    let tracks: Vec<_> =
        TrackKind::ALL.iter().map(|t| (t.category(), t.administration())).collect();
    assert_eq!(
        tracks,
        [
            (Health, OrganisationKind::HealthAndCareAdministration),
            (Social, OrganisationKind::SocialAdministration),
            (Education, OrganisationKind::ChildrenAndYouthAdministration),
            (Employment, OrganisationKind::EmploymentAdministration),
        ]
    );
}

#[test]
fn each_form_is_held_by_whom_the_decision_names() {
    let held = |type_name: &str, name: &str| find(type_name, name).unwrap().held();
    assert_eq!(held("Meeting", "items"), Held::Lead);
    assert_eq!(held("CoordinationPlan", "overallGoal"), Held::Lead);
    assert_eq!(held("Statement", "text"), Held::Author);
    assert_eq!(held("BrainInjuryReferral", "phase"), Held::Sender);
    assert_eq!(held("TotalNeed", "social"), Held::Sender);
    assert_eq!(held("BrainInjuryAssessment", "conclusion"), Held::Assessor);
    assert_eq!(held("AssessmentScore", "score"), Held::Assessor);
    assert_eq!(held("Intervention", "provider"), Held::Administration);
    assert_eq!(held("FollowUp", "changes"), Held::Administration);
    assert_eq!(held("CouncilCase", "deliberation"), Held::Council);
    assert_eq!(held("CouncilCase", "question"), Held::Lead);
}
