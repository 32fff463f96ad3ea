//! A condition in its two forms: pieces of SQL, and Rust over the fields of a struct.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;
use syn::ext::IdentExt;

use crate::model::{Column, Condition, Operand, Operator, Piece, Table};

/// The condition as SQL in pieces: each column is one of its own, in quotes.
pub fn sql(table: &Table, condition: &Condition) -> TokenStream {
    let mut pieces = Pieces { table, done: Vec::new(), text: String::new() };
    pieces.condition(condition);
    let pieces = pieces.finish();
    quote!(&[#(#pieces),*])
}

/// A text as an SQL literal.
pub fn quoted(text: &str) -> String {
    let escaped = text.replace('\'', "''");
    if text.contains('\\') { format!("E'{}'", escaped.replace('\\', "\\\\")) } else { format!("'{escaped}'") }
}

struct Pieces<'table> {
    table: &'table Table,
    done: Vec<TokenStream>,
    text: String,
}

impl Pieces<'_> {
    fn finish(mut self) -> Vec<TokenStream> {
        self.flush();
        self.done
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        if !text.is_empty() {
            self.done.push(quote!(#text));
        }
    }

    fn piece(&mut self, tokens: TokenStream) {
        self.flush();
        self.done.push(tokens);
    }

    fn column(&mut self, ident: &Ident) {
        let name = format!("\"{}\"", ident.unraw());
        self.piece(quote!(#name));
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::Compare(left, operator, right) => {
                self.operand(left);
                self.text.push_str(&format!(" {} ", operator.sql()));
                self.operand(right);
            }
            Condition::And(one, other) => self.joined(one, " AND ", other),
            Condition::Or(one, other) => self.joined(one, " OR ", other),
            Condition::Not(inner) => {
                self.text.push_str("NOT (");
                self.condition(inner);
                self.text.push(')');
            }
            Condition::Null(column, is_null) => {
                self.column(column);
                self.text.push_str(if *is_null { " IS NULL" } else { " IS NOT NULL" });
            }
            Condition::Flag(column) => self.column(column),
            Condition::Between { column, from, to, inclusive } => self.between(column, from, to, *inclusive),
            Condition::StartsWith(column, start) => {
                self.column(column);
                self.text.push_str(" ^@ ");
                self.operand(start);
            }
            Condition::Sql(sql) => sql.pieces.iter().for_each(|piece| match piece {
                Piece::Name(column) => self.column(column),
                Piece::Text(text) => self.text.push_str(text),
            }),
        }
    }

    fn joined(&mut self, one: &Condition, word: &str, other: &Condition) {
        self.nested(one, word);
        self.text.push_str(word);
        self.nested(other, word);
    }

    /// Parentheses where the other word stands inside.
    fn nested(&mut self, condition: &Condition, outer: &str) {
        let inner = match condition {
            Condition::And(..) => Some(" AND "),
            Condition::Or(..) => Some(" OR "),
            Condition::Between { .. } => Some(" AND "),
            _ => None,
        };
        if inner.is_some_and(|inner| inner != outer) {
            self.text.push('(');
            self.condition(condition);
            self.text.push(')');
        } else {
            self.condition(condition);
        }
    }

    fn between(&mut self, column: &Ident, from: &Operand, to: &Operand, inclusive: bool) {
        self.column(column);
        self.text.push_str(" >= ");
        self.operand(from);
        self.text.push_str(" AND ");
        self.column(column);
        self.text.push_str(if inclusive { " <= " } else { " < " });
        self.operand(to);
    }

    fn operand(&mut self, operand: &Operand) {
        match operand {
            Operand::Column(column) => self.column(column),
            Operand::Length(column) => self.length(column),
            Operand::Integer(number, _) | Operand::Decimal(number) => self.text.push_str(number),
            Operand::Text(text, _) => self.text.push_str(&quoted(text)),
            Operand::Boolean(boolean, _) => self.text.push_str(&boolean.to_string()),
            Operand::Variant(path) => self.piece(quote!(#path.__literal())),
        }
    }

    /// Which function it is depends on the type, which tokens do not know.
    fn length(&mut self, column: &Ident) {
        if let Some((_, Column { ty, .. })) = self.table.column(column) {
            self.piece(quote!(__p::condition::length_function(<#ty as __p::ColumnType>::SQL)));
        }
        self.text.push('(');
        self.column(column);
        self.text.push(')');
    }
}

/// The condition as Rust over the fields of `row`: `Option<bool>`, in the three values of SQL. What was written in SQL has none, and is
/// neither kept nor broken.
pub fn rust(condition: &Condition, row: &TokenStream) -> TokenStream {
    match condition {
        Condition::Sql(_) => quote!(__p::None),
        Condition::Compare(left, operator, right) => {
            let (left, function, right) = (operand(left, row), function(*operator), operand(right, row));
            quote!(__p::condition::#function(&#left, &#right))
        }
        Condition::And(one, other) => {
            let (one, other) = (rust(one, row), rust(other, row));
            quote!(__p::condition::and(#one, #other))
        }
        Condition::Or(one, other) => {
            let (one, other) = (rust(one, row), rust(other, row));
            quote!(__p::condition::or(#one, #other))
        }
        Condition::Not(inner) => {
            let inner = rust(inner, row);
            quote!(__p::condition::not(#inner))
        }
        Condition::Null(column, true) => quote!(__p::condition::is_null(&#row.#column)),
        Condition::Null(column, false) => quote!(__p::condition::not(__p::condition::is_null(&#row.#column))),
        Condition::Flag(column) => quote!(__p::condition::equal(&#row.#column, &true)),
        Condition::Between { column, from, to, inclusive } => {
            let end = if *inclusive { quote!(less_or_equal) } else { quote!(less) };
            let (from, to) = (operand(from, row), operand(to, row));
            let from = quote!(__p::condition::greater_or_equal(&#row.#column, &#from));
            quote!(__p::condition::and(#from, __p::condition::#end(&#row.#column, &#to)))
        }
        Condition::StartsWith(column, start) => {
            let start = operand(start, row);
            quote!(__p::condition::starts_with(&#row.#column, &#start))
        }
    }
}

fn operand(operand: &Operand, row: &TokenStream) -> TokenStream {
    match operand {
        Operand::Column(column) => quote!(#row.#column),
        Operand::Length(column) => quote!(__p::condition::length(&#row.#column)),
        Operand::Integer(_, tokens) => quote!(__p::condition::Integer(#tokens)),
        Operand::Decimal(text) => quote!(__p::condition::Decimal(#text)),
        Operand::Text(_, tokens) => quote!(__p::condition::Text(#tokens)),
        Operand::Boolean(_, tokens) => quote!(#tokens),
        Operand::Variant(path) => quote!(#path),
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

/// Functions that are never called: they make rustc look at every column and type of the conditions.
pub fn type_checks(table: &Table) -> TokenStream {
    let ident = &table.ident;
    let row = quote!(row);
    let indexes = table.sound_indexes().filter_map(|index| index.only.as_ref());
    let checks = table.sound_checks().map(|check| &check.condition);
    let in_rust = indexes.chain(checks).filter(|condition| !matches!(condition, Condition::Sql(_)));
    let conditions = in_rust.map(|condition| {
        let condition = rust(condition, &row);
        quote!(const _: fn(&#ident) -> __p::Option<bool> = |row| #condition;)
    });
    quote!(#(#conditions)*)
}
