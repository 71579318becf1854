//! Objects by their ids.

use std::collections::HashMap;

use async_graphql::{Context, ID, Object, Result};
use sea_orm::prelude::Uuid;

use super::find;
use crate::app::council::list;
use crate::app::listing::{self, Entry};
use crate::app::{AppError, Session, citizen_file, find as finding, read};
use crate::domain::{CaseRef, EntityKind, GlobalId};
use crate::graphql::context::{coded, fault, session};
use crate::graphql::engine::{Answer, NodeObject, resolve};
use crate::graphql::selection::{asks_for, parts};
use crate::store::view::{CaseView, CitizenView};
use crate::store::{Parts, Which};

/// Ids that one question may name.
const MOST: usize = 100;

#[derive(Default)]
pub(crate) struct NodeQuery;

#[Object]
impl NodeQuery {
    /// An object by its id (objekt); null where it is unknown to the caller.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id (id).")] id: ID,
    ) -> Result<Answer<Option<NodeObject>>> {
        let ids = [GlobalId::parse(&id)];
        let found = nodes(session(ctx)?, &ids, asked(ctx)).await.map_err(|e| fault(&e))?;
        resolve(ctx, &found.into_iter().next().flatten())
    }

    /// Objects by their ids, in their order (objekter); null for each that is unknown to the
    /// caller.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Their ids, at most 100 (id'er).")] ids: Vec<ID>,
    ) -> Result<Answer<Vec<Option<NodeObject>>>> {
        if ids.len() > MOST {
            return Err(coded(
                "VALIDATION_FAILED",
                "at most 100 `ids` at once; ask again for more",
            ));
        }
        let ids: Vec<_> = ids.iter().map(|id| GlobalId::parse(id)).collect();
        let found = nodes(session(ctx)?, &ids, asked(ctx)).await.map_err(|e| fault(&e))?;
        resolve(ctx, &found)
    }

    /// The object that the caller's organisation gave a number (objekt efter ekstern reference);
    /// null where it is unknown to the caller.
    async fn by_external_reference(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Case system (sagssystem).")] system: String,
        #[graphql(desc = "Number there (nummer).")] id: String,
    ) -> Result<Answer<Option<NodeObject>>> {
        let session = session(ctx)?;
        let named = finding::by_reference(session, &system, &id).await.map_err(|e| fault(&e))?;
        let found = nodes(session, &[named], asked(ctx)).await.map_err(|e| fault(&e))?;
        resolve(ctx, &found.into_iter().next().flatten())
    }

    /// A citizen, as far as the caller's cases open them (borger); null where the caller has no
    /// relation to any.
    async fn citizen(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The citizen's id (id).")] id: ID,
    ) -> Result<Answer<Option<CitizenView>>> {
        let id = GlobalId::of_kind(&id, EntityKind::Citizen).filter(|id| id.case.is_none());
        let id = id.map_or_else(Uuid::nil, |id| id.id);
        let found =
            citizen_file::view(session(ctx)?, id, parts(ctx)).await.map_err(|e| fault(&e))?;
        resolve(ctx, &found)
    }
}

/// What is asked of the objects: parts of their cases, and whether the cases of a meeting.
fn asked(ctx: &Context<'_>) -> (Parts, bool) {
    (parts(ctx), asks_for(ctx, "cases"))
}

/// The objects of these ids. An id that is none of ours is looked up as a case that is not there,
/// so that its answer costs the same.
async fn nodes(
    session: &Session,
    ids: &[Option<GlobalId>],
    (asked, with_cases): (Parts, bool),
) -> std::result::Result<Vec<Option<NodeObject>>, AppError> {
    let nowhere = GlobalId::case(CaseRef::NOWHERE);
    let ids: Vec<_> = ids.iter().map(|id| id.unwrap_or(nowhere)).collect();
    let (mut cases, mut citizens, mut entries) = (Vec::new(), Vec::new(), false);
    let mut meetings = Vec::new();
    let mut represented: HashMap<Uuid, Uuid> = HashMap::new();
    let mut wanted = asked;
    for id in &ids {
        match (id.kind, id.case) {
            (kind, None) if kind.is_entry() => entries = true,
            (EntityKind::Citizen, None) => citizens.push(id.id),
            (EntityKind::CouncilMeeting, None) => meetings.push(id.id),
            (EntityKind::Representative, None) => {
                let of = citizen_file::represented_by(session, id.id).await?;
                represented.insert(id.id, of);
                citizens.push(of);
            }
            _ => {
                cases.push(id.any_case().unwrap_or(CaseRef::NOWHERE).id);
                wanted = wanted.with(find::part_of(id.kind));
            }
        }
    }
    cases.sort_unstable();
    cases.dedup();
    citizens.sort_unstable();
    citizens.dedup();
    let directory = if entries { Some(listing::listing(session).await?) } else { None };
    let mut known: HashMap<Uuid, CitizenView> = HashMap::new();
    for id in citizens {
        known.extend(citizen_file::view(session, id, asked).await?.map(|view| (id, view)));
    }
    let meetings = list::meetings(session, &meetings, asked, with_cases).await?;
    let meetings: HashMap<_, _> = meetings.into_iter().map(|view| (view.id, view)).collect();
    let cases: HashMap<Uuid, CaseView> = match cases.is_empty() {
        true => HashMap::new(),
        false => {
            let views = read::cases(session, &Which::cases(&cases), wanted, None).await?;
            views.into_iter().map(|view| (view.id, view)).collect()
        }
    };
    let one = |id: &GlobalId| match (id.kind, id.case) {
        (EntityKind::Citizen, None) => known.get(&id.id).cloned().map(NodeObject::row),
        (EntityKind::CouncilMeeting, None) => meetings.get(&id.id).cloned().map(NodeObject::row),
        (EntityKind::Representative, None) => {
            let citizen = known.get(represented.get(&id.id)?)?;
            find::representative(citizen, id.id)
        }
        (kind, None) if kind.is_entry() => {
            directory.as_ref().and_then(|directory| directory.entry(*id)).map(entry)
        }
        _ => find::in_case(cases.get(&id.any_case()?.id)?, *id),
    };
    Ok(ids.iter().map(one).collect())
}

fn entry(entry: Entry) -> NodeObject {
    match entry {
        Entry::Organisation(organisation) => NodeObject::open(organisation),
        Entry::Unit(unit) => NodeObject::open(unit),
        Entry::Professional(professional) => NodeObject::open(professional),
        Entry::ContactPoint(contact_point) => NodeObject::open(contact_point),
        Entry::InterfaceAgreement(interface) => NodeObject::open(interface),
        Entry::EffectGoal(goal) => NodeObject::open(goal),
        Entry::Membership(membership) => NodeObject::open(membership),
    }
}
