//! Values of columns whose type may be a domain.
//!
//! A type that only the database knows may be a domain over `varchar(n)`, `char(n)`, `bit(n)`, `numeric(p, s)` or
//! `time(p)`. A cast to it applies its length: it truncates a text that is too long, where an assignment raises an error
//! (22001). So that the value that is given is the one that is stored, a text becomes the type in the way in which
//! PostgreSQL reads a literal: as an element of the text of an array.
//!
//! A comparison casts, so that it can use an index, and compares the value after the cast with the one before. A value
//! that no row can have is equal to none.

use sea_query::{BinOper, Expr, ExprTrait, Value};

use crate::const_checks::{is_built_in, is_citext};
use crate::const_str::ConstString;
use crate::query::cast::{self, base};
use crate::{ColumnDef, SqlType};

/// Whether the type may be a domain: only the database knows it.
pub(crate) const fn may_be_domain(sql_type: SqlType) -> bool {
    match sql_type {
        SqlType::Named(name) => !is_built_in(name),
        SqlType::Array(element) => may_be_domain(*element),
        _ => false,
    }
}

/// Writes a text that is assigned to the column: `given` is a placeholder, or with `is_element` an element of a batch.
/// Returns whether it was written: other values are cast.
pub(super) const fn assigned<const N: usize>(
    text: &mut ConstString<N>,
    column: &ColumnDef,
    given: &str,
    is_element: bool,
) -> bool {
    let literal = match column.carrier {
        SqlType::Text => "::text",
        SqlType::Array(SqlType::Text) => "::text[]::text",
        _ => return false,
    };
    if !may_be_domain(column.sql_type) {
        return false;
    }
    let is_array = matches!(column.sql_type, SqlType::Array(_));
    // Not `ARRAY[$1]`: sea-query takes brackets for quotes.
    text.write(if is_array { "" } else { "(array_append(NULL::text[], " });
    text.write(given);
    text.write(if is_element { "" } else { literal });
    text.write(if is_array { "::" } else { ")::text::" });
    base(text, column.sql_type);
    text.write(if is_array { "" } else { "[])[1]" });
    true
}

/// Writes the condition that the cast of a placeholder did not change it, after a comparison with that cast.
pub(super) const fn unchanged<const N: usize>(text: &mut ConstString<N>, column: &ColumnDef, placeholder: &str) {
    if let Some(carrier) = changing(column) {
        text.write(" AND 0 = (SELECT ");
        change(text, column, carrier);
        text.write(" FROM (SELECT ");
        text.write(placeholder);
        text.write("::");
        base(text, carrier);
        text.write(") AS given (v))");
    }
}

/// A comparison of the column with a value.
pub(super) fn compared(column: Expr, operator: BinOper, value: Value, def: &ColumnDef) -> Expr {
    let Some(carrier) = changing(def) else { return column.binary(operator, cast::against(value, def)) };
    let mut given = ConstString::<600>::new();
    base(&mut given, carrier);
    if operator == BinOper::Like {
        // A pattern is not a value of the type.
        return column.binary(operator, Expr::cust_with_values(format!("$1::{}", given.as_str()), [value]));
    }
    let mut change = ConstString::<4096>::new();
    self::change(&mut change, def, carrier);
    // Negative if the value after the cast is less than the one before.
    let change = format!("(SELECT {} FROM (SELECT $3::{}) AS given (v))", change.as_str(), given.as_str());
    let template = match operator {
        BinOper::Equal => format!("($1 = $2 AND 0 = {change})"),
        BinOper::NotEqual => format!("($1 <> $2 OR ($1 = $2 AND 0 <> {change}))"),
        BinOper::SmallerThan => format!("($1 <= $2 AND ($1 < $2 OR 0 > {change}))"),
        BinOper::SmallerThanOrEqual => format!("($1 <= $2 AND ($1 < $2 OR 0 >= {change}))"),
        BinOper::GreaterThan => format!("($1 >= $2 AND ($1 > $2 OR 0 < {change}))"),
        BinOper::GreaterThanOrEqual => format!("($1 >= $2 AND ($1 > $2 OR 0 <= {change}))"),
        _ => return column.binary(operator, cast::against(value, def)),
    };
    Expr::cust_with_exprs(template, [column, cast::against(value.clone(), def), Expr::value(value)])
}

/// The elements of an array with which the column can be equal, if not all of them.
pub(super) fn elements(array: Value, def: &ColumnDef) -> Option<Expr> {
    let carrier = changing(def)?;
    let (mut given, mut change) = (ConstString::<600>::new(), ConstString::<4096>::new());
    base(&mut given, carrier);
    self::change(&mut change, def, carrier);
    let mut sql_type = ConstString::<600>::new();
    base(&mut sql_type, def.sql_type);
    let (given, sql_type, change) = (given.as_str(), sql_type.as_str(), change.as_str());
    let text = format!("ARRAY(SELECT given.v::{sql_type} FROM unnest($1::{given}[]) AS given (v) WHERE 0 = {change})");
    Some(Expr::cust_with_values(text, [array]))
}

/// The carrier of a column, if the cast to its type may change a value.
pub(super) const fn changing(column: &ColumnDef) -> Option<SqlType> {
    use SqlType::{Numeric, Text, Time, Timestamp, TimestampTz};
    let carrier = column.carrier;
    let changes = matches!(carrier, Text | SqlType::Array(Text) | Numeric | Time | Timestamp | TimestampTz);
    let is_citext = matches!(column.sql_type, SqlType::Named(name) if is_citext(name));
    if changes && !is_citext && may_be_domain(column.sql_type) { Some(carrier) } else { None }
}

