//! What one server value makes on a server, told apart from what others make there.

use std::{
    process,
    sync::atomic::{AtomicU64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

use sqlx::PgConnection;

static RUNS: AtomicU64 = AtomicU64::new(0);

/// A name that no other run has: the process, its start, and a number. It is part of every database and role the run makes.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    id: String,
}

impl Run {
    pub(crate) fn new() -> Self {
        let start = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| age.as_micros());
        Self { id: format!("{}_{start}_{}", process::id(), RUNS.fetch_add(1, Ordering::Relaxed)) }
    }

    /// Runs that left something on the server and are gone: none of their connections is open.
    pub(crate) async fn ended(connection: &mut PgConnection) -> Result<Vec<Self>, sqlx::Error> {
        let ids: Vec<String> = sqlx::query_scalar(ENDED_RUNS).fetch_all(connection).await?;
        Ok(ids.into_iter().map(|id| Self { id }).collect())
    }

    /// By this name of its connection others see that the run lives. Process ids say nothing about another machine.
    pub(crate) fn sign_of_life(&self) -> String {
        format!("peristyle_{}", self.id)
    }

    pub(crate) fn database_name(&self, number: u64) -> String {
        format!("{}{number}", self.database_prefix())
    }

    pub(crate) fn database_prefix(&self) -> String {
        format!("peristyle_{}_", self.id)
    }

    /// The role of look-ups, which is named after that of the application.
    pub(crate) fn lookup_name(&self) -> String {
        let [_, application] = self.role_names();
        format!("{application}_lookup")
    }

    /// The owner and the application.
    pub(crate) fn role_names(&self) -> [String; 2] {
        ["owner", "app"].map(|role| format!("peristyle_{role}_{}", self.id))
    }
}

const ENDED_RUNS: &str = r"
SELECT DISTINCT id FROM (
    SELECT substring(datname FROM '^peristyle_(\d+_\d+_\d+)_\d+$') FROM pg_database
    UNION ALL
    SELECT substring(rolname FROM '^peristyle_(?:owner|app)_(\d+_\d+_\d+)$') FROM pg_roles
) AS remains (id)
WHERE id IS NOT NULL
AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'peristyle_' || id)";
