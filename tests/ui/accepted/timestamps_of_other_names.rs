//! Tables of an older database that calls its timestamps otherwise. They keep their meaning: default, trigger, soft deletes, what insert and
//! update leave out.

use peristyle::Timestamp;
use peristyle::prelude::*;

/// A customer account. `closedAt` says when it was closed.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
    #[column(name = "closedAt", waive(timestamps = "the old program's name", snake_case = "the old program's letters"))]
    pub deleted_at: Option<Timestamp>,
}

/// Work that belongs together.
#[table(
    name = "org_projects",
    tenant = Organization,
    unique(code, tenant_lookup),
    index(created_at(desc), only(is_open)),
    index(deleted_at, including_deleted),
    waive(timestamps = "the old program's names", snake_case = "the old program's letters")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    pub id: Id<Project>,
    pub organization_id: Id<Organization>,
    pub code: String,
    #[column(default = true)]
    pub is_open: bool,
    #[column(on_delete = cascade, why = "a part goes with its project")]
    pub parent_id: Option<Id<Project>>,
    #[column(name = "createdAt")]
    pub created_at: Timestamp,
    #[column(name = "updatedAt")]
    pub updated_at: Timestamp,
    #[column(name = "deletedAt")]
    pub deleted_at: Option<Timestamp>,
}

/// Something to do. The times are those of another program, to the millisecond.
#[table(name = "org_tasks", tenant = Organization, unique(number), waive(timestamps = "the names of another program"))]
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    pub id: Id<Task>,
    pub organization_id: Id<Organization>,
    pub number: i32,
    pub title: String,
    #[column(on_delete = cascade, why = "a task is part of its project")]
    pub project_id: Id<Project>,
    #[column(name = "inserted_at")]
    pub created_at: Timestamp,
    #[column(name = "modified_at", no_trigger)]
    pub updated_at: Timestamp,
    #[column(name = "removed_at", precision(3))]
    pub deleted_at: Option<Timestamp>,
}

/// What was said about a task; its timestamps are those of every table.
#[table(name = "org_remarks", tenant = Organization)]
pub struct Remark {
    pub id: Id<Remark>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = set_null, why = "a remark outlives its task")]
    pub task_id: Option<Id<Task>>,
    #[column(on_delete = restrict, why = "a project that was talked about is kept")]
    pub project_id: Option<Id<Project>>,
}

/// What happened, by the time at which it was written down.
#[table(
    name = "events",
    append_only,
    partition(
        range(created_at),
        child("events_old", from = minvalue, to = "2020-01-01"),
        child("events_new", default)
    ),
    waive(timestamps = "the old program's name", primary_key = "ids are made by the application alone")
)]
pub struct Event {
    pub id: Id<Event>,
    pub number: i64,
    #[column(name = "at")]
    pub created_at: Timestamp,
}

schema! { pub SCHEMA = [Organization, Project, Task, Remark, Event] }
