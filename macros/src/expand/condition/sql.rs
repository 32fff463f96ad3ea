//! A condition as SQL, in pieces.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;
use syn::ext::IdentExt;

use crate::model::{Column, Condition, Operand, Piece, Table, quoted};

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
