//! What a statement costs beside hand-written SQL and beside the peers: one table, one server, one tenant, row level security on.
//!
//! `cargo run --release --manifest-path tests/peers/Cargo.toml`; README.md has the figures and how they come about.

mod job;
mod link;
mod measure;
mod peers;
mod setting;

use std::error::Error;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let rounds = std::env::args().nth(1).map_or(Ok(300), |rounds| rounds.parse())?;
    let with_toasty = std::env::args().nth(2).is_none_or(|word| word != "without-toasty");
    let setting = setting::Setting::open().await?;
    let mut peers = peers::all(&setting, with_toasty).await?;
    let table = measure::run(&mut peers, &setting.ids, rounds).await?;
    println!("{table}");
    println!("{}", peers::far::run(&setting, rounds).await?);
    Ok(())
}
