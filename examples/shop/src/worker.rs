//! The worker of the job queue.

use std::time::Duration;

use peristyle::prelude::*;
use peristyle::sqlx::TenantTransaction;
use shop_schema::{Job, JobState, JobUpdate, Order, OrderStatus, OrderUpdate, Organization, Task};
use sqlx::PgPool;
use tokio::sync::watch;

/// The pause when no job waits, and after an error of the database.
const PAUSE: Duration = Duration::from_millis(200);

/// Takes jobs of all tenants, one after another, until `stop` is true. A job that is begun is completed.
pub async fn work(pool: PgPool, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let is_idle = match next(&pool).await {
            Ok(found) => !found,
            Err(error) => {
                tracing::warn!(code = error.code(), %error, "a job failed and waits again");
                true
            }
        };
        if is_idle {
            // The sender is gone when the service ends.
            let stopped = tokio::time::timeout(PAUSE, stop.changed()).await;
            if stopped.is_ok_and(|changed| changed.is_err()) {
                return;
            }
        }
    }
}

/// Does the next job in the transaction of its tenant. Returns whether there was one.
async fn next(pool: &PgPool) -> Result<bool, peristyle::Error> {
    let Some((mut tx, job)) = pool.take_next(Job::queue()).await? else { return Ok(false) };
    perform(&mut tx, &job.task).await?;
    Job::update(tx.tenant(), job.id, JobUpdate::new().state(JobState::Done)).execute(tx.committing()).await?;
    Ok(true)
}

async fn perform(tx: &mut TenantTransaction<'_, Organization>, task: &Task) -> Result<(), peristyle::Error> {
    let Task::ConfirmOrder { order } = task;
    // A service would send a mail here, with the id of the job, so that sending it twice has no effect.
    Order::update(tx.tenant(), *order, OrderUpdate::new().status(OrderStatus::Confirmed)).execute(&mut *tx).await
}
