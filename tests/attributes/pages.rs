//! The examples of the pages of the attribute keys compile, and the DDL has the SQL that the pages show.
#![allow(missing_docs, reason = "the examples are those of the pages")]

use std::collections::BTreeSet;

use peristyle::{Schema, attributes};
use peristyle_build::migrate::{Hazard, migrate};
use peristyle_build::{Database, Options, ddl};

/// A page of a key.
pub struct Page {
    /// `table/append_only`
    pub name: &'static str,
    pub text: &'static str,
    /// The tables of its example.
    pub schema: &'static Schema,
    /// Those of the release before, where it shows a migration.
    pub before: Option<&'static Schema>,
}

include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// The SQL of an example: the DDL, or the steps of the migration.
fn sql(page: &Page) -> String {
    let options = Options::new().application_role("shop_app");
    let Some(before) = page.before else { return ddl::sql(page.schema, &options).unwrap() };
    let migration = Hazard::ALL
        .into_iter()
        .fold(migrate(page.schema).options(options), |migration, hazard| migration.allow(hazard, "a test"));
    let plan = migration.plan(&Database::of(before)).unwrap();
    plan.steps.iter().map(|step| format!("{}\n", step.sql)).collect()
}

#[test]
fn the_sql_of_each_page_is_what_is_emitted() {
    let mut shown = 0;
    for page in PAGES {
        let text = sql(page);
        let mut lines = text.lines().map(str::trim_end);
        let blocks: Vec<_> = page.text.split("```sql\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
        let says_nothing = page.text.contains("not the SQL.");
        assert_eq!(blocks.len(), usize::from(!says_nothing), "{}", page.name);
        for line in blocks.iter().flat_map(|block| block.lines()) {
            assert!(
                lines.any(|one| one == line),
                "{}: `{line}` is not in, or not behind the line before it\n{text}",
                page.name
            );
            shown += 1;
        }
    }
    assert!(shown > PAGES.len(), "{shown}");
}

/// What a page says has one form: a sentence, how the key is written, what it takes, an example.
#[test]
fn every_page_has_one_form() {
    let names: BTreeSet<_> = PAGES.iter().map(|page| page.name.to_owned()).collect();
    let keys: BTreeSet<_> = attributes::ALL.iter().map(|key| format!("{}/{}", key.attribute, key.name)).collect();
    assert_eq!(names, keys);
    for page in PAGES {
        let (attribute, key) = page.name.split_once('/').unwrap();
        let attribute = attribute.trim_end_matches("_variant");
        let mut lines = page.text.lines();
        let first = lines.next().unwrap_or_default();
        assert!(first.ends_with('.') && first.starts_with(char::is_uppercase), "{}: {first}", page.name);
        assert_eq!((lines.next(), lines.next()), (Some(""), Some("```text")), "{}", page.name);
        let forms: Vec<_> = lines.take_while(|line| *line != "```").collect();
        let is_form =
            |line: &&str| line.starts_with(&format!("#[{attribute}(")) && line.contains(key) && line.ends_with(")]");
        assert!(!forms.is_empty() && forms.iter().all(is_form), "{}: {forms:?}", page.name);
        assert!(page.text.contains("\n# Example\n"), "{}", page.name);
        let example = page.text.split("```rust\n").last().unwrap_or_default();
        assert!(example.contains(&format!("#[{attribute}(")) && example.contains(key), "{}: {example}", page.name);
    }
}
