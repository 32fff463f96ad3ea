//! Rounds in which everyone does the same in turn, and the ratios between them.

use std::error::Error;
use std::fmt::Write;
use std::time::Duration;

use uuid::Uuid;

use crate::job::Job;
use crate::peers::Measured;

/// The one that the others are compared with: the first of the list.
const MEASURE: usize = 0;

/// A table of microseconds and ratios as Markdown.
pub async fn run(peers: &mut [Box<dyn Measured>], ids: &[Uuid], rounds: usize) -> Result<String, Box<dyn Error>> {
    let mut table = String::from("| statement | by | microseconds | times hand-written sqlx |\n|---|---|--:|--:|\n");
    for job in Job::ALL {
        let times = rounds_of(peers, ids, job, rounds).await?;
        for (place, peer) in peers.iter().enumerate() {
            let (cost, ratio) = summary(&times, place);
            let each = cost / u32::try_from(job.repeated())?;
            writeln!(table, "| {job} | {} | {:.1} | {ratio:.2} |", peer.name(), each.as_secs_f64() * 1e6)?;
        }
    }
    Ok(table)
}

/// For each round the time of everyone; who begins changes from round to round, and the first round only warms up.
async fn rounds_of(
    peers: &mut [Box<dyn Measured>],
    ids: &[Uuid],
    job: Job,
    rounds: usize,
) -> Result<Vec<Vec<Duration>>, Box<dyn Error>> {
    let mut times = Vec::new();
    for round in 0..=rounds {
        let mut row = vec![Duration::ZERO; peers.len()];
        for turn in 0..peers.len() {
            let place = (round + turn) % peers.len();
            row[place] = peers[place].run(job, job.repeated(), ids).await?;
        }
        times.push(row);
    }
    times.remove(0);
    Ok(times)
}

/// The median of one's times, and the median of its ratios to the measure in the same round.
fn summary(times: &[Vec<Duration>], place: usize) -> (Duration, f64) {
    let mut costs: Vec<Duration> = times.iter().map(|row| row[place]).collect();
    costs.sort_unstable();
    let mut ratios: Vec<f64> = times.iter().map(|row| row[place].as_secs_f64() / row[MEASURE].as_secs_f64()).collect();
    ratios.sort_unstable_by(f64::total_cmp);
    (costs[costs.len() / 2], ratios[ratios.len() / 2])
}
