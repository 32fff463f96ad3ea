//! Every sentence of documentation that generated items carry.

/// An added timestamp.
pub fn timestamp(name: &str) -> &'static str {
    match name {
        "created_at" => " When the row was inserted, by the clock of the database (rule T01).",
        "updated_at" => " When the row last changed, by the clock of the database (rule T01).",
        _ => " When the row was deleted; `None` while it is alive (rule T03).",
    }
}

/// The alias of the row type.
pub fn select(table: &str) -> String {
    format!(" A row of [`{table}`] as it is read.")
}

/// The insert type.
pub fn insert(table: &str) -> String {
    format!(" A new row of [`{table}`]: neither tenant nor timestamps are set by hand.")
}

/// The update type.
pub fn update(table: &str) -> String {
    format!(" A change of rows of [`{table}`]: what is not set stays as it is.")
}

/// The constructor of the insert type.
pub const INSERT_NEW: &str = " A new row with a new id, from the columns that have neither NULL nor a default.";
/// The same of a table whose key is no new id.
pub const INSERT_NEW_KEYED: &str = " A new row, from its key and the columns that have neither NULL nor a default.";
/// `with_id`
pub const WITH_ID: &str = " The same row under an id that was made before: for imports and retries.";
/// `id`
pub const ID: &str = " The id that the row will have.";
/// `validate`
pub const VALIDATE: &str = " Holds the values to the lengths, digits and checks of their columns.\n\n # Errors\n\n Every violation at once, by column.";
/// The constructor of the update type.
pub const UPDATE_NEW: &str = " A change of nothing yet.";
/// `select`
pub const SELECT: &str = " A list of rows: narrow it, order it, limit it.";
/// `find`
pub const FIND: &str = " The row of that key.";
/// `find` on a root
pub const FIND_ROOT: &str = " The tenant's own row.";
/// `insert`
pub const INSERT: &str = " Inserts one row and returns it.";
/// `delete` where rows stay
pub const DELETE_SOFT: &str = " Deletes a row: `deleted_at` is set, the row stays and can be restored.";
/// `delete` where rows go
pub const DELETE: &str = " Deletes a row for good.";
/// `restore`
pub const RESTORE: &str = " Brings a deleted row back.";
/// `update`
pub const UPDATE: &str = " Changes some columns of the row of that key.";

/// A setter.
pub fn setter(column: &str) -> String {
    format!(" Sets `{column}`.")
}

/// A typed column.
pub fn column(column: &str) -> String {
    format!(" The column `{column}`.")
}

/// A unique as a value.
pub fn unique(columns: &[String]) -> String {
    if columns.is_empty() {
        return " The unique that holds one row of a tenant: for `on_conflict`.".to_owned();
    }
    format!(" The unique over {}: for `on_conflict`.", columns.join(" and "))
}

/// A finder of a unique.
pub fn find_by(columns: &[String]) -> String {
    format!(" The row of that {}, by its unique index.", columns.join(" and "))
}

pub const SEARCH: &str = "The live rows in which the words are found, the best first, as many as are asked for. Words are read as people write them into a search field.";
pub const SEARCH_VALUE: &str =
    "The text search, as a condition among others: `.filter(Self::SEARCH.matches(\"lamp\"))`.";

/// Of the column that holds the words.
pub fn searched(columns: &[String]) -> String {
    format!("The words of {}, for the text search.", columns.join(", "))
}
