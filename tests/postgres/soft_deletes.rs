//! Tables whose rows are soft-deleted with others, unlinked, or kept by them (rule F07).

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// Work that belongs together.
#[table(name = "org_projects", tenant = Organization, unique(number, including_deleted), waive(unique_live = "a number is given once"))]
pub struct Project {
    pub id: Id<Project>,
    pub organization_id: Id<Organization>,
    pub number: Option<i64>,
    #[column(on_delete = cascade, why = "a part goes with its project")]
    pub parent_id: Option<Id<Project>>,
}

/// Something to do.
#[table(name = "org_tasks", tenant = Organization, index(project_id))]
pub struct Task {
    pub id: Id<Task>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = cascade, why = "a task is part of its project")]
    pub project_id: Id<Project>,
    #[column(on_delete = cascade, why = "a step is part of its task")]
    pub step_of_id: Option<Id<Task>>,
}

/// What was said about a task.
#[table(name = "org_remarks", tenant = Organization)]
pub struct Remark {
    pub id: Id<Remark>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = cascade, why = "a remark is part of its task")]
    pub task_id: Id<Task>,
    #[column(on_delete = set_null, why = "a remark outlives what it mentions")]
    pub mentions_id: Option<Id<Project>>,
}

/// What is to be paid.
#[table(name = "org_invoices", tenant = Organization)]
pub struct Invoice {
    pub id: Id<Invoice>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = restrict, why = "a project that is paid for is kept")]
    pub project_id: Option<Id<Project>>,
    #[column(references = Project::NUMBER, on_delete = restrict, why = "a number that is paid for is kept", initially_deferred)]
    pub by_number: Option<i64>,
}

/// Which projects are alike.
#[table(name = "org_pairs", tenant = Organization, junction(one_id, other_id))]
pub struct Pair {
    pub organization_id: Id<Organization>,
    #[column(on_delete = cascade, why = "a pair has two projects")]
    pub one_id: Id<Project>,
    #[column(on_delete = cascade, why = "a pair has two projects")]
    pub other_id: Id<Project>,
}

/// Hours that were worked.
#[table(name = "org_hours", tenant = Organization, append_only)]
pub struct Hours {
    pub id: Id<Hours>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = restrict, why = "hours are paid", waive(live_reference = "hours outlive their project"))]
    pub project_id: Id<Project>,
}

/// What a project is about, the same for everyone.
#[table(name = "topics")]
pub struct Topic {
    pub id: Id<Topic>,
    #[column(on_delete = restrict, why = "a topic with parts is kept")]
    pub parent_id: Option<Id<Topic>>,
}

/// A topic of a tenant.
#[table(name = "org_topics", tenant = Organization, partition(hash(organization_id), 2))]
pub struct OwnTopic {
    pub id: Id<OwnTopic>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = restrict, why = "a topic in use is kept")]
    pub topic_id: Option<Id<Topic>>,
    #[column(on_delete = restrict, why = "a topic with parts is kept")]
    pub part_of_id: Option<Id<OwnTopic>>,
}

/// What a task costs. It goes with its project, and keeps its task otherwise.
#[table(name = "org_vouchers", tenant = Organization)]
pub struct Voucher {
    pub id: Id<Voucher>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = cascade, why = "a voucher is part of its project")]
    pub project_id: Id<Project>,
    #[column(on_delete = restrict, why = "a task with a voucher is kept")]
    pub task_id: Option<Id<Task>>,
    #[column(on_delete = restrict, why = "a voucher with others is kept")]
    pub after_id: Option<Id<Voucher>>,
}

/// A year of a project.
#[table(
    name = "org_years",
    tenant = Organization,
    partition(list(year), child("org_years_2025", 2025), child("org_years_rest", default)),
    waive(primary_key = "ids are UUIDs that only the application generates")
)]
pub struct Year {
    pub id: Id<Year>,
    pub organization_id: Id<Organization>,
    pub year: i32,
    #[column(on_delete = restrict, why = "a project with years is kept")]
    pub project_id: Option<Id<Project>>,
}

schema! { pub WORK = [Organization, Project, Task, Remark, Invoice, Pair, Hours, Topic, OwnTopic, Voucher, Year] }
