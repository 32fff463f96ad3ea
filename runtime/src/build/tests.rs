use super::*;
use crate::fixtures::{Organization, Product};
use crate::layout::fixture;
use crate::{ColumnDef, SqlType, Table, TableDef};

static EMPTY: Schema = Schema { tables: &[] };
static TABLES: [&TableDef; 1] = [&Product::DEF];

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("peristyle-build-{}-{name}", std::process::id())))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

#[test]
fn the_file_is_written_whole_and_alone() {
    let folder = Folder::new("whole");
    let inner = folder.0.join("db/generated");
    let written = emit(&EMPTY).sql().application_role("shop_app").write_to(&inner).unwrap();
    assert_eq!(written, [inner.join("schema.sql")]);
    assert!(std::fs::read_to_string(&written[0]).unwrap().contains("TO shop_app;"));
    assert_eq!(std::fs::read_dir(&inner).unwrap().count(), 1);
}

#[test]
fn a_file_with_the_same_text_is_left_alone() {
    let folder = Folder::new("same");
    let path = emit(&EMPTY).sql().write_to(&folder.0).unwrap().remove(0);
    let modified = || std::fs::metadata(&path).unwrap().modified().unwrap();
    let before = modified();
    emit(&EMPTY).sql().write_to(&folder.0).unwrap();
    assert_eq!(modified(), before);
    emit(&EMPTY).sql().application_role("shop_app").write_to(&folder.0).unwrap();
    assert_ne!(modified(), before);
}

#[test]
fn nothing_is_written_that_was_not_asked_for() {
    let folder = Folder::new("nothing");
    assert!(emit(&EMPTY).write_to(&folder.0).unwrap().is_empty());
    assert!(!folder.0.exists());
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let folder = Folder::new("taken");
    std::fs::create_dir_all(folder.0.join("schema.sql")).unwrap();
    let error = emit(&EMPTY).sql().write_to(&folder.0).unwrap_err();
    assert!(error.to_string().starts_with("cannot write `"), "{error}");
    assert_eq!(std::fs::read_dir(&folder.0).unwrap().count(), 1);

    let file = folder.0.join("file");
    std::fs::write(&file, "").unwrap();
    let error = emit(&EMPTY).sql().write_to(&file).unwrap_err();
    assert!(error.to_string().contains("file`: "), "{error}");
}

#[test]
fn cargo_is_told_of_every_finding_line_by_line() {
    let schema = Schema { tables: &TABLES };
    let error = emit(&schema).sql().write_to("never").unwrap_err();
    let text = directive::errors(&error);
    assert!(text.lines().all(|line| line.starts_with("cargo::error=")), "{text}");
    assert!(
        text.contains(&format!("cargo::error=[S02] `Product` refers to the table `{}`", Organization::NAME)),
        "{text}"
    );
    assert!(text.contains("cargo::error=  = help: write its struct into the list"), "{text}");
    assert!(text.contains("cargo::error=  = docs: peristyle::rules::S02"), "{text}");
}

#[test]
fn outside_a_build_script_the_other_way_is_named() {
    let text = directive::errors(&EmitError::NoOutDir);
    assert!(text.contains("OUT_DIR is not set") && text.contains("write_to"), "{text}");
}

#[test]
fn advice_is_one_warning_a_finding_and_three_of_a_code() {
    let notes = |name: &'static str| -> &'static TableDef {
        let note = ColumnDef { nullable: true, ..fixture::column("is_read", SqlType::Boolean) };
        Box::leak(Box::new(TableDef { name, columns: vec![note].leak(), ..fixture::PLAIN }))
    };
    let tables = ["a", "b", "c", "d", "e"].map(notes);
    let text =
        directive::warnings(&emit(&Schema { tables: Vec::leak(tables.to_vec()) }).without_advice(&["A05"]).advice());
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 4, "{text}");
    assert_eq!(
        lines[0],
        "cargo::warning=[A03] `a` has a flag with a third value, NULL: `is_read`; help: write `bool` with \
         `#[column(default = false)]`, or an enum that names all three; docs: peristyle::advice::A03"
    );
    assert!(lines[3].starts_with("cargo::warning=[A03] 2 more of this, the next in `d`; help: "), "{text}");
}

#[test]
fn advice_that_is_not_there_cannot_be_silenced() {
    let error = emit(&EMPTY).sql().without_advice(&["A02", "A99"]).write_to("never").unwrap_err();
    let text = error.to_string();
    assert!(
        text.starts_with(
            "`without_advice` is told `A99`, which is the code of no advice\n  = help: the codes are A01, "
        ),
        "{text}"
    );
}
