//! `number_per_tenant(per(series, year), no_gaps)`: the database numbers the rows of each tenant.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, Meta, Token, parenthesized, token};

use super::{Column, Index, Kind, Role, Table, Tenancy};
use crate::diagnostics::Diagnostics;
use crate::parse::value;
use crate::parse::{ColumnArguments, Raw};
use crate::suggest;

/// How a column is numbered.
pub struct Number {
    /// `per(series, year)`: columns whose values have numbers of their own.
    pub per: Vec<Ident>,
    /// `no_gaps`
    pub no_gaps: Option<Ident>,
    /// The tokens it was written with.
    pub tokens: TokenStream,
}

const FORM: &str = "number_per_tenant(per(series, year), no_gaps)";

enum Part {
    Word(Ident),
    Per(Vec<Ident>),
}

impl Parse for Part {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let word: Ident = input.call(Ident::parse_any)?;
        if !input.peek(token::Paren) {
            return Ok(Self::Word(word));
        }
        if word != "per" {
            return Err(syn::Error::new_spanned(word, "only `per` has columns"));
        }
        let inner;
        parenthesized!(inner in input);
        let columns = Punctuated::<Ident, Token![,]>::parse_terminated_with(&inner, Ident::parse_any)?;
        Ok(Self::Per(columns.into_iter().collect()))
    }
}

impl Number {
    /// Reads what a column declares; the database sets it in one way.
    pub fn read(arguments: &ColumnArguments, diagnostics: &mut Diagnostics) -> Option<Self> {
        let raw = arguments.number_per_tenant.as_ref()?;
        let others = [&arguments.default, &arguments.default_sql, &arguments.generated];
        let counted = [&arguments.identity, &arguments.serial];
        for other in others.into_iter().chain(counted).flatten() {
            let message = "the column has `number_per_tenant`, so the database sets it in no other way";
            diagnostics.malformed("table", &other.0, message, "keep one of them");
        }
        let number = Self::of(raw);
        if number.is_none() {
            value::wrong(raw, "takes nothing, or `per(..)` and `no_gaps`", FORM, diagnostics);
        }
        number
    }

    fn of(raw: &Raw) -> Option<Self> {
        let mut number = Self { per: Vec::new(), no_gaps: None, tokens: raw.0.to_token_stream() };
        let parts = match &raw.0 {
            Meta::Path(_) => return Some(number),
            Meta::List(list) => list.parse_args_with(Punctuated::<Part, Token![,]>::parse_terminated).ok()?,
            Meta::NameValue(_) => return None,
        };
        let is_empty = parts.is_empty();
        for part in parts {
            match part {
                Part::Per(columns) if number.per.is_empty() && !columns.is_empty() => number.per = columns,
                Part::Word(word) if word == "no_gaps" && number.no_gaps.is_none() => number.no_gaps = Some(word),
                Part::Per(_) | Part::Word(_) => return None,
            }
        }
        (!is_empty).then_some(number)
    }
}

/// Marks the columns that numbers are counted by: they never change.
pub fn mark(columns: &mut [Column]) {
    let per: Vec<Ident> =
        columns.iter().filter_map(|column| column.number.as_ref()).flat_map(|number| number.per.clone()).collect();
    for column in columns {
        column.scopes_numbers = per.contains(&column.ident);
    }
}

/// The unique indexes of the numbers, soft-deleted rows included: a number is given once. One that is declared over the same columns and rows is that index.
pub fn indexes(table: &Table) -> Vec<Index> {
    let Table { columns, indexes: declared, .. } = table;
    let soft_delete = table.soft_delete();
    let is_known = |number: &&Number| number.per.iter().all(|ident| table.column(ident).is_some());
    let numbered = columns.iter().filter_map(|column| Some((column, column.number.as_ref().filter(is_known)?)));
    let numbered = numbered.filter(|_| matches!(table.tenancy, Tenancy::Tenant { .. }));
    let index = numbered.map(|(column, number)| {
        let named = number.per.iter().chain([&column.ident]).cloned().collect();
        Index::of_number(named, soft_delete, &number.tokens)
    });
    index.filter(|index| !declared.iter().any(|other| index.is_covered_by(other))).collect()
}

