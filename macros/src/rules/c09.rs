//! C09 check_columns: the SQL of a check or a partial predicate is one expression, and every bare name in it is a column or a function call.
//!
//! A condition is data of the schema, not a place for a second statement; a misspelt column is found here and not on the day of the migration.
//! A condition in Rust is held to the same, and its types to the columns' by the compiler.

use proc_macro2::Ident;

use super::Decided;
use crate::parse::sql::{Beyond, Sql, beyond, is_not_immutable, problem};
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{Condition, IndexColumn, Indexed, METHODS, Table};
use crate::parse::index_part::WORDS;
use crate::suggest;

/// The rule.
pub const RULE: Rule = Rule { code: "C09", name: "check_columns", waivable: false };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

/// Where an expression stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    Check,
    Index,
    Generated,
    Default,
    Statistics,
}

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for index in &table.indexes {
        let named = index.columns.iter().filter_map(IndexColumn::ident).chain(&index.include);
        named.for_each(|column| known_in_index(table, column, diagnostics));
        let expressions = index.columns.iter().filter_map(expression);
        index.only.iter().chain(expressions).for_each(|read| condition(table, read, Use::Index, diagnostics));
    }
    let referring = table.foreign_keys.iter().flat_map(|key| &key.columns);
    referring.for_each(|column| known(table, column, diagnostics));
    table.checks.iter().for_each(|check| condition(table, &check.condition, Use::Check, diagnostics));
    for statistics in &table.statistics {
        statistics.columns.iter().filter_map(IndexColumn::ident).for_each(|column| known(table, column, diagnostics));
        let expressions = statistics.columns.iter().filter_map(expression);
        expressions.for_each(|read| condition(table, read, Use::Statistics, diagnostics));
    }
    // A policy may have sub-selects, whose names are not those of columns.
    for text in table.policies.iter().flat_map(|policy| policy.using.iter().chain(&policy.with_check)) {
        if let Some(problem) = problem(&text.value) {
            let message = format!("this is not one SQL expression: {problem}");
            let help = "write one condition, such as `using = \"owner = current_user\"`".to_owned();
            diagnostics.broken(&RULE, Place::Table, &text.tokens, message, help);
        }
    }
    for (place, column) in table.columns.iter().enumerate() {
        if let Some(Condition::Sql(sql)) = &column.generated {
            one_expression(sql, Place::Column(place), Use::Generated, diagnostics);
            sql.columns().for_each(|read| stored(table, place, read, diagnostics));
        }
    }
}

fn condition(table: &Table, condition: &Condition, purpose: Use, diagnostics: &mut Diagnostics) {
    condition.columns().into_iter().for_each(|column| known(table, column, diagnostics));
    condition.asked_for_null().into_iter().for_each(|column| may_be_null(table, column, diagnostics));
    if let Condition::Sql(sql) = condition {
        one_expression(sql, Place::Table, purpose, diagnostics);
    }
}

fn one_expression(sql: &Sql, place: Place, purpose: Use, diagnostics: &mut Diagnostics) {
    if let Some(problem) = &sql.problem {
        let message = format!("this is not one SQL expression: {problem}");
        diagnostics.broken(&RULE, place, &sql.tokens, message, format!("write {}", purpose.example()));
    }
    one_row(&RULE, sql, place, purpose, diagnostics);
}

/// The first call of a function that PostgreSQL does not allow there; also of a default (rule C10).
pub fn one_row(rule: &'static Rule, sql: &Sql, place: Place, purpose: Use, diagnostics: &mut Diagnostics) {
    let found = sql.calls.iter().find_map(|call| Some((call, purpose.refusal(call)?)));
    if let Some((call, (problem, help))) = found {
        let message = format!("{} cannot call `{call}`: it {problem}", purpose.name());
        diagnostics.broken(rule, place, &sql.tokens, message, help.to_owned());
    }
}

impl Use {
    fn name(self) -> &'static str {
        match self {
            Self::Check => "a check",
            Self::Index => "an index",
            Self::Generated => "a generated column",
            Self::Default => "a default",
            Self::Statistics => "an expression of statistics",
        }
    }

    fn example(self) -> &'static str {
        match self {
            Self::Generated => "one expression, such as `generated(sql = \"price * quantity\")`",
            Self::Default => "one expression, such as `default_sql = \"now()\"`",
            Self::Statistics => "one expression, such as `sql(\"lower(name)\")`",
            Self::Check | Self::Index => "one condition, such as `sql = \"lower(name) <> ''\"`",
        }
    }

    /// What a function is that cannot be called, and what to do.
    fn refusal(self, call: &str) -> Option<(&'static str, &'static str)> {
        const ONE_ROW: &str = "write an expression over the values of one row";
        match beyond(call) {
            Some(Beyond::Aggregate) if matches!(call, "max" | "min") => {
                Some(("is an aggregate function", "write `greatest(a, b)` or `least(a, b)` over the values of one row"))
            }
            Some(Beyond::Aggregate) => Some(("is an aggregate function", ONE_ROW)),
            Some(Beyond::Window) => Some(("is a window function", ONE_ROW)),
            Some(Beyond::Set) => Some(("returns several rows", ONE_ROW)),
            None if matches!(self, Self::Index | Self::Generated) && is_not_immutable(call) => Some((
                "is not immutable",
                if self == Self::Index {
                    "index a column that stores the value, or compare with a constant"
                } else {
                    "set the column in the application, or with `default_sql`"
                },
            )),
            None => None,
        }
    }
}

