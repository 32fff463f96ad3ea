//! Tests of arrays.

use sea_query::{BinOper, Expr, ExprTrait, Value};

use crate::const_checks::is_citext;
use crate::const_str::ConstString;
use crate::definition::{ColumnDef, SqlType};
use crate::query::{cast, domain};

/// Compares a column with an array. A cast to the array of a domain might truncate elements, so that is compared in its
/// carrier.
pub(crate) fn compared(column: Expr, operator: &'static str, array: Value, def: &ColumnDef) -> Expr {
    let operator = BinOper::Custom(operator);
    let is_citext = matches!(def.sql_type, SqlType::Array(SqlType::Named(name)) if is_citext(name));
    if let Some(carrier) = domain::changing(def).filter(|_| !is_citext) {
        let mut text = ConstString::<64>::new();
        cast::base(&mut text, carrier);
        let cast = format!("$1::{}", text.as_str());
        return Expr::cust_with_exprs(cast.clone(), [column]).binary(operator, Expr::cust_with_values(cast, [array]));
    }
    cast::comparable(column, def.sql_type).binary(operator, cast::against(array, &cast::compared(def)))
}
