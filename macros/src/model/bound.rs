//! The values between which the rows of a partition are, and whether two partitions want the same row.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::Expr;

use super::Default;
use super::partition::{Bound, Child, Method, Partition};
use crate::diagnostics::Diagnostics;
use crate::parse::sql::quoted;
use crate::parse::value;

/// A value of a bound.
pub struct Value {
    /// Its SQL as a text, or the variant that has it.
    pub sql: ValueSql,
    /// What it is among others of its kind, where tokens show that.
    place: Option<Place>,
    tokens: TokenStream,
}

/// The SQL of a value.
pub enum ValueSql {
    Text(String),
    Variant(TokenStream),
}

/// Two of one kind are ordered as PostgreSQL orders them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Least,
    Number(i128),
    /// A date or a moment, both written alike.
    Moment(usize, String),
    /// Any other text or variant: equal or not.
    Word(String),
    Greatest,
}

impl Value {
    /// Reads a literal, a variant, or a word for what has no value.
    pub fn of(expression: &Expr, method: Method, diagnostics: &mut Diagnostics) -> Option<Self> {
        let tokens = expression.to_token_stream();
        let word = match expression {
            Expr::Path(path) => path.path.get_ident().map(ToString::to_string),
            _ => None,
        };
        let (sql, place) = match (word.as_deref(), method) {
            (Some("minvalue"), Method::Range) => (ValueSql::Text("MINVALUE".to_owned()), Place::Least),
            (Some("maxvalue"), Method::Range) => (ValueSql::Text("MAXVALUE".to_owned()), Place::Greatest),
            (Some("null"), Method::List) => (ValueSql::Text("NULL".to_owned()), Place::Word("NULL".to_owned())),
            _ => match literal(expression) {
                Some(literal) => of_literal(&literal, diagnostics)?,
                None => {
                    let words = if method == Method::List { "`null`" } else { "`minvalue`, `maxvalue`" };
                    let help = format!("write a literal such as \"2026-01-01\" or 5, a variant, or {words}");
                    diagnostics.malformed("table", expression, "this is not a value for a bound", help);
                    return None;
                }
            },
        };
        Some(Self { sql, place: Some(place), tokens })
    }
}

fn of_literal(literal: &Default, diagnostics: &mut Diagnostics) -> Option<(ValueSql, Place)> {
    Some(match literal {
        Default::Text(text) if text.value.contains('\0') => {
            diagnostics.malformed("table", &text.tokens, value::NUL.0, value::NUL.1);
            return None;
        }
        Default::Text(text) => (ValueSql::Text(quoted(&text.value)), of_text(&text.value)),
        Default::Integer(number, _) => (ValueSql::Text(number.to_string()), Place::Number(*number)),
        Default::Decimal(digits, _) => (ValueSql::Text(digits.clone()), Place::Word(digits.clone())),
        Default::Boolean(boolean, _) => (ValueSql::Text(boolean.to_string()), Place::Word(boolean.to_string())),
        Default::Constant(variant) => (ValueSql::Variant(variant.clone()), Place::Word(variant.to_string())),
        Default::Bytes(..) | Default::Array(..) | Default::Sql(..) | Default::EmptyArray => return None,
    })
}

/// A literal or a variant: of another constant tokens do not know the place.
fn literal(expression: &Expr) -> Option<Default> {
    Default::of_expression(expression).filter(|literal| match literal {
        Default::Constant(_) => matches!(expression, Expr::Path(_)),
        Default::Bytes(..) | Default::Array(..) => false,
        _ => true,
    })
}

/// `2026-01-01`, `2026-01-01 00:00:00+00`: by their letters as by their time, where both have the same form.
fn of_text(text: &str) -> Place {
    let form = text.bytes().take(10).map(|byte| if byte.is_ascii_digit() { '0' } else { char::from(byte) });
    let is_moment = form.eq("0000-00-00".chars());
    if is_moment { Place::Moment(text.len(), text.to_owned()) } else { Place::Word(text.to_owned()) }
}

/// Which comes first, where both are of one kind.
fn is_before(one: &[Value], other: &[Value]) -> Option<bool> {
    let pair = |(one, other): (&Value, &Value)| Some((one.place.clone()?, other.place.clone()?));
    let pairs: Option<Vec<_>> = one.iter().zip(other).map(pair).collect();
    let Some((one, other)) = pairs?.into_iter().find(|(one, other)| one != other) else { return Some(false) };
    let alike = match (&one, &other) {
        (Place::Word(_), _) | (_, Place::Word(_)) => false,
        (Place::Moment(one, first), Place::Moment(other, second)) => one == other && zone(first) == zone(second),
        (Place::Moment(..), Place::Number(_)) | (Place::Number(_), Place::Moment(..)) => false,
        _ => true,
    };
    alike.then_some(one < other)
}

/// What follows the time of the day.
fn zone(moment: &str) -> &str {
    moment.get(19..).unwrap_or_default()
}

fn same(one: &[Value], other: &[Value]) -> bool {
    one.len() == other.len()
        && one.iter().zip(other).all(|(one, other)| one.place.is_some() && one.place == other.place)
}

