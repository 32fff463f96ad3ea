//! What a soft delete of a row does to the rows that refer to it, and what a restore brings back.

use std::collections::BTreeSet;
use std::fmt::{Display, Formatter, Result};

use super::super::script::Incoming;
use super::{BEGIN, CASCADE, END, FOUND, Function, KEY, LOCK, ROWS, SETTLE, TIME, Writer, deleted_at, distinct, flips};
use crate::definition::DELETED_AT;
use crate::model::{Column, Name, OnDelete, Reference, SqlType, Table, Tenancy};
use crate::physical::LIVE_ROW;
use crate::quote::{Identifier, Literal, Qualified};

/// Whether a cascade runs the statement. Any session can set the setting, but only a trigger runs at this depth. A row that a
/// cascade deletes has the time of its parent, which the database has set in the same transaction: a time from elsewhere does not
/// count.
fn is_nested() -> String {
    format!("coalesce(current_setting('{CASCADE}', true), '') = 'on' AND pg_trigger_depth() > 1")
}

impl Writer<'_> {
    pub(super) fn deletes(&self, f: &mut Formatter<'_>) -> Result {
        let deleted_at = deleted_at(self.table);
        let (table, own, of, flips) = (&self.table.name, self.own(), self.of(&[deleted_at.0]), flips(deleted_at));
        let about = &format!("Begins and completes a soft delete or a restore of rows of {table}.");
        let function = Function { kind: "delete_statement", variables: "", settings: "", about };
        self.function(f, function, std::fmt::from_fn(|f| self.statement(f)))?;
        self.around(f, &of, own)?;
        for child in &self.table.children {
            self.around(f, &of, self.names.beside(self.table.qualified(), &child.name))?;
        }
        let about = &format!(
            "Sets the time of a soft delete of a row of {table}, and locks the row against new rows that refer to it."
        );
        let function = Function { kind: "delete_lock", variables: "", settings: self.by_index(), about };
        self.function(f, function, std::fmt::from_fn(|f| self.lock(f)))?;
        let is_set = format!("NEW.{deleted_at} IS NOT NULL AND OLD.{deleted_at} IS DISTINCT FROM NEW.{deleted_at}");
        let head = format!("BEFORE UPDATE{of} ON {own}\n    FOR EACH ROW\n    WHEN ({is_set})");
        self.trigger(f, LOCK, "delete_lock", head)?;
        if self.incoming.iter().any(Incoming::cascades) {
            let about = &format!("Soft-deletes and restores the rows that refer to a row of {table} by cascade.");
            let variables = &format!("    outer_cascade text := current_setting('{CASCADE}', true);\n");
            let function = Function { kind: "delete_rows", variables, settings: self.by_index(), about };
            self.function(f, function, std::fmt::from_fn(|f| self.cascade(f)))?;
            let head = format!("AFTER UPDATE{of} ON {own}\n    FOR EACH ROW\n    WHEN ({flips})");
            self.trigger(f, ROWS, "delete_rows", head)?;
        }
        self.keys(f)?;
        let about = &format!(
            "Completes a soft delete or a restore of a row of {table}, once all that follow it are deleted or restored."
        );
        let variables = if self.live.is_empty() { "" } else { FOUND };
        let function = Function { kind: "delete_settle", variables, settings: self.by_index(), about };
        self.function(f, function, std::fmt::from_fn(|f| self.settle(f)))?;
        // A constraint trigger cannot be replaced.
        if self.names.may_be_there() {
            write!(f, "\nDROP TRIGGER IF EXISTS {SETTLE} ON {own};")?;
        }
        write!(
            f,
            "\nCREATE CONSTRAINT TRIGGER {SETTLE}\n    AFTER UPDATE{of} ON {own}\n    DEFERRABLE INITIALLY DEFERRED\n"
        )?;
        let function = self.function_name("delete_settle");
        writeln!(f, "    FOR EACH ROW\n    WHEN ({flips})\n    EXECUTE FUNCTION {}();", self.names.function(&function))
    }

    /// The trigger of a soft-deleted row that takes over a key to which live rows refer.
    fn keys(&self, f: &mut Formatter<'_>) -> Result {
        let columns = self.changing_keys();
        if columns.is_empty() {
            return Ok(());
        }
        let (table, own, deleted_at) = (&self.table.name, self.own(), deleted_at(self.table));
        let about = &format!("Refuses an update of {table} after which a live row refers to a soft-deleted row.");
        let function = Function { kind: "delete_key", variables: "", settings: self.by_index(), about };
        self.function(f, function, std::fmt::from_fn(|f| self.refuse_key(f)))?;
        let changed: Vec<_> = columns.iter().map(|name| distinct(name)).collect();
        let head = format!(
            "AFTER UPDATE{} ON {own}\n    FOR EACH ROW\n    WHEN (NEW.{deleted_at} IS NOT NULL AND ({}))",
            self.of(&columns),
            changed.join(" OR ")
        );
        self.trigger(f, KEY, "delete_key", head)
    }

    /// The references to columns that may change: an id does not.
    fn natural(&self) -> impl Iterator<Item = &Incoming<'_>> {
        self.incoming.iter().filter(|incoming| !self.changing_of(incoming.reference).is_empty())
    }

    fn changing_of<'b>(&self, reference: &'b Reference) -> Vec<&'b str> {
        let is_generated =
            |column: &Column| column.sequence.is_some() || column.sql_type == SqlType::Scalar("uuid".into());
        let is_id = |name: &str| {
            let is_key = matches!(self.table.key.as_slice(), [key] if key == name);
            is_key && self.table.column(name).is_some_and(is_generated)
        };
        let columns = reference.target_columns.iter().map(AsRef::as_ref);
        columns.filter(|name| Some(*name) != self.table.tenant_column() && !is_id(name)).collect()
    }

    /// The columns of the table that others refer to and that may change.
    pub(super) fn changing_keys(&self) -> Vec<&str> {
        let mut columns: Vec<&str> = Vec::new();
        for name in self.incoming.iter().flat_map(|incoming| self.changing_of(incoming.reference)) {
            if !columns.contains(&name) {
                columns.push(name);
            }
        }
        columns
    }

    fn refuse_key(&self, f: &mut Formatter<'_>) -> Result {
        let message = format!("keys of soft-deleted rows of {} are changed", self.table.name);
        self.isolation(f, &message)?;
        self.beyond_tenant(f, self.natural(), &message)?;
        for Incoming { from, reference } in self.natural() {
            let (relation, is_it) = (self.relation(from.qualified()), matching_parent(reference));
            writeln!(f, "    IF EXISTS (SELECT FROM {relation} AS t WHERE {is_it}{}) THEN", live(from))?;
            let message = format!("{LIVE_ROW}{} refers to a soft-deleted row of {}", from.name, self.table.name);
            self.raise(f, "foreign_key_violation", from, &reference.name, &message)?;
            f.write_str("    END IF;\n")?;
        }
        f.write_str("    RETURN NULL;\n")
    }

    /// The triggers before and after a statement.
    fn around(&self, f: &mut Formatter<'_>, of: &str, name: impl Display) -> Result {
        for (trigger, when) in [(BEGIN, "BEFORE"), (END, "AFTER")] {
            let head = format!("{when} UPDATE{of} ON {name}\n    FOR EACH STATEMENT");
            self.trigger(f, trigger, "delete_statement", head)?;
        }
        Ok(())
    }

    /// A session keeps the plans of its functions, and would read all of a table that was small when it planned.
    fn by_index(&self) -> &'static str {
        match self.incoming.iter().all(|incoming| is_indexed(incoming.from)) {
            true => "\n    SET enable_seqscan = off",
            false => "",
        }
    }

    /// One time for all rows of the statement and those that follow them. It is unique, so that a restore finds them again.
    ///
    /// A statement may delete in several tables by `WITH`. The triggers after it fire last, for all its tables. A space behind the time counts each
    /// further table, and the last trigger settles for all. A trigger of the user may run another delete meanwhile: its time stands behind a slash
    /// until it ends, and the statement around it settles for both. The depth of the triggers, which stands behind `@`, says which of the two it is:
    /// statements of one depth run one after the other. A session can forge such a time within a message: its delete is then settled at the end of
    /// the transaction.
    fn statement(&self, f: &mut Formatter<'_>) -> Result {
        let settle = self.settles(self.settled).into_iter().collect::<Vec<_>>().join(", ");
        writeln!(f, "    IF {} THEN\n        RETURN NULL;\n    END IF;\n    IF TG_WHEN = 'BEFORE' THEN", is_nested())?;
        let set = |time: &str| format!("PERFORM set_config('{TIME}', {time}, true);");
        let is_like = |pattern: &str| format!("current_setting('{TIME}', true) LIKE '{pattern}'");
        let now = "extract(epoch FROM clock_timestamp())::text";
        let pop = set(&format!("regexp_replace(current_setting('{TIME}'), '/[^/]*$', '')"));
        // The triggers of tables in other schemas would be left out.
        let is_for_all = self.settles(self.script.soft_deletes()).len() == 1;
        let (first, begins, ends) = match is_for_all {
            true => {
                let first = format!("{now} || '@' || pg_trigger_depth()");
                let is_same = format!("rtrim(current_setting('{TIME}')) LIKE '%@' || pg_trigger_depth()");
                let and = set(&format!(
                    "current_setting('{TIME}') || CASE WHEN {is_same}\n                THEN ' ' ELSE '/' || {first} END"
                ));
                let end = set(&format!("left(current_setting('{TIME}'), -1)"));
                let ends = format!(
                    "    ELSIF {} THEN\n        {end}\n    ELSIF {} THEN\n        {pop}\n",
                    is_like("% "),
                    is_like("%/%")
                );
                (first, format!("\n        THEN\n            {and}"), ends)
            }
            false => {
                let within = set(&format!("current_setting('{TIME}') || '/' || {now}"));
                let ends = format!(
                    "    ELSIF {} THEN\n        SET CONSTRAINTS {settle} IMMEDIATE;\n        SET CONSTRAINTS {settle} DEFERRED;\n        {pop}\n",
                    is_like("%/%")
                );
                (
                    now.to_owned(),
                    format!("\n            AND pg_trigger_depth() > 1\n        THEN\n            {within}"),
                    ends,
                )
            }
        };
        write!(
            f,
            "        IF current_setting('{TIME}', true) <> ''
            AND current_setting('{TIME}', true) COLLATE \"C\" BETWEEN extract(epoch FROM statement_timestamp())::text
                AND {now} || '|'{begins}
        ELSE
            {}
        END IF;
        SET CONSTRAINTS {settle} DEFERRED;
{ends}    ELSE
        {}
        SET CONSTRAINTS {settle} IMMEDIATE;
    END IF;
    RETURN NULL;
",
            set(&first),
            set("''"),
        )
    }

    /// The triggers that complete deletes of rows of tables in the schemas.
    fn settles(&self, schemas: &BTreeSet<Option<&str>>) -> BTreeSet<String> {
        let names = schemas.iter().map(|schema| {
            let Qualified { schema, .. } = self.relation(Name { schema: *schema, name: SETTLE });
            Qualified { schema, name: SETTLE }.to_string()
        });
        names.collect()
    }

    /// The clock of the server may be set back in a transaction: then the time of the statement is before `now()`, and is kept all the same.
    fn lock(&self, f: &mut Formatter<'_>) -> Result {
        let deleted_at = deleted_at(self.table);
        writeln!(f, "    IF OLD.{deleted_at} IS NOT NULL THEN\n        NEW.{deleted_at} := OLD.{deleted_at};")?;
        f.write_str("        RETURN NEW;\n    END IF;\n")?;
        if !self.incoming.is_empty() {
            let message = format!("rows of {} are soft-deleted", self.table.name);
            self.isolation(f, &message)?;
            self.beyond_tenant(f, self.incoming.iter(), &message)?;
            if let Some(is_it) = self.is_the_row("OLD") {
                let relation = self.relation(self.table.qualified());
                writeln!(f, "    PERFORM FROM {relation} AS t WHERE {is_it} FOR UPDATE;")?;
            }
        }
        write!(
            f,
            "    IF NOT ({}) THEN
        NEW.{deleted_at} := to_timestamp(substring(current_setting('{TIME}', true) FROM '([0-9.]+)[^/]*$')::float8);
    END IF;
    IF (NEW.{deleted_at} BETWEEN least(now(), clock_timestamp()) - interval '1 second'
        AND greatest(now(), clock_timestamp()) + interval '1 second') IS NOT TRUE
    THEN
        NEW.{deleted_at} := clock_timestamp();
    END IF;
    RETURN NEW;
",
            is_nested()
        )
    }

    /// The condition of the row of the trigger among those of its table.
    fn is_the_row(&self, row: &str) -> Option<String> {
        let key = self.table.primary_key.as_ref().map(|key| &key.columns);
        let key = key.or_else(|| self.incoming.first().map(|incoming| &incoming.reference.target_columns))?;
        let is_it = key.iter().map(|name| format!("t.{0} = {row}.{0}", Identifier(name))).collect::<Vec<_>>();
        Some(is_it.join(" AND "))
    }

    /// The checks that all rows are seen that refer to rows of this table.
    fn beyond_tenant<'b>(
        &self,
        f: &mut Formatter<'_>,
        incoming: impl Iterator<Item = &'b Incoming<'b>>,
        what: &str,
    ) -> Result {
        let mut seen: Vec<Name<'_>> = Vec::new();
        for Incoming { from, .. } in incoming.filter(|incoming| self.is_beyond_tenant(incoming.from)) {
            if !seen.contains(&from.qualified()) {
                seen.push(from.qualified());
                self.all_tenants(f, from, what)?;
            }
        }
        Ok(())
    }

    fn isolation(&self, f: &mut Formatter<'_>, what: &str) -> Result {
        let (refused, levels, hint) = match self.script.checked.options().are_writers_serializable() {
            true => (
                "= 'repeatable read'",
                "READ COMMITTED or SERIALIZABLE",
                "At REPEATABLE READ, new rows that refer to them are not seen.",
            ),
            false => (
                "IN ('repeatable read', 'serializable')",
                "READ COMMITTED",
                "At this level, rows that refer to them are not seen if they were committed after the first statement.",
            ),
        };
        writeln!(f, "    IF current_setting('transaction_isolation') {refused} THEN")?;
        f.write_str("        RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',\n")?;
        let message = format!("{what} at {levels} only");
        writeln!(f, "            MESSAGE = {},", Literal(&message))?;
        writeln!(f, "            HINT = {};\n    END IF;", Literal(hint))
    }

    /// Whether rows of all tenants may refer to a row of this global table.
    fn is_beyond_tenant(&self, from: &Table) -> bool {
        self.table.tenancy == Tenancy::Global && from.tenancy != Tenancy::Global && !from.without_row_security
    }

    fn all_tenants(&self, f: &mut Formatter<'_>, from: &Table, what: &str) -> Result {
        let relation = self.relation(from.qualified()).to_string();
        writeln!(f, "    IF row_security_active({}) THEN", Literal(&relation))?;
        f.write_str("        RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',\n")?;
        let message = format!("{what} by a role that sees the rows of every tenant in {}", from.name);
        writeln!(f, "            MESSAGE = {};\n    END IF;", Literal(&message))
    }

    fn cascade(&self, f: &mut Formatter<'_>) -> Result {
        let cascades = || self.incoming.iter().filter(|incoming| incoming.cascades());
        writeln!(f, "    PERFORM set_config('{CASCADE}', 'on', true);")?;
        let own = deleted_at(self.table);
        writeln!(f, "    IF NEW.{own} IS NULL THEN")?;
        for Incoming { from, reference } in cascades() {
            let (relation, is_it) = (self.relation(from.qualified()), matching_parent(reference));
            let (theirs, when) = (deleted_at(from), time_of_delete("OLD", self.table, from));
            writeln!(f, "        UPDATE {relation} AS t SET {theirs} = NULL")?;
            writeln!(f, "            WHERE {is_it} AND t.{theirs} = {when};")?;
        }
        f.write_str("    ELSE\n")?;
        for Incoming { from, reference } in cascades() {
            let (relation, is_it) = (self.relation(from.qualified()), matching_parent(reference));
            let theirs = deleted_at(from);
            writeln!(f, "        UPDATE {relation} AS t SET {theirs} = NEW.{own}")?;
            writeln!(f, "            WHERE {is_it} AND t.{theirs} IS NULL;")?;
        }
        writeln!(f, "    END IF;\n    PERFORM set_config('{CASCADE}', coalesce(outer_cascade, ''), true);")?;
        f.write_str("    RETURN NULL;\n")
    }

    fn settle(&self, f: &mut Formatter<'_>) -> Result {
        let deleted_at = deleted_at(self.table);
        if let Some(is_it) = self.is_the_row("NEW") {
            // A statement on a partition that was attached later leaves it to the end of the transaction.
            let relation = self.relation(self.table.qualified());
            writeln!(f, "    IF NOT EXISTS (")?;
            writeln!(
                f,
                "        SELECT FROM {relation} AS t WHERE {is_it} AND t.{deleted_at} IS NOT DISTINCT FROM NEW.{deleted_at}"
            )?;
            writeln!(f, "    ) THEN\n        RETURN NULL;\n    END IF;")?;
        }
        writeln!(f, "    IF NEW.{deleted_at} IS NULL THEN")?;
        if !self.live.is_empty() {
            self.serializable(f, &self.refers("NEW").unwrap_or_else(|| "TRUE".to_owned()))?;
        }
        for (number, found) in (1..).zip(self.live) {
            self.look(f, "        ", number, *found)?;
        }
        if self.live.is_empty() {
            f.write_str("        RETURN NULL;\n    END IF;\n")?;
        } else {
            f.write_str("    END IF;\n")?;
            self.refuse(f)?;
            if !self.incoming.is_empty() {
                writeln!(f, "    IF NEW.{deleted_at} IS NULL THEN\n        RETURN NULL;\n    END IF;")?;
            }
        }
        self.apply(f)?;
        f.write_str("    RETURN NULL;\n")
    }

    /// `set_null` and `restrict`.
    fn apply(&self, f: &mut Formatter<'_>) -> Result {
        let unlinks = |incoming: &&Incoming<'_>| incoming.reference.on_delete == OnDelete::SetNull;
        for Incoming { from, reference } in self.incoming.iter().filter(unlinks) {
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
        for Incoming { from, reference } in self.incoming.iter().filter(refuses) {
            let (relation, is_it) = (self.relation(from.qualified()), matching_parent(reference));
            writeln!(f, "    IF EXISTS (SELECT FROM {relation} AS t WHERE {is_it}{}) THEN", live(from))?;
            let message = format!("{LIVE_ROW}{} refers to this row of {}", from.name, self.table.name);
            self.raise(f, "restrict_violation", from, &reference.name, &message)?;
            f.write_str("    END IF;\n")?;
        }
        Ok(())
    }
}

