//! The rule book is whole: every rule is declared once, has its page, its programs and its message, and nothing is said that is not declared.

mod examples;
mod growth;
mod imports;
mod language;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;

use peristyle::rules::ALL;
use peristyle_tests::page::Page;
use peristyle_tests::program::{Program, Report};
use peristyle_tests::{files, in_workspace, is_code, text};

/// The rules of the design's rule book, sections 1 to 3.
const RULE_BOOK: &[&str] = &[
    "C01", "C02", "C03", "C04", "C05", "C06", "C07", "C08", "C09", "C10", "C11", "C12", "F01", "F02", "F03", "F04",
    "F05", "F06", "F07", "I01", "I02", "I03", "I04", "I05", "I06", "I07", "I08", "I09", "K01", "K02", "K03", "K04",
    "N01", "N02", "N03", "N04", "N05", "P01", "P02", "P03", "P04", "P05", "P06", "P07", "S01", "S02", "S03", "T01",
    "T02", "T03", "T04", "W01",
];

/// Rules of the book that are not held to yet.
const NOT_YET: &[&str] = &[];

/// What these ask for is generated, so that they are broken only by a waiver, and that by W01 alone.
const GENERATED: &[&str] = &["F07", "I01", "P02"];

const HEADINGS: [&str; 5] = ["What", "Why", "Bad", "Good", "When to waive"];

fn codes() -> Vec<&'static str> {
    ALL.iter().map(|rule| rule.code).collect()
}

/// Everything that is wrong at once, or nothing.
fn none(found: Vec<String>) {
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

/// Every file that git knows.
fn listed() -> Vec<PathBuf> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(in_workspace("."))
        .output()
        .expect("git lists the files");
    let listed = String::from_utf8(listed.stdout).expect("paths are UTF-8");
    listed.lines().map(PathBuf::from).collect()
}

#[test]
fn no_copy_of_a_tool_is_kept() {
    const COPIES: [&str; 4] = ["bak", "orig", "rej", "swp"];
    let is_copy = |path: &PathBuf| path.extension().is_some_and(|end| COPIES.iter().any(|copy| end == *copy));
    none(listed().into_iter().filter(is_copy).map(|path| path.display().to_string()).collect());
}

#[test]
fn the_code_holds_the_rules_of_the_book() {
    assert!(RULE_BOOK.is_sorted_by(|one, next| one < next) && RULE_BOOK.iter().all(|code| is_code(code)));
    let mut all: Vec<&str> = codes().into_iter().chain(NOT_YET.iter().copied()).collect();
    all.sort_unstable();
    assert_eq!(all, RULE_BOOK);
    assert!(ALL.is_sorted_by(|one, next| one.code < next.code));
    let names: BTreeSet<&str> = ALL.iter().map(|rule| rule.name).collect();
    assert_eq!(names.len(), ALL.len());
}

/// `Rule { code: "F02", name: "on_delete", waivable: true, ..}` of every file, and the line at its head.
#[test]
fn macros_and_runtime_declare_the_same_rules() {
    let mut declared = Vec::new();
    for path in files("macros/src/rules", ".rs") {
        let source = text(&path);
        let Some(rule) = source.split("Rule { code: ").nth(1) else { continue };
        let mut values = rule.split(['"', ',']).map(str::trim).filter(|word| !word.is_empty());
        let (code, name) = (values.next().unwrap_or_default(), values.nth(1).unwrap_or_default());
        let waivable = rule.contains("waivable: true");
        assert!(source.starts_with(&format!("//! {code} {name}: ")), "the head of {}", path.display());
        assert!(path.ends_with(format!("{}.rs", code.to_lowercase())), "{}", path.display());
        declared.push((code.to_owned(), name.to_owned(), waivable));
    }
    declared.retain(|(code, ..)| !NOT_YET.contains(&code.as_str()));
    let ours: Vec<_> = ALL.iter().map(|rule| (rule.code.to_owned(), rule.name.to_owned(), rule.waivable)).collect();
    assert_eq!(declared, ours);
}

#[test]
fn every_rule_has_a_page_of_one_form() {
    let pages = Page::all();
    assert_eq!(pages.iter().map(Page::code).collect::<Vec<_>>(), codes());
    for (page, rule) in pages.iter().zip(ALL) {
        assert_eq!(page.title(), format!("# {} {}", rule.code, rule.name));
        let sections = page.sections();
        let headings: Vec<&str> = sections.iter().map(|(heading, _)| *heading).collect();
        assert_eq!(headings, HEADINGS, "{}", rule.code);
        assert!(sections.iter().all(|(_, body)| body.len() > 20), "{} says nothing", rule.code);
        let when = sections.last().map_or("", |(_, body)| *body);
        let waives = when.contains(&format!("waive({} = \"", rule.name));
        assert_eq!(waives, rule.waivable, "{}: the waiver is shown", rule.code);
        assert_eq!(when.starts_with("It cannot be waived"), !rule.waivable, "{}: or why there is none", rule.code);
    }
}

