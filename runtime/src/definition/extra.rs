/// SQL of the user: `sql_before(...)`, `sql_after(...)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExtraSql {
    /// Its name in the script and the documentation.
    pub name: &'static str,
    /// Where it is emitted.
    pub place: SqlPlace,
    /// Whole statements.
    pub sql: &'static str,
    /// The SQL that replaces it in an idempotent script; without it, the statements must be repeatable.
    pub again: Option<&'static str>,
    /// Why it overrides what is emitted, where `schema!` waives rule P06. The waivers of a table are in its own definition.
    pub waived: Option<&'static str>,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

impl ExtraSql {
    /// SQL at this place.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(
        name: &'static str,
        place: SqlPlace,
        sql: &'static str,
        again: Option<&'static str>,
        waived: Option<&'static str>,
    ) -> Self {
        Self { name, place, sql, again, waived, __non_exhaustive: () }
    }
}

/// The place of SQL of the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SqlPlace {
    /// Before the table; for a schema after CREATE SCHEMA and before everything else.
    Before,
    /// After the table, its indexes, triggers and comments; for a schema at the end.
    After,
}
