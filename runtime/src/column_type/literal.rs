use sea_query::Value;

use super::ColumnType;
use crate::EncodeError;
use crate::query::Values;

/// A Rust value for a column of type `V`: the argument of setters, finders and comparisons.
///
/// In addition to `V`, a `String` column accepts `&str`, and an `Option` column a plain value.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` is not a value for a column of type `{V}`",
    label = "expected a `{V}`",
    note = "an enum: write its variant; a newtype: write what creates one from the value",
    note = "docs: peristyle::rules::P03"
)]
pub trait IntoColumn<V> {
    /// Converts the value into the type of the column.
    fn into_column(self) -> V;

    /// Encodes the value for a statement. A finder calls it: it would have to name [`ColumnType`] otherwise, and a field that
    /// is no column type would be reported twice.
    #[doc(hidden)]
    fn into_encoded(self) -> Result<Value, EncodeError>;

    /// The value that a finder by one column looks up.
    #[doc(hidden)]
    fn into_values(self) -> Values
    where
        Self: Sized,
    {
        Values::new().and_encoded(self.into_encoded())
    }

    /// The value of a column that was set.
    #[doc(hidden)]
    fn into_set(self) -> Option<V>
    where
        Self: Sized,
    {
        Some(self.into_column())
    }
}

impl<V: ColumnType> IntoColumn<V> for V {
    fn into_column(self) -> V {
        self
    }

    fn into_encoded(self) -> Result<Value, EncodeError> {
        self.into_value()
    }
}

impl<V: ColumnType<Base = V>> IntoColumn<Option<V>> for V {
    fn into_column(self) -> Option<V> {
        Some(self)
    }

    fn into_encoded(self) -> Result<Value, EncodeError> {
        self.into_value()
    }
}

#[diagnostic::do_not_recommend]
impl IntoColumn<String> for &str {
    fn into_column(self) -> String {
        self.to_owned()
    }

    fn into_encoded(self) -> Result<Value, EncodeError> {
        IntoColumn::<String>::into_column(self).into_value()
    }
}

#[diagnostic::do_not_recommend]
impl IntoColumn<Option<String>> for &str {
    fn into_column(self) -> Option<String> {
        Some(self.to_owned())
    }

    fn into_encoded(self) -> Result<Value, EncodeError> {
        IntoColumn::<Option<String>>::into_column(self).into_value()
    }
}

#[diagnostic::do_not_recommend]
impl IntoColumn<Option<String>> for Option<&str> {
    fn into_column(self) -> Option<String> {
        self.map(str::to_owned)
    }

    fn into_encoded(self) -> Result<Value, EncodeError> {
        IntoColumn::<Option<String>>::into_column(self).into_value()
    }
}
