//! What it costs to ask at every request whether client, key and token still stand.

use std::sync::Arc;
use std::time::Instant;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use stifinder::demo;
use stifinder::domain::{Clock, SystemClock};
use stifinder::store::Db;
use stifinder::token::{Proof, Standing, Standings, standing};

use crate::{Failure, median};

const TIMES: u32 = 2_000;

/// Asks alone, and as many at once as a node is asked under load.
pub(crate) async fn measure(db: &Db, clock: &SystemClock) -> Result<(), Failure> {
    use entity::signing_key::{Column, Entity};
    let key = Entity::find().filter(Column::Purpose.eq("token")).one(&db.connection).await?;
    let key = key.ok_or("no signing key")?.id;
    let token = "01a20000-0000-7000-8000-000000000000";
    let (mut alone, mut together) = (Vec::new(), Vec::new());
    let standings = Arc::new(Standings::start(db.clone()));
    for _ in 0..5 {
        let begun = Instant::now();
        for _ in 0..TIMES {
            let proof = Proof { client: demo::CLIENT, key: &key, token };
            let found = standing(db, proof, clock.now()?).await?;
            assert!(matches!(found, Standing::Good(_)), "{found:?}");
        }
        alone.push(begun.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES));
        let begun = Instant::now();
        let mut tasks = Vec::new();
        for _ in 0..8 {
            let (standings, key, now) = (Arc::clone(&standings), key.clone(), clock.now()?);
            tasks.push(tokio::spawn(async move {
                for _ in 0..TIMES {
                    let proof = Proof { client: demo::CLIENT, key: &key, token };
                    let found = standings.of(proof, now).await;
                    assert!(matches!(found, Ok(Standing::Good(_))), "{found:?}");
                }
            }));
        }
        for task in tasks {
            task.await?;
        }
        together.push(begun.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES * 8));
    }
    println!("figure: whether a token stands, asked alone = {:.0} µs", median(alone.into_iter()));
    println!(
        "figure: whether a token stands, eight requests at a time = {:.0} µs a request",
        median(together.into_iter())
    );
    Ok(())
}
