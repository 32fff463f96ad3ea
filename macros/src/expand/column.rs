use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};

use super::definition::waivers;
use super::{condition, const_checks};
use crate::diagnostics::ends;
use crate::model::{
    Column, Counting, DeclaredBy, DeclaredType, Default, Kind, MaxLen, Sequence, Size, SizedType, Table, Transition,
    TypeName,
};
use crate::parse::value::Text;

/// A column of the definition. The rules that it has to keep stand apart.
pub fn expand(table: &Table, place: usize, column: &Column) -> TokenStream {
    let (name, ty, doc) = (column.stored_name(), &column.ty, &column.documentation);
    if column.added {
        let added = format_ident!("{}", name.to_uppercase());
        return quote!(__p::#added);
    }
    if column.reported {
        return quote!(__p::reported::<#ty>(#name));
    }
    let field = (name != column.name).then(|| {
        let field = &column.name;
        quote!(.of_field(#field))
    });
    let sequence = column.sequence.as_ref().map(|sequence| {
        let kind = counting(sequence);
        quote!(.counted(__p::Sequence::#kind))
    });
    let number = column.number.as_ref().map(|number| {
        let no_gaps = number.no_gaps.is_some();
        let per = super::names::names(table, &number.per);
        quote!(.numbered(&__p::NumberDef::per(&[#(#per),*], #no_gaps)))
    });
    let checked = const_checks::checked_column(table, column);
    let declared_type = column.declared_type.as_ref().map(|stated| match &checked {
        // It has the length of a text.
        Some(_) if matches!(column.shape.kind, Kind::Text) => {
            let (length, (first, last)) = (sql_type(&stated.ty), ends(&stated.tokens));
            let arguments = quote_spanned!(last=> (#length));
            quote_spanned!(first=> .of_length #arguments)
        }
        _ => declared_type(stated, column.shape.array),
    });
    let default = column.default.as_ref().map(|default| self::default(place, default));
    let generated = column.generated.as_ref().map(|expression| {
        let pieces = condition::sql(table, expression);
        quote!(.generated(#pieces))
    });
    let copied = column.denormalized.as_ref().map(|copied| {
        let (from, why) = (&copied.from, &copied.why.value);
        quote!(.denormalized(#from.def(), #why))
    });
    let waivers = (!column.waivers.is_empty()).then(|| {
        let waivers = waivers::expand(&column.waivers);
        quote!(.waive(#waivers))
    });
    let plain = match checked {
        Some(checked) => checked,
        None if column.may_be_document() => quote!(__p::document::<#ty>(#name, #doc, __p::ShapeOf::<#ty>::IS_ANY)),
        None => quote!(__p::column::<#ty>(#name, #doc)),
    };
    let flags = [
        (column.set_by_application.is_some(), "set_by_application"),
        (column.no_trigger.is_some(), "no_trigger"),
        (column.array.no_default, "no_default"),
        (column.array.unchecked_elements, "unchecked_elements"),
        (column.virtual_word.is_some(), "computed_on_read"),
    ];
    let flags = flags.iter().filter(|(is_set, _)| *is_set).map(|(_, name)| {
        let name = format_ident!("{name}");
        quote!(.#name())
    });
    let max_len = column.max_len.as_ref().map(|MaxLen { most, .. }| quote!(.max_len(#most)));
    let collation = column.collation.as_ref().map(|Text { value, .. }| quote!(.collated(#value)));
    let renamed = column.renamed_from.as_ref().map(|Text { value, .. }| quote!(.renamed_from(#value)));
    let transition = column.transition.as_ref().map(|transition| match transition {
        Transition::OldName { until: Text { value: until, .. }, old_type } => {
            let old_type = old_type.as_ref().map(type_of).map(|sql_type| quote!(.old_type(#sql_type)));
            quote!(.until(#until) #old_type)
        }
        Transition::Filled { value: Text { value, .. }, until: Text { value: until, .. } } => {
            quote!(.filled(#value, #until))
        }
        Transition::Retired { reason: Text { value: reason, .. } } => quote!(.retired(#reason)),
    });
    let parts =
        [field, renamed, transition, declared_type, max_len, collation, sequence, number, default, generated, copied];
    let mut column = plain;
    for part in parts.into_iter().flatten().chain(flags).chain(waivers) {
        column.extend([part]);
    }
    column
}

fn counting(sequence: &Sequence) -> TokenStream {
    match (sequence.kind, &sequence.name, sequence.size) {
        (Counting::Identity, ..) => quote!(Identity),
        (Counting::IdentityByDefault, ..) => quote!(IdentityByDefault),
        (Counting::Serial, None, None) => quote!(Serial),
        (Counting::Serial, name, size) => {
            let name = name.iter().map(|Text { value, .. }| quote!(.named(#value)));
            let size = size.map(|size| match size {
                Size::Small => quote!(SmallInt),
                Size::Integer => quote!(Integer),
                Size::Big => quote!(BigInt),
            });
            let size = size.into_iter().map(|size| quote!(.typed(__p::SqlType::#size)));
            quote!(SerialOf(&__p::SequenceDef::PLAIN #(#name)* #(#size)*))
        }
    }
}

/// What is said beside the Rust type.
fn declared_type(stated: &DeclaredType, array: bool) -> TokenStream {
    let argument = match (stated.declared_by, &stated.ty) {
        (DeclaredBy::Precision, SizedType::Fraction(_, digits)) => {
            let digits = small(*digits);
            return quote!(.precise(#digits));
        }
        (DeclaredBy::SqlType { array }, ty) => of_array(sql_type(ty), array),
        (_, ty) => of_array(sql_type(ty), array),
    };
    quote!(.typed(#argument))
}

fn default(place: usize, default: &Default) -> TokenStream {
    if let Default::Sql(_, text) = default {
        let sql = &text.value;
        return quote!(.default_sql(#sql));
    }
    if default.has_constant() {
        let value = super::default::constant(place);
        return quote!(.default_literal({
            const SQL: __p::ConstString<{ #value.most_bytes() }> = #value.sql();
            SQL.as_str()
        }));
    }
    let sql = super::default::sql(default);
    quote!(.default_literal(#sql))
}

/// The type of `sql_type = "..."`.
pub fn declared_sql_type(declared: &DeclaredType) -> Option<TokenStream> {
    match declared.declared_by {
        DeclaredBy::SqlType { array } => Some(of_array(sql_type(&declared.ty), array)),
        DeclaredBy::Size | DeclaredBy::Precision => None,
    }
}

fn of_array(element: TokenStream, array: bool) -> TokenStream {
    if array { quote!(__p::SqlType::Array(&#element)) } else { element }
}

/// The type of a name.
pub fn type_of(name: &TypeName) -> TokenStream {
    of_array(sql_type(&name.element), name.array)
}

/// A type in the database.
fn sql_type(ty: &SizedType) -> TokenStream {
    let variant = format_ident!("{}", ty.variant());
    match ty {
        SizedType::Varchar(count) | SizedType::Char(count) => quote!(__p::SqlType::#variant(#count)),
        SizedType::Numeric(precision, scale) => {
            let (precision, scale) = (u16::try_from(*precision), u16::try_from(*scale));
            let (precision, scale) = (precision.unwrap_or(u16::MAX), scale.unwrap_or(u16::MAX));
            quote!(__p::SqlType::#variant(#precision, #scale))
        }
        SizedType::Fraction(_, digits) => {
            let digits = small(*digits);
            quote!(__p::SqlType::#variant(#digits))
        }
        SizedType::Named(name) => quote!(__p::SqlType::#variant(#name)),
        SizedType::Json | SizedType::Plain(_) => quote!(__p::SqlType::#variant),
    }
}

fn small(number: u32) -> TokenStream {
    Literal::u32_unsuffixed(number).to_token_stream()
}
