//! Rule F07: a live row refers to live rows only, and a soft delete honours `on_delete`.
//!
//! Triggers enforce it for every writer. What makes them safe beside other transactions are the locks of the foreign key: its check of a new row
//! takes `FOR KEY SHARE` on the referenced row, and a soft delete takes `FOR UPDATE` on it first, which conflicts. The transaction that comes second waits
//! and then sees what the first one did. The lock also marks the update as one of the key, so that a check at REPEATABLE READ fails to serialize.
//!
//! A soft delete at REPEATABLE READ is refused: it does not see rows that were committed after its snapshot, and no lock tells it of them. At SERIALIZABLE
//! it is refused too, unless every writer is serializable, which the triggers then enforce.
//!
//! A key that is no id may change hands: a soft-deleted row is refused one to which live rows refer.
//!
//! A delete runs in two steps. Triggers of each row follow `cascade`, also through other tables. A deferred constraint trigger of each row that was deleted
//! or restored then applies `set_null` and `restrict`, and checks what a restored row refers to. The last trigger of the statement that began it all fires
//! those: what goes or comes back in the same statement does not stand in its own way.

mod deletes;
mod live;

use std::collections::BTreeSet;
use std::fmt::{Display, Formatter, Result, Write};

use super::names::Names;
use super::script::{Incoming, Part, Script};
use super::{comment, idempotent};
use crate::definition;
use crate::model::{Name, Reference, Table};
use crate::physical::generated_name;
use crate::quote::{Identifier, Identifiers, Literal, Qualified};

/// The trigger of inserts, once for each statement: it costs a row of many almost nothing.
const INSERT: &str = "peristyle_live_insert";
/// The trigger of updates that change what a row refers to.
const UPDATE: &str = "peristyle_live_update";
/// The trigger of a row that is soft-deleted: it sets the time and locks the row.
const LOCK: &str = "peristyle_delete_lock";
/// The trigger that follows `cascade`.
const ROWS: &str = "peristyle_delete_rows";
/// The deferred trigger that applies the rest, when the cascade is complete.
const SETTLE: &str = "peristyle_delete_settle";
/// The trigger that refuses a soft-deleted row a key to which live rows refer.
const KEY: &str = "peristyle_delete_key";
/// The triggers around a statement: they set the time of its delete, and fire what was deferred.
const BEGIN: &str = "peristyle_delete_begin";
const END: &str = "peristyle_delete_end";
/// The trigger that refuses a change that PostgreSQL shows to no trigger of updates.
const MOVE: &str = "peristyle_refuse_move";
/// The rows of an INSERT.
const INSERTED: &str = "peristyle_inserted";
/// The variables of a look at what a row refers to.
const FOUND: &str = "    refused integer;\n    gone boolean;\n";
/// The setting that is on while a delete follows `cascade`.
const CASCADE: &str = "peristyle.cascade";
/// The setting with the time of the statement's delete.
const TIME: &str = "peristyle.deleted_at";

/// The triggers of a table that refers to others or is referred to, with their functions.
pub(super) fn all(f: &mut Formatter<'_>, script: &Script<'_>, part: &Part<'_>) -> Result {
    let incoming = script.incoming(part);
    let (names, settled) = (script.names, script.settled(part));
    let writer = Writer { script, table: part.table, names, live: &part.live, incoming, settled };
    if !part.live.is_empty() {
        writer.references(f)?;
    }
    if part.table.soft_delete() && !(part.live.is_empty() && incoming.is_empty()) {
        writer.deletes(f)?;
    }
    if !(part.live.is_empty() && incoming.is_empty()) {
        writer.refuse_move(f)?;
    }
    Ok(())
}

/// What is written of one table.
struct Writer<'a> {
    script: &'a Script<'a>,
    table: &'a Table,
    names: Names<'a>,
    /// The references that it keeps live, each with the table that it refers to.
    live: &'a [(&'a Table, &'a Reference)],
    incoming: &'a [Incoming<'a>],
    /// The schemas of the tables whose rows a soft delete of its rows may soft-delete.
    settled: &'a BTreeSet<Option<&'a str>>,
}

/// What is written of a function beside its body.
struct Function<'a> {
    kind: &'static str,
    variables: &'a str,
    /// Further settings, each a line.
    settings: &'a str,
    about: &'a str,
}

