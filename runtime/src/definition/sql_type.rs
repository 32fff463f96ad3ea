use std::borrow::Cow;

use super::{QualifiedName, WaiverDef};
use crate::const_str::str_eq;

/// The PostgreSQL type of a column, without nullability.
///
/// Rules C01 to C06 check the type of a column; rules I08 and I09 check which types an index can order and which comparisons are leakproof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SqlType {
    /// `boolean`
    Boolean,
    /// `smallint`, two bytes
    SmallInt,
    /// `integer`, four bytes
    Integer,
    /// `bigint`, eight bytes
    BigInt,
    /// `real`, four bytes
    Real,
    /// `double precision`, eight bytes
    DoublePrecision,
    /// `numeric`; columns declare `numeric(precision, scale)` (rule C01)
    Numeric,
    /// `numeric(precision, scale)`
    NumericSized(u16, u16),
    /// `text`
    Text,
    /// `varchar(n)`: at most n characters
    Varchar(u32),
    /// `char(n)`: padded to n characters (rule C06)
    Char(u32),
    /// `bytea`
    Bytea,
    /// `uuid`
    Uuid,
    /// `date`
    Date,
    /// `time`, without a time zone
    Time,
    /// `time(n)`: with this number of digits of a second
    TimeSized(u8),
    /// `timestamp`, without a time zone (rule T02)
    Timestamp,
    /// `timestamp(n)`: with this number of digits of a second (rule T02)
    TimestampSized(u8),
    /// `timestamptz`
    TimestampTz,
    /// `timestamptz(n)`: with this number of digits of a second
    TimestampTzSized(u8),
    /// `interval`: months, days and microseconds
    Interval,
    /// `json` (rule C05)
    Json,
    /// `jsonb`
    Jsonb,
    /// An enum type of the schema
    Enum(&'static EnumDef),
    /// An array of another type
    Array(&'static SqlType),
    /// Any other type in SQL: `inet`, `citext`, `vector(3)`, `public.email_address`
    Named(&'static str),
}

impl SqlType {
    /// Returns the type as SQL writes it where no schema stands before it. An enum is written by its name, without quotes.
    #[must_use]
    pub fn name(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::NumericSized(precision, scale) => return format!("numeric({precision},{scale})").into(),
            Self::Varchar(size) | Self::Char(size) => return format!("{}({size})", self.base_name()).into(),
            Self::TimeSized(digits) | Self::TimestampSized(digits) | Self::TimestampTzSized(digits) => {
                return format!("{}({digits})", self.base_name()).into();
            }
            Self::Enum(definition) => return definition.qualified().to_string().into(),
            Self::Array(element) => return format!("{}[]", element.name()).into(),
            scalar => scalar.base_name(),
        })
    }

    /// Returns the name without a size. An enum has that of its definition, without its schema, and an array that of its
    /// elements.
    pub(crate) const fn base_name(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::SmallInt => "smallint",
            Self::Integer => "integer",
            Self::BigInt => "bigint",
            Self::Real => "real",
            Self::DoublePrecision => "double precision",
            Self::Numeric | Self::NumericSized(..) => "numeric",
            Self::Text => "text",
            Self::Varchar(_) => "varchar",
            Self::Char(_) => "char",
            Self::Bytea => "bytea",
            Self::Uuid => "uuid",
            Self::Date => "date",
            Self::Time | Self::TimeSized(_) => "time",
            Self::Timestamp | Self::TimestampSized(_) => "timestamp",
            Self::TimestampTz | Self::TimestampTzSized(_) => "timestamptz",
            Self::Interval => "interval",
            Self::Json => "json",
            Self::Jsonb => "jsonb",
            Self::Enum(definition) => definition.name,
            Self::Array(element) => element.base_name(),
            Self::Named(name) => name,
        }
    }

    /// The type without length, precision and scale. `char(n)` keeps its length, because it compares differently, and
    /// so do named types.
    pub(crate) const fn unsized_type(self) -> Self {
        match self {
            Self::NumericSized(..) => Self::Numeric,
            Self::Varchar(_) => Self::Text,
            Self::Char(_) => Self::Char(1),
            Self::TimeSized(_) => Self::Time,
            Self::TimestampSized(_) => Self::Timestamp,
            Self::TimestampTzSized(_) => Self::TimestampTz,
            other => other,
        }
    }

    /// Equality including sizes; `==` at compile time.
    pub(crate) const fn is(self, other: Self) -> bool {
        match (self, other) {
            (Self::Varchar(one), Self::Varchar(other)) | (Self::Char(one), Self::Char(other)) => one == other,
            (Self::NumericSized(p, s), Self::NumericSized(q, t)) => p == q && s == t,
            (Self::TimeSized(one), Self::TimeSized(other))
            | (Self::TimestampSized(one), Self::TimestampSized(other))
            | (Self::TimestampTzSized(one), Self::TimestampTzSized(other)) => one == other,
            (Self::Enum(one), Self::Enum(other)) => one.qualified().is(other.qualified()),
            (Self::Named(one), Self::Named(other)) => str_eq(one, other),
            (Self::Array(one), Self::Array(other)) => one.is(*other),
            _ => self.is_plainly(other),
        }
    }

    const fn is_plainly(self, other: Self) -> bool {
        matches!(
            (self, other),
            (Self::Boolean, Self::Boolean)
                | (Self::SmallInt, Self::SmallInt)
                | (Self::Integer, Self::Integer)
                | (Self::BigInt, Self::BigInt)
                | (Self::Real, Self::Real)
                | (Self::DoublePrecision, Self::DoublePrecision)
                | (Self::Numeric, Self::Numeric)
                | (Self::Text, Self::Text)
                | (Self::Bytea, Self::Bytea)
                | (Self::Uuid, Self::Uuid)
                | (Self::Date, Self::Date)
                | (Self::Time, Self::Time)
                | (Self::Timestamp, Self::Timestamp)
                | (Self::TimestampTz, Self::TimestampTz)
                | (Self::Interval, Self::Interval)
                | (Self::Json, Self::Json)
                | (Self::Jsonb, Self::Jsonb)
        )
    }
}

/// An enum type: a Rust enum with `#[derive(PgEnum)]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnumDef {
    /// The declared schema.
    pub schema: Option<&'static str>,
    /// The name of the type.
    pub name: &'static str,
    /// The labels in the order of the variants, which is the order of comparison.
    pub labels: &'static [&'static str],
    /// The doc comment of the Rust enum, which becomes COMMENT ON TYPE.
    pub doc: &'static str,
    /// The waivers.
    pub waivers: &'static [WaiverDef],
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

impl EnumDef {
    /// The enum type with these labels.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(
        schema: Option<&'static str>,
        name: &'static str,
        labels: &'static [&'static str],
        doc: &'static str,
        waivers: &'static [WaiverDef],
    ) -> Self {
        Self { schema, name, labels, doc, waivers, __non_exhaustive: () }
    }

    /// The name with its schema.
    #[must_use]
    pub const fn qualified(&self) -> QualifiedName {
        QualifiedName::new(self.schema, self.name)
    }
}
