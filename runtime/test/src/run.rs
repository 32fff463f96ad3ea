//! What `#[peristyle_test::test]` expands to.

use peristyle::Schema;
use tokio::runtime::Builder;

use crate::TestDatabase;

/// Runs a test with a database of its own, on a runtime of its own.
///
/// # Panics
///
/// There is no server, or it refuses the schema: the message names the ways out.
pub fn run<Test, Running>(
    schema: &'static Schema,
    worker_threads: Option<usize>,
    no_n_plus_one: bool,
    test: Test,
) -> Running::Output
where
    Test: FnOnce(TestDatabase) -> Running,
    Running: Future,
{
    let mut builder = match worker_threads {
        Some(threads) => {
            let mut builder = Builder::new_multi_thread();
            builder.worker_threads(threads);
            builder
        }
        None => Builder::new_current_thread(),
    };
    let runtime = builder.enable_all().build().unwrap_or_else(|error| panic!("cannot start a runtime: {error}"));
    runtime.block_on(async {
        let database = TestDatabase::new(schema).await.unwrap_or_else(|error| panic!("{error}"));
        let check = no_n_plus_one.then(|| database.no_n_plus_one());
        let outcome = test(database).await;
        drop(check);
        outcome
    })
}
