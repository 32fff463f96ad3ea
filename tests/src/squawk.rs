//! What squawk finds in a script that makes a schema.

use squawk_linter::{Linter, Rule};
use squawk_syntax::SourceFile;

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
#[must_use]
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
