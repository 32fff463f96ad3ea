//! An erasure: all rows of a tenant are deleted, in batches, and a certificate says what was erased.
//!
//! - **Order**: the reverse of the load order. Optional references of a circle, or of a table to itself, are set to NULL first, so that no delete waits for another
//!   and none has effects that are not counted. A circle of references that are not optional, or of a table whose checks refuse NULL, is deleted by one
//!   statement.
//! - **Batches**: each is a transaction of its own, which also counts what it did in the table `peristyle_erasures`. A run that was killed is completed by the next
//!   one, and the counts are exact.
//! - **Holds** are in the same table. A batch locks the rows of its tenant there, so that a hold is either seen by it or waits until it is committed. A table that
//!   is held keeps its rows, and so do the tables that it refers to.
//! - **Append-only tables, and numbers without gaps**: the batch disables the trigger that refuses deletes, and enables it again before it commits. Nobody else sees it disabled.
//! - **Policies of the user** that keep a role from deleting or changing rows do not hold for the owner during a batch.
//! - **Global tables** that refer to the tenant: optional references become NULL, rows with `on_delete = cascade` are deleted, others refuse the erasure.
//! - **Certificate**: every table of the database is searched for the id at the end, also those that the structs do not have.

mod batch;
mod register;
mod scan;

use std::collections::{BTreeMap, BTreeSet};

use peristyle_build::Checked;
use peristyle_build::model::OnDelete;
use serde::Serialize;
use sqlx::{AssertSqlSafe, PgConnection};
use uuid::Uuid;

use self::batch::{Rows, Task, What, rows_of_member};
use self::register::{Entry, Register};
use self::scan::scan;
pub use self::scan::{Found, Scan};
use super::error::{TenantError, TenantErrorKind, failed};
use super::live;
use super::progress::{Show, Step};
use super::scope::{Member, Outside, Scope};
use crate::database::quoted;

/// Rows of one batch, unless it is stated.
const BATCH: u32 = 5_000;

/// Erases the rows of a tenant.
#[derive(Debug, Clone)]
pub struct Erase<'a> {
    structs: &'a Checked,
    tenant: Uuid,
    root: Option<String>,
    holds: BTreeMap<String, String>,
    also: Vec<(String, String)>,
    batch: u32,
    text: bool,
}

/// What an erasure would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ErasurePlan {
    /// The tenant.
    pub tenant: Uuid,
    /// The tables in the order in which their rows would be erased.
    pub tables: Vec<PlannedTable>,
    /// The tables that keep their rows.
    pub held: Vec<HeldTable>,
    /// What refuses the erasure.
    pub refused: Vec<String>,
}

/// A table of an [`ErasurePlan`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PlannedTable {
    /// The table.
    pub table: String,
    /// The rows that would be deleted.
    pub erase: i64,
    /// The rows whose reference to the tenant would become NULL.
    pub unlink: i64,
}

/// A table whose rows are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct HeldTable {
    /// The table.
    pub table: String,
    /// Why: the reason of the hold, or which table with a hold refers to it.
    pub reason: String,
    /// The rows that stay.
    pub rows: i64,
}

/// What was erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Certificate {
    /// The version of the certificate: 1.
    pub certificate: u32,
    /// Whether no hold has kept rows, every table was searched, and the id was found nowhere.
    pub complete: bool,
    /// The tenant.
    pub tenant: Uuid,
    /// The table of the tenant root.
    pub root: String,
    /// The database.
    pub database: String,
    /// The version of the server.
    pub server: String,
    /// The role that erased.
    pub role: String,
    /// When the last run began, in UTC.
    pub began: String,
    /// When the search ended, in UTC.
    pub ended: String,
    /// The tables in the order in which they were erased, with the counts of all runs.
    pub tables: Vec<ErasedTable>,
    /// The tables that kept their rows.
    pub held: Vec<HeldTable>,
    /// Where the id was looked for.
    pub scan: Scan,
}

