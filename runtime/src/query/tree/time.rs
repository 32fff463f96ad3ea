//! The versions of rows: the live ones, and those that the table of the versions has.

use std::fmt::Write;

use sea_query::{Alias, Expr, ExprTrait, Query, SchemaName, SelectStatement, TableName, UnionType};
use uuid::Uuid;

use crate::Timestamp;
use crate::definition::{CREATED_AT, TableDef};
use crate::physical::generated;
use crate::physical::history::{VERSION_CHANGED_BY, VERSION_FROM, VERSION_UNTIL, history};
use crate::query::tree::source::relation;
use crate::quote::Identifier;

/// When the rows of a select were live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Time {
    /// Now: the rows of the table.
    Now,
    /// At this time.
    At(Timestamp),
    /// At any time: each version, with its times.
    Ever,
}

impl Time {
    /// The versions of this time, in place of the table. The conditions of the surrounding select apply to both parts.
    pub(super) fn versions(self, table: &'static TableDef, tenant: Option<Uuid>) -> SelectStatement {
        let since = table.updated_at().or_else(|| table.timestamp(CREATED_AT)).map_or(CREATED_AT, |column| column.name);
        let (mut live, mut kept) = (Query::select(), Query::select());
        live.from(relation(table));
        kept.from(TableName(table.schema.map(|schema| SchemaName(None, schema.into())), history(table.name).into()));
        let (mut of_live, mut of_kept) = (names(table), names(table));
        if let Some(search) = &table.search {
            let name = Identifier(search.column.name);
            // Writing to a string never fails.
            let _ = write!(of_live, ", {name}");
            let _ = write!(of_kept, ", ({}) AS {name}", generated(&search.column).unwrap_or_default());
        }
        match self {
            Self::Now => {}
            Self::At(time) => {
                live.and_where(Expr::col(Alias::new(since)).lte(Expr::value(time)));
                kept.and_where(Expr::col(Alias::new(VERSION_FROM)).lte(Expr::value(time)));
                kept.and_where(Expr::col(Alias::new(VERSION_UNTIL)).gt(Expr::value(time)));
            }
            Self::Ever => {
                let (from, until, by) =
                    (Identifier(VERSION_FROM), Identifier(VERSION_UNTIL), Identifier(VERSION_CHANGED_BY));
                let since = Identifier(since);
                let _ = write!(of_live, ", {since} AS {from}, NULL::timestamptz AS {until}, NULL::text AS {by}");
                let _ = write!(of_kept, ", {from}, {until}, {by}");
            }
        }
        if let Some((column, tenant)) = table.tenant_column().zip(tenant) {
            for part in [&mut live, &mut kept] {
                part.and_where(Expr::col(Alias::new(column)).eq(Expr::value(tenant)));
            }
        }
        live.expr(Expr::cust(of_live));
        kept.expr(Expr::cust(of_kept));
        live.union(UnionType::All, kept);
        live
    }
}

/// The columns of the struct.
fn names(table: &TableDef) -> String {
    let names: Vec<_> = table.columns.iter().map(|column| Identifier(column.name).to_string()).collect();
    names.join(", ")
}
