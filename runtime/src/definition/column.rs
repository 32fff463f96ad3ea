use super::{Condition, SqlType, TableDef, WaiverDef};

/// The type of the field is neither `Option` nor `Id`, by its tokens.
#[doc(hidden)]
pub const PLAIN: u8 = 0;
/// The type of the field is `Option<..>`, by its tokens.
#[doc(hidden)]
pub const NULLABLE: u8 = 1;
/// The type of the field is `Id<..>` or `Option<Id<..>>`, by its tokens, and the column is not the primary key.
#[doc(hidden)]
pub const REFERENCE: u8 = 2;
/// The name of the column ends like that of an id, and it is not a foreign key (rule F01).
#[doc(hidden)]
pub const ID: u8 = 4;
/// The name of the column is that of an amount of money (rule C02).
#[doc(hidden)]
pub const MONEY: u8 = 8;
/// The name of the column is that of a list (rule C07).
#[doc(hidden)]
pub const LIST: u8 = 16;

/// The column is the tenant column, and its foreign key is the first of the definition.
#[doc(hidden)]
pub const TENANT: u8 = 32;

/// The field of the time at which the row was inserted (rule T01).
#[doc(hidden)]
pub const CREATED_AT: &str = "created_at";
/// The field of the time of the last change (rule T01).
#[doc(hidden)]
pub const UPDATED_AT: &str = "updated_at";
/// The field of the time at which the row was soft-deleted (rule T03).
#[doc(hidden)]
pub const DELETED_AT: &str = "deleted_at";

/// A column of a [`TableDef`].
#[derive(Debug, Clone, Copy)]
pub struct ColumnDef {
    /// The name in the database.
    pub name: &'static str,
    /// The name of the field, if it differs.
    pub field: &'static str,
    /// The declared old name: `renamed_from = "code"`. Only a migration reads it.
    pub renamed_from: Option<&'static str>,
    /// The SQL type: the declared one, or that of the Rust type.
    pub sql_type: SqlType,
    /// The maximum number of characters, `max_len = 255`: a check of the table with the same limit enforces it.
    pub max_len: Option<u32>,
    /// The collation, if one is declared.
    pub collation: Option<&'static str>,
    /// The type in which values are sent and received: the same type for most types, text for enums, documents and
    /// addresses. The statement casts.
    pub carrier: SqlType,
    /// Whether the column is nullable: its Rust type is `Option`.
    pub nullable: bool,
    /// The default.
    pub default: Option<Default>,
    /// The kind of identity or serial column.
    pub sequence: Option<Sequence>,
    /// How the rows of a tenant are numbered by this column: `number_per_tenant`.
    pub number: Option<&'static NumberDef>,
    /// The expression of a generated column, in pieces: quoted names of columns, and the rest as it was written.
    pub generated: Option<Condition>,
    /// Whether a generated column is computed when it is read, not stored: `generated(.., virtual)` (rule C12).
    pub is_virtual: bool,
    /// The doc comment of the field, which becomes COMMENT ON COLUMN; empty if there is none.
    pub doc: &'static str,
    /// The column that it is a copy of, and the reason (rule C08).
    pub denormalized: Option<Denormalized>,
    /// The waivers of this column.
    pub waivers: &'static [WaiverDef],
    /// Whether the application sets the column although it has the name of a timestamp that the database sets:
    /// `set_by_application`.
    pub set_by_application: bool,
    /// Whether no trigger sets `updated_at`, so that only the statements do: `no_trigger`.
    pub no_trigger: bool,
    /// Whether an array has no default: `no_default`.
    pub no_default: bool,
    /// Whether no check refuses a NULL in an array: `unchecked_elements`.
    pub unchecked_elements: bool,
    /// What differs while two releases run on one database.
    pub transition: Transition,
    #[doc(hidden)]
    pub target: Option<fn() -> &'static TableDef>,
    /// The SQL type of the Rust type.
    #[doc(hidden)]
    pub rust_type: SqlType,
    /// Whether the column is a document of any shape (rule C04).
    #[doc(hidden)]
    pub untyped_json: bool,
    #[doc(hidden)]
    pub __non_exhaustive: Hidden,
}

/// What only const checks and the schemas of other libraries read. Its fields depend on features, so nobody else may name them.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Hidden {
    /// The type is what a type of Rust's own is called, as far as a const check of one can see without a call.
    pub(crate) is_as_named: bool,
    /// The form of a value in JSON.
    #[cfg(any(feature = "schemars", feature = "utoipa"))]
    pub(crate) json: crate::column_type::JsonForm,
}

impl Hidden {
    /// Nothing is known.
    pub const PLAIN: Self = Self {
        is_as_named: false,
        #[cfg(any(feature = "schemars", feature = "utoipa"))]
        json: crate::column_type::JsonForm::Any,
    };
}