/// Where the toolchain has the component `rust-src`, rustc quotes the standard library in its notes; where it has not,
/// it leaves the quotation out. A program whose message differs is written so that no item of the library is quoted.
#[test]
fn no_message_quotes_the_standard_library() {
    let messages =
        ["malformed", "rules", "rustc"].iter().flat_map(|folder| files(&format!("tests/ui/{folder}"), ".stderr"));
    let quotes = |message: &std::path::PathBuf| {
        let message = text(message);
        // What rustc says of a type whose source it has.
        let asks_of_std = message.lines().skip_while(|line| !line.contains("trait bounds were not satisfied"));
        message.contains("$RUST")
            || asks_of_std.skip(1).any(|line| line.contains("`String: ") || line.contains("`Vec<"))
    };
    none(messages.filter(quotes).map(|path| format!("{}: `$RUST` or a type of std", path.display())).collect());
}

#[test]
fn every_page_shows_programs_as_they_are() {
    for page in Page::all() {
        let code = page.code();
        assert!(page.text.contains(&format!("<!-- tests/ui/pass/{code}.rs -->")), "{code} shows its accepted program");
        let shown =
            ["rules", "rustc"].iter().any(|folder| page.text.contains(&format!("<!-- tests/ui/{folder}/{code}_")));
        assert!(shown, "{code} shows a refused program of its own");
        if std::env::var_os("TRYBUILD").is_some_and(|mode| mode == "overwrite") {
            page.bless().expect("a page that can be written");
            continue;
        }
        let hint = "TRYBUILD=overwrite cargo test --workspace --test tidy";
        assert_eq!(page.text, page.blessed(), "the page of {code} is out of date: {hint}");
    }
}

#[test]
fn every_rule_has_programs_that_break_it() {
    let programs: Vec<Program> = ["rules", "rustc"].into_iter().flat_map(Program::all).collect();
    let unbroken = codes().into_iter().filter(|code| !programs.iter().any(|program| breaks(program, code)));
    assert_eq!(unbroken.collect::<Vec<_>>(), Vec::<&str>::new());
}

fn breaks(program: &Program, code: &str) -> bool {
    let speaks = if GENERATED.contains(&code) { "W01" } else { code };
    let rule = ALL.iter().find(|rule| rule.code == code);
    let named = |report: &Report| speaks == code || rule.is_some_and(|rule| report.headline().contains(rule.name));
    program.code().as_deref() == Some(code)
        && program.errors().iter().any(|report| report.code() == speaks && named(report))
}

#[test]
fn every_rule_has_a_program_that_keeps_it() {
    let passing: Vec<String> = Program::all("pass").iter().map(Program::name).collect();
    assert_eq!(passing, codes());
}

/// One error for each mistake.
#[test]
fn every_program_gives_the_errors_that_it_names() {
    let mut wrong = Vec::new();
    for folder in ["rules", "rustc", "malformed"] {
        for program in Program::all(folder) {
            let (expected, found, name) = (program.expected(), program.found(), program.name());
            if expected != found {
                wrong.push(format!("{folder}/{name}: {expected:?} is wanted, {found:?} is said"));
            }
        }
    }
    none(wrong);
}

#[test]
fn every_message_belongs_to_a_program() {
    for folder in ["rules", "rustc", "malformed"] {
        let names = |end| {
            files(&format!("tests/ui/{folder}"), end)
                .into_iter()
                .map(|path| path.with_extension(""))
                .collect::<Vec<_>>()
        };
        assert_eq!(names(".rs"), names(".stderr"));
    }
}

/// Lower case, no full stop, one help with something in it, one page.
#[test]
fn every_message_has_one_form() {
    let mut wrong = Vec::new();
    for folder in ["rules", "rustc", "malformed"] {
        for program in Program::all(folder) {
            for report in program.errors().iter().filter(|report| is_ours(report)) {
                let problem = misformed(report, folder != "rustc");
                wrong.extend(
                    problem.map(|problem| format!("{folder}/{}: {problem}: {}", program.name(), report.headline())),
                );
            }
        }
    }
    none(wrong);
}

fn is_ours(report: &Report) -> bool {
    is_code(&report.code()) || report.code() == "malformed"
}

