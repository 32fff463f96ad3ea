//! The macros of peristyle. Use them through the `peristyle` crate, whose documentation explains them.
//!
//! What they do stands in `peristyle-macros-core`.

use peristyle_macros_core as core;
use proc_macro::TokenStream;

/// Makes a struct a table, or says which rule it breaks.
#[proc_macro_attribute]
pub fn table(arguments: TokenStream, item: TokenStream) -> TokenStream {
    core::table(arguments.into(), item.into()).into()
}

/// Makes an enum a PostgreSQL enum type.
#[proc_macro_derive(PgEnum, attributes(pg_enum))]
pub fn pg_enum(input: TokenStream) -> TokenStream {
    core::pg_enum(input.into()).into()
}

/// Makes a newtype the type of columns.
#[proc_macro_derive(ColumnType, attributes(column_type))]
pub fn column_type(input: TokenStream) -> TokenStream {
    core::column_type(input.into()).into()
}

/// Lists the tables of a database.
#[proc_macro]
pub fn schema(input: TokenStream) -> TokenStream {
    core::schema(input.into()).into()
}

/// Names the tables of the crate that no `schema!` lists. Part of the expansion of [`schema!`](macro@schema).
#[doc(hidden)]
#[proc_macro]
pub fn __unlisted(input: TokenStream) -> TokenStream {
    core::unlisted(input.into()).into()
}

/// A condition in SQL, behind `sql!`.
#[proc_macro]
pub fn sql_condition(input: TokenStream) -> TokenStream {
    core::sql_condition(input.into()).into()
}

/// Makes a function a test with a database of its own. Use it as `#[peristyle_test::test]`.
#[proc_macro_attribute]
pub fn test_with_database(arguments: TokenStream, item: TokenStream) -> TokenStream {
    core::test_with_database(arguments.into(), item.into()).into()
}
