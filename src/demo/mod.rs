//! The demo: a synthetic municipality that comes out the same for the same plan.
//!
//! Nobody in it exists: replacement numbers (day + 60), names from lists, phones that begin with 0,
//! e-mail under `.example`, CVR and SOR numbers that are not given out. Its cases obey the law that
//! the program applies: nobody takes part, is invited, assigned or asked where it would refuse.
//!
//! **The showcase**, case of the first citizen, is the one query that tells what the program does.
//! It is led by the unit Nørrebro; two consents, the second with a withdrawn clause; a network map
//! of some 25 rows in three versions; a meeting in every state; requests in every state; statements
//! of hospital (HEALTH), job centre (journal), lead (tagged and not) and of a third party.
//!
//! | Viewer | sees of it | because |
//! |---|---|---|
//! | `sofCoordinator`, `sofCaseworker` | all that the lead holds; partners' statements by COLLECT and JOURNAL_READ | leads the case |
//! | `bifCaseworker` | PROCESS, SOCIAL, EMPLOYMENT | takes part by unit, DISCLOSE to BIF |
//! | `hospitalPartner` | PROCESS, HEALTH | takes part by name, DISCLOSE to the hospital |
//! | `housingPartner` | PROCESS, HOUSING, ECONOMY | takes part by name, second consent |
//! | `citizen` | all but AUTHOR_ONLY | it is about them |
//! | `representative` | PROCESS, ECONOMY | guardian in economic matters |
//! | `sofOtherUnit`, `unrelated`, `bufCaseworker`, `unitLead`, `auditor`, `admin` | nothing: unknown | no relation |
//!
//! The second showcase is a brain-injury case; see [`brain_injury`].

mod agenda;
mod assess;
mod assign;
mod bases;
mod batch;
mod brain_injury;
mod calendar;
mod cases;
mod cast;
mod catalogue;
mod citizens;
mod consents;
mod coordinate;
mod council;
mod course;
mod directory;
mod draft;
mod exchange;
mod grants;
mod meetings;
mod names;
mod network;
mod numbers;
mod rng;
mod showcase;
#[cfg(test)]
mod tests;
mod texts;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseConnection, EntityTrait, ExprTrait, IntoActiveModel,
    QueryFilter, QuerySelect, TransactionTrait,
};

pub use cast::{BrainInjuryShowcase, Cast, Persona, Showcase};

use crate::domain::{ScopeSet, clock};
use crate::store::StoreError;
use batch::Batch;
use calendar::Calendar;
use directory::Town;
use numbers::Replacements;

/// Client that the demo's tokens are of; its row marks a database that the demo made.
pub const CLIENT: &str = "demo";

/// What the name of that client begins with; the plan follows.
const MARK: &str = "synthetic municipality:";

/// Internal id of that client: the same in every demo.
const MARK_ID: uuid::Uuid = uuid::Uuid::from_u128(0xde30);

/// Most citizens that a demo can have.
pub const MOST_CITIZENS: u64 = 100_000;

/// Rows written in one transaction.
const CHUNK: usize = 40_000;

/// What the municipality comes out of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// How many citizens: from 1 to [`MOST_CITIZENS`].
    pub citizens: u64,
    /// The present of the demo; every date in it is counted from here.
    pub anchor: DateTime<Utc>,
    /// Where chance begins.
    pub seed: u64,
    /// Whether every third citizen has a brain-injury case, and the others one of the DKK bundle;
    /// the council meets, and the catalogue of the pathfinder is published. Otherwise all of them
    /// are of the DKK bundle, and come out as they do beside the brain-injury cases.
    pub brain_injury: bool,
}

impl Plan {
    /// The usual demo: 300 citizens, 100 of them with a brain-injury case.
    #[must_use]
    pub fn usual(anchor: DateTime<Utc>) -> Self {
        Self { citizens: 300, anchor: clock::truncate(anchor), seed: 1, brain_injury: true }
    }

    fn label(&self) -> String {
        let (citizens, seed, also) = (self.citizens, self.seed, self.brain_injury);
        format!("{MARK} citizens={citizens} seed={seed} brain-injury={}", u8::from(also))
    }

    fn read(client: &entity::client::Model) -> Option<Self> {
        let (_, rest) = client.name.split_once(MARK)?;
        let number = |key: &str| {
            let word = rest.split_ascii_whitespace().find_map(|word| word.strip_prefix(key));
            word.and_then(|digits| digits.parse().ok())
        };
        let (citizens, seed) = (number("citizens=")?, number("seed=")?);
        let brain_injury = number("brain-injury=")? == 1;
        Some(Self { citizens, anchor: client.created_at, seed, brain_injury })
    }
}

