//! `cargo peristyle` finds the program of a workspace and runs it, with cargo.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A workspace in a folder of its own. Its `peristyle-cli` only tells how it was called, so that nothing else is built.
struct Workspace(PathBuf);

impl Workspace {
    fn new(name: &str, manifest: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("cargo-peristyle-{}-{name}", std::process::id()));
        let this = Self(folder);
        this.write("Cargo.toml", &format!("[workspace]\nresolver = \"3\"\nmembers = [\"cli\", \"shop\"]\n{manifest}"));
        this.package("cli", "peristyle-cli", "");
        let tells = "pub fn run() -> ! {\n    let folder = std::env::current_dir().unwrap();\n    \
                     println!(\"{} {:?}\", folder.file_name().unwrap().display(), std::env::args().skip(1).collect::<Vec<_>>());\n    \
                     std::process::exit(7)\n}\n";
        this.write("cli/src/lib.rs", tells);
        this.package("shop", "shop", "[dependencies]\nperistyle-cli = { path = \"../cli\" }\n");
        this.write("shop/src/main.rs", "fn main() {}\n");
        this
    }

    fn package(&self, folder: &str, name: &str, rest: &str) {
        let text = format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{rest}");
        self.write(&format!("{folder}/Cargo.toml"), &text);
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).expect("the folder is created");
        std::fs::write(path, text).expect("the file is written");
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-peristyle"));
        command.arg("peristyle").args(arguments).current_dir(&self.0).env("CARGO_TARGET_DIR", self.0.join("target"));
        command.env_remove("CARGO_MANIFEST_DIR").env_remove("DATABASE_URL");
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("it runs")
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

const PROGRAM: &str = "fn main() {\n    peristyle_cli::run()\n}\n";

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_one_program_runs_in_its_folder_with_the_arguments_and_its_exit_code() {
    let workspace = Workspace::new("one", "");
    let none = workspace.run(&["ddl"]);
    assert_eq!(none.status.code(), Some(64), "{none:?}");
    assert!(text(&none.stderr).contains("add a binary `src/bin/db.rs`"), "{none:?}");
    assert!(text(&none.stderr).contains("run `cargo peristyle import <URL> --output schema` first"), "{none:?}");
    workspace.write("shop/src/bin/db.rs", PROGRAM);
    let ran = workspace.run(&["migrate", "new", "a b"]);
    assert_eq!(text(&ran.stdout), "shop [\"migrate\", \"new\", \"a b\"]\n", "{ran:?}");
    assert_eq!(ran.status.code(), Some(7), "{ran:?}");
}

#[test]
fn of_several_programs_the_manifest_names_one() {
    let workspace = Workspace::new("several", "");
    workspace.write("shop/src/bin/db.rs", PROGRAM);
    workspace.write("shop/src/bin/other.rs", PROGRAM);
    let several = workspace.run(&["ddl"]);
    assert_eq!(several.status.code(), Some(64), "{several:?}");
    assert!(text(&several.stderr).contains("[workspace.metadata.peristyle]"), "{several:?}");
    let named = Workspace::new("named", "[workspace.metadata.peristyle]\nbin = \"other\"\n");
    named.write("shop/src/bin/db.rs", "fn main() {}\n");
    named.write("shop/src/bin/other.rs", PROGRAM);
    assert_eq!(text(&named.run(&["ddl"]).stdout), "shop [\"ddl\"]\n");
}

#[test]
fn what_needs_no_tables_runs_without_a_program() {
    let workspace = Workspace::new("none", "");
    let import = workspace.run(&["import"]);
    assert_eq!(import.status.code(), Some(64), "{import:?}");
    assert!(text(&import.stderr).contains("or in `DATABASE_URL`"), "a database is asked for: {import:?}");
    std::fs::remove_file(workspace.0.join("Cargo.toml")).expect("the manifest is removed");
    let explained = workspace.run(&["explain", "F02"]);
    assert!(explained.status.success() && text(&explained.stdout).starts_with("F02 "), "{explained:?}");
    let ddl = workspace.run(&["ddl"]);
    assert_eq!(ddl.status.code(), Some(64), "{ddl:?}");
    assert!(text(&ddl.stderr).contains("= help: run it in the workspace of the program"), "{ddl:?}");
}

#[test]
fn a_program_of_the_workspace_runs_these_commands_too() {
    let workspace = Workspace::new("explains", "");
    workspace.write("shop/src/bin/db.rs", PROGRAM);
    assert_eq!(text(&workspace.run(&["explain", "F02"]).stdout), "shop [\"explain\", \"F02\"]\n");
}

/// The cargo of another test reads the packages at the same time.
fn is_of_other_tests(line: &str) -> bool {
    line.starts_with("another cargo is running: ") && line.ends_with(" package cache")
}

#[test]
fn what_takes_time_is_told_and_what_fails_is_printed() {
    let workspace = Workspace::new("waits", "");
    workspace.write("shop/src/bin/db.rs", PROGRAM);
    let first = workspace.run(&["ddl"]);
    let told = |output: &Output| -> String {
        let text = text(&output.stderr);
        text.lines().filter(|line| !is_of_other_tests(line)).map(|line| format!("{line}\n")).collect()
    };
    assert_eq!(told(&first), "cargo builds the program first ..\n", "{first:?}");
    assert_eq!(told(&workspace.run(&["ddl"])), "");

    // Another cargo builds meanwhile.
    let lock = std::fs::File::open(workspace.0.join("target/debug/.cargo-lock")).expect("cargo has made it");
    lock.lock().expect("nobody else has it");
    let mut waits = workspace.command(&["ddl"]).stderr(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it runs");
    let mut lines =
        BufReader::new(waits.stderr.take().expect("it is piped")).lines().map(|line| line.expect("it tells"));
    let told = lines.find(|line| !is_of_other_tests(line)).expect("it tells");
    assert!(told.starts_with("another cargo is running: waiting for file lock on "), "{told}");
    lock.unlock().expect("it is locked");
    assert_eq!(waits.wait().expect("it ends").code(), Some(7));

    workspace.write("shop/src/bin/db.rs", "fn main() {\n    peristyle_cli::rum()\n}\n");
    let refused = workspace.run(&["ddl"]);
    assert_eq!(refused.status.code(), Some(64), "{refused:?}");
    assert!(text(&refused.stderr).contains("cannot find function `rum` in crate `peristyle_cli`"), "{refused:?}");
}
