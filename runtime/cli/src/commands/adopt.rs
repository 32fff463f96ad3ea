use std::fmt::Write as _;

use clap::Args;
use peristyle_build::Database;
use peristyle_build::adopt::{self, Step};
use peristyle_build::model::Table;
use serde_json::json;

use super::{Command, Context};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::report::Report;
use crate::terminal::{TITLE, styled};

/// Lists the steps by which a table of an older database complies, waiver by waiver
#[derive(Debug, Args)]
pub(crate) struct Adopt {
    /// The table, as the database or the program calls it
    table: String,
    /// Make it a tenant table of this root, with the tables that refer to it
    #[arg(long, value_name = "ROOT")]
    tenant: Option<String>,
}

impl Command for Adopt {
    fn run(self, context: &Context) -> Result<Report, Failure> {
        let checked = context.project.checked()?;
        let database = checked.database();
        let table = find(database.tables.iter(), &self.table)
            .ok_or_else(|| unknown("table", &self.table, database.tables.iter()))?;
        let root =
            self.tenant.as_deref().map(|name| find(database.roots(), name).ok_or_else(|| no_root(database, name)));
        let root = root.transpose()?;
        if root.is_some() && table.tenant_column().is_some() {
            let message = format!("`{}` has a tenant already", table.qualified());
            return Err(Failure::new(Exit::Usage, message).help("leave `--tenant` out"));
        }
        let steps = adopt::steps(database, table, root);
        let name = table.qualified().to_string();
        let can_join = table.tenant_column().is_none() && database.roots().next().is_some();
        Ok(Report::new(text(&name, &steps, can_join), &json!({ "table": name, "steps": steps })))
    }
}

fn find<'a>(mut tables: impl Iterator<Item = &'a Table>, name: &str) -> Option<&'a Table> {
    tables.find(|table| table.qualified().to_string() == name || table.rust_name == name)
}

fn unknown<'a>(kind: &str, name: &str, tables: impl Iterator<Item = &'a Table>) -> Failure {
    let names: Vec<_> = tables.map(|table| table.qualified().to_string()).collect();
    Failure::new(Exit::Usage, format!("there is no {kind} `{name}`"))
        .help(format!("the names are {}", names.join(", ")))
}

/// A table that is none yet becomes one by a word.
fn no_root(database: &Database, name: &str) -> Failure {
    let root =
        |table: &Table| format!("write `#[table(name = {:?}, tenant_root)]` on `{}`", table.name, table.rust_name);
    match find(database.tables.iter(), name) {
        Some(table) => {
            Failure::new(Exit::Usage, format!("`{}` is not a tenant root", table.qualified())).help(root(table))
        }
        None if database.roots().next().is_some() => unknown("tenant root", name, database.roots()),
        None => Failure::new(Exit::Usage, format!("there is no tenant root `{name}`"))
            .help("write `tenant_root` in the `#[table(..)]` of the table whose rows are the tenants"),
    }
}

fn text(table: &str, steps: &[Step], can_join: bool) -> String {
    if steps.is_empty() {
        let more = if can_join { "; `--tenant <ROOT>` lists what makes it a tenant table" } else { "" };
        return format!("`{table}` has no waiver{more}\n");
    }
    let mut text = String::new();
    for (number, step) in (1..).zip(steps) {
        let Step { title, rules, remove, write, needs, hazards, cost, by_hand, .. } = step;
        let codes = if rules.is_empty() { String::new() } else { format!(" [{}]", rules.join(", ")) };
        // A text takes every line.
        writeln!(text, "{}", styled(TITLE, format_args!("{number}. {title}{codes}"))).ok();
        for one in remove {
            writeln!(text, "   remove {one}").ok();
        }
        for one in write {
            writeln!(text, "   write  {one}").ok();
        }
        if *by_hand {
            writeln!(text, "   by hand, in {cost}").ok();
        } else {
            writeln!(text, "   cost   {cost}").ok();
            let rule = rules.first().map_or_else(|| "tenant".to_owned(), |code| code.to_lowercase());
            let mut command = format!("cargo peristyle migrate new adopt_{}_{rule}", name(table));
            for need in needs {
                command.push_str(&format!(" {need}"));
            }
            for hazard in hazards {
                command.push_str(&format!(" --allow \"{hazard}=..\""));
            }
            writeln!(text, "   run    {command}").ok();
        }
    }
    text.push_str(
        "Each step is a migration of its own: change the struct, run its command, deploy, then the next one.\n",
    );
    text
}

/// As a name of a migration.
fn name(table: &str) -> String {
    table.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '_' }).collect()
}
