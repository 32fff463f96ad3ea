//! An end-to-end example: structs become DDL, the DDL is loaded, and two tenants share the database in isolation.
//!
//! `cargo run -p quickstart`

mod output;
mod scenario;

use std::error::Error;
use std::process::ExitCode;

use peristyle_test::server::{Database, Role, Server};
use sqlx::PgPool;

/// The DDL from `build.rs`.
const SCHEMA_SQL: &str = include_str!(concat!(env!("OUT_DIR"), "/schema.sql"));

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the quickstart stopped: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let server = Server::start().await?;
    output::chapter("A server, and the tables on it");
    let database = load(&server).await?;
    output::line("The owner of the database has loaded the DDL that build.rs emitted. This is org_products:");
    output::sql(&output::table_of(SCHEMA_SQL, "org_products"));

    let pool = PgPool::connect_with(database.connect_options(Role::Application)).await?;
    output::line(&format!(
        "From here on everything runs as {}, a role without privileges but those granted above.",
        server.role_name(Role::Application)
    ));
    scenario::run(&pool).await?;
    pool.close().await;
    output::end();
    Ok(())
}

/// A database with the emitted tables.
async fn load(server: &Server) -> Result<Database, Box<dyn Error>> {
    let sql = SCHEMA_SQL.replace("peristyle_app", server.role_name(Role::Application));
    let template = server.template("quickstart", &sql).await?;
    Ok(server.database(&template).await?)
}
