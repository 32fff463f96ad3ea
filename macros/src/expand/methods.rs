use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;

use super::scope::scope;
use super::{braced, docs, joined, search, update};
use crate::model::{Column, Index, IndexColumn, Indexed, Table, Tenancy, not_null};

/// The typed columns, and the statements that are not the same for two tables. The others are methods of the traits.
pub fn expand(table: &Table) -> TokenStream {
    let ident = &table.ident;
    let mut methods = vec![typed_columns(&table.columns)];
    methods.extend(matches!(table.tenancy, Tenancy::Root { .. }).then(|| by_tenant(table)));
    finders(table, &mut methods);
    methods.extend(lookups(table));
    methods.extend(queue(table));
    methods.extend(table.history.then(|| history(table)));
    methods.extend(table.search.as_ref().map(|_| search::methods(table)));
    let methods = braced(methods);
    quote!(impl #ident #methods)
}

/// One token stream for all: it costs the macro less than one for each.
fn typed_columns(columns: &[Column]) -> TokenStream {
    let names = columns
        .iter()
        .map(|Column { ident, .. }| format_ident!("{}", ident.unraw().to_string().to_uppercase(), span = ident.span()));
    let documentation = columns.iter().map(|column| docs::column(&column.name));
    let types = columns.iter().map(|column| &column.ty);
    let places = (0..columns.len()).map(Literal::usize_unsuffixed);
    quote! {
        #(
            #[doc = #documentation]
            pub const #names: __Column<Self, #types> = __column_at(#places);
        )*
    }
}

/// A method that makes one statement: the tenant first, then what it takes.
fn statement(
    table: &Table,
    name: &str,
    documentation: &str,
    parameters: Option<TokenStream>,
    statement: &str,
    constructor: &str,
    values: Option<TokenStream>,
) -> TokenStream {
    let (name, statement, constructor) = (ident(name), ident(statement), ident(constructor));
    match scope(table) {
        Some((tenant, root)) => quote! {
            #[doc = #documentation]
            pub fn #name(#tenant: impl __InTenant<#root>, #parameters) -> __p::#statement<Self> {
                __p::#constructor(#tenant, #values)
            }
        },
        None => quote! {
            #[doc = #documentation]
            pub fn #name(#parameters) -> __p::#statement<Self> {
                __p::global::#constructor(#values)
            }
        },
    }
}

fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// The statements on the row of one key of a root: the key is the tenant itself.
fn by_tenant(table: &Table) -> TokenStream {
    let changes = update::exists(table).then(|| format_ident!("{}Update", table.ident));
    let delete = if table.soft_delete() { docs::DELETE_SOFT } else { docs::DELETE };
    let statements = [
        Some(("find", docs::FIND_ROOT, "Find", None)),
        changes.map(|changes| ("update", docs::UPDATE, "Update", Some(changes))),
        (!table.append_only).then_some(("delete", delete, "Delete", None)),
        table.soft_delete().then_some(("restore", docs::RESTORE, "Restore", None)),
    ];
    let statements = statements.into_iter().flatten();
    joined(
        statements
            .map(|(name, documentation, kind, changes)| by_key(table, name, documentation, kind, changes))
            .collect(),
    )
}

/// A statement on the row of one key. A root's key is the tenant itself.
fn by_key(table: &Table, name: &str, documentation: &str, kind: &str, more: Option<Ident>) -> TokenStream {
    let (name, kind) = (ident(name), ident(kind));
    let types = more.iter();
    let values = more.iter().map(|_| ident("changes"));
    match scope(table) {
        Some(_) if matches!(table.tenancy, Tenancy::Root { .. }) => quote! {
            #[doc = #documentation]
            pub fn #name(tenant: impl __InTenant<Self>, #(changes: #types)*) -> __p::#kind<Self> {
                let tenant = __InTenant::<Self>::tenant(tenant);
                __p::#name(tenant, tenant.id() #(, #values)*)
            }
        },
        Some((tenant, root)) => quote! {
            #[doc = #documentation]
            pub fn #name(#tenant: impl __InTenant<#root>, key: impl __KeyOf<Self>) -> __p::#kind<Self> {
                __p::#name(#tenant, key)
            }
        },
        None => quote! {
            #[doc = #documentation]
            pub fn #name(key: impl __KeyOf<Self>) -> __p::#kind<Self> {
                __p::global::#name(key)
            }
        },
    }
}

