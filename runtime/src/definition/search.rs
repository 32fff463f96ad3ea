use super::column::column;
use super::{ColumnDef, Condition, IndexColumn, IndexDef, IndexMethod};
use crate::SqlType;

/// What a text search looks in: `search(name, description, language = "english")`.
///
/// It is no column of the Rust struct: nobody reads it, no driver has a type for it, and it is as large as what it is computed from.
#[derive(Debug, Clone, Copy)]
pub struct SearchDef {
    /// The column that holds the words, a generated `tsvector`.
    pub column: ColumnDef,
    /// Its GIN index.
    pub index: IndexDef,
    /// The configuration of the text search, in SQL.
    pub language: &'static str,
}

impl SearchDef {
    /// Of that column, computed so.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(
        name: &'static str,
        doc: &'static str,
        expression: Condition,
        indexed: &'static [IndexColumn],
        language: &'static str,
    ) -> Self {
        let column = ColumnDef {
            sql_type: SqlType::Named("tsvector"),
            generated: Some(expression),
            ..column::<String>(name, doc)
        };
        let index = IndexDef { columns: indexed, method: IndexMethod::Gin, ..IndexDef::PLAIN };
        Self { column, index, language }
    }
}
