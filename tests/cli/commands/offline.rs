//! Commands without a database.

use crate::database::SECOND;
use crate::program::{Shop, text};

#[test]
fn ddl_diagram_docs_and_advice_are_printed_or_written() {
    let shop = Shop::new();
    let ddl = shop.ok(&["ddl"]);
    assert!(ddl.contains("CREATE TABLE org_products (") && ddl.contains("TO shop_app;"), "{ddl}");
    shop.ok(&["ddl", "--output", "db/schema.sql"]);
    assert_eq!(shop.ok(&["ddl", "--output", "-"]), shop.ok(&["ddl"]));
    assert!(!shop.path("-").exists());
    assert_eq!(text(&shop.path("db/schema.sql")), ddl);
    assert!(shop.ok(&["diagram"]).starts_with("erDiagram"));
    assert!(shop.ok(&["diagram", "--format", "svg"]).starts_with("<svg"));
    assert!(shop.ok(&["diagram", "-f", "dbml"]).contains("Table \"org_products\""));
    assert!(shop.ok(&["docs"]).starts_with("# The schema\n"));
    let advice = shop.run(&["advice", "--deny"]);
    assert!(advice.code == 1 && advice.stdout.contains("[A02] "), "{advice:?}");
    let advice = shop.run(&["advice", "--json"]).json();
    assert_eq!(advice[0]["code"], "A02", "{advice}");
}

#[test]
fn explain_prints_rules_advice_and_findings_without_colours_in_a_pipe() {
    let shop = Shop::new();
    for (code, word) in [("F02", "on_delete = restrict"), ("a02", "bounded length"), ("L10", "row level security")] {
        let page = shop.ok(&["explain", code]);
        assert!(page.contains(word) && !page.contains('\u{1b}') && !page.contains("crate::"), "{page}");
    }
    // The name of a rule, as `waive(..)` takes it, of advice and of a finding.
    for (name, code) in [("soft_delete", "T03"), ("Sized_Decimal", "C01"), ("trigger_missing", "L60")] {
        assert_eq!(shop.ok(&["explain", name]), shop.ok(&["explain", code]));
    }
    for (key, word) in [("append_only", "BEFORE UPDATE OR DELETE OR TRUNCATE"), ("column.name", "stock_keeping_unit")] {
        let page = shop.ok(&["explain", key]);
        assert!(page.contains(word) && !page.contains("crate::") && !page.contains("]("), "{page}");
    }
    let names = shop.run(&["explain", "name", "--json"]).json();
    assert_eq!(names.as_array().map(Vec::len), Some(4), "{names}");
    assert!(shop.ok(&["explain", "F02", "--color", "always"]).contains("\u{1b}[1m"));
    let unknown = shop.run(&["explain", "Z99", "--json"]);
    assert_eq!((unknown.code, unknown.json()["error"]["exit"].as_i64()), (64, Some(64)));
    assert!(unknown.json()["error"]["help"][0].as_str().unwrap().contains("explain F02"));
}

#[test]
fn usage_has_an_exit_code_of_its_own() {
    let shop = Shop::new();
    assert_eq!(shop.run(&["--help"]).code, 0);
    let unknown = shop.run(&["mirgate"]);
    assert_eq!(unknown.code, 64);
    assert!(unknown.stderr.contains("migrate"), "{unknown:?}");
    assert_eq!(shop.run(&[]).code, 64);
}

#[test]
fn a_migration_is_planned_decided_written_and_checked() {
    let mut shop = Shop::new();
    assert_eq!(shop.run(&["migrate", "check"]).code, 1);
    shop.ok(&["migrate", "new", "first"]);
    shop.ok(&["migrate", "check"]);
    assert_eq!(
        shop.ok(&["migrate", "new", "nothing"]),
        "the structs are what the last migration leads to: nothing to do\n"
    );

    shop.release(2);
    let behind = shop.run(&["migrate", "check"]);
    assert!(behind.code == 1 && behind.stderr.contains("`migrate new <NAME>`"), "{behind:?}");
    let refused = shop.run(&["migrate", "new", "titles"]);
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.stderr.contains("--backfill org_products.title=SQL"), "{refused:?}");
    let files = shop.migrations();
    let mut new = vec!["migrate", "new", "titles", "--backfill", "org_products.title=sku"];
    let refused = shop.run(&new);
    assert!(refused.code == 2 && refused.stderr.contains("--allow 'breaks_running_version=the reason'"), "{refused:?}");
    let without_reason = shop.run(&[new.as_slice(), &["--allow", "breaks-running-version= "]].concat());
    assert!(without_reason.code == 64 && without_reason.stderr.contains("the reason is empty"), "{without_reason:?}");
    new.extend(["--allow", "breaks-running-version=we stop the service"]);
    let plan = shop.ok(&[new.as_slice(), &["--dry-run"]].concat());
    assert!(plan.contains("SET NOT NULL") && plan.contains("breaks_running_version: we stop the service"), "{plan}");
    assert_eq!(shop.migrations(), files);

    let written = shop.run(&[new.as_slice(), &["--json"]].concat()).json();
    let count = written["files"].as_array().unwrap().len();
    assert!(count > 2 && shop.migrations().len() == files.len() + count, "{written}");
    shop.ok(&["migrate", "check"]);
    let taken = shop.run(&["migrate", "new", "titles"]);
    assert!(taken.code == 3 && taken.stderr.contains("is called `titles` already"), "{taken:?}");
}

