use super::{ColumnDef, IndexDef};

/// A text search: `search(name, description, language = "english")`.
///
/// Its column is not part of the Rust struct: drivers have no type for it, and it is as large as the text that it is
/// computed from.
#[derive(Debug, Clone, Copy)]
pub struct SearchDef {
    /// The generated `tsvector` column.
    pub column: ColumnDef,
    /// Its GIN index.
    pub index: IndexDef,
    /// The text search configuration, in SQL.
    pub language: &'static str,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}
