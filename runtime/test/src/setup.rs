//! What a test database has beside the tables of its schema.

use peristyle_build::Options;

/// What a [`TestDatabase`](crate::TestDatabase) has beside the tables of its schema.
///
/// ```
/// use peristyle_test::Setup;
///
/// let setup = Setup::new()
///     .before("CREATE EXTENSION citext")
///     .after("INSERT INTO countries (id, code) VALUES (gen_random_uuid(), 'DE')");
/// ```
#[derive(Debug, Clone, Default)]
pub struct Setup {
    pub(crate) options: Options,
    pub(crate) before: String,
    pub(crate) after: String,
}

impl Setup {
    /// Returns a setup with nothing beside the tables.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes the DDL with these options. The application role is always that of the tests.
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// Adds SQL that the owner of the database runs before the DDL, such as `CREATE EXTENSION`.
    #[must_use]
    pub fn before(mut self, sql: &str) -> Self {
        append(&mut self.before, sql);
        self
    }

    /// Adds SQL that the owner of the database runs after the DDL, such as rows that every test needs. It runs once for
    /// all tests with this setup.
    #[must_use]
    pub fn after(mut self, sql: &str) -> Self {
        append(&mut self.after, sql);
        self
    }
}

fn append(text: &mut String, sql: &str) {
    text.push_str(sql);
    text.push_str("\n;\n");
}