#[test]
fn a_migration_is_told_in_lines_and_its_sql_only_where_it_is_asked_for() {
    let mut shop = Shop::new();
    let first = shop.ok(&["migrate", "new", "first"]);
    let lines: Vec<_> = first.lines().collect();
    assert!(lines.len() < 20 && !first.contains("CREATE TABLE") && !first.contains("/tmp"), "{first}");
    assert!(first.starts_with("10 steps in 1 file\n   1. check that the roles exist\n"), "{first}");
    assert!(first.contains("\n   4. create the table `organizations`\n"), "{first}");
    assert_eq!(lines.iter().filter(|line| line.starts_with("wrote migrations/")).count(), 2, "{first}");
    let end = "wrote schema.json, from which the next migration begins\nthe files have the SQL; `--sql` prints it\n";
    assert!(first.ends_with(end), "{first}");

    shop.release(2);
    let told = shop.ok(SECOND);
    // What a person should know is not left out.
    let hazard = "statements of the running version fail; allowed breaks_running_version: the service is stopped\n";
    assert!(told.contains(hazard) && told.contains("all rows are read under SHARE UPDATE EXCLUSIVE\n"), "{told}");

    let other = Shop::new();
    let all = other.ok(&["migrate", "new", "first", "--sql"]);
    assert!(all.contains("CREATE TABLE org_products (") && all.contains("\nwrote migrations/"), "{all}");
}

/// `cargo run` keeps the current folder, and states that of the package.
#[test]
fn the_files_are_in_the_folder_of_the_package_that_cargo_runs() {
    let shop = Shop::new();
    let (package, elsewhere) = (shop.path("db"), shop.path("elsewhere"));
    for folder in [&package, &elsewhere] {
        std::fs::create_dir_all(folder).unwrap();
    }
    let run = |arguments: &[&str], folder| {
        let mut command = shop.command(arguments);
        let ran = command.env("CARGO_MANIFEST_DIR", &package).current_dir(folder).output().unwrap();
        assert!(ran.status.success(), "{ran:?}");
        String::from_utf8(ran.stdout).unwrap()
    };
    let below = run(&["migrate", "new", "first"], &shop.folder);
    assert!(below.contains("\nwrote db/migrations/") && below.contains("\nwrote db/schema.json,"), "{below}");
    run(&["migrate", "check"], &elsewhere);
    assert!(package.join("schema.json").exists() && package.join("migrations/peristyle.sum").exists());
    // What the command line names is where the shell is.
    run(&["migrate", "new", "first", "--migrations", "here", "--snapshot", "here.json"], &elsewhere);
    assert!(elsewhere.join("here/peristyle.sum").exists() && elsewhere.join("here.json").exists());
}