/// A table of a [`Certificate`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ErasedTable {
    /// The table.
    pub table: String,
    /// The rows that were deleted.
    pub erased: i64,
    /// How often a reference became NULL before its row, or the row that it refers to, was deleted.
    pub unlinked: i64,
}

impl<'a> Erase<'a> {
    /// Begins to declare the erasure of the tenant of that id.
    #[must_use]
    pub const fn new(structs: &'a Checked, tenant: Uuid) -> Self {
        Self { structs, tenant, root: None, holds: BTreeMap::new(), also: Vec::new(), batch: BATCH, text: false }
    }

    /// Names the table of the tenant root, where the structs have several.
    #[must_use]
    pub fn root(mut self, table: impl Into<String>) -> Self {
        self.root = Some(table.into());
        self
    }

    /// Keeps the rows of a table, and of the tables that it refers to. The hold is written into the database and holds for later runs too.
    #[must_use]
    pub fn hold(mut self, table: impl Into<String>, reason: impl Into<String>) -> Self {
        self.holds.insert(table.into(), reason.into());
        self
    }

    /// Erases the rows of a table that the structs do not have, where this column has the id of the tenant.
    #[must_use]
    pub fn also(mut self, table: impl Into<String>, column: impl Into<String>) -> Self {
        self.also.push((table.into(), column.into()));
        self
    }

    /// States the rows of a batch; 5,000 unless it is stated.
    #[must_use]
    pub const fn batch(mut self, rows: u32) -> Self {
        self.batch = if rows == 0 { 1 } else { rows };
        self
    }

    /// Searches the text of all values for the id, at the end.
    #[must_use]
    pub const fn search_text(mut self) -> Self {
        self.text = true;
        self
    }

    /// Counts what would be erased, in a read-only transaction.
    ///
    /// # Errors
    ///
    /// The database has other tables or columns than the structs, or the connection is lost.
    pub async fn plan(&self, connection: &mut PgConnection) -> Result<ErasurePlan, TenantError> {
        let scope = self.scope()?;
        let begin = format!("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {}", scope.settings(self.tenant));
        sqlx::raw_sql(AssertSqlSafe(begin)).execute(&mut *connection).await.map_err(failed("begin the count"))?;
        let plan = self.counted(connection, &scope).await;
        sqlx::raw_sql("ROLLBACK").execute(connection).await.ok();
        plan
    }

    async fn counted(&self, connection: &mut PgConnection, scope: &Scope) -> Result<ErasurePlan, TenantError> {
        live::read(connection, scope).await?;
        let register = Register::of(scope);
        let mut entries = Vec::new();
        if register.is_there(connection).await? {
            entries = register.read(connection, self.tenant, false).await?;
        }
        let holds = self.all_holds(&entries);
        let held = self.held(connection, scope, &holds).await?;
        let mut tables: Vec<PlannedTable> = Vec::new();
        for task in self.tasks(scope, &held, &BTreeSet::new()) {
            for rows in &task.tables {
                let count = self.rows_of(connection, &rows.sql, &rows.condition).await?;
                let place = tables.iter().position(|one| one.table == rows.table).unwrap_or_else(|| {
                    tables.push(PlannedTable { table: rows.table.clone(), erase: 0, unlink: 0 });
                    tables.len() - 1
                });
                match task.what {
                    What::Unlink(_) => tables[place].unlink += count,
                    What::Delete | What::DeleteTogether => tables[place].erase += count,
                }
            }
        }
        let mut refused = Vec::new();
        for outside in scope.outside.iter().filter(|_| held.is_empty()) {
            refused.extend(self.refusal(connection, outside).await?);
        }
        Ok(ErasurePlan { tenant: self.tenant, tables, held, refused })
    }