fn misformed(report: &Report, with_help: bool) -> Option<&'static str> {
    let (sentence, helps, docs) = (report.sentence(), report.said("help"), report.said("docs"));
    let page = format!("peristyle::rules::{}", report.code());
    let is_page = |docs: &&str| match report.code().as_str() {
        "malformed" => [
            "peristyle::table",
            "peristyle::ColumnType",
            "peristyle::PgEnum",
            "peristyle::schema",
            "peristyle::sql",
            "peristyle_test::test",
        ]
        .contains(docs),
        _ => *docs == page,
    };
    let unfit = |text: &str| text.is_empty() || text.ends_with('.') && !text.ends_with("..");
    match () {
        () if unfit(sentence) => Some("the sentence ends with a full stop, or is none"),
        () if sentence.starts_with(char::is_uppercase) => Some("the sentence begins with a capital letter"),
        () if with_help && helps.len() != 1 => Some("there is not one help"),
        () if with_help && helps.iter().any(|help| unfit(help) || help.contains("``")) => Some("the help says nothing"),
        () if docs.len() != 1 || !docs.iter().all(is_page) => Some("the page is not named"),
        () => None,
    }
}

/// A constant function that is not `#[inline]` is compiled with the runtime, though nothing calls it there.
#[test]
fn const_checks_are_not_compiled_with_the_runtime() {
    let mut wrong = Vec::new();
    for path in sources("runtime/src/const_checks") {
        let text = text(&path);
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let mut before = "";
        for line in code.lines().map(str::trim) {
            if line.split("fn ").next().is_some_and(|start| start.ends_with("const ")) && before != "#[inline]" {
                wrong.push(format!("{}: `{line}` needs #[inline]", path.display()));
            }
            before = line;
        }
    }
    none(wrong);
}

/// `[F02]` and `rules::F02` in the sources of the macros and the runtime.
#[test]
fn every_code_in_a_message_is_declared() {
    let declared: BTreeSet<&str> = codes().into_iter().chain(NOT_YET.iter().copied()).collect();
    let mut unknown: BTreeMap<String, String> = BTreeMap::new();
    let mut count = 0;
    for path in ["macros/src", "runtime/src"].into_iter().flat_map(sources) {
        let source = text(&path);
        let behind = |mark: &'static str| source.match_indices(mark).map(move |(place, mark)| place + mark.len());
        for start in behind("[").chain(behind("rules::")) {
            let Some(code) = source.get(start..start + 3).filter(|code| is_rule(code)) else { continue };
            count += 1;
            if !declared.contains(code) {
                unknown.insert(code.to_owned(), path.display().to_string());
            }
        }
    }
    assert!(count > 20, "the sources say no codes: they are looked for in the wrong way");
    assert!(unknown.is_empty(), "{unknown:?}");
}

/// Advice has codes of its own, which begin with an A.
fn is_rule(code: &str) -> bool {
    is_code(code) && RULE_BOOK.iter().any(|rule| rule.as_bytes()[0] == code.as_bytes()[0])
}

fn sources(folder: &str) -> Vec<std::path::PathBuf> {
    let mut found = files(folder, ".rs");
    for entry in peristyle_tests::in_workspace(folder).read_dir().expect("a folder of sources").flatten() {
        if entry.path().is_dir() {
            found.extend(sources(&format!("{folder}/{}", entry.file_name().to_string_lossy())));
        }
    }
    found
}

/// The schema that is loaded, read back and linted uses whatever the documentation of the attributes lists and an editor completes.
#[test]
fn every_option_is_used() {
    // What only PostgreSQL 18 has is in a schema of its own.
    let files = ["tests/postgres/every_option.rs", "tests/postgres/newer/every_option.rs", "tests/postgres/periods.rs"];
    let used = files.map(|path| text(&in_workspace(path))).concat();
    let words: BTreeSet<_> = used.split(|letter: char| !letter.is_alphanumeric() && letter != '_').collect();
    let keys = documented_keys();
    assert!(keys.len() > 45, "{keys:?}");
    // A renamed crate has a test of its own.
    none(
        keys.into_iter()
            .filter(|key| !words.contains(key.as_str()) && !["crate", "crate_"].contains(&key.as_str()))
            .collect(),
    );
}

fn documented_keys() -> BTreeSet<String> {
    let pages = files("runtime/src/attributes", ".md").into_iter().map(|path| text(&path));
    let documentation = pages.collect::<Vec<_>>().join("\n");
    let cells = documentation.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    let of_parts = documentation.split("# Indexes").nth(1).and_then(|text| text.split("\n\n").nth(1));
    let spans = cells.chain(of_parts).flat_map(|text| text.split('`').skip(1).step_by(2));
    let completed = text(&in_workspace("runtime/src/attributes/mod.rs"));
    let completed = completed.lines().filter_map(|line| line.trim().strip_suffix(';'));
    let key = |text: &str| text.split(['(', ' ']).next().map(str::to_owned);
    let is_key = |key: &String| key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    spans.chain(completed).filter_map(key).filter(is_key).collect()
}
