//! What becomes of a checked model: tokens. Nothing here can fail.

mod append;
mod assertion;
mod clones;
mod column;
mod column_type;
mod completion;
mod condition;
mod const_checks;
mod default;
mod definition;
mod derived;
pub mod docs;
mod fields;
mod fragment;
mod generated;
mod insert;
mod libraries;
mod methods;
mod names;
mod partition;
mod pg_enum;
mod reference;
mod row;
mod schema;
mod scope;
mod search;
mod serde_names;
mod serde_support;
mod test_function;
mod traits;
mod update;
mod waivers;

use proc_macro2::{Delimiter, Group, TokenStream};
use quote::quote;

pub use column_type::column_type;
pub use fragment::fragment;
pub use pg_enum::pg_enum;
pub use schema::{schema, unlisted};
pub use test_function::test_function;

use crate::model::Column;
use crate::rules::Checked;

/// Everything that `#[table]` makes of a struct.
pub fn table(checked: &Checked) -> TokenStream {
    let table = checked.table();
    let runtime = &table.runtime;
    let derived = derived::Derived::of(table);
    let mut row = row::expand(table, derived);
    let definition = definition::expand(table);
    let clones = clones::Clones::new(table, definition.lists.types.len() + 1);
    let (insert_type, insert) = insert::expand(table, &clones.insert);
    let (update_type, update) = update::expand(table, &clones.update);
    let mut inside = vec![derived.expand(table), insert, update];
    inside.extend((!table.is_retired()).then(|| methods::expand(table)));
    inside.extend([traits::expand(table, definition, &clones), const_checks::expand(table), waivers::expand(table)]);
    let search = table.search.as_ref().filter(|_| !table.is_retired());
    inside.extend(search.map(|search| search::const_checks(table, search)));
    // Where the feature is off, the runtime expands the calls to nothing, and each takes the compiler as long as a setter.
    inside.extend(cfg!(feature = "sqlx").then(|| row::on_drivers(table)));
    let has_libraries = cfg!(feature = "libraries") && !table.is_retired();
    inside.extend(has_libraries.then(|| libraries::expand(table)));
    inside.push(completion::of_table(table));
    let shapes = table.columns.iter().any(Column::may_be_document).then(|| {
        quote!(
            use __p::KnownShape as _;
        )
    });
    let imports = quote! {
        use #runtime as __p;
        use __p::names::*;
        #shapes
    };
    let block = braced([imports].into_iter().chain(inside));
    let implementations = quote! {
        #[allow(unused, unexpected_cfgs, clippy::all, clippy::pedantic, clippy::nursery)]
        const _: () = #block;
    };
    row.extend([insert_type, update_type, implementations]);
    row
}

/// Puts token streams behind each other. `quote!` copies what it interpolates, which takes the unoptimized macro longer.
fn joined(streams: Vec<TokenStream>) -> TokenStream {
    streams.into_iter().collect()
}

/// The same in braces.
fn braced(streams: impl IntoIterator<Item = TokenStream>) -> Group {
    Group::new(Delimiter::Brace, streams.into_iter().collect())
}
