//! What a statement costs beside hand-written SQL and beside the peers: one table, one server, one tenant, row level security on.
//!
//! `cargo run --release --manifest-path tests/peers/Cargo.toml`; README.md has the figures and how they come about.

mod job;
mod measure;
mod peers;
mod setting;

use std::error::Error;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let rounds = std::env::args().nth(1).map_or(Ok(300), |rounds| rounds.parse())?;
    let setting = setting::Setting::open().await?;
    let mut peers = peers::all(&setting).await?;
    let table = measure::run(&mut peers, &setting.ids, rounds).await?;
    println!("{table}");
    Ok(())
}
