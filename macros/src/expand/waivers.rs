//! Whether a waiver is needed, where only the compiler knows (rule W01).

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::assertion::check;
use crate::diagnostics::Rule;
use crate::model::{Table, Target, Tenancy, Waiver};
use crate::rules;

/// A constant for each waiver that tokens do not show to be needed, at the waiver itself.
pub fn expand(table: &Table) -> TokenStream {
    let of_table = undecided(&table.waivers).map(|(place, waiver, rule)| of_table(table, place, waiver, rule));
    let columns = table.columns.iter().enumerate().filter(|(_, column)| !column.reported);
    let of_columns = columns.flat_map(|(number, column)| {
        let waivers = undecided(&column.waivers).filter(|(_, _, rule)| rules::depends_on_type(rule, table, column));
        waivers.map(move |(place, waiver, _)| {
            let (number, place) = (Literal::usize_unsuffixed(number), Literal::usize_unsuffixed(place));
            let references = references(table, waiver);
            check(&waiver.tokens, "column_waiver", quote!(, #number, #place, #references))
        })
    });
    let live = super::reference::live_waivers(table);
    quote!(#(#of_table)* #(#of_columns)* #live)
}

/// With the number that each has in the definition.
fn undecided(waivers: &[Waiver]) -> impl Iterator<Item = (usize, &Waiver, &'static Rule)> {
    let known = waivers.iter().filter_map(|waiver| Some((waiver, rules::named(&waiver.name.to_string())?)));
    let undecided = known.enumerate().filter(|(_, (waiver, rule))| rule.waivable && !waiver.used);
    undecided.map(|(place, (waiver, rule))| (place, waiver, rule))
}

fn of_table(table: &Table, place: usize, waiver: &Waiver, rule: &Rule) -> TokenStream {
    match &table.tenancy {
        // Only the lists of the crate know whether one of them names the table.
        _ if waiver.name == "schema_closed" => quote!(),
        // Whether a global table is named like a tenant's is known to the list alone.
        Tenancy::Global if waiver.name == "tenant_prefix" => quote!(),
        Tenancy::Tenant { root, .. } if waiver.name == "tenant_prefix" => {
            check(&waiver.tokens, "prefix_waiver", quote!(, &<#root as __p::Table>::DEF))
        }
        _ if table.columns.iter().any(|column| column.reported) => quote!(),
        _ => {
            let can_break =
                table.columns.iter().enumerate().filter(|(_, column)| rules::depends_on_type(rule, table, column));
            let columns: Vec<Literal> = can_break.map(|(number, _)| Literal::usize_unsuffixed(number)).collect();
            if columns.is_empty() {
                return quote!();
            }
            let (place, references) = (Literal::usize_unsuffixed(place), references(table, waiver));
            check(&waiver.tokens, "table_waiver", quote!(, #place, &[#(#columns),*], #references))
        }
    }
}

/// The references of the table, for the rules that ask for them.
fn references(table: &Table, waiver: &Waiver) -> TokenStream {
    let is_asked = waiver.name == "denormalized" || waiver.name == "no_global_to_tenant";
    let asked = table.columns.iter().filter(|column| is_asked && column.is_reference());
    let of_columns = asked.map(|column| {
        let (name, ty) = (column.stored_name(), &column.ty);
        match &column.references {
            Some(Target { table, .. }) => quote!((#name, __Some((&<#table as __p::Table>::DEF, "")))),
            None => quote!((#name, <#ty as __p::ColumnType>::REFERENCES_DEF)),
        }
    });
    // A column of several is named after none of the other table.
    let keys = table.sound_foreign_keys().filter(|_| waiver.name == "no_global_to_tenant");
    let of_several = keys.flat_map(|key| {
        let columns = key.columns.iter().filter_map(|ident| table.column(ident));
        columns.map(|(_, column)| {
            let (name, target) = (column.stored_name(), &key.target.table);
            quote!((#name, __Some((&<#target as __p::Table>::DEF, ""))))
        })
    });
    quote!(&[#(#of_columns,)* #(#of_several),*])
}
