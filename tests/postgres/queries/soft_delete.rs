//! A soft delete honours `on_delete` (rule F07), in the words of the statements.

use std::time::Duration;

use peristyle::prelude::*;
use peristyle::{Error, Purged, Violation, ViolationKind, across_tenants};
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};

use sqlx::{Connection, PgConnection};

use super::driver::{self, Pool, TransactionOf};
use super::pool;
use crate::soft_deletes::{
    Hours, HoursInsert, Invoice, InvoiceInsert, InvoiceUpdate, Organization, OrganizationInsert, Pair, PairInsert,
    Project, ProjectInsert, Remark, RemarkInsert, Task, TaskInsert, WORK,
};

struct Work {
    database: Database,
    pool: Pool,
    ours: Tenant<Organization>,
    theirs: Tenant<Organization>,
}

impl Work {
    async fn open() -> Self {
        let server = Server::shared().await.unwrap();
        let options = Options::new().application_role(server.role_name(Role::Application));
        let template = server.template("soft-delete", &ddl::sql(&WORK, &options).unwrap()).await.unwrap();
        let database = server.database(&template).await.unwrap();
        let pool = pool(&database, 2);
        let (ours, theirs) = (sign_up(&pool).await, sign_up(&pool).await);
        Self { database, pool, ours, theirs }
    }

    async fn begin(&self) -> TransactionOf<Organization> {
        self.pool.begin_tenant(self.ours).await.unwrap()
    }
}

async fn sign_up(pool: &Pool) -> Tenant<Organization> {
    let insert = OrganizationInsert::new();
    let tenant = Tenant::<Organization>::new(insert.id());
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    Organization::insert(tenant, insert).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    tenant
}

async fn project(tx: &mut TransactionOf<Organization>, tenant: Tenant<Organization>) -> Id<Project> {
    let insert = ProjectInsert::new();
    let id = insert.id();
    Project::insert(tenant, insert).execute(tx).await.unwrap();
    id
}

fn violation<T>(result: Result<T, Error>) -> Violation {
    match result {
        Err(Error::Violation(violation)) => violation,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it is refused"),
    }
}

#[tokio::test]
async fn a_row_in_use_is_not_deleted() {
    let work = Work::open().await;
    for many in [false, true] {
        let mut tx = work.begin().await;
        let id = project(&mut tx, work.ours).await;
        Invoice::insert(work.ours, InvoiceInsert::new().project_id(id)).execute(&mut tx).await.unwrap();
        let refused = match many {
            false => violation(Project::delete(work.ours, id).execute(&mut tx).await),
            true => violation(Project::delete_many(work.ours, Project::ID.eq(id)).execute(&mut tx).await),
        };
        assert_eq!(refused.to_string(), "this project is still in use");
        assert_eq!((refused.kind, refused.columns.as_slice()), (ViolationKind::Referenced, [].as_slice()));
        assert_eq!(refused.constraint, "org_invoices_organization_id_project_id_fkey");
    }
}

#[tokio::test]
async fn a_deleted_row_is_not_referred_to() {
    let work = Work::open().await;
    let mut tx = work.begin().await;
    let (gone, kept) = (project(&mut tx, work.ours).await, project(&mut tx, work.ours).await);
    let bill = InvoiceInsert::new().project_id(kept);
    let bill_id = bill.id();
    Invoice::insert(work.ours, bill).execute(&mut tx).await.unwrap();
    Project::delete(work.ours, gone).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();

    let to_gone = || InvoiceInsert::new().project_id(gone);
    for number in 0..4 {
        let mut tx = work.begin().await;
        let refused = match number {
            0 => violation(Invoice::insert(work.ours, to_gone()).execute(&mut tx).await),
            1 => violation(Invoice::insert_many(work.ours, [to_gone(), InvoiceInsert::new()]).execute(&mut tx).await),
            2 => {
                let changes = InvoiceUpdate::new().project_id(gone);
                violation(Invoice::update(work.ours, bill_id, changes).execute(&mut tx).await)
            }
            _ => {
                Invoice::delete(work.ours, bill_id).execute(&mut tx).await.unwrap();
                Project::delete(work.ours, kept).execute(&mut tx).await.unwrap();
                violation(Invoice::restore(work.ours, bill_id).execute(&mut tx).await)
            }
        };
        assert_eq!(refused.to_string(), "the referenced project does not exist", "{number}");
        assert_eq!((refused.kind, refused.columns.as_slice()), (ViolationKind::Reference, ["project_id"].as_slice()));
        assert_eq!(refused.constraint, "org_invoices_organization_id_project_id_fkey");
    }
}

