use serde::Serialize;

use crate::model::{Database, Text, Waiver};

/// A waiver and where it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Listed<'a> {
    /// The code of the rule, such as `T03`.
    pub code: &'a str,
    /// The name of the rule, such as `soft_delete`.
    pub name: &'a str,
    /// The table, `enum` with the name of the type, or `schema!`.
    pub table: String,
    /// The column, where the waiver is on one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<&'a str>,
    /// The reason.
    pub reason: &'a str,
}

impl Listed<'_> {
    /// Returns whether somebody still has to find the reason: it begins with `TODO`, as those of an import do.
    #[must_use]
    pub fn is_undecided(&self) -> bool {
        self.reason.trim_start().starts_with("TODO")
    }
}

/// What the list of the tables is called.
const SCHEMA: &str = "schema!";

/// Returns the waivers of a schema, sorted by rule, table and column.
#[must_use]
pub fn list(database: &Database) -> Vec<Listed<'_>> {
    let mut all = Vec::new();
    for table in &database.tables {
        let name = table.qualified().to_string();
        all.extend(table.waivers.iter().map(|waiver| listed(waiver, &name, None)));
        for column in &table.columns {
            all.extend(column.waivers.iter().map(|waiver| listed(waiver, &name, Some(&column.name))));
        }
    }
    for one in &database.enums {
        let name = format!("enum {}", one.qualified());
        all.extend(one.waivers.iter().map(|waiver| listed(waiver, &name, None)));
    }
    // One waiver of the list covers all its SQL; that of a table is among the waivers of the table.
    let reason = database.sql.iter().find_map(|sql| sql.waived.as_deref());
    let rule = peristyle::rules::P06;
    all.extend(reason.map(|reason| Listed {
        code: rule.code,
        name: rule.name,
        table: SCHEMA.to_owned(),
        column: None,
        reason,
    }));
    all.sort_by(|one, other| (one.code, &one.table, one.column).cmp(&(other.code, &other.table, other.column)));
    all
}

fn listed<'a>(waiver: &'a Waiver, table: &str, column: Option<&'a Text>) -> Listed<'a> {
    let Waiver { code, name, reason } = waiver;
    Listed { code, name, table: table.to_owned(), column: column.map(AsRef::as_ref), reason }
}
