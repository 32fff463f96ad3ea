//! The macros of peristyle. Use them through the `peristyle` crate, whose documentation explains them.
//!
//! The way of a struct: `parse` reads what was written, `model` finds out what it means, `rules` hold it to the law, `expand` makes
//! tokens of it. What is wrong on the way is collected by `findings` and said at once; the struct is expanded all the same, so that an editor
//! shows the one error and not fifty that follow from it.

#[cfg(test)]
mod broken_tests;
mod expand;
#[cfg(test)]
mod expansion_tests;
mod findings;
#[cfg(test)]
mod fuzz_tests;
mod model;
mod parse;
mod rules;
mod suggest;

use findings::Findings;
use proc_macro2::TokenStream;

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

fn table_tokens(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut findings = Findings::default();
    let mut tokens = match parse::Table::read(arguments, item.clone(), &mut findings) {
        Some(table) => {
            let model = model::Table::of(table, &mut findings);
            expand::table(&rules::check(model, &mut findings))
        }
        None => without_columns(item),
    };
    tokens.extend(findings.into_tokens());
    tokens
}

/// An item that cannot be a table, without the attributes that only `#[table]` knows.
fn without_columns(item: TokenStream) -> TokenStream {
    item
}

fn pg_enum_tokens(input: TokenStream) -> TokenStream {
    let mut findings = Findings::of("PgEnum");
    let read = parse::PgEnum::read(input, &mut findings);
    let model = read.map(|read| model::PgEnum::of(read, &mut findings));
    let mut tokens = model.as_ref().map(expand::pg_enum).unwrap_or_default();
    if let Some(model) = &model {
        rules::check_enum(model, &mut findings);
    }
    tokens.extend(findings.into_tokens());
    tokens
}

fn column_type_tokens(input: TokenStream) -> TokenStream {
    let mut findings = Findings::of("ColumnType");
    let read = parse::ColumnType::read(input, &mut findings);
    let model = read.map(|read| model::ColumnType::of(read, &mut findings));
    let mut tokens = model.as_ref().map(expand::column_type).unwrap_or_default();
    tokens.extend(findings.into_tokens());
    tokens
}

fn schema_tokens(input: TokenStream) -> TokenStream {
    let mut findings = Findings::of("schema");
    let mut tokens = match parse::Schema::read(input, &mut findings) {
        Some(schema) => {
            let extras = model::Extra::of_schema(&schema, &mut findings);
            expand::schema(&schema, &extras)
        }
        None => TokenStream::new(),
    };
    tokens.extend(findings.into_tokens());
    tokens
}
