//! What the rows of a table refer to is live.

use std::fmt::{Display, Formatter, Result, Write};

use super::{FOUND, Function, INSERT, INSERTED, UPDATE, Writer, changes_to_a_value, deleted_at, distinct, matching};
use crate::model::{Deferrable, Reference, Table};
use crate::physical::LIVE_ROW;
use crate::quote::{Identifier, Literal};

impl Writer<'_> {
    /// The triggers of inserts and of updates that change a reference.
    pub(super) fn references(&self, f: &mut Formatter<'_>) -> Result {
        let about = &format!("Refuses live rows of {} that refer to a soft-deleted row.", self.table.name);
        // A session keeps the plans of its functions, and would read all of a table that was small when it planned.
        let settings = "\n    SET enable_seqscan = off";
        let function = Function { kind: "live", variables: "    refused integer;\n", settings, about };
        self.function(f, function, std::fmt::from_fn(|f| self.check_inserts(f)))?;
        self.insert_trigger(f, self.own())?;
        for child in &self.table.children {
            self.insert_trigger(f, self.names.beside(self.table.qualified(), &child.name))?;
        }
        let about =
            &format!("Refuses an update of {} after which a live row refers to a soft-deleted row.", self.table.name);
        let function = Function { kind: "live_update", variables: FOUND, settings, about };
        self.function(f, function, std::fmt::from_fn(|f| self.check_update(f)))?;
        let columns = self.changing();
        let head = format!(
            "AFTER UPDATE{} ON {}\n    FOR EACH ROW\n    WHEN ({})",
            self.of(&columns),
            self.own(),
            self.may_break()
        );
        self.trigger(f, UPDATE, "live_update", head)
    }

    fn insert_trigger(&self, f: &mut Formatter<'_>, name: impl Display) -> Result {
        let head = format!("AFTER INSERT ON {name}\n    REFERENCING NEW TABLE AS {INSERTED}\n    FOR EACH STATEMENT");
        self.trigger(f, INSERT, "live", head)
    }

    /// Whether an update can make a live row refer to a soft-deleted one. A row that is restored is checked when the restore is complete.
    fn may_break(&self) -> String {
        let changed: Vec<_> = self.changing().into_iter().map(changes_to_a_value).collect();
        let changed = changed.join("\n        OR ");
        match self.table.deleted_at().map(Identifier) {
            Some(deleted_at) => format!("NEW.{deleted_at} IS NULL AND (\n        {changed}\n    )"),
            None => changed,
        }
    }

    /// Each expression costs on its first use in a transaction: a function for inserts only, and one query for all references. Which one is refused is
    /// asked only when one is.
    fn check_inserts(&self, f: &mut impl Write) -> Result {
        let refers = self.refers("r").map(|refers| format!(" WHERE {refers}")).unwrap_or_default();
        self.serializable(f, &format!("EXISTS (SELECT FROM {INSERTED} AS r{refers})"))?;
        for (target, reference) in self.live.iter().filter(|(_, reference)| reference.deferrable != Deferrable::Never) {
            // The foreign key is not checked yet, so it has not locked the rows.
            let (relation, is_it) = (self.relation(target.qualified()), matching(reference, "t", "r"));
            writeln!(f, "    PERFORM FROM {INSERTED} AS r, {relation} AS t WHERE {is_it} FOR KEY SHARE OF t;")?;
        }
        let live =
            self.table.deleted_at().map(|name| format!("r.{} IS NULL AND ", Identifier(name))).unwrap_or_default();
        let gone: Vec<_> = self.live.iter().map(|(target, reference)| self.is_gone(target, reference)).collect();
        writeln!(f, "    IF NOT EXISTS (SELECT FROM {INSERTED} AS r WHERE {live}(")?;
        writeln!(f, "        {}", gone.join("\n        OR "))?;
        writeln!(f, "    )) THEN\n        RETURN NULL;\n    END IF;\n    refused := CASE")?;
        for (number, gone) in (1..).zip(&gone) {
            writeln!(f, "        WHEN EXISTS (SELECT FROM {INSERTED} AS r WHERE {live}{gone}) THEN {number}")?;
        }
        f.write_str("    END;\n")?;
        self.refuse(f)?;
        f.write_str("    RETURN NULL;\n")
    }

    fn check_update(&self, f: &mut impl Write) -> Result {
        self.serializable(f, "TRUE")?;
        for (number, (target, reference)) in (1..).zip(self.live) {
            let changed: Vec<_> = reference.columns.iter().map(|name| distinct(name)).collect();
            writeln!(f, "    IF {} THEN", changed.join(" OR "))?;
            self.look(f, "        ", number, (target, reference))?;
            f.write_str("    END IF;\n")?;
        }
        self.refuse(f)?;
        f.write_str("    RETURN NULL;\n")
    }

    /// A serializable delete does not see what a weaker transaction inserts.
    pub(super) fn serializable(&self, f: &mut impl Write, refers: &str) -> Result {
        if !self.script.checked.options().are_writers_serializable() {
            return Ok(());
        }
        writeln!(f, "        IF current_setting('transaction_isolation') <> 'serializable' AND {refers} THEN")?;
        f.write_str("            RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',\n")?;
        let message = format!("references of {} are written at SERIALIZABLE only", self.table.name);
        writeln!(f, "                MESSAGE = {};\n        END IF;", Literal(&message))
    }

    /// The condition that the row has one of the references; nothing if each row has.
    pub(super) fn refers(&self, row: &str) -> Option<String> {
        let mut conditions = Vec::new();
        for (_, reference) in self.live {
            let nullable = self.table.nullable_of(reference);
            if nullable.is_empty() {
                return None;
            }
            let set: Vec<_> = nullable.iter().map(|name| format!("{row}.{} IS NOT NULL", Identifier(name))).collect();
            conditions.push(set.join(" AND "));
        }
        Some(format!("({})", conditions.join(" OR ")))
    }

    /// Whether the row that the inserted row `r` refers to is soft-deleted.
    fn is_gone(&self, target: &Table, reference: &Reference) -> String {
        let (relation, is_it) = (self.relation(target.qualified()), matching(reference, "t", "r"));
        let nullable = self.table.nullable_of(reference);
        let set: String = nullable.iter().map(|name| format!("r.{} IS NOT NULL AND ", Identifier(name))).collect();
        format!("{set}(SELECT t.{} FROM {relation} AS t WHERE {is_it}) IS NOT NULL", deleted_at(target))
    }

    /// Notes the reference if the row that `NEW` refers to is soft-deleted.
    pub(super) fn look(
        &self,
        f: &mut impl Write,
        indent: &str,
        number: i32,
        (target, reference): (&Table, &Reference),
    ) -> Result {
        let (relation, is_it) = (self.relation(target.qualified()), matching(reference, "t", "NEW"));
        writeln!(f, "{indent}SELECT t.{} IS NOT NULL INTO gone FROM {relation} AS t", deleted_at(target))?;
        writeln!(f, "{indent}    WHERE {is_it} FOR KEY SHARE;")?;
        writeln!(f, "{indent}IF gone THEN\n{indent}    refused := {number};\n{indent}END IF;")
    }

    /// Refuses the row if it refers to a soft-deleted one.
    pub(super) fn refuse(&self, f: &mut impl Write) -> Result {
        for (number, (target, reference)) in (1..).zip(self.live) {
            writeln!(f, "    {} refused = {number} THEN", if number == 1 { "IF" } else { "ELSIF" })?;
            let message = format!("{LIVE_ROW}{} refers to a soft-deleted row of {}", self.table.name, target.name);
            self.raise(f, "foreign_key_violation", self.table, &reference.name, &message)?;
        }
        f.write_str("    END IF;\n")
    }
}
