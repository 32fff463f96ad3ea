//! Whether a waiver is needed, where only the compiler knows (rule W01).

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::const_checks::check;
use crate::model::{Column, Kind, Table, Tenancy, Waiver};
use crate::rules::{self, Decided};

/// A constant for each waiver of a rule that tokens do not decide, at the waiver itself.
pub fn expand(table: &Table) -> TokenStream {
    let of_table = decided_later(&table.waivers).map(|(place, waiver)| of_table(table, place, waiver));
    let columns = table.columns.iter().enumerate().filter(|(_, column)| !column.reported);
    let of_columns = columns.flat_map(|(number, column)| {
        let waivers = decided_later(&column.waivers).filter(|(_, waiver)| !is_seen(column, waiver));
        waivers.map(move |(place, waiver)| {
            let (number, place) = (Literal::usize_unsuffixed(number), Literal::usize_unsuffixed(place));
            let references = references(table, waiver);
            check(&waiver.tokens, "column_waiver", quote!(, #number, #place, #references))
        })
    });
    quote!(#(#of_table)* #(#of_columns)*)
}

/// With the number that each has in the definition.
fn decided_later(waivers: &[Waiver]) -> impl Iterator<Item = (usize, &Waiver)> {
    let known = waivers.iter().filter_map(|waiver| Some((waiver, rules::named(&waiver.name.to_string())?)));
    let later = |rule: &rules::Rule| rule.waivable && !matches!(rule.decided, Decided::Tokens(_));
    known.enumerate().filter(move |(_, (_, rule))| later(rule)).map(|(place, (waiver, _))| (place, waiver))
}

fn of_table(table: &Table, place: usize, waiver: &Waiver) -> TokenStream {
    let is_reported = table.columns.iter().any(|column| column.reported);
    match &table.tenancy {
        // Whether a global table is named like a tenant's is known to the list alone.
        Tenancy::Global if waiver.name == "tenant_prefix" => quote!(),
        Tenancy::Tenant { root, .. } if waiver.name == "tenant_prefix" => {
            check(&waiver.tokens, "prefix_waiver", quote!(, &<#root as __p::Table>::DEF))
        }
        _ if is_reported || table.columns.iter().any(|column| is_seen(column, waiver)) => quote!(),
        _ => {
            let (place, references) = (Literal::usize_unsuffixed(place), references(table, waiver));
            check(&waiver.tokens, "table_waiver", quote!(, #place, #references))
        }
    }
}

/// `Json<Value>`, which the type does not know of itself.
fn is_seen(column: &Column, waiver: &Waiver) -> bool {
    waiver.name == "typed_json" && matches!(column.shape.kind, Kind::UntypedJson)
}

/// What a copy could be of; no other rule asks for it.
fn references(table: &Table, waiver: &Waiver) -> TokenStream {
    let asked = table.columns.iter().filter(|column| waiver.name == "denormalized" && column.is_reference());
    let references = asked.map(|column| {
        let (name, ty) = (column.stored_name(), &column.ty);
        quote!((#name, <#ty as __p::ColumnType>::REFERENCES_DEF))
    });
    quote!(&[#(#references),*])
}
