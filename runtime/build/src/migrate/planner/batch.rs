//! A backfill in batches: each is a transaction of its own, so that no row is locked for long, and a run that was stopped goes on.

use super::unforced::Unforced;
use crate::model::{Column, Table, Text};
use crate::quote::{Identifier, Identifiers};

/// The rows of a batch.
pub(super) const ROWS: u32 = 5_000;

/// A column that gets a value in the rows without one, in the order of the primary key.
pub(super) struct Fill<'a> {
    pub(super) table: &'a Table,
    pub(super) name: &'a str,
    pub(super) key: &'a [Text],
    pub(super) column: &'a Column,
    /// The value, as SQL over the columns.
    pub(super) value: &'a str,
    /// Which rows get it.
    pub(super) missing: &'a str,
}

impl Fill<'_> {
    /// One statement that commits, so it runs outside of a transaction. `forced` are the tables that show an owner the rows of the tenant only.
    pub(super) fn sql(&self, forced: &[String], sql_type: impl Fn(&Column) -> String) -> String {
        let Self { table, name, key, column, value, missing } = self;
        let columns: Vec<&str> = key.iter().map(AsRef::as_ref).collect();
        let (columns, written) = (Identifiers(&columns).to_string(), Identifier(&column.name));
        let last: Vec<_> = (1..=key.len()).map(|number| format!("last_{number}")).collect();
        let parameters: Vec<_> = (1..=key.len()).map(|number| format!("${number}")).collect();
        let (last, parameters) = (last.join(", "), parameters.join(", "));
        let backwards: Vec<_> = key.iter().map(|column| format!("{} DESC", Identifier(column))).collect();
        let backwards = backwards.join(", ");
        let declared: String = key
            .iter()
            .zip(1..)
            .filter_map(|(name, number)| Some(format!("    last_{number} {};\n", sql_type(table.column(name)?))))
            .collect();
        let Unforced { declared: bypasses, off, on } = Unforced::of(forced);
        let tag = ["$batch$", "$peristyle_batch$"].into_iter().find(|tag| !value.contains(tag)).unwrap_or("$fill$");
        let told = table.qualified().to_string().replace('%', "%%").replace('\'', "''");
        format!(
            "DO $peristyle$\nDECLARE\n{bypasses}{declared}    filled bigint;\n    total bigint := 0;\nBEGIN\n    LOOP\n        \
             PERFORM set_config('lock_timeout', '3s', true), set_config('row_security', 'off', true);\n{off}        \
             EXECUTE {tag}WITH batch AS (\n            SELECT {columns} FROM {name}{tag}\n            \
             || CASE WHEN last_1 IS NULL THEN '' ELSE {tag} WHERE ({columns}) > ({parameters}){tag} END || {tag}\n            \
             ORDER BY {columns} LIMIT {ROWS}\n        ), filled AS (\n            \
             UPDATE {name} SET {written} = {value}\n            WHERE {missing} AND ({columns}) IN (SELECT {columns} FROM batch)\n            \
             RETURNING 1\n        )\n        SELECT (SELECT count(*) FROM filled), {columns} FROM batch\n        ORDER BY {backwards} LIMIT 1{tag}\n        \
             INTO filled, {last} USING {last};\n{on}        COMMIT;\n        EXIT WHEN last_1 IS NULL;\n        \
             total := total + filled;\n        RAISE NOTICE '{told}: % rows have a value', total;\n    END LOOP;\nEND\n$peristyle$;",
        )
    }
}
