//! Everyone who is measured. Each has one connection of its own.

mod by_hand_sqlx;
mod by_hand_tokio;
mod diesel;
pub mod far;
mod ours;
mod sea_orm;
mod toasty;

use std::error::Error;
use std::pin::Pin;
use std::time::{Duration, Instant};

use uuid::Uuid;

use crate::job::{Draft, Job, drafts};
use crate::setting::Setting;

pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// How long a job took.
pub type Taken<'peer> = Pin<Box<dyn Future<Output = Result<Duration>> + 'peer>>;

/// Someone who is measured.
pub trait Measured {
    fn name(&self) -> &'static str;

    /// Does the job that often in a transaction that is rolled back, and says how long it took without opening and closing it.
    fn run<'peer>(&'peer mut self, job: Job, times: usize, ids: &'peer [Uuid]) -> Taken<'peer>;
}

/// A way to talk to the database. Whatever is read or written comes back as what the library makes of it.
trait Peer {
    const NAME: &'static str;
    /// The rows that one statement can insert: whoever binds each value may bind 65,535.
    const MOST_ROWS: usize = usize::MAX;

    async fn begin(&mut self) -> Result<()>;
    async fn rollback(&mut self) -> Result<()>;
    async fn find(&mut self, id: Uuid) -> Result<()>;
    /// The newest rows.
    async fn list(&mut self, rows: u32) -> Result<()>;
    /// The row comes back.
    async fn insert(&mut self, row: Draft) -> Result<()>;
    /// The rows do not come back.
    async fn insert_many(&mut self, rows: Vec<Draft>) -> Result<()>;
    /// Two columns; the row does not come back.
    async fn update(&mut self, id: Uuid, name: &str, stock: i32) -> Result<()>;
}

/// All of them. [`crate::measure`] compares with the two that are by hand.
pub async fn all(setting: &Setting, with_toasty: bool) -> Result<Vec<Box<dyn Measured>>> {
    let mut all: Vec<Box<dyn Measured>> = vec![
        Box::new(by_hand_sqlx::ByHand::open(setting).await?),
        Box::new(ours::OnSqlx::open(setting).await?),
        Box::new(by_hand_tokio::ByHand::open(setting).await?),
        Box::new(ours::OnTokioPostgres::open(setting).await?),
        Box::new(sea_orm::SeaOrm::open(setting).await?),
        Box::new(diesel::Diesel::open(setting).await?),
    ];
    if with_toasty {
        all.push(Box::new(toasty::Toasty::open(setting)?));
    }
    Ok(all)
}

impl<P: Peer> Measured for P {
    fn name(&self) -> &'static str {
        P::NAME
    }

    fn run<'peer>(&'peer mut self, job: Job, times: usize, ids: &'peer [Uuid]) -> Taken<'peer> {
        Box::pin(async move {
            let rows = drafts(times * job.rows());
            self.begin().await?;
            let start = Instant::now();
            done(self, job, times, ids, rows).await?;
            let taken = start.elapsed();
            self.rollback().await?;
            Ok(taken)
        })
    }
}

async fn done<P: Peer>(peer: &mut P, job: Job, times: usize, ids: &[Uuid], rows: Vec<Draft>) -> Result<()> {
    let ids = ids.iter().cycle().take(times);
    match job {
        Job::Find => {
            for id in ids {
                peer.find(*id).await?;
            }
        }
        Job::Page | Job::List => {
            for _ in 0..times {
                peer.list(if job == Job::Page { 50 } else { 1_000 }).await?;
            }
        }
        Job::Insert => {
            for row in rows {
                peer.insert(row).await?;
            }
        }
        Job::InsertMany | Job::InsertTenThousand => {
            for rows in rows.chunks(job.rows().min(P::MOST_ROWS)) {
                peer.insert_many(rows.to_vec()).await?;
            }
        }
        Job::Update => {
            for id in ids {
                peer.update(*id, "renamed", 7).await?;
            }
        }
    }
    Ok(())
}
