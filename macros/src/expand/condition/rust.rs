//! A condition as Rust: one function for each, over what is known of its columns, in the three values of SQL.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Ident;

use super::variant::beside;
use crate::diagnostics::ends;
use crate::expand::column;
use crate::expand::fields::Fields;
use crate::model::{Column, Condition, DeclaredType, Operand, Operator, Role, SizedType, Table};

/// Whose fields are read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// The insert type.
    Insert,
    /// The update type.
    Update,
}

/// A function for each condition: rustc looks at its columns and types once, at the user's own tokens.
pub fn functions(table: &Table) -> TokenStream {
    let checks = table.sound_checks().enumerate().filter(|(_, check)| !check.is_length && in_rust(&check.condition));
    let checks = checks.map(|(place, check)| function(table, &name(place), &check.condition));
    let indexes = table.sound_indexes().filter_map(|index| index.only.as_ref()).filter(|only| in_rust(only));
    let indexes = indexes.map(|only| {
        let function = function(table, &format_ident!("only"), only);
        quote!(const _: () = { #function };)
    });
    quote!(#(#checks)* #(#indexes)*)
}

/// What an insert or an update decides of the checks, for the methods of its trait; nothing where it decides none.
pub fn decisions(table: &Table, view: View, fields: &Fields<'_>) -> Option<TokenStream> {
    let checks =
        table.sound_checks().enumerate().filter(|(_, check)| !check.is_length && view.decides(table, &check.condition));
    let decided = checks.map(|(place, check)| {
        let (number, name) = (Literal::usize_unsuffixed(place), name(place));
        let columns = check.condition.columns().into_iter().map(|column| view.seen(table, column, fields));
        quote!(.and(#number, #name(#(#columns),*)))
    });
    let mut decided = decided.peekable();
    decided.peek().is_some().then(|| {
        quote! {
            fn decisions(&self) -> __p::Option<__p::check_eval::Decisions> {
                __Some(__p::check_eval::Decisions::new() #(#decided)*)
            }
        }
    })
}

fn in_rust(condition: &Condition) -> bool {
    !matches!(condition, Condition::Sql(_))
}

fn name(place: usize) -> Ident {
    format_ident!("check_{place}")
}

fn function(table: &Table, name: &Ident, condition: &Condition) -> TokenStream {
    let parameters = condition.columns().into_iter().filter_map(|ident| {
        let (_, Column { ty, .. }) = table.column(ident)?;
        Some(quote!(#ident: __p::check_eval::Seen<'_, <#ty as __p::ColumnType>::Bare>))
    });
    let unpadded = condition.columns().into_iter().filter(|column| is_padded(table, column)).map(|column| {
        quote! {
            let #column = __p::check_eval::unpadded(#column);
            let #column = __p::check_eval::Seen::of_option(&#column);
        }
    });
    let precise = condition.columns().into_iter().filter_map(|column| {
        let digits = digits_of_a_second(table, column)?;
        Some(quote!(let #column = #column.precise(#digits);))
    });
    // How the database compares a citext depends on its locale, and only it knows what a domain is.
    let opaque = condition.columns().into_iter().filter(|column| !is_padded(table, column)).filter_map(|column| {
        let sql_type = declared_type(table, column)?;
        Some(quote!(let #column = #column.stored_as(#sql_type);))
    });
    let body = decided(table, condition);
    quote! {
        fn #name(#(#parameters),*) -> __p::Option<bool> {
            #(#unpadded)*
            #(#opaque)*
            #(#precise)*
            #body
        }
    }
}

/// `char(n)`: blanks at its end mean nothing.
fn is_padded(table: &Table, column: &Ident) -> bool {
    table
        .column(column)
        .is_some_and(|(_, column)| matches!(column.declared_type, Some(DeclaredType { ty: SizedType::Char(_), .. })))
}

/// The type in the database, where a column declares another one than its Rust type has.
fn declared_type(table: &Table, column: &Ident) -> Option<TokenStream> {
    column::declared_sql_type(table.column(column)?.1.declared_type.as_ref()?)
}

/// What is finer is cut off before it is stored.
fn digits_of_a_second(table: &Table, column: &Ident) -> Option<Literal> {
    let digits = table.column(column)?.1.declared_type.as_ref()?.ty.digits_of_a_second()?;
    Some(Literal::u32_unsuffixed(digits))
}

impl View {
    /// Whether it has every column that a condition reads.
    pub fn decides(self, table: &Table, condition: &Condition) -> bool {
        let has = |column: &Column| match self {
            Self::Insert if column.is_set_by_database() => false,
            Self::Insert => matches!(column.role, Role::Key | Role::Plain),
            Self::Update => column.is_changeable(),
        };
        let known = |ident: &&Ident| table.column(ident).is_some_and(|(_, column)| has(column));
        in_rust(condition) && condition.columns().iter().all(known)
    }

    fn seen(self, table: &Table, ident: &Ident, fields: &Fields<'_>) -> TokenStream {
        let Some((_, column)) = table.column(ident) else { return TokenStream::new() };
        let place = fields.place(column);
        if self == Self::Update || column.has_default() {
            quote!(__p::check_eval::Seen::of_option(&self.#place))
        } else {
            quote!(__p::check_eval::Seen::of(&self.#place))
        }
    }
}

fn decided(table: &Table, condition: &Condition) -> TokenStream {
    match condition {
        Condition::Sql(_) => quote!(__p::None),
        Condition::Compare(left, operator, right) => {
            let or = |one, other, otherwise| beside(table, one, other).map_or(otherwise, |variant| variant.value());
            let left_side = or(left, right, left_side(left));
            let (left, right) = (left_side, or(right, left, right_side(table, left, right)));
            let function = self::operator(*operator);
            quote!(__p::check_eval::#function(#left, #right))
        }
        Condition::And(one, other) => {
            let (one, other) = (decided(table, one), decided(table, other));
            quote!(__p::check_eval::and(#one, #other))
        }
        Condition::Or(one, other) => {
            let (one, other) = (decided(table, one), decided(table, other));
            quote!(__p::check_eval::or(#one, #other))
        }
        Condition::Not(one) => {
            let one = decided(table, one);
            quote!(__p::check_eval::not(#one))
        }
        Condition::Null(column, true) => quote!(__p::check_eval::is_null(#column)),
        Condition::Null(column, false) => quote!(__p::check_eval::not(__p::check_eval::is_null(#column))),
        Condition::Flag(column) => quote_spanned!(column.span()=> __p::check_eval::equal(#column, true)),
        Condition::Between { column, from, to, inclusive } => {
            let known = |one| beside(table, one, &Operand::Column(column.clone())).map(|variant| variant.value());
            let last = known(to).unwrap_or_else(|| last_value(from, to));
            let (from, to) = (known(from).unwrap_or_else(|| operand(from)), last);
            let end = if *inclusive { quote!(less_or_equal) } else { quote!(less) };
            let from = quote!(__p::check_eval::greater_or_equal(#column, #from));
            quote!(__p::check_eval::and(#from, __p::check_eval::#end(#column, #to)))
        }
        Condition::StartsWith(column, start) => {
            let start = operand(start);
            quote!(__p::check_eval::starts_with(#column, #start))
        }
    }
}

/// A length is counted first.
fn left_side(left: &Operand) -> TokenStream {
    match left {
        Operand::Length(column) => quote!(__p::check_eval::counted(&__p::check_eval::length(#column))),
        other => operand(other),
    }
}

/// Beside a `char(n)` blanks at the end of a text mean nothing either.
fn right_side(table: &Table, left: &Operand, right: &Operand) -> TokenStream {
    match (left, right) {
        (Operand::Column(column), Operand::Text(text, tokens)) if is_padded(table, column) => {
            let text = text.trim_end_matches(' ');
            literal("Text", quote!(#text), tokens)
        }
        (_, right) => operand(right),
    }
}

/// Each stands at the tokens it was written with, so that rustc underlines those.
fn operand(operand: &Operand) -> TokenStream {
    match operand {
        Operand::Column(column) => column.to_token_stream(),
        Operand::Length(_) => left_side(operand),
        Operand::Integer(text, tokens) => literal("Integer", integer(text, tokens), tokens),
        Operand::Decimal(text, tokens) => literal("Decimal", quote!(#text), tokens),
        Operand::Text(_, tokens) => literal("Text", tokens.clone(), tokens),
        Operand::Boolean(_, tokens) => tokens.clone(),
        Operand::Variant(path) => path.to_token_stream(),
    }
}

/// The end of a range, at the place of its start: rustc reports what is wrong with both once.
fn last_value(from: &Operand, to: &Operand) -> TokenStream {
    let (Operand::Integer(_, place) | Operand::Decimal(_, place)) = from else { return operand(to) };
    match to {
        Operand::Integer(text, tokens) => literal("Integer", integer(text, tokens), place),
        Operand::Decimal(text, _) => literal("Decimal", quote!(#text), place),
        other => operand(other),
    }
}

/// Every token has the place of one of the literal's: rustc underlines the attribute where a path is from two places.
fn literal(kind: &str, value: TokenStream, tokens: &TokenStream) -> TokenStream {
    let (first, last) = ends(tokens);
    let kind = Ident::new(kind, first);
    let arguments = quote_spanned!(last=> (#value));
    quote_spanned!(first=> __p::check_eval::#kind #arguments)
}

/// Without a suffix. What does not fit is left to rustc, which says so.
fn integer(text: &str, tokens: &TokenStream) -> TokenStream {
    let Ok(value) = text.parse::<i128>() else { return tokens.clone() };
    let Some(size) = value.checked_abs() else { return tokens.clone() };
    let mut literal = Literal::i128_unsuffixed(size);
    literal.set_span(ends(tokens).0);
    let sign = (value < 0).then(|| quote!(-));
    quote!(#sign #literal)
}

fn operator(operator: Operator) -> TokenStream {
    match operator {
        Operator::Equal => quote!(equal),
        Operator::NotEqual => quote!(not_equal),
        Operator::Less => quote!(less),
        Operator::LessOrEqual => quote!(less_or_equal),
        Operator::Greater => quote!(greater),
        Operator::GreaterOrEqual => quote!(greater_or_equal),
    }
}
