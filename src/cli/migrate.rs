//! `migrate`: brings a database to this version.

use clap::Args;
use migration::{Migrator, MigratorTrait};

use super::CommandResult;
use super::database::DatabaseArgs;

#[derive(Debug, Args)]
pub(super) struct MigrateArgs {
    #[command(flatten)]
    database: DatabaseArgs,
}

#[expect(clippy::print_stdout, reason = "the command line speaks to a person")]
pub(super) async fn run(args: MigrateArgs) -> CommandResult<()> {
    let db = args.database.connect().await?;
    let pending = Migrator::get_pending_migrations(&db.connection).await?.len();
    Migrator::up(&db.connection, None).await?;
    println!("{pending} migrations applied; the database is up to date");
    Ok(())
}
