use super::{ColumnType, DecodeError};
use crate::EnumDef;

/// A Rust enum with an enum type in PostgreSQL. `#[derive(PgEnum)]` implements it, and [`ColumnType`] too.
///
/// A value is sent as the text of its label and cast by the statement, so no driver needs to look up the type.
pub trait PgEnum: ColumnType + Copy {
    /// The type and its labels.
    const ENUM: EnumDef;

    /// Returns the label of this variant.
    fn label(self) -> &'static str;

    /// Returns the variant with this label.
    fn from_label(label: &str) -> Option<Self>;
}

/// Implements the derived [`ColumnType::from_wire`].
#[doc(hidden)]
pub fn enum_from_wire<E: PgEnum>(label: &str) -> Result<E, DecodeError> {
    E::from_label(label).ok_or_else(|| DecodeError::new(format!("the enum {} has no label `{label}`", E::ENUM.name)))
}

/// A type of columns whose default may be a constant that is neither a number, a boolean nor a text: an enum. Its derive implements this, so that of
/// another type one error is reported.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "[C10] the default of this column cannot be a constant",
    label = "write the value itself, such as `default = 5`",
    note = "a column whose type is written as an integer, `bool`, `String` or an enum takes a constant",
    note = "docs: peristyle::rules::C10"
)]
pub trait ConstantDefault {
    /// The type of the constant.
    type Constant;
}
