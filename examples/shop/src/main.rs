//! `cargo run -p shop`

use std::env;
use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use peristyle_test::server::{Database, Role, Server};
use shop::{App, SCHEMA_SQL, api, seeds};
use sqlx::postgres::PgConnectOptions;
use tokio::net::TcpListener;
use tokio::sync::watch;
use uuid::Uuid;

/// The size of the pool. More connections than this for each core of the database make it slower, not faster.
const CONNECTIONS: u32 = 8;

/// How long a request waits for a connection, before it is 503.
const PATIENCE: Duration = Duration::from_secs(2);

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the shop stopped: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    shop::log_to_stdout();
    // Both are dropped, and with them the embedded server, after the last request.
    let mut embedded = None;
    let options: PgConnectOptions = match env::var("DATABASE_URL") {
        Ok(url) => url.parse()?,
        Err(_) => embedded.insert(Embedded::start().await?).database.connect_options(Role::Application),
    };
    // A key that is made here ends all tokens when the process ends.
    let key = env::var("SHOP_TOKEN_KEY").unwrap_or_else(|_| format!("{}{}", Uuid::new_v4(), Uuid::new_v4()));
    let app = App::new(options, CONNECTIONS, PATIENCE, key.as_bytes());
    let address = env::var("SHOP_ADDRESS").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());
    let listener = TcpListener::bind(&address).await?;
    let url = format!("http://{}", listener.local_addr()?);
    if embedded.is_some() {
        introduce(&app, &url).await?;
    }

    let (stop, stopped) = watch::channel(false);
    let worker = tokio::spawn(shop::work(app.pool.clone(), stopped));
    tracing::info!(url, "listening");
    axum::serve(listener, api::router(app.clone())).with_graceful_shutdown(interrupted()).await?;
    tracing::info!("all requests are answered");
    stop.send(true).ok();
    worker.await?;
    app.pool.close().await;
    Ok(())
}

/// A server of its own with the tables, which goes with the process.
struct Embedded {
    database: Database,
    _server: Server,
}

impl Embedded {
    async fn start() -> Result<Self, Box<dyn Error>> {
        let server = Server::start().await?;
        let sql = SCHEMA_SQL.replace("peristyle_app", server.role_name(Role::Application));
        let template = server.template("shop", &sql).await?;
        Ok(Self { database: server.database(&template).await?, _server: server })
    }
}

/// Inserts two organizations, and prints what to try.
async fn introduce(app: &App, url: &str) -> Result<(), peristyle::Error> {
    let lamps = seeds::organization(&app.pool, "Lamps & Sons").await?;
    let books = seeds::organization(&app.pool, "The Book Corner").await?;
    println!(
        "Two organizations share the embedded database. Try:

  KEY={lamps}; OTHER={books}
  curl -H \"Authorization: Bearer $KEY\" {url}/products?size=2
  curl -H \"Authorization: Bearer $KEY\" {url}/products/{product}
  curl -H \"Authorization: Bearer $OTHER\" {url}/products/{product}     # 404: it belongs to another tenant
  curl -H \"Authorization: Bearer $KEY\" {url}/products --json '{{\"sku\": \"L-1\", \"name\": \"Lamp\", \"price\": \"-1\"}}'
  curl -H \"Authorization: Bearer $KEY\" {url}/orders --json '{{\"customer_id\": \"{customer}\", \"lines\": [{{\"product_id\": \"{product}\", \"quantity\": 2}}]}}'
  curl -H \"Authorization: Bearer $KEY\" {url}/orders
  curl -X POST -H \"Authorization: Bearer $KEY\" {url}/tokens

The tables: {url}/schema. Ctrl-C stops it when all requests are answered.
",
        lamps = lamps.api_key,
        books = books.api_key,
        product = lamps.products[0],
        customer = lamps.customer,
    );
    Ok(())
}

/// Ctrl-C, or the signal of a process manager.
async fn interrupted() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! {
                    _ = interrupt => {}
                    _ = terminate.recv() => {}
                }
            }
            // Without a handler the signal ends the process.
            Err(_) => drop(interrupt.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
}