#[tokio::test]
async fn a_restore_brings_back_what_its_delete_took_along() {
    let work = Work::open().await;
    for many in [false, true] {
        let mut tx = work.begin().await;
        let id = project(&mut tx, work.ours).await;
        let (task, before) = (TaskInsert::new(id), TaskInsert::new(id));
        let (task_id, before_id) = (task.id(), before.id());
        Task::insert_many(work.ours, [task, before]).execute(&mut tx).await.unwrap();
        let remark = RemarkInsert::new(task_id);
        let remark_id = remark.id();
        Remark::insert(work.ours, remark).execute(&mut tx).await.unwrap();
        Task::delete(work.ours, before_id).execute(&mut tx).await.unwrap();
        let deleted = match many {
            false => Project::delete(work.ours, id).fetch_one(&mut tx).await.unwrap(),
            true => Project::delete_many(work.ours, Project::ID.eq(id)).fetch_all(&mut tx).await.unwrap().remove(0),
        };
        let taken =
            Task::select(work.ours).with_deleted().filter(Task::ID.eq(task_id)).fetch_one(&mut tx).await.unwrap();
        assert!(deleted.deleted_at.is_some() && taken.deleted_at == deleted.deleted_at);
        assert!(Remark::find(work.ours, remark_id).fetch_optional(&mut tx).await.unwrap().is_none());
        let alone = Task::restore(work.ours, task_id);
        let mut tx = savepoint_refuses(tx, work.ours, alone).await;
        match many {
            false => Project::restore(work.ours, id).execute(&mut tx).await.unwrap(),
            true => {
                let count = Project::restore_many(work.ours, Project::ID.eq(id)).execute(&mut tx).await.unwrap();
                assert_eq!(count, 1);
            }
        }
        assert!(Task::find(work.ours, task_id).fetch_optional(&mut tx).await.unwrap().is_some());
        assert!(Remark::find(work.ours, remark_id).fetch_optional(&mut tx).await.unwrap().is_some());
        assert!(Task::find(work.ours, before_id).fetch_optional(&mut tx).await.unwrap().is_none());
    }
}

/// The restore is refused; the transaction goes on.
async fn savepoint_refuses(
    mut tx: TransactionOf<Organization>,
    tenant: Tenant<Organization>,
    restore: peristyle::query::Restore<Task>,
) -> TransactionOf<Organization> {
    let mut inner = tx.savepoint().await.unwrap();
    let refused = violation(restore.execute(&mut inner).await);
    inner.rollback().await.unwrap();
    assert_eq!(refused.to_string(), "the referenced project does not exist");
    let _ = tenant;
    tx
}

