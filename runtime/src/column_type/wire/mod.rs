//! What travels from the server: a closed set of types that every driver reads.

mod moment;
#[cfg(feature = "rust_decimal")]
mod numeric;
#[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
mod received;

pub(crate) use moment::EPOCH;
pub use moment::{Day, Instant, TimeOfDay};
#[cfg(any(feature = "jiff", feature = "time"))]
pub(crate) use moment::{too_far, too_far_to_send};
#[cfg(feature = "rust_decimal")]
pub use numeric::Numeric;

use std::error::Error;
use std::fmt;

use uuid::Uuid;

use super::Interval;

/// A type that every driver can read from a row. Closed: a column type of your own names one of these and converts.
#[diagnostic::on_unimplemented(
    message = "[C03] `{Self}` is not what any column holds",
    label = "no driver reads this",
    note = "docs: peristyle::rules::C03"
)]
pub trait Wire: Sized + Send + Driver {}

impl<W: Driver + Send> Wire for W {}

/// What is never NULL by itself, and so may be NULL inside `Option`. Closed, as [`Wire`] is.
#[diagnostic::on_unimplemented(
    message = "[C03] a value is NULL or it is not: an `Option` in an `Option` is not the type of any column",
    label = "no PostgreSQL type belongs to this",
    note = "write one `Option`",
    note = "docs: peristyle::rules::C03"
)]
pub trait Present: Wire {
    /// `Option` of it.
    type Nullable: Wire + Into<Option<Self>>;
}

/// What an array holds. Closed, as [`Wire`] is.
#[diagnostic::on_unimplemented(
    message = "[C03] an array of `{Self}` is not the type of any column",
    label = "no PostgreSQL type belongs to this",
    note = "the elements of an array are scalars, none of them NULL; lists of lists belong into a `Json<T>` or a child table",
    note = "docs: peristyle::rules::C03"
)]
pub trait Scalar: Present {
    /// `Vec` of it.
    type Array: Present + Into<Vec<Self>>;
}

mod driver {
    /// What the drivers ask of a value that they read; keeps [`Wire`](super::Wire) closed.
    pub trait Driver: OnSqlx + OnTokioPostgres {}

    /// What sqlx asks of a value that it reads: nothing where it is not there.
    #[cfg(feature = "sqlx")]
    pub trait OnSqlx: for<'row> sqlx::Decode<'row, sqlx::Postgres> + sqlx::Type<sqlx::Postgres> {}
    #[cfg(feature = "sqlx")]
    impl<W: for<'row> sqlx::Decode<'row, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>> OnSqlx for W {}

    /// What sqlx asks of a value that it reads: nothing where it is not there.
    #[cfg(not(feature = "sqlx"))]
    pub trait OnSqlx {}
    #[cfg(not(feature = "sqlx"))]
    impl<W> OnSqlx for W {}

    /// What tokio-postgres asks of a value that it reads: nothing where it is not there.
    #[cfg(feature = "tokio-postgres")]
    pub trait OnTokioPostgres: tokio_postgres::types::FromSqlOwned {}
    #[cfg(feature = "tokio-postgres")]
    impl<W: tokio_postgres::types::FromSqlOwned> OnTokioPostgres for W {}

    /// What tokio-postgres asks of a value that it reads: nothing where it is not there.
    #[cfg(not(feature = "tokio-postgres"))]
    pub trait OnTokioPostgres {}
    #[cfg(not(feature = "tokio-postgres"))]
    impl<W> OnTokioPostgres for W {}
}

use driver::Driver;

macro_rules! wire {
    ($($wire:ty),* $(,)?) => {
        $(
            impl Driver for $wire {}
            impl Driver for Option<$wire> {}
            impl Driver for Vec<$wire> {}
            impl Driver for Option<Vec<$wire>> {}
            impl Present for $wire { type Nullable = Option<Self>; }
            impl Present for Vec<$wire> { type Nullable = Option<Self>; }
            impl Scalar for $wire { type Array = Vec<Self>; }
        )*
    };
}

wire!(bool, i16, i32, i64, f32, f64, String, Vec<u8>, Uuid, Instant, Day, TimeOfDay, Interval);
#[cfg(feature = "rust_decimal")]
wire!(Numeric);

macro_rules! value_error {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name(Box<dyn Error + Send + Sync>);

        impl $name {
            /// Says what is wrong with the value.
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
    /// The server sent a value that the column's type does not have.
    DecodeError
}

value_error! {
    /// A value has no form in PostgreSQL.
    EncodeError
}
