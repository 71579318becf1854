//! Reads chains for the checker, page by page.

use entity::{access_log, access_log_head};
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, Statement,
};

use super::checker::Checker;
use super::form;

/// Rows read at once.
const PAGE: u64 = 2_000;

/// The names of the chains, from rows and heads: a chain may have lost either.
pub(super) async fn chains<C: ConnectionTrait>(log: &C) -> Result<Vec<String>, DbErr> {
    let only = if form::is_loose(log) { "WHERE typeof(chain) = 'text'" } else { "" };
    let sql = format!(
        "SELECT chain FROM access_log {only} UNION SELECT chain FROM access_log_head {only} \
         ORDER BY chain"
    );
    let rows = log.query_all_raw(Statement::from_string(log.get_database_backend(), sql)).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// Feeds a whole chain to its checker, from whatever place its first row stands at.
pub(super) async fn feed(
    log: &DatabaseTransaction,
    checker: &mut Checker<'_>,
) -> Result<(), DbErr> {
    let chain = checker.chain().to_owned();
    let mut next = Some(i64::MIN);
    while let Some(from) = next {
        let places = places(log, &chain, from).await?;
        let Some(&last) = places.last() else {
            // Heads beyond the last row: what they covered is gone.
            let heads = heads(log, checker, from, i64::MAX).await?;
            checker.feed(&[], &heads);
            return Ok(());
        };
        let heads = heads(log, checker, from, last).await?;
        let altered = form::altered(log, &chain, from, last).await?;
        match rows(log, &chain, from, last).await {
            Ok(rows) => checker.feed(&rows, &heads),
            Err(_) => one_by_one(log, checker, &places, &heads).await?,
        }
        altered.into_iter().for_each(|seq| checker.altered(seq));
        next = last.checked_add(1);
    }
    Ok(())
}

/// Holds for a place that is a number: on SQLite it may be anything, and is told of then by
/// [`form::adrift`].
fn is_place(log: &DatabaseTransaction) -> Option<SimpleExpr> {
    form::is_loose(log).then(|| Expr::cust("typeof(seq) = 'integer'"))
}

async fn places(log: &DatabaseTransaction, chain: &str, from: i64) -> Result<Vec<i64>, DbErr> {
    access_log::Entity::find()
        .select_only()
        .column(access_log::Column::Seq)
        .filter(access_log::Column::Chain.eq(chain))
        .filter(access_log::Column::Seq.gte(from))
        .filter(Condition::all().add_option(is_place(log)))
        .order_by_asc(access_log::Column::Seq)
        .limit(PAGE)
        .into_tuple()
        .all(log)
        .await
}

async fn rows(
    log: &DatabaseTransaction,
    chain: &str,
    from: i64,
    last: i64,
) -> Result<Vec<access_log::Model>, DbErr> {
    access_log::Entity::find()
        .filter(access_log::Column::Chain.eq(chain))
        .filter(access_log::Column::Seq.gte(from))
        .filter(access_log::Column::Seq.lte(last))
        .filter(Condition::all().add_option(is_place(log)))
        .order_by_asc(access_log::Column::Seq)
        .all(log)
        .await
}

/// Heads of the places from `from` to `last`; those that cannot be read are told to the checker.
async fn heads(
    log: &DatabaseTransaction,
    checker: &mut Checker<'_>,
    from: i64,
    last: i64,
) -> Result<Vec<access_log_head::Model>, DbErr> {
    let chain = checker.chain().to_owned();
    let wanted = access_log_head::Entity::find()
        .filter(access_log_head::Column::Chain.eq(&chain))
        .filter(access_log_head::Column::Seq.gte(from))
        .filter(access_log_head::Column::Seq.lte(last))
        .filter(Condition::all().add_option(is_place(log)))
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
