//! What columns that two releases write in different ways cannot be with.

use syn::Ident;

use super::column::{Column, Role, TIMESTAMPS};
use super::default::Default;
use super::rust_type::Kind;
use super::transition::{TableTransition, Transition};
use crate::diagnostics::Diagnostics;

/// The columns that are retired, which the struct does not have.
pub fn retired(columns: &mut Vec<Column>, tenant: Option<&str>, diagnostics: &mut Diagnostics) -> Vec<Column> {
    let is_retired = |column: &mut Column| matches!(column.transition, Some(Transition::Retired { .. }));
    let retired: Vec<Column> = columns.extract_if(.., is_retired).collect();
    for column in &retired {
        let Some(Transition::Retired { reason }) = &column.transition else { continue };
        let is_timestamp = TIMESTAMPS.contains(&column.name.as_str()) && column.set_by_application.is_none();
        let is_tenant = column.marked_tenant || tenant == Some(&column.name);
        if is_timestamp || is_tenant || column.name == "id" {
            let message = format!("every statement uses `{}`, so it cannot be retired", column.ident);
            diagnostics.malformed("table", &reason.tokens, message, "remove `retired`");
        } else if !(column.shape.nullable || column.default.is_some() || column.is_set_by_database()) {
            let message = format!("rows of this release have no value in the retired column `{}`", column.ident);
            let help = "add a `default`: the release before reads it";
            diagnostics.malformed("table", &reason.tokens, message, help);
        }
    }
    retired
}

/// What a table that another release knows otherwise cannot be: a root, or for a view one whose rows the purge finds by their place.
pub fn check_table(
    (ident, transition): (&Ident, &TableTransition),
    (is_root, is_purged_by_place): (bool, bool),
    diagnostics: &mut Diagnostics,
) {
    let at_once = "remove `until`: the table is then renamed at once, in a stop of the service";
    let (tokens, message, help) = match transition {
        TableTransition::OldName { until } if is_root => (
            &until.tokens,
            format!(
                "every transaction checks the row security of the root `{ident}` under its name, and a view has none"
            ),
            at_once,
        ),
        TableTransition::OldName { until } if is_purged_by_place => (
            &until.tokens,
            format!("the purge finds rows of `{ident}`, which has no primary key, by their place, and a view has none"),
            at_once,
        ),
        TableTransition::Retired { reason } if is_root => (
            &reason.tokens,
            format!("the rows of `{ident}` are the tenants, so it cannot be retired"),
            "remove `retired`",
        ),
        _ => return,
    };
    diagnostics.malformed("table", tokens, message, help);
}

/// What two names of a column, or a value of a trigger, cannot be with.
pub fn check(columns: &[Column], retired: &[Column], diagnostics: &mut Diagnostics) {
    for column in columns.iter().filter(|column| !column.reported) {
        let (tokens, problem) = match &column.transition {
            Some(Transition::OldName { until, .. }) => (&until.tokens, old_name(columns, retired, column)),
            Some(Transition::Filled { until, .. }) => (&until.tokens, filled(column)),
            _ => continue,
        };
        if let Some((message, help)) = problem {
            diagnostics.malformed("table", tokens, message, help);
        }
    }
}

type Problem = Option<(String, String)>;

fn old_name(columns: &[Column], retired: &[Column], column: &Column) -> Problem {
    let ident = &column.ident;
    let old = column.renamed_from.as_ref().map_or("", |old| old.value.as_str());
    let problem = |message: String, help: &str| Some((message, help.to_owned()));
    let at_once = "remove `until`: the column is then renamed at once, in a stop of the service";
    if let Some(other) = columns.iter().chain(retired).find(|one| one.stored_name() == old) {
        return problem(
            format!("the old name of `{ident}` is the column `{}`", other.ident),
            "correct `renamed_from`, or remove the other field",
        );
    }
    // Said once, at the later of both.
    let mut before = columns.iter().take_while(|one| one.ident != column.ident);
    if let Some(first) = before.find(|one| is_also(one, old)) {
        return problem(
            format!("`{}` and `{ident}` have one old name, `{old}`", first.ident),
            "keep `until` on one of both",
        );
    }
    if column.role == Role::Timestamp {
        return problem(format!("statements and triggers set `{ident}`, so it has one name only"), at_once);
    }
    if column.role != Role::Plain || column.partitions || column.scopes_numbers {
        return problem(format!("`{ident}` is in a key or decides where a row is, so it has one name only"), at_once);
    }
    if column.is_set_by_database() {
        return problem(format!("the database sets `{ident}`, so nobody writes it under two names"), at_once);
    }
    let is_literal = !matches!(column.default, Some(Default::Sql(..)));
    let has_equality = !matches!(column.shape.kind, Kind::Json | Kind::Other);
    if column.shape.nullable && column.default.is_some() && !(is_literal && has_equality) {
        return problem(
            format!("`{ident}` is an `Option` with a default, by which a missing value cannot be told from NULL"),
            "remove the default, or remove `until`",
        );
    }
    None
}

fn is_also(one: &Column, old: &str) -> bool {
    let has_two = matches!(one.transition, Some(Transition::OldName { .. }));
    has_two && one.renamed_from.as_ref().is_some_and(|name| name.value == old)
}

fn filled(column: &Column) -> Problem {
    let ident = &column.ident;
    if column.is_set_by_database() {
        return Some((format!("the database sets `{ident}`"), "remove `backfill` and `until`".to_owned()));
    }
    if column.shape.nullable {
        let help = "make the type `T`, or remove `backfill` and `until`";
        return Some((format!("`{ident}` is an `Option`, and `backfill` replaces every NULL"), help.to_owned()));
    }
    None
}
