//! squawk, a linter of PostgreSQL migrations, reads what is emitted: each statement by its parser, which is not ours, and all of it by its rules.

use peristyle::Schema;
use peristyle_build::ddl;
use squawk_linter::{Linter, Rule};
use squawk_syntax::SourceFile;

use crate::{every_option, shop};

/// Rules that have nothing to say of a schema on its first day, and why.
const NOT_ASKED: [(Rule, &str); 2] = [
    (Rule::RequireLockTimeout, "the script makes what it locks: nobody waits for it"),
    (Rule::RequireStatementTimeout, "nothing in it reads rows, since there are none"),
];

/// What the rules allow where a struct asks for it, in words of the struct; squawk would have it otherwise everywhere.
const ASKED_FOR: [(Rule, &str); 5] = [
    (Rule::PreferTextField, "`#[column(varchar(n))]` was written; advice A06 says the same of it"),
    (Rule::PreferBigintOverInt, "the range of the numbers is that of the field, `i32`"),
    (Rule::PreferBigintOverSmallint, "likewise, `i16`"),
    (Rule::BanCharField, "`#[column(char(n))]` needs the waiver of rule C06"),
    (Rule::PreferTimestampTz, "a timestamp without a zone needs the waiver of rule T02"),
];

/// What it finds, each with the line it stands on.
pub fn found(sql: &str) -> Vec<String> {
    let file = SourceFile::parse(sql);
    let mut found: Vec<_> = file.errors().iter().map(|error| format!("does not parse: {error:?}")).collect();
    let left_out = NOT_ASKED.iter().chain(&ASKED_FOR).map(|(rule, _)| *rule);
    let mut linter = Linter::with_rules(&[], &left_out.collect::<Vec<_>>());
    linter.settings.assume_in_transaction = true;
    for violation in linter.lint(&file, sql) {
        let at = usize::from(violation.text_range.start());
        let line = sql[at..].lines().next().unwrap_or_default();
        found.push(format!("{}: {}\n    {line}", violation.code, violation.message));
    }
    found
}

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
