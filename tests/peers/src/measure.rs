//! Rounds in which everyone does the same in turn, and the ratios between them.

use std::error::Error;
use std::fmt::Write;
use std::time::Duration;

use uuid::Uuid;

use crate::job::Job;
use crate::peers::Measured;

/// Those that the others are compared with: each driver with SQL by hand, by its place in the list.
const MEASURES: [usize; 2] = [0, 2];

/// A table of microseconds and ratios as Markdown.
pub async fn run(peers: &mut [Box<dyn Measured>], ids: &[Uuid], rounds: usize) -> Result<String, Box<dyn Error>> {
    let mut table = String::from("| statement | by | microseconds |");
    MEASURES.iter().try_for_each(|measure| write!(table, " times {} |", peers[*measure].name()))?;
    table += "\n|---|---|--:|--:|--:|\n";
    for job in Job::ALL {
        let times = rounds_of(peers, ids, job, rounds).await?;
        for (place, peer) in peers.iter().enumerate() {
            let each = fastest(&times, place) / u32::try_from(job.repeated())?;
            write!(table, "| {job} | {} | {:.1} |", peer.name(), each.as_secs_f64() * 1e6)?;
            MEASURES.iter().try_for_each(|measure| write!(table, " {:.2} |", ratio(&times, place, *measure)))?;
            table.push('\n');
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

/// Other work on the machine makes a round longer and never shorter.
fn fastest(times: &[Vec<Duration>], place: usize) -> Duration {
    times.iter().map(|row| row[place]).min().unwrap_or_default()
}

/// The median of the ratios within one round, which noise that lasts longer than a round meets on both sides.
fn ratio(times: &[Vec<Duration>], place: usize, measure: usize) -> f64 {
    let mut ratios: Vec<f64> = times.iter().map(|row| row[place].as_secs_f64() / row[measure].as_secs_f64()).collect();
    ratios.sort_unstable_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}
