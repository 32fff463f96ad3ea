//! What the application of one tenant may do to the rows of another, tried on every table of a schema.

mod attempts;
mod report;
mod session;

use peristyle::__build_v0::physical;
use peristyle::__build_v0::quote::{Identifier, Literal};
use peristyle::definition::Tenancy;
use peristyle::{Schema, TableDef};
use sqlx::{AssertSqlSafe, PgPool};
use uuid::Uuid;

use attempts::{Attempt, Expected, Target, Written, no_right, no_row};
pub use report::{AttackReport, Finding};
use session::{Outcome, Session};

use crate::example::{AllFixed, Choices, ExampleError, Request, Store, name};
use crate::server::Role;
use crate::{TestDatabase, TestError};

impl TestDatabase {
    /// Attacks the isolation of tenants: with rows of two tenants in every tenant table, the role that a service logs in as
    /// tries to read, change, delete, upsert and refer to the rows of the other tenant, by SQL of its own.
    ///
    /// It is tried with the tenant, without one and after the end of its transaction; COPY, TRUNCATE, locks, ALTER TABLE,
    /// other roles, partitions, views, the versions of rows and the last numbers of tenants, and the owner of the tables, for
    /// whom row level security is forced. Tables that waive rule P02 (`row_security`) are left out, and so are second
    /// references to the root, whose targets are tenants.
    ///
    /// ```
    /// # use peristyle::prelude::*;
    /// # /// A customer account.
    /// # #[table(name = "organizations", tenant_root)] pub struct Organization { pub id: Id<Organization> }
    /// # schema! { pub SCHEMA = [Organization] }
    /// # use peristyle_test::TestDatabase;
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// let db = TestDatabase::new(&SCHEMA).await?;
    /// db.admin(); // SQL of your own that the database has beside the schema
    /// let report = db.attack(&SCHEMA).await?; // panics when it is dropped with findings
    /// assert!(report.attempts() > 20);
    /// # Ok::<(), peristyle_test::TestError>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// No row of a table could be chosen or inserted, or the connection was lost.
    pub async fn attack(&self, schema: &Schema) -> Result<AttackReport, TestError> {
        let mut report = AttackReport::default();
        let mut store = self.examples().await;
        for root in schema.tables.iter().filter(|table| matches!(table.tenancy, Tenancy::Root { .. })) {
            Attack::of(self, root, schema, &mut store).await?.run(&mut store, &mut report).await?;
        }
        Ok(report)
    }
}

/// The attack on the tables of one root.
struct Attack<'a> {
    db: &'a TestDatabase,
    catalog: PgPool,
    tables: Vec<&'static TableDef>,
    ours: Uuid,
    theirs: Uuid,
    choices: Choices,
    session: Session,
    /// In which no tenant was ever set.
    untouched: Session,
    owner: Session,
}

