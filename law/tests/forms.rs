//! What a row of a form tells by being there: groups, roles, kinds of organisation, fixed items.

use law::fields::{self, row_held_by, row_naming};
use law::forms::{ActorGroup, ActorRole, ItemKind};
use law::regime::may_lead;
use law::words::*;
use law::{Category::*, OrganisationKind as Kind};

use crate::world::*;

#[test]
fn r37_the_map_has_its_groups_and_roles_in_the_order_of_the_form() {
    let row = |group: ActorGroup| {
        let role = |role: &ActorRole| format!("{role} {:?}", role.categories(group));
        let roles: Vec<_> = group.roles().iter().map(role).collect();
        format!("{group} {}: {}", group.category(), roles.join(", "))
    };
    let map: Vec<_> = ActorGroup::ALL.iter().map(|group| row(*group)).collect();
    let form = "\
TREATMENT HEALTH: GENERAL_PRACTITIONER HEALTH, SPECIALIST HEALTH, DISTRICT_PSYCHIATRY HEALTH, \
OPUS HEALTH, OP_TEAM HEALTH, PSYCHOLOGIST HEALTH, HOSPITAL HEALTH, OTHER_TREATMENT HEALTH
PRISON_AND_PROBATION CRIMINAL_JUSTICE: PROBATION_CONTACT CRIMINAL_JUSTICE, \
PRISON_CONTACT CRIMINAL_JUSTICE
DAILY_LIFE_AT_HOME SOCIAL: CARE_ASSESSOR SOCIAL, HOME_HELPER SOCIAL, HOME_NURSE SOCIAL+HEALTH, \
HOME_SUPERVISOR SOCIAL, SUPPORT_AND_CONTACT_PERSON SOCIAL, FAMILY_SUPERVISOR SOCIAL
HOUSING HOUSING: HOUSING_ADVISER HOUSING
WORK_ACTIVITY_SUPPORT EMPLOYMENT: EMPLOYER EMPLOYMENT, JOB_CENTRE_CONTACT EMPLOYMENT, \
OTHER_EMPLOYMENT_ACTOR EMPLOYMENT
SOCIAL_ADMINISTRATION SOCIAL: CASEWORKER SOCIAL, OTHER_SOCIAL SOCIAL
INTERPRETERS SOCIAL: INTERPRETER SOCIAL
PRIVATE_NETWORK NETWORK: SPOUSE NETWORK, CHILDREN NETWORK, FAMILY NETWORK, \
NEIGHBOURS_FRIENDS NETWORK, DROP_IN_CENTRE NETWORK, OTHER_PRIVATE NETWORK";
    assert_eq!(map.join("\n"), form);
    // A role stands in one group, and none is left out.
    for role in ActorRole::ALL {
        let groups = ActorGroup::ALL.iter().filter(|group| group.roles().contains(role));
        assert_eq!(groups.count(), 1, "{role}");
    }
}

#[test]
fn a_row_that_names_an_organisation_carries_the_category_of_its_kind() {
    for kind in Kind::ALL {
        let expected = match kind.code() {
            "REGIONAL_PSYCHIATRY" | "HOSPITAL" | "GENERAL_PRACTICE" | "SPECIALIST_PRACTICE" => {
                cats(&[Health])
            }
            "PRISON_AND_PROBATION" => cats(&[CriminalJustice]),
            "EMPLOYER" | "UNEMPLOYMENT_FUND" => cats(&[Employment]),
            "BANK" => cats(&[Economy]),
            "HOUSING_ORGANISATION" => cats(&[Housing]),
            "CIVIL_SOCIETY" => cats(&[Social, Network]),
            "OTHER_AUTHORITY" | "PRIVATE_PROVIDER" => cats(&[Social]),
            administration => {
                assert!(administration.ends_with("_ADMINISTRATION"), "{administration}");
                cats(&[Process])
            }
        };
        assert_eq!(row_naming(*kind), expected, "{kind}");
        let held = if kind.is_municipal() { cats(&[]) } else { expected };
        assert_eq!(row_held_by(*kind), held, "{kind}");
    }
}

#[test]
fn the_fixed_items_are_those_of_the_form() {
    let free: Vec<_> = ItemKind::ALL.iter().filter(|kind| !kind.is_fixed()).collect();
    assert_eq!(free, [&ItemKind::Flexible, &ItemKind::CitizenStatus]);
}

#[test]
fn the_authority_that_opens_a_case_is_dated_data() {
    let lead = |kind, purpose, day| may_lead(kind, purpose, d(day));
    for (purpose, kinds) in [
        (Purpose::Dkk, &[Kind::SocialAdministration][..]),
        (
            Purpose::BrainInjury,
            &[Kind::SocialAdministration, Kind::HealthAndCareAdministration][..],
        ),
        (Purpose::Treatment, &[][..]),
    ] {
        for kind in Kind::ALL {
            assert_eq!(
                lead(*kind, purpose, "2026-11-25"),
                kinds.contains(kind),
                "{kind} {purpose}"
            );
            assert!(!lead(*kind, purpose, "1999-12-31"), "{kind} {purpose}");
        }
    }
}

#[test]
fn what_cases_share_has_a_row_in_each_bundle() {
    let shared = fields::find("DkkCase", "consents").unwrap();
    assert!(std::ptr::eq(fields::of_case(Purpose::Dkk, shared), shared));
    assert!(std::ptr::eq(fields::of_case(Purpose::Treatment, shared), shared));
    let other = fields::of_case(Purpose::BrainInjury, shared);
    assert_eq!((other.type_name, other.name), ("BrainInjuryCase", "consents"));
    // What only the one bundle has keeps its row.
    let enquiries = fields::find("DkkCase", "enquiries").unwrap();
    assert!(std::ptr::eq(fields::of_case(Purpose::BrainInjury, enquiries), enquiries));
    assert!(fields::find("DkkCase", "absent").is_none());
}