impl Writer<'_> {
    /// ` OF a, b`, so that an update of other columns costs nothing. A trigger of the user may change columns that the statement does not name.
    fn of(&self, columns: &[&str]) -> String {
        let sql = self.table.sql.iter().chain(&self.script.checked.database().sql);
        match sql.into_iter().any(|extra| extra.sql.to_ascii_lowercase().contains("trigger")) {
            true => String::new(),
            false => format!(" OF {}", Identifiers(&self.with_old_names(columns))),
        }
    }

    /// A program that knows only the old name of a column changes the column by it.
    fn with_old_names<'b>(&'b self, columns: &[&'b str]) -> Vec<&'b str> {
        let old = columns.iter().filter_map(|column| self.table.old_name(column)).map(|old| old.name.as_ref());
        columns.iter().copied().chain(old).collect()
    }

    fn trigger(&self, f: &mut Formatter<'_>, name: &str, kind: &'static str, head: impl Display) -> Result {
        let (function, replace) = (self.function_name(kind), self.names.or_replace());
        writeln!(
            f,
            "\nCREATE {replace}TRIGGER {name}\n    {head}\n    EXECUTE FUNCTION {}();",
            self.names.function(&function)
        )
    }

    fn own(&self) -> Qualified<'_> {
        self.names.relation(self.table.qualified())
    }

    /// An update that moves a row to another partition fires no trigger of updates. Nothing is missed if the same update changes nothing else of interest.
    fn refuse_move(&self, f: &mut Formatter<'_>) -> Result {
        let Some(partition) = &self.table.partition else { return Ok(()) };
        let by: Vec<&str> = partition.columns.iter().map(AsRef::as_ref).collect();
        let moved: Vec<_> = by.iter().map(|name| distinct(name)).collect();
        let mut changes: Vec<_> = self.table.deleted_at().map(Identifier).map(flips).into_iter().collect();
        changes.extend(self.changing().iter().map(|name| changes_to_a_value(name)));
        if let Some(deleted_at) = self.table.deleted_at().map(Identifier) {
            let keys = self.changing_keys();
            changes.extend(keys.iter().map(|name| format!("NEW.{deleted_at} IS NOT NULL AND {}", distinct(name))));
        }
        let (function, replace) = (self.names.function(super::function::REFUSE_MOVE), self.names.or_replace());
        write!(
            f,
            "\nCREATE {replace}TRIGGER {MOVE}\n    BEFORE UPDATE{} ON {}\n    FOR EACH ROW",
            self.of(&by),
            self.own()
        )?;
        writeln!(f, "\n    WHEN (({})\n        AND ({}))", moved.join(" OR "), changes.join("\n        OR "))?;
        writeln!(f, "    EXECUTE FUNCTION {function}({});", Literal(&self.table.name))
    }

    /// The columns of the references that stay live.
    fn changing(&self) -> Vec<&str> {
        let mut columns: Vec<&str> = Vec::new();
        for name in self.live.iter().flat_map(|(_, reference)| &reference.columns) {
            if !columns.contains(&name.as_ref()) {
                columns.push(name);
            }
        }
        columns
    }

    fn raise(&self, f: &mut impl Write, code: &str, table: &Table, constraint: &str, message: &str) -> Result {
        let schema =
            table.schema.as_deref().map_or_else(|| "TG_TABLE_SCHEMA".to_owned(), |name| Literal(name).to_string());
        writeln!(f, "        RAISE EXCEPTION USING ERRCODE = '{code}',")?;
        writeln!(
            f,
            "            SCHEMA = {schema}, TABLE = {}, CONSTRAINT = {},",
            Literal(&table.name),
            Literal(constraint)
        )?;
        writeln!(f, "            MESSAGE = {};", Literal(message))
    }

    /// Names are those of the schema that the script writes, whatever the session's `search_path` is. A script without a schema may be loaded into any.
    fn function(&self, f: &mut Formatter<'_>, function: Function<'_>, body: impl Display) -> Result {
        let Function { kind, variables, settings, about } = function;
        let name = self.function_name(kind);
        let (name, replace) = (self.names.function(&name), self.names.or_replace());
        let path = if self.own().schema.is_some() { "" } else { super::function::IN_ITS_SCHEMA };
        let declare = if variables.is_empty() { "" } else { "DECLARE\n" };
        let body = format!("\n{declare}{variables}BEGIN\n{path}{body}END\n");
        let quote = idempotent::dollar(&body);
        writeln!(f, "\nCREATE {replace}FUNCTION {name}() RETURNS trigger\n    LANGUAGE plpgsql")?;
        let home = Identifier(self.own().schema.unwrap_or_else(|| self.names.schema()));
        writeln!(f, "    SET search_path = pg_catalog, {home}, pg_temp{settings}\nAS {quote}{body}{quote};")?;
        comment::comment(f, format_args!("FUNCTION {name}()"), about)
    }

    fn function_name(&self, kind: &'static str) -> String {
        let Name { schema, name } = self.table.qualified();
        generated_name("peristyle", schema.into_iter().chain([name]), kind)
    }

    /// A table, as a function of this one names it.
    fn relation<'b>(&'b self, name: Name<'b>) -> Qualified<'b> {
        let written = self.names.relation(name);
        let elsewhere = self.table.schema.as_ref().map(|_| self.script.names.schema());
        Qualified { schema: written.schema.or(elsewhere), name: written.name }
    }
}

/// The change from live to deleted or back.
fn flips(deleted_at: impl Display) -> String {
    format!("(OLD.{deleted_at} IS NULL) <> (NEW.{deleted_at} IS NULL)")
}

/// The time at which a row of a table with soft deletes was deleted.
fn deleted_at(table: &Table) -> Identifier<'_> {
    Identifier(table.deleted_at().unwrap_or(definition::DELETED_AT))
}

fn distinct(column: &str) -> String {
    format!("OLD.{0} IS DISTINCT FROM NEW.{0}", Identifier(column))
}

fn changes_to_a_value(column: &str) -> String {
    format!("{} AND NEW.{} IS NOT NULL", distinct(column), Identifier(column))
}

/// The row that is referred to, of the row that refers.
fn matching(reference: &Reference, target: &str, row: &str) -> String {
    let pairs = reference.target_columns.iter().zip(&reference.columns);
    let equal = pairs.map(|(theirs, own)| format!("{target}.{} = {row}.{}", Identifier(theirs), Identifier(own)));
    equal.collect::<Vec<_>>().join(" AND ")
}
