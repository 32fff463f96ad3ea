//! The support of `#[derive(ColumnType)]`.

use std::error::Error;
use std::fmt::Display;
use std::str::FromStr;

use sea_query::Value;

use super::{ColumnType, DecodeError};
use crate::{SqlType, const_checks};

/// The SQL type of a newtype around `Inner`: the declared one, or that of its field.
#[doc(hidden)]
#[must_use]
#[track_caller]
pub const fn newtype<Inner: ColumnType>(name: &str, said: Option<SqlType>) -> SqlType {
    const_checks::newtype(name, Inner::NULLABLE, Inner::REFERENCES.is_some());
    match said {
        Some(sql_type) => sql_type,
        None => Inner::SQL,
    }
}

/// A newtype with a fallible conversion.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "[C03] `{Self}` cannot be converted from `{Inner}`",
    label = "`try_from` needs this conversion",
    note = "implement `TryFrom<{Inner}>`; its error is a text or an `Error + Send + Sync`",
    note = "docs: peristyle::rules::C03"
)]
pub trait Tried<Inner>: Sized {
    /// Converts a value from the database.
    fn tried(inner: Inner) -> Result<Self, DecodeError>;
}

#[diagnostic::do_not_recommend]
impl<Inner, Outer> Tried<Inner> for Outer
where
    Outer: TryFrom<Inner, Error: Into<Box<dyn Error + Send + Sync>>>,
{
    fn tried(inner: Inner) -> Result<Self, DecodeError> {
        Self::try_from(inner).map_err(DecodeError::new)
    }
}

/// A type that is sent as text.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "[C03] `{Self}` cannot be sent as text",
    label = "`text` needs `Display` and `FromStr`",
    note = "implement `Display` and `FromStr`; its error is a text or an `Error + Send + Sync`",
    note = "docs: peristyle::rules::C03"
)]
pub trait Displayed: Sized {
    /// Returns the text.
    fn displayed(&self) -> Value;

    /// Parses the text.
    fn parsed(text: &str) -> Result<Self, DecodeError>;
}

#[diagnostic::do_not_recommend]
impl<T> Displayed for T
where
    T: Display + FromStr<Err: Into<Box<dyn Error + Send + Sync>>>,
{
    fn displayed(&self) -> Value {
        Value::String(Some(self.to_string()))
    }

    fn parsed(text: &str) -> Result<Self, DecodeError> {
        text.parse().map_err(DecodeError::new)
    }
}