/// Writes the sign of the value after the cast minus the one before, `given.v`.
const fn change<const N: usize>(text: &mut ConstString<N>, column: &ColumnDef, carrier: SqlType) {
    let mut value = ConstString::<600>::new();
    value.write("given.v::");
    base(&mut value, column.sql_type);
    let value = value.as_str();
    match carrier {
        SqlType::Text => {
            under(text, "CASE", value, "", " = 'numeric' THEN ");
            // The planner evaluates only immutable functions, and `concat` is not: it would read any text as a number.
            sign(text, &["concat(", value, ")::numeric"], "concat(given.v)::numeric");
            under(text, "", value, "", " = 'character' THEN ");
            write(text, &["length(", value, "::text) - length(rtrim(given.v, ' '))"]);
            under(text, "", value, "", " IN ('character varying', 'bit', 'bit varying', 'name') THEN ");
            write(text, &["length(", value, "::text) - length(given.v)"]);
        }
        SqlType::Array(_) => {
            under(text, "CASE", value, "[1]", " = 'character' THEN ");
            write(text, &["CASE WHEN ", value, "::text[] = ARRAY(SELECT rtrim(element.v, ' ') FROM unnest(given.v) "]);
            write(text, &["WITH ORDINALITY AS element (v, n) ORDER BY element.n) THEN 0 ELSE -1 END"]);
            under(text, "", value, "[1]", " IN ('character varying', 'bit', 'bit varying', 'name') THEN ");
            write(text, &["CASE WHEN ", value, "::text[] = given.v THEN 0 ELSE -1 END"]);
        }
        carrier => {
            let mut carried = ConstString::<64>::new();
            base(&mut carried, carrier);
            return sign(text, &[value, "::", carried.as_str()], "given.v");
        }
    }
    text.write(" ELSE 0 END");
}

/// Writes a test of the type under a domain, which `COALESCE` with NULL has. Types that no test names do not truncate a
/// text, and may write it in another form than it was given.
const fn under<const N: usize>(text: &mut ConstString<N>, start: &str, value: &str, element: &str, test: &str) {
    write(text, &[start, " WHEN pg_typeof(COALESCE((", value, ")", element, ", NULL))::text", test]);
}

const fn sign<const N: usize>(text: &mut ConstString<N>, value: &[&str], given: &str) {
    text.write("CASE WHEN ");
    write(text, value);
    write(text, &[" < ", given, " THEN -1 WHEN "]);
    write(text, value);
    write(text, &[" > ", given, " THEN 1 ELSE 0 END"]);
}

const fn write<const N: usize>(text: &mut ConstString<N>, parts: &[&str]) {
    let mut at = 0;
    while at < parts.len() {
        text.write(parts[at]);
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::physical::fixture;

    const TEXT: SqlType = SqlType::Text;
    const TEXTS: SqlType = SqlType::Array(&TEXT);
    const SHORTS: SqlType = SqlType::Array(&SqlType::Named("short"));

    fn column(sql_type: SqlType, carrier: SqlType) -> ColumnDef {
        ColumnDef { carrier, ..fixture::column("it", sql_type) }
    }

    fn written(sql_type: SqlType, carrier: SqlType, is_element: bool) -> Option<String> {
        let mut text = ConstString::<256>::new();
        let is_written = assigned(&mut text, &column(sql_type, carrier), "$1", is_element);
        is_written.then(|| text.as_str().to_owned())
    }

    #[test]
    fn a_text_is_assigned_as_a_literal_is() {
        for (sql_type, carrier, single, element) in [
            (
                SqlType::Named("short"),
                TEXT,
                "(array_append(NULL::text[], $1::text)::text::short[])[1]",
                "(array_append(NULL::text[], $1)::text::short[])[1]",
            ),
            (
                SqlType::Named("shorts"),
                TEXTS,
                "(array_append(NULL::text[], $1::text[]::text)::text::shorts[])[1]",
                "(array_append(NULL::text[], $1)::text::shorts[])[1]",
            ),
            (SHORTS, TEXTS, "$1::text[]::text::short[]", "$1::short[]"),
        ] {
            assert_eq!(written(sql_type, carrier, false).as_deref(), Some(single));
            assert_eq!(written(sql_type, carrier, true).as_deref(), Some(element));
        }
    }

    #[test]
    fn other_types_are_cast() {
        for sql_type in [SqlType::Named("inet"), SqlType::Named("bit(3)"), SqlType::Varchar(3), SqlType::Jsonb, TEXT] {
            assert_eq!(written(sql_type, TEXT, false), None);
            assert_eq!(changing(&column(sql_type, TEXT)), None);
        }
        assert_eq!(written(SqlType::Named("tenths"), SqlType::Numeric, false), None);
        assert_eq!(changing(&column(SqlType::Named("tenths"), SqlType::Numeric)), Some(SqlType::Numeric));
        assert_eq!(changing(&column(SqlType::Named("vector(3)"), SqlType::Array(&SqlType::Real))), None);
        assert_eq!(changing(&column(SqlType::Named("app.citext"), TEXT)), None);
    }

    #[test]
    fn the_longest_name_fits() {
        let name = format!("\"{0}\".\"{0}\"", "\"".repeat(126)).leak();
        for (sql_type, carrier) in [(SqlType::Named(name), TEXT), (SqlType::Named(name), TEXTS)] {
            let mut text = ConstString::<4096>::new();
            change(&mut text, &column(sql_type, carrier), carrier);
            assert!(!text.overflowed() && text.as_str().ends_with(" ELSE 0 END"));
            assert_eq!(text.as_str().matches(name as &str).count(), if carrier.is(TEXT) { 7 } else { 4 });
        }
    }
}
