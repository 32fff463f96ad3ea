//! Rule F07: a live row refers to live rows alone, and a soft delete honours `on_delete`.
//!
//! Triggers enforce it for every writer. What makes them safe beside other transactions are the locks of the foreign key: its check of a new row
//! takes `FOR KEY SHARE` on the row referred to, and a soft delete takes `FOR UPDATE` on it first, which conflicts. Whoever comes second waits and
//! then sees what the first one did. The lock also marks the update as one of the key, so that a check at REPEATABLE READ fails to serialize.
//!
//! A soft delete at REPEATABLE READ is refused: it does not see rows that were committed after its snapshot, and no lock tells it of them.

use std::fmt::{Display, Formatter, Result, Write};

use super::names::Names;
use super::script::{Incoming, Part, Script};
use super::{comment, idempotent};
use crate::model::{Deferrable, Name, OnDelete, Reference, Table, Tenancy};
use crate::physical::{LIVE_ROW, generated_name};
use crate::quote::{Identifier, Literal, Qualified};

/// The trigger of inserts, once for each statement: it costs a row of many almost nothing.
const INSERT: &str = "peristyle_live_insert";
/// The trigger of updates. Its condition skips those that neither restore a row nor change what it refers to.
const UPDATE: &str = "peristyle_live_update";
/// The trigger that locks a row before its soft delete.
const LOCK: &str = "peristyle_delete_lock";
/// The trigger that acts on the rows that refer to it. The server runs triggers by name: before the check of a restored row.
const ROWS: &str = "peristyle_delete_rows";
/// The rows of an INSERT.
const INSERTED: &str = "peristyle_inserted";

/// The triggers of a table that refers to others or is referred to, with their functions.
pub(super) fn all(f: &mut Formatter<'_>, script: &Script<'_>, part: &Part<'_>) -> Result {
    let writer = Writer { script, table: part.table, names: script.names };
    if !part.live.is_empty() {
        writer.references(f, part)?;
    }
    let incoming = script.incoming(part);
    if incoming.is_empty() { Ok(()) } else { writer.deletes(f, part, incoming) }
}

/// What is written of one table.
struct Writer<'a> {
    script: &'a Script<'a>,
    table: &'a Table,
    names: Names<'a>,
}

