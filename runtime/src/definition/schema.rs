use super::{ExtraSql, QualifiedName, TableDef};

/// The tables of one database, as listed in `schema!`.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Schema {
    /// The tables in the order of the list.
    pub tables: &'static [&'static TableDef],
    /// SQL of the user, at the start and at the end.
    pub sql: &'static [ExtraSql],
    /// The tables of the crate that no list names; the build script refuses them (S02).
    pub unlisted: &'static [Unlisted],
    /// The oldest major version of PostgreSQL that the schema is for: `min = 18`, else 15 (rule S03).
    pub min: u16,
}

/// A struct with `#[table]` that no `schema!` of its crate names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unlisted {
    /// The table.
    pub table: QualifiedName,
    /// The name of the struct.
    pub rust_name: &'static str,
    /// File and line of its attribute: `src/orders.rs:12`.
    pub location: &'static str,
}

impl Schema {
    /// Returns a schema of these tables, with SQL of the user. `schema!` writes this call.
    ///
    /// ```
    /// use peristyle::Schema;
    ///
    /// static EMPTY: Schema = Schema::new(&[], &[]);
    /// assert!(EMPTY.tables.is_empty());
    /// ```
    #[must_use]
    pub const fn new(tables: &'static [&'static TableDef], sql: &'static [ExtraSql]) -> Self {
        Self { tables, sql, unlisted: &[], min: 15 }
    }

    /// Returns the schema for servers of this major version of PostgreSQL or later. `schema! { min = 18; .. }` writes this call.
    ///
    /// ```
    /// use peristyle::Schema;
    ///
    /// static NEWER: Schema = Schema::new(&[], &[]).with_min(18);
    /// assert_eq!((NEWER.min, Schema::new(&[], &[]).min), (18, 15));
    /// ```
    #[must_use]
    pub const fn with_min(self, version: u16) -> Self {
        Self { min: version, ..self }
    }

    /// The schema with the tables that no list names.
    #[doc(hidden)]
    #[must_use]
    pub const fn with_unlisted(self, unlisted: &'static [Unlisted]) -> Self {
        Self { unlisted, ..self }
    }
}

impl Unlisted {
    /// Returns the description of a struct that no list names.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(table: QualifiedName, rust_name: &'static str, location: &'static str) -> Self {
        Self { table, rust_name, location }
    }
}
