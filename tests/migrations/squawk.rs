//! squawk, a linter of PostgreSQL migrations, reads every plan, file by file.

use std::collections::BTreeSet;

use peristyle_tests::{files, text};
use squawk_linter::{Linter, Rule};
use squawk_syntax::SourceFile;

/// What a plan has although squawk would have it otherwise, and why.
const EXPECTED: [(Rule, &str); 22] = [
    (Rule::PreferTextField, "the struct has `varchar(n)`"),
    (Rule::PreferBigintOverInt, "the range of the numbers is that of the field, `i32`"),
    (Rule::PreferBigintOverSmallint, "likewise, `i16`"),
    (
        Rule::AddingFieldWithDefault,
        "a volatile default has the hazard `rewrites_table`; the others do not rewrite from PostgreSQL 11",
    ),
    (Rule::BanDropDefault, "a program writes its own defaults"),
    (Rule::BanDropNotNull, "its note says that the running version may not expect NULL"),
    (Rule::BanDropConstraint, "the lock is held for a moment"),
    (Rule::BanDropFunction, "at the end, when nothing calls it"),
    (Rule::BanDropType, "at the end, when no column has it"),
    (Rule::BanDropGeneratedExpression, "the values stay"),
    (Rule::RenamingObject, "an index or a constraint, which no statement names"),
    (Rule::RequireEnumValueOrdering, "a label that is last is added last"),
    (Rule::ChangingColumnType, "a rewrite has the hazard `rewrites_table`"),
    (Rule::BanDropColumn, "it has the hazard `breaks_running_version`"),
    (Rule::BanDropTable, "likewise"),
    (Rule::RenamingColumn, "likewise"),
    (Rule::RenamingTable, "likewise"),
    (Rule::AddingNotNullableField, "a check proves it, so no row is read"),
    (Rule::RequireConcurrentIndexDeletion, "in the transaction that needs it; the lock is held for a moment"),
    (Rule::AddingForeignKeyConstraint, "of a partitioned table, with the hazard `blocks_writes`"),
    (Rule::ConstraintMissingNotValid, "a unique constraint of a partitioned table, likewise"),
    (Rule::DisallowedUniqueConstraint, "likewise"),
];

/// Those that a plan may have only with the hazard, which somebody allowed with a reason.
const WITH_HAZARD: [(Rule, &[&str]); 8] = [
    (Rule::BanDropColumn, &["breaks_running_version", "rewrites_table"]),
    (Rule::BanDropTable, &["deletes_data"]),
    (Rule::AddingNotNullableField, &["the check proves it, so no row is read"]),
    (Rule::RenamingColumn, &["breaks_running_version"]),
    (Rule::RenamingTable, &["breaks_running_version", "rename the partition", "a view has the old name"]),
    (Rule::AddingForeignKeyConstraint, &["blocks_writes"]),
    (Rule::ConstraintMissingNotValid, &["blocks_writes"]),
    (Rule::DisallowedUniqueConstraint, &["blocks_writes"]),
];

/// Of a file that is one statement outside of a transaction, or an index that is built in one.
fn is_expected(rule: Rule, in_transaction: bool, plan: &str, line: &str) -> bool {
    let hazards = WITH_HAZARD.iter().find(|(one, _)| *one == rule).map(|(_, hazards)| *hazards);
    match rule {
        // An index that exists already may be invalid: no IF NOT EXISTS. A statement that waits has the timeouts of its session.
        Rule::PreferRobustStmts | Rule::RequireLockTimeout | Rule::RequireStatementTimeout => !in_transaction,
        // Without its partitions it is empty; others have the hazard.
        Rule::RequireConcurrentIndexCreation => {
            plan.contains("without its partitions") || plan.contains("blocks_writes") || line.contains("extra")
        }
        _ if hazards.is_some_and(|hazards| !hazards.iter().any(|hazard| plan.contains(hazard))) => false,
        _ => EXPECTED.iter().any(|(one, _)| *one == rule),
    }
}

/// The files of a plan, each with whether it is a transaction.
fn parts(plan: &str) -> Vec<(bool, String)> {
    let mut parts: Vec<(bool, String)> = Vec::new();
    for line in plan.lines() {
        let heading = line.strip_prefix("-- ").filter(|rest| rest.ends_with(" transaction)"));
        match (heading, parts.last_mut()) {
            (Some(heading), _) => parts.push((heading.ends_with("(a transaction)"), String::new())),
            (None, Some((_, text))) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    parts
}

#[test]
fn squawk_finds_nothing_unexpected() {
    let mut found = BTreeSet::new();
    let mut seen = 0;
    for path in files("tests/migrations/plans", ".sql") {
        let (plan, name) = (text(&path), path.file_name().unwrap().to_string_lossy().into_owned());
        for (in_transaction, part) in parts(&plan) {
            seen += 1;
            let file = SourceFile::parse(&part);
            assert!(file.errors().is_empty(), "{name}: {:?}", file.errors());
            let mut linter = Linter::with_rules(&[], &[]);
            linter.settings.assume_in_transaction = in_transaction;
            for violation in linter.lint(&file, &part) {
                let line = part[usize::from(violation.text_range.start())..].lines().next().unwrap_or_default();
                if !is_expected(violation.code, in_transaction, &plan, line) {
                    found.insert(format!("{}: {name}: {line}", violation.code));
                }
            }
        }
    }
    assert!(seen > 800, "{seen} files");
    assert!(found.is_empty(), "{}", found.into_iter().collect::<Vec<_>>().join("\n"));
}
