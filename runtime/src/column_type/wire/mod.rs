//! The types that every driver can read.

mod moment;
#[cfg(feature = "rust_decimal")]
mod numeric;
#[cfg_attr(
    not(any(feature = "sqlx", feature = "tokio-postgres")),
    allow(dead_code, reason = "used only with a driver feature")
)]
mod range;
#[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
mod received;
#[cfg_attr(
    not(any(feature = "sqlx", feature = "tokio-postgres")),
    allow(dead_code, reason = "used only with a driver feature")
)]
mod texts;

pub(crate) use moment::EPOCH;
pub use moment::{Day, Instant, TimeOfDay};
#[cfg(any(feature = "jiff", feature = "time"))]
pub(crate) use moment::{too_far, too_far_to_send};
#[cfg(feature = "rust_decimal")]
pub use numeric::Numeric;
pub(crate) use range::RANGES;
pub use range::{RangeWire, WireBound};
#[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
pub(crate) use range::{oids, range_flags};
pub(crate) use texts::{Count, Texts};
#[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
pub(crate) use texts::{Form, unknown};

use std::error::Error;
use std::fmt;

use uuid::Uuid;

use super::Interval;

/// A type that every driver can read from a row. The trait is sealed: your own column type uses one of these types and
/// converts.
#[diagnostic::on_unimplemented(
    message = "[C03] no driver can read `{Self}`",
    label = "not a type that drivers read",
    note = "docs: peristyle::rules::C03"
)]
pub trait Wire: Sized + Send + Driver + Nullability {}

impl<W: Driver + Nullability + Send> Wire for W {}

/// Whether a type that drivers read is nullable.
#[doc(hidden)]
pub trait Nullability {
    /// `R`, or an `Option` of it for a nullable type.
    type Of<R>;
}

/// A type that is not nullable, and so can be in an `Option`. Sealed, as [`Wire`].
#[diagnostic::on_unimplemented(
    message = "[C03] an `Option` in an `Option` is not a column type: a value is NULL or not",
    label = "no PostgreSQL type for this type",
    note = "write one `Option`",
    note = "docs: peristyle::rules::C03"
)]
pub trait Present: Wire {
    /// Returns the `Option`.
    type Nullable: Wire + Into<Option<Self>>;
}

/// The element type of an array. Sealed, as [`Wire`].
#[diagnostic::on_unimplemented(
    message = "[C03] an array of `{Self}` is not a column type",
    label = "no PostgreSQL type for this type",
    note = "the elements of an array are scalars and not nullable; write nested lists as `Json<T>` or a child table",
    note = "docs: peristyle::rules::C03"
)]
pub trait Scalar: Present {
    /// Returns the `Vec`.
    type Array: Present + Into<Vec<Self>>;
}

mod driver {
    use super::texts::{Count, Texts};

    /// The requirements of the drivers; it seals [`Wire`](super::Wire).
    pub trait Driver: OnSqlx + OnTokioPostgres + Sized {
        /// The texts that it can be read from, if it is a text.
        const TEXTS: Option<Count> = None;

        /// Converts these texts.
        fn of_texts(_: Texts) -> Option<Self> {
            None
        }
    }

    /// The requirement of sqlx; empty without the feature.
    #[cfg(feature = "sqlx")]
    pub trait OnSqlx: for<'row> sqlx::Decode<'row, sqlx::Postgres> + sqlx::Type<sqlx::Postgres> {}
    #[cfg(feature = "sqlx")]
    impl<W: for<'row> sqlx::Decode<'row, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>> OnSqlx for W {}

    /// The requirement of sqlx; empty without the feature.
    #[cfg(not(feature = "sqlx"))]
    pub trait OnSqlx {}
    #[cfg(not(feature = "sqlx"))]
    impl<W> OnSqlx for W {}

    /// The requirement of tokio-postgres; empty without the feature.
    #[cfg(feature = "tokio-postgres")]
    pub trait OnTokioPostgres: tokio_postgres::types::FromSqlOwned {}
    #[cfg(feature = "tokio-postgres")]
    impl<W: tokio_postgres::types::FromSqlOwned> OnTokioPostgres for W {}

    /// The requirement of tokio-postgres; empty without the feature.
    #[cfg(not(feature = "tokio-postgres"))]
    pub trait OnTokioPostgres {}
    #[cfg(not(feature = "tokio-postgres"))]
    impl<W> OnTokioPostgres for W {}
}

pub(crate) use driver::Driver;

macro_rules! wire {
    ($($wire:ty),* $(,)?) => {
        $(
            impl Driver for $wire {}
            impl Driver for Option<$wire> {}
            impl Driver for Vec<$wire> {}
            impl Driver for Option<Vec<$wire>> {}
        )*
        wire!(@shape $($wire),*);
    };
    (@shape $($wire:ty),*) => {
        $(
            impl Nullability for $wire { type Of<R> = R; }
            impl Nullability for Option<$wire> { type Of<R> = Option<R>; }
            impl Nullability for Vec<$wire> { type Of<R> = R; }
            impl Nullability for Option<Vec<$wire>> { type Of<R> = Option<R>; }
            impl Present for $wire { type Nullable = Option<Self>; }
            impl Present for Vec<$wire> { type Nullable = Option<Self>; }
            impl Scalar for $wire { type Array = Vec<Self>; }
        )*
    };
}

macro_rules! text {
    ($($wire:ty, $count:ident($texts:ident) => $value:expr;)*) => {
        $(impl Driver for $wire {
            const TEXTS: Option<Count> = Some(Count::$count);

            fn of_texts(texts: Texts) -> Option<Self> {
                match texts {
                    Texts::$count($texts) => Some($value),
                    _ => None,
                }
            }
        })*
    };
}

text! {
    String, One(text) => text;
    Option<String>, One(text) => Some(text);
    Vec<String>, Many(texts) => texts;
    Option<Vec<String>>, Many(texts) => Some(texts);
}
wire!(@shape String);
wire!(bool, i16, i32, i64, f32, f64, Vec<u8>, Uuid, Instant, Day, TimeOfDay, Interval);
#[cfg(feature = "rust_decimal")]
wire!(Numeric);

macro_rules! value_error {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name(Box<dyn Error + Send + Sync>);

        impl $name {
            /// Creates the error with its cause.
            pub fn new(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
                Self(error.into())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl Error for $name {
            fn source(&self) -> Option<&(dyn Error + 'static)> {
                self.0.source()
            }
        }
    };
}

value_error! {
    /// The error of a value from the server that the Rust type cannot represent.
    DecodeError
}

value_error! {
    /// The error of a value that cannot be stored in PostgreSQL.
    EncodeError
}
