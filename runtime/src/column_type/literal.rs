use super::ColumnType;

/// A Rust value that fits a column of type `V`: what setters, finders and comparisons take.
///
/// Beside `V` itself, `&str` fits a `String`, and a plain value an `Option`.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` does not fit a column of type `{V}`",
    label = "this is not a `{V}`",
    note = "docs: peristyle::rules::P03"
)]
pub trait IntoColumn<V> {
    /// The value as the column's type.
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
