//! The Rust types of columns and their PostgreSQL types (rules C03, T02).

mod array;
#[cfg(feature = "bigdecimal")]
mod bigdecimal;
mod id;
mod interval;
#[cfg(feature = "jiff")]
pub(crate) mod jiff;
#[cfg(feature = "json")]
mod json;
mod json_form;
#[cfg(not(feature = "json"))]
mod json_off;
mod literal;
mod network;
mod newtype;
mod on_drivers;
mod option;
mod pg_enum;
pub(crate) mod precision;
mod range;
mod scalar;
mod shape;
#[cfg(feature = "time")]
pub(crate) mod time;
mod value;
mod via_text;
mod wire;

pub use interval::{Interval, IntervalError};
#[cfg(feature = "json")]
pub use json::Json;
pub use json_form::JsonForm;
#[cfg(not(feature = "json"))]
pub use json_off::Json;
pub use literal::IntoColumn;
pub use newtype::{Displayed, Tried, newtype};
pub use pg_enum::{ConstantDefault, LabelError, PgEnum, WithoutLabels, enum_from_label, enum_from_wire};
#[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
pub(crate) use range::bound_value;
pub(crate) use range::split;
pub use range::{Range, RangeElement, RangeError};
pub use shape::{KnownShape, ShapeOf};
pub(crate) use value::{Shown, ShownSet, cloned, cloned_set};
pub use value::{ValueOf, value_of};
pub(crate) use wire::EPOCH;
pub(crate) use wire::Nullability;
pub(crate) use wire::RANGES;
#[cfg(any(feature = "sqlx", feature = "tokio-postgres"))]
pub(crate) use wire::{Count, Driver, Form, Texts, oids, range_flags, unknown};
pub use wire::{DecodeError, EncodeError, Wire};

use sea_query::Value;

use crate::definition::QualifiedName;
use crate::table::of_type;
use crate::{ColumnDef, SqlType, TableDef};

/// `R`, or an `Option` of it if `V` is an `Option`.
#[doc(hidden)]
pub type NullableAs<V, R> = <<V as ColumnType>::Wire as Nullability>::Of<R>;

