//! C10 default_fits: a default has the column's type; the SQL of one is an expression that reads no row.
//!
//! `default = "now()"` stores the text, once, at the time of CREATE TABLE. PostgreSQL refuses a default that reads a column, an aggregate or a
//! sub-select. The compiler asserts that a literal fits its type.

use super::{Decided, c09};
use crate::parse::sql::Sql;
use crate::parse::value::Text;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{Column, Default, Table};
/// The rule.
pub const RULE: Rule = Rule { code: "C10", name: "default_fits", waivable: false };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for (place, column) in table.columns.iter().enumerate() {
        match &column.default {
            Some(Default::Text(text)) if looks_like_call(&text.value) => called(column, place, text, diagnostics),
            Some(Default::Sql(sql, _)) => expression(table, column, place, sql, diagnostics),
            Some(default) => constant(column, place, default, diagnostics),
            None => {}
        }
    }
}

fn called(column: &Column, place: usize, text: &Text, diagnostics: &mut Diagnostics) {
    let message = format!("the default of `{}` looks like a function call, but is a text", column.name);
    let help = format!("write `default_sql = {:?}`", text.value);
    diagnostics.broken(&RULE, Place::Column(place), &text.tokens, message, help);
}

fn looks_like_call(text: &str) -> bool {
    let name = text.split('(').next().unwrap_or_default();
    let is_name = !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    is_name && text.len() > name.len() && text.trim_end().ends_with(')')
}

/// SQL is written from constants of a few types.
fn constant(column: &Column, place: usize, default: &Default, diagnostics: &mut Diagnostics) {
    if let Some(tokens) = default.unknown_constant(&column.shape.kind) {
        let message = format!("the default of `{}` is a constant, which its type does not support", column.name);
        let help = "write the value itself, such as `default = 0.5`; integers, `bool`, `String` and enums take constants";
        diagnostics.broken(&RULE, Place::Column(place), tokens, message, help.to_owned());
    }
}

/// `default_sql = "..."`
fn expression(table: &Table, column: &Column, place: usize, sql: &Sql, diagnostics: &mut Diagnostics) {
    let (name, before) = (&column.name, diagnostics.count());
    let mut refuse =
        |message: String, help: String| diagnostics.broken(&RULE, Place::Column(place), &sql.tokens, message, help);
    if let Some(problem) = &sql.problem {
        let message = format!("the default of `{name}` is not one SQL expression: {problem}");
        refuse(message, "write one expression, such as `default_sql = \"now()\"`".to_owned());
    } else if sql.is_null && !column.shape.nullable {
        let help = format!("remove it, or write `{name}: Option<..>`");
        refuse(format!("the default of `{name}` is NULL, but the column is not an `Option`"), help);
    } else if let Some(read) = sql.columns().map(ToString::to_string).chain(sql.others.iter().cloned()).next() {
        let (message, help) = no_value(table, column, &read);
        refuse(message, help);
    }
    if diagnostics.count() == before {
        c09::one_row(&RULE, sql, Place::Column(place), c09::Use::Default, diagnostics);
    }
}

/// A bare name in a default: no row is there to be read.
fn no_value(table: &Table, column: &Column, read: &str) -> (String, String) {
    let name = &column.name;
    let bare = read.trim_start_matches("r#");
    let last = bare.rsplit('.').next().unwrap_or(bare).trim_matches('"');
    if table.columns.iter().any(|other| other.name == last || other.stored_name() == last) {
        let message = format!("the default of `{name}` reads the column `{bare}`, but a default reads no row");
        return (message, format!("set `{name}` in the application, or write `generated(sql = \"...\")`"));
    }
    let message = format!("`{bare}` in the default of `{name}` is a name, not a value");
    (message, format!("write a text as `'{bare}'`, a function as `{bare}()`"))
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn a_call_in_quotes() {
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                #[column(default = "now()")]
                starts: String,
            }
        );
        assert_eq!(codes(quote!(name = "plans"), table), ["C10"]);
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                #[column(default = "draft (new)")]
                state: String,
            }
        );
        assert!(codes(quote!(name = "plans"), table).is_empty());
    }

    fn of_sql(sql: &str) -> Vec<String> {
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                name: String,
                #[column(default_sql = #sql)]
                state: String,
            }
        );
        codes(quote!(name = "plans"), table)
    }

    #[test]
    fn what_a_default_cannot_read() {
        for sql in [
            "name",
            "lower(name)",
            "\"name\"",
            "plans.name",
            "draft",
            "(SELECT 1)",
            "max(1)",
            "row_number() OVER ()",
            "unnest('{a}'::text[])",
            "NULL",
            "NULL::text",
            "",
            "'a'; DROP TABLE plans",
            "'a",
        ] {
            assert_eq!(of_sql(sql), ["C10"], "{sql}");
        }
    }

    #[test]
    fn what_a_default_may_call() {
        for sql in [
            "now()",
            "CURRENT_USER",
            "'draft'",
            "'draft'::text || session_user",
            "gen_random_uuid()",
            "nextval('plans_seq'::regclass)",
            "date_trunc('day', now() AT TIME ZONE 'UTC')::date + interval '1' day",
            "coalesce(NULL, 'a')",
            "ARRAY['a']::text[]",
            "(1 + 2) * -3",
        ] {
            assert_eq!(of_sql(sql), Vec::<String>::new(), "{sql}");
        }
    }
}
