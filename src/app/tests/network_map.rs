//! R29, R37, and that sending tells nothing of what is withheld.

use async_graphql::MaybeUndefined;
use law::forms::{ActorGroup, ActorRole, Whereabouts};
use law::{Category as C, Direction as D};
use sea_orm::EntityTrait;
use sea_orm::prelude::Uuid;

use super::super::consent::give_consent;
use super::super::network_map::actor::{
    AddActorInput, RemoveActorInput, UpdateActorInput, UpdateOwnContactInput, add_actor,
    remove_actor, update_actor, update_own_contact,
};
use super::super::network_map::send::{SendNetworkMapInput, send_network_map};
use super::super::network_map::{SetNetworkMapHeadInput, set_network_map_head};
use super::super::request::{AskForInformationInput, ask_for_information};
use super::town::{BIF, HOSPITAL, Town, Who, case_id, clause, give, in_case, organisation, unit};
use super::{codes, run};
use crate::domain::EntityKind;
use crate::domain::of::Of;

fn head(whereabouts: Whereabouts, version: Option<i32>) -> SetNetworkMapHeadInput {
    SetNetworkMapHeadInput {
        case_id: case_id(),
        whereabouts: Of(whereabouts),
        expected_version: version,
        idempotency_key: None,
    }
}

pub(super) fn actor(group: ActorGroup, role: ActorRole) -> AddActorInput {
    AddActorInput {
        case_id: case_id(),
        group: Of(group),
        role: Of(role),
        has_contact: true,
        name: Some("Aktør".to_owned()),
        workplace: None,
        email: None,
        phone: None,
        organisation_id: None,
        professional_id: None,
        external_reference: None,
        idempotency_key: None,
    }
}

pub(super) fn phone(actor: Uuid, phone: &str, expected_version: i32) -> UpdateActorInput {
    UpdateActorInput {
        actor_id: in_case(EntityKind::Actor, actor),
        has_contact: None,
        name: MaybeUndefined::Undefined,
        workplace: MaybeUndefined::Undefined,
        email: MaybeUndefined::Undefined,
        phone: MaybeUndefined::Value(phone.to_owned()),
        organisation_id: MaybeUndefined::Undefined,
        professional_id: MaybeUndefined::Undefined,
        expected_version,
        idempotency_key: None,
    }
}

/// Sends the map; to whom it went this time, the citizen as none.
async fn send(town: &Town) -> Vec<Option<Uuid>> {
    town.later();
    let input = SendNetworkMapInput { case_id: case_id(), idempotency_key: None };
    run!(town, Who::Caseworker, send_network_map, input).unwrap();
    let now = crate::domain::Clock::now(&*town.clock).unwrap();
    let all = entity::dispatch::Entity::find().all(&town.app.db.connection).await.unwrap();
    let mut to: Vec<_> =
        all.iter().filter(|d| d.sent_at == now).map(|d| d.organisation_id).collect();
    to.sort();
    to
}

/// BIF and the hospital take part: BIF sees social matters, the hospital health.
pub(super) async fn town_with_map() -> Town {
    let town = Town::new().await;
    let grants = vec![
        clause(D::Collect, BIF, &[C::Employment]),
        clause(D::Collect, HOSPITAL, &[C::Health]),
        clause(D::Disclose, BIF, &[C::Social, C::Employment]),
        clause(D::Disclose, HOSPITAL, &[C::Health]),
    ];
    run!(town, Who::Caseworker, give_consent, give(grants)).unwrap();
    for (of, category) in [(BIF, C::Employment), (HOSPITAL, C::Health)] {
        let ask = AskForInformationInput {
            case_id: case_id(),
            to_organisation_id: organisation(of),
            to_unit_id: Some(unit(of)),
            to_professional_id: None,
            categories: vec![Of(category)],
            journal: false,
            question: "how goes it".to_owned(),
            due: None,
            external_reference: None,
            idempotency_key: None,
        };
        run!(town, Who::Caseworker, ask_for_information, ask).unwrap();
    }
    run!(town, Who::Caseworker, set_network_map_head, head(Whereabouts::None, None)).unwrap();
    town
}

