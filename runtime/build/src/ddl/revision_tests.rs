//! Every text that is emitted has a revision: a changed text without a new one fails here.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::objects::Objects;
use crate::migrate::statements::{self, Statement, Subject};
use crate::model::Kind;
use crate::physical::generated_name;
use crate::{Database, Options};

/// What each kind emits for the schema of this test: its revision, the digest of its functions, and that of all else.
///
/// The schema stays as it is when a text changes; what it lacks is added in a commit of its own.
const DIGESTS: &[(&str, u32, &str, &str)] = &[
    ("tenant_context", 2, "3ffe5b08", "e3b0c442"),
    ("updated_at", 2, "687b21e8", "479f802d"),
    ("append_only", 1, "1ae0d735", "616399fd"),
    ("numbers", 2, "161179ac", "ae54b782"),
    ("history", 2, "79818fb2", "42ad8743"),
    ("soft_deletes", 4, "d24fbff0", "8ed2d722"),
    ("across_releases", 1, "556942e0", "f7d4c74a"),
    ("old_names", 1, "e3b0c442", "d6a0ead1"),
    ("row_security", 1, "e3b0c442", "320ec927"),
    ("policies", 1, "e3b0c442", "5d1f7422"),
    ("lookups", 2, "4e4fb843", "4b9ce13f"),
    ("grants", 1, "e3b0c442", "d42e7f09"),
];

/// A schema that has every kind.
const SCHEMA: &str = include_str!("revision_schema.json");

fn options() -> [Options; 3] {
    let roles = Options::new().application_role("app").reporting_role("reporter").purge_role("purger");
    [roles.clone().serializable_writers(), roles.clone().schema("shop").idempotent(), roles]
}

/// The statements of each kind, without options and with them.
fn scripts() -> Vec<String> {
    let checked = |options: &Options| {
        Database::from_json(SCHEMA).unwrap().check(options).unwrap_or_else(|error| panic!("{error}"))
    };
    options().iter().map(|options| Objects::of(&checked(options)).marked().script()).collect()
}

fn is_of_function(one: &Statement<'_>) -> bool {
    match &one.subject {
        Subject::Function(_) => true,
        Subject::Comment(on) => on.starts_with("FUNCTION "),
        _ => false,
    }
}

/// The order of the statements does not count.
fn digest<'a>(statements: impl Iterator<Item = &'a Statement<'a>>) -> String {
    // What a script that is loaded again drops is no text of a database.
    let is_text = |text: &&str| !text.starts_with("DROP FUNCTION IF EXISTS ");
    let mut texts: Vec<_> = statements.map(|one| one.sql.as_ref()).filter(is_text).collect();
    texts.sort_unstable();
    let digest = Sha256::digest(texts.join("\n"));
    digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_changed_text_has_a_new_revision() {
    let scripts = scripts();
    let statements: Vec<_> = scripts.iter().flat_map(|script| statements::of(script)).collect();
    let known: BTreeMap<_, _> =
        DIGESTS.iter().map(|(name, revision, functions, rest)| (*name, (*revision, *functions, *rest))).collect();
    let mut failed = Vec::new();
    for kind in Kind::ALL {
        let spec = kind.spec();
        let of_kind = || statements.iter().filter(|one| one.kind == Some(*kind));
        assert!(of_kind().next().is_some(), "the schema of this test has none of {}", spec.noun);
        let (functions, rest) =
            (digest(of_kind().filter(|one| is_of_function(one))), digest(of_kind().filter(|one| !is_of_function(one))));
        let line = format!("(\"{}\", {}, \"{functions}\", \"{rest}\"),", spec.name, kind.current());
        match known.get(spec.name) {
            Some((revision, ..)) if *revision == kind.current() && line == written(spec.name, &known) => {}
            Some((revision, _, old)) if *revision == kind.current() => failed.push(format!(
                "another text is emitted for {}, whose revision is still {revision}: databases would keep the old text. Add \
                 `Revision {{ change: \"..\", only_functions: {} }}` to the end of `later` of its kind in model/revisions.rs",
                spec.noun,
                *old == rest
            )),
            Some((_, _, old)) if *old != rest && spec.later.last().is_some_and(|revision| revision.only_functions) => {
                failed.push(format!("not only functions of {} differ: write `only_functions: false`", spec.noun));
            }
            _ => failed.push(format!("write this line into DIGESTS:\n    {line}")),
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert_eq!(known.len(), Kind::ALL.len());
}

fn written(name: &str, known: &BTreeMap<&str, (u32, &str, &str)>) -> String {
    known.get(name).map_or_else(String::new, |(revision, functions, rest)| {
        format!("(\"{name}\", {revision}, \"{functions}\", \"{rest}\"),")
    })
}

/// What a later revision does not write any more is dropped by these names.
#[test]
fn every_name_is_known() {
    let database = Database::from_json(SCHEMA).unwrap();
    for script in scripts() {
        for one in statements::of(&script) {
            let Some(kind) = one.kind else { continue };
            let spec = kind.spec();
            match &one.subject {
                Subject::Trigger { name, .. } if !spec.triggers.is_empty() => {
                    assert!(
                        spec.triggers.contains(&name.as_ref()),
                        "{name} is not among the triggers of {}",
                        spec.name
                    );
                }
                Subject::Function(signature) if !spec.functions.is_empty() => {
                    let of_table = database.tables.iter().flat_map(|table| {
                        spec.functions.iter().map(|end| generated_name("peristyle", [table.name.as_ref()], end))
                    });
                    let shared = ["peristyle_refuse_move", "peristyle_refuse_truncate"].map(str::to_owned);
                    let mut names = of_table.chain(shared);
                    assert!(
                        names.any(|name| signature.contains(&format!(".{name}("))),
                        "{signature} is not among the functions of {}",
                        spec.name
                    );
                }
                _ => {}
            }
        }
    }
}

/// What a kind is said to be in and what is written of it are the same.
#[test]
fn a_schema_has_what_is_written_of_it() {
    let mut database = Database::from_json(SCHEMA).unwrap();
    for kind in Kind::ALL {
        assert!(kind.is_in(&database), "{}", kind.spec().name);
    }
    database.tables.retain(|table| table.name == "countries");
    let checked = database.clone().check(&options()[2]).unwrap();
    let script = Objects::of(&checked).marked().script();
    let written: Vec<_> = statements::of(&script).iter().filter_map(|one| one.kind).collect();
    for kind in Kind::ALL {
        assert_eq!(kind.is_in(&database), written.contains(kind), "{}", kind.spec().name);
    }
}
