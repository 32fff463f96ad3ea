use super::ColumnType;

/// A Rust value for a column of type `V`: the argument of setters, finders and comparisons.
///
/// In addition to `V`, a `String` column accepts `&str`, and an `Option` column a plain value.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` is not a value for a column of type `{V}`",
    label = "expected a `{V}`",
    note = "docs: peristyle::rules::P03"
)]
pub trait IntoColumn<V> {
    /// Converts the value into the type of the column.
    fn into_column(self) -> V;
}

impl<V: ColumnType> IntoColumn<V> for V {
    fn into_column(self) -> V {
        self
    }
}

impl<V: ColumnType<Base = V>> IntoColumn<Option<V>> for V {
    fn into_column(self) -> Option<V> {
        Some(self)
    }
}

#[diagnostic::do_not_recommend]
impl IntoColumn<String> for &str {
    fn into_column(self) -> String {
        self.to_owned()
    }
}

#[diagnostic::do_not_recommend]
impl IntoColumn<Option<String>> for &str {
    fn into_column(self) -> Option<String> {
        Some(self.to_owned())
    }
}

#[diagnostic::do_not_recommend]
impl IntoColumn<Option<String>> for Option<&str> {
    fn into_column(self) -> Option<String> {
        self.map(str::to_owned)
    }
}
