use std::path::Path;

use super::*;
use crate::definition::WaiverDef;
use crate::fixture::{PLAIN, list as leaked};
use crate::model::Database;
use crate::{Schema, TableDef};

fn waiver(code: &'static str, name: &'static str) -> WaiverDef {
    WaiverDef::new(code, name, "TODO: why")
}

/// Tables with so many waivers of T03 each, and a column with one of C01.
fn database(tables: &[(&'static str, usize)]) -> Database {
    let defs = tables.iter().map(|(name, count)| -> &'static TableDef {
        let waivers = vec![waiver("T03", "soft_delete"); *count].leak();
        Box::leak(Box::new(TableDef { name, waivers, ..PLAIN }))
    });
    Database::of(&Schema::new(defs.collect::<Vec<_>>().leak(), &[]))
}

fn counts(counts: &[Count]) -> Vec<String> {
    counts.iter().map(ToString::to_string).collect()
}

#[test]
fn the_number_of_a_table_may_only_fall() {
    let baseline = Baseline::of(&database(&[("countries", 1), ("towns", 2)]));
    assert_eq!(baseline.total(), 3);
    assert_eq!(baseline.compare(&database(&[("countries", 1), ("towns", 2)])), Comparison::default());

    // One that falls makes no room for another table.
    let moved = database(&[("countries", 0), ("towns", 2), ("rivers", 1)]);
    let comparison = baseline.compare(&moved);
    assert_eq!(counts(&comparison.risen), ["`rivers` has 1 waiver of T03 `soft_delete`, the baseline none for it"]);
    assert_eq!(counts(&comparison.fallen), ["`countries` has 0 waivers of T03 `soft_delete`, the baseline 1"]);
    let more = baseline.compare(&database(&[("countries", 2), ("towns", 2)]));
    assert_eq!(counts(&more.risen), ["`countries` has 2 waivers of T03 `soft_delete`, the baseline 1"]);

    // To lower it raises nothing.
    let lowered = baseline.lowered(&moved);
    assert_eq!(lowered, Baseline::of(&database(&[("towns", 2)])));
    assert_eq!(baseline.lowered(&database(&[("rivers", 1)])), Baseline::default());
}

#[test]
fn a_renamed_table_keeps_its_number() {
    let baseline = Baseline::of(&database(&[("countries", 1)]));
    let mut renamed = database(&[("nations", 1)]);
    assert_eq!(baseline.compare(&renamed).risen.len(), 1);
    renamed.tables[0].renamed_from.0 = Some("countries".into());
    assert_eq!(baseline.compare(&renamed), Comparison::default());
    assert!(baseline.lowered(&renamed).to_json().contains("\"nations\": 1"));
    // Another table took the name: it has no waiver by the old number.
    let mut both = database(&[("nations", 1), ("countries", 1)]);
    both.tables[0].renamed_from.0 = Some("countries".into());
    assert_eq!(counts(&baseline.compare(&both).risen).len(), 1);
}

#[test]
fn waivers_of_columns_enums_and_the_list_are_counted() {
    let column = crate::fixture::column("price", crate::SqlType::Text);
    let column = crate::ColumnDef { waivers: leaked([waiver("C02", "exact_money")]), ..column };
    let table = Box::leak(Box::new(TableDef { name: "fares", columns: leaked([column]), ..PLAIN }));
    let mut database = Database::of(&Schema::new(vec![&*table].leak(), &[]));
    let snapshot = r#"{"version": 2, "enums": [{"name": "status", "labels": ["a"], "waivers": [{"code": "N01", "name": "snake_case", "reason": "TODO"}]}],
        "tables": [], "sql": [{"name": "a", "place": "after", "sql": "SELECT 1", "waived": "old"}, {"name": "b", "place": "after", "sql": "SELECT 2", "waived": "old"}]}"#;
    let read = Database::from_json(snapshot).unwrap();
    (database.enums, database.sql) = (read.enums, read.sql);
    let all = super::list(&database);
    let places: Vec<_> = all.iter().map(|one| (one.code, one.table.as_str(), one.column)).collect();
    assert_eq!(places, [("C02", "fares", Some("price")), ("N01", "enum status", None), ("P06", "schema!", None)]);
    assert_eq!(all.iter().filter(|one| one.is_undecided()).count(), 2);
    assert_eq!(Baseline::of(&database).total(), 3);
}

