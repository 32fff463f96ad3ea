use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::Ident;

use super::condition;
use super::names::names;
use crate::model::{Bound, Child, Method, Partition, Table, Value, ValueSql};
use crate::parse::value::Text;

/// How the rows of a table are spread over its children.
pub fn expand(table: &Table, partition: &Partition) -> TokenStream {
    let method = match partition.method {
        Method::Range => quote!(Range),
        Method::List => quote!(List),
        Method::Hash(count) => {
            let count = Literal::u32_unsuffixed(count);
            quote!(Hash(#count))
        }
    };
    let columns = names(table, &partition.columns);
    let children = partition.children.iter().map(|child| self::child(table, partition, child));
    let run_time = match &partition.run_time {
        Some(Text { value, .. }) => quote!(__Some(#value)),
        None => quote!(__None),
    };
    quote! {
        __p::PartitionDef {
            method: __p::PartitionMethod::#method,
            columns: &[#(#columns),*],
            children: &[#(#children),*],
            run_time: #run_time,
            __non_exhaustive: (),
        }
    }
}

fn child(table: &Table, partition: &Partition, Child { name, bound, .. }: &Child) -> TokenStream {
    let name = &name.value;
    let value = |column: Option<&Ident>, value: &Value| match &value.sql {
        ValueSql::Text(text) => quote!(#text),
        ValueSql::Variant(path) => match column.and_then(|ident| table.column(ident)) {
            Some((_, column)) => condition::Variant::new(&column.ty, path).literal(),
            None => quote!(#path.__literal()),
        },
    };
    let bound = match bound {
        Bound::Default => quote!(Default),
        Bound::Remainder => quote!(Remainder),
        Bound::Range { from, to } => {
            let values = |values: &[Value]| {
                let values = values.iter().enumerate().map(|(place, it)| value(partition.columns.get(place), it));
                quote!(&[#(#values),*])
            };
            let (from, to) = (values(from), values(to));
            quote!(Range(#from, #to))
        }
        Bound::List(listed) => {
            let listed = listed.iter().map(|it| value(partition.columns.first(), it));
            quote!(List(&[#(#listed),*]))
        }
    };
    quote!(__p::ChildDef { name: #name, bound: __p::Bound::#bound, __non_exhaustive: () })
}