/// Holds the numbers of a table to what the database needs for them.
pub fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for column in &table.columns {
        if let Some(number) = &column.number {
            of_table(table, column, number, diagnostics);
            of_column(column, number, diagnostics);
            scope(table, column, number, diagnostics);
        }
    }
}

fn of_table(table: &Table, column: &Column, number: &Number, diagnostics: &mut Diagnostics) {
    let ident = &table.ident;
    let mut refuse = |at: &dyn ToTokens, message: String, help: &str| {
        diagnostics.malformed("table", at, message, help);
    };
    match table.tenancy {
        Tenancy::Global => refuse(
            &number.tokens,
            format!("`{ident}` belongs to no tenant, so `{}` has no tenant to count by", column.name),
            "write `identity`, or `tenant = ..` on the table",
        ),
        Tenancy::Root { .. } => refuse(
            &number.tokens,
            format!("a row of `{ident}` is a tenant, so each would have the number 1"),
            "write `identity`",
        ),
        Tenancy::Tenant { .. } => {}
    }
    if let Some(word) = number.no_gaps.as_ref().filter(|_| !table.soft_delete() && !table.append_only) {
        refuse(
            word,
            format!("rows of `{ident}` are deleted for good, and a deleted row leaves a gap"),
            "remove the waiver of `soft_delete`, write `append_only` on the table, or remove `no_gaps`",
        );
    }
}

fn of_column(column: &Column, number: &Number, diagnostics: &mut Diagnostics) {
    let name = &column.name;
    let problem = match column.role {
        Role::Key => format!("`{name}` is in the primary key, which the application sets"),
        Role::Tenant => format!("`{name}` is the tenant column, which is set from the tenant of the statement"),
        Role::Timestamp => format!("`{name}` is a timestamp, which the statement sets"),
        Role::Plain if column.partitions => format!("`{name}` is a partition column, which a trigger cannot set"),
        Role::Plain if column.is_reference() => format!("`{name}` is a foreign key, which the application sets"),
        Role::Plain => return,
    };
    diagnostics.malformed("table", &number.tokens, problem, "move `number_per_tenant` to a column of its own");
}

/// The columns that are counted by have a value when the number is taken, and keep it.
fn scope(table: &Table, column: &Column, number: &Number, diagnostics: &mut Diagnostics) {
    for (at, ident) in number.per.iter().enumerate() {
        let name = ident.unraw().to_string();
        let Some((_, found)) = table.column(ident) else {
            let known: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
            let message = format!("there is no column `{name}`{}", suggest::did_you_mean(&name, &known));
            diagnostics.malformed("table", ident, message, format!("the columns are {}", suggest::list(&known)));
            continue;
        };
        let own = &column.name;
        let problem = if number.per[..at].contains(ident) {
            Some((format!("`{name}` is named twice"), "name each column once".to_owned()))
        } else if found.ident == column.ident {
            Some((format!("`{own}` cannot be counted by itself"), format!("remove `{name}` from `per`")))
        } else if found.role == Role::Tenant {
            let message = format!("the numbers of `{own}` are counted by `{name}` already");
            Some((message, format!("remove `{name}` from `per`")))
        } else if found.role == Role::Timestamp {
            let message = format!("`{name}` is a timestamp, so nearly every row would have the number 1");
            Some((message, "name a column with the year, such as `year: i32`".to_owned()))
        } else if found.is_set_by_database() {
            let message = format!("the database sets `{name}` when the number is taken already, or later");
            Some((message, "name a column that the application sets".to_owned()))
        } else if found.shape.nullable {
            Some((
                format!("`{name}` is an `Option`, and a number without it would be unique nowhere"),
                format!("make the type of `{name}` required"),
            ))
        } else if matches!(found.shape.kind, Kind::Json) || found.shape.array {
            Some((format!("`{name}` is not one value to count by"), "name a column of one value".to_owned()))
        } else {
            None
        };
        if let Some((message, help)) = problem {
            diagnostics.malformed("table", ident, message, help);
        }
    }
}
