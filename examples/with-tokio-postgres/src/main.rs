//! A help desk for many companies, on tokio-postgres and deadpool.
//!
//! `cargo run -p with-tokio-postgres` tries the service and ends; `cargo run -p with-tokio-postgres -- serve` goes on until Ctrl-C.

mod desk;
mod scenario;
mod service;

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use deadpool_postgres::{Manager, Pool, Runtime};
use peristyle_test::server::{Role, Server};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_postgres::NoTls;

/// The DDL from `build.rs`.
const SCHEMA_SQL: &str = include_str!(concat!(env!("OUT_DIR"), "/schema.sql"));

/// The size of the pool. More connections than two or three for each core of the database make it slower.
const CONNECTIONS: usize = 8;

/// How long a request waits for a connection.
const PATIENCE: Duration = Duration::from_secs(2);

#[tokio::main]
async fn main() -> ExitCode {
    let serves = std::env::args().nth(1).is_some_and(|argument| argument == "serve");
    match run(serves).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the help desk stopped: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(serves: bool) -> Result<(), Box<dyn Error>> {
    let server = Server::start().await?;
    let sql = SCHEMA_SQL.replace("peristyle_app", server.role_name(Role::Application));
    let template = server.template("help_desk", &sql).await?;
    let database = server.database(&template).await?;
    let pool = pool(&database.url(Role::Application))?;

    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let (stop, stopped) = watch::channel(false);
    let service = tokio::spawn(service::serve(listener, pool.clone(), stopped.clone()));
    let mails = tokio::spawn(service::send_mails(pool.clone(), stopped));

    let outcome = if serves { scenario::invite(&pool, address).await } else { scenario::run(&pool, address).await };
    stop.send(true)?;
    service.await??;
    let mails = mails.await?;
    pool.close();
    outcome?;
    println!("The service has stopped; it sent {mails} mails.");
    Ok(())
}

/// A pool of the application role. Row level security does not apply to a superuser: `begin_tenant` refuses one.
fn pool(url: &str) -> Result<Pool, Box<dyn Error>> {
    let manager = Manager::new(url.parse()?, NoTls);
    let pool = Pool::builder(manager).max_size(CONNECTIONS).runtime(Runtime::Tokio1);
    Ok(pool.wait_timeout(Some(PATIENCE)).create_timeout(Some(PATIENCE)).build()?)
}
