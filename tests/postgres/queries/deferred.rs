//! Constraints that are checked when the transaction commits: the commit says what the statement would have said.

use peristyle::prelude::*;
use peristyle::{Error, Violation, ViolationKind};
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Role, Server};

use super::{Pool, driver};

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
    #[column(varchar(20))]
    pub name: String,
}

/// A step of a list, in an order that is rearranged within a transaction.
#[table(
    name = "org_steps",
    tenant = Organization,
    unique(place, initially_deferred),
    waive(soft_delete = "a step that is removed is gone")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub id: Id<Step>,
    pub organization_id: Id<Organization>,
    pub place: i32,
    #[column(on_delete = no_action, initially_deferred, why = "both go at once", waive(on_delete = "it is deferred"))]
    pub after_id: Option<Id<Step>>,
}

schema! { pub STEPS = [Organization, Step] }

struct Steps {
    pool: Pool,
    tenant: Tenant<Organization>,
    _database: peristyle_test::server::Database,
}

async fn steps() -> Steps {
    let server = Server::shared().await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
    let template = server.template("deferred", &ddl::sql(&STEPS, &options).unwrap()).await.unwrap();
    let database = server.database(&template).await.unwrap();
    let pool = super::pool(&database, 1);
    let draft = OrganizationInsert::new("ours");
    let tenant = Tenant::<Organization>::new(draft.id());
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    Organization::insert(tenant, draft).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    Steps { pool, tenant, _database: database }
}

fn violation(outcome: Result<(), Error>) -> Violation {
    match outcome {
        Err(Error::Violation(violation)) => violation,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_unique_constraint_is_told_at_commit() {
    let Steps { pool, tenant, _database } = steps().await;
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    for _ in 0..2 {
        Step::insert(tenant, StepInsert::new(1)).execute(&mut tx).await.unwrap();
    }
    let violation = violation(tx.commit().await);
    assert_eq!((violation.kind, violation.columns.as_slice()), (ViolationKind::Unique, ["place"].as_slice()));
    assert_eq!(violation.to_string(), "another step already has this place");
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    assert_eq!(Step::select(tenant).limit(9).fetch_all(&mut tx).await.unwrap(), []);
}

#[tokio::test]
async fn a_statement_on_the_pool_and_the_last_of_a_transaction_tell_it() {
    let Steps { pool, tenant, _database } = steps().await;
    Step::insert(tenant, StepInsert::new(1)).execute(&pool).await.unwrap();
    let on_pool = violation(Step::insert(tenant, StepInsert::new(1)).execute(&pool).await);
    assert_eq!(on_pool.to_string(), "another step already has this place");
    let tx = pool.begin_tenant(tenant).await.unwrap();
    let last = violation(Step::insert(tenant, StepInsert::new(1)).execute(tx.committing()).await);
    assert_eq!(last.to_string(), "another step already has this place");
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    assert_eq!(Step::select(tenant).count(&mut tx).await.unwrap(), 1);
}

#[tokio::test]
async fn both_sides_of_a_reference_are_told_at_commit() {
    let Steps { pool, tenant, _database } = steps().await;
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    // In a savepoint it is put off all the same.
    let mut savepoint = tx.savepoint().await.unwrap();
    Step::insert(tenant, StepInsert::new(1).after_id(Id::generate())).execute(&mut savepoint).await.unwrap();
    savepoint.commit().await.unwrap();
    let missing = violation(tx.commit().await);
    assert_eq!((missing.kind, missing.columns.as_slice()), (ViolationKind::Reference, ["after_id"].as_slice()));

    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    let first = Step::insert(tenant, StepInsert::new(1)).fetch_one(&mut tx).await.unwrap();
    Step::insert(tenant, StepInsert::new(2).after_id(first.id)).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    Step::delete(tenant, first.id).execute(&mut tx).await.unwrap();
    let used = violation(tx.commit().await);
    assert_eq!((used.kind, used.to_string().as_str()), (ViolationKind::Referenced, "this step is still in use"));
}

#[tokio::test]
async fn sql_of_ones_own_is_told_in_general() {
    let Steps { pool, tenant, _database } = steps().await;
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    let sql = format!(
        "INSERT INTO org_steps (id, organization_id, place) \
         SELECT gen_random_uuid(), '{}', 1 FROM generate_series(1, 2)",
        tenant.id()
    );
    driver::query_in(&mut tx, &sql).await.unwrap();
    let violation = violation(tx.commit().await);
    assert_eq!(
        (violation.kind, violation.to_string().as_str()),
        (ViolationKind::Unique, "another row already has these values")
    );
    assert!(!violation.constraint.is_empty());
}

#[tokio::test]
async fn a_commit_that_was_refused_may_be_retried_by_the_caller_alone() {
    let Steps { pool, tenant, _database } = steps().await;
    let ran = &std::sync::atomic::AtomicU32::new(0);
    let work = pool.in_tenant(tenant).retry(5).run(|mut tx| async move {
        ran.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        for _ in 0..2 {
            Step::insert(tenant, StepInsert::new(1)).execute(&mut tx).await?;
        }
        tx.commit().await
    });
    assert!(matches!(work.await, Err(Error::Violation(_))));
    assert_eq!(ran.load(std::sync::atomic::Ordering::Relaxed), 1);
}
