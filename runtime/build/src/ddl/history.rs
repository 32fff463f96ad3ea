//! The versions of rows: triggers write rows as they were before an UPDATE or a DELETE into the table of the versions.
//!
//! A trigger of a statement writes all its versions by one INSERT. Two things need the trigger of a row. A statement that names a partition fires no statement
//! trigger of its parent, and programs make partitions of their own, which have the triggers of rows of their parent only: so the versions of a partitioned
//! table are written row by row. And so are those of a statement that changes rows of several tenants, since the policy of the versions reads the tenant once:
//! the trigger of the statement writes them in a loop.
//!
//! The functions run as the owner of the tables, since the application role may not write versions, and under the policies as everybody: they set the tenant of the
//! rows where a role that bypasses them has set none, also in a migration, which turns `row_security` off. Nobody else may call them, or he could write versions by a trigger of his own.
//!
//! TRUNCATE is refused: its triggers see no rows, and the owner sees those of one tenant only, so nothing could write their versions.
//!
//! The time of a version is `updated_at`, which a trigger moves forward under the lock of the row. So versions follow each other also where transactions overlap.

use std::fmt::{Formatter, Result};

use super::script::{Part, Script};
use super::{comment, function, idempotent};
use crate::model::{Name, SqlType, Table, Tenancy};
use crate::physical::generated_name;
use crate::physical::history::{
    INSERTS_BODY, NEW_ROWS, OLD_ROWS, ROW_BODY, STATEMENT_BODY, VERSION_UNTIL, filled, part,
};
use crate::quote::{Identifier, Identifiers, Literal};

/// The trigger of a row that is changed or deleted, and the function of it.
const ROW: (&str, &str) = ("peristyle_history", "history");
/// Those of a statement that changes rows.
const UPDATE: (&str, &str) = ("peristyle_history_update", "history_update");
/// Those of a statement that deletes rows.
const DELETE: (&str, &str) = ("peristyle_history_delete", "history_delete");
/// Those of new rows whose key another row may have had.
const INSERT: (&str, &str) = ("peristyle_history_insert", "history_insert");

/// The trigger that refuses TRUNCATE.
const TRUNCATE: &str = "peristyle_history_truncate";
/// Its function, of all tables with versions.
const REFUSE_TRUNCATE: &str = "peristyle_refuse_truncate";

/// The function that all tables with versions share.
pub(super) fn keep(f: &mut Formatter<'_>, script: &Script<'_>) -> Result {
    if script.tables.iter().all(|part| !part.table.history) {
        return Ok(());
    }
    let (function, replace) = (script.names.function(REFUSE_TRUNCATE), script.names.or_replace());
    write!(
        f,
        "
CREATE {replace}FUNCTION {function}() RETURNS trigger
    LANGUAGE plpgsql
    {}
AS $$
BEGIN
    RAISE EXCEPTION 'TRUNCATE writes no versions of the rows of %', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege', HINT = 'Delete the rows: a trigger keeps a version of each.';
END
$$;
",
        function::PINNED
    )?;
    let about = "Refuses TRUNCATE of a table whose versions are kept.";
    comment::comment(f, format_args!("FUNCTION {function}()"), about)
}

/// The triggers of a table whose versions are kept, with their functions.
pub(super) fn all(f: &mut Formatter<'_>, script: &Script<'_>, part: &Part<'_>) -> Result {
    let (Some(versions), Some(since)) = (part.table.versions(), part.table.valid_from()) else { return Ok(()) };
    let writer = Writer { script, table: part.table, versions: &versions, since, tenant: tenant(script, part) };
    writer.changes(f)?;
    if has_returning_keys(part.table) {
        writer.inserts(f)?;
    }
    writer.truncates(f)
}

/// The setting of the tenant, and the column of the table.
fn tenant<'a>(script: &Script<'a>, part: &Part<'a>) -> Option<(&'a str, &'a str)> {
    let Tenancy::Root { setting, .. } = &script.checked.tables()[part.root?].tenancy else { return None };
    Some((setting.as_ref(), part.table.tenant_column()?))
}

/// Whether a key may come back: that of a junction does, the id of a row does not.
fn has_returning_keys(table: &Table) -> bool {
    let is_id = |name: &str| table.column(name).is_some_and(|column| column.sql_type == SqlType::Scalar("uuid".into()));
    !matches!(table.key.as_slice(), [key] if is_id(key))
}

struct Writer<'a> {
    script: &'a Script<'a>,
    table: &'a Table,
    versions: &'a Table,
    /// The column of the time at which a row got its values.
    since: &'a str,
    tenant: Option<(&'a str, &'a str)>,
}

