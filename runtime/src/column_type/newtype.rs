//! What `#[derive(ColumnType)]` makes of a newtype.

use std::error::Error;
use std::fmt::Display;
use std::str::FromStr;

use sea_query::Value;

use super::{ColumnType, DecodeError};
use crate::{SqlType, const_checks};

/// The SQL type of a newtype around `Inner`: what it says, or that of its field.
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

/// A newtype that looks at the value before it holds it.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "[C03] `{Self}` is not tried from a `{Inner}`",
    label = "`try_from` asks for it",
    note = "implement `TryFrom<{Inner}>`, whose error is a text or an `Error + Send + Sync`",
    note = "docs: peristyle::rules::C03"
)]
pub trait Tried<Inner>: Sized {
    /// What is read.
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

/// What travels as the text that it displays.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "[C03] `{Self}` has no text to travel as",
    label = "`text` asks for it",
    note = "its `Display` writes the text and its `FromStr` reads it, whose error is a text or an `Error + Send + Sync`",
    note = "docs: peristyle::rules::C03"
)]
pub trait Displayed: Sized {
    /// The text that goes.
    fn displayed(&self) -> Value;

    /// The value of a text that came.
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
