//! The network map: its head, its rows, sending it.

use async_graphql::{Context, Object, Result};

use entity::{dispatch, network_actor};

use crate::app::network_map::actor::{
    self, AddActorInput, RemoveActorInput, UpdateActorInput, UpdateOwnContactInput,
};
use crate::app::network_map::send::{self, SendNetworkMapInput};
use crate::app::network_map::{self, SetNetworkMapHeadInput};
use crate::graphql::engine::Answer;
use crate::store::view::{Item, NetworkMapView};
use crate::{payload, write_as, write_one};

payload! {
    /// What writing the head of the network map answers (netværkskortets hoved).
    SetNetworkMapHeadPayload of DkkCase {
        networkMap "The network map (netværkskort).": NetworkMapView = |case, _| {
            case.network_map.clone()
        };
    }
    /// What adding a row answers (tilføjelse af aktør).
    AddActorPayload of DkkCase {
        actor "The row (aktør), where the caller sees it.": Item<network_actor::Model> = |case, id| {
            let map = case.network_map.as_ref()?;
            let rows = map.own.iter().chain(map.groups.iter().flatten());
            rows.clone().find(|row| row.0.outline(|r| r.id) == Some(id)).cloned()
        };
    }
    /// What changing a row answers (rettelse af aktør).
    UpdateActorPayload of DkkCase {
        actor "The row (aktør), where the caller sees it.": Item<network_actor::Model> = |case, id| {
            let map = case.network_map.as_ref()?;
            let rows = map.own.iter().chain(map.groups.iter().flatten());
            rows.clone().find(|row| row.0.outline(|r| r.id) == Some(id)).cloned()
        };
    }
    /// What removing a row answers (fjernelse af aktør).
    RemoveActorPayload of DkkCase {
        networkMap "The network map (netværkskort).": NetworkMapView = |case, _| {
            case.network_map.clone()
        };
    }
    /// What changing one's own contact details answers (rettelse af egne kontaktoplysninger).
    UpdateOwnContactPayload of DkkCase {
        actor "The row (aktør), where the caller sees it.": Item<network_actor::Model> = |case, id| {
            let map = case.network_map.as_ref()?;
            let rows = map.own.iter().chain(map.groups.iter().flatten());
            rows.clone().find(|row| row.0.outline(|r| r.id) == Some(id)).cloned()
        };
    }
    /// What sending the network map answers (udsendelse af netværkskort).
    SendNetworkMapPayload of DkkCase {
        dispatches "What was sent (forsendelser); null where nobody's view had changed.": Vec<Item<dispatch::Model>> = |case, id| {
            // The dispatches of one sending bear one instant.
            let own = case.dispatches.iter().find_map(|row| {
                row.0.outline(|d| (d.id == id).then_some((d.kind, d.sent_at))).flatten()
            })?;
            let same = |row: &&Item<dispatch::Model>| {
                row.0.outline(|d| (d.kind, d.sent_at)) == Some(own)
            };
            Some(case.dispatches.iter().filter(same).cloned().collect())
        };
    }
}

#[derive(Default)]
pub(crate) struct NetworkMapMutation;

#[Object]
impl NetworkMapMutation {
    /// Writes the head of the network map (netværkskortets hoved); the first time it begins the
    /// map. By the coordinator or a caseworker of the case's unit.
    async fn set_network_map_head(
        &self,
        ctx: &Context<'_>,
        input: SetNetworkMapHeadInput,
    ) -> Result<Answer<SetNetworkMapHeadPayload>> {
        write_as!(ctx, input, SetNetworkMapHeadPayload, network_map::set_network_map_head)
    }

    /// Adds a row to a group of the network map (tilføj aktør). By the coordinator or a caseworker
    /// of the case's unit (R37).
    async fn add_actor(
        &self,
        ctx: &Context<'_>,
        input: AddActorInput,
    ) -> Result<Answer<AddActorPayload>> {
        write_as!(ctx, input, AddActorPayload, actor::add_actor)
    }

    /// Changes a row of the network map (ret aktør). By the coordinator or a caseworker of the
    /// case's unit.
    async fn update_actor(
        &self,
        ctx: &Context<'_>,
        input: UpdateActorInput,
    ) -> Result<Answer<UpdateActorPayload>> {
        write_one!(ctx, input, UpdateActorPayload, actor::update_actor)
    }

    /// Removes a row from the network map (fjern aktør), with the reason. By the coordinator or a
    /// caseworker of the case's unit.
    async fn remove_actor(
        &self,
        ctx: &Context<'_>,
        input: RemoveActorInput,
    ) -> Result<Answer<RemoveActorPayload>> {
        write_one!(ctx, input, RemoveActorPayload, actor::remove_actor)
    }

    /// Changes one's own contact details in the network map (ret egne kontaktoplysninger). By the
    /// professional whom the row names.
    async fn update_own_contact(
        &self,
        ctx: &Context<'_>,
        input: UpdateOwnContactInput,
    ) -> Result<Answer<UpdateOwnContactPayload>> {
        write_one!(ctx, input, UpdateOwnContactPayload, actor::update_own_contact)
    }

    /// Sends the network map (udsend netværkskort) to each entitled participant, and the citizen,
    /// whose own view of it changed since the last time. By the coordinator or a caseworker of the
    /// case's unit (R29).
    async fn send_network_map(
        &self,
        ctx: &Context<'_>,
        input: SendNetworkMapInput,
    ) -> Result<Answer<SendNetworkMapPayload>> {
        write_as!(ctx, input, SendNetworkMapPayload, send::send_network_map)
    }
}