#[test]
fn a_text_that_is_not_a_baseline_is_refused_with_its_place() {
    let good = Baseline::of(&database(&[("countries", 1), ("towns", 2)])).to_json();
    assert_eq!(Baseline::from_json(&good).unwrap().to_json(), good);
    // Every shorter text.
    for end in 0..good.trim_end().len() {
        let error = Baseline::from_json(&good[..end]).unwrap_err();
        assert!(error.line() <= good.lines().count(), "{error}");
    }
    for (from, to, place, text) in [
        (
            "\"version\": 1",
            "\"version\": 2",
            "2:14: `version`: ",
            "the baseline is of version 2, and this peristyle-build reads version 1",
        ),
        ("\"version\": 1", "\"version\": \"1\"", "2:16: `version`: ", "invalid type: string"),
        ("\"countries\": 1", "\"countries\": 0", "5:20: `waivers.T03.countries`: ", "expected a nonzero u32"),
        ("\"countries\": 1", "\"countries\": -1", "5:21: `waivers.T03.countries`: ", "invalid value: integer `-1`"),
        ("\"countries\": 1", "\"countries\": 99999999999", "5:30: `waivers.T03.countries`: ", "invalid value"),
        ("\"countries\": 1", "\"towns\": 1", "", "the key \"towns\" stands twice"),
        ("T03", "T99", "", "`T99` is not the code of a rule that can be waived"),
        ("T03", "S01", "", "`S01` is not the code of a rule that can be waived"),
        ("\"waivers\"", "\"waiver\"", "3:10: `waiver`: ", "unknown field `waiver`"),
        ("\n}\n", "\n}\n}\n", "10:1: ", "trailing characters"),
    ] {
        let edited = good.replacen(from, to, 1);
        assert_ne!(edited, good);
        let error = Baseline::from_json(&edited).unwrap_err().to_string();
        assert!(error.starts_with(place) && error.contains(text), "{from} -> {to}: {error}");
        assert!(error.starts_with(|first: char| first.is_ascii_digit()), "{error}");
    }
    let long = format!("{good}{}", " ".repeat(17 << 20));
    assert!(Baseline::from_json(&long).unwrap_err().to_string().contains("more than the limit"));
}

#[test]
fn a_file_that_is_missing_is_no_text_or_a_folder_is_named() {
    let folder = std::env::temp_dir().join(format!("peristyle-waivers-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let now = database(&[("countries", 1)]);
    let text = |path: &Path| at_most(path, &now).unwrap_err().to_string();
    let path = folder.join("waivers.json");
    assert!(text(&path).contains("run `cargo peristyle waivers --baseline "), "{}", text(&path));
    assert!(text(&folder).contains("cannot read the baseline of waivers `"), "{}", text(&folder));
    std::fs::write(&path, b"\xff").unwrap();
    assert!(text(&path).contains("valid UTF-8"), "{}", text(&path));
    std::fs::write(&path, "{").unwrap();
    assert!(text(&path).contains("waivers.json:1:1: EOF"), "{}", text(&path));
    std::fs::write(&path, Baseline::default().to_json()).unwrap();
    let risen = text(&path);
    assert!(
        risen.contains("\n    `countries` has 1 waiver of T03 `soft_delete`, the baseline none for it\n"),
        "{risen}"
    );
    write(&Baseline::of(&now), &path).unwrap();
    assert_eq!(at_most(&path, &now).unwrap(), Comparison::default());
    std::fs::remove_dir_all(folder).unwrap();
}
