//! A condition that was written once means the same in Rust and on the server: `validate()` reports a check exactly where what the server
//! holds of it is false. Random rows, through the driver, near the values at which the conditions change.

#![allow(dead_code, reason = "a table makes more than is asked of it here")]

mod generator;
mod logic;
mod moments;
mod numbers;
mod predicates;
mod subject;
mod texts;
mod twin;

use std::collections::BTreeMap;

use generator::Generator;
use subject::{RustResult, Subject};
use twin::{Condition, Twin};

/// A condition, and what is wrong with it.
type Found = (String, String);

const ROWS: i32 = 1000;

/// A table with its rows, and what Rust says of each.
struct Compared {
    seed: u64,
    twin: Twin,
    results: Vec<RustResult>,
}

/// Compares every check of a table on random rows.
async fn compare<T: Subject>() -> Compared {
    let seed = generator::seed();
    let mut generator = Generator::new(seed);
    let (rows, results): (Vec<_>, Vec<_>) = (0..ROWS).map(|place| T::sample(place, &mut generator)).unzip();
    let mut twin = Twin::load::<T>().await;
    let checks = declared::<T>(twin.take_checks().await);
    twin.insert(rows).await;
    let answers = twin.answers(&checks).await;

    assert_eq!(answers.len(), results.len());
    let mut found: Vec<Found> = results
        .iter()
        .zip(&answers)
        .flat_map(|(results, answers)| disagreements::<T>(results, &checks, answers))
        .collect();
    found.extend(one_sided(&checks, &answers));
    report(seed, &found);
    Compared { seed, twin, results }
}

/// One row for each condition.
fn report(seed: u64, found: &[Found]) {
    let first: BTreeMap<&str, &str> = found.iter().rev().map(|(of, results)| (of.as_str(), results.as_str())).collect();
    let first: Vec<String> =
        first.into_iter().map(|(condition, results)| format!("{condition}\n    {results}")).collect();
    assert!(
        found.is_empty(),
        "{} disagreements with PERISTYLE_CONDITIONS_SEED={seed}:\n{}",
        found.len(),
        first.join("\n")
    );
}

/// Without those that every array has.
fn declared<T: Subject>(condition: Vec<Condition>) -> Vec<Condition> {
    let is_declared =
        |condition: &Condition| T::DEF.checks.iter().any(|check| check.name == Some(condition.name.as_str()));
    let declared: Vec<Condition> = condition.into_iter().filter(is_declared).collect();
    assert_eq!(declared.len(), T::DEF.checks.len(), "the server holds every check");
    declared
}

fn disagreements<T: Subject>(results: &RustResult, checks: &[Condition], answers: &[Option<bool>]) -> Vec<Found> {
    let pairs = checks.iter().zip(answers);
    let found = pairs.filter_map(|(check, answer)| Some((check, wrong::<T>(results, &check.name, *answer)?)));
    found.map(|(check, wrong)| (check.to_string(), format!("{wrong}: {}", results.row))).collect()
}

/// What Rust says of a check where the server says something else.
fn wrong<T: Subject>(results: &RustResult, check: &str, answer: Option<bool>) -> Option<String> {
    let is_in = |broken: &[String]| broken.iter().any(|name| name == check);
    let is_broken = answer == Some(false);
    if is_in(&results.insert) != is_broken {
        Some(format!("an insert says {}, the server says {answer:?}", is_in(&results.insert)))
    } else if is_in(&results.update) != is_broken {
        Some(format!("an update says {}, the server says {answer:?}", is_in(&results.update)))
    } else if is_in(&results.part) && !may_be_undecided::<T>(check, &results.set, is_broken) {
        Some(format!("an update of {:?} says false, the server says {answer:?}", results.set))
    } else {
        None
    }
}

/// An update that leaves columns out says that a check is broken only where it is, whatever is in them: `a && b` where it makes `a` false.
fn may_be_undecided<T: Subject>(check: &str, set: &[&str], is_broken: bool) -> bool {
    let check = T::DEF.checks.iter().find(|declared| declared.name == Some(check)).unwrap();
    is_broken && check.columns.iter().any(|column| set.contains(column))
}

/// A check that no row breaks, or every row, compares nothing.
fn one_sided(checks: &[Condition], answers: &[Vec<Option<bool>>]) -> Vec<Found> {
    let never = |place: usize, answer| answers.iter().all(|answers| answers[place] != Some(answer));
    let idle = checks.iter().enumerate().filter(|(place, _)| never(*place, true) || never(*place, false));
    idle.map(|(_, check)| (check.to_string(), "is the same for every row".to_owned())).collect()
}

/// Rows for which the server has that answer where Rust does not say so, or the other way round.
fn differences(
    results: &[RustResult],
    condition: &[Condition],
    answers: &[Vec<Option<bool>>],
    expected: bool,
    is_reported: impl Fn(usize, &RustResult, &Condition) -> bool,
) -> Vec<Found> {
    let rows = results.iter().zip(answers).enumerate();
    let pairs = rows.flat_map(|(place, (results, answers))| {
        condition.iter().zip(answers).map(move |(condition, answer)| (place, results, condition, answer))
    });
    let wrong = pairs.filter(|(place, results, condition, answer)| {
        is_reported(*place, results, condition) != (**answer == Some(expected))
    });
    wrong
        .map(|(_, results, condition, answer)| (condition.to_string(), format!("{answer:?} for {}", results.row)))
        .collect()
}
