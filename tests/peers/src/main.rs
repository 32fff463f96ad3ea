//! What a statement costs beside hand-written SQL and beside the peers: one table, one server, one tenant, row level security on.
//!
//! `cargo run --release --manifest-path tests/peers/Cargo.toml`; README.md has the figures and how they come about.
//! `-- alone "peristyle on sqlx" "find by id" 1000` only runs that often what one contestant does, for a profiler.

mod job;
mod link;
mod measure;
mod peers;
mod setting;

use std::error::Error;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [_, peer, job, times] = words.as_slice()
        && words[0] == "alone"
    {
        let setting = setting::Setting::open().await?;
        return measure::alone(&mut peers::all(&setting, false).await?, &setting.ids, [peer, job], times.parse()?)
            .await;
    }
    let rounds = words.first().map_or(Ok(300), |rounds| rounds.parse())?;
    let with_toasty = words.get(1).is_none_or(|word| word != "without-toasty");
    let setting = setting::Setting::open().await?;
    let mut peers = peers::all(&setting, with_toasty).await?;
    let table = measure::run(&mut peers, &setting.ids, rounds).await?;
    println!("{table}");
    println!("{}", peers::far::run(&setting, rounds).await?);
    Ok(())
}
