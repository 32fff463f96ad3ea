use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::names::names;
use crate::model::{Bound, Child, Method, Partition, Table};

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
    let children = partition.children.iter().map(child);
    quote! {
        __p::PartitionDef {
            method: __p::PartitionMethod::#method,
            columns: &[#(#columns),*],
            children: &[#(#children),*],
        }
    }
}

fn child(Child { name, bound, .. }: &Child) -> TokenStream {
    let name = &name.value;
    let values = |values: &[crate::model::Value]| {
        let values = values.iter().map(|value| &value.sql);
        quote!(&[#(#values),*])
    };
    let bound = match bound {
        Bound::Default => quote!(Default),
        Bound::Range { from, to } => {
            let (from, to) = (values(from), values(to));
            quote!(Range(#from, #to))
        }
        Bound::List(listed) => {
            let listed = values(listed);
            quote!(List(#listed))
        }
    };
    quote!(__p::ChildDef { name: #name, bound: __p::Bound::#bound })
}
