//! The purge: real deletes of rows that were soft-deleted long ago.

use sea_query::Value;
use uuid::Uuid;

use crate::definition::{DELETED_AT, OnDelete, QualifiedName, Tenancy};
use crate::physical::history::{VERSION_UNTIL, history};
use crate::physical::{PhysicalTable, Reference, primary_key};
use crate::query::{ExecutorFor, FromRow, Row, Statement, StatementFuture, Target, Verb, run};
use crate::quote::{Identifier, Qualified};
use crate::{AcrossTenants, DecodeError, Global, Schema, Table, TableDef, Tenant, TenantRoot, Timestamp};

/// Deletes for good the rows of a schema that were soft-deleted before a time.
///
/// The rows that refer to others come first, in batches of 1,000 rows. Each batch is a statement and a transaction of
/// its own, so no lock is held for long, and a purge that is interrupted continues when it is run again.
///
/// A row is kept as long as a row that stays refers to it: a live row, one that was soft-deleted later, or a row of an
/// append-only table. [`Purged::kept`] counts them. Rows of a table without soft deletes that refer to it by
/// `on_delete = cascade`, such as those of a junction, are deleted with it. Tenants are not purged: delete them one by
/// one.
///
/// The scope is a [`Tenant`], all tenants and the global tables ([`AcrossTenants`]), or the global tables alone
/// ([`Global`]). The pool logs in as the role of `peristyle_build::Options::purge_role`, which has `BYPASSRLS`, DELETE on
/// the tables with soft deletes, and SELECT on the columns that this needs. The role of the application may delete no
/// row of these tables.
///
/// ```
/// # #[cfg(feature = "sqlx")] mod example {
/// # use peristyle::prelude::*;
/// # use peristyle::{Error, Timestamp};
/// # /// A customer account.
/// # #[table(name = "organizations", tenant_root)]
/// # pub struct Organization { pub id: Id<Organization> }
/// # /// Something to do.
/// # #[table(name = "org_tasks", tenant = Organization)]
/// # pub struct Task { pub id: Id<Task>, pub organization_id: Id<Organization> }
/// # schema! { pub SCHEMA = [Organization, Task] }
/// async fn nightly(purge_pool: &sqlx::PgPool, older_than: Timestamp) -> Result<(), Error> {
///     let across = peristyle::across_tenants!(Organization, "rows are kept for 90 days after their soft delete");
///     let purged = peristyle::purge(&SCHEMA, across, older_than).batch(500).execute(purge_pool).await?;
///     println!("{} rows deleted, {} kept", purged.deleted(), purged.kept());
///     Ok(())
/// }
/// # }
/// ```
pub fn purge(schema: &Schema, scope: impl PurgeScope, older_than: Timestamp) -> Purge {
    let covered = in_order(schema).filter(|def| scope.covers(def));
    let tables = covered.map(|def| Deletion::of(schema, def, &scope)).collect();
    Purge { tables, tenant: scope.tenant(), older_than, batch: 1000 }
}

/// Deletes the versions of a schema that ended before a time, of the tables with `history`.
///
/// It runs in batches as [`purge`], with the same scopes and as the same role, which may read the keys and times of
/// versions and delete them. The rows of the tables stay. [`PurgedTable::table`] is the table whose versions were deleted,
/// and [`PurgedTable::kept`] is zero.
///
/// ```
/// # #[cfg(feature = "sqlx")] mod example {
/// # use peristyle::prelude::*;
/// # use peristyle::{Error, Timestamp};
/// # /// A customer account.
/// # #[table(name = "organizations", tenant_root)]
/// # pub struct Organization { pub id: Id<Organization> }
/// # /// Something to do.
/// # #[table(name = "org_tasks", tenant = Organization, history)]
/// # pub struct Task { pub id: Id<Task>, pub organization_id: Id<Organization> }
/// # schema! { pub SCHEMA = [Organization, Task] }
/// async fn nightly(purge_pool: &sqlx::PgPool, older_than: Timestamp) -> Result<(), Error> {
///     let across = peristyle::across_tenants!(Organization, "versions are kept for two years");
///     let purged = peristyle::purge_history(&SCHEMA, across, older_than).execute(purge_pool).await?;
///     println!("{} versions deleted", purged.deleted());
///     Ok(())
/// }
/// # }
/// ```
pub fn purge_history(schema: &Schema, scope: impl PurgeScope, older_than: Timestamp) -> Purge {
    let covered = in_order(schema).filter(|def| def.history && scope.reaches(def));
    let tables = covered.map(|def| Deletion::of_versions(def, &scope)).collect();
    Purge { tables, tenant: scope.tenant(), older_than, batch: 1000 }
}

