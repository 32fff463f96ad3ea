use std::borrow::Cow;
use std::fmt;

use super::rename::Rename;

/// A statement of a migration, or several that belong together, and what it does to a running system.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Step {
    /// What it does, in one line.
    pub title: String,
    /// The statements.
    pub sql: String,
    /// What undoes it.
    pub undo: Undo,
    /// The strongest lock on a table that has rows.
    pub lock: Lock,
    /// Whether the table is written anew, or an index built, while the lock is held.
    pub rewrites: bool,
    /// Whether all rows are read while the lock is held.
    pub scans: bool,
    /// What is to be allowed before it is written to a file.
    pub hazards: Vec<Hazard>,
    /// What a reader should know beside that.
    pub note: Option<String>,
    /// The rows or values that it deletes.
    pub loss: Option<Loss>,
    /// What to write in place of allowing its hazards.
    pub(super) instead: Option<Cow<'static, str>>,
    /// The rename that it is, which a question may be about.
    pub(super) rename: Option<Rename>,
    pub(super) stage: Stage,
    pub(super) rank: Rank,
}

/// The rows of a table, or the values of a column, that a [`Step`] deletes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Loss {
    /// The table, as SQL names it.
    pub table: String,
    /// The column, as SQL names it, where the rows stay.
    pub column: Option<String>,
}

impl Loss {
    /// Returns ` WHERE column IS NOT NULL`, or nothing where the rows are deleted.
    #[must_use]
    pub fn condition(&self) -> String {
        self.column.as_ref().map(|column| format!(" WHERE {column} IS NOT NULL")).unwrap_or_default()
    }

    /// Returns what the steps of a file delete, by the comments that a migration writes above them. SQL of another hand has no such comment.
    ///
    /// ```
    /// use peristyle_build::migrate::Loss;
    ///
    /// let file = "-- 1. drop the column `sku` of `products`\n--    rows at risk: SELECT count(*) FROM products WHERE sku IS NOT NULL;\n\
    ///             ALTER TABLE products DROP COLUMN sku;\n";
    /// let losses = Loss::of_file(file);
    /// assert_eq!((losses[0].table.as_str(), losses[0].column.as_deref()), ("products", Some("sku")));
    /// ```
    #[must_use]
    pub fn of_file(text: &str) -> Vec<Self> {
        let comments = text.lines().filter_map(|line| line.strip_prefix("--    "));
        comments.filter_map(|comment| Self::of_query(comment.split_once(AT_RISK)?.1)).collect()
    }

    /// The query that counts the rows at risk, with a number in front where they were counted.
    fn of_query(text: &str) -> Option<Self> {
        let query = text.find(COUNT).map(|at| &text[at + COUNT.len()..])?.strip_suffix(';')?;
        let (table, column) = match query.strip_suffix(" IS NOT NULL").and_then(|query| query.split_once(" WHERE ")) {
            Some((table, column)) => (table, Some(column)),
            None => (query, None),
        };
        // Whoever counts writes them into a query of his own.
        let parts = names(table)?;
        let is_column = column.is_none_or(|column| names(column) == Some(1));
        (parts <= 2 && is_column).then(|| Self { table: table.to_owned(), column: column.map(str::to_owned) })
    }
}

/// What stands in front of the query that counts the rows that a step deletes.
const AT_RISK: &str = "rows at risk: ";
const COUNT: &str = "SELECT count(*) FROM ";

/// How many names with dots between them a text is, and nothing else.
fn names(text: &str) -> Option<usize> {
    let is_plain = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '$';
    let (mut rest, mut count) = (text, 1);
    loop {
        rest = match rest.strip_prefix('"') {
            Some(quoted) => behind_quote(quoted)?,
            None => Some(rest.trim_start_matches(is_plain)).filter(|behind| behind.len() < rest.len())?,
        };
        match rest.strip_prefix('.') {
            Some(next) => (rest, count) = (next, count + 1),
            None => return rest.is_empty().then_some(count),
        }
    }
}

/// What stands behind the end of a quoted name, of which two quotes are one.
fn behind_quote(mut text: &str) -> Option<&str> {
    loop {
        let (_, behind) = text.split_once('"')?;
        match behind.strip_prefix('"') {
            Some(rest) => text = rest,
            None => return Some(behind),
        }
    }
}

