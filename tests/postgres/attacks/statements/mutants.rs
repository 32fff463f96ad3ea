//! Each guard of each statement that the attacks send is broken, and the attacks find each. A driver tries the half of them, since both send the same texts;
//! what a driver sends to open a transaction is tried on both.

use super::*;
use crate::attacks::mutants::{Attack, Kind, fails_when_opened_by, outcome};

/// The names of the attacks, which are tests too.
macro_rules! attacks {
    ($($module:ident: $($name:ident),+;)+) => {
        &[$($((concat!(stringify!($module), "::", stringify!($name)), $module::$name as fn())),+),+]
    };
}

/// Attacks on the rows of another tenant.
const ISOLATION: &[Attack] = attacks! {
    aggregates: aggregates_of_all_rows, groups, pages_of_groups, groups_of_a_join;
    bulk: insert_many, upsert_many, update_many, delete_many_and_restore_many, purge_many;
    computed: expressions, aggregates_of_some_of_the_rows;
    history: rows_at_a_time, versions_of_a_row, purges;
    joins: a_join_pairs_rows_of_one_tenant, a_partner_of_theirs_is_none, a_join_over_a_join, conditions_orders_and_columns_of_joined_tables,
        pages_of_a_join, writes_by_a_select_within;
    own_sql: conditions;
    queues: a_queue_shows_each_row_to_its_own_tenant;
    reads: find, select, join_and_sub_select, count_and_exists, page_with_a_cursor_of_theirs;
    relations: parents, children, through_a_junction;
    same_ids: in_joins_and_groups, in_selects_within, in_streams;
    searches: conditions, every_row;
    single_row: insert, update, delete, restore, upsert, upsert_over_all_tenants;
    streams: in_a_transaction;
    value_exprs: update, update_many, upsert, update_of_a_version;
};

/// Attacks on rows that were deleted.
const DELETION: &[Attack] = attacks! {
    deleted: one_row, lists, counts_and_aggregates, joins_and_selects_within, relations, many_rows, upserts, lists_and_groups_of_joins,
        selects_within_other_statements, the_tenant_itself;
    history: deleted_rows;
    queues: a_deleted_row_is_not_taken;
};

fn every_mutant_is_killed(attacks: &[Attack], kinds: &[Kind], at_least: usize) {
    let outcome = outcome(attacks, kinds, |number| number % 2 == usize::from(driver::PIPELINES));
    let all = outcome.killed.len() + outcome.survived.len();
    println!("{} of {all} mutants are killed", outcome.killed.len());
    assert!(outcome.survived.is_empty(), "{:#?}", outcome.survived);
    assert!(all >= at_least, "{all} mutants");
}

#[test]
fn every_statement_without_its_tenant_is_found() {
    every_mutant_is_killed(ISOLATION, &[Kind::Tenant, Kind::Insert], 39);
}

/// Those that the attacks on other tenants send are among them.
#[test]
fn every_statement_that_takes_deleted_rows_is_found() {
    every_mutant_is_killed(&[DELETION, ISOLATION].concat(), &[Kind::Deletion], 31);
}

/// What opens a transaction, the change, and an attack that has to fail.
#[test]
fn every_change_of_what_opens_a_transaction_is_found() {
    type Change = fn(&str) -> Option<String>;
    let mutants: [(&str, Change, fn()); 7] = [
        (
            "the setting outlives the transaction",
            |sql| sql.starts_with("BEGIN").then(|| sql.replace("SET LOCAL peristyle.", "SET peristyle.")),
            on_the_pool::a_statement_of_theirs_that_was_cancelled,
        ),
        (
            "set_config outlives the transaction",
            |sql| {
                let (before, setting) = sql.split_once("SET LOCAL peristyle.organization_id = ")?;
                let (id, after) = setting.split_at(setting.find(';').unwrap_or(setting.len()));
                Some(format!("{before}SELECT set_config('peristyle.organization_id', {id}, false){after}"))
            },
            on_the_pool::a_statement_of_theirs_that_was_cancelled,
        ),
        (
            "the transaction has no tenant",
            |sql| sql.starts_with("BEGIN").then(|| sql.replace("SET LOCAL peristyle.", "SET LOCAL other.")),
            reads::find,
        ),
        (
            "the transaction has the tenant of another",
            |sql| {
                let (before, setting) = sql.split_once("SET LOCAL peristyle.organization_id = ")?;
                let after = &setting[setting.find(';').unwrap_or(setting.len())..];
                Some(format!("{before}SET LOCAL peristyle.organization_id = '{{theirs}}'{after}"))
            },
            reads::find,
        ),
        (
            "the role is not checked",
            |sql| {
                let (opening, _) = sql.split_once("; SELECT 1 / row_security_active(")?;
                Some(opening.to_owned())
            },
            on_the_pool::a_superuser,
        ),
        (
            "a transaction across tenants may write",
            |sql| {
                sql.strip_prefix("BEGIN READ ONLY; SET LOCAL row_security")
                    .map(|rest| format!("BEGIN; SET LOCAL row_security{rest}"))
            },
            cross_tenant::nothing_is_written,
        ),
        (
            "a transaction across tenants opens for every role",
            |sql| sql.starts_with("BEGIN READ ONLY").then(|| sql.replace("SET LOCAL row_security = off; ", "")),
            cross_tenant::as_a_role_under_row_level_security,
        ),
    ];
    for (what, change, attack) in mutants {
        assert!(!fails_when_opened_by(attack, |_| None), "{what}: the attack fails without it");
        assert!(fails_when_opened_by(attack, change), "{what}");
    }
}
