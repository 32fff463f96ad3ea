/// SQL of the user's own, which is emitted where it is said: `sql_before(...)`, `sql_after(...)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExtraSql {
    /// What it is called, in the script and in the documentation.
    pub name: &'static str,
    /// Where it stands.
    pub place: SqlPlace,
    /// Whole statements.
    pub sql: &'static str,
    /// What stands in its place in a script that may be run again; else the SQL itself has to bear that.
    pub again: Option<&'static str>,
}

/// Where SQL of the user's own stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SqlPlace {
    /// In front of the table; of a whole schema behind CREATE SCHEMA and in front of everything else.
    Before,
    /// Behind the table, its indexes, triggers and comments; of a whole schema at the end.
    After,
}
