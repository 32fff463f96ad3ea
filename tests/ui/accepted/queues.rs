use peristyle::prelude::*;

/// An account.
#[table(name = "accounts", tenant_root, prefix = "")]
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    pub id: Id<Account>,
    pub name: String,
}

/// Where a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "job_state")]
pub enum JobState {
    Waiting,
    Done,
}

/// Something to do, not before a time.
#[table(name = "jobs", tenant = Account, index(run_at, only(state == JobState::Waiting), queue))]
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    pub id: Id<Job>,
    pub account_id: Id<Account>,
    #[column(default = "waiting")]
    pub state: JobState,
    #[column(default_sql = "now()")]
    pub run_at: peristyle::Timestamp,
    pub kind: String,
    #[column(default = 0)]
    pub attempts: i32,
}

/// A mail to send, the most urgent first.
#[table(
    name = "mails",
    tenant = Account,
    index(urgency(desc), id, only(sent_at.is_none()), queue),
    waive(soft_delete = "a mail is sent or not")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Mail {
    pub id: Id<Mail>,
    pub account_id: Id<Account>,
    pub urgency: i16,
    pub sent_at: Option<peristyle::Timestamp>,
}

schema! { pub SCHEMA = [Account, Job, Mail] }