/// A column of the second release is NOT NULL, and the first one does not insert it.
#[test]
fn a_release_that_breaks_the_one_before_is_named_by_check() {
    let mut shop = Shop::new();
    shop.ok(&["migrate", "new", "first"]);
    let released = shop.path("released.json");
    std::fs::copy(shop.path("schema.json"), &released).unwrap();
    let against = ["migrate", "check", "--against", released.to_str().unwrap()];
    assert!(shop.ok(&against).contains("the release before runs on this schema"));
    shop.release(2);
    let breaks = shop.run(&against);
    assert_eq!(breaks.code, 1, "{breaks:?}");
    assert!(breaks.stdout.contains("the column `title` is NOT NULL without a default"), "{breaks:?}");
    let json = shop.run(&[against.as_slice(), &["--json"]].concat()).json();
    assert_eq!(json["compatibility"]["old_on_new"][0]["column"], "title");
    let refused = shop.run(&["migrate", "new", "titles", "--backfill", "org_products.title=sku"]);
    assert!(refused.stderr.contains("add `backfill = \"SQL\", until = "), "{refused:?}");
    assert!(
        refused.stderr.contains("at once, the running version fails:\n  `org_products`: insert, upsert fail"),
        "{refused:?}"
    );
    for wrong in ["no-such-revision", "--output=x"] {
        let wrong = shop.run(&["migrate", "check", &format!("--against={wrong}")]);
        assert!(
            wrong.code == 3 && wrong.stderr.contains("is neither a file nor a revision with the snapshot"),
            "{wrong:?}"
        );
    }
}

/// A change in two releases: the first migration is written, and what is left for the second one is said until it is done.
#[test]
fn the_second_half_of_a_change_is_said() {
    let mut shop = Shop::new();
    let first = shop.ok(&["migrate", "new", "first"]);
    assert!(!first.contains("in a later release"), "{first}");
    shop.release(4);
    let planned = shop.ok(&["migrate", "new", "codes", "--dry-run"]);
    let written = shop.run(&["migrate", "new", "codes", "--json"]).json();
    let later = "
in a later release, when nothing runs the release before this one any more:
  remove `renamed_from` and `until` of `Product.code` in `0.5`: the migration then drops the column `org_products.sku`
  remove `backfill` and `until` of `Product.slug` in `0.5`: the migration then drops the trigger that fills `org_products.slug`
  remove the field `Product.note`: the migration then drops the column `org_products.note` with its values
  then run `migrate new <NAME> --allow 'deletes_data=the reason'`
";
    let lines = |text: &str| -> Vec<String> {
        let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
        lines[2..].sort();
        lines
    };
    let (_, said) = planned.split_once("\nin a later").unwrap_or_else(|| panic!("{planned}"));
    assert_eq!(lines(&format!("\nin a later{said}")), lines(later));
    assert_eq!(written["later"].as_array().map(Vec::len), Some(3), "{written}");
    assert!(shop.ok(&["migrate", "check"]).ends_with(&format!("in a later{said}")));
}

/// The build script may have written the snapshot before.
#[test]
fn a_snapshot_without_a_migration_is_explained() {
    let shop = Shop::new();
    shop.ok(&["migrate", "new", "first"]);
    std::fs::remove_dir_all(shop.path("migrations")).unwrap();
    let nothing = shop.ok(&["migrate", "new", "first"]);
    assert!(
        nothing.contains("there is no migration yet") && nothing.contains("--snapshot db/schema.json"),
        "{nothing}"
    );
    shop.ok(&["migrate", "new", "first", "--snapshot", "db/schema.json"]);
    assert_eq!(shop.migrations().len(), 3);
}

#[test]
fn edited_and_missing_files_and_unknown_snapshots_are_named() {
    let shop = Shop::new();
    shop.ok(&["migrate", "new", "first"]);
    let file = shop.path("migrations").join(&shop.migrations()[1]);
    let (sql, snapshot) = (text(&file), text(&shop.path("schema.json")));

    std::fs::write(&file, format!("{sql}-- edited\n")).unwrap();
    let edited = shop.run(&["migrate", "check"]);
    assert!(edited.code == 3 && edited.stderr.contains("was edited after it was written"), "{edited:?}");
    std::fs::remove_file(&file).unwrap();
    let missing = shop.run(&["migrate", "check"]);
    assert!(missing.code == 3 && missing.stderr.contains("is missing"), "{missing:?}");
    std::fs::write(&file, sql).unwrap();

    std::fs::write(shop.path("schema.json"), snapshot.replace("\"version\": 2", "\"version\": 99")).unwrap();
    assert_eq!(shop.run(&["migrate", "check"]).code, 3);
    // Without the line of the chain, the version itself is what is wrong.
    std::fs::remove_file(shop.path("migrations/peristyle.sum")).unwrap();
    let unknown = shop.run(&["migrate", "check"]);
    assert!(unknown.code == 3 && unknown.stderr.contains("99"), "{unknown:?}");
    std::fs::write(shop.path("schema.json"), snapshot).unwrap();
    shop.ok(&["migrate", "check"]);
}
