//! The checks over one column, as data.

use std::cmp::Ordering;

use crate::check_eval;

/// A check over one column.
#[derive(Debug, Clone, Copy)]
pub enum Rule {
    /// All of these.
    All(&'static [Rule]),
    /// One of these.
    Any(&'static [Rule]),
    /// Not this.
    Not(&'static Rule),
    /// The value, compared with a literal.
    Value(Compared, Literal),
    /// The number of characters, bytes or elements.
    Length(Compared, i128),
    /// The value is NULL.
    IsNull,
    /// A text has this prefix.
    StartsWith(&'static str),
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// A literal of a check.
#[derive(Debug, Clone, Copy)]
pub enum Literal {
    /// `5`
    Integer(i128),
    /// `0.5`
    Decimal(&'static str),
    /// `"a"`
    Text(&'static str),
    /// `true`
    Boolean(bool),
    /// `ProductStatus::Draft`
    Label(&'static str),
}

impl Rule {
    /// The check for NULL, in the logic of SQL: a comparison with NULL is neither true nor false.
    pub(super) fn of_null(&self) -> Option<bool> {
        match self {
            Self::All(rules) => rules.iter().map(Self::of_null).reduce(check_eval::and).unwrap_or(Some(true)),
            Self::Any(rules) => rules.iter().map(Self::of_null).reduce(check_eval::or).unwrap_or(Some(false)),
            Self::Not(rule) => check_eval::not(rule.of_null()),
            Self::IsNull => Some(true),
            Self::Value(..) | Self::Length(..) | Self::StartsWith(_) => None,
        }
    }
}

impl Compared {
    pub(super) fn negated(self) -> Self {
        match self {
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
            Self::Less => Self::GreaterOrEqual,
            Self::LessOrEqual => Self::Greater,
            Self::Greater => Self::LessOrEqual,
            Self::GreaterOrEqual => Self::Less,
        }
    }

    /// Whether the comparison holds for values of this order.
    pub(super) fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}
