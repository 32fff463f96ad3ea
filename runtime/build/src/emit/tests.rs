use std::path::{Path, PathBuf};

use super::*;
use crate::Schema;
use crate::checks::Checked;
use crate::fixture;
use crate::model::Database;
use crate::{ColumnDef, SqlType, TableDef};

static EMPTY: Schema = Schema::new(&[], &[]);
static TABLES: [&TableDef; 1] = [&fixture::PRODUCT];

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

/// What `write_to` says of a folder that it cannot write to.
fn refusal(folder: &Path) -> String {
    emit(&EMPTY).sql().write_to(folder).unwrap_err().to_string()
}

#[test]
fn a_folder_in_the_place_of_a_file_is_named() {
    let folder = Folder::new("taken");
    let taken = folder.0.join("schema.sql");
    std::fs::create_dir_all(&taken).unwrap();
    let text = refusal(&folder.0);
    assert!(text.starts_with(&format!("cannot write `{}`: ", taken.display())), "{text}");
    assert!(text.contains("\n  = help: ") && text.ends_with("\n  = docs: peristyle_build::emit"), "{text}");
    assert_eq!(std::fs::read_dir(&folder.0).unwrap().count(), 1);
}

#[test]
fn a_file_in_the_place_of_a_folder_is_named() {
    let folder = Folder::new("file");
    std::fs::create_dir_all(&folder.0).unwrap();
    let file = folder.0.join("db");
    std::fs::write(&file, "kept").unwrap();
    for place in [file.clone(), file.join("generated")] {
        let text = refusal(&place);
        assert!(text.starts_with(&format!("cannot write `{}`: ", place.display())), "{text}");
        assert!(text.contains("\n  = help: a part of the path is a file: move it, or use another folder\n"), "{text}");
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "kept");
}

