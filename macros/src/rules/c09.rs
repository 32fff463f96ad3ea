//! C09 check_columns: the SQL of a check or a partial predicate is one expression, and every bare name in it is a column or a function call.
//!
//! A condition is data of the schema, not a place for a second statement; a misspelt column is found here and not on the day of the migration.
//! A condition in Rust is held to the same, and its types to the columns' by the compiler.

use proc_macro2::Ident;

use super::{Decided, Rule};
use crate::diagnostics::{Diagnostics, Place};
use crate::model::{Condition, IndexColumn, Indexed, Table};
use crate::suggest;

/// The rule.
pub const RULE: Rule = Rule { code: "C09", name: "check_columns", waivable: false, decided: Decided::Tokens(check) };

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for index in &table.indexes {
        index
            .columns
            .iter()
            .filter_map(IndexColumn::ident)
            .chain(&index.include)
            .for_each(|column| known(table, column, diagnostics));
    }
    let referring = table.foreign_keys.iter().flat_map(|key| &key.columns);
    referring.for_each(|column| known(table, column, diagnostics));
    let expressions = table.indexes.iter().flat_map(|index| &index.columns).filter_map(expression);
    let of_indexes = table.indexes.iter().filter_map(|index| index.only.as_ref()).chain(expressions);
    for condition in of_indexes.chain(table.checks.iter().map(|check| &check.condition)) {
        condition.columns().into_iter().for_each(|column| known(table, column, diagnostics));
        condition.asked_for_null().into_iter().for_each(|column| may_be_null(table, column, diagnostics));
        one_expression(condition, Place::Table, "one condition, such as `sql = \"lower(name) <> ''\"`", diagnostics);
    }
    for (place, column) in table.columns.iter().enumerate() {
        if let Some(expression) = &column.generated {
            let help = "one expression, such as `generated(sql = \"price * quantity\")`";
            one_expression(expression, Place::Column(place), help, diagnostics);
            expression.columns().into_iter().for_each(|read| stored(table, place, read, diagnostics));
        }
    }
}

fn one_expression(condition: &Condition, place: Place, help: &str, diagnostics: &mut Diagnostics) {
    if let Condition::Sql(sql) = condition
        && let Some(problem) = &sql.problem
    {
        let message = format!("this is not one SQL expression: {problem}");
        diagnostics.broken(&RULE, place, &sql.tokens, message, format!("write {help}"));
    }
}

/// What a generated column reads is there, and is not generated itself.
fn stored(table: &Table, place: usize, column: &Ident, diagnostics: &mut Diagnostics) {
    match table.column(column) {
        Some((_, read)) if read.generated.is_some() => {
            let message =
                format!("`{}` is computed from `{column}`, which is computed itself", table.columns[place].name);
            let help = format!("write the expression of `{column}` in its place");
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
        let message = format!("`{column}` is never NULL, so this is the same for every row");
        diagnostics.broken(&RULE, Place::Table, column, message, "remove it, or make the column an `Option`".to_owned());
    }
}

fn known(table: &Table, column: &Ident, diagnostics: &mut Diagnostics) {
    if table.column(column).is_none() {
        let (message, help) = unknown(table, column);
        diagnostics.broken(&RULE, Place::Table, column, message, help);
    }
}

fn unknown(table: &Table, column: &Ident) -> (String, String) {
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let message = format!("there is no column `{column}`{}", suggest::did_you_mean(&column.to_string(), &names));
    (message, format!("the columns are {}", suggest::list(&names)))
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

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
}
