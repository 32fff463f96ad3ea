//! What needs two structs, or a type: constants that do not evaluate when a rule is broken. Each stands apart from the definition, so that a broken
//! rule breaks nothing else, and at the tokens it speaks of, so that those are underlined. What only an alias with the name of another type can break
//! is a part of the definition.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Ident, Path};

use super::assertion::check;
use super::{generated, joined};
use crate::diagnostics::ends;
use crate::model::{Column, Condition, DeclaredType, Default, Index, Kind, Role, SizedType, Table, Tenancy};
use crate::rules;

/// Every rule of a table that only the compiler can decide.
///
/// A check takes the definition by value: of a reference to it rustc would prove that what it refers to has no interior mutability, for each check anew.
pub fn expand(table: &Table) -> TokenStream {
    let prefix = tenant_prefix(table);
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
    quote!(#prefix #(#columns)* #(#retired)* #references #(#indexes)*)
}

/// The constant for the name of a tenant table (N02). It does not read the definition, which takes the compiler longer than all that is compared.
fn tenant_prefix(table: &Table) -> TokenStream {
    let Tenancy::Tenant { root, .. } = &table.tenancy else { return TokenStream::new() };
    let is_waived = table.waivers.iter().any(|waiver| waiver.name == "tenant_prefix");
    // Whether it is a tenant table, or what it is called, is reported.
    if is_waived || !table.is_named || table.forgotten_tenant.is_some() {
        return TokenStream::new();
    }
    let (name, tokens) = (&table.name.value, &table.name.tokens);
    let (begin, (first, last)) = (Literal::u128_unsuffixed(begin(name)), ends(tokens));
    let column = table.tenant_column().map_or("", Column::stored_name);
    let unnamed = generated::unnamed_const(first);
    let arguments = quote_spanned!(last=> (#begin, #name, #column));
    quote_spanned!(first=> #unnamed: () = __p::rules::tenant_prefix::<#root> #arguments;)
}

/// The first 16 bytes of a name.
fn begin(name: &str) -> u128 {
    name.bytes().take(16).rev().fold(0, |number, byte| number << 8 | u128::from(byte))
}

/// The call that makes a column of a type whose name shows which rules it keeps. The call asserts that the name is not that of another type.
pub fn checked_column(table: &Table, column: &Column) -> Option<TokenStream> {
    let (ty, (first, last)) = (&column.ty, ends(&column.ty));
    let (name, doc) = (column.stored_name(), &column.documentation);
    let call = if column.own_id && !column.reported && !column.added {
        let ident = &table.ident;
        quote_spanned!(first=> __p::own_id::<#ident, #ty>)
    } else if let Some(root) = tenant_root(table, column) {
        quote_spanned!(first=> __p::tenant_column::<#root, #ty>)
    } else if !is_plain(table, column) {
        return None;
    } else if column.shape.nullable {
        quote_spanned!(first=> __p::standard_option_column::<#ty>)
    } else {
        quote_spanned!(first=> __p::standard_column::<#ty>)
    };
    let arguments = quote_spanned!(last=> (#name, #doc));
    Some(joined(vec![call, arguments]))
}

/// The root of a tenant column of which tokens show that it is an id of a type with the name of the root. A trait asserts that it is that type: nothing
/// is evaluated.
fn tenant_root<'table>(table: &'table Table, column: &Column) -> Option<&'table Path> {
    let Tenancy::Tenant { root, .. } = &table.tenancy else { return None };
    let is_id = matches!(column.shape.kind, Kind::Id(_)) && !column.shape.array && !column.shape.nullable;
    let is_named = rules::is_id_by_type(table, column)
        || rules::is_money_by_type(table, column)
        || rules::is_list_by_type(table, column);
    let is_simple = is_id && !is_named && column.references.is_none() && column.declared_type.is_none();
    let is_tenant = column.role == Role::Tenant && !column.added && !column.reported;
    (is_simple && is_tenant && table.forgotten_tenant.is_none()).then_some(root)
}

/// Whether a column is called by a type of Rust's own, such as `String`. An alias of that name is so unlikely that the definition itself may break
/// by it: a constant for each column would be most of what is generated here.
fn is_plain(table: &Table, column: &Column) -> bool {
    let is_own = matches!(column.shape.kind, Kind::Text | Kind::Integer | Kind::Float | Kind::Boolean);
    let is_as_declared = column.declared_type.as_ref().is_none_or(|declared| is_text(column, declared));
    is_own
        && is_as_declared
        && column.role == Role::Plain
        && !column.reported
        && column.waivers.is_empty()
        && table.waivers.iter().all(|waiver| waiver.name != "time_zone")
}

/// Whether tokens show that the types of a b-tree fit it and that their comparison is leakproof: ids, added timestamps, and what is called by a type of
/// Rust's own, which the call that makes the column checks.
fn is_ordinary(table: &Table, index: &Index) -> bool {
    let is_id = |column: &Column| {
        matches!(column.shape.kind, Kind::Id(_)) && !column.shape.array && column.declared_type.is_none()
    };
    let is_known = |ident| {
        let known = table.column(ident).filter(|(_, column)| !column.reported);
        known.is_some_and(|(_, column)| {
            let is_flat = is_plain(table, column) && !column.shape.array;
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
    let shown = if column.own_id || is_plain(table, column) || tenant_root(table, column).is_some() {
        quote!()
    } else {
        let token_flags = token_flags(table, column);
        check(ty, "column", quote!(, #number, #token_flags))
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
    // The call that makes a plain column checks these.
    let declared_type = column.declared_type.as_ref().filter(|_| !is_plain(table, column));
    let declared_type = declared_type.map(|declared_type| {
        let name = if declared_type.sql_type().is_some() { "stored" } else { "sized" };
        check(&declared_type.tokens, name, quote!(, #number))
    });
    let default = column.default.as_ref().filter(|default| !(is_plain(table, column) && fits(column, default)));
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
    let arguments = quote_spanned!(last=> (<#ty as __p::ColumnType>::REFERENCES_DEF, __PARTS.1.def));
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
