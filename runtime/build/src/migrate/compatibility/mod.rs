//! Which generated statements of one release fail on the schema of another one.
//!
//! While a service is deployed, the old program runs on the new schema; where the migration is applied later, or undone, the new program runs on the old one.

mod columns;
mod constraints;
mod names;
mod tables;

use std::fmt;

use serde::Serialize;

use crate::checks::Checked;

/// What fails while two releases run side by side.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Compatibility {
    /// What fails of the old program on the new schema.
    pub old_on_new: Vec<Incompatibility>,
    /// What fails of the new program on the old schema.
    pub new_on_old: Vec<Incompatibility>,
}

/// Generated statements of a table that fail, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Incompatibility {
    /// The table, with its schema where it names one.
    pub table: String,
    /// The column, where it is about one.
    pub column: Option<String>,
    /// The statements that fail.
    pub statements: Vec<StatementKind>,
    /// Whether all of them fail, or only some by their values.
    pub certainty: Certainty,
    /// Why, as a sentence without an end.
    pub reason: String,
    /// How the change is made without the failure.
    pub help: String,
}

/// A kind of generated statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StatementKind {
    /// Whatever returns rows: finders, lists, pages, joins.
    Select,
    /// An insert, which returns the row.
    Insert,
    /// An insert with `ON CONFLICT`.
    Upsert,
    /// An update by the primary key, which returns the row.
    Update,
    /// A delete by the primary key, soft or not.
    Delete,
    /// The look-up of a tenant before it is known.
    Lookup,
}

/// How often a statement fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Every time.
    Always,
    /// With some values, or when the other release has written some values.
    Sometimes,
}

/// Compares the generated statements of each schema with the other schema.
///
/// It reads the two models and nothing else, so it runs offline and before the migration is written. Statements are matched by names: a table or column that
/// is renamed fails under its old name, unless `until` keeps both names.
///
/// ```
/// use peristyle::Schema;
/// use peristyle_build::Checked;
/// use peristyle_build::migrate::compatibility;
///
/// static SCHEMA: Schema = Schema::new(&[], &[]);
/// let schema = Checked::of(&SCHEMA)?;
/// assert!(compatibility(&schema, &schema).is_empty());
/// # Ok::<(), peristyle_build::SchemaError>(())
/// ```
#[must_use]
pub fn compatibility(old: &Checked, new: &Checked) -> Compatibility {
    Compatibility { old_on_new: tables::failing(old, new), new_on_old: tables::failing(new, old) }
}

impl Compatibility {
    /// Returns whether both releases run on both schemas.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.old_on_new.is_empty() && self.new_on_old.is_empty()
    }

    /// Returns whether no statement fails every time.
    #[must_use]
    pub fn runs(&self) -> bool {
        let mut all = self.old_on_new.iter().chain(&self.new_on_old);
        all.all(|one| one.certainty == Certainty::Sometimes)
    }
}

impl StatementKind {
    /// Returns the name, such as `select`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Select => "select",
            Self::Insert => "insert",
            Self::Upsert => "upsert",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Lookup => "tenant look-up",
        }
    }
}

impl fmt::Display for Incompatibility {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.statements.iter().map(|one| one.name()).collect();
        let fails = match (self.certainty, names.len()) {
            (Certainty::Always, 1) => "fails",
            (Certainty::Always, _) => "fail",
            (Certainty::Sometimes, _) => "may fail",
        };
        write!(f, "`{}`: {} {fails}: {}\n    = help: {}", self.table, names.join(", "), self.reason, self.help)
    }
}

impl fmt::Display for Compatibility {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("both releases run on both schemas\n");
        }
        for (title, all) in [
            ("the old release on the new schema", &self.old_on_new),
            ("the new release on the old schema", &self.new_on_old),
        ] {
            if !all.is_empty() {
                writeln!(f, "{title}:")?;
                all.iter().try_for_each(|one| writeln!(f, "  {one}"))?;
            }
        }
        Ok(())
    }
}
