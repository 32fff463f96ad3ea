use super::TableDef;

/// The tables of one database, as `schema!` lists them.
#[derive(Debug, Clone, Copy)]
pub struct Schema {
    /// The tables in the order of the list.
    pub tables: &'static [&'static TableDef],
}
