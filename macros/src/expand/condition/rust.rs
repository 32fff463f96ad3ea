//! A condition as Rust: `Option<bool>`, in the three values of SQL.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::Ident;

use crate::model::{Column, Condition, Operand, Operator, Role, Table};

/// The struct whose fields a condition reads.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// The row: every column, in its own type.
    Row,
    /// The insert type: what is not set is unknown.
    Insert,
    /// The update type: every field is an `Option` of its column's type.
    Update,
}

/// The checks that a view can decide: the number of each, and whether it is kept.
pub fn checks(table: &Table, view: View) -> TokenStream {
    let decided = table.sound_checks().enumerate().filter(|(_, check)| view.decides(table, &check.condition));
    let decided = decided.map(|(place, check)| {
        let (place, kept) = (Literal::usize_unsuffixed(place), view.condition(table, &check.condition));
        quote!((#place, #kept))
    });
    quote!(&[#(#decided),*])
}

/// Functions that are never called: they make rustc look at every column and type of the conditions.
pub fn type_checks(table: &Table) -> TokenStream {
    let ident = &table.ident;
    let indexes = table.sound_indexes().filter_map(|index| index.only.as_ref());
    let checks = table.sound_checks().map(|check| &check.condition);
    let in_rust = indexes.chain(checks).filter(|condition| !matches!(condition, Condition::Sql(_)));
    let conditions = in_rust.map(|condition| {
        let condition = View::Row.condition(table, condition);
        quote!(const _: fn(&#ident) -> __p::Option<bool> = |row| #condition;)
    });
    quote!(#(#conditions)*)
}

impl View {
    /// Whether it has every column that a condition reads, and knows what NULL in it means.
    fn decides(self, table: &Table, condition: &Condition) -> bool {
        let has = |column: &Column| match self {
            Self::Row => true,
            Self::Insert => {
                matches!(column.role, Role::Key | Role::Plain) && !(column.has_default() && column.shape.nullable)
            }
            Self::Update => column.is_changeable(),
        };
        let known = |ident: &&Ident| table.column(ident).is_some_and(|(_, column)| has(column));
        !matches!(condition, Condition::Sql(_)) && condition.columns().iter().all(known)
    }

    /// What was written in SQL is neither kept nor broken.
    fn condition(self, table: &Table, condition: &Condition) -> TokenStream {
        let inner = |condition: &Condition| self.condition(table, condition);
        match condition {
            Condition::Sql(_) => quote!(__p::None),
            Condition::Compare(left, operator, right) => {
                let (left, right) = (self.operand(table, left), self.operand(table, right));
                let function = function(*operator);
                quote!(__p::condition::#function(#left, #right))
            }
            Condition::And(one, other) => {
                let (one, other) = (inner(one), inner(other));
                quote!(__p::condition::and(#one, #other))
            }
            Condition::Or(one, other) => {
                let (one, other) = (inner(one), inner(other));
                quote!(__p::condition::or(#one, #other))
            }
            Condition::Not(one) => {
                let one = inner(one);
                quote!(__p::condition::not(#one))
            }
            Condition::Null(column, true) => self.null(column),
            Condition::Null(column, false) => {
                let null = self.null(column);
                quote!(__p::condition::not(#null))
            }
            Condition::Flag(column) => {
                let column = self.column(table, column);
                quote!(__p::condition::equal(#column, &true))
            }
            Condition::Between { column, from, to, inclusive } => {
                let (column, from, to) =
                    (self.column(table, column), self.operand(table, from), self.operand(table, to));
                let end = if *inclusive { quote!(less_or_equal) } else { quote!(less) };
                let from = quote!(__p::condition::greater_or_equal(#column, #from));
                quote!(__p::condition::and(#from, __p::condition::#end(#column, #to)))
            }
            Condition::StartsWith(column, start) => {
                let (column, start) = (self.column(table, column), self.operand(table, start));
                quote!(__p::condition::starts_with(#column, #start))
            }
        }
    }

    /// A column that an update leaves as it is may be NULL or not.
    fn null(self, column: &Ident) -> TokenStream {
        match self {
            Self::Update => quote!(__p::condition::becomes_null(&self.#column)),
            Self::Insert => quote!(__p::condition::is_null(&self.#column)),
            Self::Row => quote!(__p::condition::is_null(&row.#column)),
        }
    }

    fn column(self, table: &Table, ident: &Ident) -> TokenStream {
        let nullable = table.column(ident).is_some_and(|(_, column)| column.shape.nullable);
        match self {
            Self::Row => quote!(&row.#ident),
            Self::Update if nullable => quote!(__p::condition::flattened(&self.#ident)),
            Self::Insert | Self::Update => quote!(&self.#ident),
        }
    }

    fn operand(self, table: &Table, operand: &Operand) -> TokenStream {
        match operand {
            Operand::Column(column) => self.column(table, column),
            Operand::Length(column) => {
                let column = self.column(table, column);
                quote!(&__p::condition::length(#column))
            }
            Operand::Integer(text, tokens) => match text.parse::<i128>() {
                Ok(value) => {
                    let mut literal = Literal::i128_unsuffixed(value.abs());
                    literal.set_span(crate::findings::ends(tokens).0);
                    let sign = (value < 0).then(|| quote!(-));
                    quote!(&__p::condition::Integer(#sign #literal))
                }
                // rustc says that the number is too large.
                Err(_) => quote!(&__p::condition::Integer(#tokens)),
            },
            Operand::Decimal(text) => quote!(&__p::condition::Decimal(#text)),
            Operand::Text(_, tokens) => quote!(&__p::condition::Text(#tokens)),
            Operand::Boolean(_, tokens) => quote!(&#tokens),
            Operand::Variant(path) => quote!(&#path),
        }
    }
}

fn function(operator: Operator) -> TokenStream {
    match operator {
        Operator::Equal => quote!(equal),
        Operator::NotEqual => quote!(not_equal),
        Operator::Less => quote!(less),
        Operator::LessOrEqual => quote!(less_or_equal),
        Operator::Greater => quote!(greater),
        Operator::GreaterOrEqual => quote!(greater_or_equal),
    }
}
