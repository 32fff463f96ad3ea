use super::{ExtraSql, TableDef};

/// The tables of one database, as listed in `schema!`.
#[derive(Debug, Clone, Copy)]
pub struct Schema {
    /// The tables in the order of the list.
    pub tables: &'static [&'static TableDef],
    /// SQL of the user, at the start and at the end.
    pub sql: &'static [ExtraSql],
}