/// What differs in a column while two releases run on one database. A later migration ends it, when the attribute is
/// removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Transition {
    /// Nothing.
    None,
    /// The old name stays beside the new one, and a trigger keeps both in step: `until = "0.5"`.
    OldName {
        /// The release or the migration in which the old name is dropped.
        until: &'static str,
        /// The type of the old name, where it is another one: `old_type = "integer"`.
        old_type: Option<SqlType>,
    },
    /// A trigger replaces NULL for programs that do not write the column: `backfill = "lower(name)", until = "0.5"`.
    Filled {
        /// The value, as SQL over the columns of the row.
        value: &'static str,
        /// The release or the migration in which the trigger is dropped.
        until: &'static str,
    },
    /// The struct does not have the column any more, the database does: `retired = "the reason"`.
    Retired {
        /// The reason.
        reason: &'static str,
    },
}

/// The kind of identity or serial column. No insert sets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sequence {
    /// GENERATED ALWAYS AS IDENTITY
    Identity,
    /// GENERATED BY DEFAULT AS IDENTITY: an import in SQL may set a value.
    IdentityByDefault,
    /// The default is a sequence that the column owns, as with `serial`.
    Serial,
    /// The same, with a sequence of another name or type: `serial = "item_seq"`.
    SerialOf(&'static SequenceDef),
}

/// The sequence of a `serial` column, where it differs from what PostgreSQL generates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SequenceDef {
    /// The declared name, in the schema of the table.
    pub name: Option<&'static str>,
    /// The declared type; else it is that of the column.
    pub sql_type: Option<SqlType>,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

impl SequenceDef {
    /// What PostgreSQL generates.
    #[doc(hidden)]
    pub const PLAIN: Self = Self { name: None, sql_type: None, __non_exhaustive: () };

    /// `serial(name = "...")`
    #[doc(hidden)]
    #[must_use]
    pub const fn named(self, name: &'static str) -> Self {
        Self { name: Some(name), ..self }
    }

    /// `serial(sql_type = "...")`
    #[doc(hidden)]
    #[must_use]
    pub const fn typed(self, sql_type: SqlType) -> Self {
        Self { sql_type: Some(sql_type), ..self }
    }
}

/// How a column numbers the rows of a tenant. No insert sets it: a trigger takes the next number of a counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberDef {
    /// The columns whose values have numbers of their own: `per(series, year)`.
    pub per: &'static [&'static str],
    /// Whether no number is left out: rows are not deleted for good.
    pub no_gaps: bool,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

impl NumberDef {
    /// Numbers of the tenant by these columns.
    #[doc(hidden)]
    #[must_use]
    pub const fn per(per: &'static [&'static str], no_gaps: bool) -> Self {
        Self { per, no_gaps, __non_exhaustive: () }
    }
}

/// The source of a copied column, and the reason (rule C08).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Denormalized {
    /// The name of the source column.
    pub column: &'static str,
    /// The reason.
    pub why: &'static str,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

impl Denormalized {
    /// A copy of this column.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(column: &'static str, why: &'static str) -> Self {
        Self { column, why, __non_exhaustive: () }
    }
}

/// The default of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Default {
    /// The SQL expression: a quoted literal, or that of `default_sql`.
    pub sql: &'static str,
    /// Whether it is a literal, whose type was checked (rule C10).
    pub literal: bool,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

impl Default {
    /// The default with this expression.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(sql: &'static str, literal: bool) -> Self {
        Self { sql, literal, __non_exhaustive: () }
    }
}

impl ColumnDef {
    /// `#[column(varchar(n))]`, `#[column(char(n))]`, `#[column(numeric(p, s))]`, `#[column(json)]`, `#[column(sql_type = "...")]`.
    #[doc(hidden)]
    pub const fn typed(mut self, sql_type: SqlType) -> Self {
        self.sql_type = sql_type;
        self
    }

    /// `#[column(max_len = 255)]`
    #[doc(hidden)]
    pub const fn max_len(mut self, most: u32) -> Self {
        self.max_len = Some(most);
        self
    }

    /// `#[column(collate = "C")]`
    #[doc(hidden)]
    pub const fn collated(mut self, collation: &'static str) -> Self {
        self.collation = Some(collation);
        self
    }

    /// The column with another name than its field: `#[column(name = "...")]`.
    #[doc(hidden)]
    pub const fn of_field(mut self, field: &'static str) -> Self {
        self.field = field;
        self
    }

    /// `#[column(renamed_from = "...")]`
    #[doc(hidden)]
    pub const fn renamed_from(mut self, name: &'static str) -> Self {
        self.renamed_from = Some(name);
        self
    }