/// What undoes a [`Step`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Undo {
    /// These statements.
    Sql(String),
    /// There is nothing to undo.
    Nothing,
    /// Nothing does, for this reason: the down migration raises it.
    Impossible(String),
}

/// A lock of a table, the weakest first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Lock {
    /// None on a table that has rows.
    #[default]
    None,
    /// Reads and writes go on.
    RowExclusive,
    /// Reads and writes go on; other changes of the table wait.
    ShareUpdateExclusive,
    /// Writes wait.
    Share,
    /// Writes wait.
    ShareRowExclusive,
    /// Reads and writes wait.
    AccessExclusive,
}

/// What a step may do that nobody wants by accident. `Migrate::allow` allows it, with a reason that stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Hazard {
    /// Rows or values are lost.
    DeletesData,
    /// The table is written anew under ACCESS EXCLUSIVE: nobody reads or writes it meanwhile.
    RewritesTable,
    /// Writers wait while an index is built or all rows are read.
    BlocksWrites,
    /// Statements of the version that is running fail from then on.
    BreaksRunningVersion,
    /// Rows of a tenant table are no longer separated by the database.
    WeakensIsolation,
}

/// The file that a step is in. A stage is one transaction; each step of [`Stage::Fill`], [`Stage::FillRest`] and [`Stage::Build`] is alone and in none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Stage {
    /// The check of the server. A server parses a file before any of it runs, so syntax that it does not know stands in another one.
    Server,
    /// Values of enums, which cannot be used in the transaction that adds them.
    Values,
    /// What the running version does not see, and constraints that hold for new rows.
    Expand,
    /// Rows that get a value, in batches that commit.
    Fill,
    /// Rows that get a value, in one transaction.
    Backfill,
    /// What is refused from then on, when the rows that are there have a value: an update of a row without one would fail.
    Refuse,
    /// The rows that were inserted without a value meanwhile.
    FillRest,
    /// The same in one transaction.
    BackfillRest,
    /// Indexes that are built beside the running version.
    Build,
    /// Constraints that are checked against the rows.
    Validate,
    /// What needs all of it, and what is removed.
    Finish,
    /// References to keys of that stage.
    ValidateLate,
    /// Row security of tables that had none: the steps before it see the rows of all tenants.
    Secure,
}

/// The place of a step in its stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Schema,
    Rename,
    Type,
    SqlBefore,
    Function,
    Loosen,
    DropReference,
    DropLate,
    Swap,
    Retype,
    Table,
    Column,
    NotNull,
    Key,
    Constraint,
    Partition,
    Restrict,
    Index,
    View,
    /// What an earlier version of this crate emitted in other words. Triggers that change may call its functions.
    Rewrite,
    Security,
    DropIndex,
    /// Of the versions of rows: what undoes it comes behind what undoes the drop in the table, which writes versions without the column.
    DropVersionColumn,
    DropColumn,
    DropTable,
    TakeName,
    DropFunction,
    DropType,
    Remark,
    SqlAfter,
    /// Policies of the user, which may call functions of the user, and the comments on them.
    Policy,
}

impl Step {
    pub(super) fn new(stage: Stage, rank: Rank, title: impl Into<String>, sql: impl Into<String>, undo: Undo) -> Self {
        Self {
            title: title.into(),
            sql: sql.into(),
            undo,
            lock: Lock::None,
            rewrites: false,
            scans: false,
            hazards: Vec::new(),
            note: None,
            loss: None,
            instead: None,
            rename: None,
            stage,
            rank,
        }
    }

    pub(super) const fn lock(mut self, lock: Lock) -> Self {
        self.lock = lock;
        self
    }

    pub(super) const fn rewrites(mut self) -> Self {
        self.rewrites = true;
        self
    }

    pub(super) const fn scans(mut self) -> Self {
        self.scans = true;
        self
    }

    pub(super) fn hazard(mut self, hazard: Hazard) -> Self {
        if !self.hazards.contains(&hazard) {
            self.hazards.push(hazard);
        }
        self
    }

    pub(super) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// What is deleted, with the query that counts it at the end of the note.
    pub(super) fn loses(mut self, table: impl Into<String>, column: Option<String>) -> Self {
        let loss = Loss { table: table.into(), column };
        let at_risk = format!("{AT_RISK}{COUNT}{}{};", loss.table, loss.condition());
        self.note = Some(self.note.map_or_else(|| at_risk.clone(), |note| format!("{note}; {at_risk}")));
        self.loss = Some(loss);
        self
    }

