//! A condition as SQL, in pieces.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;
use syn::ext::IdentExt;

use super::variant;
use crate::model::{Column, Condition, Operand, Table};
use crate::parse::sql::{Piece, quoted};

/// The condition as SQL in pieces: each column is one of its own, in quotes.
pub fn sql(table: &Table, condition: &Condition) -> TokenStream {
    let mut pieces = Pieces { table, done: Vec::new(), text: String::new() };
    pieces.condition(condition);
    let pieces = pieces.finish();
    quote!(&[#(#pieces),*])
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
        let stored = self.table.column(ident).map(|(_, column)| column.stored_name().replace('"', "\"\""));
        let name = format!("\"{}\"", stored.unwrap_or_else(|| ident.unraw().to_string()));
        self.piece(quote!(#name));
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::Compare(left, operator, right) => {
                self.beside(left, right);
                self.text.push_str(&format!(" {} ", operator.sql()));
                self.beside(right, left);
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
                self.beside(start, &Operand::Column(column.clone()));
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
        let compared = Operand::Column(column.clone());
        self.column(column);
        self.text.push_str(" >= ");
        self.beside(from, &compared);
        self.text.push_str(" AND ");
        self.column(column);
        self.text.push_str(if inclusive { " <= " } else { " < " });
        self.beside(to, &compared);
    }

    /// An operand, whose type is that of the other one.
    fn beside(&mut self, operand: &Operand, other: &Operand) {
        match variant::beside(self.table, operand, other) {
            Some(variant) => self.piece(variant.literal()),
            None => self.operand(operand),
        }
    }

    fn operand(&mut self, operand: &Operand) {
        match operand {
            Operand::Column(column) => self.column(column),
            Operand::Length(column) => self.length(column),
            Operand::Integer(number, _) | Operand::Decimal(number, _) => self.text.push_str(number),
            Operand::Text(text, _) => self.text.push_str(&quoted(text)),
            Operand::Boolean(boolean, _) => self.text.push_str(&boolean.to_string()),
            Operand::Variant(path) => self.piece(quote!(#path.__literal())),
        }
    }

    /// Which function it is depends on the type, which tokens do not know.
    fn length(&mut self, column: &Ident) {
        if let Some((_, Column { ty, .. })) = self.table.column(column) {
            self.piece(quote!(__p::check_eval::length_function(<#ty as __p::ColumnType>::SQL)));
        }
        self.text.push('(');
        self.column(column);
        self.text.push(')');
    }
}