/// Neither tenant is told of the other's rows, and neither delete touches them.
#[tokio::test]
async fn rows_of_another_tenant_neither_block_nor_follow() {
    let work = Work::open().await;
    let shared = ProjectInsert::new().id();
    for tenant in [work.ours, work.theirs] {
        let mut tx = work.pool.begin_tenant(tenant).await.unwrap();
        Project::insert(tenant, ProjectInsert::new().with_id(shared)).execute(&mut tx).await.unwrap();
        let task = TaskInsert::new(shared);
        Task::insert(tenant, task).execute(&mut tx).await.unwrap();
        if tenant == work.theirs {
            Invoice::insert(tenant, InvoiceInsert::new().project_id(shared)).execute(&mut tx).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
    let mut tx = work.begin().await;
    Project::delete(work.ours, shared).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = work.pool.begin_tenant(work.theirs).await.unwrap();
    assert!(Project::find(work.theirs, shared).fetch_optional(&mut tx).await.unwrap().is_some());
    assert_eq!(Task::select(work.theirs).count(&mut tx).await.unwrap(), 1);
    Task::insert(work.theirs, TaskInsert::new(shared)).execute(&mut tx).await.unwrap();
    tx.rollback().await.unwrap();
    let mut tx = work.begin().await;
    Project::restore(work.ours, shared).execute(&mut tx).await.unwrap();
    assert_eq!(Task::select(work.ours).count(&mut tx).await.unwrap(), 1);
}

/// A pool of a role as `Options::purge_role` grants it, and its name.
async fn purger(database: &Database) -> (Pool, String) {
    let role = format!("purge_{}", Id::<Project>::generate().uuid().simple());
    let all = ddl::sql(&WORK, &Options::new().purge_role(role.as_str())).unwrap();
    let create = all.lines().find_map(|line| line.strip_prefix("-- CREATE ROLE ")).unwrap();
    let grants: Vec<_> = all.split(";\n").filter(|sql| sql.trim_start().starts_with("GRANT")).collect();
    let connect = format!("GRANT CONNECT ON DATABASE {} TO {role}", database.name());
    let setup = format!("CREATE ROLE {} {connect};\n{}", create.replace(';', " PASSWORD 'x';"), grants.join(";\n"));
    by_owner(database, Role::Admin, &setup).await;
    let options = driver::user(driver::options(database, Role::Admin), &role, "x");
    (driver::pool(options, 1, Duration::from_secs(30)), role)
}

async fn by_owner(database: &Database, role: Role, sql: &str) {
    let mut connection = PgConnection::connect_with(&database.connect_options(role)).await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap();
}

/// The rows of a table that are deleted and those that are kept.
fn counted(purged: &Purged, table: &str) -> (u64, u64) {
    let found = purged.tables.iter().find(|purged| purged.table.name == table);
    found.map(|table| (table.deleted, table.kept)).unwrap()
}

#[tokio::test]
async fn old_rows_are_purged_in_the_order_of_their_references() {
    let work = Work::open().await;
    let (pool, role) = purger(&work.database).await;
    let mut kept = Vec::new();
    for tenant in [work.ours, work.theirs] {
        let mut tx = work.pool.begin_tenant(tenant).await.unwrap();
        let top = project(&mut tx, tenant).await;
        let part = ProjectInsert::new().parent_id(top);
        let part_id = part.id();
        Project::insert(tenant, part).execute(&mut tx).await.unwrap();
        for _ in 0..5 {
            let task = TaskInsert::new(part_id);
            let task_id = task.id();
            Task::insert(tenant, task).execute(&mut tx).await.unwrap();
            Task::insert(tenant, TaskInsert::new(part_id).step_of_id(task_id)).execute(&mut tx).await.unwrap();
            Remark::insert(tenant, RemarkInsert::new(task_id)).execute(&mut tx).await.unwrap();
        }
        let other = project(&mut tx, tenant).await;
        Pair::insert(tenant, PairInsert::new(top, other)).execute(&mut tx).await.unwrap();
        let paid = project(&mut tx, tenant).await;
        Hours::insert(tenant, HoursInsert::new(paid)).execute(&mut tx).await.unwrap();
        Project::delete(tenant, paid).execute(&mut tx).await.unwrap();
        Project::delete(tenant, top).execute(&mut tx).await.unwrap();
        kept.push((tenant, other, paid));
        tx.commit().await.unwrap();
    }
    let yesterday = chrono::Utc::now() - chrono::Duration::days(1);
    let tomorrow = chrono::Utc::now() + chrono::Duration::days(1);
    let across = across_tenants!(Organization, "the tests purge");
    let none = peristyle::purge(&WORK, across, yesterday).execute(&pool).await.unwrap();
    assert_eq!((none.deleted(), none.kept()), (0, 0));

    let purged = peristyle::purge(&WORK, work.ours, tomorrow).batch(2).execute(&pool).await.unwrap();
    assert_eq!(counted(&purged, "org_remarks"), (5, 0));
    assert_eq!(counted(&purged, "org_tasks"), (10, 0));
    assert_eq!(counted(&purged, "org_projects"), (2, 1), "hours that were worked keep their project");
    assert!(purged.tables.iter().all(|table| !["topics", "org_hours", "organizations"].contains(&table.table.name)));
    let purged = peristyle::purge(&WORK, across, tomorrow).execute(&pool).await.unwrap();
    assert_eq!((counted(&purged, "org_tasks"), counted(&purged, "org_projects")), ((10, 0), (2, 2)));
    for (tenant, other, paid) in kept {
        let mut tx = work.pool.begin_tenant(tenant).await.unwrap();
        assert!(Project::find(tenant, other).fetch_optional(&mut tx).await.unwrap().is_some());
        let rest = Project::select(tenant).with_deleted().filter(Project::ID.ne(other)).limit(9);
        let rest: Vec<_> = rest.fetch_all(&mut tx).await.unwrap().iter().map(|project| project.id).collect();
        assert_eq!(rest, [paid]);
        assert_eq!(Pair::select(tenant).count(&mut tx).await.unwrap(), 0, "a pair goes with its project");
    }
    assert!(matches!(
        peristyle::purge(&WORK, across, tomorrow).execute(&work.pool).await,
        Err(Error::NoTenant | Error::Denied(_))
    ));
    let global = peristyle::purge(&WORK, peristyle::Global, tomorrow).execute(&pool).await.unwrap();
    assert_eq!(global.tables.iter().map(|table| table.table.name).collect::<Vec<_>>(), ["topics"]);
    drop(pool);
    by_owner(&work.database, Role::Admin, &format!("DROP OWNED BY {role}; DROP ROLE {role}")).await;
}

/// The role of the application purges nothing, and the other one changes no live row.
#[tokio::test]
async fn the_role_of_the_purge_changes_nothing_else() {
    let work = Work::open().await;
    let (pool, role) = purger(&work.database).await;
    for sql in [
        "UPDATE org_projects SET deleted_at = now()",
        "DELETE FROM organizations",
        "DELETE FROM org_hours",
        "DELETE FROM org_pairs",
        "SELECT number FROM org_tasks",
        "TRUNCATE org_projects",
        "INSERT INTO org_projects (id, organization_id) VALUES (gen_random_uuid(), gen_random_uuid())",
    ] {
        let refused = driver::query(&pool, sql).await.unwrap_err();
        assert!(refused.contains("permission denied") || refused.contains("does not exist"), "{sql}: {refused}");
    }
    drop(pool);
    by_owner(&work.database, Role::Admin, &format!("DROP OWNED BY {role}; DROP ROLE {role}")).await;
}
