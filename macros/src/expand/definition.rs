use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::Type;
use syn::ext::IdentExt;

use super::{column, condition, insert, partition, reference, search, update};
use crate::model::{
    Check, Column, Extra, Index, IndexColumn, Indexed, Key, Storage, Table, TableStorage, Tenancy, Text, Waiver,
};
use crate::rules;

/// The constant that describes the table, and the traits that carry it.
pub fn expand(table: &Table) -> TokenStream {
    let implementation = implementation(table);
    let tenant = tenant(table);
    let junction = key(table);
    let conditions = condition::functions(table);
    quote!(#implementation #tenant #junction #conditions)
}

fn implementation(table: &Table) -> TokenStream {
    let (ident, name) = (&table.ident, &table.name.value);
    let schema = table
        .schema
        .as_ref()
        .map(|Text { value, .. }| quote!(const SCHEMA: __p::Option<&'static str> = __p::Some(#value);));
    let (insert, update) = (insert::name(table), update::name(table));
    let definition = definition(table);
    let fields = table.columns.iter().map(|Column { ident, ty, .. }| quote!(#ident: row.next::<#ty>()?,));
    let values = insert::values(table);
    let changes = update::changes(table);
    let scope = match &table.tenancy {
        Tenancy::Global => quote!(__p::Global),
        Tenancy::Root { .. } => quote!(__p::PerTenant<Self>),
        Tenancy::Tenant { root, .. } => quote!(__p::PerTenant<#root>),
    };
    let deletion = if table.append_only {
        quote!(AppendOnly)
    } else if table.soft_delete() {
        quote!(SoftDelete)
    } else {
        quote!(RealDelete)
    };
    quote! {
        const __PARTS: __p::Parts<#ident, #insert, #update> = __p::Parts {
            def: #definition,
            read: |row| __p::Ok(#ident { #(#fields)* }),
            values: |row| #values,
            changes: |changes| #changes,
        };
        const __DEF: &__p::TableDef = &__PARTS.def;
        impl __p::Table for #ident {
            const NAME: &'static str = #name;
            #schema
            const DEF: __p::TableDef = __PARTS.def;
            type Scope = #scope;
            type Insert = #insert;
            type Update = #update;
            type Deletion = __p::#deletion;
            fn read(row: &mut __p::Row<'_>) -> __p::Result<Self, __p::DecodeError> {
                (__PARTS.read)(row)
            }
        }
    }
}

fn definition(table: &Table) -> TokenStream {
    let (name, rust_name, doc) = (&table.name.value, table.ident.to_string(), &table.documentation);
    let schema = table.schema.as_ref().map(|Text { value, .. }| quote!(schema: __p::Some(#value),));
    let tenancy = tenancy(table);
    let key = table.key_columns().into_iter().map(Column::stored_name);
    let key_name = table.key_name.as_ref().map(|Text { value, .. }| quote!(key_name: __p::Some(#value),));
    let primary_key = table.key_alone.is_some().then(|| quote!(primary_key: __p::PrimaryKey::Key,));
    let columns = table.columns.iter().enumerate().map(|(place, column)| column::expand(table, place, column));
    let references = listed(quote!(references), reference::all(table));
    let indexes = listed(quote!(indexes), table.sound_indexes().map(|index| self::index(table, index)).collect());
    let checks = listed(quote!(checks), table.sound_checks().map(|check| self::check(table, check)).collect());
    let append_only = table.append_only.then(|| quote!(append_only: true,));
    let is_open = table.waivers.iter().any(|waiver| waiver.name == "row_security");
    let row_security = is_open.then(|| quote!(row_security: false,));
    let waivers = (!table.waivers.is_empty()).then(|| {
        let waivers = waivers(&table.waivers);
        quote!(waivers: #waivers,)
    });
    let partition = table.partition.as_ref().map(|partition| {
        let partition = partition::expand(table, partition);
        quote!(partition: __p::Some(#partition),)
    });
    let storage = (!table.storage.is_plain()).then(|| {
        let storage = table_storage(&table.storage);
        quote!(storage: #storage,)
    });
    let sql = (!table.extras.is_empty()).then(|| {
        let extras = extras(&table.extras, &table.waivers, &quote!(__p));
        quote!(sql: #extras,)
    });
    let search = table.search.as_ref().map(|search| {
        let search = search::definition(table, search);
        quote!(search: __p::Some(#search),)
    });
    quote! {
        __p::TableDef {
            #schema
            name: #name,
            rust_name: #rust_name,
            doc: #doc,
            tenancy: #tenancy,
            key: &[#(#key),*],
            #key_name
            #primary_key
            columns: &[#(#columns),*],
            #references
            #indexes
            #checks
            #append_only
            #partition
            #storage
            #sql
            #search
            #row_security
            #waivers
            ..__p::TableDef::PLAIN
        }
    }
}

/// A field of the definition; none where nothing was said.
fn listed(field: TokenStream, items: Vec<TokenStream>) -> TokenStream {
    if items.is_empty() { quote!() } else { quote!(#field: &[#(#items),*],) }
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
            quote! {
                __p::Tenancy::Tenant {
                    column: #column,
                    root: <#root as __p::Table>::def,
                    root_name: __p::QualifiedName::of::<#root>(),
                }
            }
        }
    }
}

fn index(table: &Table, index: &Index) -> TokenStream {
    let columns = index.columns.iter().map(|column| index_column(table, column));
    let text = |key: TokenStream, text: &Option<Text>| text.as_ref().map(|Text { value, .. }| quote!(#key #value));
    let name = text(quote!(), &index.name).map(|name| quote!(name: __p::Some(#name),));
    let why = text(quote!(doc:), &index.why).map(|doc| quote!(#doc,));
    let only =
        index.only.as_ref().map(|only| condition::sql(table, only)).map(|pieces| quote!(only: __p::Some(#pieces),));
    let method = (!index.is_btree()).then(|| {
        let method = self::method(index.method());
        quote!(method: #method,)
    });
    let include = names(table, &index.include);
    let include = (!index.include.is_empty()).then(|| quote!(include: &[#(#include),*],));
    let options = (!index.options.is_empty()).then(|| {
        let options = storage(&index.options);
        quote!(options: #options,)
    });
    let constraint = constraint(index).map(|when| quote!(constraint: __p::Some(__p::Deferrable::#when),));
    let flag = |word: &Option<Ident>, key| word.is_some().then(|| Ident::new(key, Span::call_site()));
    let flags = [
        index.unique.then(|| Ident::new("unique", Span::call_site())),
        flag(&index.nulls_not_distinct, "nulls_not_distinct"),
        flag(&index.global, "global"),
        flag(&index.including_deleted, "including_deleted"),
        index.exclusion.then(|| Ident::new("exclusion", Span::call_site())),
    ];
    let flags = flags.iter().flatten();
    quote! {
        __p::IndexDef {
            #name columns: &[#(#columns),*], #only #include #method #options #constraint #why #(#flags: true,)* ..__p::IndexDef::PLAIN
        }
    }
}

/// When it is checked, where it is a constraint.
fn constraint(index: &Index) -> Option<TokenStream> {
    match &index.constraint {
        None if index.exclusion => Some(quote!(Never)),
        None => None,
        Some(word) if word == "deferrable" => Some(quote!(Immediate)),
        Some(word) if word == "initially_deferred" => Some(quote!(Deferred)),
        Some(_) => Some(quote!(Never)),
    }
}

fn index_column(table: &Table, column: &IndexColumn) -> TokenStream {
    let (name, expression) = match &column.key {
        Indexed::Column(ident) => (stored(table, ident), None),
        Indexed::Expression { sql, name } => {
            let columns = sql.columns().into_iter().cloned().collect::<Vec<_>>();
            let (columns, sql) = (names(table, &columns), condition::sql(table, sql));
            let expression = quote!(__p::Expression { sql: #sql, columns: &[#(#columns),*] });
            (name.clone(), Some(quote!(expression: __p::Some(#expression),)))
        }
    };
    let modifiers = &column.modifiers;
    let descending = modifiers.descending().then(|| quote!(descending: true,));
    let nulls = modifiers.nulls.as_ref().map(|nulls| {
        let place = if nulls == "nulls_first" { quote!(First) } else { quote!(Last) };
        quote!(nulls: __p::Some(__p::Nulls::#place),)
    });
    let option = |key: TokenStream, text: &Option<Text>| {
        text.as_ref().map(|Text { value, .. }| quote!(#key: __p::Some(#value),))
    };
    let ops = option(quote!(ops), &modifiers.ops);
    let collation = option(quote!(collation), &modifiers.collation);
    let operator = option(quote!(operator), &column.operator);
    let more = quote!(#expression #descending #nulls #ops #collation #operator);
    let plain = quote!(__p::IndexColumn::of(#name));
    if more.is_empty() { plain } else { quote!(__p::IndexColumn { #more ..#plain }) }
}

/// The name of a column in the database.
fn stored(table: &Table, ident: &Ident) -> String {
    table.column(ident).map_or_else(|| ident.unraw().to_string(), |(_, column)| column.stored_name().to_owned())
}

/// The names of columns in the database.
pub fn names(table: &Table, columns: &[Ident]) -> Vec<String> {
    columns.iter().filter_map(|ident| table.column(ident)).map(|(_, column)| column.stored_name().to_owned()).collect()
}

fn method(name: &str) -> TokenStream {
    match name {
        "gin" => quote!(__p::IndexMethod::Gin),
        "gist" => quote!(__p::IndexMethod::Gist),
        "brin" => quote!(__p::IndexMethod::Brin),
        "hash" => quote!(__p::IndexMethod::Hash),
        "spgist" => quote!(__p::IndexMethod::SpGist),
        other => quote!(__p::IndexMethod::Other(#other)),
    }
}

/// SQL of the user's own.
pub fn extras(extras: &[Extra], waivers: &[Waiver], runtime: &TokenStream) -> TokenStream {
    let optional = |text: Option<&String>| match text {
        Some(text) => quote!(#runtime::Some(#text)),
        None => quote!(#runtime::None),
    };
    let reason = waivers.iter().find(|waiver| waiver.name == "sql_keeps_guards").map(|waiver| &waiver.reason);
    let extras = extras.iter().map(|Extra { before, name, sql, again, overrides }| {
        let (name, sql, place) = (&name.value, &sql.value, if *before { quote!(Before) } else { quote!(After) });
        let again = optional(again.as_ref().map(|again| &again.value));
        let waived = optional(reason.filter(|_| *overrides));
        quote! {
            #runtime::ExtraSql {
                name: #name, place: #runtime::SqlPlace::#place, sql: #sql, again: #again, waived: #waived,
            }
        }
    });
    quote!(&[#(#extras),*])
}

fn table_storage(option: &TableStorage) -> TokenStream {
    let options = (!option.options.is_empty()).then(|| {
        let options = storage(&option.options);
        quote!(options: #options,)
    });
    let unlogged = option.unlogged.is_some().then(|| quote!(unlogged: true,));
    let tablespace = option.tablespace.as_ref().map(|Text { value, .. }| quote!(tablespace: __p::Some(#value),));
    quote!(__p::StorageDef { #options #unlogged #tablespace ..__p::StorageDef::PLAIN })
}

fn storage(options: &[Storage]) -> TokenStream {
    let options =
        options.iter().map(|Storage { name, value }| quote!(__p::StorageOption { name: #name, value: #value }));
    quote!(&[#(#options),*])
}

fn check(table: &Table, check: &Check) -> TokenStream {
    let name = match check.name.as_ref().map(|name| &name.value) {
        Some(name) => quote!(__p::Some(#name)),
        None => quote!(__p::None),
    };
    let columns = check.condition.columns().into_iter().map(|ident| stored(table, ident));
    let message = check.message.as_ref().map_or("", |message| message.value.as_str());
    let condition = condition::sql(table, &check.condition);
    quote!(__p::CheckDef { name: #name, columns: &[#(#columns),*], condition: #condition, message: #message })
}

pub fn waivers(waivers: &[Waiver]) -> TokenStream {
    let waivers = waivers.iter().filter_map(|waiver| {
        let name = waiver.name.to_string();
        let (code, reason) = (rules::named(&name)?.code, &waiver.reason);
        Some(quote!(__p::WaiverDef { code: #code, name: #name, reason: #reason }))
    });
    quote!(&[#(#waivers),*])
}

fn tenant(table: &Table) -> TokenStream {
    let ident = &table.ident;
    match &table.tenancy {
        Tenancy::Global => quote!(impl __p::GlobalTable for #ident {}),
        Tenancy::Root { prefix } => {
            let prefix = &prefix.value;
            quote! {
                impl __p::TenantTable for #ident {
                    type Root = Self;
                }
                impl __p::TenantRoot for #ident {
                    const PREFIX: &'static str = #prefix;
                }
            }
        }
        Tenancy::Tenant { root, .. } => quote! {
            impl __p::TenantTable for #ident {
                type Root = #root;
            }
        },
    }
}

/// What names a row: the typed id, the raw key of an older table, or a tuple where the key has several columns.
fn key(table: &Table) -> TokenStream {
    let ident = &table.ident;
    let types: Vec<&Type> = table.key_columns().into_iter().map(|column| &column.ty).collect();
    match (&table.key, table.key_columns().first()) {
        (Key::Id(_), Some(column)) if !column.own_id && !column.reported => {
            let ty = &column.ty;
            quote! {
                impl __p::KeyOf<#ident> for #ty {
                    fn key(self) -> __p::Values {
                        __p::Values::new().and(self)
                    }
                }
            }
        }
        (Key::Junction { .. } | Key::Composite { .. }, _) => {
            let places = (0..types.len()).map(syn::Index::from);
            quote! {
                impl __p::KeyOf<#ident> for (#(#types,)*) {
                    fn key(self) -> __p::Values {
                        __p::Values::new() #(.and(self.#places))*
                    }
                }
            }
        }
        _ if !table.has_key() => quote!(),
        _ => quote!(impl __p::Identified for #ident {}),
    }
}
