//! `cargo peristyle`: finds the program of the workspace that calls `peristyle_cli`, builds it and runs it with the same arguments.

use std::env;
use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, IsTerminal};
use std::iter;
use std::path::PathBuf;
use std::process::{Command, ExitCode, ExitStatus, Stdio};

use cargo_metadata::{Metadata, MetadataCommand, Package, Target};
use peristyle::Schema;
use peristyle_cli::Exit;

/// A program that runs the commands.
struct Program {
    package: String,
    name: String,
    folder: PathBuf,
}

fn main() -> ExitCode {
    // cargo passes the name of the subcommand on.
    let mut arguments: Vec<OsString> = env::args_os().skip(1).collect();
    if arguments.first().is_some_and(|first| first == "peristyle") {
        arguments.remove(0);
    }
    let code = match found() {
        Err(_) if needs_no_tables(&arguments) => return alone(arguments).into(),
        found => found.and_then(|program| run(&program, &arguments)),
    };
    match code {
        Ok(code) => code.into(),
        Err(message) => {
            anstream::eprintln!("error: {message}");
            Exit::Usage.into()
        }
    }
}

/// Whether the command does the same for every project: before an import there are no structs, so no program has them.
fn needs_no_tables(arguments: &[OsString]) -> bool {
    arguments.first().is_some_and(|first| first == "import" || first == "explain")
}

/// Runs a command that needs no tables, without a program.
fn alone(arguments: Vec<OsString>) -> Exit {
    static NO_TABLES: Schema = Schema::new(&[], &[]);
    peristyle_cli::project(&NO_TABLES).run_with(iter::once("cargo peristyle".into()).chain(arguments))
}

fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// In the folder of its package, so that the paths that it states mean the same wherever this is called.
fn run(program: &Program, arguments: &[OsString]) -> Result<u8, String> {
    let failed = |error| format!("cannot run cargo: {error}");
    let of = ["--package", &program.package, "--bin", &program.name];
    let built = build(Command::new(cargo()).arg("build").args(of).current_dir(&program.folder)).map_err(failed)?;
    if !built.success() {
        // cargo has said why.
        return Ok(Exit::Usage.code());
    }
    let mut command = Command::new(cargo());
    command.args(["run", "--quiet"]).args(of).arg("--").args(arguments);
    let status = command.current_dir(&program.folder).status().map_err(failed)?;
    // A signal has no code.
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(Exit::Database.code()))
}

/// Builds the program. Of what cargo tells, errors and warnings are printed as they are, and once what takes time: that it waits for another cargo, and
/// that it compiles.
fn build(command: &mut Command) -> io::Result<ExitStatus> {
    let color = if io::stderr().is_terminal() { "always" } else { "never" };
    let mut cargo = command.args(["--color", color]).stderr(Stdio::piped()).spawn()?;
    let mut is_compiling = false;
    let told = cargo.stderr.take().map(|told| BufReader::new(told).lines()).into_iter().flatten();
    for line in told.map_while(Result::ok) {
        let plain = anstream::adapter::strip_str(&line).to_string();
        // cargo ends its own words in column 12.
        match plain.get(..12).map(str::trim_start) {
            Some("Blocking") => anstream::eprintln!("another cargo is running:{}", &plain[12..]),
            Some("Compiling") if !is_compiling => {
                is_compiling = true;
                anstream::eprintln!("cargo builds the program first ..");
            }
            Some(
                "Compiling" | "Finished" | "Fresh" | "Locking" | "Updating" | "Adding" | "Downloading" | "Downloaded",
            ) => {}
            _ => anstream::eprintln!("{line}"),
        }
    }
    cargo.wait()
}

fn found() -> Result<Program, String> {
    let metadata = MetadataCommand::new().cargo_path(PathBuf::from(cargo())).no_deps().exec();
    let metadata = metadata.map_err(|error| {
        format!("{}\n  = help: run it in the workspace of the program that calls `peristyle_cli`; `import` and `explain` run anywhere", error.to_string().trim_end())
    })?;
    if let Some(name) = metadata.workspace_metadata.get("peristyle").and_then(|table| table.get("bin")?.as_str()) {
        let named = programs(&metadata, |_, target| target.name == name).pop();
        return named
            .ok_or_else(|| format!("`workspace.metadata.peristyle.bin` is `{name}`, and no package has this binary"));
    }
    let mut programs = programs(&metadata, calls);
    match programs.len() {
        1 => Ok(programs.remove(0)),
        0 => Err("no binary of this workspace calls `peristyle_cli`\n  = help: add a binary `src/bin/db.rs` to the package with the tables: \
                  `fn main() { peristyle_cli::run(&SCHEMA) }`, and the dependency: `cargo add peristyle-cli`\n  \
                  = help: for the tables of an existing database, run `cargo peristyle import <URL> --output schema` first, which needs no program"
            .to_owned()),
        _ => {
            let names: Vec<_> = programs.iter().map(|program| format!("`{}`", program.name)).collect();
            Err(format!(
                "several binaries of this workspace call `peristyle_cli`: {}\n  = help: name one in Cargo.toml: `[workspace.metadata.peristyle]`, `bin = \"{}\"`",
                names.join(", "),
                programs[0].name
            ))
        }
    }
}

fn programs(metadata: &Metadata, is_one: impl Fn(&Package, &Target) -> bool) -> Vec<Program> {
    let of = |package: &Package| {
        let folder = package.manifest_path.parent().map_or_else(PathBuf::new, |folder| folder.into());
        let programs = package.targets.iter().filter(|target| target.is_bin() && is_one(package, target));
        programs
            .map(|target| Program {
                package: package.name.to_string(),
                name: target.name.clone(),
                folder: folder.clone(),
            })
            .collect::<Vec<_>>()
    };
    metadata.workspace_packages().into_iter().flat_map(of).collect()
}

/// Whether the first file of a binary calls the library, and its package depends on it.
fn calls(package: &Package, target: &Target) -> bool {
    let depends = package.dependencies.iter().any(|dependency| dependency.name == "peristyle-cli");
    depends && std::fs::read_to_string(&target.src_path).is_ok_and(|text| text.contains("peristyle_cli"))
}