/// Fills an empty, migrated database. `progress` is told how many citizens are done of how many;
/// `citizens` is held to what a demo can have. The mark is written last: what was broken off half
/// way is no demo, and is refused.
///
/// # Errors
/// A statement failed; what was written before it stays.
pub async fn seed(
    connection: &DatabaseConnection,
    plan: &Plan,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Cast, StoreError> {
    let citizens = plan.citizens.clamp(1, MOST_CITIZENS);
    let plan = Plan { citizens, anchor: clock::truncate(plan.anchor), ..*plan };
    let calendar = Calendar::new(plan.anchor);
    let town = Town::new(plan.seed, calendar);
    let mut numbers = Replacements::default();
    let mut batch = Batch::default();
    begin(&town, &plan, &mut numbers, &mut batch);
    progress(0, citizens);
    for index in 0..citizens {
        draw(&town, calendar, &plan, index, &mut numbers, &mut batch)?;
        if batch.len() >= CHUNK || index + 1 == citizens {
            let transaction = connection.begin().await?;
            batch.write(&transaction).await?;
            transaction.commit().await?;
            progress(index + 1, citizens);
        }
    }
    mark(connection, &plan).await?;
    Ok(Cast::in_town(&town, calendar, plan.seed))
}

/// Adds what stands beside the citizens.
fn begin(town: &Town, plan: &Plan, numbers: &mut Replacements, batch: &mut Batch) {
    batch.town(town);
    if plan.brain_injury {
        batch.public(town);
        // The number of that showcase is the first of its day, whoever else is born on it.
        numbers.next(brain_injury::showcase::birth());
    }
}

/// Adds a citizen with their cases.
fn draw(
    town: &Town,
    calendar: Calendar,
    plan: &Plan,
    index: u64,
    numbers: &mut Replacements,
    batch: &mut Batch,
) -> Result<(), StoreError> {
    let seed = plan.seed;
    let before = (index + 1) / 3;
    let index = match plan.brain_injury {
        true if index % 3 == 2 => {
            batch.add(brain_injury::case(town, calendar, seed, before - 1, numbers)?);
            return Ok(());
        }
        true => index - before,
        false => index,
    };
    if index == 0 {
        let draft = showcase::showcase(town, calendar, seed)?;
        // Its number is given out like the others, so that none comes twice.
        if let Some(citizen) = draft.rows.citizens.first() {
            numbers.next(citizen.birth_date);
        }
        batch.add(draft);
        return Ok(());
    }
    for draft in cases::cases(town, calendar, seed, index, numbers)? {
        batch.add(draft);
    }
    Ok(())
}

/// Marks the database as the demo's, and tells every node that the directory changed.
async fn mark(connection: &DatabaseConnection, plan: &Plan) -> Result<(), StoreError> {
    let transaction = connection.begin().await?;
    entity::directory_state::Entity::update_many()
        .col_expr(
            entity::directory_state::Column::Version,
            Expr::col(entity::directory_state::Column::Version).add(1),
        )
        .exec(&transaction)
        .await?;
    let client = entity::client::Model {
        id: CLIENT.to_owned(),
        uid: MARK_ID,
        name: plan.label(),
        contact: None,
        organisation_id: None,
        unit_id: None,
        scopes: ScopeSet::ALL.to_string(),
        networks: String::new(),
        jwks: None,
        token_algorithm: "EdDSA".to_owned(),
        created_at: plan.anchor,
        expires_at: None,
        disabled_at: None,
        revoked_at: None,
        version: 1,
    };
    client.into_active_model().reset_all().insert(&transaction).await?;
    transaction.commit().await?;
    Ok(())
}

/// The plan that a database was filled by; none: the demo did not make it.
///
/// # Errors
/// The database cannot be read.
pub async fn plan_of(connection: &DatabaseConnection) -> Result<Option<Plan>, StoreError> {
    let found = entity::client::Entity::find()
        .filter(entity::client::Column::Id.eq(CLIENT))
        .one(connection)
        .await?;
    Ok(found.as_ref().and_then(Plan::read))
}

/// Whether the demo made this database.
///
/// # Errors
/// The database cannot be read.
pub async fn is_demo(connection: &DatabaseConnection) -> Result<bool, StoreError> {
    Ok(plan_of(connection).await?.is_some())
}

/// Whether a migrated database holds nothing yet: no organisation, no citizen, no client.
///
/// # Errors
/// The database cannot be read, or is not migrated.
pub async fn is_empty(connection: &DatabaseConnection) -> Result<bool, StoreError> {
    let organisation = entity::organisation::Entity::find().limit(1).one(connection).await?;
    let citizen = entity::citizen::Entity::find().limit(1).one(connection).await?;
    let client = entity::client::Entity::find().limit(1).one(connection).await?;
    Ok(organisation.is_none() && citizen.is_none() && client.is_none())
}
