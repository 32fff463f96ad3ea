//! What needs two structs, or a type: constants that do not evaluate when a rule is broken. Each stands apart from the definition, so that a broken
//! rule breaks nothing else, and at the tokens it speaks of, so that those are underlined.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Ident;

use super::assertion::{call, call_of, check};
use super::generated;
use crate::diagnostics::ends;
use crate::model::{Column, Condition, DeclaredType, Default, Index, Kind, Role, SizedType, Table, Tenancy};
use crate::rules;

/// Every rule of a table that only the compiler can decide.
pub fn expand(table: &Table) -> TokenStream {
    let shared = shared(table);
    let written = table.columns.iter().enumerate().filter(|(_, column)| !column.added && !column.reported);
    let columns = written.map(|(place, column)| of_column(table, place, column));
    let indexes = table.sound_indexes().enumerate();
    let indexes = indexes.filter(|(_, index)| !index.columns.is_empty() && !is_ordinary(table, index));
    let indexes = indexes.map(|(place, index)| {
        let place = Literal::usize_unsuffixed(place);
        check(&index.tokens, "index", quote!(, #place))
    });
    let references = super::reference::const_checks(table);
    let retired = table.retired.iter().zip(table.columns.len()..);
    let retired = retired.map(|(column, place)| super::default::unchecked(column, place));
    quote!(#shared #(#columns)* #(#retired)* #references #(#indexes)*)
}

/// One constant for the name of a tenant table, and for what only an alias can break: a column that is called by a type of Rust's own, and the
/// tenant column.
fn shared(table: &Table) -> TokenStream {
    let prefix = match &table.tenancy {
        // Whether it is a tenant table, or what it is called, is reported.
        Tenancy::Tenant { root, .. } if table.is_named && table.forgotten_tenant.is_none() => {
            let begin = Literal::u128_unsuffixed(begin(&table.name.value));
            Some(call_of(&table.name.tokens, "tenant_prefix", quote!(#root), quote!(, #begin)))
        }
        _ => None,
    };
    let tenant = table.columns.iter().enumerate().find(|(_, column)| is_checked_with_others(column));
    let tenant = tenant.filter(|_| table.forgotten_tenant.is_none());
    let tenant = tenant.map(|(place, column)| {
        tenant_key(table, column).unwrap_or_else(|| call(&column.ty, "column", of_number(table, place, column)))
    });
    let plain = plain(table);
    let plain = (plain != 0).then(|| {
        let plain = Literal::u128_unsuffixed(plain);
        call(&table.ident, "table", quote!(, #plain))
    });
    let calls: Vec<TokenStream> = [prefix, tenant, plain].into_iter().flatten().collect();
    if calls.is_empty() { quote!() } else { quote!(const _: () = { #(#calls;)* };) }
}

/// The first 16 bytes of a name.
fn begin(name: &str) -> u128 {
    name.bytes().take(16).rev().fold(0, |number, byte| number << 8 | u128::from(byte))
}

/// A tenant column that names its root as `Id`.
fn is_checked_with_others(column: &Column) -> bool {
    column.role == Role::Tenant && column.is_reference() && !column.added && !column.reported
}

/// The call that asserts by a trait that a tenant column is the id of its root: nothing is evaluated.
fn tenant_key(table: &Table, column: &Column) -> Option<TokenStream> {
    let Tenancy::Tenant { root, .. } = &table.tenancy else { return None };
    let is_id = matches!(column.shape.kind, Kind::Id(_)) && !column.shape.array && !column.shape.nullable;
    let is_named = rules::is_id_by_type(table, column)
        || rules::is_money_by_type(table, column)
        || rules::is_list_by_type(table, column);
    let is_simple = is_id && !is_named && column.references.is_none() && column.declared_type.is_none();
    is_simple.then(|| {
        let (ty, (first, last)) = (&column.ty, ends(&column.ty));
        let arguments = quote_spanned!(last=> ());
        quote_spanned!(first=> __p::rules::tenant::<#root, #ty> #arguments)
    })
}

/// The number of a column, and what its tokens show.
fn of_number(table: &Table, place: usize, column: &Column) -> TokenStream {
    let (number, token_flags) = (Literal::usize_unsuffixed(place), token_flags(table, column));
    quote!(, #number, #token_flags)
}

/// The typed id of the table, if it has one.
pub fn own_id(table: &Table) -> TokenStream {
    let own = table.columns.iter().find(|column| column.own_id && !column.reported && !column.added);
    own.map_or_else(
        || quote!(()),
        |Column { ty, .. }| {
            let (own, (first, last)) = (&table.ident, ends(ty));
            let arguments = quote_spanned!(last=> ());
            quote_spanned!(first=> __p::rules::key::<#own, #ty> #arguments)
        },
    )
}

/// A bit for each of the first columns that is called by a type of Rust's own, such as `String`. An alias of that name is so unlikely that the
/// table is asked for all of them at once: a constant for each would be most of what is generated here.
fn plain(table: &Table) -> u128 {
    let plain = table.columns.iter().take(128).enumerate().filter(|(place, column)| is_plain(*place, column));
    plain.fold(0, |bits, (place, _)| bits | 1 << place)
}

fn is_plain(place: usize, column: &Column) -> bool {
    let is_own = matches!(column.shape.kind, Kind::Text | Kind::Integer | Kind::Float | Kind::Boolean);
    let is_as_declared = column.declared_type.as_ref().is_none_or(|declared| is_text(column, declared));
    is_own
        && is_as_declared
        && place < 128
        && column.role == Role::Plain
        && !column.reported
        && column.waivers.is_empty()
}

/// Whether tokens show that the types of a b-tree fit it and that their comparison is leakproof: ids, added timestamps, and what is called by a type of
/// Rust's own, which other constants check.
fn is_ordinary(table: &Table, index: &Index) -> bool {
    let is_id = |column: &Column| {
        matches!(column.shape.kind, Kind::Id(_)) && !column.shape.array && column.declared_type.is_none()
    };
    let is_known = |ident| {
        let known = table.column(ident).filter(|(_, column)| !column.reported);
        known.is_some_and(|(place, column)| {
            let is_flat = is_plain(place, column) && !column.shape.array;
            column.added || is_flat || is_id(column) && (column.own_id || column.references.is_none())
        })
    };
    index.is_btree()
        && !index.exclusion
        && index.without_overlaps.is_none()
        && index.columns.iter().all(|column| column.modifiers.ops.is_none() && column.ident().is_some_and(is_known))
}

fn of_column(table: &Table, place: usize, column: &Column) -> TokenStream {
    let ty = &column.ty;
    let number = Literal::usize_unsuffixed(place);
    let shown = if column.own_id || is_plain(place, column) || is_checked_with_others(column) {
        quote!()
    } else {
        check(ty, "column", of_number(table, place, column))
    };
    let by_type = column.is_reference() && column.references.is_none();
    let is_checked = column.role != Role::Tenant || may_be_copied(table, column);
    let reference = (by_type && is_checked).then(|| reference(column));
    let sequence = column.sequence.as_ref().map(|sequence| check(&sequence.tokens, "counted", quote!(, #number)));
    let numbered = column.number.as_ref().map(|one| check(&one.tokens, "numbered", quote!(, #number)));
    let virtual_column = column.virtual_word.as_ref().map(|word| {
        let read = column.generated.iter().flat_map(Condition::columns).filter_map(|ident| table.column(ident));
        let read = read.map(|(place, _)| Literal::usize_unsuffixed(place));
        check(word, "virtual_column", quote!(, #number, &[#(#read),*]))
    });
    // The constant of all plain columns checks these.
    let declared_type = column.declared_type.as_ref().filter(|_| !is_plain(place, column));
    let declared_type = declared_type.map(|declared_type| {
        let name = if declared_type.sql_type().is_some() { "stored" } else { "sized" };
        check(&declared_type.tokens, name, quote!(, #number))
    });
    let default = column.default.as_ref().filter(|default| !(is_plain(place, column) && fits(column, default)));
    let default = default.map(|default| super::default::expand(column, default, place));
    let copied = column.denormalized.as_ref().map(|copied| {
        let from = &copied.from;
        check(from, "copy", quote!(, #number, #from.def()))
    });
    let max_len = column.max_len.as_ref().map(|max_len| check(&max_len.tokens, "max_len", quote!(, #number)));
    let collated = column.collation.as_ref().map(|text| check(&text.tokens, "collated", quote!(, #number)));
    quote!(#shown #reference #declared_type #max_len #collated #sequence #numbered #virtual_column #default #copied)
}

/// Whether another column begins as the tenant column does: `organization_name` beside `organization_id` (rule C08).
fn may_be_copied(table: &Table, tenant: &Column) -> bool {
    let stems: Vec<String> = tenant.names().filter_map(|name| Some(name.strip_suffix("id")?.to_owned())).collect();
    let others = table.columns.iter().filter(|column| column.name != tenant.name);
    others.flat_map(Column::names).any(|name| stems.iter().any(|stem| name.starts_with(stem)))
}

fn reference(column: &Column) -> TokenStream {
    let (name, ty) = (column.stored_name(), &column.ty);
    let (first, last) = ends(ty);
    let arguments = quote_spanned!(last=> (<#ty as __p::ColumnType>::REFERENCES_DEF, __def()));
    let unnamed = generated::unnamed_const(first);
    quote_spanned!(first=> #unnamed: () = __p::column::<#ty>(#name, "").refers #arguments;)
}

/// What tokens say about a column: the constant holds it against the type itself.
fn token_flags(table: &Table, column: &Column) -> TokenStream {
    let flags = [
        ("NULLABLE", column.shape.nullable),
        ("REFERENCE", column.shape.target().is_some()),
        ("TENANT", column.role == Role::Tenant && column.is_reference()),
        ("ID", rules::is_id_by_type(table, column)),
        ("MONEY", rules::is_money_by_type(table, column)),
        ("LIST", rules::is_list_by_type(table, column)),
    ];
    let words = flags.iter().filter(|(_, is)| *is).map(|(word, _)| format_ident!("{word}"));
    let words: Vec<Ident> = words.collect();
    if words.is_empty() { quote!(__p::PLAIN) } else { quote!(#(__p::#words)|*) }
}

/// Whether tokens show that the size of a column that is called by a type of Rust's own is that of a text.
fn is_text(column: &Column, declared: &DeclaredType) -> bool {
    !column.shape.array
        && matches!(column.shape.kind, Kind::Text)
        && declared.sql_type().is_none()
        && matches!(declared.ty, SizedType::Varchar(_) | SizedType::Char(_))
}

/// Whether tokens show that a default has the type of a column that is called by a type of Rust's own.
fn fits(column: &Column, default: &Default) -> bool {
    match (default, &column.shape.kind) {
        _ if column.shape.array => false,
        (Default::Boolean(..), Kind::Boolean) => true,
        (Default::Integer(value, _), Kind::Integer) => i16::try_from(*value).is_ok(),
        (Default::Integer(..) | Default::Decimal(..), Kind::Float) => true,
        (Default::Text(_), Kind::Text) => column.declared_type.is_none(),
        _ => false,
    }
}