/// What a generated column reads is there, and is not generated itself.
fn stored(table: &Table, place: usize, column: &Ident, diagnostics: &mut Diagnostics) {
    match table.column(column) {
        Some((_, read)) if read.generated.is_some() => {
            let message =
                format!("`{}` is computed from `{column}`, which is a generated column", table.columns[place].name);
            let help = format!("replace `{column}` with its expression");
            diagnostics.broken(&RULE, Place::Column(place), column, message, help);
        }
        Some(_) => {}
        None => {
            let (message, help) = unknown(table, column);
            diagnostics.broken(&RULE, Place::Column(place), column, message, help);
        }
    }
}

fn expression(column: &IndexColumn) -> Option<&Condition> {
    match &column.key {
        Indexed::Column(_) => None,
        Indexed::Expression { sql, .. } => Some(sql),
    }
}

fn may_be_null(table: &Table, column: &Ident, diagnostics: &mut Diagnostics) {
    if table.column(column).is_some_and(|(_, column)| !column.shape.nullable) {
        let message = format!("`{column}` is not nullable, so this is the same for every row");
        diagnostics.broken(&RULE, Place::Table, column, message, "remove it, or make the column an `Option`".to_owned());
    }
}

fn known(table: &Table, column: &Ident, diagnostics: &mut Diagnostics) {
    if table.column(column).is_none() {
        let (message, help) = unknown(table, column);
        diagnostics.broken(&RULE, Place::Table, column, message, help);
    }
}

/// The same for an index, where a word may be an option.
fn known_in_index(table: &Table, column: &Ident, diagnostics: &mut Diagnostics) {
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let word = column.to_string();
    if table.column(column).is_some() || suggest::nearest(&word, &names).is_some() {
        return known(table, column, diagnostics);
    }
    let help = match (word.as_str(), suggest::nearest(&word, &WORDS)) {
        ("asc" | "desc" | "nulls_first" | "nulls_last", _) => format!("an order is written behind its column: `created_at({word})`"),
        ("unique", _) => "write `unique(sku)` in place of `index(..)`".to_owned(),
        (method, _) if METHODS.contains(&method) => format!("write `method = {method}`"),
        (_, Some(option)) => format!("write the option `{option}`"),
        (_, None) => return known(table, column, diagnostics),
    };
    diagnostics.broken(&RULE, Place::Table, column, format!("there is no column `{column}`"), help);
}

fn unknown(table: &Table, column: &Ident) -> (String, String) {
    if table.retired.iter().any(|one| one.ident == *column) {
        let message = format!("an index, check or key cannot use the retired column `{column}`");
        return (message, format!("remove it here, or remove `retired` from `{column}`"));
    }
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let message = format!("there is no column `{column}`{}", suggest::did_you_mean(&column.to_string(), &names));
    (message, format!("the columns are {}", suggest::list(&names)))
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::{codes, messages};

    #[test]
    fn an_option_that_is_written_otherwise_is_named() {
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                price: i32,
            }
        );
        for (argument, help) in [
            (quote!(unique(price, deferred)), "write the option `deferrable`"),
            (quote!(index(price, desc)), "an order is written behind its column: `created_at(desc)`"),
            (quote!(index(price, gin)), "write `method = gin`"),
            (quote!(index(price, unique)), "write `unique(sku)` in place of `index(..)`"),
        ] {
            let found = messages(quote!(name = "plans", #argument), table.clone());
            assert!(found.len() == 1 && found[0].contains(help), "{argument}: {found:?}");
        }
    }

    #[test]
    fn columns_that_are_not_there() {
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                price: i32,
            }
        );
        for argument in [
            quote!(index(prise)),
            quote!(index(price, only(prise > 0))),
            quote!(check(prise > 0)),
            quote!(check(sql = "prise > 0")),
        ] {
            assert_eq!(codes(quote!(name = "plans", #argument), table.clone()), ["C09"], "{argument}");
        }
    }

    #[test]
    fn sql_that_is_no_expression() {
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                price: i32,
            }
        );
        for sql in ["price > 0; SELECT 1", "price > (0", "price > 0 -- zero", ""] {
            assert_eq!(codes(quote!(name = "plans", check(sql = #sql)), table.clone()), ["C09"], "{sql}");
        }
        assert!(codes(quote!(name = "plans", check(sql = "price % 10 = 0")), table).is_empty());
    }

    #[test]
    fn functions_that_need_more_than_the_row() {
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                price: i32,
                since: NaiveDate,
            }
        );
        for argument in [
            quote!(check(sql = "price < max(price)")),
            quote!(check(sql = "row_number() OVER (ORDER BY price) > 1")),
            quote!(check(sql = "app.total(price) FILTER (WHERE price > 0) > 1")),
            quote!(index(sql = "generate_series(1, price)")),
            quote!(index(unnest(price))),
            quote!(index(price, only(sql = "since > CURRENT_DATE"))),
            quote!(index(to_char(since, "YYYY"))),
            quote!(unique(price, only(sql = "since > now()"))),
        ] {
            assert_eq!(codes(quote!(name = "plans", #argument), table.clone()), ["C09"], "{argument}");
        }
        for argument in [
            quote!(check(sql = "since < now() AND price > random()")),
            quote!(check(sql = "app.max(price) > 0")),
            quote!(index(lower(price))),
        ] {
            assert_eq!(codes(quote!(name = "plans", #argument), table.clone()), Vec::<String>::new(), "{argument}");
        }
    }

    #[test]
    fn a_generated_column_does_not_change_by_itself() {
        for (sql, expected) in [("now()", vec!["C09"]), ("current_date - 1", vec!["C09"]), ("lower('A')", vec![])] {
            let table = quote!(
                struct Plan {
                    id: Id<Plan>,
                    #[column(generated(sql = #sql))]
                    text: String,
                }
            );
            assert_eq!(codes(quote!(name = "plans"), table), expected, "{sql}");
        }
    }
}
