//! The statement of a file without a transaction, and the index that it is about.

use sqlx::{AssertSqlSafe, PgConnection};

/// What the one statement of the file does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Concurrent {
    /// CREATE INDEX CONCURRENTLY.
    Create {
        /// The index, in the schema of its table.
        name: String,
        /// The table, as it is written.
        table: String,
    },
    /// DROP INDEX CONCURRENTLY.
    Drop {
        /// The index, as it is written.
        index: String,
    },
    /// A backfill in batches that commit, which goes on where it was stopped.
    Batches,
    /// Anything else.
    Other,
}

/// The index as the catalog has it.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) is_there: bool,
    pub(super) is_valid: bool,
    /// A session is building it now.
    pub(super) is_built_elsewhere: bool,
}

const STATE: &str = "
    SELECT i.indisvalid AND i.indisready,
        EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid AND p.pid <> pg_backend_pid())
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid";

impl Concurrent {
    pub(super) fn of(sql: &str) -> Self {
        let words = words(sql);
        let is = |place: usize, word: &str| words.get(place).is_some_and(|found| found.eq_ignore_ascii_case(word));
        // No statement of a user has this quote.
        if is(0, "do") && is(1, "$peristyle$") {
            return Self::Batches;
        }
        let mut place = 1;
        let create = is(0, "create");
        if create && is(1, "unique") {
            place = 2;
        }
        if !(create || is(0, "drop")) || !is(place, "index") || !is(place + 1, "concurrently") {
            return Self::Other;
        }
        place += 2;
        if is(place, "if") {
            place += if create { 3 } else { 2 };
        }
        let Some(name) = words.get(place) else { return Self::Other };
        if !create {
            return Self::Drop { index: name.clone() };
        }
        // An index without a name has `ON` here.
        let table = place + if is(place + 2, "only") { 3 } else { 2 };
        match words.get(table) {
            Some(table) if is(place + 1, "on") && !is(place, "on") => {
                Self::Create { name: unquoted(name), table: table.clone() }
            }
            _ => Self::Other,
        }
    }

    pub(super) async fn state(&self, connection: &mut PgConnection) -> Result<State, sqlx::Error> {
        let row = match self {
            Self::Create { name, table } => {
                let query = format!(
                    "{STATE} JOIN pg_class t ON t.oid = to_regclass($1) WHERE c.relname = $2 AND c.relnamespace = t.relnamespace"
                );
                let query = sqlx::query_as(AssertSqlSafe(query)).bind(table).bind(name);
                query.fetch_optional(connection).await?
            }
            Self::Drop { index } => {
                let query = sqlx::query_as(AssertSqlSafe(format!("{STATE} WHERE c.oid = to_regclass($1)"))).bind(index);
                query.fetch_optional(connection).await?
            }
            Self::Batches | Self::Other => None,
        };
        let state =
            |(is_valid, is_built_elsewhere): (bool, bool)| State { is_there: true, is_valid, is_built_elsewhere };
        Ok(row.map(state).unwrap_or_default())
    }

    /// Drops the index of a CREATE, where it is there and not valid.
    pub(super) async fn drop_invalid(&self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        let Self::Create { name, table } = self else { return Ok(()) };
        let state = self.state(connection).await?;
        if !state.is_there || state.is_valid {
            return Ok(());
        }
        let query = "SELECT format('DROP INDEX CONCURRENTLY %I.%I', n.nspname, $2::text)
            FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace WHERE t.oid = to_regclass($1)";
        let statement: String = sqlx::query_scalar(query).bind(table).bind(name).fetch_one(&mut *connection).await?;
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(connection).await.map(drop)
    }
}

/// The first words of a statement; a name is one word with its schema and its quotes.
fn words(sql: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = sql.trim_start();
    while words.len() < 12 && !rest.is_empty() {
        if let Some(comment) = rest.strip_prefix("--") {
            rest = comment.split_once('\n').map_or("", |(_, after)| after);
        } else if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
        } else {
            let length = word(rest);
            if length == 0 {
                break;
            }
            words.push(rest[..length].to_owned());
            rest = &rest[length..];
        }
        rest = rest.trim_start();
    }
    words
}

/// The length of the word at the beginning.
fn word(text: &str) -> usize {
    let mut in_quotes = false;
    for (place, letter) in text.char_indices() {
        match letter {
            '"' => in_quotes = !in_quotes,
            _ if in_quotes || letter.is_alphanumeric() || letter == '_' || letter == '.' || letter == '$' => {}
            _ => return place,
        }
    }
    text.len()
}

/// The name as the catalog has it.
fn unquoted(name: &str) -> String {
    match name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) {
        Some(name) => name.replace("\"\"", "\""),
        None => name.to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn create(name: &str, table: &str) -> Concurrent {
        Concurrent::Create { name: name.to_owned(), table: table.to_owned() }
    }

    #[test]
    fn the_index_of_a_statement_is_found() {
        let head = "-- no-transaction\n-- Written by peristyle\n\n/* by hand */ ";
        let of = |sql: &str| Concurrent::of(&format!("{head}{sql}"));
        assert_eq!(
            of("CREATE INDEX CONCURRENTLY products_title_idx ON products (title);"),
            create("products_title_idx", "products")
        );
        assert_eq!(
            of("create unique index concurrently if not exists \"A \"\"b\" on only shop.\"T x\"(a)"),
            create("A \"b", "shop.\"T x\"")
        );
        assert_eq!(
            of("DROP INDEX CONCURRENTLY IF EXISTS shop.a_idx;"),
            Concurrent::Drop { index: "shop.a_idx".to_owned() }
        );
        assert_eq!(of("DROP INDEX CONCURRENTLY a_idx"), Concurrent::Drop { index: "a_idx".to_owned() });
        assert_eq!(of("DO $peristyle$\nBEGIN"), Concurrent::Batches);
        for other in [
            "CREATE INDEX CONCURRENTLY ON products (title)",
            "VACUUM products",
            "ALTER TYPE a ADD VALUE 'b'",
            "DO $$ BEGIN COMMIT; END $$",
            "",
            "CREATE INDEX a ON b (c)",
        ] {
            assert_eq!(of(other), Concurrent::Other, "{other}");
        }
    }
}