/// Nobody makes files in `/sys`, root neither.
#[cfg(target_os = "linux")]
#[test]
fn a_place_without_the_right_to_write_is_named() {
    let text = refusal(Path::new("/sys/peristyle"));
    assert!(text.starts_with("cannot write `/sys/peristyle`: "), "{text}");
    let rights = "give the user of the build write permission, or use another folder";
    let read_only = "the disk is mounted read-only: use a folder on another disk";
    assert!([rights, read_only].iter().any(|help| text.contains(&format!("\n  = help: {help}\n"))), "{text}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disc_leaves_nothing_behind() {
    let folder = Folder::new("full");
    std::fs::create_dir_all(&folder.0).unwrap();
    let beside = folder.0.join(format!("schema.sql.{}.part", std::process::id()));
    std::os::unix::fs::symlink("/dev/full", &beside).unwrap();
    std::fs::write(folder.0.join("schema.sql"), "the old one").unwrap();
    let text = refusal(&folder.0);
    assert!(text.contains("\n  = help: free disk space, or use a folder on another disk\n"), "{text}");
    assert_eq!(std::fs::read_to_string(folder.0.join("schema.sql")).unwrap(), "the old one");
    assert_eq!(std::fs::read_dir(&folder.0).unwrap().count(), 1);
}

#[test]
fn of_a_schema_that_breaks_a_rule_nothing_is_written() {
    let folder = Folder::new("lawless");
    emit(&Schema::new(&TABLES, &[])).sql().snapshot().write_to(&folder.0).unwrap_err();
    assert!(!folder.0.exists());
}

#[test]
fn all_requested_files_are_written() {
    let folder = Folder::new("all");
    let written = emit(&EMPTY).sql().snapshot().write_to(&folder.0).unwrap();
    assert_eq!(written, ["schema.sql", "schema.json"].map(|name| folder.0.join(name)));
    let snapshot = std::fs::read_to_string(&written[1]).unwrap();
    assert_eq!(Database::from_json(&snapshot).unwrap(), Database::of(&EMPTY));
}

static ONE: Schema = Schema::new(&[&fixture::COUNTRY], &[]);

/// What [`committed_in_a_process`] finds in its environment.
const ASKED: &str = "PERISTYLE_TEST_COMMITTED";

/// Not a test by itself: the build script of [`printed`].
#[test]
fn committed_in_a_process() {
    if let Some(path) = std::env::var_os(ASKED) {
        let on_change = if std::env::var_os("FAIL").is_some() { OnChange::Fail } else { OnChange::Warn };
        let emit = emit(&ONE).committed(path, on_change);
        match std::env::var_os("WAIVERS") {
            Some(path) => emit.waivers_at_most(path).run(),
            None => emit.run(),
        }
    }
}

/// What a build script prints for cargo that has the snapshot committed there, and whether the build goes on.
fn printed(folder: &Folder, committed: &Path, more: &[(&str, &str)]) -> (Vec<String>, bool) {
    let this = std::env::current_exe().unwrap();
    let mut script = std::process::Command::new(this);
    script.args(["--exact", "emit::tests::committed_in_a_process", "--nocapture"]);
    script.current_dir(&folder.0).env("OUT_DIR", folder.0.join("out")).env(ASKED, committed);
    let output = script.envs(more.iter().copied()).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().filter_map(|line| line.find("cargo::").map(|at| line[at..].to_owned()));
    (lines.collect(), output.status.success())
}

#[test]
fn the_committed_snapshot_is_compared_and_left_alone() {
    let folder = Folder::new("committed");
    std::fs::create_dir_all(&folder.0).unwrap();
    let (committed, out) = (folder.0.join("schema.json"), folder.0.join("out/schema.json"));
    let printed = |more: &[(&str, &str)]| printed(&folder, Path::new("schema.json"), more);
    let rerun = "cargo::rerun-if-changed=schema.json".to_owned();
    let update = format!("run `cp {} {}`", out.display(), committed.display());

    let missing = format!(
        "cargo::warning=there is no snapshot at `schema.json`; help: {update}, and commit the file; docs: peristyle_build::emit"
    );
    if cfg!(unix) {
        assert_eq!(printed(&[]), (vec![rerun.clone(), missing], true));
    }
    std::fs::copy(&out, &committed).unwrap();
    assert_eq!(printed(&[]), (vec![rerun.clone()], true));
    assert_eq!(printed(&[("FAIL", "1")]), (vec![rerun.clone()], true));

    let older =
        std::fs::read_to_string(&out).unwrap().replace("\"id\", \"type\": \"uuid\"", "\"id\", \"type\": \"text\"");
    std::fs::write(&committed, &older).unwrap();
    let (lines, goes_on) = printed(&[]);
    let expected = "cargo::warning=`schema.json` differs from the structs; `countries` changed its column `id`: \
                    text NOT NULL is now uuid NOT NULL; help: if this is intended, run `";
    assert!(goes_on && lines[1].starts_with(expected), "{lines:#?}");
    let (lines, goes_on) = printed(&[("FAIL", "1")]);
    assert!(!goes_on && lines[1..].iter().all(|line| line.starts_with("cargo::error=")), "{lines:#?}");
    assert_eq!(lines[2], "cargo::error=    `countries` changed its column `id`: text NOT NULL is now uuid NOT NULL");

    std::fs::write(&committed, older.replace(",\n", ",,\n")).unwrap();
    let (lines, _) = printed(&[]);
    assert!(
        lines[1].starts_with(
            "cargo::warning=cannot read the snapshot: schema.json:2:16: key must be a string; help: revert the manual change"
        ),
        "{lines:#?}"
    );
    assert!(std::fs::read_to_string(&committed).unwrap().contains(",,"));
}

/// Newer, cut short, with an unknown key, edited by hand, of 100 MB: each is named with its place, and the file is left alone.
#[test]
fn a_committed_snapshot_that_is_wrong_is_not_overwritten() {
    let folder = Folder::new("wrong");
    std::fs::create_dir_all(&folder.0).unwrap();
    let committed = folder.0.join("schema.json");
    let good = Database::of(&ONE).to_json();
    let twice = good.replace("\"columns\": [\"id\"]", "\"columns\": [\"no\"]");
    let cut = &good[..good.len() / 2];
    let place = format!("{}:{}", cut.lines().count(), cut.lines().last().unwrap().len());
    for (text, message) in [
        (good.replace("\"version\": 2", "\"version\": 3"), "2:14: `version`: the snapshot is of version 3".to_owned()),
        (cut.to_owned(), format!("{place}: EOF while parsing")),
        (
            good.replace("\"struct\"", "\"colour\": 1, \"struct\""),
            "6:14: `tables[0].colour`: unknown field `colour`".to_owned(),
        ),
        (twice, "12:23: `tables[countries].primary_key.columns`: `countries` has no column `no`".to_owned()),
        (" ".repeat(100_000_000), "1:1: the text has 100000000 bytes".to_owned()),
    ] {
        std::fs::write(&committed, &text).unwrap();
        for more in [&[][..], &[("FAIL", "1")]] {
            let (lines, goes_on) = printed(&folder, Path::new("schema.json"), more);
            let said = format!("cannot read the snapshot: schema.json:{message}");
            assert!(lines[1].contains(&said), "{said}\n{lines:#?}");
            assert_eq!(goes_on, more.is_empty());
            assert!(std::fs::read_to_string(&committed).unwrap() == text, "{message}: the file was written");
        }
    }
}

#[test]
fn a_committed_snapshot_that_breaks_a_rule_is_named() {
    let folder = Folder::new("rule");
    std::fs::create_dir_all(&folder.0).unwrap();
    let text = Database::of(&ONE).to_json().replace("countries_pkey", "countries");
    std::fs::write(folder.0.join("schema.json"), text).unwrap();
    let (lines, _) = printed(&folder, Path::new("schema.json"), &[]);
    let said = "cargo::warning=`schema.json` breaks a rule: [S01] the name `countries` is taken twice";
    assert!(lines[1].starts_with(said), "{lines:#?}");
}

#[test]
fn a_committed_snapshot_that_cannot_be_read_is_named() {
    let folder = Folder::new("unreadable");
    std::fs::create_dir_all(folder.0.join("schema.json")).unwrap();
    let (lines, _) = printed(&folder, Path::new("schema.json"), &[]);
    assert!(lines[1].starts_with("cargo::warning=cannot read the snapshot `schema.json`: "), "{lines:#?}");
}

#[test]
fn a_build_script_without_out_dir_says_so() {
    let folder = Folder::new("no-out-dir");
    std::fs::create_dir_all(&folder.0).unwrap();
    let (lines, goes_on) = printed(&folder, Path::new("schema.json"), &[("OUT_DIR", "")]);
    assert!(!goes_on && lines[1].starts_with("cargo::error=OUT_DIR is not set"), "{lines:#?}");
}

#[test]
fn a_long_list_of_changes_keeps_its_beginning() {
    let change = |number| Checked::of(&ONE).unwrap().changes_to(&Checked::of(&EMPTY).unwrap()).remove(number);
    let changes: Vec<_> = (0..8).map(|_| change(0)).collect();
    let text = EmitError::Changed { path: "schema.json".into(), changes, update: "cp a b".to_owned() }.to_string();
    assert!(text.contains("\n    the table `countries` was removed\n    and 3 more\n  = help: "), "{text}");
}

#[test]
fn cargo_is_told_of_every_finding_line_by_line() {
    let schema = Schema::new(&TABLES, &[]);
    let error = emit(&schema).sql().write_to("never").unwrap_err();
    let text = directive::errors(&error);
    assert!(text.lines().all(|line| line.starts_with("cargo::error=")), "{text}");
    assert!(text.contains("cargo::error=[S02] `Product` refers to the table `organizations`"), "{text}");
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
    let text = directive::warnings(
        &emit(&Schema::new(Vec::leak(tables.to_vec()), &[])).without_advice(&["A05"]).advice().unwrap(),
    );
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 4, "{text}");
    assert_eq!(
        lines[0],
        "cargo::warning=[A03] `a` has a nullable flag, which has three values: `is_read`; help: write `bool` with \
         `#[column(default = false)]`, or an enum with three values; docs: peristyle_build::advice::A03"
    );
    assert!(lines[3].starts_with("cargo::warning=[A03] 2 more of this, the next in `d`; help: "), "{text}");
}