impl<'a> Attack<'a> {
    /// With rows of two tenants in every table.
    async fn of(
        db: &'a TestDatabase,
        root: &'static TableDef,
        schema: &Schema,
        store: &mut Store,
    ) -> Result<Self, TestError> {
        let belongs = |table: &&'static TableDef| match table.tenancy {
            Tenancy::Tenant { root_name, .. } => root_name == root.qualified(),
            _ => table.qualified() == root.qualified(),
        };
        let tables = schema.tables.iter().copied().filter(belongs).filter(|table| table.row_security).collect();
        let setting = physical::setting(root.rust_name);
        let (application, owner) = (db.direct_options(Role::Application), db.direct_options(Role::Owner));
        let mut attack = Self {
            db,
            catalog: db.owner(),
            tables,
            ours: Uuid::now_v7(),
            theirs: Uuid::now_v7(),
            choices: Choices::seeded(0),
            session: Session::open(&application, setting.clone()).await?,
            untouched: Session::open(&application, setting.clone()).await?,
            owner: Session::open(&owner, setting).await?,
        };
        let fixed = AllFixed::new();
        for def in attack.tables.clone() {
            for tenant in [attack.ours, attack.theirs] {
                let request = Request { def, tenant: Some(tenant), count: 1, fixed: &fixed };
                match store.insert(request, &mut attack.choices).await {
                    // The row that others refer to is the only one.
                    Err(ExampleError::Unique { .. }) if store.any(def, Some(tenant)).is_some() => {}
                    inserted => drop(inserted?),
                }
            }
        }
        Ok(attack)
    }

    async fn run(mut self, store: &mut Store, report: &mut AttackReport) -> Result<(), TestError> {
        for def in self.tables.clone() {
            self.table(def, store, report).await?;
        }
        self.views(report).await?;
        self.roles(report).await?;
        self.session.close().await;
        self.untouched.close().await;
        self.owner.close().await;
        Ok(())
    }

    async fn table(
        &mut self,
        def: &'static TableDef,
        store: &mut Store,
        report: &mut AttackReport,
    ) -> Result<(), TestError> {
        let Some(target) = self.target(def, store).await? else { return Ok(()) };
        let (ours, table) = (self.ours, name(def));
        let (own, theirs) = (ours.to_string(), self.theirs.to_string());
        for attempt in target.with_our_tenant() {
            let outcome = match attempt.expected {
                Expected::Unreferenced => self.session.attempt_to_commit(ours, &attempt.sql).await?,
                _ => self.session.attempt(Some(&own), &attempt.sql).await?,
            };
            record(report, &table, &attempt, &outcome);
        }
        self.copies(&table, report).await?;
        for attempt in target.without_tenant() {
            let outcome = self.untouched.attempt(None, &attempt.sql).await?;
            record(report, &table, &attempt, &outcome);
        }
        let read = |attack| no_row(attack, format!("SELECT * FROM {table}"));
        self.with_another_tenant(&table, read, report).await?;
        for attempt in target.by_owner() {
            // The owner may become the role of look-ups, which reads the columns of a look-up by a policy of its own.
            if attempt.expected == Expected::Empty && self.owner_has_policy(&table).await? {
                continue;
            }
            let outcome = self.owner.attempt(Some(&own), &attempt.sql).await?;
            record(report, &table, &attempt, &outcome);
        }
        for partition in self.partitions(&table).await? {
            let column = Identifier(target.tenant_column).to_string();
            let read = no_row("read a partition", format!("SELECT * FROM {partition} WHERE {column} = '{theirs}'"));
            let outcome = self.session.attempt(Some(&own), &read.sql).await?;
            record(report, &partition, &read, &outcome);
        }
        for written in target.written_by_triggers() {
            self.written_by_triggers(&written, report).await?;
        }
        Ok(())
    }

    /// The last numbers of the tenants, and the versions of their rows.
    async fn written_by_triggers(&mut self, written: &Written, report: &mut AttackReport) -> Result<(), TestError> {
        let (own, table) = (self.ours.to_string(), &written.name);
        for (tenant, row) in &written.rows {
            self.owner.commit(*tenant, row).await?;
        }
        for attempt in written.with_our_tenant() {
            let outcome = self.session.attempt(Some(&own), &attempt.sql).await?;
            record(report, table, &attempt, &outcome);
        }
        self.copies(table, report).await?;
        let read = written.read("read without a tenant");
        let outcome = self.untouched.attempt(None, &read.sql).await?;
        record(report, table, &read, &outcome);
        self.with_another_tenant(table, |attack| written.read(attack), report).await?;
        for attempt in written.by_owner() {
            let outcome = self.owner.attempt(Some(&own), &attempt.sql).await?;
            record(report, table, &attempt, &outcome);
        }
        Ok(())
    }

    async fn copies(&mut self, table: &str, report: &mut AttackReport) -> Result<(), TestError> {
        let theirs = self.theirs.to_string();
        for sql in [format!("COPY {table} TO STDOUT"), format!("COPY (SELECT * FROM {table}) TO STDOUT")] {
            let outcome = self.session.copies(self.ours, &sql, &theirs).await?;
            record(report, table, &no_row("copy rows of the other tenant", sql), &outcome);
        }
        Ok(())
    }

    /// Reads with an empty tenant, and after the transaction of the other one.
    async fn with_another_tenant(
        &mut self,
        table: &str,
        read: impl Fn(&'static str) -> Attempt,
        report: &mut AttackReport,
    ) -> Result<(), TestError> {
        let empty = read("read with an empty tenant");
        let outcome = self.session.attempt(Some(""), &empty.sql).await?;
        record(report, table, &empty, &outcome);
        let after = read("read after the transaction of the other tenant");
        let outcome = self.session.attempt_after(self.theirs, &after.sql).await?;
        record(report, table, &after, &outcome);
        Ok(())
    }

    async fn target(&mut self, def: &'static TableDef, store: &mut Store) -> Result<Option<Target>, TestError> {
        let (Some(tenant_column), Some(theirs)) = (def.tenant_column(), store.any(def, Some(self.theirs))) else {
            return Ok(None);
        };
        let key = physical::primary_key(def).columns;
        let text = |column: &str| {
            let at = def.columns.iter().position(|one| one.name == column)?;
            theirs.get(at)?.clone()
        };
        let their_key = key.iter().filter_map(|column| Some((*column, text(column)?))).collect();
        let is_root = matches!(def.tenancy, Tenancy::Root { .. });
        // A third tenant would be another one too; theirs has its row.
        let inserted = if is_root { Uuid::now_v7() } else { self.theirs };
        let for_them = store.fresh(def, Some(inserted), false, &mut self.choices).await?;
        let mut to_theirs = Vec::new();
        for reference in def.references {
            let target = (reference.target)();
            if !matches!(target.tenancy, Tenancy::Tenant { .. })
                || !self.tables.iter().any(|table| table.qualified() == target.qualified())
            {
                continue;
            }
            let Some(referred) = store.any(target, Some(self.theirs)).map(<[_]>::to_vec) else { continue };
            let values = reference.columns.iter().zip(reference.target_columns()).filter_map(|(column, at)| {
                let at = target.columns.iter().position(|column| column.name == at)?;
                Some((*column, Literal(referred[at].as_deref()?).to_string()))
            });
            let values: Vec<_> = values.collect();
            match store.fresh(def, Some(self.ours), true, &mut self.choices).await {
                Ok(mut row) => {
                    values.iter().for_each(|(column, value)| row.set(column, value));
                    let named = values.into_iter().map(|(column, value)| (Identifier(column).to_string(), value));
                    to_theirs.push((named.collect(), row));
                }
                Err(ExampleError::Unique { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let updatable = self.updatable(&name(def)).await?;
        let (ours, theirs) = (self.ours, self.theirs);
        Ok(Some(Target { def, tenant_column, ours, theirs, key, their_key, updatable, for_them, to_theirs }))
    }

    /// A column that the application may update.
    async fn updatable(&self, table: &str) -> Result<Option<String>, sqlx::Error> {
        let sql = format!(
            "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = {}::regclass AND attnum > 0 AND NOT attisdropped
                AND attgenerated = '' AND has_column_privilege({}, attrelid, attnum, 'UPDATE') ORDER BY attnum LIMIT 1",
            Literal(table),
            Literal(self.db.application_role()),
        );
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_optional(&self.catalog).await
    }

    async fn owner_has_policy(&self, table: &str) -> Result<bool, sqlx::Error> {
        let sql = format!(
            "SELECT EXISTS (SELECT FROM pg_policy, unnest(polroles) AS role (oid) WHERE polrelid = {}::regclass
                AND role.oid <> 0 AND pg_has_role(current_user, role.oid, 'USAGE'))",
            Literal(table)
        );
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&self.catalog).await
    }

    async fn partitions(&self, table: &str) -> Result<Vec<String>, sqlx::Error> {
        let sql =
            format!("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = {}::regclass", Literal(table));
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&self.catalog).await
    }

    /// Views that the application may read, whoever made them.
    async fn views(&mut self, report: &mut AttackReport) -> Result<(), TestError> {
        let views = format!(
            "SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('v', 'm') AND has_table_privilege({}, oid, 'SELECT')
                AND relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')",
            Literal(self.db.application_role())
        );
        let views: Vec<String> =
            sqlx::query_scalar(AssertSqlSafe(views)).fetch_all(&self.catalog).await.map_err(TestError::from)?;
        for view in views {
            let sql = format!("SELECT * FROM {view} AS v WHERE v::text LIKE '%{}%'", self.theirs);
            let read = no_row("read rows of the other tenant through a view", sql);
            let outcome = self.session.attempt(Some(&self.ours.to_string()), &read.sql).await?;
            record(report, &view, &read, &outcome);
        }
        Ok(())
    }

    /// Other roles that the application may become.
    async fn roles(&mut self, report: &mut AttackReport) -> Result<(), TestError> {
        let owner: String =
            sqlx::query_scalar("SELECT current_user::text").fetch_one(&self.catalog).await.map_err(TestError::from)?;
        let owner = Identifier(&owner).to_string();
        let attempts = [
            no_right("become the owner", format!("SET ROLE {owner}")),
            no_right("become the owner", format!("SET SESSION AUTHORIZATION {owner}")),
            no_right("switch off triggers", "SET session_replication_role = replica".to_owned()),
            no_row(
                "become a role that bypasses row level security",
                "SELECT FROM pg_roles WHERE (rolsuper OR rolbypassrls) AND pg_has_role(current_user, oid, 'MEMBER')"
                    .to_owned(),
            ),
        ];
        for attempt in attempts {
            let outcome = self.session.attempt(Some(&self.ours.to_string()), &attempt.sql).await?;
            record(report, self.db.application_role(), &attempt, &outcome);
        }
        Ok(())
    }
}

fn record(report: &mut AttackReport, table: &str, attempt: &Attempt, outcome: &Outcome) {
    report.attempts += 1;
    if let Some(leaked) = attempt.expected.leak(outcome) {
        let (table, attack, statement) = (table.to_owned(), attempt.attack.to_owned(), attempt.sql.clone());
        report.findings.push(Finding { table, attack, statement, leaked });
    }
}
