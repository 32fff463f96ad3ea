//! The documentation of all generated items.

/// An added timestamp.
pub fn timestamp(name: &str) -> &'static str {
    match name {
        "created_at" => " The time at which the row was inserted, by the clock of the database (rule T01).",
        "updated_at" => " The time of the last change, by the clock of the database (rule T01).",
        _ => " The time at which the row was soft-deleted; `None` for a live row (rule T03).",
    }
}

/// The alias of the row type.
pub fn select(table: &str) -> String {
    format!(" A row of [`{table}`] as a select returns it.")
}

/// The insert type.
pub fn insert(table: &str) -> String {
    format!(" A new row of [`{table}`]. The statement sets the tenant and the timestamps.")
}

/// The update type.
pub fn update(table: &str) -> String {
    format!(" The columns of [`{table}`] to change. The others keep their values.")
}

/// The required columns of the insert type.
pub fn required(table: &str) -> String {
    format!(" The required columns of a new row of [`{table}`] (not null, no default), by name.")
}

/// The constructor of the insert type.
pub const INSERT_NEW: &str = " Creates a row with a new id from its required columns (not null, no default).";
/// The constructor where the primary key is not a generated id.
pub const INSERT_NEW_KEYED: &str =
    " Creates a row from its primary key and its required columns (not null, no default).";
/// `with_id`
pub const WITH_ID: &str = " Uses this id in place of the new one: for imports and retries.";
/// `id`
pub const ID: &str = " Returns the id of the new row.";
/// `validate`
pub const VALIDATE: &str = " Checks the lengths, digits and checks of the values. Returns all violations, by column.";
/// `find` on a tenant root
pub const FIND_ROOT: &str = " Finds the row of the tenant itself.";
/// `delete` of a soft-delete table
pub const DELETE_SOFT: &str = " Soft-deletes the row with this primary key: sets `deleted_at`, which `restore` clears.";
/// `delete` of any other table
pub const DELETE: &str = " Deletes the row with this primary key. It cannot be restored.";
/// `restore`
pub const RESTORE: &str = " Restores the soft-deleted row with this primary key.";
/// `as_of`
pub const AS_OF: &str = " Selects the rows as they were at a time: add filters, an order and a limit.";
/// `versions`
pub const VERSIONS: &str = " Selects the versions of the row with this primary key, the newest first.";
/// `update`
pub const UPDATE: &str = " Updates columns of the live row with this primary key.";

/// A setter.
pub fn setter(column: &str) -> String {
    format!(" Sets `{column}`.")
}

/// A typed column.
pub fn column(column: &str) -> String {
    format!(" The column `{column}`.")
}

/// A unique index as a conflict target.
pub fn unique(columns: &[String]) -> String {
    if columns.is_empty() {
        return " The unique index of the tenant column, as a conflict target.".to_owned();
    }
    format!(" The unique index of {}, as a conflict target.", columns.join(" and "))
}

/// A finder by a unique index.
pub fn find_by(columns: &[String]) -> String {
    format!(" Finds the live row with this {}, by the unique index.", columns.join(" and "))
}

/// A finder by a constraint without overlaps.
pub fn find_at(equal: &[String], period: &str) -> String {
    let with = if equal.is_empty() { String::new() } else { format!(" with this {}", equal.join(" and ")) };
    format!(
        " Finds the live row{with} whose `{period}` contains this value. There is at most one: they do not overlap."
    )
}

/// A look-up of the tenant by a unique index.
pub fn lookup(columns: &[String], is_one: bool) -> String {
    let (columns, lookup) = (columns.join(" and "), "before the tenant is known. Reads nothing else of the row");
    match is_one {
        true => format!(" Returns the tenant of the live row with this {columns}, or `None`, {lookup}."),
        false => format!(" Returns the tenants that have a live row with this {columns}, oldest first, {lookup}."),
    }
}

/// The queue of a table.
pub const QUEUE: &str = " The waiting rows of all tenants, for `pool.take_next(Self::queue())`.";

pub const SEARCH: &str = " Searches the live rows and returns at most `limit` of them, the best match first. `query` has the syntax of a web search.";
pub const SEARCH_VALUE: &str = " The text search as a condition: `.filter(Self::SEARCH.matches(\"lamp\"))`.";

/// The generated tsvector column.
pub fn searched(columns: &[String]) -> String {
    format!("The text search vector of {}.", columns.join(", "))
}
