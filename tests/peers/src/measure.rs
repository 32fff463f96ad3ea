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
            let each = undisturbed(&times, place) / u32::try_from(job.repeated())?;
            write!(table, "| {job} | {} | {:.1} |", peer.name(), each.as_secs_f64() * 1e6)?;
            MEASURES.iter().try_for_each(|measure| write!(table, " {:.2} |", ratio(&times, place, *measure)))?;
            table.push('\n');
        }
    }
    Ok(table)
}

/// Runs a job of one peer that often, and measures nothing.
pub async fn alone(
    peers: &mut [Box<dyn Measured>],
    ids: &[Uuid],
    [name, job]: [&str; 2],
    times: usize,
) -> Result<(), Box<dyn Error>> {
    let peer = peers.iter_mut().find(|peer| peer.name() == name).ok_or("there is no such contestant")?;
    let job = Job::ALL.into_iter().find(|other| other.to_string() == job).ok_or("there is no such job")?;
    peer.run(job, times, ids).await?;
    Ok(())
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

/// The tenth of the turns that was the fastest ends there: other work on the machine makes a turn longer and never shorter.
fn undisturbed(times: &[Vec<Duration>], place: usize) -> Duration {
    let mut turns: Vec<Duration> = times.iter().map(|row| row[place]).collect();
    turns.sort_unstable();
    turns.get(turns.len() / 10).copied().unwrap_or_default()
}

fn ratio(times: &[Vec<Duration>], place: usize, measure: usize) -> f64 {
    undisturbed(times, place).as_secs_f64() / undisturbed(times, measure).as_secs_f64()
}
