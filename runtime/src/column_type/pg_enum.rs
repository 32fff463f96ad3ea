use std::error::Error;
use std::fmt;

use super::{ColumnType, DecodeError};
use crate::EnumDef;

/// A Rust enum with an enum type in PostgreSQL. `#[derive(PgEnum)]` implements it, and [`ColumnType`] too.
///
/// A value is sent as the text of its label and cast by the statement, so no driver needs to look up the type.
///
/// The derive also implements `Display` and `FromStr` with the labels of the database, and the traits of the drivers
/// (with the features `sqlx` and `tokio-postgres`) for your own SQL: `Type`, `PgHasArrayType`, `Encode` and `Decode` of
/// sqlx, `ToSql` and `FromSql` of tokio-postgres. With `#[pg_enum(serde)]` it implements `Serialize` and `Deserialize`
/// of serde with the same labels, and with the features `schemars` and `utoipa` their schemas.
pub trait PgEnum: ColumnType {
    /// The type and its labels.
    const ENUM: EnumDef;

    /// Returns the label of this variant.
    fn label(&self) -> &'static str;

    /// Returns the variant with this label.
    fn from_label(label: &str) -> Option<Self>;
}

/// The error of parsing a text that is not a label of the enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelError {
    enum_name: &'static str,
    label: String,
}

impl fmt::Display for LabelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the enum {} has no label `{}`", self.enum_name, self.label)
    }
}

impl Error for LabelError {}

/// Implements the derived `FromStr`.
#[doc(hidden)]
pub fn enum_from_label<E: PgEnum>(label: &str) -> Result<E, LabelError> {
    E::from_label(label).ok_or_else(|| LabelError { enum_name: E::ENUM.name, label: label.to_owned() })
}

/// Implements `Display`, `FromStr` and the traits of the drivers for an enum.
#[doc(hidden)]
#[macro_export]
macro_rules! __pg_enum {
    ($ty:ident) => {
        impl ::core::fmt::Display for $ty {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.__label())
            }
        }
        impl ::core::str::FromStr for $ty {
            type Err = $crate::LabelError;
            fn from_str(label: &str) -> $crate::__v0::Result<Self, $crate::LabelError> {
                $crate::__v0::enum_from_label(label)
            }
        }
        $crate::__column_type_on_drivers!($ty);
    };
}

/// Implements serde's traits for an enum, with its labels.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! __pg_enum_serde {
    ($ty:ident) => {
        impl $crate::__v0::serde::Serialize for $ty {
            fn serialize<S: $crate::__v0::serde::Serializer>(
                &self,
                serializer: S,
            ) -> $crate::__v0::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.__label())
            }
        }
        impl<'de> $crate::__v0::serde::Deserialize<'de> for $ty {
            fn deserialize<D: $crate::__v0::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> $crate::__v0::Result<Self, D::Error> {
                $crate::__v0::serde::enum_from(deserializer)
            }
        }
        $crate::__pg_enum_schemas!($ty);
    };
}

/// Reports the missing feature.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __pg_enum_serde {
    ($ty:ident) => {
        ::core::compile_error!(
            "`#[pg_enum(serde)]` needs the feature `serde` of peristyle: add `features = [\"serde\"]` to peristyle in Cargo.toml"
        );
    };
}

/// Implements the derived [`ColumnType::from_wire`].
#[doc(hidden)]
pub fn enum_from_wire<E: PgEnum>(label: &str) -> Result<E, DecodeError> {
    E::from_label(label).ok_or_else(|| DecodeError::new(format!("the enum {} has no label `{label}`", E::ENUM.name)))
}

/// A type of columns that takes a constant which is neither a number, a boolean nor a text: as its default, in a condition and in the bound of a
/// partition. This is an enum. Its derive implements this, so that of another type one error is reported.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "[C10] a column of type `{Self}` takes no constant here",
    label = "write the value itself, such as `5`",
    note = "a column of an enum takes its variants; a default is also a constant where the type is written as an integer, `bool` or `String`",
    note = "docs: peristyle::rules::C10"
)]
pub trait ConstantDefault {
    /// The type of the constant.
    type Constant;
}

/// The methods of a derived enum, for a type that is none: the compiler reports that its column is not a column type,
/// and not that the methods are missing.
#[doc(hidden)]
pub trait WithoutLabels {
    /// Never called.
    fn __label(&self) -> &'static str {
        ""
    }

    /// Never called.
    fn __literal(&self) -> &'static str {
        ""
    }
}

impl<T> WithoutLabels for T {}