impl Writer<'_> {
    fn changes(&self, f: &mut Formatter<'_>) -> Result {
        let kept = self.versions.columns.iter().filter(|column| column.generated.is_none());
        let kept = kept.map(|column| column.name.as_ref()).filter(|name| self.table.column(name).is_some());
        let kept: Vec<_> = kept.collect();
        let own = self.table.qualified();
        if !self.table.history_by_statement {
            let function = Function { kind: ROW.1, row: "OLD", body: ROW_BODY, columns: &kept };
            self.function(f, &function, &format!("Keeps the versions of the rows of {own}."))?;
            return self.trigger(f, ROW, "AFTER UPDATE OR DELETE", "FOR EACH ROW");
        }
        let function = |kind| Function { kind, row: "changed", body: STATEMENT_BODY, columns: &kept };
        self.function(f, &function(UPDATE.1), &format!("Keeps the versions of the rows of {own} that are changed."))?;
        let new = if self.has_times_of_updates() { format!(" NEW TABLE AS {NEW_ROWS}") } else { String::new() };
        let rows = format!("REFERENCING OLD TABLE AS {OLD_ROWS}{new}\n    FOR EACH STATEMENT");
        self.trigger(f, UPDATE, "AFTER UPDATE", &rows)?;
        self.function(f, &function(DELETE.1), &format!("Keeps the versions of the rows of {own} that are deleted."))?;
        let rows = format!("REFERENCING OLD TABLE AS {OLD_ROWS}\n    FOR EACH STATEMENT");
        self.trigger(f, DELETE, "AFTER DELETE", &rows)
    }

    /// Whether a trigger gives a row that is changed the time at which its version ends.
    fn has_times_of_updates(&self) -> bool {
        self.table.updated_at_of_trigger().is_some()
    }

    /// The time of a row begins when that of the row before ended, which had the same key.
    fn inserts(&self, f: &mut Formatter<'_>) -> Result {
        let key = self.versions.primary_key.iter().flat_map(|key| &key.columns).map(AsRef::as_ref);
        let key: Vec<&str> = key.filter(|name| *name != VERSION_UNTIL).collect();
        let about = format!("Lets no row of {} begin before the one ended that had its key.", self.table.qualified());
        self.function(f, &Function { kind: INSERT.1, row: "NEW", body: INSERTS_BODY, columns: &key }, &about)?;
        self.trigger(f, INSERT, "BEFORE INSERT", "FOR EACH ROW")
    }

    /// TRUNCATE fires no trigger of rows, and one that names a partition none of its parent.
    fn truncates(&self, f: &mut Formatter<'_>) -> Result {
        let names = self.script.names;
        let children = self.table.children.iter().map(|child| names.beside(self.table.qualified(), &child.name));
        let (function, replace) = (names.function(REFUSE_TRUNCATE), names.or_replace());
        for table in [names.relation(self.table.qualified())].into_iter().chain(children) {
            writeln!(f, "\nCREATE {replace}TRIGGER {TRUNCATE}\n    BEFORE TRUNCATE ON {table}")?;
            writeln!(f, "    FOR EACH STATEMENT EXECUTE FUNCTION {function}();")?;
        }
        Ok(())
    }

    fn function_name(&self, kind: &'static str) -> String {
        let Name { schema, name } = self.table.qualified();
        generated_name("peristyle", schema.into_iter().chain([name]), kind)
    }

    fn function(&self, f: &mut Formatter<'_>, function: &Function<'_>, about: &str) -> Result {
        let names = self.script.names;
        let own = names.relation(self.table.qualified());
        let body = filled(function.body, &|name| self.value(name, function), &str::to_owned);
        let name = self.function_name(function.kind);
        let (name, replace, quote) = (names.function(&name), names.or_replace(), idempotent::dollar(&body));
        let home = Identifier(own.schema.unwrap_or_else(|| names.schema()));
        write!(
            f,
            "\nCREATE {replace}FUNCTION {name}() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, {home}, pg_temp
    SET row_security = on
AS {quote}{body}{quote};
REVOKE ALL ON FUNCTION {name}() FROM PUBLIC;
"
        )?;
        comment::comment(f, format_args!("FUNCTION {name}()"), about)
    }

    /// What stands in a body in place of a name.
    fn value(&self, name: &str, function: &Function<'_>) -> String {
        let &Function { kind, row, columns, .. } = function;
        let tenant = self.tenant.filter(|_| !self.table.without_row_security);
        let is_given = self.has_times_of_updates() && kind == UPDATE.1;
        let is_needed = match name {
            "tenant" | "enter" | "leave" | "one" | "tenants" => tenant.is_some(),
            // A script without a schema may be loaded into any.
            "path" => self.script.names.relation(self.table.qualified()).schema.is_none(),
            "update" => self.has_times_of_updates(),
            "next" => is_given,
            "ended" => !is_given,
            _ => true,
        };
        let of = |row: &str| {
            let values = columns.iter().map(|column| format!("{row}.{}", Identifier(column)));
            values.collect::<Vec<_>>().join(", ")
        };
        let table = self.table.qualified();
        match (name, part(name)) {
            (_, Some(_)) if !is_needed => String::new(),
            (_, Some(part)) => filled(part, &|name| self.value(name, function), &str::to_owned),
            ("since", None) => Identifier(self.since).to_string(),
            ("row", None) => row.to_owned(),
            ("column", None) => tenant.map(|(_, column)| Identifier(column).to_string()).unwrap_or_default(),
            ("setting", None) => tenant.map(|(setting, _)| Literal(setting).to_string()).unwrap_or_default(),
            ("relation", None) => self.script.names.relation(self.versions.qualified()).to_string(),
            ("names", None) => Identifiers(columns).to_string(),
            ("values", None) => of(row),
            ("values_of_one", None) => of("one"),
            _ => Literal(&format!("the last change of a row of {table} is in the future")).to_string(),
        }
    }

    fn trigger(&self, f: &mut Formatter<'_>, (trigger, kind): (&str, &'static str), when: &str, rows: &str) -> Result {
        let names = self.script.names;
        let (function, own, replace) =
            (self.function_name(kind), names.relation(self.table.qualified()), names.or_replace());
        writeln!(f, "\nCREATE {replace}TRIGGER {trigger}\n    {when} ON {own}")?;
        writeln!(f, "    {rows} EXECUTE FUNCTION {}();", names.function(&function))
    }
}

/// A function of a trigger.
struct Function<'a> {
    kind: &'static str,
    /// What its body calls a row.
    row: &'static str,
    body: &'static str,
    columns: &'a [&'a str],
}
