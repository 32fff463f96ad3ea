//! Example statements for documentation, from a definition alone, with `…` for the columns.

use sea_query::{Expr, ExprTrait, PostgresQueryBuilder, Query};
use uuid::Uuid;

use crate::TableDef;
use crate::const_str::ConstString;
use crate::query::const_sql::row;
use crate::query::select_tree::relation;

/// Stands for all columns of a table.
const COLUMNS: &str = "…";

/// The SQL of `find`.
pub fn find(def: &TableDef) -> String {
    fixed(|small| row::find(small, def, COLUMNS), |large| row::find(large, def, COLUMNS))
}

/// The SQL of the finder by the unique index at this position of the definition.
pub fn finder(def: &TableDef, place: usize) -> String {
    let all = fixed(|small| row::finders(small, def, COLUMNS), |large| row::finders(large, def, COLUMNS));
    all.split('\0').nth(place).unwrap_or_default().to_owned()
}

fn fixed(small: impl Fn(&mut ConstString<1024>), large: impl Fn(&mut ConstString<65536>)) -> String {
    let mut text = ConstString::new();
    small(&mut text);
    if !text.overflowed() {
        return text.as_str().to_owned();
    }
    let mut text = ConstString::new();
    large(&mut text);
    text.as_str().to_owned()
}

/// The SQL of a list that compares the first columns with values and is ordered by the others, descending.
pub fn list(def: &'static TableDef, equal: &[&'static str], ordered: &[&'static str]) -> String {
    let mut query = Query::select();
    let column = |name: &'static str| Expr::col((def.name, name));
    query.expr(Expr::cust(COLUMNS)).from(relation(def));
    if let Some(tenant) = def.tenant_column() {
        query.and_where(column(tenant).eq(Expr::value(Uuid::nil())));
    }
    if def.soft_delete() {
        query.and_where(column("deleted_at").is_null());
    }
    for name in equal {
        query.and_where(Expr::tuple([column(name).eq(Expr::value(Uuid::nil()))]));
    }
    for name in ordered {
        query.order_by_expr(column(name), sea_query::Order::Desc);
    }
    query.limit(20).build(PostgresQueryBuilder).0
}
