use crate::physical::limited_name;

/// How the DDL is written, beside the schema.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    schema: Option<String>,
    create_schema: bool,
    application_role: Option<String>,
    lookup_role: Option<String>,
    reporting_role: Option<String>,
    purge_role: Option<String>,
    serializable_writers: bool,
    idempotent: bool,
}

impl Options {
    /// No grants, and the tables go where `search_path` says, which is meant to be `public`.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Everything goes into this schema of the database, which is there already, and every name is written with it.
    ///
    /// A table that says its own, `schema = "billing"`, is there in any case, and its statements name it so. Without the option the other tables and types are
    /// written by their bare names, functions in `public`. Statements name those tables without a schema wherever they are, so the application's
    /// `search_path` leads here: `ALTER ROLE shop_app SET search_path = shop`.
    #[must_use]
    pub fn schema(mut self, name: impl Into<String>) -> Self {
        self.schema = Some(name.into());
        self
    }

    /// The schema of [`Options::schema`] is made first; `public`, and one that nothing was said of, never. Those that tables say themselves are made in any
    /// case where they are not there.
    #[must_use]
    pub fn create_schema(mut self) -> Self {
        self.create_schema = true;
        self
    }

    /// The script may be run again: what is there already stays as it is, and nothing fails.
    ///
    /// It does not bring a database up to date. A table, an index or an enum type that is there is left alone **also where it differs** from what the structs
    /// say now; only functions, triggers, policies, comments and grants are written anew: rights of the application role on a table that are not
    /// emitted are revoked. For a database that has none of it or all of it. An index
    /// is never taken for another: generated names are held to PostgreSQL's length (rule N03), and are there once in a schema (S01).
    #[must_use]
    pub fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// The role that the application logs in as. It exists already, owns nothing and does not bypass row security.
    ///
    /// It is granted what generated statements need and nothing else: no TRUNCATE, no REFERENCES, no INSERT of `created_at`, `updated_at`, `deleted_at`
    /// and columns that the database generates, no UPDATE of tenant, key and `created_at`, and DELETE only where rows are not kept. A COPY or an INSERT
    /// without a list of columns is therefore refused.
    ///
    /// The owner of the tables needs no grant, and a role that was granted rights by other SQL has those. Such writers may insert rows with timestamps of
    /// their own, as an import of older rows does; the trigger of `updated_at` acts on updates only. Without this option nothing is granted.
    #[must_use]
    pub fn application_role(mut self, name: impl Into<String>) -> Self {
        self.application_role = Some(name.into());
        self
    }

    /// The role that owns the look-up functions of the tenant (`unique(key_hash, global, tenant_lookup)`). Without it, it is called like the application
    /// role, with `_lookup` behind: `shop_app_lookup`.
    ///
    /// It exists already, cannot log in, and is not a superuser and does not bypass row security. It is granted SELECT on the columns that the functions
    /// read, and has a policy of its own on their tables. Who runs the script is a member of it, and owns the schema of the tables. A policy holds for the
    /// members of its role too, so each of them reads these columns of all tenants: the application role, which may only execute the functions, must not be
    /// one. Without both roles no look-up is emitted (advice [`A19`](crate::advice::A19)).
    #[must_use]
    pub fn lookup_role(mut self, name: impl Into<String>) -> Self {
        self.lookup_role = Some(name.into());
        self
    }

    /// The role that reads across tenants ([`begin_across`](peristyle::transaction::TenantPool::begin_across)). It exists already, has BYPASSRLS and owns
    /// nothing. It is granted SELECT on all tables, and nothing else.
    #[must_use]
    pub fn reporting_role(mut self, name: impl Into<String>) -> Self {
        self.reporting_role = Some(name.into());
        self
    }

    /// The role that purges soft-deleted rows (`peristyle::purge`). It exists already, owns nothing and has `BYPASSRLS`, since it sees the
    /// rows of every tenant that refer to a row.
    ///
    /// It is granted DELETE on the tables with soft deletes, without the tenants themselves, and SELECT on the columns that tell which rows are
    /// deleted and refer to each other. It is another role than the application's, which may delete no row of these tables.
    #[must_use]
    pub fn purge_role(mut self, name: impl Into<String>) -> Self {
        self.purge_role = Some(name.into());
        self
    }

    /// Every writer uses SERIALIZABLE transactions, and rows can be soft-deleted in them (rule
    /// [`F07`](peristyle::rules::F07)).
    ///
    /// A serializable transaction does not see a row that a weaker one inserted after its first statement, and nothing tells it of such a row. Without this
    /// option a soft delete of a row that others can refer to is therefore refused at SERIALIZABLE, as it is at REPEATABLE READ. With it, the triggers
    /// refuse weaker transactions that insert rows with references to tables with soft deletes, change such a reference or restore such a row.
    #[must_use]
    pub fn serializable_writers(mut self) -> Self {
        self.serializable_writers = true;
        self
    }

    pub(crate) const fn are_writers_serializable(&self) -> bool {
        self.serializable_writers
    }

    pub(crate) fn purger(&self) -> Option<&str> {
        self.purge_role.as_deref()
    }

    pub(crate) fn schema_name(&self) -> Option<&str> {
        self.schema.as_deref()
    }

    /// The schema to make, if any.
    pub(crate) fn new_schema(&self) -> Option<&str> {
        self.schema_name().filter(|name| self.create_schema && *name != "public")
    }

    pub(crate) const fn is_idempotent(&self) -> bool {
        self.idempotent
    }

    /// Returns the schema of tables and types that name none.
    #[must_use]
    pub fn default_schema(&self) -> &str {
        self.schema_name().unwrap_or("public")
    }

    /// Returns the role of [`Options::application_role`].
    #[must_use]
    pub fn role(&self) -> Option<&str> {
        self.application_role.as_deref()
    }

    /// The declared look-up role, or the one that is called after the application role.
    pub(crate) fn lookup_owner(&self) -> Option<String> {
        let derived = || self.role().map(|role| limited_name(format!("{role}_lookup")));
        self.lookup_role.clone().or_else(derived)
    }

    pub(crate) fn reporter(&self) -> Option<&str> {
        self.reporting_role.as_deref()
    }
}