/// The rows of a [`purge`]: a [`Tenant`], [`AcrossTenants`] or [`Global`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the scope of a purge",
    label = "expected a `Tenant`, an `AcrossTenants` or `Global`"
)]
pub trait PurgeScope {
    /// The tenant, if it is one.
    #[doc(hidden)]
    fn tenant(&self) -> Option<Uuid>;

    /// Whether the rows of the table are those of the scope.
    #[doc(hidden)]
    fn reaches(&self, def: &TableDef) -> bool;

    /// Whether rows of the table are purged. Tenants are not.
    #[doc(hidden)]
    fn covers(&self, def: &TableDef) -> bool {
        self.reaches(def)
            && def.soft_delete()
            && !def.has_numbers_without_gaps()
            && !matches!(def.tenancy, Tenancy::Root { .. })
    }
}

impl<Root: TenantRoot> PurgeScope for Tenant<Root> {
    fn tenant(&self) -> Option<Uuid> {
        Some(self.id().into())
    }

    fn reaches(&self, def: &TableDef) -> bool {
        is_of::<Root>(def)
    }
}

impl<Root: TenantRoot> PurgeScope for AcrossTenants<Root> {
    fn tenant(&self) -> Option<Uuid> {
        None
    }

    fn reaches(&self, def: &TableDef) -> bool {
        is_of::<Root>(def) || Global.reaches(def)
    }
}

impl PurgeScope for Global {
    fn tenant(&self) -> Option<Uuid> {
        None
    }

    fn reaches(&self, def: &TableDef) -> bool {
        matches!(def.tenancy, Tenancy::Global)
    }
}

fn is_of<Root: Table>(def: &TableDef) -> bool {
    match def.tenancy {
        Tenancy::Tenant { root_name, .. } => root_name.is(QualifiedName::of::<Root>()),
        Tenancy::Root { .. } => def.qualified().is(QualifiedName::of::<Root>()),
        Tenancy::Global => false,
    }
}

/// A purge that was not run yet. [`purge`] creates it.
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct Purge {
    tables: Vec<Deletion>,
    tenant: Option<Uuid>,
    older_than: Timestamp,
    batch: u32,
}

/// The result of a [`purge`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Purged {
    /// The tables in the order of the deletes.
    pub tables: Vec<PurgedTable>,
}

/// The result for one table.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PurgedTable {
    /// The table.
    pub table: QualifiedName,
    /// The number of rows that were deleted.
    pub deleted: u64,
    /// The number of rows that are old enough and are kept, since other rows refer to them.
    pub kept: u64,
}

impl Purged {
    /// Returns the number of rows that were deleted, without those that followed by `on_delete = cascade`.
    #[must_use]
    pub fn deleted(&self) -> u64 {
        self.tables.iter().map(|table| table.deleted).sum()
    }

    /// Returns the number of rows that are old enough and are kept, since other rows refer to them.
    #[must_use]
    pub fn kept(&self) -> u64 {
        self.tables.iter().map(|table| table.kept).sum()
    }
}

impl Purge {
    /// Sets the number of rows of a batch; the default is 1,000.
    pub fn batch(self, rows: u32) -> Self {
        Self { batch: rows.max(1), ..self }
    }