fn finders(table: &Table, methods: &mut Vec<TokenStream>) {
    let mut taken: Vec<Vec<&Column>> = Vec::new();
    let mut constants: Vec<String> = table.columns.iter().map(|column| column.name.to_uppercase()).collect();
    let unique_indexes = table.sound_indexes().enumerate().filter(|(_, index)| index.unique);
    for (place, index) in unique_indexes {
        let constant = constant(table, index, &constants);
        constants.push(constant.clone());
        methods.push(unique(table, place, index, &constant));
        if !index.is_over_columns() {
            continue;
        }
        let columns = table.looked_up(index);
        // Over the same columns, only the first is found by their names.
        if taken.iter().all(|taken| names(taken) != names(&columns)) {
            methods.push(finder(table, place, &columns));
        }
        taken.push(columns);
    }
    let mut names: Vec<String> = taken.iter().map(|columns| finder_name(&self::names(columns))).collect();
    for (place, index) in table.sound_indexes().enumerate() {
        methods.extend(finder_at(table, place, index, &mut names));
    }
}

/// The row whose period contains a value, by a constraint without overlaps. A text has no bounds in Rust.
fn finder_at(table: &Table, place: usize, index: &Index, taken: &mut Vec<String>) -> Option<TokenStream> {
    index.without_overlaps.as_ref()?;
    let columns = table.looked_up(index);
    let (period, equal) = columns.split_last().filter(|(period, _)| period.may_be_range())?;
    let equal_names = names(equal);
    let name = if equal.is_empty() { "find_at".to_owned() } else { format!("{}_at", finder_name(&equal_names)) };
    let name = [name.clone(), format!("{name}_{}", period.name)].into_iter().find(|name| !taken.contains(name))?;
    let Column { ident, ty, .. } = period;
    let parameters = equal.iter().map(|column| looked_up(column));
    let parameters = quote!(#(#parameters)* #ident: impl __IntoColumn<__p::BoundOf<#ty>>,);
    let (place, values) = (Literal::usize_unsuffixed(place), values(&columns));
    let documentation = docs::find_at(&equal_names, &period.name);
    let finder =
        statement(table, &name, &documentation, Some(parameters), "Find", "find_by", Some(quote!(#place, #values)));
    taken.push(name);
    Some(finder)
}

/// `BY_SKU`, `BY_LOWER_EMAIL`. Where that is taken, the name of the index without that of the table: `BY_ACTIVE_SKU` for
/// `name = "org_products_active_sku"`.
fn constant(table: &Table, index: &Index, taken: &[String]) -> String {
    let parts = unique_parts(table, index).join("_AND_").to_uppercase();
    let name = if parts.is_empty() { "BY_TENANT".to_owned() } else { format!("BY_{parts}") };
    let numbered = (2..).map(|number| format!("{name}_{number}"));
    let prefix = format!("{}_", table.name.value);
    let declared = index.name.as_ref().map(|declared| {
        let declared = declared.value.strip_prefix(&prefix).unwrap_or(&declared.value).to_uppercase();
        format!("BY_{}", declared.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_"))
    });
    [name.clone()].into_iter().chain(declared).chain(numbered).find(|name| !taken.contains(name)).unwrap_or_default()
}

/// The columns and expressions of a unique index but for the tenant column.
fn unique_parts(table: &Table, index: &Index) -> Vec<String> {
    let tenant = table.tenant_column().map(|column| &column.ident);
    let parts = index.columns.iter().filter(|column| column.ident().is_none_or(|column| Some(column) != tenant));
    let part = |column: &IndexColumn| match &column.key {
        Indexed::Column(ident) => ident.unraw().to_string(),
        Indexed::Expression { sql, name } => {
            let columns = sql.columns().into_iter().map(|column| column.unraw().to_string());
            [name.clone()].into_iter().chain(columns).collect::<Vec<_>>().join("_")
        }
    };
    parts.map(part).map(|part| part.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_")).collect()
}

fn names(columns: &[&Column]) -> Vec<String> {
    columns.iter().map(|column| column.name.clone()).collect()
}

fn finder_name(columns: &[String]) -> String {
    if columns.is_empty() { "find_by_tenant".to_owned() } else { format!("find_by_{}", columns.join("_and_")) }
}

fn finder(table: &Table, place: usize, columns: &[&Column]) -> TokenStream {
    let names = names(columns);
    let name = finder_name(&names);
    let parameters = columns.iter().map(|column| looked_up(column));
    let (place, values) = (Literal::usize_unsuffixed(place), values(columns));
    let values = quote!(#place, #values);
    let documentation = docs::find_by(&names);
    statement(table, &name, &documentation, Some(quote!(#(#parameters)*)), "Find", "find_by", Some(values))
}

/// The parameter of a column that is looked up: NULL finds nothing.
fn looked_up(Column { ident, ty, .. }: &Column) -> TokenStream {
    let ty = not_null(ty);
    quote!(#ident: impl __IntoColumn<#ty>,)
}

/// The values of these parameters.
fn values(columns: &[&Column]) -> TokenStream {
    if let [Column { ident, .. }] = columns {
        return quote!(#ident.into_values());
    }
    let values = columns.iter().map(|Column { ident, .. }| quote!(.and_encoded(#ident.into_encoded())));
    quote!(__p::Values::new() #(#values)*)
}

/// The look-ups of the tenant by the values of a unique index, before the tenant is known.
fn lookups(table: &Table) -> impl Iterator<Item = TokenStream> {
    let indexes = table.sound_indexes().enumerate().filter(|(_, index)| index.tenant_lookup.is_some());
    let mut taken: Vec<Vec<String>> = Vec::new();
    indexes.filter_map(move |(place, index)| {
        let names = names(&table.looked_up(index));
        let is_new = !taken.contains(&names);
        taken.push(names);
        is_new.then(|| lookup(table, place, index)).flatten()
    })
}

/// The versions of rows.
fn history(table: &Table) -> TokenStream {
    let parameters = quote!(time: __p::Timestamp);
    let as_of = statement(table, "as_of", docs::AS_OF, Some(parameters), "AsOf", "as_of", Some(quote!(time)));
    let versions = by_key(table, "versions", docs::VERSIONS, "Versions", None);
    quote!(#as_of #versions)
}

/// The rows that wait, of all tenants.
fn queue(table: &Table) -> Option<TokenStream> {
    let (place, _) = table.sound_indexes().enumerate().find(|(_, index)| index.queue.is_some())?;
    let is_sound = matches!(table.tenancy, Tenancy::Tenant { .. }) && !table.append_only;
    let (place, documentation) = (Literal::usize_unsuffixed(place), docs::QUEUE);
    is_sound.then(|| {
        quote! {
            #[doc = #documentation]
            pub fn queue() -> __p::Queue<Self> {
                __p::Queue::at(#place)
            }
        }
    })
}

/// Not where it was refused.
fn lookup(table: &Table, place: usize, index: &Index) -> Option<TokenStream> {
    let root = match &table.tenancy {
        Tenancy::Global => return None,
        Tenancy::Root { .. } => quote!(Self),
        Tenancy::Tenant { root, .. } => quote!(#root),
    };
    let columns = table.looked_up(index);
    let names = names(&columns);
    let is_one = table.tenant_column().is_none() || index.global.is_some();
    let (noun, function, result) = match is_one {
        true => ("tenant", quote!(lookup), quote!(__p::Option<__p::Tenant<#root>>)),
        false => ("tenants", quote!(lookup_all), quote!(__p::Vec<__p::Tenant<#root>>)),
    };
    let name = format_ident!("{noun}_of_{}", names.join("_and_"));
    let executor = fresh(&columns, "executor");
    let (parameters, values) = (columns.iter().map(|column| looked_up(column)), values(&columns));
    let (place, documentation) = (Literal::usize_unsuffixed(place), docs::lookup(&names, is_one));
    let is_sound = index.unique && index.is_over_columns() && !columns.is_empty();
    is_sound.then(|| {
        quote! {
            #[doc = #documentation]
            pub fn #name<'executor>(
                #executor: impl __p::ExecutorFor<__p::Global> + 'executor,
                #(#parameters)*
            ) -> __p::StatementFuture<'executor, #result> {
                __p::#function::<Self, _>(#place, #values, #executor)
            }
        }
    })
}

/// A parameter that no column is called like.
fn fresh(columns: &[&Column], name: &str) -> proc_macro2::Ident {
    let is_taken = columns.iter().any(|column| column.ident == name);
    if is_taken { format_ident!("{name}_of_statement") } else { format_ident!("{name}") }
}

/// The unique as a value.
fn unique(table: &Table, place: usize, index: &Index, constant: &str) -> TokenStream {
    let (name, documentation) = (format_ident!("{constant}"), docs::unique(&unique_parts(table, index)));
    let place = Literal::usize_unsuffixed(place);
    let deferrable = index.is_deferrable().then(|| quote!(, __p::DeferrableConstraint));
    quote! {
        #[doc = #documentation]
        pub const #name: __p::Unique<Self #deferrable> = __p::unique_at(#place);
    }
}