#[tokio::test]
async fn r29_the_map_goes_to_whom_it_changed_for_and_to_no_other() {
    let town = town_with_map().await;
    let (bif, hospital) = (Some(Uuid::from_u128(BIF)), Some(Uuid::from_u128(HOSPITAL)));
    let opus = actor(ActorGroup::Treatment, ActorRole::Opus);
    let opus = run!(town, Who::Caseworker, add_actor, opus).unwrap().entity.unwrap();
    assert_eq!(send(&town).await, [None, bif, hospital], "at the start everyone entitled");
    assert!(send(&town).await.is_empty(), "nothing changed");

    // A change of health is withheld from BIF: no dispatch to it, and the same hash as before.
    run!(town, Who::Caseworker, update_actor, phone(opus, "12", 1)).unwrap();
    assert_eq!(send(&town).await, [None, hospital]);
    let visitator = actor(ActorGroup::DailyLifeAtHome, ActorRole::CareAssessor);
    run!(town, Who::Caseworker, add_actor, visitator).unwrap();
    assert_eq!(send(&town).await, [None, bif]);
    // The home nurse is both: neither of the two sees the row, nor that the group has it.
    let nurse = actor(ActorGroup::DailyLifeAtHome, ActorRole::HomeNurse);
    run!(town, Who::Caseworker, add_actor, nurse).unwrap();
    assert_eq!(send(&town).await, [None]);
    // Whereabouts are health and criminal justice at once.
    town.later();
    run!(town, Who::Caseworker, set_network_map_head, head(Whereabouts::Prison, Some(1))).unwrap();
    assert_eq!(send(&town).await, [None]);

    let remove = RemoveActorInput {
        actor_id: in_case(EntityKind::Actor, opus),
        reason: "moved".to_owned(),
        expected_version: 2,
        idempotency_key: None,
    };
    run!(town, Who::Caseworker, remove_actor, remove).unwrap();
    assert_eq!(send(&town).await, [None, hospital]);
}

#[tokio::test]
async fn r37_a_row_belongs_to_its_group() {
    let town = Town::new().await;
    let opus = || actor(ActorGroup::Treatment, ActorRole::Opus);
    let errors = run!(town, Who::Caseworker, add_actor, opus()).unwrap_err();
    assert_eq!(codes(&errors), ["ILLEGAL_STATE "], "the map begins with its head");
    run!(town, Who::Caseworker, set_network_map_head, head(Whereabouts::None, None)).unwrap();
    let mut wrong = actor(ActorGroup::PrivateNetwork, ActorRole::Opus);
    wrong.workplace = Some("Sted".to_owned());
    wrong.email = Some("nowhere".to_owned());
    let errors = run!(town, Who::Caseworker, add_actor, wrong).unwrap_err();
    assert_eq!(codes(&errors), ["INVALID role", "INVALID email", "INVALID workplace"]);
    let errors = run!(town, Who::Caseworker, set_network_map_head, head(Whereabouts::None, None));
    assert_eq!(codes(&errors.unwrap_err()), ["CONFLICT expectedVersion"]);
}

#[tokio::test]
async fn ones_own_row_and_no_other() {
    let town = town_with_map().await;
    let mut own = actor(ActorGroup::WorkActivitySupport, ActorRole::JobCentreContact);
    own.organisation_id = Some(organisation(BIF));
    own.professional_id = Some(super::town::professional(Uuid::from_u128(BIF + 200)));
    let own = run!(town, Who::Caseworker, add_actor, own).unwrap().entity.unwrap();
    let other = actor(ActorGroup::SocialAdministration, ActorRole::Caseworker);
    let other = run!(town, Who::Caseworker, add_actor, other).unwrap().entity.unwrap();
    let hidden = actor(ActorGroup::Treatment, ActorRole::Opus);
    let hidden = run!(town, Who::Caseworker, add_actor, hidden).unwrap().entity.unwrap();
    let input = |actor| UpdateOwnContactInput {
        actor_id: in_case(EntityKind::Actor, actor),
        name: MaybeUndefined::Undefined,
        workplace: MaybeUndefined::Value("Jobcentret".to_owned()),
        email: MaybeUndefined::Null,
        phone: MaybeUndefined::Value("33".to_owned()),
        expected_version: 1,
        idempotency_key: None,
    };
    run!(town, Who::Of(BIF), update_own_contact, input(own)).unwrap();
    let errors = run!(town, Who::Of(BIF), update_own_contact, input(other)).unwrap_err();
    assert_eq!(codes(&errors), ["FORBIDDEN "]);
    let errors = run!(town, Who::Of(BIF), update_own_contact, input(hidden)).unwrap_err();
    assert_eq!(codes(&errors), ["NOT_FOUND actorId"], "a row it cannot see is unknown");
}
