//! How a table of an older database comes to comply: its waivers, one after the other.
//!
//! A struct that was imported has a waiver for each rule that its table breaks. [`steps`] lists them in an order in which each can be removed: keys before the
//! references to them, the tenant before what is unique within it, names last. A [`Step`] has the text that goes, what is written instead, what a migration needs to know
//! beside the structs, and what it costs. Each is a migration of its own, which [`migrate`](mod@crate::migrate) plans from the changed struct.
//!
//! The command `adopt <table>` of peristyle-cli prints it.

mod concerned;
mod guide;
mod names;
mod tenancy;
#[cfg(test)]
mod tests;

use serde::{Serialize, Serializer};

use crate::migrate::Hazard;
use crate::model::{Column, Database, Table, Waiver};

pub use guide::UUID_V7;

/// A migration by which a table complies with a rule more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Step {
    /// What the step does, in one line.
    pub title: String,
    /// The codes of the rules that are no longer waived.
    pub rules: Vec<String>,
    /// The text that goes, each with its place.
    pub remove: Vec<String>,
    /// What is written instead.
    pub write: Vec<String>,
    /// The arguments of `migrate new` for what the structs do not say.
    pub needs: Vec<String>,
    /// The hazards that have to be allowed.
    #[serde(serialize_with = "names")]
    pub hazards: Vec<Hazard>,
    /// What it does to a running system.
    pub cost: String,
    /// Whether a migration by hand, or several releases, are needed: nothing plans it.
    pub by_hand: bool,
}

fn names<S: Serializer>(hazards: &[Hazard], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(hazards.iter().map(|hazard| hazard.name()))
}

/// Returns the steps by which a table complies. With a root, a table without a tenant becomes a tenant table too.
///
/// ```
/// use peristyle_build::{Database, adopt};
///
/// let text = r#"{"version": 2, "tables": [{"name": "colours", "struct": "Colour", "tenancy": {"of": "nobody"}, "key": [],
///     "waivers": [{"code": "T03", "name": "soft_delete", "reason": "TODO"}]}], "order": ["colours"]}"#;
/// let database = Database::from_json(text)?;
/// let steps = adopt::steps(&database, &database.tables[0], None);
/// assert_eq!(steps[0].remove, [r#"`soft_delete = "TODO"` in `waive(..)` of `#[table(..)]` on `Colour`"#]);
/// # Ok::<(), peristyle_build::snapshot::SnapshotError>(())
/// ```
#[must_use]
pub fn steps(database: &Database, table: &Table, root: Option<&Table>) -> Vec<Step> {
    let mut steps = Vec::new();
    let of_columns = table.columns.iter().flat_map(|column| column.waivers.iter().map(move |one| (Some(column), one)));
    let all: Vec<_> = table.waivers.iter().map(|waiver| (None, waiver)).chain(of_columns).collect();
    let tenancy = tenancy::step(database, table, root);
    let is_of_tenancy = |waiver: &Waiver| tenancy.is_some() && waiver.code == "P04";
    let renames_timestamps = all.iter().any(|(_, waiver)| waiver.code == "T01");
    let is_of_timestamps = |column: Option<&Column>, waiver: &Waiver| {
        waiver.code == "N01" && renames_timestamps && names::are_of_timestamps(table, column)
    };
    for (column, waiver) in all.iter().copied().filter(|(_, waiver)| !is_of_tenancy(waiver)) {
        if !is_of_timestamps(column, waiver) {
            steps.push((guide::place(&waiver.code), of_waiver(database, table, column, waiver)));
        }
    }
    for (column, waiver) in all.into_iter().filter(|(column, waiver)| is_of_timestamps(*column, waiver)) {
        let renames = |step: &Step| step.write.iter().any(|line| names::renames(line, column));
        let step = steps.iter_mut().map(|(_, step)| step).find(|step| step.rules[0] == "T01" && renames(step));
        if let Some(step) = step {
            step.rules.extend((!step.rules.contains(&"N01".to_owned())).then(|| "N01".to_owned()));
            step.remove.push(removed(table, column, waiver));
        }
    }
    steps.extend(tenancy.map(|step| (guide::place("P04"), step)));
    // The order of the struct within a rule.
    steps.sort_by_key(|(place, _)| *place);
    steps.into_iter().map(|(_, step)| step).collect()
}

fn of_waiver(database: &Database, table: &Table, column: Option<&Column>, waiver: &Waiver) -> Step {
    let mut step = guide::step(database, table, column, &waiver.code);
    step.rules = vec![waiver.code.to_string()];
    step.remove.insert(0, removed(table, column, waiver));
    step
}

/// The text of a waiver and where it stands.
fn removed(table: &Table, column: Option<&Column>, waiver: &Waiver) -> String {
    let Waiver { name, reason, .. } = waiver;
    let place = match column {
        Some(column) => format!("`#[column(..)]` on `{}.{}`", table.rust_name, field(column)),
        None => format!("`#[table(..)]` on `{}`", table.rust_name),
    };
    format!("`{name} = {reason:?}` in `waive(..)` of {place}")
}

/// The name in the struct.
fn field(column: &Column) -> &str {
    column.field.as_deref().unwrap_or(&column.name)
}
