use std::collections::BTreeSet;

use super::*;
use crate::Schema;
use crate::definition::Tenancy;
use crate::fixture::{CATEGORY, COUNTRY, ENROLMENT, ENTRY, ORGANIZATION, PLAIN, PRODUCT, list};
use crate::{ColumnDef, TableDef};

/// A global table with an id and these columns.
pub(super) fn table<const N: usize>(name: &'static str, columns: [ColumnDef; N]) -> TableDef {
    let columns: Vec<_> = PLAIN.columns.iter().copied().chain(columns).collect();
    TableDef { name, columns: columns.leak(), ..PLAIN }
}

/// What one piece of advice says about the tables. Those that they refer to are listed too, and nothing is said of them.
fn given(code: &str, tables: impl IntoIterator<Item = TableDef>) -> Vec<Advice> {
    let mut listed: Vec<&'static TableDef> = tables.into_iter().map(|table| &list([table])[0]).collect();
    let given = listed.len();
    let mut next = 0;
    while let Some(table) = listed.get(next) {
        let roots = if let Tenancy::Tenant { root, .. } = table.tenancy { Some(root()) } else { None };
        for target in table.references.iter().map(|reference| (reference.target)()).chain(roots) {
            if listed.iter().all(|table| table.name != target.name) {
                listed.push(target);
            }
        }
        next += 1;
    }
    let names: Vec<_> = listed[..given].iter().map(|table| table.name).collect();
    let checked = Checked::of(&Schema::new(listed.leak(), &[])).unwrap();
    let about = |advice: &Advice| advice.code == code && names.contains(&advice.table.name.as_ref());
    advise(&checked).into_iter().filter(about).collect()
}

/// The same, which is one line.
#[track_caller]
pub(super) fn only(code: &str, tables: impl IntoIterator<Item = TableDef>) -> Advice {
    let mut advice = given(code, tables);
    assert_eq!(advice.len(), 1, "{advice:#?}");
    advice.remove(0)
}

#[track_caller]
pub(super) fn assert_silent(code: &str, tables: impl IntoIterator<Item = TableDef>) {
    assert_eq!(given(code, tables), []);
}

static SHOP: Schema = Schema::new(&[&ORGANIZATION, &COUNTRY, &CATEGORY, &PRODUCT, &ENROLMENT, &ENTRY], &[]);

#[test]
fn codes_are_sorted_unique_and_no_rules() {
    let codes: Vec<_> = ALL.iter().map(|piece| piece.code).collect();
    let names: BTreeSet<_> = ALL.iter().map(|piece| piece.name).collect();
    assert!(codes.is_sorted_by(|one, next| one < next), "{codes:?}");
    assert!(codes.iter().all(|code| code.starts_with('A') && code.len() == 3));
    assert!(peristyle::rules::ALL.iter().all(|rule| !rule.code.starts_with('A') && !names.contains(rule.name)));
    assert_eq!(names.len(), ALL.len());
}

#[test]
fn every_piece_has_its_page() {
    for Piece { code, name, .. } in ALL {
        let path = format!("{}/src/advice/{code}.md", env!("CARGO_MANIFEST_DIR"));
        let page = std::fs::read_to_string(&path).unwrap();
        let headings: Vec<_> = page.lines().filter(|line| line.starts_with("## ")).collect();
        assert_eq!(page.lines().next(), Some(format!("# {code} {name}").as_str()));
        assert_eq!(headings, ["## What", "## Why", "## Before", "## After", "## When to leave it"], "{path}");
        // The examples are run: the first one is advised against, the second is not.
        assert!(
            page.contains(&format!("code == \"{code}\"")) && page.contains(&format!("code != \"{code}\"")),
            "{path}"
        );
    }
}

#[test]
fn a_message_keeps_the_convention() {
    let advice = advise(&Checked::of(&SHOP).unwrap());
    assert!(!advice.is_empty());
    for Advice { code, text, instead, .. } in &advice {
        assert!(!text.ends_with('.') && !instead.ends_with('.'), "{text} {instead}");
        assert!(!text.contains('\n') && !instead.contains('\n'), "{text} {instead}");
        assert!(text.starts_with(|first: char| first == '`' || first.is_lowercase()), "{code} {text}");
    }
    let lines = advice[0].to_string();
    assert_eq!(
        lines,
        "[A05] a row of `org_categories` may be empty, because all columns are nullable: `parent_id`\n  \
         = help: remove the `Option` of required columns\n  \
         = docs: peristyle_build::advice::A05"
    );
}

#[test]
fn the_order_is_that_of_codes_and_tables() {
    let advice = advise(&Checked::of(&SHOP).unwrap());
    assert_eq!(advice, advise(&Checked::of(&SHOP).unwrap()));
    assert!(advice.is_sorted_by_key(|advice| advice.code));
}