    /// Erases the rows and returns the certificate. The counts stay in the database until [`Erase::forget`].
    ///
    /// The role owns the tables, or is a superuser: it disables triggers and creates the table `peristyle_erasures`. The certificate of a role without
    /// BYPASSRLS is not complete, since it does not see the rows of other tenants.
    ///
    /// # Errors
    ///
    /// A hold was placed meanwhile, rows of a global table refer to the tenant and must not, a statement failed, or the connection is lost. What was erased by
    /// then is counted, and the next run goes on.
    pub async fn run(
        &self,
        connection: &mut PgConnection,
        show: &mut (dyn FnMut(Step<'_>) + Send),
    ) -> Result<Certificate, TenantError> {
        let scope = self.scope()?;
        let register = Register::of(&scope);
        let (began, database, server, role): (String, String, String, String) = sqlx::query_as(
            "SELECT (now() AT TIME ZONE 'UTC')::text, current_database()::text, current_setting('server_version'), current_user::text",
        )
        .fetch_one(&mut *connection)
        .await
        .map_err(failed("begin the erasure"))?;
        let (holds, held) = self.begin(connection, &scope, &register).await?;
        self.complete_all(connection, &scope, (&register, &holds), &held, &mut *show).await?;
        let settings = scope.settings(self.tenant);
        let begin = format!("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {settings}");
        sqlx::raw_sql(AssertSqlSafe(begin)).execute(&mut *connection).await.map_err(failed("begin the search"))?;
        let scanned = scan(connection, &scope, self.tenant, self.text, show).await;
        let entries = register.read(connection, self.tenant, false).await;
        let ended =
            sqlx::query_scalar("SELECT (clock_timestamp() AT TIME ZONE 'UTC')::text").fetch_one(&mut *connection).await;
        sqlx::raw_sql("ROLLBACK").execute(&mut *connection).await.ok();
        let (scan, entries, ended) = (scanned?, entries?, ended.map_err(failed("end the search"))?);
        let complete = held.is_empty() && scan.found.is_empty() && scan.not_searched.is_empty();
        let mut tables: Vec<ErasedTable> = Vec::new();
        for name in self.names(&scope) {
            let Entry { erased, unlinked, .. } =
                entries.iter().find(|entry| entry.table == name).cloned().unwrap_or_default();
            tables.push(ErasedTable { table: name, erased, unlinked });
        }
        let root = scope.tables[scope.root].name.clone();
        Ok(Certificate {
            certificate: 1,
            complete,
            tenant: self.tenant,
            root,
            database,
            server,
            role,
            began,
            ended,
            tables,
            held,
            scan,
        })
    }

    /// Removes the counts from the database, once the certificate is kept. Holds stay.
    ///
    /// # Errors
    ///
    /// The connection is lost, or a right is missing.
    pub async fn forget(&self, connection: &mut PgConnection) -> Result<(), TenantError> {
        Register::of(&self.scope()?).forget(connection, self.tenant).await
    }

    /// Places a hold on a table of the tenant. An erasure that runs stops before its next batch.
    ///
    /// # Errors
    ///
    /// The tenant has no such table, or the connection is lost.
    pub async fn place_hold(
        &self,
        connection: &mut PgConnection,
        table: &str,
        reason: &str,
    ) -> Result<(), TenantError> {
        let scope = self.scope()?;
        is_known(&scope, table)?;
        let register = Register::of(&scope);
        register.create(connection).await?;
        register.hold(connection, self.tenant, table, Some(reason)).await.map(drop)
    }

    /// Removes a hold. Returns whether there was one.
    ///
    /// # Errors
    ///
    /// The connection is lost.
    pub async fn release(&self, connection: &mut PgConnection, table: &str) -> Result<bool, TenantError> {
        let register = Register::of(&self.scope()?);
        Ok(register.is_there(connection).await? && register.hold(connection, self.tenant, table, None).await?)
    }

    fn scope(&self) -> Result<Scope, TenantError> {
        let scope = Scope::of(self.structs, self.root.as_deref())?;
        self.holds.keys().try_for_each(|table| is_known(&scope, table))?;
        Ok(scope)
    }

    /// Checks what can be checked before the first batch, and writes the holds.
    async fn begin(
        &self,
        connection: &mut PgConnection,
        scope: &Scope,
        register: &Register,
    ) -> Result<(BTreeMap<String, String>, Vec<HeldTable>), TenantError> {
        register.create(connection).await?;
        let begin = format!("BEGIN; {}", scope.settings(self.tenant));
        sqlx::raw_sql(AssertSqlSafe(begin)).execute(&mut *connection).await.map_err(failed("begin the erasure"))?;
        let begun = async {
            live::read(connection, scope).await?;
            for (table, reason) in &self.holds {
                register.hold(connection, self.tenant, table, Some(reason)).await?;
            }
            register.enter(connection, self.tenant, &self.names(scope)).await?;
            let holds = self.all_holds(&register.read(connection, self.tenant, true).await?);
            let held = self.held(connection, scope, &holds).await?;
            for outside in scope.outside.iter().filter(|_| held.is_empty()) {
                if let Some(refusal) = self.refusal(connection, outside).await? {
                    return Err(TenantError::new(TenantErrorKind::Rows, refusal)
                        .help("delete these rows, or let them refer to another tenant"));
                }
            }
            Ok((holds, held))
        };
        let begun = begun.await;
        let end = if begun.is_ok() { "COMMIT" } else { "ROLLBACK" };
        let ended = sqlx::raw_sql(end).execute(connection).await.map_err(failed("begin the erasure"));
        let begun = begun?;
        ended.map(|_| begun)
    }

    /// Every table that is counted, in the order of the erasure.
    fn names(&self, scope: &Scope) -> Vec<String> {
        let also = self.also.iter().map(|(table, _)| table.clone());
        let outside = scope.outside.iter().map(|outside| outside.name.clone());
        let mut names: Vec<String> = Vec::new();
        for name in also.chain(outside).chain(scope.tables.iter().rev().map(|member| member.name.clone())) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    fn all_holds(&self, entries: &[Entry]) -> BTreeMap<String, String> {
        let placed = entries.iter().filter_map(|entry| Some((entry.table.clone(), entry.hold.clone()?)));
        placed.chain(self.holds.clone()).collect()
    }

    /// The tables with a hold, those that they refer to, and their versions.
    async fn held(
        &self,
        connection: &mut PgConnection,
        scope: &Scope,
        holds: &BTreeMap<String, String>,
    ) -> Result<Vec<HeldTable>, TenantError> {
        let mut held: Vec<(usize, String)> =
            holds.iter().filter_map(|(table, reason)| Some((scope.place(table)?, reason.clone()))).collect();
        let mut at = 0;
        while let Some((place, _)) = held.get(at).cloned() {
            for target in &scope.tables[place].targets {
                if held.iter().all(|(other, _)| other != target) {
                    let name = &scope.tables[place].name;
                    let reason = match scope.tables[*target].is_history {
                        true => format!("it has the versions of `{name}`"),
                        false => format!("`{name}` refers to it"),
                    };
                    held.push((*target, reason));
                }
            }
            at += 1;
        }
        let mut tables = Vec::new();
        for (place, reason) in held {
            let member = &scope.tables[place];
            let condition = format!("{} = $1", quoted(&member.tenant));
            let rows = self.rows_of(connection, &member.sql, &condition).await?;
            tables.push(HeldTable { table: member.name.clone(), reason, rows });
        }
        Ok(tables)
    }

    async fn rows_of(&self, connection: &mut PgConnection, sql: &str, condition: &str) -> Result<i64, TenantError> {
        let count = format!("SELECT count(*) FROM {sql} WHERE {condition}");
        let rows = sqlx::query_scalar(AssertSqlSafe(count)).bind(self.tenant).fetch_one(connection).await;
        rows.map_err(failed(format!("count the rows of {sql}")))
    }

    /// Why a reference of a global table refuses the erasure.
    async fn refusal(&self, connection: &mut PgConnection, outside: &Outside) -> Result<Option<String>, TenantError> {
        if outside.is_optional || outside.on_delete == OnDelete::Cascade {
            return Ok(None);
        }
        let condition = format!("{} = $1", quoted(&outside.column));
        let rows = self.rows_of(connection, &outside.sql, &condition).await?;
        Ok((rows > 0).then(|| {
            format!("rows of the global table `{}` refer to the tenant by `{}`: {rows}", outside.name, outside.column)
        }))
    }

    /// Runs all tasks. Where a condition refuses NULL in place of a reference, the rows of the group are deleted by one statement.
    async fn complete_all(
        &self,
        connection: &mut PgConnection,
        scope: &Scope,
        register: (&Register, &BTreeMap<String, String>),
        held: &[HeldTable],
        show: Show<'_>,
    ) -> Result<(), TenantError> {
        let mut tied = BTreeSet::new();
        'all: loop {
            for (number, task) in (1..).zip(self.tasks(scope, held, &tied)) {
                let done = self.complete(connection, scope, register, &task, (&mut *show, number)).await;
                match (done, task.what, task.group) {
                    (Err(error), What::Unlink(_), Some(group)) if error.is_refused_by_condition() => {
                        tied.insert(group);
                        continue 'all;
                    }
                    (done, ..) => done?,
                }
            }
            return Ok(());
        }
    }

    /// What there is to do, in order. The rows of groups that are `tied` are deleted by one statement.
    fn tasks(&self, scope: &Scope, held: &[HeldTable], tied: &BTreeSet<usize>) -> Vec<Task> {
        let mut tasks = Vec::new();
        for (table, column) in &self.also {
            let (schema, name) = table.split_once('.').unwrap_or((&scope.schema, table));
            let rows = Rows {
                table: table.clone(),
                sql: format!("{}.{}", quoted(schema), quoted(name)),
                condition: format!("{} = $1", quoted(column)),
                key: Vec::new(),
                is_partitioned: true,
                kept_by: Vec::new(),
            };
            tasks.push(Task { what: What::Delete, group: None, tables: vec![rows] });
        }
        // With a hold the root stays, and what refers to it may stay as it is.
        for outside in scope.outside.iter().filter(|_| held.is_empty()) {
            let rows = Rows {
                table: outside.name.clone(),
                sql: outside.sql.clone(),
                condition: format!("{} = $1", quoted(&outside.column)),
                key: outside.key.clone(),
                is_partitioned: outside.is_partitioned,
                kept_by: outside.kept_by.clone(),
            };
            let what = match outside.on_delete {
                OnDelete::Cascade => What::Delete,
                _ => What::Unlink(outside.column.clone()),
            };
            tasks.push(Task { what, group: None, tables: vec![rows] });
        }
        let is_held = |member: &Member| held.iter().any(|held| held.table == member.name);
        for (number, group) in scope.groups.iter().enumerate().rev() {
            let is_tied = tied.contains(&number);
            let members: Vec<&Member> = group
                .tables
                .iter()
                .rev()
                .map(|place| &scope.tables[*place])
                .filter(|member| !is_held(member))
                .collect();
            for member in members.iter().filter(|_| group.is_circle && !is_tied) {
                for column in &member.unlink {
                    let is_set = format!(" AND {} IS NOT NULL", quoted(column));
                    tasks.push(Task {
                        what: What::Unlink(column.clone()),
                        group: Some(number),
                        tables: vec![rows_of_member(member, &is_set)],
                    });
                }
            }
            let rows = members.iter().map(|member| rows_of_member(member, ""));
            let group = Some(number);
            match is_tied || members.iter().any(|member| member.is_tied) {
                true => tasks.push(Task { what: What::DeleteTogether, group, tables: rows.collect() }),
                false => tasks.extend(rows.map(|rows| Task { what: What::Delete, group, tables: vec![rows] })),
            }
        }
        tasks
    }
}

fn is_known(scope: &Scope, table: &str) -> Result<(), TenantError> {
    match scope.place(table) {
        Some(_) => Ok(()),
        None => {
            let names: Vec<_> = scope.tables.iter().map(|table| format!("`{}`", table.name)).collect();
            Err(TenantError::new(TenantErrorKind::Argument, format!("the tenant has no table `{table}`"))
                .help(format!("name one of {}", names.join(", "))))
        }
    }
}