/// A Rust type that can be the type of a column (rule C03).
///
/// It defines the SQL type of the column, and the conversions to and from the values of the drivers.
///
/// | Rust type | PostgreSQL type | feature | rules |
/// |---|---|---|---|
/// | `bool` | boolean | | |
/// | `i16`, `i32`, `i64` | smallint, integer, bigint | | C03: PostgreSQL has no unsigned integers |
/// | `f32`, `f64` | real, double precision | | C02: not for money |
/// | `String` | text; `varchar(n)`, `char(n)` | | C06: `char` needs a waiver |
/// | `Vec<u8>` | bytea | | |
/// | `Uuid`, [`Id<T>`](crate::Id) | uuid | | F01, F02: an `Id` is a foreign key |
/// | chrono's `DateTime<Utc>` | timestamptz, `precision(n)` | | |
/// | `NaiveDateTime` | timestamp, `precision(n)` | | T02: needs a waiver |
/// | `NaiveDate`, `NaiveTime` | date; time, `precision(n)` | | |
/// | time's `OffsetDateTime` (read in UTC), `UtcDateTime`; `PrimitiveDateTime`; `Date`; `Time` | as for chrono | `time` | T02 |
/// | jiff's `Timestamp`; `civil::DateTime`; `civil::Date`; `civil::Time` | as for chrono | `jiff` | T02 |
/// | [`Interval`] | interval | | |
/// | [`Range`] of `i32`, `i64`, `Decimal`, a date or an instant | int4range, int8range, numrange, daterange, tstzrange | | I09: not leakproof |
/// | `Decimal` | `numeric(p, s)` | `rust_decimal` | C01: needs precision and scale; I09: not leakproof |
/// | `BigDecimal` | the same, sent as text | `bigdecimal` | the same |
/// | `std::net::IpAddr` | inet, sent as text | | I08: no gin; I09: not leakproof in gist |
/// | `IpNetwork` | inet, or cidr with `sql_type`; sent as text | `ipnetwork` | the same |
/// | `Json<T>` | jsonb, sent as text | `json` | C05: `json` needs a waiver; I08: no b-tree |
/// | an enum with `#[derive(PgEnum)]` | its enum type, sent as text | | I09: not leakproof |
/// | a struct with `#[derive(ColumnType)]` | that of its field, or its `sql_type` | | |
/// | `Vec` of these | an array without NULL elements | | I09: not leakproof |
/// | `Option` of all | the same, nullable | | |
/// | any of these with `sql_type = "..."` | any: inet, citext, ltree, tsvector, a domain, a multirange, `vector` as `Vec<f32>` | | C03: needs a waiver; I08, I09 know the types of PostgreSQL and its contrib modules |
///
/// Timestamps and times are never rounded. Digits of a second that the column does not store are truncated before the
/// value is sent: all after the sixth, or after the `n` of `precision(n)`. So 23:59:59.999 in a `precision(2)` is
/// 23:59:59.99. Truncation is towards the past, also before the year 2000. It is the same for single values and arrays,
/// in inserts, updates, batches, finders, conditions and `validate()`, so a row is found by the value that it was
/// inserted with. An [`Interval`] in `interval(n)` is truncated too. PostgreSQL rounds the values that it computes
/// itself: `now()` in a `precision(0)` may be in the future, `default_sql = "date_trunc('second', now())"` is not. It
/// also rounds values that are sent as text (a `String` with `sql_type = "time(2)"`) and values of domains.
///
/// Offsets are not stored. A value that the Rust type cannot represent (`infinity`, a year out of range, the time
/// 24:00:00, `NaN`, too many digits, a network instead of an address) is an [`Error::Decode`](crate::Error::Decode)
/// with the name of its column. None of these types writes 24:00:00, but another writer may, and then every list with
/// that row fails: `check(sql = "opens_at < '24:00'")` refuses it for every writer. The columns that `#[table]` adds
/// are [`Timestamp`](crate::Timestamp) of chrono with every feature; declared by hand, they may be the instant type of
/// another crate.
///
/// A column with `sql_type` is sent as the type of its Rust type, and the statement casts in both directions:
/// `$1::text::inet`, `"address"::text`. So no driver needs to know the type, and an invalid value is an error of the
/// server. The same holds for a text that is too long for a domain over `varchar(n)`, `char(n)` or `bit(n)`: it is never
/// truncated when it is stored, and equal to no row in a condition. A value that the check of a domain refuses is a
/// [`Violation`](crate::Violation) of the kind `Check`, also in a condition: the value becomes one of the domain, so that an
/// index can serve the condition, and PostgreSQL checks it then. As after every error of the server, the transaction is
/// aborted.
#[diagnostic::on_unimplemented(
    message = "[C03] `{Self}` is not a column type",
    label = "no PostgreSQL type for this type",
    note = "a struct around one column type: write `#[derive(Debug, Clone, ColumnType)]` above it; any other struct or collection: `Json<{Self}>` as the type of the field, or a table of its own",
    note = "an enum without data: write `#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]` above it",
    note = "the other column types are bool, i16, i32, i64 (also for unsigned integers), f32, f64, String, Vec<u8> for bytes, Uuid, Id<Table>, DateTime<Utc> (rule T02), NaiveDate, NaiveTime, Interval, peristyle::Range<T>, Decimal and IpAddr, `Vec` of these and `Option` of all",
    note = "docs: peristyle::rules::C03"
)]
#[cfg_attr(
    not(feature = "time"),
    diagnostic::on_unimplemented(
        note = "a type of the crate time needs the feature `time` of peristyle, which is off"
    )
)]
#[cfg_attr(
    not(feature = "jiff"),
    diagnostic::on_unimplemented(
        note = "a type of the crate jiff needs the feature `jiff` of peristyle, which is off"
    )
)]
#[cfg_attr(
    not(feature = "rust_decimal"),
    diagnostic::on_unimplemented(
        note = "`rust_decimal::Decimal` needs the feature `rust_decimal` of peristyle, which is off"
    )
)]
#[cfg_attr(
    not(feature = "bigdecimal"),
    diagnostic::on_unimplemented(note = "`BigDecimal` needs the feature `bigdecimal` of peristyle, which is off")
)]
#[cfg_attr(
    not(feature = "ipnetwork"),
    diagnostic::on_unimplemented(note = "`IpNetwork` needs the feature `ipnetwork` of peristyle, which is off")
)]
#[cfg_attr(
    not(feature = "json"),
    diagnostic::on_unimplemented(
        note = "`Json<T>` and `serde_json::Value` need the feature `json` of peristyle, which is off"
    )
)]
pub trait ColumnType: Sized + Send + 'static {
    /// The type in PostgreSQL.
    const SQL: SqlType;
    /// The type in which values are sent and received, if the drivers do not support the type itself: text for enums
    /// and documents. The statement casts.
    const CARRIER: SqlType = Self::SQL;
    /// Whether the type is nullable: only `Option`.
    const NULLABLE: bool = false;
    /// Whether the type is a document of any shape: `serde_json::Value` (rule C04). Generic types do not define it: the
    /// macro uses `ShapeOf`.
    const UNTYPED_JSON: bool = false;
    /// The form of a value in JSON, if the type itself determines it.
    #[doc(hidden)]
    const JSON: JsonForm = JsonForm::Any;
    /// The referenced table: only `Id`.
    const REFERENCES: Option<fn() -> &'static TableDef> = None;
    /// The name of the referenced table, as a constant.
    #[doc(hidden)]
    const TARGET: QualifiedName = QualifiedName::bare("");
    /// The referenced table and the Rust name of its root, for rules. Definitions do not depend on it.
    #[doc(hidden)]
    const REFERENCES_DEF: Option<(&'static TableDef, &'static str)> = None;
    /// How a value is cloned and shown.
    #[doc(hidden)]
    const VALUE: ValueOf<Self>;
    /// A column of the type without a name, evaluated once for each type: the compiler then copies it for each column.
    #[doc(hidden)]
    const COLUMN: ColumnDef = of_type::<Self>();
    /// The type without `Option`, for comparisons.
    type Base: ColumnType;
    /// The type without `Option` and newtypes, for conditions in Rust.
    type Bare;
    /// The type that the drivers read.
    type Wire: Wire;

    /// Converts into a value of the carrier, for sea-query.
    ///
    /// # Errors
    ///
    /// The value cannot be stored in PostgreSQL: JSON that does not serialize.
    fn into_value(self) -> Result<Value, EncodeError>;

    /// Returns NULL of this type.
    fn null() -> Value;

    /// Returns the value for conditions in Rust; `None` for NULL.
    fn bare(&self) -> Option<&Self::Bare>;

    /// Converts from the value that the driver read.
    ///
    /// # Errors
    ///
    /// The value is not a value of this type: an unknown label of the enum, JSON of another shape.
    fn from_wire(wire: Self::Wire) -> Result<Self, DecodeError>;
}