    pub(super) fn instead(mut self, instead: impl Into<Cow<'static, str>>) -> Self {
        self.instead = Some(instead.into());
        self
    }

    /// Returns whether the statements run in a transaction.
    #[must_use]
    pub fn in_transaction(&self) -> bool {
        self.stage.in_transaction()
    }
}

impl Stage {
    pub(super) const fn in_transaction(self) -> bool {
        !matches!(self, Self::Fill | Self::FillRest | Self::Build)
    }
}

impl Undo {
    pub(super) fn sql(sql: impl Into<String>) -> Self {
        Self::Sql(sql.into())
    }

    /// One behind the other. Nothing undoes all of them if nothing undoes one.
    pub(super) fn all<'a>(undos: impl Iterator<Item = &'a Self> + Clone) -> Self {
        if let Some(impossible) = undos.clone().find(|undo| matches!(undo, Self::Impossible(_))) {
            return impossible.clone();
        }
        let statements = undos.filter_map(|undo| if let Self::Sql(sql) = undo { Some(sql.as_str()) } else { None });
        match statements.collect::<Vec<_>>() {
            none if none.is_empty() => Self::Nothing,
            statements => Self::Sql(statements.join("\n")),
        }
    }
}

impl Hazard {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::DeletesData,
        Self::RewritesTable,
        Self::BlocksWrites,
        Self::BreaksRunningVersion,
        Self::WeakensIsolation,
    ];

    /// Returns the name, such as `deletes_data`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::DeletesData => "deletes_data",
            Self::RewritesTable => "rewrites_table",
            Self::BlocksWrites => "blocks_writes",
            Self::BreaksRunningVersion => "breaks_running_version",
            Self::WeakensIsolation => "weakens_isolation",
        }
    }

    /// The name in Rust.
    pub(super) const fn variant(self) -> &'static str {
        match self {
            Self::DeletesData => "DeletesData",
            Self::RewritesTable => "RewritesTable",
            Self::BlocksWrites => "BlocksWrites",
            Self::BreaksRunningVersion => "BreaksRunningVersion",
            Self::WeakensIsolation => "WeakensIsolation",
        }
    }

    /// What happens, as the end of a sentence.
    pub(super) const fn told(self) -> &'static str {
        match self {
            Self::DeletesData => "data is lost",
            Self::RewritesTable => "the table is rewritten while nobody can read or write it",
            Self::BlocksWrites => "writers wait while all rows are read",
            Self::BreaksRunningVersion => "statements of the running version fail",
            Self::WeakensIsolation => "the database no longer separates the rows of tenants",
        }
    }
}

impl fmt::Display for Hazard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none on a table with rows",
            Self::RowExclusive => "ROW EXCLUSIVE",
            Self::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            Self::Share => "SHARE",
            Self::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            Self::AccessExclusive => "ACCESS EXCLUSIVE",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Loss, names};

    #[test]
    fn a_file_says_what_it_deletes() {
        let text = "--    the running version does not use it; rows at risk: SELECT count(*) FROM s.\"a \"\"b\" WHERE \"C\" IS NOT NULL;\n\
                    --    rows at risk: about 12, by SELECT count(*) FROM t;\nDROP TABLE t;\n\
                    --    rows at risk: SELECT count(*) FROM t; DELETE FROM t;\n\
                    SELECT 'rows at risk: SELECT count(*) FROM u;';\n";
        let found: Vec<_> = Loss::of_file(text).into_iter().map(|one| (one.table, one.column)).collect();
        let of_column = ("s.\"a \"\"b\"".to_owned(), Some("\"C\"".to_owned()));
        assert_eq!(found, [of_column, ("t".to_owned(), None)]);
    }

    #[test]
    fn names_are_nothing_but_names() {
        assert_eq!(["a", "a.b", "\"a.b\".c", "é1$"].map(names), [Some(1), Some(2), Some(2), Some(1)]);
        assert_eq!(["", "a b", "a.", "\"a", "\"a\"b", "f()", "a;"].map(names), [None; 7]);
    }
}