    /// Deletes the rows on a pool.
    ///
    /// # Errors
    ///
    /// [`Error::NoTenant`](crate::Error::NoTenant): the role is under row level security.
    /// [`Error::Denied`](crate::Error::Denied): it lacks a grant. [`Error::Violation`](crate::Error::Violation): a row that
    /// was inserted in the meantime refers to one of the batch. The batches before the error are deleted.
    pub fn execute<'e>(self, pool: impl ExecutorFor<Global> + Copy + 'e) -> StatementFuture<'e, Purged> {
        Box::pin(async move {
            let tables = self.tables;
            let values = |batch: Option<u32>| {
                let values = [self.older_than.into()].into_iter().chain(batch.map(|rows| i64::from(rows).into()));
                values.chain(self.tenant.map(Value::from)).collect::<Vec<_>>()
            };
            let mut deleted = vec![0; tables.len()];
            // A row of a circle of tables is free once the rows that refer to it are deleted.
            loop {
                let before: u64 = deleted.iter().sum();
                for (table, total) in tables.iter().zip(&mut deleted) {
                    loop {
                        let rows =
                            run::execute(Ok(table.statement(&table.delete, values(Some(self.batch)))), pool).await?;
                        *total += rows;
                        if rows == 0 || rows < u64::from(self.batch) && !table.refers_to_itself {
                            break;
                        }
                    }
                }
                if deleted.iter().sum::<u64>() == before {
                    break;
                }
            }
            let mut purged = Purged { tables: Vec::with_capacity(tables.len()) };
            for (table, deleted) in tables.iter().zip(deleted) {
                let count = table.statement(&table.count, values(None));
                let Count(kept) = run::fetch_one(Ok(count), pool).await?;
                purged.tables.push(PurgedTable { table: table.def.qualified(), deleted, kept });
            }
            Ok(purged)
        })
    }
}

/// The number of rows that a statement counted.
struct Count(u64);

impl FromRow for Count {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        row.next::<i64>().map(|count| Self(count.unsigned_abs()))
    }
}

/// The statements on one table.
#[derive(Debug)]
struct Deletion {
    def: &'static TableDef,
    delete: String,
    count: String,
    refers_to_itself: bool,
}

impl Deletion {
    fn of(schema: &Schema, def: &'static TableDef, scope: &impl PurgeScope) -> Self {
        let name = named(def);
        let old = format!("t.{} < $1::timestamptz", Identifier(def.deleted_at().unwrap_or(DELETED_AT)));
        let is_old = |number: u8| match (scope.tenant(), def.tenant_column()) {
            (Some(_), Some(tenant)) => format!("{old} AND t.{} = ${number}::uuid", Identifier(tenant)),
            _ => old.clone(),
        };
        // The tenant is the last value.
        let (delete_old, count_old) = (is_old(3), is_old(2));
        let free: String =
            incoming(schema, def).filter_map(|(from, reference)| kept_by(schema, from, &reference)).collect();
        let key = primary_key(def).columns;
        let columns: Vec<String> = match key.is_empty() {
            true => vec!["tableoid".to_owned(), "ctid".to_owned()],
            false => key.iter().map(|column| Identifier(column).to_string()).collect(),
        };
        let selected: Vec<_> = columns.iter().map(|column| format!("t.{column}")).collect();
        let equal: Vec<_> = columns.iter().map(|column| format!("t.{column} = d.{column}")).collect();
        let (selected, equal) = (selected.join(", "), equal.join(" AND "));
        Self {
            def,
            delete: format!(
                "DELETE FROM {name} AS t USING (SELECT {selected} FROM {name} AS t WHERE {delete_old}{free} LIMIT $2::bigint) AS d \
                 WHERE {equal} AND {delete_old}"
            ),
            count: format!("SELECT count(*) FROM {name} AS t WHERE {count_old}"),
            refers_to_itself: incoming(schema, def).any(|(from, _)| from.qualified().is(def.qualified())),
        }
    }

