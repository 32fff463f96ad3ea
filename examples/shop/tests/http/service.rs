//! The service with a database of its own and two tenants.

use std::net::SocketAddr;
use std::time::Duration;

use peristyle_test::server::Role;
use peristyle_test::{NPlusOneCheck, TestDatabase};
use shop::seeds::{self, Seeded};
use shop::{App, api};
use shop_schema::SCHEMA;
use sqlx::AssertSqlSafe;
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

use crate::client::Client;

pub struct Service {
    pub app: App,
    pub address: SocketAddr,
    pub ours: Seeded,
    pub theirs: Seeded,
    /// Each test ends with it.
    _check: NPlusOneCheck,
    pub database: TestDatabase,
    stop: Option<oneshot::Sender<()>>,
    stop_worker: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

pub const TOKEN_KEY: &[u8] = b"the key of the tests";

impl Service {
    pub async fn start() -> Self {
        Self::with_pool(8, Duration::from_secs(30)).await
    }

    /// With a pool of that many connections, for which a request waits that long.
    pub async fn with_pool(connections: u32, patience: Duration) -> Self {
        let database = TestDatabase::new(&SCHEMA).await.unwrap();
        let check = database.no_n_plus_one();
        let app = App::new(database.connect_options(Role::Application), connections, patience, TOKEN_KEY);
        let ours = seeds::organization(&app.pool, "ours").await.unwrap();
        let theirs = seeds::organization(&app.pool, "theirs").await.unwrap();

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let router = api::router(app.clone());
        let serving = tokio::spawn(async move {
            axum::serve(listener, router).with_graceful_shutdown(async { drop(stopped.await) }).await.unwrap();
        });
        let (stop_worker, worker_stopped) = watch::channel(false);
        let working = tokio::spawn(shop::work(app.pool.clone(), worker_stopped));
        Self {
            app,
            address,
            ours,
            theirs,
            _check: check,
            database,
            stop: Some(stop),
            stop_worker,
            tasks: vec![serving, working],
        }
    }

    /// Without the statements of the worker.
    pub async fn without_worker(mut self) -> Self {
        self.stop_worker.send(true).unwrap();
        self.tasks.pop().unwrap().await.unwrap();
        self
    }

    pub fn client(&self, credential: &str) -> Client {
        Client::new(self.address, credential)
    }

    /// A client of our tenant.
    pub fn ours(&self) -> Client {
        self.client(&self.ours.api_key)
    }

    pub fn theirs(&self) -> Client {
        self.client(&self.theirs.api_key)
    }

    /// A value of the database, as the administrator sees it.
    pub async fn count(&self, sql: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&self.database.admin()).await.unwrap()
    }

    /// Begins a graceful stop.
    pub fn begin_to_stop(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
    }

    /// Waits until all requests are answered and the worker has stopped.
    pub async fn stopped(&mut self) {
        self.stop_worker.send(true).unwrap();
        for task in std::mem::take(&mut self.tasks) {
            task.await.unwrap();
        }
    }
}
