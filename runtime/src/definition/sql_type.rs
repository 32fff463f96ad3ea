/// The PostgreSQL type of a column, without its nullability.
///
/// Facts about the types (which are leakproof, which a b-tree orders) stand in `POSTGRES.md`; rules C01 to C06 speak of them.
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
    /// `numeric`, exact; the column says `numeric(precision, scale)` (rule C01)
    Numeric,
    /// `numeric(precision, scale)`: digits in all, digits after the point
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
    /// `time`, without a zone
    Time,
    /// `timestamp`, without a zone (rule T02)
    Timestamp,
    /// `timestamptz`
    TimestampTz,
    /// `json` (rule C05)
    Json,
    /// `jsonb`
    Jsonb,
    /// An enum type of the schema
    Enum(&'static EnumDef),
    /// An array of another type
    Array(&'static SqlType),
}

/// An enum type: a Rust enum that derives `PgEnum`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnumDef {
    /// The name of the type.
    pub name: &'static str,
    /// The labels, in the order of the variants, which is PostgreSQL's order of comparison.
    pub labels: &'static [&'static str],
    /// The documentation of the Rust enum; becomes COMMENT ON TYPE.
    pub doc: &'static str,
}
