//! Reads chains for the checker, page by page.

use entity::{access_log, access_log_head};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Statement,
};

use super::checker::Checker;

/// Rows read at once.
const PAGE: u64 = 2_000;

/// The names of the chains, from rows and heads: a chain may have lost either.
pub(super) async fn chains<C: ConnectionTrait>(log: &C) -> Result<Vec<String>, DbErr> {
    let sql = "SELECT chain FROM access_log UNION SELECT chain FROM access_log_head ORDER BY chain";
    let rows = log.query_all_raw(Statement::from_string(log.get_database_backend(), sql)).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// Feeds a whole chain to its checker.
pub(super) async fn feed(
    log: &DatabaseTransaction,
    checker: &mut Checker<'_>,
) -> Result<(), DbErr> {
    let chain = checker.chain().to_owned();
    let mut after = 0;
    loop {
        let places = places(log, &chain, after).await?;
        let Some(&last) = places.last() else {
            // Heads beyond the last row: what they covered is gone.
            let heads = heads(log, checker, after, i64::MAX).await?;
            checker.feed(&[], &heads);
            return Ok(());
        };
        let heads = heads(log, checker, after, last).await?;
        match rows(log, &chain, after, last).await {
            Ok(rows) => checker.feed(&rows, &heads),
            Err(_) => one_by_one(log, checker, &places, &heads).await?,
        }
        after = last;
    }
}

async fn places(log: &DatabaseTransaction, chain: &str, after: i64) -> Result<Vec<i64>, DbErr> {
    access_log::Entity::find()
        .select_only()
        .column(access_log::Column::Seq)
        .filter(access_log::Column::Chain.eq(chain))
        .filter(access_log::Column::Seq.gt(after))
        .order_by_asc(access_log::Column::Seq)
        .limit(PAGE)
        .into_tuple()
        .all(log)
        .await
}

async fn rows(
    log: &DatabaseTransaction,
    chain: &str,
    after: i64,
    last: i64,
) -> Result<Vec<access_log::Model>, DbErr> {
    access_log::Entity::find()
        .filter(access_log::Column::Chain.eq(chain))
        .filter(access_log::Column::Seq.gt(after))
        .filter(access_log::Column::Seq.lte(last))
        .order_by_asc(access_log::Column::Seq)
        .all(log)
        .await
}

/// Heads of the places after `after` up to `last`; those that cannot be read are told to the
/// checker.
async fn heads(
    log: &DatabaseTransaction,
    checker: &mut Checker<'_>,
    after: i64,
    last: i64,
) -> Result<Vec<access_log_head::Model>, DbErr> {
    let chain = checker.chain().to_owned();
    let wanted = access_log_head::Entity::find()
        .filter(access_log_head::Column::Chain.eq(&chain))
        .filter(access_log_head::Column::Seq.gt(after))
        .filter(access_log_head::Column::Seq.lte(last))
        .order_by_asc(access_log_head::Column::Seq);
    if let Ok(heads) = wanted.clone().all(log).await {
        return Ok(heads);
    }
    let places = wanted.select_only().column(access_log_head::Column::Seq);
    let places: Vec<i64> = places.into_tuple().all(log).await?;
    let mut heads = Vec::new();
    for seq in places {
        match access_log_head::Entity::find_by_id((chain.clone(), seq)).one(log).await {
            Ok(head) => heads.extend(head),
            Err(_) => checker.unreadable_head(seq),
        }
    }
    Ok(heads)
}

/// A page with a row that cannot be read: SQLite lets anything be written into a time.
async fn one_by_one(
    log: &DatabaseTransaction,
    checker: &mut Checker<'_>,
    places: &[i64],
    heads: &[access_log_head::Model],
) -> Result<(), DbErr> {
    for &seq in places {
        let row = access_log::Entity::find_by_id((checker.chain().to_owned(), seq)).one(log).await;
        let heads: Vec<_> = heads.iter().filter(|head| head.seq == seq).cloned().collect();
        match row {
            Ok(row) => checker.feed(row.as_slice(), &heads),
            // A database that is gone fails here, rather than as a finding a row.
            Err(error) => match self::places(log, checker.chain(), i64::MAX).await {
                Ok(_) => checker.unreadable(seq),
                Err(_) => return Err(error),
            },
        }
    }
    Ok(())
}
