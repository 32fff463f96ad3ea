//! The words of a text search.

use sea_query::{BinOper, Expr, ExprTrait, Func, Value};

use crate::definition::TableDef;
use crate::query::tree::aliases::Aliases;

/// A query and the search column.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    column: &'static str,
    language: &'static str,
    words: String,
}

impl Words {
    /// A text in PostgreSQL never contains NUL.
    pub(crate) fn of(table: &'static TableDef, words: &str) -> Self {
        let (column, language) = table.search.as_ref().map_or(("", ""), |search| (search.column.name, search.language));
        Self { column, language, words: words.replace('\0', " ") }
    }

    fn query(&self) -> Expr {
        let words = Expr::value(Value::from(self.words.clone()));
        Func::cust("websearch_to_tsquery").arg(Expr::cust(self.language)).arg(words).into()
    }

    pub(crate) fn found(&self, names: &Aliases, source: usize) -> Expr {
        names.column(source, self.column).binary(BinOper::Custom("@@"), self.query())
    }

    /// The rank of a row.
    pub(crate) fn rank(&self, names: &Aliases) -> Expr {
        Func::cust("ts_rank").arg(names.column(0, self.column)).arg(self.query()).into()
    }
}
