//! What `number_per_tenant` asks of its table, its column and those that it is counted by.

use quote::ToTokens;
use syn::Ident;
use syn::ext::IdentExt;

use super::column::{Column, Role};
use super::index::Index;
use super::number::Number;
use super::rust_type::Kind;
use super::tenancy::Tenancy;
use crate::diagnostics::Diagnostics;
use crate::suggest;

/// Marks the columns that numbers are counted by: they never change.
pub fn mark(columns: &mut [Column]) {
    let per: Vec<Ident> =
        columns.iter().filter_map(|column| column.number.as_ref()).flat_map(|number| number.per.clone()).collect();
    for column in columns {
        column.scopes_numbers = per.contains(&column.ident);
    }
}

/// The unique indexes of the numbers, soft-deleted rows included: a number is given once. One that is declared over the same columns and rows is that index.
pub fn indexes(columns: &[Column], declared: &[Index], tenancy: &Tenancy, soft_delete: bool) -> Vec<Index> {
    let is_known = |number: &&Number| number.per.iter().all(|ident| columns.iter().any(|one| one.ident == *ident));
    let numbered = columns.iter().filter_map(|column| Some((column, column.number.as_ref().filter(is_known)?)));
    let numbered = numbered.filter(|_| matches!(tenancy, Tenancy::Tenant { .. }));
    let index = numbered.map(|(column, number)| {
        let named = number.per.iter().chain([&column.ident]).cloned().collect();
        Index::of_number(named, soft_delete, &number.tokens)
    });
    index.filter(|index| !declared.iter().any(|other| index.is_covered_by(other))).collect()
}

/// Holds the numbers of a table to what the database needs for them: its name, whose rows it has, and whether a delete keeps them.
pub fn check((ident, tenancy, keeps): (&Ident, &Tenancy, bool), columns: &[Column], diagnostics: &mut Diagnostics) {
    for column in columns {
        if let Some(number) = &column.number {
            of_table((ident, tenancy, keeps), column, number, diagnostics);
            of_column(column, number, diagnostics);
            scope(columns, column, number, diagnostics);
        }
    }
}

fn of_table(
    (ident, tenancy, keeps): (&Ident, &Tenancy, bool),
    column: &Column,
    number: &Number,
    diagnostics: &mut Diagnostics,
) {
    let mut refuse = |at: &dyn ToTokens, message: String, help: &str| {
        diagnostics.malformed("table", at, message, help);
    };
    match tenancy {
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
    if let Some(word) = number.no_gaps.as_ref().filter(|_| !keeps) {
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
fn scope(columns: &[Column], column: &Column, number: &Number, diagnostics: &mut Diagnostics) {
    for (at, ident) in number.per.iter().enumerate() {
        let name = ident.unraw().to_string();
        let Some(found) = columns.iter().find(|one| one.ident == *ident) else {
            let known: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
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
