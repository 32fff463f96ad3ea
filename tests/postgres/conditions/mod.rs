//! A condition that was written once means the same in Rust and on the server: `validate()` reports a check exactly where what the server
//! holds of it is false. Random rows, through the driver, near the values at which the conditions change.

mod generator;
mod logic;
mod moments;
mod numbers;
mod predicates;
mod subject;
mod texts;
mod twin;

use std::collections::BTreeSet;

use generator::Generator;
use subject::{Sample, Subject};
use twin::{Held, Twin};

const ROWS: i32 = 1000;

/// Compares every check of a table on random rows.
async fn compare<T: Subject>() {
    let seed = generator::seed();
    let mut generator = Generator::new(seed);
    let samples: Vec<Sample<T>> = (0..ROWS).map(|place| T::sample(place, &mut generator)).collect();
    let mut twin = Twin::load::<T>().await;
    let checks = declared::<T>(twin.take_checks().await);
    let (rows, told) = apart(samples);
    twin.insert(rows).await;
    let answers = twin.answers(&checks).await;

    let found = told.iter().zip(&answers).flat_map(|(told, answers)| disagreements::<T>(told, &checks, answers));
    let found: Vec<String> = found.chain(idle(&checks, &answers)).collect();
    let first = found.iter().take(5).map(String::as_str).collect::<Vec<_>>().join("\n\n");
    assert!(found.is_empty(), "{} disagreements with PERISTYLE_SEED={seed}, such as\n{first}", found.len());
}

/// What Rust said of a row.
struct Told {
    row: String,
    insert: Vec<String>,
    update: Vec<String>,
    part: Vec<String>,
    set: Vec<&'static str>,
}