impl Partition {
    /// What PostgreSQL refuses when the children are made.
    pub fn check(&self, diagnostics: &mut Diagnostics) {
        for (at, column) in self.columns.iter().enumerate() {
            if self.columns[..at].contains(column) {
                let message = format!("`{column}` is named twice");
                diagnostics.malformed("table", column, message, "name each column once");
            }
        }
        for (at, child) in self.children.iter().enumerate() {
            let earlier = &self.children[..at];
            if earlier.iter().any(|other| other.name.value == child.name.value) {
                let message = format!("two partitions are named `{}`", child.name.value);
                diagnostics.malformed("table", &child.tokens, message, "rename one of them");
            }
            match &child.bound {
                Bound::Default => self.only_default(child, earlier, diagnostics),
                Bound::Range { from, to } => self.range(child, from, to, earlier, diagnostics),
                Bound::List(values) => list(values, earlier, diagnostics),
                Bound::Remainder => {}
            }
        }
    }

    fn only_default(&self, child: &Child, earlier: &[Child], diagnostics: &mut Diagnostics) {
        if earlier.iter().any(|other| matches!(other.bound, Bound::Default)) {
            let help = "keep one default partition";
            diagnostics.malformed("table", &child.tokens, "there are two default partitions", help);
        }
    }

    fn range(&self, child: &Child, from: &[Value], to: &[Value], earlier: &[Child], diagnostics: &mut Diagnostics) {
        let count = self.columns.len();
        if from.len() != count || to.len() != count {
            let message = format!("a bound needs a value for each column, here {count}");
            diagnostics.malformed("table", &child.tokens, message, "write a value for each column: `from(2026, 1)`");
            return;
        }
        if same(from, to) || is_before(to, from) == Some(true) {
            let help = "write the lower value after `from`; `to` is exclusive";
            diagnostics.malformed(
                "table",
                &child.tokens,
                format!("the partition `{}` is empty", child.name.value),
                help,
            );
            return;
        }
        let overlaps = |other: &&Child| match &other.bound {
            Bound::Range { from: start, to: end } => {
                is_before(from, end) == Some(true) && is_before(start, to) == Some(true) || same(from, start)
            }
            _ => false,
        };
        if let Some(other) = earlier.iter().find(overlaps) {
            let message = format!("the partitions `{}` and `{}` overlap", other.name.value, child.name.value);
            diagnostics.malformed("table", &child.tokens, message, "start one where the other ends");
        }
    }
}

fn list(values: &[Value], earlier: &[Child], diagnostics: &mut Diagnostics) {
    let taken = earlier.iter().filter_map(|other| match &other.bound {
        Bound::List(values) => Some(values),
        _ => None,
    });
    let mut taken: Vec<&Value> = taken.flatten().collect();
    for value in values {
        if taken.iter().any(|other| other.place.is_some() && other.place == value.place) {
            let message = format!("the value {} is in two partitions", value.tokens);
            diagnostics.malformed("table", &value.tokens, message, "keep it in one partition");
        }
        taken.push(value);
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    fn said(partition: proc_macro2::TokenStream) -> Vec<String> {
        let table = quote!(
            struct Event {
                #[column(waive(uuid_v7 = "x"))]
                id: i64,
                at: Timestamp,
                region: String,
            }
        );
        let arguments = quote!(name = "events", waive(primary_key = "x"), partition(#partition));
        codes(arguments, table).into_iter().filter(|code| code.len() > 3).collect()
    }

    #[test]
    fn overlapping_partitions_are_found() {
        for partition in [
            quote!(
                range(at),
                child("a", from = "2026-01-01", to = "2026-02-01"),
                child("b", from = "2026-02-01", to = "2026-03-01")
            ),
            quote!(
                range(at),
                child("a", from = minvalue, to = "2026-01-01"),
                child("b", from = "2026-01-01", to = maxvalue)
            ),
            quote!(
                range(id, at),
                child("a", from(1, minvalue), to(5, "2026-01-01")),
                child("b", from(5, "2026-01-01"), to(9, maxvalue))
            ),
            quote!(range(id), child("a", from = -5, to = 10), child("b", default)),
            quote!(list(region), child("a", "de", "fr"), child("b", null), child("c", default)),
            quote!(hash(id), 16),
            // Not alike: the server decides.
            quote!(
                range(at),
                child("a", from = "2026-01-01 00:00+02", to = "2026-01-01"),
                child("b", from = "x", to = "y")
            ),
        ] {
            assert_eq!(said(partition.clone()), [""; 0], "{partition}");
        }
    }

    #[test]
    fn partitions_with_the_same_rows_are_refused() {
        for partition in [
            quote!(
                range(at),
                child("a", from = "2026-01-01", to = "2026-02-01"),
                child("b", from = "2026-01-31", to = "2026-03-01")
            ),
            quote!(range(id), child("a", from = 9, to = 10), child("b", from = minvalue, to = maxvalue)),
            quote!(range(id), child("a", from = 10, to = 9)),
            quote!(range(id), child("a", from = 10, to = 10)),
            quote!(range(id, at), child("a", from(1, 1), to(1, 0))),
            quote!(list(region), child("a", "de"), child("b", "fr", "de")),
            quote!(list(region), child("a", "de", "de")),
            quote!(list(region), child("a", default), child("b", default)),
            quote!(list(region), child("a", "de"), child("a", "fr")),
            quote!(range(id), child("a", from(1, 2), to(5))),
        ] {
            assert_eq!(said(partition.clone()).len(), 1, "{partition}");
        }
    }
}
