//! The constant that describes a table: data, read by the runtime and by build scripts.

pub mod extras;
mod index;
mod policy;
mod statistics;
mod storage;
pub mod waivers;

use proc_macro2::{Delimiter, Group, Literal, Punct, Spacing, TokenStream};
use quote::{ToTokens, TokenStreamExt, format_ident, quote};

use super::names::stored;
use super::{column, condition, joined, partition, reference, search};
use crate::model::{Budget, Check, Column, RowSecurity, Table, TableTransition, Tenancy};
use crate::parse::value::Text;

/// The definition of a table, as the static has it.
pub struct Definition {
    pub def: TokenStream,
    /// What it refers to.
    pub lists: Lists,
}

/// The constant that describes a table, and the lists that it refers to.
///
/// A list is a field of the same static, not a `&[..]` in the definition: of each call in such a list rustc would prove that its result has no interior
/// mutability.
pub fn expand(table: &Table) -> Definition {
    let mut lists = Lists::default();
    let (name, rust_name, doc) = (&table.name.value, table.ident.to_string(), &table.documentation);
    let schema = table.schema.as_ref().map(|Text { value, .. }| quote!(schema: __p::Some(#value),));
    let renamed_from = table.renamed_from.as_ref().map(|Text { value, .. }| quote!(renamed_from: __p::Some(#value),));
    let transition = table.transition.as_ref().map(|transition| {
        let transition = match transition {
            TableTransition::OldName { until: Text { value, .. } } => quote!(OldName { until: #value }),
            TableTransition::Retired { reason: Text { value, .. } } => quote!(Retired { reason: #value }),
        };
        quote!(transition: __p::TableTransition::#transition,)
    });
    let tenancy = tenancy(table);
    let key: Vec<&str> = table.key_columns().into_iter().map(Column::stored_name).collect();
    let key_name = table.key_name.as_ref().map(|Text { value, .. }| quote!(key_name: __p::Some(#value),));
    let primary_key = table.key_alone.is_some().then(|| quote!(primary_key: __p::PrimaryKey::Key,));
    let columns = table.columns.iter().enumerate().map(|(place, column)| column::expand(table, place, column));
    let retired = table.retired.iter().zip(table.columns.len()..);
    let columns: Vec<TokenStream> = columns.collect();
    let references = reference::all(table);
    let indexes: Vec<TokenStream> = table.sound_indexes().map(|index| index::expand(table, index)).collect();
    lists.first(columns, references, indexes);
    let retired = retired.map(|(one, place)| column::expand(table, place, one));
    let retired = lists.field("retired", "ColumnDef", retired.collect());
    let checks = table.sound_checks().map(|check| self::check(table, check));
    let checks = lists.field("checks", "CheckDef", checks.collect());
    let statistics = table.sound_statistics().map(|one| statistics::expand(table, one));
    let statistics = lists.field("statistics", "StatisticsDef", statistics.collect());
    let policies = lists.field("policies", "PolicyDef", table.policies.iter().map(policy::expand).collect());
    let append_only = table.append_only.then(|| quote!(append_only: true,));
    let history = table.history.then(|| quote!(history: true,));
    let is_open = table.waivers.iter().any(|waiver| waiver.name == "row_security");
    let row_security = is_open.then(|| quote!(row_security: false,));
    let global_row_security = table.row_security.map(|how| {
        let how = match how {
            RowSecurity::Enabled => quote!(Enabled),
            RowSecurity::Forced => quote!(Forced),
        };
        quote!(global_row_security: __p::GlobalRowSecurity::#how,)
    });
    let waivers = (!table.waivers.is_empty()).then(|| {
        let waivers = waivers::expand(&table.waivers);
        quote!(waivers: #waivers,)
    });
    let partition = table.partition.as_ref().map(|partition| {
        let partition = partition::expand(table, partition);
        quote!(partition: __p::Some(#partition),)
    });
    let storage = (!table.storage.is_plain()).then(|| {
        let storage = storage::table(&table.storage);
        quote!(storage: #storage,)
    });
    let budget = table.budget.as_ref().map(|Budget { limits, why: Text { value: why, .. } }| {
        let limits = limits.iter().map(|(name, number)| {
            let name = format_ident!("{name}");
            quote!(#name: __p::Some(#number),)
        });
        quote!(budget: __p::BudgetDef { #(#limits)* why: #why, ..__p::BudgetDef::PLAIN },)
    });
    let sql = (!table.extras.is_empty()).then(|| {
        let extras = extras::expand(&table.extras, &table.waivers, &quote!(__p));
        quote!(sql: #extras,)
    });
    let search = table.search.as_ref().map(|search| {
        let search = search::definition(table, search);
        quote!(search: __p::Some(#search),)
    });
    // A call, because each field that `..` copies is checked and evaluated for each table.
    let plain = match key[..] {
        ["id"] => quote!(__PARTS.0.table_def(#name, #rust_name, #doc, #tenancy)),
        _ => quote!(__PARTS.0.table_def_with_key(#name, #rust_name, #doc, #tenancy, &[#(#key),*])),
    };
    let more = quote! {
        #schema
        #renamed_from
        #transition
        #key_name
        #primary_key
        #retired
        #checks
        #statistics
        #policies
        #append_only
        #history
        #partition
        #storage
        #budget
        #sql
        #search
        #row_security
        #global_row_security
        #waivers
    };
    let def = if more.is_empty() { plain } else { quote!(__p::TableDef { #more ..#plain }) };
    Definition { def, lists }
}

/// The lists of a definition: the first field of the static, and those behind the definition.
#[derive(Default)]
pub struct Lists {
    pub types: Vec<TokenStream>,
    pub values: Vec<TokenStream>,
}

impl Lists {
    /// The lists that nearly every table has.
    fn first(&mut self, columns: Vec<TokenStream>, references: Vec<TokenStream>, indexes: Vec<TokenStream>) {
        let counts = [&columns, &references, &indexes].map(|list| Literal::usize_unsuffixed(list.len()));
        self.types.push(quote!(__p::Lists<#(#counts),*>));
        let [columns, references, indexes] = [columns, references, indexes].map(bracketed);
        self.values.push(quote!(__p::Lists { columns: #columns, references: #references, indexes: #indexes }));
    }

    /// A reference to a list.
    fn list(&mut self, of: &str, items: Vec<TokenStream>) -> TokenStream {
        if items.is_empty() {
            return quote!(&[]);
        }
        let (of, count) = (format_ident!("{of}"), Literal::usize_unsuffixed(items.len()));
        // Behind the definition.
        let place = Literal::usize_unsuffixed(self.types.len() + 1);
        self.types.push(quote!([__p::#of; #count]));
        self.values.push(bracketed(items).into_token_stream());
        quote!(&__PARTS.#place)
    }

    /// A field of the definition that refers to a list; none where nothing was said.
    fn field(&mut self, field: &str, of: &str, items: Vec<TokenStream>) -> TokenStream {
        if items.is_empty() {
            return quote!();
        }
        let (field, list) = (format_ident!("{field}"), self.list(of, items));
        quote!(#field: #list,)
    }
}

/// The items of a list, which are moved.
fn bracketed(mut items: Vec<TokenStream>) -> Group {
    items.iter_mut().for_each(|item| item.append(Punct::new(',', Spacing::Alone)));
    Group::new(Delimiter::Bracket, joined(items))
}

fn tenancy(table: &Table) -> TokenStream {
    match &table.tenancy {
        Tenancy::Global => quote!(__p::Tenancy::Global),
        Tenancy::Root { prefix } => {
            let prefix = &prefix.value;
            quote!(__p::Tenancy::Root { prefix: #prefix })
        }
        Tenancy::Tenant { root, .. } => {
            // Without a tenant column P01 is broken, and the definition is not used.
            let column = table.tenant_column().map_or("", Column::stored_name);
            quote!(__p::tenancy_of::<#root>(#column))
        }
    }
}

fn check(table: &Table, check: &Check) -> TokenStream {
    let name = check.name.as_ref().map(|Text { value, .. }| quote!(name: __p::Some(#value),));
    let columns = check.condition.columns().into_iter().map(|ident| stored(table, ident));
    let message = check.message.as_ref().map(|Text { value, .. }| quote!(message: #value,));
    let condition = condition::sql(table, &check.condition);
    let not_valid = check.not_valid.is_some().then(|| quote!(not_valid: true,));
    let not_enforced = check.not_enforced.is_some().then(|| quote!(not_enforced: true,));
    let options = quote!(#message #not_valid #not_enforced);
    quote!(__p::CheckDef { #name columns: &[#(#columns),*], condition: #condition, #options ..__p::CheckDef::PLAIN })
}
