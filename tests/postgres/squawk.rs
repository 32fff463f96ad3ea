//! squawk, a linter of PostgreSQL migrations, reads what is emitted: each statement by its parser, which is not ours, and all of it by its rules.

use peristyle::Schema;
use peristyle_build::ddl;
use peristyle_tests::squawk::found;

use crate::{every_option, shop};

fn emitted(schema: &Schema, options: ddl::Options) -> String {
    ddl::sql(schema, &options.application_role("service")).unwrap()
}

/// A script that is loaded again drops what an earlier revision wrote: functions of triggers, which no client calls, and the look-up of a queue that had no
/// argument, which has another signature in the same script.
fn is_retired(finding: &str) -> bool {
    let dropped =
        finding.strip_prefix("ban-drop-function: ").and_then(|rest| rest.split_once("\n    DROP FUNCTION IF EXISTS "));
    dropped.is_some_and(|(_, name)| name.starts_with("public.peristyle_") || name.ends_with("_tenants_in_queue();"))
}

#[test]
fn squawk_finds_nothing() {
    let mut all = Vec::new();
    for schema in [&shop::SCHEMA, &quickstart_schema::SCHEMA, &every_option::SCHEMA] {
        let options = ddl::Options::new;
        for options in [options(), options().schema("Tool library").create_schema(), options().idempotent()] {
            all.extend(found(&emitted(schema, options)));
        }
        all.retain(|finding| !is_retired(finding));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

/// What is left of the rules is asked, and what does not parse is told.
#[test]
fn squawk_finds_what_is_wrong() {
    for (sql, start) in [
        ("CREATE TABLE a (id uuid PRIMARY KEY,);", "does not parse: "),
        ("ALTER TABLE a ADD COLUMN b text NOT NULL;", "adding-required-field: "),
        ("DROP TABLE a;", "ban-drop-table: "),
        ("CREATE TABLE b (id serial PRIMARY KEY);", "prefer-identity: "),
    ] {
        let found = found(sql);
        assert!(found.iter().any(|finding| finding.starts_with(start)), "{sql}: {found:?}");
    }
}
