//! Timestamps under other names in the database: statements set them, filter by them and leave them out as under their own.

use peristyle::prelude::*;
use peristyle::{Error, ViolationKind, across_tenants};
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};

use super::Pool;
use super::driver::{self, TransactionOf};
use crate::accepted::timestamps_of_other_names::{
    Event, EventInsert, Organization, OrganizationInsert, Project, ProjectInsert, ProjectUpdate, Remark, RemarkInsert,
    SCHEMA, Task, TaskInsert, TaskUpdate,
};

struct Work {
    database: Database,
    pool: Pool,
    ours: Tenant<Organization>,
}

impl Work {
    async fn open() -> Self {
        let server = Server::shared().await.unwrap();
        let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
        let template = server.template("other_timestamps", &ddl::sql(&SCHEMA, &options).unwrap()).await.unwrap();
        let database = server.database(&template).await.unwrap();
        let pool = super::pool(&database, 2);
        let insert = OrganizationInsert::new();
        let ours = Tenant::<Organization>::new(insert.id());
        let mut tx = pool.begin_tenant(ours).await.unwrap();
        Organization::insert(ours, insert).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        Self { database, pool, ours }
    }

    async fn begin(&self) -> TransactionOf<Organization> {
        self.pool.begin_tenant(self.ours).await.unwrap()
    }

