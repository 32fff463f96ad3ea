use super::{Condition, SqlType, WaiverDef};
use crate::{ColumnType, TableDef, Timestamp};

/// The tokens of the column's type name neither `Option` nor `Id`.
#[doc(hidden)]
pub const PLAIN: u8 = 0;
/// The tokens of the column's type are `Option<..>`.
#[doc(hidden)]
pub const NULLABLE: u8 = 1;
/// The tokens of the column's type are `Id<..>`, below `Option` or not, and it is not the key.
#[doc(hidden)]
pub const REFERENCE: u8 = 2;

/// Both.
#[doc(hidden)]
pub const NULLABLE_REFERENCE: u8 = NULLABLE | REFERENCE;
/// The tokens of the column's type are `Json<Value>`.
#[doc(hidden)]
pub const UNTYPED_JSON: u8 = 4;

/// A column of a [`TableDef`].
#[derive(Debug, Clone, Copy)]
pub struct ColumnDef {
    /// The name in the database.
    pub name: &'static str,
    /// The SQL type, as the column or its Rust type says.
    pub sql_type: SqlType,
    /// How its texts are compared and sorted, where it is said.
    pub collation: Option<&'static str>,
    /// What travels in its place: the same type for most, text for enums, documents and addresses; the statement casts between the two.
    pub carrier: SqlType,
    /// Whether NULL is allowed: the Rust type is `Option`.
    pub nullable: bool,
    /// What the database fills in when an insert leaves the column out.
    pub default: Option<Default>,
    /// The expression that the database computes the column by, in pieces: names of columns in quotes, everything else as it was written.
    pub generated: Option<Condition>,
    /// The doc comment of the field; becomes COMMENT ON COLUMN. Empty when there is none.
    pub doc: &'static str,
    /// What it copies of another table, and why (rule C08).
    pub denormalized: Option<Denormalized>,
    /// The waivers on this column.
    pub waivers: &'static [WaiverDef],
    #[doc(hidden)]
    pub target: Option<fn() -> &'static TableDef>,
    /// The SQL type of the Rust type alone.
    #[doc(hidden)]
    pub rust_type: SqlType,
    /// Whether it is a document of any shape (rule C04).
    #[doc(hidden)]
    pub untyped_json: bool,
}

/// What a column copies, and why (rule C08).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Denormalized {
    /// The name of the column of the other table.
    pub column: &'static str,
    /// Why there is a copy.
    pub why: &'static str,
}

/// The default of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Default {
    /// The SQL expression: a quoted literal, or what `default_sql` said.
    pub sql: &'static str,
    /// Whether it is a literal, whose type was checked against the column's (rule C10).
    pub literal: bool,
}

/// The column of a field of type `T`. What the laws ask of it is asserted apart from it, so that a broken one breaks nothing else.
#[doc(hidden)]
pub const fn column<T: ColumnType>(name: &'static str, doc: &'static str) -> ColumnDef {
    ColumnDef {
        name,
        sql_type: T::SQL,
        collation: None,
        carrier: T::CARRIER,
        nullable: T::NULLABLE,
        default: None,
        generated: None,
        doc,
        denormalized: None,
        waivers: &[],
        target: T::REFERENCES,
        rust_type: T::SQL,
        untyped_json: T::UNTYPED_JSON,
    }
}

/// The columns that every table has, unless it says otherwise (rules T01, T03).
#[doc(hidden)]
pub const CREATED_AT: ColumnDef = column::<Timestamp>("created_at", "");
#[doc(hidden)]
pub const UPDATED_AT: ColumnDef = column::<Timestamp>("updated_at", "");
#[doc(hidden)]
pub const DELETED_AT: ColumnDef = column::<Option<Timestamp>>("deleted_at", "");

/// A column of which the macro has reported something: no constant finds it again.
#[doc(hidden)]
pub const fn reported<T: ColumnType>(name: &'static str) -> ColumnDef {
    let said = Denormalized { column: "", why: "" };
    ColumnDef { sql_type: SqlType::Boolean, nullable: false, denormalized: Some(said), ..column::<T>(name, "") }
}

impl ColumnDef {
    /// `#[column(varchar(n))]`, `#[column(char(n))]`, `#[column(numeric(p, s))]`, `#[column(json)]`, `#[column(sql_type = "...")]`.
    #[doc(hidden)]
    pub const fn typed(self, sql_type: SqlType) -> Self {
        Self { sql_type, ..self }
    }

    /// `#[column(collate = "C")]`
    #[doc(hidden)]
    pub const fn collated(self, collation: &'static str) -> Self {
        Self { collation: Some(collation), ..self }
    }

    /// `#[column(precision(3))]`; of what is no time, the law says that.
    #[doc(hidden)]
    pub const fn precise(self, digits: u8) -> Self {
        let sql_type = match self.sql_type {
            SqlType::Time => SqlType::TimeSized(digits),
            SqlType::Timestamp => SqlType::TimestampSized(digits),
            SqlType::TimestampTz => SqlType::TimestampTzSized(digits),
            other => other,
        };
        Self { sql_type, ..self }
    }

    /// `#[column(generated(sql = "..."))]`
    #[doc(hidden)]
    pub const fn generated(self, expression: Condition) -> Self {
        Self { generated: Some(expression), ..self }
    }

    /// A default that was a literal, as SQL writes it.
    #[doc(hidden)]
    pub const fn default_literal(self, sql: &'static str) -> Self {
        Self { default: Some(Default { sql, literal: true }), ..self }
    }

    /// `#[column(default_sql = "...")]`
    #[doc(hidden)]
    pub const fn default_sql(self, sql: &'static str) -> Self {
        Self { default: Some(Default { sql, literal: false }), ..self }
    }

    /// `#[column(denormalized(from = .., why = "..."))]`
    #[doc(hidden)]
    pub const fn denormalized(self, from: &ColumnDef, why: &'static str) -> Self {
        Self { denormalized: Some(Denormalized { column: from.name, why }), ..self }
    }

    /// `#[column(waive(...))]`
    #[doc(hidden)]
    pub const fn waive(self, waivers: &'static [WaiverDef]) -> Self {
        Self { waivers, ..self }
    }
}
