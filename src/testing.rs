//! Databases for tests: an SQLite file of its own, and PostgreSQL where one is named by
//! `STIFINDER_TEST_POSTGRES` (a URL whose user may create databases).

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection};

use crate::store::{Db, connect};

/// A migrated, empty database. The file goes with the value.
pub(crate) struct TestDatabase {
    pub(crate) connection: DatabaseConnection,
    pub(crate) db: Db,
    pub(crate) url: String,
    _directory: Option<tempfile::TempDir>,
}

/// One database of each kind that is at hand. `name` is unique among the tests.
pub(crate) async fn databases(name: &str) -> Vec<TestDatabase> {
    let mut databases = vec![sqlite().await];
    match std::env::var("STIFINDER_TEST_POSTGRES") {
        Ok(url) => databases.push(postgres(&url, name).await),
        Err(_) => println!("{name}: no `STIFINDER_TEST_POSTGRES`, only SQLite is tested"),
    }
    databases
}

/// An SQLite file.
pub(crate) async fn sqlite() -> TestDatabase {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("stifinder.sqlite");
    let url = format!("sqlite:{}", path.display());
    open(&url, Some(directory)).await
}

async fn postgres(url: &str, name: &str) -> TestDatabase {
    let (server, _) = url.rsplit_once('/').expect("a URL with a database");
    let admin = connect(url, 1).await.unwrap().connection;
    let database = format!("stifinder_{name}");
    for verb in ["DROP DATABASE IF EXISTS", "CREATE DATABASE"] {
        admin.execute_unprepared(&format!("{verb} {database}")).await.unwrap();
    }
    admin.close().await.unwrap();
    open(&format!("{server}/{database}"), None).await
}

async fn open(url: &str, directory: Option<tempfile::TempDir>) -> TestDatabase {
    let db = connect(url, 8).await.unwrap();
    Migrator::up(&db.connection, None).await.unwrap();
    TestDatabase {
        connection: db.connection.clone(),
        db,
        url: url.to_owned(),
        _directory: directory,
    }
}

/// Runs a future until it has waited so many times, and drops it there; none if it was dropped.
pub(crate) async fn give_up_after<T>(waits: usize, future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    let mut left = waits;
    poll_fn(|context| match (future.as_mut().poll(context), left) {
        (Poll::Ready(done), _) => Poll::Ready(Some(done)),
        (Poll::Pending, 0) => Poll::Ready(None),
        (Poll::Pending, _) => {
            left -= 1;
            Poll::Pending
        }
    })
    .await
}