    async fn project(&self, code: &str) -> Project {
        let mut tx = self.begin().await;
        let project = Project::insert(self.ours, ProjectInsert::new(code)).fetch_one(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        project
    }

    async fn task(&self, number: i32, project: Id<Project>) -> Task {
        let mut tx = self.begin().await;
        let insert = TaskInsert::new(number, "a task", project);
        let task = Task::insert(self.ours, insert).fetch_one(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        task
    }

    /// What the owner reads, beside row security.
    async fn by_admin(&self, sql: &str) -> Vec<Option<String>> {
        let options = driver::options(&self.database, Role::Admin);
        let pool = driver::pool(options, 1, std::time::Duration::from_secs(9));
        driver::query(&pool, sql).await.unwrap()
    }
}

#[tokio::test]
async fn each_update_moves_the_time_of_the_last_change() {
    let work = Work::open().await;
    let project = work.project("a").await;
    assert!(project.created_at == project.updated_at && project.deleted_at.is_none());
    let mut tx = work.begin().await;
    let changes = ProjectUpdate::new().is_open(false);
    let changed = Project::update(work.ours, project.id, changes).fetch_one(&mut tx).await.unwrap();
    assert!(changed.created_at == project.created_at && changed.updated_at > project.updated_at);
    let many = Project::update_many(work.ours, Project::CODE.eq("a"), ProjectUpdate::new().is_open(true));
    let many = many.fetch_all(&mut tx).await.unwrap();
    assert!(many[0].updated_at > changed.updated_at);
    let upsert = Project::insert(work.ours, ProjectInsert::new("a")).on_conflict(Project::BY_CODE).do_update();
    let upserted = upsert.fetch_one(&mut tx).await.unwrap();
    assert!(upserted.id == project.id && upserted.updated_at > many[0].updated_at);
    // It is a version.
    let stale = Project::update(work.ours, project.id, ProjectUpdate::new().is_open(false));
    let stale = stale.if_version(Project::UPDATED_AT, project.updated_at).fetch_one(&mut tx).await;
    assert!(matches!(stale, Err(Error::Stale { .. })), "{stale:?}");
    tx.commit().await.unwrap();
    // For every writer.
    work.by_admin("UPDATE org_projects SET is_open = false").await;
    let mut tx = work.begin().await;
    let seen = Project::find(work.ours, project.id).fetch_one(&mut tx).await.unwrap();
    assert!(seen.updated_at > upserted.updated_at);
}

/// `modified_at` has no trigger: the statements move it.
#[tokio::test]
async fn without_a_trigger_the_statements_move_it() {
    let work = Work::open().await;
    let project = work.project("a").await;
    let task = work.task(1, project.id).await;
    let mut seen = task.updated_at;
    let mut moves = |task: &Task| {
        assert!(task.updated_at > seen, "{task:?} {seen}");
        seen = task.updated_at;
    };
    let mut tx = work.begin().await;
    let change = |title: &str| Task::update(work.ours, task.id, TaskUpdate::new().title(title));
    moves(&change("b").fetch_one(&mut tx).await.unwrap());
    let many = Task::update_many(work.ours, Task::NUMBER.eq(1), TaskUpdate::new().title("c"));
    moves(&many.fetch_all(&mut tx).await.unwrap()[0]);
    let again = TaskInsert::new(1, "d", project.id);
    let upsert = Task::insert_many(work.ours, [again]).on_conflict(Task::BY_NUMBER).do_update();
    moves(&upsert.fetch_all(&mut tx).await.unwrap()[0]);
    moves(&Task::delete(work.ours, task.id).fetch_one(&mut tx).await.unwrap());
    moves(&Task::restore(work.ours, task.id).fetch_one(&mut tx).await.unwrap());
    moves(&Task::delete_many(work.ours, Task::NUMBER.eq(1)).fetch_all(&mut tx).await.unwrap()[0]);
    moves(&Task::restore_many(work.ours, Task::NUMBER.eq(1)).fetch_all(&mut tx).await.unwrap()[0]);
}

#[tokio::test]
async fn a_deleted_row_is_left_out_until_it_is_restored() {
    let work = Work::open().await;
    let (gone, kept) = (work.project("a").await, work.project("b").await);
    let mut tx = work.begin().await;
    let deleted = Project::delete(work.ours, gone.id).fetch_one(&mut tx).await.unwrap();
    assert!(deleted.deleted_at.is_some());
    assert!(Project::find(work.ours, gone.id).fetch_optional(&mut tx).await.unwrap().is_none());
    assert!(Project::find_by_code(work.ours, "a").fetch_optional(&mut tx).await.unwrap().is_none());
    let found = Project::find(work.ours, gone.id).with_deleted().fetch_one(&mut tx).await.unwrap();
    assert_eq!(found, deleted);
    let listed = Project::select(work.ours).limit(9).fetch_all(&mut tx).await.unwrap();
    assert_eq!(listed.iter().map(|one| one.id).collect::<Vec<_>>(), [kept.id]);
    let newest = Project::select(work.ours).order_by(Project::CREATED_AT.desc()).limit(9);
    assert_eq!(newest.fetch_all(&mut tx).await.unwrap().len(), 1);
    let all = Project::select(work.ours).with_deleted().filter(Project::DELETED_AT.is_not_null());
    assert_eq!(all.count(&mut tx).await.unwrap(), 1);
    // Its code is free again, and then the row does not come back.
    Project::insert(work.ours, ProjectInsert::new("a")).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = work.begin().await;
    let refused = Project::restore(work.ours, gone.id).execute(&mut tx).await.unwrap_err();
    assert!(matches!(&refused, Error::Violation(one) if one.kind == ViolationKind::Unique), "{refused:?}");
    tx.rollback().await.unwrap();
    let mut tx = work.begin().await;
    let many = Project::delete_many(work.ours, Project::CODE.eq("a")).execute(&mut tx).await.unwrap();
    assert_eq!(many, 1);
    Project::restore(work.ours, gone.id).execute(&mut tx).await.unwrap();
    assert_eq!(Project::find_by_code(work.ours, "a").fetch_one(&mut tx).await.unwrap().id, gone.id);
}

/// Each table by the name of its own column: a task is deleted with its project, a remark loses its task.
#[tokio::test]
async fn a_delete_honours_on_delete_between_different_names() {
    let work = Work::open().await;
    let project = work.project("a").await;
    let part = ProjectInsert::new("part").parent_id(project.id);
    let part_id = part.id();
    let mut tx = work.begin().await;
    Project::insert(work.ours, part).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let (task, before) = (work.task(1, part_id).await, work.task(2, part_id).await);
    let mut tx = work.begin().await;
    let remark = RemarkInsert::new().task_id(task.id);
    let remark_id = remark.id();
    Remark::insert(work.ours, remark).execute(&mut tx).await.unwrap();
    Task::delete(work.ours, before.id).execute(&mut tx).await.unwrap();
    let deleted = Project::delete(work.ours, project.id).fetch_one(&mut tx).await.unwrap().deleted_at.unwrap();
    let taken = Task::find(work.ours, task.id).with_deleted().fetch_one(&mut tx).await.unwrap();
    assert_eq!(taken.deleted_at.unwrap().timestamp_millis(), {
        // To the millisecond, rounded.
        (deleted.timestamp_micros() + 500) / 1000
    });
    assert_eq!(Remark::find(work.ours, remark_id).fetch_one(&mut tx).await.unwrap().task_id, None);
    Project::restore(work.ours, project.id).execute(&mut tx).await.unwrap();
    assert!(Task::find(work.ours, task.id).fetch_optional(&mut tx).await.unwrap().is_some());
    assert!(Task::find(work.ours, before.id).fetch_optional(&mut tx).await.unwrap().is_none());
    tx.commit().await.unwrap();

    let mut tx = work.begin().await;
    Task::delete(work.ours, task.id).execute(&mut tx).await.unwrap();
    let refused = Remark::insert(work.ours, RemarkInsert::new().task_id(task.id)).execute(&mut tx).await;
    assert!(matches!(&refused, Err(Error::Violation(one)) if one.kind == ViolationKind::Reference), "{refused:?}");
    tx.rollback().await.unwrap();
    let mut tx = work.begin().await;
    Remark::insert(work.ours, RemarkInsert::new().project_id(project.id)).execute(&mut tx).await.unwrap();
    let refused = Project::delete(work.ours, project.id).execute(&mut tx).await;
    assert!(matches!(&refused, Err(Error::Violation(one)) if one.kind == ViolationKind::Referenced), "{refused:?}");
}

#[tokio::test]
async fn a_closed_account_is_not_found_by_its_codes() {
    let work = Work::open().await;
    let project = work.project("a").await;
    let found = Project::tenants_of_code(&work.pool, "a").await.unwrap();
    assert_eq!(found.iter().map(|tenant| tenant.id()).collect::<Vec<_>>(), [work.ours.id()]);
    let mut tx = work.begin().await;
    Project::delete(work.ours, project.id).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert!(Project::tenants_of_code(&work.pool, "a").await.unwrap().is_empty());
    work.project("a").await;
    assert_eq!(Project::tenants_of_code(&work.pool, "a").await.unwrap().len(), 1);
    work.by_admin("UPDATE organizations SET \"closedAt\" = now()").await;
    assert!(Project::tenants_of_code(&work.pool, "a").await.unwrap().is_empty());
}

#[tokio::test]
async fn old_rows_are_purged_by_it() {
    let work = Work::open().await;
    let project = work.project("a").await;
    let (gone, kept) = (work.task(1, project.id).await, work.task(2, project.id).await);
    let mut tx = work.begin().await;
    Task::delete(work.ours, gone.id).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let options = driver::options(&work.database, Role::Admin);
    let admin = driver::pool(options, 1, std::time::Duration::from_secs(9));
    let (yesterday, tomorrow) = (-1, 1);
    for (days, deleted) in [(yesterday, 0), (tomorrow, 1)] {
        let before = chrono::Utc::now() + chrono::Duration::days(days);
        let across = across_tenants!(Organization, "the tests purge");
        let purged = peristyle::purge(&SCHEMA, across, before).execute(&admin).await.unwrap();
        assert_eq!(purged.deleted(), deleted, "{purged:?}");
    }
    let mut tx = work.begin().await;
    assert_eq!(Task::select(work.ours).with_deleted().count(&mut tx).await.unwrap(), 1);
    assert!(Task::find(work.ours, kept.id).fetch_optional(&mut tx).await.unwrap().is_some());
}

/// The application has no privilege to write what the database sets.
#[tokio::test]
async fn nobody_else_sets_them() {
    let work = Work::open().await;
    work.project("a").await;
    for (table, column) in [("org_projects", "createdAt"), ("org_tasks", "inserted_at"), ("events", "at")] {
        let role = Server::shared().await.unwrap().role_name(Role::Application).to_owned();
        let asked = format!(
            "SELECT (has_column_privilege('{role}', '{table}', '{column}', 'INSERT') OR has_column_privilege('{role}', '{table}', '{column}', 'UPDATE'))::text"
        );
        assert_eq!(work.by_admin(&asked).await, [Some("false".to_owned())], "{table}.{column}");
    }
    Event::insert(EventInsert::new(1)).execute(&work.pool).await.unwrap();
    let event = Event::select().order_by(Event::CREATED_AT.desc()).limit(1).fetch_all(&work.pool).await.unwrap();
    assert_eq!(event[0].number, 1);
}
