use super::{ColumnType, DecodeError};
use crate::EnumDef;

/// A Rust enum that is an enum type in PostgreSQL; derive it with `#[derive(PgEnum)]`, which makes it a [`ColumnType`] too.
///
/// A value travels as its label in text and is cast by the statement, so that no driver has to look the type up.
pub trait PgEnum: ColumnType + Copy {
    /// The type and its labels.
    const ENUM: EnumDef;

    /// The label of this variant.
    fn label(self) -> &'static str;

    /// The variant of that label.
    fn from_label(label: &str) -> Option<Self>;
}

/// What the derived [`ColumnType::from_wire`] does.
#[doc(hidden)]
pub fn enum_from_wire<E: PgEnum>(label: &str) -> Result<E, DecodeError> {
    E::from_label(label).ok_or_else(|| DecodeError::new(format!("the enum {} has no label `{label}`", E::ENUM.name)))
}