#[test]
fn advice_that_is_not_there_cannot_be_silenced() {
    let error = emit(&EMPTY).sql().without_advice(&["A02", "A99"]).write_to("never").unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with("unknown advice code `A99` in `without_advice`\n  = help: the codes are A01, "), "{text}");
}

#[test]
fn the_build_fails_when_waivers_rise_and_warns_when_they_fall() {
    let folder = Folder::new("waivers");
    std::fs::create_dir_all(&folder.0).unwrap();
    let printed = || printed(&folder, Path::new("schema.json"), &[("WAIVERS", "waivers.json")]);
    let (lines, goes_on) = printed();
    assert!(!goes_on && lines.contains(&"cargo::rerun-if-changed=waivers.json".to_owned()), "{lines:#?}");
    assert!(lines[2].starts_with("cargo::error=there is no baseline of waivers at `waivers.json`"), "{lines:#?}");
    assert!(lines[3].contains("run `cargo peristyle waivers --baseline waivers.json`"), "{lines:#?}");
    let path = folder.0.join("waivers.json");
    let more = "{\"version\": 1, \"waivers\": {\"T03\": {\"countries\": 2}}}";
    std::fs::write(&path, more).unwrap();
    let (lines, goes_on) = printed();
    let warning = "cargo::warning=`waivers.json` says more waivers than there are: 1 of its lines; help: lower it by `cargo peristyle waivers --max waivers.json --update`";
    assert!(goes_on && lines.iter().any(|line| line == warning), "{lines:#?}");
    std::fs::write(&path, "{\"version\": 7").unwrap();
    let (lines, goes_on) = printed();
    assert!(!goes_on && lines[2].contains("waivers.json:1:13: `version`: the baseline is of version 7"), "{lines:#?}");
}

#[test]
fn look_ups_without_a_role_are_an_error_of_the_script() {
    use crate::definition::IndexDef;
    use crate::fixture::{CATEGORY, ORGANIZATION, by, list};

    let folder = Folder::new("lookups");
    let index = IndexDef { columns: list([by("name")]), tenant_lookup: true, unique: true, ..IndexDef::PLAIN };
    let looked_up = list([TableDef { indexes: list([index]), ..CATEGORY }]);
    let schema = Schema::new(list([&looked_up[0], &ORGANIZATION]), &[]);
    let refused = emit(&schema).sql().write_to(&folder.0).unwrap_err().to_string();
    let lines: Vec<_> = refused.lines().collect();
    let (first, help) = (
        "`org_categories`: the options name no application role, so nobody may call `org_categories_tenant_of_name`",
        "  = help: name the application role: `.application_role(\"shop_app\")`; its look-up role is then `shop_app_lookup`",
    );
    assert_eq!(lines[..2], [first, help]);
    assert!(!folder.0.exists());
    // What calls no function is written, and so is a script that is not to have them.
    emit(&schema).diagram().snapshot().write_to(&folder.0).unwrap();
    emit(&schema).sql().without_advice(&["A19"]).write_to(&folder.0).unwrap();
    emit(&schema).sql().application_role("shop_app").write_to(&folder.0).unwrap();
}
