//! The macros of peristyle. Use them through the `peristyle` crate, whose documentation explains them.
//!
//! The way of a struct: `parse` reads what was written, `model` finds out what it means, `rules` check it, `expand` makes
//! tokens of it. What is wrong on the way is collected by `diagnostics` and said at once; the struct is expanded all the same, so that an editor
//! shows the one error and not fifty that follow from it.

mod diagnostics;
mod expand;
#[cfg(test)]
mod expansion_tests;
#[cfg(test)]
mod fuzz_tests;
mod model;
mod parse;
#[cfg(test)]
mod random_tests;
mod registry;
mod rules;
mod suggest;

use diagnostics::Diagnostics;
use proc_macro2::TokenStream;
use registry::Registry;

/// Makes a struct a table, or says which rule it breaks.
#[proc_macro_attribute]
pub fn table(arguments: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    table_tokens(arguments.into(), item.into()).into()
}

/// Makes an enum a PostgreSQL enum type.
#[proc_macro_derive(PgEnum, attributes(pg_enum))]
pub fn pg_enum(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    pg_enum_tokens(input.into()).into()
}

/// Makes a newtype the type of columns.
#[proc_macro_derive(ColumnType, attributes(column_type))]
pub fn column_type(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    column_type_tokens(input.into()).into()
}

/// Lists the tables of a database.
#[proc_macro]
pub fn schema(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    schema_tokens(input.into()).into()
}

/// Names the tables of the crate that no `schema!` lists. Part of the expansion of [`schema!`](macro@schema).
#[doc(hidden)]
#[proc_macro]
pub fn __unlisted(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    unlisted_tokens(input.into()).into()
}

/// A condition in SQL, behind `sql!`.
#[proc_macro]
pub fn sql_condition(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    sql_tokens(input.into()).into()
}

/// Makes a function a test with a database of its own. Use it as `#[peristyle_test::test]`.
#[proc_macro_attribute]
pub fn test_with_database(
    arguments: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    test_tokens(arguments.into(), item.into()).into()
}

fn table_tokens(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    let mut tokens = match parse::Table::read(arguments, item.clone(), &mut diagnostics) {
        Some(table) => {
            let model = model::Table::of(table, &mut diagnostics);
            let checked = rules::check(model, &mut diagnostics);
            Registry::declare(checked.table());
            expand::table(&checked)
        }
        None => without_columns(item),
    };
    tokens.extend(diagnostics.into_tokens());
    tokens
}

/// An item that cannot be a table, without the attributes that only `#[table]` knows.
fn without_columns(item: TokenStream) -> TokenStream {
    item
}

fn pg_enum_tokens(input: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::of("PgEnum");
    let read = parse::PgEnum::read(input, &mut diagnostics);
    let model = read.map(|read| model::PgEnum::of(read, &mut diagnostics));
    let mut tokens = model.as_ref().map(expand::pg_enum).unwrap_or_default();
    if let Some(model) = &model {
        rules::check_enum(model, &mut diagnostics);
    }
    tokens.extend(diagnostics.into_tokens());
    tokens
}

fn column_type_tokens(input: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::of("ColumnType");
    let read = parse::ColumnType::read(input, &mut diagnostics);
    let model = read.map(|read| model::ColumnType::of(read, &mut diagnostics));
    let mut tokens = model.as_ref().map(expand::column_type).unwrap_or_default();
    tokens.extend(diagnostics.into_tokens());
    tokens
}

fn sql_tokens(input: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::of("sql");
    let read = parse::Fragment::read(input, &mut diagnostics);
    let condition = read.as_ref().and_then(|read| {
        let fragment = parse::sql::Fragment::read(&read.sql, read.values.len(), &mut diagnostics)?;
        Some(expand::fragment(read, &fragment))
    });
    // The errors are statements of a block, and the block an expression.
    let errors = diagnostics.into_tokens();
    condition.unwrap_or_else(|| quote::quote!({ #errors }))
}

fn schema_tokens(input: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::of("schema");
    let mut tokens = match parse::Schema::read(input, &mut diagnostics) {
        Some(schema) => {
            let mut extras = model::Extra::of_schema(&schema, &mut diagnostics);
            let waivers = model::Waiver::read_all(&schema.waivers, &mut diagnostics);
            let min = model::min(&schema, &mut diagnostics);
            rules::check_schema(&schema, &mut extras, &waivers, &mut diagnostics);
            Registry::list(&schema);
            expand::schema(&schema, min, &extras, &waivers)
        }
        None => TokenStream::new(),
    };
    tokens.extend(diagnostics.into_tokens());
    tokens
}

fn test_tokens(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::of("test");
    let mut tokens = match parse::TestFunction::read(arguments, item.clone(), &mut diagnostics) {
        Some(test) => expand::test_function(&test),
        None => item,
    };
    tokens.extend(diagnostics.into_tokens());
    tokens
}

fn unlisted_tokens(input: TokenStream) -> TokenStream {
    match parse::Unlisted::read(input) {
        Ok(unlisted) => expand::unlisted(&unlisted, &Registry::lock()),
        Err(error) => error.into_compile_error(),
    }
}
