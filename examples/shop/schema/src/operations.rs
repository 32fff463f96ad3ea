//! What happened, and what is to be done.

use peristyle::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Organization;

/// The details of an audit entry.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct AuditDetails {
    /// The row that was written.
    pub row: Option<String>,
}

/// What was done, for good: the database refuses to change or delete it.
#[table(name = "org_audit_entries", tenant = Organization, append_only, index(created_at(desc)))]
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AuditEntry {
    /// The primary key.
    pub id: Id<AuditEntry>,
    /// The organization in which it was done.
    pub organization_id: Id<Organization>,
    /// Who did it: an API key or a token.
    #[column(max_len = 100)]
    pub actor: String,
    /// What was done, such as `order.place`.
    #[column(max_len = 100)]
    pub action: String,
    /// The details.
    #[column(default = "{}")]
    pub details: Json<AuditDetails>,
}

/// The state of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "job_state", serde)]
pub enum JobState {
    /// To be done.
    Waiting,
    /// Done.
    Done,
}

/// What a job is for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Task {
    /// Confirm an order to its customer.
    ConfirmOrder {
        /// The order.
        order: Id<crate::Order>,
    },
}

/// Something to do after a request.
#[table(
    name = "org_jobs",
    tenant = Organization,
    index(run_at, only(state == JobState::Waiting), queue),
    waive(soft_delete = "a job is done or waits; done ones are purged by hand")
)]
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Job {
    /// The primary key.
    pub id: Id<Job>,
    /// The organization that it is done for.
    pub organization_id: Id<Organization>,
    /// What is to be done.
    pub task: Json<Task>,
    /// The state.
    #[column(default = JobState::Waiting)]
    pub state: JobState,
    /// Not before this time.
    #[column(default_sql = "now()")]
    pub run_at: peristyle::Timestamp,
}
