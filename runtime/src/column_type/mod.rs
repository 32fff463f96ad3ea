//! Which Rust types can be columns, and what they are in PostgreSQL (rules C03, T02).

mod array;
#[cfg(feature = "bigdecimal")]
mod bigdecimal;
mod id;
mod interval;
#[cfg(feature = "jiff")]
pub(crate) mod jiff;
#[cfg(feature = "json")]
mod json;
mod literal;
mod network;
mod newtype;
mod option;
mod pg_enum;
pub(crate) mod precision;
mod scalar;
mod shape;
#[cfg(feature = "time")]
pub(crate) mod time;
mod via_text;
mod wire;

pub use interval::{Interval, IntervalError};
#[cfg(feature = "json")]
pub use json::Json;
pub use literal::IntoColumn;
pub use newtype::{Displayed, Tried, newtype};
pub use pg_enum::{PgEnum, enum_from_wire};
pub use shape::{KnownShape, ShapeOf};
pub(crate) use wire::EPOCH;
pub use wire::{DecodeError, EncodeError, Wire};

use sea_query::Value;

use crate::definition::QualifiedName;
use crate::{SqlType, TableDef};

/// A Rust type that can be a column (rule C03).
///
/// It says which SQL type the column has, and how a value goes to the server and comes back.
///
/// | Rust type | PostgreSQL type | feature | rules |
/// |---|---|---|---|
/// | `bool` | boolean | | |
/// | `i16`, `i32`, `i64` | smallint, integer, bigint | | C03: none of them unsigned |
/// | `f32`, `f64` | real, double precision | | C02: not for money |
/// | `String` | text; `varchar(n)`, `char(n)` | | C06: `char` needs a waiver |
/// | `Vec<u8>` | bytea | | |
/// | `Uuid`, [`Id<T>`](crate::Id) | uuid | | F01, F02: an `Id` is a reference |
/// | chrono's `DateTime<Utc>` | timestamptz, `precision(n)` | | |
/// | `NaiveDateTime` | timestamp, `precision(n)` | | T02: needs a waiver |
/// | `NaiveDate`, `NaiveTime` | date; time, `precision(n)` | | |
/// | time's `OffsetDateTime` (read with the offset of UTC), `UtcDateTime`; `PrimitiveDateTime`; `Date`; `Time` | as chrono's | `time` | T02 |
/// | jiff's `Timestamp`; `civil::DateTime`; `civil::Date`; `civil::Time` | as chrono's | `jiff` | T02 |
/// | [`Interval`] | interval | | |
/// | `Decimal` | `numeric(p, s)` | `rust_decimal` | C01: the digits are said; I09: not leakproof |
/// | `BigDecimal` | the same, travels as text | `bigdecimal` | the same |
/// | `std::net::IpAddr` | inet, travels as text | | I08: no gin; I09: not leakproof in gist |
/// | `IpNetwork` | inet, or cidr by `sql_type`; travels as text | `ipnetwork` | the same |
/// | `Json<T>` | jsonb, travels as text | `json` | C05: `json` needs a waiver; I08: no b-tree |
/// | an enum with `#[derive(PgEnum)]` | its enum type, travels as text | | I09: not leakproof |
/// | a struct with `#[derive(ColumnType)]` | that of its field, or its `sql_type` | | |
/// | `Vec` of these | an array, no element NULL | | I09: not leakproof |
/// | `Option` of all | the same, NULL allowed | | |
/// | any of these with `sql_type = "..."` | any: inet, citext, ltree, tsvector, a domain, a range, `vector` as `Vec<f32>` | | C03: needs a waiver; I08, I09 know those of PostgreSQL and its contrib |
///
/// A moment is never rounded. The digits of a second that its column does not store are cut off before it is sent: all
/// behind the sixth, or behind the `n` of `precision(n)`. So 23:59:59.999 in a `precision(2)` is 23:59:59.99, and an
/// instant goes towards the past, in the years before 2000 too. It is the same alone and in an array, in an insert, an
/// update and `insert_many`, in finders and conditions, and to `validate()`: a row is found by the value it was
/// inserted with. An [`Interval`] in `interval(n)` loses such digits of its seconds. What the database computes itself
/// is rounded by PostgreSQL: `default_sql = "date_trunc('second', now())"` is never in the future, `now()` in a
/// `precision(0)` may be. So is what travels as text (a `String` with `sql_type = "time(2)"`), or into a domain.
///
/// No offset is kept. A value that the Rust type does not have (`infinity`, a year that is too far away, the time
/// 24:00:00, `NaN`, a number of more digits, a network where an address is expected) is
/// [`Error::Decode`](crate::Error::Decode) with the name of its column. None of these types writes 24:00:00, but
/// another writer may, and then every list with that row is this error: `check(sql = "opens_at < '24:00'")` refuses the
/// value for every writer. The columns that `#[table]` adds are [`Timestamp`](crate::Timestamp), chrono's, with every
/// feature; written by hand they may be another crate's instant.
///
/// What says `sql_type` travels as what its Rust type is, and the statement casts it both ways: `$1::text::inet`, `"address"::text`. So no driver has to
/// know the type, and a value that the type does not take is the server's error.
#[diagnostic::on_unimplemented(
    message = "[C03] `{Self}` is not the type of any column",
    label = "no PostgreSQL type belongs to this",
    note = "columns are bool, i16, i32, i64, f32, f64, String, Vec<u8>, Uuid, Id<Table>, DateTime<Utc>, NaiveDate, NaiveTime, Interval, Decimal, IpAddr, Json<T>, an enum with `#[derive(PgEnum)]`, a struct around one of these with `#[derive(ColumnType)]`, `Vec` of these and `Option` of all",
    note = "a timestamp carries its zone: write `DateTime<Utc>` (rule T02); u32 fits into i64",
    note = "docs: peristyle::rules::C03"
)]
pub trait ColumnType: Sized + Send + 'static {
    /// The type in PostgreSQL.
    const SQL: SqlType;
    /// What travels in its place, where no driver has a form of the type itself: text for enums and documents. Read as that, and bound as that;
    /// the statement casts.
    const CARRIER: SqlType = Self::SQL;
    /// Whether NULL is one of the values: `Option` alone.
    const NULLABLE: bool = false;
    /// Whether it is a document of any shape: `serde_json::Value` (rule C04). A generic type cannot say it, and need not: the macro asks `ShapeOf`.
    const UNTYPED_JSON: bool = false;
    /// The table referred to: `Id` alone.
    const REFERENCES: Option<fn() -> &'static TableDef> = None;
    /// The name of that table, readable while compiling.
    #[doc(hidden)]
    const TARGET: QualifiedName = QualifiedName::bare("");
    /// That table, and the Rust name of its root: for rules, which a definition does not wait for.
    #[doc(hidden)]
    const REFERENCES_DEF: Option<(&'static TableDef, &'static str)> = None;
    /// The type without `Option`: what the column is compared with.
    type Base: ColumnType;
    /// What conditions in Rust look at: the type without `Option` and without the newtypes around it.
    type Bare;
    /// What travels from the server.
    type Wire: Wire;

    /// The value of the carrier, as sea-query binds it.
    ///
    /// # Errors
    ///
    /// The value has no form in PostgreSQL: JSON that does not serialize.
    fn into_value(self) -> Result<Value, EncodeError>;

    /// NULL of this type.
    fn null() -> Value;

    /// The value as conditions see it; `None` is NULL.
    fn bare(&self) -> Option<&Self::Bare>;

    /// The value as the server sent it.
    ///
    /// # Errors
    ///
    /// What the server sent is not a value of this type: a label that the enum does not have, JSON of another shape.
    fn from_wire(wire: Self::Wire) -> Result<Self, DecodeError>;
}