    /// `#[column(renamed_from = "...", until = "...")]`
    #[doc(hidden)]
    pub const fn until(self, until: &'static str) -> Self {
        Self { transition: Transition::OldName { until, old_type: None }, ..self }
    }

    /// `#[column(old_type = "...")]`
    #[doc(hidden)]
    pub const fn old_type(self, sql_type: SqlType) -> Self {
        match self.transition {
            Transition::OldName { until, .. } => {
                Self { transition: Transition::OldName { until, old_type: Some(sql_type) }, ..self }
            }
            _ => self,
        }
    }

    /// `#[column(backfill = "...", until = "...")]`
    #[doc(hidden)]
    pub const fn filled(self, value: &'static str, until: &'static str) -> Self {
        Self { transition: Transition::Filled { value, until }, ..self }
    }

    /// `#[column(retired = "...")]`
    #[doc(hidden)]
    pub const fn retired(self, reason: &'static str) -> Self {
        Self { transition: Transition::Retired { reason }, ..self }
    }

    /// `#[column(set_by_application)]`
    #[doc(hidden)]
    pub const fn set_by_application(mut self) -> Self {
        self.set_by_application = true;
        self
    }

    /// `#[column(no_trigger)]`
    #[doc(hidden)]
    pub const fn no_trigger(mut self) -> Self {
        self.no_trigger = true;
        self
    }

    /// `#[column(no_default)]`
    #[doc(hidden)]
    pub const fn no_default(mut self) -> Self {
        self.no_default = true;
        self
    }

    /// `#[column(unchecked_elements)]`
    #[doc(hidden)]
    pub const fn unchecked_elements(mut self) -> Self {
        self.unchecked_elements = true;
        self
    }

    /// Whether this is one of the timestamps that the database and the statements set (rules T01, T03): its field decides, and
    /// the database may have another name for it.
    #[doc(hidden)]
    pub const fn is_timestamp(&self) -> bool {
        // The pattern rejects nearly all names: a comparison is slow at compile time.
        !self.set_by_application
            && matches!(self.field.as_bytes(), [b'c' | b'u' | b'd', _, _, _, _, _, _, _, _, _])
            && (crate::const_str::str_eq(self.field, CREATED_AT)
                || crate::const_str::str_eq(self.field, UPDATED_AT)
                || crate::const_str::str_eq(self.field, DELETED_AT))
    }

    /// `#[column(identity)]`, `#[column(serial)]`
    #[doc(hidden)]
    pub const fn counted(mut self, sequence: Sequence) -> Self {
        self.sequence = Some(sequence);
        self
    }

    /// `#[column(number_per_tenant)]`
    #[doc(hidden)]
    pub const fn numbered(mut self, number: &'static NumberDef) -> Self {
        self.number = Some(number);
        self
    }

    /// Whether only the database sets the column: it is generated, identity, serial or numbered.
    pub const fn is_set_by_database(&self) -> bool {
        self.generated.is_some() || self.sequence.is_some() || self.number.is_some()
    }

    /// `#[column(precision(3))]`; a const check reports types without digits of a second.
    #[doc(hidden)]
    pub const fn precise(mut self, digits: u8) -> Self {
        self.sql_type = match self.sql_type {
            SqlType::Time => SqlType::TimeSized(digits),
            SqlType::Timestamp => SqlType::TimestampSized(digits),
            SqlType::TimestampTz => SqlType::TimestampTzSized(digits),
            other => other,
        };
        self
    }

    /// `#[column(generated(sql = "..."))]`
    #[doc(hidden)]
    pub const fn generated(mut self, expression: Condition) -> Self {
        self.generated = Some(expression);
        self
    }

    /// `#[column(generated(.., virtual))]`
    #[doc(hidden)]
    pub const fn computed_on_read(mut self) -> Self {
        self.is_virtual = true;
        self
    }

    /// A literal as default, in SQL.
    #[doc(hidden)]
    pub const fn default_literal(mut self, sql: &'static str) -> Self {
        self.default = Some(Default::new(sql, true));
        self
    }

    /// `#[column(default_sql = "...")]`
    #[doc(hidden)]
    pub const fn default_sql(mut self, sql: &'static str) -> Self {
        self.default = Some(Default::new(sql, false));
        self
    }

    /// `#[column(denormalized(from = .., why = "..."))]`
    #[doc(hidden)]
    pub const fn denormalized(mut self, from: &ColumnDef, why: &'static str) -> Self {
        self.denormalized = Some(Denormalized::new(from.name, why));
        self
    }

    /// `#[column(waive(...))]`
    #[doc(hidden)]
    pub const fn waive(mut self, waivers: &'static [WaiverDef]) -> Self {
        self.waivers = waivers;
        self
    }
}
