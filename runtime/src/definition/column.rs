use super::{SqlType, WaiverDef};
use crate::{ColumnType, TableDef, law};

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
/// The column waives rule T02.
#[doc(hidden)]
pub const TIME_ZONE_WAIVED: u8 = 4;
/// The table waives rule T02.
#[doc(hidden)]
pub const TIME_ZONE_WAIVED_BY_TABLE: u8 = 16;
/// The tokens of the column's type are `Json<Value>`.
#[doc(hidden)]
pub const UNTYPED_JSON: u8 = 32;
/// The column waives rule C04.
#[doc(hidden)]
pub const JSON_WAIVED: u8 = 8;

/// A column of a [`TableDef`].
#[derive(Debug, Clone, Copy)]
pub struct ColumnDef {
    /// The name in the database.
    pub name: &'static str,
    /// The SQL type, as the column or its Rust type says.
    pub sql_type: SqlType,
    /// Whether NULL is allowed: the Rust type is `Option`.
    pub nullable: bool,
    /// What the database fills in when an insert leaves the column out.
    pub default: Option<Default>,
    /// The doc comment of the field; becomes COMMENT ON COLUMN. Empty when there is none.
    pub doc: &'static str,
    /// What it copies of another table, and why (rule C08).
    pub denormalized: Option<Denormalized>,
    /// The waivers on this column.
    pub waivers: &'static [WaiverDef],
    #[doc(hidden)]
    pub target: Option<fn() -> &'static TableDef>,
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

/// The column of a field of type `T`. `said` is what the field's tokens say of the type: it must agree with the type itself, so that no
/// alias hides a reference or an `Option` from the rules that read tokens (F02, F04).
#[doc(hidden)]
#[track_caller]
pub const fn column<T: ColumnType>(name: &'static str, said: u8, doc: &'static str) -> ColumnDef {
    law::tokens_agree(name, said, T::NULLABLE, T::REFERENCES.is_some());
    law::timestamp(name, said, T::SQL);
    law::typed_json(name, said, T::UNTYPED_JSON);
    ColumnDef {
        name,
        sql_type: T::SQL,
        nullable: T::NULLABLE,
        default: None,
        doc,
        denormalized: None,
        waivers: &[],
        target: T::REFERENCES,
    }
}

/// A column of which the macro has reported something: no constant finds it again.
#[doc(hidden)]
pub const fn reported<T: ColumnType>(name: &'static str) -> ColumnDef {
    let (sql_type, target) = (SqlType::Boolean, T::REFERENCES);
    ColumnDef { name, sql_type, nullable: false, default: None, doc: "", denormalized: None, waivers: &[], target }
}

impl ColumnDef {
    /// `#[column(varchar(n))]`, `#[column(char(n))]`, `#[column(numeric(p, s))]`, `#[column(json)]`.
    #[doc(hidden)]
    #[track_caller]
    pub const fn typed(self, sql_type: SqlType) -> Self {
        law::type_fits(self.name, self.sql_type, sql_type);
        Self { sql_type, ..self }
    }

    /// A default that was a string literal; `sql` is the same text as an SQL literal.
    #[doc(hidden)]
    #[track_caller]
    pub const fn default_text(self, text: &'static str, sql: &'static str) -> Self {
        law::text_default(self.name, self.sql_type, text);
        Self { default: Some(Default { sql, literal: true }), ..self }
    }

    /// What every array has.
    #[doc(hidden)]
    pub const fn default_empty(self) -> Self {
        Self { default: Some(Default { sql: "'{}'", literal: true }), ..self }
    }

    /// A default that was an integer literal.
    #[doc(hidden)]
    #[track_caller]
    pub const fn default_integer(self, value: i128, sql: &'static str) -> Self {
        law::integer_default(self.name, self.sql_type, value);
        Self { default: Some(Default { sql, literal: true }), ..self }
    }

    /// A default that was a literal with a decimal point.
    #[doc(hidden)]
    #[track_caller]
    pub const fn default_decimal(self, sql: &'static str) -> Self {
        law::decimal_default(self.name, self.sql_type);
        Self { default: Some(Default { sql, literal: true }), ..self }
    }

    /// A default that was `true` or `false`.
    #[doc(hidden)]
    #[track_caller]
    pub const fn default_bool(self, sql: &'static str) -> Self {
        law::bool_default(self.name, self.sql_type);
        Self { default: Some(Default { sql, literal: true }), ..self }
    }

    /// `#[column(default_sql = "...")]`
    #[doc(hidden)]
    pub const fn default_sql(self, sql: &'static str) -> Self {
        Self { default: Some(Default { sql, literal: false }), ..self }
    }

    /// `#[column(denormalized(from = .., why = "..."))]`
    #[doc(hidden)]
    #[track_caller]
    pub const fn denormalized(self, from: &ColumnDef, why: &'static str) -> Self {
        law::copy_fits(self.name, self.sql_type, from);
        Self { denormalized: Some(Denormalized { column: from.name, why }), ..self }
    }

    /// `#[column(waive(...))]`
    #[doc(hidden)]
    pub const fn waive(self, waivers: &'static [WaiverDef]) -> Self {
        Self { waivers, ..self }
    }
}