    /// The versions of rows of a table. Nothing refers to them.
    fn of_versions(def: &'static TableDef, scope: &impl PurgeScope) -> Self {
        let history = history(def.name);
        let name = Qualified { schema: def.schema, name: &history };
        let tenant = scope.tenant().and(def.tenant_column());
        let is_old = |number: u8| match tenant {
            Some(tenant) => {
                format!("t.{VERSION_UNTIL} < $1::timestamptz AND t.{} = ${number}::uuid", Identifier(tenant))
            }
            None => format!("t.{VERSION_UNTIL} < $1::timestamptz"),
        };
        let (delete_old, count_old) = (is_old(3), is_old(2));
        let mut key = primary_key(def).columns;
        key.extend(def.tenant_column().filter(|tenant| !key.contains(tenant)));
        key.push(VERSION_UNTIL);
        let selected: Vec<_> = key.iter().map(|column| format!("t.{}", Identifier(column))).collect();
        let equal: Vec<_> = key.iter().map(|column| format!("t.{0} = d.{0}", Identifier(column))).collect();
        Self {
            def,
            delete: format!(
                "DELETE FROM {name} AS t USING (SELECT {} FROM {name} AS t WHERE {delete_old} LIMIT $2::bigint) AS d \
                 WHERE {} AND {delete_old}",
                selected.join(", "),
                equal.join(" AND ")
            ),
            count: format!("SELECT count(*) FROM {name} AS t WHERE {count_old}"),
            refers_to_itself: false,
        }
    }

    fn statement(&self, sql: &str, values: Vec<Value>) -> Statement {
        let target = Target { table: self.def, verb: Verb::Remove };
        Statement { sql: sql.to_owned().into(), values, tenant: None, target }
    }
}

/// The condition that no row of that table keeps the row `t`.
fn kept_by(schema: &Schema, from: &'static TableDef, reference: &Reference) -> Option<String> {
    let is_followed =
        reference.on_delete == OnDelete::Cascade && !from.soft_delete() && incoming(schema, from).next().is_none();
    if is_followed {
        return None;
    }
    let unlinked = from.deleted_at().filter(|_| reference.on_delete == OnDelete::SetNull);
    let live = unlinked.map(|deleted_at| format!(" AND c.{} IS NULL", Identifier(deleted_at))).unwrap_or_default();
    let pairs = reference.columns.iter().zip(&reference.target_columns);
    let last = reference.equal_columns().len();
    let operator = |at: usize| if at == last { "&&" } else { "=" };
    let equal: Vec<_> = pairs
        .enumerate()
        .map(|(at, (own, theirs))| format!("c.{} {} t.{}", Identifier(own), operator(at), Identifier(theirs)))
        .collect();
    Some(format!(" AND NOT EXISTS (SELECT FROM {} AS c WHERE {}{live})", named(from), equal.join(" AND ")))
}

/// The references to a table, each with the table that refers.
fn incoming<'a>(schema: &'a Schema, def: &'a TableDef) -> impl Iterator<Item = (&'static TableDef, Reference)> + 'a {
    let tables = schema.tables.iter().copied();
    let refers =
        |from: &&'static TableDef| from.references.iter().any(|to| (to.target)().qualified().is(def.qualified()));
    tables.filter(refers).flat_map(|from| {
        let references = PhysicalTable::of(from).references.into_iter();
        references.filter(|to| to.target.is(def.qualified())).map(move |reference| (from, reference))
    })
}

fn named(def: &TableDef) -> Qualified<'_> {
    Qualified { schema: def.schema, name: def.name }
}

/// The tables, those first that refer to others.
fn in_order(schema: &Schema) -> impl Iterator<Item = &'static TableDef> {
    let (mut order, mut seen) = (Vec::new(), Vec::new());
    for def in schema.tables {
        visit(def, &mut order, &mut seen);
    }
    order.into_iter().rev()
}

/// Puts a table behind those that it refers to.
fn visit(def: &'static TableDef, order: &mut Vec<&'static TableDef>, seen: &mut Vec<QualifiedName>) {
    if seen.contains(&def.qualified()) {
        return;
    }
    seen.push(def.qualified());
    for reference in def.references {
        visit((reference.target)(), order, seen);
    }
    order.push(def);
}