impl Writer<'_> {
    /// What the rows of the table refer to is live.
    fn references(&self, f: &mut Formatter<'_>, part: &Part<'_>) -> Result {
        let body = std::fmt::from_fn(|f| self.check(f, part));
        let about = format!("Refuses a live row of {} that refers to a soft-deleted row.", self.table.name);
        self.function(f, "live", ("    refused integer;\n    gone boolean;\n", true), body, &about)?;
        let name = self.names.relation(self.table.qualified());
        self.insert_trigger(f, name)?;
        for child in &self.table.children {
            self.insert_trigger(f, self.names.beside(self.table.qualified(), &child.name))?;
        }
        let (function, replace) = (self.function_name("live"), self.names.or_replace());
        write!(f, "\nCREATE {replace}TRIGGER {UPDATE}\n    AFTER UPDATE ON {name}\n    FOR EACH ROW")?;
        writeln!(f, "\n    WHEN ({})\n    EXECUTE FUNCTION {}();", self.may_break(part), self.names.function(&function))
    }

    fn insert_trigger(&self, f: &mut Formatter<'_>, name: impl Display) -> Result {
        let (function, replace) = (self.function_name("live"), self.names.or_replace());
        write!(f, "\nCREATE {replace}TRIGGER {INSERT}\n    AFTER INSERT ON {name}\n")?;
        write!(f, "    REFERENCING NEW TABLE AS {INSERTED}\n    FOR EACH STATEMENT ")?;
        writeln!(f, "EXECUTE FUNCTION {}();", self.names.function(&function))
    }

    /// Whether an update can make a live row refer to a soft-deleted one: it restores the row, or changes a reference.
    fn may_break(&self, part: &Part<'_>) -> String {
        let mut columns: Vec<&str> = Vec::new();
        for (_, reference) in &part.live {
            columns.extend(self.changing(reference).filter(|name| !columns.contains(name)).collect::<Vec<_>>());
        }
        let changed: Vec<_> = columns.iter().map(|name| changes(name)).collect();
        let changed = changed.join("\n        OR ");
        match self.table.soft_delete() {
            true => {
                format!("NEW.deleted_at IS NULL AND (\n        OLD.deleted_at IS NOT NULL\n        OR {changed}\n    )")
            }
            false => changed,
        }
    }

    /// The columns of a reference that an update may change. The tenant column never changes.
    fn changing<'b>(&self, reference: &'b Reference) -> impl Iterator<Item = &'b str> + use<'b> {
        let tenant = self.table.leading_tenant().map(str::to_owned);
        let is_alone = reference.columns.len() == 1;
        let names = reference.columns.iter().map(AsRef::as_ref);
        names.filter(move |name: &&str| is_alone || tenant.as_deref() != Some(*name))
    }

    /// One query for all references of an INSERT: each query of its own would cost as much again.
    fn check(&self, f: &mut impl Write, part: &Part<'_>) -> Result {
        writeln!(f, "    IF TG_OP = 'INSERT' THEN")?;
        for (target, reference) in part.live.iter().filter(|(_, reference)| reference.deferrable != Deferrable::Never) {
            // The foreign key is not checked yet, so it has not locked the rows.
            let (relation, is_it) = (self.relation(target.qualified()), matching(reference, "t", "r"));
            writeln!(f, "        PERFORM FROM {INSERTED} AS r, {relation} AS t WHERE {is_it} FOR KEY SHARE OF t;")?;
        }
        writeln!(f, "        SELECT CASE")?;
        for (number, (target, reference)) in (1..).zip(&part.live) {
            let (relation, is_it) = (self.relation(target.qualified()), matching(reference, "t", "r"));
            let nullable = self.table.nullable_of(reference);
            let set: String = nullable.iter().map(|name| format!(" AND r.{} IS NOT NULL", Identifier(name))).collect();
            let live = if self.table.soft_delete() { " AND r.deleted_at IS NULL" } else { "" };
            writeln!(f, "            WHEN EXISTS (")?;
            writeln!(f, "                SELECT FROM {INSERTED} AS r CROSS JOIN LATERAL (")?;
            writeln!(f, "                    SELECT t.deleted_at FROM {relation} AS t WHERE {is_it} OFFSET 0")?;
            writeln!(f, "                ) AS t WHERE t.deleted_at IS NOT NULL{live}{set}")?;
            writeln!(f, "            ) THEN {number}")?;
        }
        writeln!(f, "        END INTO refused;\n    ELSE")?;
        for (number, (target, reference)) in (1..).zip(&part.live) {
            self.check_update(f, number, target, reference)?;
        }
        f.write_str("    END IF;\n")?;
        for (number, (target, reference)) in (1..).zip(&part.live) {
            writeln!(f, "    {} refused = {number} THEN", if number == 1 { "IF" } else { "ELSIF" })?;
            let message = format!("{LIVE_ROW}{} refers to a soft-deleted row of {}", self.table.name, target.name);
            self.raise(f, "foreign_key_violation", self.table, &reference.name, &message)?;
        }
        f.write_str("    END IF;\n    RETURN NULL;\n")
    }

    fn check_update(&self, f: &mut impl Write, number: i32, target: &Table, reference: &Reference) -> Result {
        let restored = self.table.soft_delete().then(|| "OLD.deleted_at IS NOT NULL".to_owned());
        let changed =
            self.changing(reference).map(|name| format!("OLD.{0} IS DISTINCT FROM NEW.{0}", Identifier(name)));
        let affected: Vec<_> = restored.into_iter().chain(changed).collect();
        writeln!(f, "        IF {} THEN", affected.join(" OR "))?;
        let relation = self.relation(target.qualified());
        writeln!(f, "            SELECT t.deleted_at IS NOT NULL INTO gone FROM {relation} AS t")?;
        writeln!(f, "                WHERE {} FOR KEY SHARE;", matching(reference, "t", "NEW"))?;
        writeln!(
            f,
            "            IF gone THEN\n                refused := {number};\n            END IF;\n        END IF;"
        )
    }

    /// What a soft delete of a row of the table does to the rows that refer to it, and what a restore brings back.
    fn deletes(&self, f: &mut Formatter<'_>, part: &Part<'_>, incoming: &[Incoming<'_>]) -> Result {
        let name = self.names.relation(self.table.qualified());
        let lock = std::fmt::from_fn(|f| self.lock(f, incoming));
        let about =
            format!("Locks a row of {} before its soft delete, against new rows that refer to it.", part.table.name);
        self.function(f, "delete_lock", ("", true), lock, &about)?;
        let replace = self.names.or_replace();
        write!(f, "\nCREATE {replace}TRIGGER {LOCK}\n    BEFORE UPDATE ON {name}\n    FOR EACH ROW\n")?;
        let function = self.function_name("delete_lock");
        writeln!(f, "    WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL)")?;
        writeln!(f, "    EXECUTE FUNCTION {}();", self.names.function(&function))?;
        let body = std::fmt::from_fn(|f| self.act(f, incoming));
        let about = format!("Applies on_delete to the rows that refer to a soft-deleted row of {}.", part.table.name);
        let is_indexed = incoming.iter().all(|incoming| is_indexed(incoming.from));
        self.function(f, "delete_rows", ("", is_indexed), body, &about)?;
        write!(f, "\nCREATE {replace}TRIGGER {ROWS}\n    AFTER UPDATE ON {name}\n    FOR EACH ROW\n")?;
        let function = self.function_name("delete_rows");
        writeln!(f, "    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))")?;
        writeln!(f, "    EXECUTE FUNCTION {}();", self.names.function(&function))
    }

    fn lock(&self, f: &mut Formatter<'_>, incoming: &[Incoming<'_>]) -> Result {
        let table = &self.table.name;
        f.write_str("    IF current_setting('transaction_isolation') = 'repeatable read' THEN\n")?;
        f.write_str("        RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',\n")?;
        let message = format!("rows of {table} are soft-deleted at READ COMMITTED or SERIALIZABLE alone");
        writeln!(f, "            MESSAGE = {},", Literal(&message))?;
        let hint = "At REPEATABLE READ, new rows that refer to them are not seen.";
        writeln!(f, "            HINT = {};\n    END IF;", Literal(hint))?;
        let mut seen: Vec<Name<'_>> = Vec::new();
        for Incoming { from, .. } in incoming.iter().filter(|incoming| self.is_beyond_tenant(incoming.from)) {
            if !seen.contains(&from.qualified()) {
                seen.push(from.qualified());
                self.all_tenants(f, from)?;
            }
        }
        let key = self.table.primary_key.as_ref().map(|key| &key.columns);
        if let Some(key) = key.or_else(|| incoming.first().map(|incoming| &incoming.reference.target_columns)) {
            let is_it = key.iter().map(|name| format!("t.{0} = OLD.{0}", Identifier(name))).collect::<Vec<_>>();
            let relation = self.relation(self.table.qualified());
            writeln!(f, "    PERFORM FROM {relation} AS t WHERE {} FOR UPDATE;", is_it.join(" AND "))?;
        }
        // Rows that were deleted by statements of their own in the same transaction have its time.
        f.write_str("    IF NEW.deleted_at = now() THEN\n        NEW.deleted_at := clock_timestamp();\n    END IF;\n")?;
        f.write_str("    RETURN NEW;\n")
    }

    /// Whether rows of all tenants may refer to a row of this global table.
    fn is_beyond_tenant(&self, from: &Table) -> bool {
        self.table.tenancy == Tenancy::Global && from.tenancy != Tenancy::Global && !from.without_row_security
    }

    fn all_tenants(&self, f: &mut Formatter<'_>, from: &Table) -> Result {
        let relation = self.relation(from.qualified()).to_string();
        writeln!(f, "    IF row_security_active({}) THEN", Literal(&relation))?;
        f.write_str("        RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',\n")?;
        let message = format!(
            "rows of {} are soft-deleted by a role that sees the rows of every tenant in {}",
            self.table.name, from.name
        );
        writeln!(f, "            MESSAGE = {};\n    END IF;", Literal(&message))
    }

    fn act(&self, f: &mut Formatter<'_>, incoming: &[Incoming<'_>]) -> Result {
        f.write_str("    IF NEW.deleted_at IS NULL THEN\n")?;
        let cascades = incoming.iter().filter(|incoming| incoming.cascades());
        for Incoming { from, reference } in cascades.clone() {
            let (relation, is_it) = (self.relation(from.qualified()), matching_parent(reference));
            let when = deleted_at("OLD", self.table, from);
            writeln!(f, "        UPDATE {relation} AS t SET deleted_at = NULL")?;
            writeln!(f, "            WHERE {is_it} AND t.deleted_at = {when};")?;
        }
        f.write_str("        RETURN NULL;\n    END IF;\n")?;
        for Incoming { from, reference } in cascades {
            let (relation, is_it) = (self.relation(from.qualified()), matching_parent(reference));
            writeln!(f, "    UPDATE {relation} AS t SET deleted_at = NEW.deleted_at")?;
            writeln!(f, "        WHERE {is_it} AND t.deleted_at IS NULL;")?;
        }
        let unlinks = |incoming: &&Incoming<'_>| incoming.reference.on_delete == OnDelete::SetNull;
        for Incoming { from, reference } in incoming.iter().filter(unlinks) {
            let (relation, is_it) = (self.relation(from.qualified()), matching_parent(reference));
            let nullable = from.nullable_of(reference);
            let nulls: Vec<_> = nullable.iter().map(|name| format!("{} = NULL", Identifier(name))).collect();
            if !nulls.is_empty() {
                writeln!(f, "    UPDATE {relation} AS t SET {}", nulls.join(", "))?;
                writeln!(f, "        WHERE {is_it}{};", live(from))?;
            }
        }
        let refuses =
            |incoming: &&Incoming<'_>| matches!(incoming.reference.on_delete, OnDelete::Restrict | OnDelete::NoAction);
        for Incoming { from, reference } in incoming.iter().filter(refuses) {
            let (relation, is_it) = (self.relation(from.qualified()), matching_parent(reference));
            writeln!(f, "    IF EXISTS (SELECT FROM {relation} AS t WHERE {is_it}{}) THEN", live(from))?;
            let message = format!("{LIVE_ROW}{} refers to this row of {}", from.name, self.table.name);
            self.raise(f, "restrict_violation", from, &reference.name, &message)?;
            f.write_str("    END IF;\n")?;
        }
        f.write_str("    RETURN NULL;\n")
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

    /// Tables without a schema are where the table of the trigger is, whatever the session's `search_path` is.
    fn function(
        &self,
        f: &mut Formatter<'_>,
        kind: &'static str,
        (variables, is_indexed): (&str, bool),
        body: impl Display,
        about: &str,
    ) -> Result {
        let name = self.function_name(kind);
        let (function, replace) = (self.names.function(&name), self.names.or_replace());
        let body = format!(
            "
DECLARE
    path text := set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
{variables}BEGIN
{body}END
"
        );
        let quote = idempotent::dollar(&body);
        writeln!(f, "\nCREATE {replace}FUNCTION {function}() RETURNS trigger\n    LANGUAGE plpgsql")?;
        // A session keeps the plans of its functions, and would read all of a table that was small when it planned.
        let by_index = if is_indexed { "\n    SET enable_seqscan = off" } else { "" };
        writeln!(f, "    SET search_path = pg_catalog, pg_temp{by_index}\nAS {quote}{body}{quote};")?;
        comment::comment(f, format_args!("FUNCTION {function}()"), about)
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

/// Whether an index leads each reference of the table: rule I01 is not waived.
fn is_indexed(table: &Table) -> bool {
    let columns = table.columns.iter().flat_map(|column| &column.waivers);
    table.waivers.iter().chain(columns).all(|waiver| waiver.code != "I01")
}

fn changes(column: &str) -> String {
    format!("OLD.{0} IS DISTINCT FROM NEW.{0} AND NEW.{0} IS NOT NULL", Identifier(column))
}

/// The row that is referred to, of the row that refers.
fn matching(reference: &Reference, target: &str, row: &str) -> String {
    let pairs = reference.target_columns.iter().zip(&reference.columns);
    let equal = pairs.map(|(theirs, own)| format!("{target}.{} = {row}.{}", Identifier(theirs), Identifier(own)));
    equal.collect::<Vec<_>>().join(" AND ")
}

/// The rows that refer to the row of the trigger.
fn matching_parent(reference: &Reference) -> String {
    let pairs = reference.target_columns.iter().zip(&reference.columns);
    let equal = pairs.map(|(theirs, own)| format!("t.{} = NEW.{}", Identifier(own), Identifier(theirs)));
    equal.collect::<Vec<_>>().join(" AND ")
}

/// The condition of live rows, where not all rows are.
fn live(table: &Table) -> &'static str {
    if table.soft_delete() { " AND t.deleted_at IS NULL" } else { "" }
}

/// The time of the delete in the type of the other table's column, so that both are equal.
fn deleted_at(row: &str, of: &Table, other: &Table) -> String {
    let sql_type = |table: &Table| table.column("deleted_at").map(|column| column.sql_type.to_string());
    match sql_type(other).filter(|other| sql_type(of).as_ref() != Some(other)) {
        Some(other) => format!("{row}.deleted_at::{other}"),
        None => format!("{row}.deleted_at"),
    }
}
