//! A soft delete honours `on_delete` (rule F07), in the words of the statements.

use peristyle::prelude::*;
use peristyle::{Error, Violation, ViolationKind};
use peristyle_build::ddl::{self, Options};
use peristyle_test_server::{Database, Role, Server};

use super::driver::{Pool, TransactionOf};
use super::pool;
use crate::ddl::soft_delete::{
    Invoice, InvoiceInsert, InvoiceUpdate, Organization, OrganizationInsert, Project, ProjectInsert, Remark,
    RemarkInsert, Task, TaskInsert, WORK,
};

struct Work {
    _database: Database,
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
        Self { _database: database, pool, ours, theirs }
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
