//! What the traits of other libraries need of a table. Schemas: the types that may have one of their own, the names in JSON, the checks over one column.
//!
//! The runtime's macro makes nothing of it where no library is wanted.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{Ident, Path, Token};

use super::condition::View;
use super::serde_names::{self, Field, Names};
use super::serde_support::is_of;
use super::{insert, update};
use crate::model::{Column, Condition, Operand, Operator, SizedType, Table};

/// The libraries, and the trait that each derives.
const LIBRARIES: [(&str, &str); 3] = [("garde", "Validate"), ("schemars", "JsonSchema"), ("utoipa", "ToSchema")];

/// The schemas of the row, the insert and the update.
pub fn expand(table: &Table) -> TokenStream {
    let ident = &table.ident;
    let row: Vec<Path> = (table.attributes.iter().filter(|attribute| attribute.path().is_ident("derive")))
        .filter_map(|derive| derive.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated).ok())
        .flatten()
        .collect();
    let (row, insert) = (libraries(&row), libraries(&table.derive_insert));
    let insert_name = insert::name(table);
    let update = update::exists(table).then(|| {
        let (name, libraries) = (update::name(table), libraries(&table.derive_update));
        quote!((Update #name #libraries))
    });
    let columns = || table.columns.iter().enumerate();
    let own = columns().filter(|(_, column)| column.may_be_document()).map(|(place, column)| {
        let (place, ty) = (Literal::usize_unsuffixed(place), &column.ty);
        quote!(#place #ty,)
    });
    let case = Names::of_struct(&table.attributes);
    let denies_unknown = case.denies_unknown;
    let names = columns().filter_map(|(place, column)| name(place, column, &case));
    let checks =
        table.sound_checks().filter(|check| !check.is_length).flat_map(|check| checks(table, &check.condition));
    quote!(__p::on_libraries!(#ident (Row #ident #row) (Insert #insert_name #insert) #update [#(#own)*] [#denies_unknown #(#names)*] [#(#checks)*]);)
}

/// Those whose trait is not derived.
fn libraries(derives: &[Path]) -> TokenStream {
    let wanted = LIBRARIES.iter().filter(|(library, name)| !derives.iter().any(|path| is_of(path, library, name)));
    let wanted = wanted.map(|(library, _)| Ident::new(library, proc_macro2::Span::call_site()));
    quote!(#(#wanted)*)
}

fn name(place: usize, column: &Column, case: &Names) -> Option<TokenStream> {
    let Names { read, written, field, .. } = serde_names::of_field(&column.attributes, &column.name, case);
    if read == column.name && written == column.name && field == Field::Plain {
        return None;
    }
    let place = Literal::usize_unsuffixed(place);
    let field = match field {
        Field::Plain => quote!(Plain),
        Field::Custom => quote!(Custom),
        Field::Optional => quote!(Optional),
        Field::Skipped => quote!(Skipped),
    };
    Some(quote!(#place #read #written #field,))
}

/// The parts of a check that are about one column each.
fn checks(table: &Table, condition: &Condition) -> Vec<TokenStream> {
    let (of_insert, of_update) = (View::Insert.decides(table, condition), View::Update.decides(table, condition));
    if !of_insert && !of_update {
        return Vec::new();
    }
    let mut parts = Vec::new();
    split(condition, &mut parts);
    let checks = parts.into_iter().filter_map(|part| {
        let columns = part.columns();
        let [column] = columns[..] else { return None };
        let (place, column) = table.column(column)?;
        // How a declared type compares, only the database knows.
        let declared = column.declared_type.as_ref().map(|declared| &declared.ty);
        if !matches!(declared, None | Some(SizedType::Varchar(_) | SizedType::Numeric(..))) {
            return None;
        }
        let (place, rule) = (Literal::usize_unsuffixed(place), rule(part)?);
        Some(quote!(#place #of_insert #of_update #rule,))
    });
    checks.collect()
}

/// `one && other` is two checks.
fn split<'condition>(condition: &'condition Condition, parts: &mut Vec<&'condition Condition>) {
    match condition {
        Condition::And(one, other) => {
            split(one, parts);
            split(other, parts);
        }
        other => parts.push(other),
    }
}

fn rule(condition: &Condition) -> Option<TokenStream> {
    Some(match condition {
        Condition::Sql(_) => return None,
        Condition::And(one, other) => {
            let (one, other) = (rule(one)?, rule(other)?);
            quote!(All(&[#one, #other]))
        }
        Condition::Or(one, other) => {
            let (one, other) = (rule(one)?, rule(other)?);
            quote!(Any(&[#one, #other]))
        }
        Condition::Not(one) => {
            let one = rule(one)?;
            quote!(Not(&#one))
        }
        Condition::Null(_, true) => quote!(IsNull),
        Condition::Null(_, false) => quote!(Not(&IsNull)),
        Condition::Flag(_) => quote!(Value(Equal, Boolean(true))),
        Condition::Compare(Operand::Length(_), operator, Operand::Integer(number, _)) => {
            let (operator, number) = (compared(*operator), integer(number)?);
            quote!(Length(#operator, #number))
        }
        Condition::Compare(Operand::Column(_), operator, right) => {
            let (operator, literal) = (compared(*operator), literal(right)?);
            quote!(Value(#operator, #literal))
        }
        Condition::Compare(..) => return None,
        Condition::Between { from, to, inclusive, .. } => {
            let (from, to) = (literal(from)?, literal(to)?);
            let end = if *inclusive { quote!(LessOrEqual) } else { quote!(Less) };
            quote!(All(&[Value(GreaterOrEqual, #from), Value(#end, #to)]))
        }
        Condition::StartsWith(_, Operand::Text(start, _)) => quote!(StartsWith(#start)),
        Condition::StartsWith(..) => return None,
    })
}

fn literal(operand: &Operand) -> Option<TokenStream> {
    Some(match operand {
        Operand::Integer(number, _) => {
            let number = integer(number)?;
            quote!(Integer(#number))
        }
        Operand::Decimal(text, _) => quote!(Decimal(#text)),
        Operand::Text(text, _) => quote!(Text(#text)),
        Operand::Boolean(boolean, _) => quote!(Boolean(#boolean)),
        Operand::Variant(path) => quote!(Label(#path.__label())),
        Operand::Column(_) | Operand::Length(_) => return None,
    })
}

fn integer(text: &str) -> Option<TokenStream> {
    let number: i128 = text.parse().ok()?;
    let size = Literal::u128_unsuffixed(number.unsigned_abs());
    Some(if number < 0 { quote!(-#size) } else { quote!(#size) })
}

fn compared(operator: Operator) -> TokenStream {
    match operator {
        Operator::Equal => quote!(Equal),
        Operator::NotEqual => quote!(NotEqual),
        Operator::Less => quote!(Less),
        Operator::LessOrEqual => quote!(LessOrEqual),
        Operator::Greater => quote!(Greater),
        Operator::GreaterOrEqual => quote!(GreaterOrEqual),
    }
}
