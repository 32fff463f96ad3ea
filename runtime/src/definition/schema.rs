use super::{ExtraSql, TableDef};

/// The tables of one database, as `schema!` lists them.
#[derive(Debug, Clone, Copy)]
pub struct Schema {
    /// The tables in the order of the list.
    pub tables: &'static [&'static TableDef],
    /// SQL of the user's own, in front of everything and behind it.
    pub sql: &'static [ExtraSql],
}