/// Whether an index leads each reference of the table: rule I01 is not waived.
fn is_indexed(table: &Table) -> bool {
    let columns = table.columns.iter().flat_map(|column| &column.waivers);
    table.waivers.iter().chain(columns).all(|waiver| waiver.code != "I01")
}

/// The rows that refer to the row of the trigger.
fn matching_parent(reference: &Reference) -> String {
    let pairs = reference.target_columns.iter().zip(&reference.columns);
    let equal = pairs.map(|(theirs, own)| format!("t.{} = NEW.{}", Identifier(own), Identifier(theirs)));
    equal.collect::<Vec<_>>().join(" AND ")
}

/// The condition of live rows, where not all rows are.
fn live(table: &Table) -> String {
    table.deleted_at().map(|name| format!(" AND t.{} IS NULL", Identifier(name))).unwrap_or_default()
}

/// The time of the delete in the type of the other table's column, so that both are equal.
fn time_of_delete(row: &str, of: &Table, other: &Table) -> String {
    let sql_type = |table: &Table| table.timestamp(DELETED_AT).map(|column| column.sql_type.to_string());
    let name = deleted_at(of);
    match sql_type(other).filter(|other| sql_type(of).as_ref() != Some(other)) {
        Some(other) => format!("{row}.{name}::{other}"),
        None => format!("{row}.{name}"),
    }
}
