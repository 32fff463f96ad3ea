//! Types without equality in PostgreSQL.

use sea_query::Expr;

use crate::definition::{ColumnDef, SqlType};
use crate::query::cast;

/// A column as rows are grouped by it: its text if the type has no equality.
pub(crate) fn grouped(column: Expr, def: &ColumnDef) -> Expr {
    if has_equality(def.sql_type) {
        return column;
    }
    Expr::cust_with_exprs(format!("$1{}", cast::read(def).as_str()), [column])
}

/// Whether PostgreSQL groups by the type. It has no `=` for json, xml and most shapes, whose texts are compared.
pub(crate) fn has_equality(sql_type: SqlType) -> bool {
    match sql_type {
        SqlType::Json => false,
        SqlType::Array(element) => has_equality(*element),
        SqlType::Named(name) => {
            let name = name.strip_prefix("pg_catalog.").unwrap_or(name);
            !matches!(name, "xml" | "jsonpath" | "point" | "line" | "lseg" | "box" | "path" | "polygon" | "circle")
        }
        _ => true,
    }
}
