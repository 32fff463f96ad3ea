//! T01 timestamps: `created_at` and `updated_at` exist on every table.
//!
//! They are added when absent. An append-only table and a bare junction have `created_at` alone: their rows never change. A default of a hand-written one
//! is a time that moves. Each, and `deleted_at`, has the same name in the database in every table. That it is timestamptz is asserted by the compiler, since tokens do not know an alias.

use super::Decided;
use crate::parse::sql::Sql;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{Column, Default, Key, Kind, Table, written};
/// The rule.
pub const RULE: Rule = Rule { code: "T01", name: "timestamps", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    let has = |name: &str| table.columns.iter().any(|column| column.name == name);
    // Without the waiver they are added, so this is what it waives.
    let (message, help) = match (has("created_at"), has("updated_at")) {
        (false, _) => ("has no `created_at` and no `updated_at`", "remove the waiver: they are added"),
        (true, false) if changes(table) => ("has no `updated_at`", "remove the waiver: it is added"),
        _ => ("", ""),
    };
    if !message.is_empty() {
        let message = format!("`{}` {message}", table.ident);
        diagnostics.broken(&RULE, Place::Table, &table.ident, message, help.to_owned());
    }
    for (place, column) in table.columns.iter().enumerate() {
        if let Some(other) = column.name_of_timestamp() {
            let name = &column.name;
            diagnostics.broken(
                &RULE,
                Place::Column(place),
                &other.tokens,
                format!("`{name}` is called `{}` in the database", other.value),
                format!("remove `name`: it is `{name}` in every table"),
            );
        }
        if !matches!(column.name.as_str(), "created_at" | "updated_at") {
            continue;
        }
        let name = &column.name;
        if let Some(key) = &column.set_by_application {
            diagnostics.broken(
                &RULE,
                Place::Column(place),
                key,
                format!("`{name}` is set by the application"),
                "remove `set_by_application`: the database sets it for every writer".to_owned(),
            );
            continue;
        }
        if let Some(key) = &column.no_trigger {
            diagnostics.broken(
                &RULE,
                Place::Column(place),
                key,
                format!("`{name}` is not set when another program changes a row"),
                "remove `no_trigger`: a trigger sets it for every writer".to_owned(),
            );
        }
        if let Some(default) = column.default.as_ref().filter(|default| is_constant(default)) {
            diagnostics.broken(
                &RULE,
                Place::Column(place),
                &default.tokens(),
                format!("the default of `{name}` would be the same time for every row"),
                "remove it: the default is `now()`".to_owned(),
            );
        }
        if !may_be_timestamp(column) {
            diagnostics.broken(
                &RULE,
                Place::Column(place),
                &column.ty,
                format!("`{name}` is `{}`, not a required timestamp", written(&column.ty)),
                format!("write `{name}: peristyle::Timestamp`, or remove it: it is added"),
            );
        }
    }
}

/// Whether its rows change: those of an append-only table and of a junction without columns of its own do not.
fn changes(table: &Table) -> bool {
    let is_bare = matches!(table.key, Key::Junction { .. }) && !table.columns.iter().any(Column::is_changeable);
    !table.append_only && !is_bare
}

/// Functions that make a time of what they are given. Any other one may ask a clock.
const OF_ARGUMENTS: [&str; 14] = [
    "coalesce",
    "date",
    "date_bin",
    "date_trunc",
    "greatest",
    "least",
    "make_date",
    "make_interval",
    "make_timestamp",
    "make_timestamptz",
    "nullif",
    "timezone",
    "to_date",
    "to_timestamp",
];

/// What is no value for itself is reported by rule C10.
fn is_constant(default: &Default) -> bool {
    let is_value = |sql: &Sql| {
        sql.problem.is_none() && !sql.is_null && sql.columns().next().is_none() && sql.others.is_empty()
    };
    let is_of_arguments = |call: &String| OF_ARGUMENTS.contains(&call.strip_prefix("pg_catalog.").unwrap_or(call));
    match default {
        Default::Sql(sql, _) => is_value(sql) && sql.calls.iter().all(is_of_arguments),
        // Every array has it.
        Default::EmptyArray => false,
        _ => true,
    }
}

fn may_be_timestamp(column: &Column) -> bool {
    matches!(column.shape.kind, Kind::Other) && !column.shape.nullable && !column.shape.array
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn a_nullable_or_numeric_timestamp() {
        for ty in [quote!(Option<Timestamp>), quote!(i64), quote!(String)] {
            assert_eq!(codes(quote!(name = "plans"), quote!(struct Plan { id: Id<Plan>, created_at: #ty })), ["T01"]);
        }
    }

    #[test]
    fn a_default_that_is_the_same_for_every_row() {
        let codes_of = |default: proc_macro2::TokenStream| {
            codes(
                quote!(name = "plans"),
                quote!(
                    struct Plan {
                        id: Id<Plan>,
                        #[column(#default)]
                        created_at: Timestamp,
                        #[column(#default)]
                        updated_at: Timestamp,
                    }
                ),
            )
        };
        for default in ["'2020-01-01'", "'now'", "timestamptz 'now'", "to_timestamp(0)", "'now()'::timestamptz"] {
            assert_eq!(codes_of(quote!(default_sql = #default)), ["T01", "T01"], "{default}");
        }
        assert_eq!(codes_of(quote!(default = "2020-01-01")), ["T01", "T01"]);
        for default in
            ["now()", "CURRENT_TIMESTAMP(3)", "date_trunc('second', now())", "app.clock()", "pg_catalog.now()"]
        {
            assert_eq!(codes_of(quote!(default_sql = #default)), [""; 0], "{default}");
        }
    }

    #[test]
    fn the_waiver_drops_both() {
        let arguments = quote!(name = "plans", waive(timestamps = "a fixed list"));
        assert!(
            codes(
                arguments,
                quote!(
                    struct Plan {
                        id: Id<Plan>,
                    }
                )
            )
            .is_empty()
        );
    }
}
