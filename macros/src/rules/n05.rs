//! N05 unique_names: no column, index or constraint is declared twice.
//!
//! Generated names are made of the columns, so two checks on one column are named by the user.

use super::Decided;
use proc_macro2::{Ident, TokenStream};

use crate::parse::value::Text;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{Indexed, Table};
/// The rule.
pub const RULE: Rule = Rule { code: "N05", name: "unique_names", waivable: false };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for column in &table.repeated {
        let message = format!("the column `{column}` is declared twice");
        diagnostics.broken(&RULE, Place::Table, column, message, "remove it, or give it another name".to_owned());
    }
    for (place, column) in table.columns.iter().enumerate() {
        let stored = column.stored_name();
        if table.columns.iter().take(place).any(|earlier| earlier.stored_name() == stored) {
            let message = format!("two columns are named `{stored}` in the database");
            let help = "write another `name`".to_owned();
            diagnostics.broken(&RULE, Place::Column(place), column.stored_tokens(), message, help);
        }
    }
    let mut seen: Vec<(String, Space)> = Vec::new();
    for (name, space, at) in names(table) {
        let is_seen = seen.iter().any(|(one, of)| *one == name && (*of == space || [*of, space].contains(&Space::Both)));
        if is_seen && !diagnostics.has_at("I02", at) {
            diagnostics.broken(
                &RULE,
                Place::Table,
                at,
                format!("`{name}` is declared twice"),
                "declare another name for one of them: `name = \"...\"`, or remove it".to_owned(),
            );
        } else {
            seen.push((name, space));
        }
    }
}

/// Where PostgreSQL keeps a name: an index may be named like a check or a foreign key. What can be violated has a name of its own all the same, since an
/// error tells nothing but the name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Space {
    Relation,
    Constraint,
    Both,
}

fn names(table: &Table) -> Vec<(String, Space, &TokenStream)> {
    let indexes = table.indexes.iter().map(|index| {
        let columns = index.columns.iter().map(|column| match &column.key {
            Indexed::Column(ident) => stored(table, ident),
            Indexed::Expression { name, .. } => name.clone(),
        });
        let columns = columns.chain(index.include.iter().map(|ident| stored(table, ident)));
        (
            named(
                &index.name,
                table,
                columns.collect(),
                match (index.unique || index.without_overlaps.is_some(), index.exclusion) {
                    (true, _) => "key",
                    (_, true) => "excl",
                    _ => "idx",
                },
            ),
            if index.unique || index.exclusion { Space::Both } else { Space::Relation },
            &index.tokens,
        )
    });
    let checks = table.checks.iter().map(|check| {
        let columns = check.condition.columns().into_iter().map(|ident| stored(table, ident));
        (named(&check.name, table, columns.collect(), "check"), Space::Constraint, &check.tokens)
    });
    let columns = table.columns.iter().filter_map(|column| column.reference_options.name.as_ref());
    let foreign_keys = table.foreign_keys.iter().filter_map(|key| key.reference_options.name.as_ref());
    let references = columns.chain(foreign_keys).map(|name| (name.value.clone(), Space::Constraint, &name.tokens));
    let key = table.key_name.iter().map(|name| (name.value.clone(), Space::Both, &name.tokens));
    let children = table.partition.iter().flat_map(|partition| &partition.children);
    let children = children.map(|child| (child.name.value.clone(), Space::Relation, &child.tokens));
    indexes.chain(checks).chain(references).chain(key).chain(children).collect()
}

fn stored(table: &Table, column: &Ident) -> String {
    table.column(column).map_or_else(|| column.to_string(), |(_, column)| column.stored_name().to_owned())
}

/// The tenant column in front is left out here: all names of a table have it or none.
fn named(written: &Option<Text>, table: &Table, columns: Vec<String>, end: &str) -> String {
    let generated = || format!("{}_{}_{end}", table.name.value, columns.join("_"));
    written.as_ref().map_or_else(generated, |name| name.value.clone())
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn two_checks_on_one_column() {
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                seats: i32,
            }
        );
        assert_eq!(codes(quote!(name = "plans", check(seats > 0), check(seats < 9)), table.clone()), ["N05"]);
        let named = quote!(name = "plans", check(seats > 0), check(seats < 9, name = "plans_few_seats"));
        assert!(codes(named, table).is_empty());
    }

    #[test]
    fn an_index_may_be_named_like_what_is_no_relation() {
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                seats: i32,
            }
        );
        let check = quote!(check(seats > 0, name = "seats"));
        assert!(codes(quote!(name = "plans", index(seats, name = "seats"), #check), table.clone()).is_empty());
        for other in [quote!(unique(seats, name = "seats")), quote!(primary_key(id, name = "seats"))] {
            let codes = codes(quote!(name = "plans", #other, #check), table.clone());
            assert!(codes.contains(&"N05".to_owned()), "{codes:?}");
        }
    }
}
