use super::column::column;
use super::{ColumnDef, Condition, IndexColumn, IndexDef, IndexMethod};
use crate::SqlType;

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
}

impl SearchDef {
    /// Creates the text search of this column and expression.
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
