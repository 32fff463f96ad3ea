//! What the macros of peristyle do, as functions of tokens. Use the macros through the `peristyle` crate, whose documentation explains them.
//!
//! `peristyle-macros` calls a function of this library for each macro. A macro exports nothing else, so what asks for the rules without the compiler, as
//! `cargo peristyle import` does, calls [`findings`].
//!
//! The way of a struct: `parse` reads what was written, `model` finds out what it means, `rules` check it, `expand` makes
//! tokens of it. What is wrong on the way is collected by `diagnostics` and said at once; the struct is expanded all the same, so that an editor
//! shows the one error and not fifty that follow from it.

// The lines of tokens make each of them larger, and so all that is read from them. A macro runs without them.
#![cfg_attr(feature = "findings", allow(clippy::large_enum_variant))]

extern crate proc_macro;

mod diagnostics;
mod expand;
#[cfg(test)]
mod expansion_tests;
#[cfg(feature = "findings")]
mod findings;
#[cfg(test)]
mod fuzz_tests;
mod model;
mod parse;
#[cfg(test)]
mod random_tests;
mod registry;
mod rules;
mod sorted;
mod suggest;

use diagnostics::Diagnostics;
#[cfg(feature = "findings")]
pub use findings::{Finding, findings};
use proc_macro2::TokenStream;
use registry::Registry;

/// Makes a struct a table, or says which rule it breaks.
#[must_use]
pub fn table(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    let mut tokens = match checked_table(arguments, item.clone(), &mut diagnostics) {
        Some(checked) => {
            Registry::declare(checked.table());
            expand::table(&checked)
        }
        None => without_columns(item),
    };
    tokens.extend(diagnostics.into_tokens());
    tokens
}

fn checked_table(arguments: TokenStream, item: TokenStream, diagnostics: &mut Diagnostics) -> Option<rules::Checked> {
    let read = parse::Table::read(arguments, item, diagnostics)?;
    let model = model::Table::of(read, &Registry::known, diagnostics);
    Some(rules::check(model, diagnostics))
}

/// An item that cannot be a table, without the attributes that only `#[table]` knows.
fn without_columns(item: TokenStream) -> TokenStream {
    item
}

/// Makes an enum a PostgreSQL enum type.
#[must_use]
pub fn pg_enum(input: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::of("PgEnum");
    let model = checked_enum(input, &mut diagnostics);
    let mut tokens = model.as_ref().map(expand::pg_enum).unwrap_or_default();
    tokens.extend(diagnostics.into_tokens());
    tokens
}

fn checked_enum(input: TokenStream, diagnostics: &mut Diagnostics) -> Option<model::PgEnum> {
    let read = parse::PgEnum::read(input, diagnostics)?;
    let model = model::PgEnum::of(read, diagnostics);
    rules::check_enum(&model, diagnostics);
    Some(model)
}

/// Makes a newtype the type of columns.
#[must_use]
pub fn column_type(input: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::of("ColumnType");
    let model = checked_newtype(input, &mut diagnostics);
    let mut tokens = model.as_ref().map(expand::column_type).unwrap_or_default();
    tokens.extend(diagnostics.into_tokens());
    tokens
}

fn checked_newtype(input: TokenStream, diagnostics: &mut Diagnostics) -> Option<model::ColumnType> {
    let read = parse::ColumnType::read(input, diagnostics)?;
    Some(model::ColumnType::of(read, diagnostics))
}

/// Makes a condition of a fragment of SQL and its values.
#[must_use]
pub fn sql_condition(input: TokenStream) -> TokenStream {
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

/// Lists the tables of a database.
#[must_use]
pub fn schema(input: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::of("schema");
    let mut tokens = TokenStream::new();
    if let Some((schema, min, extras, waivers)) = checked_schema(input, &mut diagnostics) {
        Registry::list(&schema);
        tokens.extend(expand::schema(&schema, min, &extras, &waivers));
    }
    tokens.extend(diagnostics.into_tokens());
    tokens
}

type CheckedSchema = (parse::Schema, Option<u16>, Vec<model::Extra>, Vec<model::Waiver>);

fn checked_schema(input: TokenStream, diagnostics: &mut Diagnostics) -> Option<CheckedSchema> {
    let schema = parse::Schema::read(input, diagnostics)?;
    let mut extras = model::Extra::of_schema(&schema, diagnostics);
    let waivers = model::Waiver::read_all(&schema.waivers, diagnostics);
    let min = model::min(&schema, diagnostics);
    rules::check_schema(&schema, &mut extras, &waivers, diagnostics);
    Some((schema, min, extras, waivers))
}

/// Makes a function a test with a database of its own.
#[must_use]
pub fn test_with_database(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::of("test");
    let mut tokens = match parse::TestFunction::read(arguments, item.clone(), &mut diagnostics) {
        Some(test) => expand::test_function(&test),
        None => item,
    };
    tokens.extend(diagnostics.into_tokens());
    tokens
}

/// Names the tables of the crate that no `schema!` lists.
#[must_use]
pub fn unlisted(input: TokenStream) -> TokenStream {
    match parse::Unlisted::read(input) {
        Ok(unlisted) => expand::unlisted(&unlisted, &Registry::lock()),
        Err(error) => error.into_compile_error(),
    }
}
