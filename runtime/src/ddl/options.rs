/// What [`sql`](super::sql) is told beside the schema.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    schema: Option<String>,
    application_role: Option<String>,
}

impl Options {
    /// No grants, and the tables go where `search_path` says, which is meant to be `public`.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Everything goes into this schema of the database, which is there already, and every name is written with it.
    ///
    /// Without it tables and types are written by their bare names, functions in `public`.
    #[must_use]
    pub fn schema(mut self, name: impl Into<String>) -> Self {
        self.schema = Some(name.into());
        self
    }

    /// The role that the application logs in as; it is there already, owns nothing and does not bypass row security.
    ///
    /// It is granted what generated statements need and no more: no TRUNCATE, no REFERENCES, no UPDATE of tenant, key and `created_at`, and
    /// DELETE only where rows are not kept.
    #[must_use]
    pub fn application_role(mut self, name: impl Into<String>) -> Self {
        self.application_role = Some(name.into());
        self
    }

    pub(super) fn schema_name(&self) -> Option<&str> {
        self.schema.as_deref()
    }

    pub(super) fn role(&self) -> Option<&str> {
        self.application_role.as_deref()
    }
}
