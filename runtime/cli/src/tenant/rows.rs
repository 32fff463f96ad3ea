//! The rows of a table, as text.

use futures_util::TryStreamExt;
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, PgConnection, Row, ValueRef};
use uuid::Uuid;

use super::error::{TenantError, TenantErrorKind, failed};
use super::file::ColumnHead;
use super::progress::{EVERY, Show, Step};
use super::scope::Member;
use crate::database::quoted;

/// Calls `each` with the values of each row of the tenant, in the order of the key. One row is in memory.
///
/// The statement goes by the simple protocol, in which the server sends every value as its output function writes it.
pub(super) async fn each(
    connection: &mut PgConnection,
    member: &Member,
    columns: &[ColumnHead],
    tenant: Uuid,
    (show, step): (Show<'_>, Step<'_>),
    mut each: impl FnMut(&[Option<&str>]) -> Result<(), TenantError>,
) -> Result<(), TenantError> {
    let key: Vec<_> =
        member.key.iter().filter(|column| **column != member.tenant).map(|column| quoted(column)).collect();
    let order = if key.is_empty() { String::new() } else { format!(" ORDER BY {}", key.join(", ")) };
    let statement =
        format!("SELECT {} FROM {} WHERE {} = '{tenant}'{order}", names(columns), member.sql, quoted(&member.tenant));
    let mut rows = sqlx::raw_sql(AssertSqlSafe(statement)).fetch(connection);
    let mut count = 0_u64;
    let cannot = || failed(format!("read the rows of `{}`", member.name));
    while let Some(row) = rows.try_next().await.map_err(cannot())? {
        let values = texts(&row, member, columns)?;
        each(&values)?;
        count += 1;
        if count.is_multiple_of(EVERY) {
            show(Step { rows: count, ..step });
        }
    }
    Ok(())
}

fn texts<'a>(row: &'a PgRow, member: &Member, columns: &[ColumnHead]) -> Result<Vec<Option<&'a str>>, TenantError> {
    let text = |(place, column): (usize, &ColumnHead)| {
        let value = row.try_get_raw(place).map_err(failed(format!("read the rows of `{}`", member.name)))?;
        if value.is_null() {
            return Ok(None);
        }
        value.as_str().map(Some).map_err(|error| {
            let message = format!("a value of `{}` in `{}` is not UTF-8: {error}", column.name, member.name);
            TenantError::new(TenantErrorKind::Database, message)
        })
    };
    columns.iter().enumerate().map(text).collect()
}

/// The columns as a list in SQL.
pub(super) fn names(columns: &[ColumnHead]) -> String {
    columns.iter().map(|column| quoted(&column.name)).collect::<Vec<_>>().join(", ")
}
