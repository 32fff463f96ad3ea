//! The commands, one file each.

mod adopt;
mod advice;
mod databases;
mod ddl;
mod diagram;
mod docs;
mod doctor;
mod drift;
mod explain;
mod import;
mod migrate;
mod output;
#[cfg(feature = "plans")]
mod plans;
mod statistics;
mod tenant;
mod waivers;

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Parser, ValueEnum};
use peristyle_build::migrate::Layout;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::project::Project;
use crate::report::Report;
use crate::terminal::{self, Color, Progress, styled};

/// A command: its arguments, and what it does.
pub(crate) trait Command: Args {
    fn run(self, context: &Context) -> Result<Report, Failure>;
}

/// What every command has beside its arguments.
pub(crate) struct Context {
    pub(crate) project: Project,
    pub(crate) progress: Progress,
}

impl Context {
    /// Runs what waits for a database.
    pub(crate) fn block_on<T>(&self, future: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Failure::new(Exit::Database, format!("cannot start: {error}")))?;
        runtime.block_on(future)
    }
}

/// An enum of the commands of a level, each with its type.
macro_rules! commands {
    ($($(#[$condition:meta])* $name:ident: $command:ty,)+) => {
        #[derive(Debug, ::clap::Subcommand)]
        #[allow(clippy::large_enum_variant, reason = "there is one value in a program")]
        pub(crate) enum Commands {
            $($(#[$condition])* $name($command),)+
        }

        impl Commands {
            pub(crate) fn run(self, context: &$crate::commands::Context) -> Result<$crate::report::Report, $crate::failure::Failure> {
                match self {
                    $($(#[$condition])* Self::$name(command) => $crate::commands::Command::run(command, context),)+
                }
            }
        }
    };
}
pub(crate) use commands;

commands! {
    Ddl: ddl::Ddl,
    Diagram: diagram::Diagram,
    Docs: docs::Docs,
    Advice: advice::Advice,
    Explain: explain::Explain,
    Doctor: doctor::Doctor,
    Drift: drift::Drift,
    Import: import::Import,
    Migrate: migrate::Migrate,
    #[cfg(feature = "plans")]
    Plans: plans::Plans,
    Statistics: statistics::Statistics,
    Tenant: tenant::Tenant,
    Waivers: waivers::Waivers,
    Adopt: adopt::Adopt,
}

/// The schema of this project: DDL, documentation, migrations.
#[derive(Debug, Parser)]
#[command(subcommand_required = true, arg_required_else_help = true, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Commands,
    #[command(flatten)]
    global: Global,
}

/// The arguments of all commands.
#[derive(Debug, Args)]
struct Global {
    /// Print one JSON value
    #[arg(long, global = true)]
    json: bool,
    /// When to print colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Color,
    /// The folder of the migrations, from the current folder, in place of the one that the program states
    #[arg(long, global = true, value_name = "FOLDER")]
    migrations: Option<PathBuf>,
    /// The snapshot of the last migration, from the current folder, in place of the one that the program states
    #[arg(long, global = true, value_name = "FILE")]
    snapshot: Option<PathBuf>,
    /// The runner that the migrations are for, in place of the one that the program states
    #[arg(long, global = true, value_name = "RUNNER")]
    layout: Option<Runner>,
}

/// A runner of migrations.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Runner {
    Sqlx,
    Refinery,
    Dbmate,
    Diesel,
}

impl From<Runner> for Layout {
    fn from(runner: Runner) -> Self {
        match runner {
            Runner::Sqlx => Self::Sqlx,
            Runner::Refinery => Self::Refinery,
            Runner::Dbmate => Self::Dbmate,
            Runner::Diesel => Self::Diesel,
        }
    }
}

impl Arguments {
    pub(crate) fn parse<I>(arguments: I) -> Result<Self, clap::Error>
    where
        I: IntoIterator,
        I::Item: Into<OsString> + Clone,
    {
        <Self as Parser>::try_parse_from(arguments)
    }
}

/// Runs the command, and prints what it reports.
pub(crate) fn run(mut project: Project, arguments: Arguments) -> Exit {
    let Arguments { command, global } = arguments;
    global.color.apply();
    project.migrations = global.migrations.unwrap_or_else(|| of_package(&project.migrations));
    project.snapshot = global.snapshot.unwrap_or_else(|| of_package(&project.snapshot));
    project.layout = global.layout.map_or(project.layout, Into::into);
    let context = Context { project, progress: Progress::new() };
    let result = command.run(&context);
    context.progress.clear();
    let (printed, exit) = match result {
        Ok(report) if global.json => (line(&report.json.to_string()), report.exit),
        Ok(report) => (print(&report.text), report.exit),
        Err(failure) if global.json => (line(&failure.to_json().to_string()), failure.exit),
        Err(failure) => {
            anstream::eprintln!("{}", colored(&failure.message));
            return failure.exit;
        }
    };
    match printed {
        Ok(()) => exit,
        // A reader such as `head` has read enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => exit,
        Err(error) => {
            anstream::eprintln!("cannot print: {error}");
            Exit::Files
        }
    }
}

/// The path from the folder of the package that `cargo run` runs, which it states in this variable; else from the current folder.
fn of_package(path: &Path) -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| path.to_owned(), |folder| PathBuf::from(folder).join(path))
}

fn print(text: &str) -> std::io::Result<()> {
    let mut stdout = anstream::stdout();
    stdout.write_all(text.as_bytes())?;
    if !text.is_empty() && !text.ends_with('\n') {
        stdout.write_all(b"\n")?;
    }
    stdout.flush()
}

fn line(text: &str) -> std::io::Result<()> {
    let mut stdout = std::io::stdout();
    writeln!(stdout, "{text}")?;
    stdout.flush()
}

/// `error: ..`, and the help below it.
fn colored(message: &str) -> String {
    let message = message.replace("\n  = help:", &format!("\n  = {}", styled(terminal::HELP, "help:")));
    format!("{}: {message}", styled(terminal::ERROR, "error"))
}
