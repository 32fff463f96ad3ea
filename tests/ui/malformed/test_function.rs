//! malformed, malformed, malformed, malformed, malformed, malformed, malformed, malformed, malformed, malformed: tests that cannot be run, and arguments that nobody knows.

use peristyle::prelude::*;
use peristyle_test::TestDatabase;

schema! { pub SCHEMA = [] }

#[peristyle_test::test]
fn not_asynchronous(_db: TestDatabase) {}

#[peristyle_test::test]
async fn without_a_database() {}

#[peristyle_test::test]
async fn with_two(_db: TestDatabase, _other: TestDatabase) {}

#[peristyle_test::test]
async fn generic<T>(_db: TestDatabase) {}

#[peristyle_test::test(tables = SCHEMA)]
async fn unknown_argument(_db: TestDatabase) {}

#[peristyle_test::test(schema = SCHEMA, worker_threads = 0)]
async fn no_threads(_db: TestDatabase) {}

#[peristyle_test::test(no_n_plus_one = true)]
async fn a_flag_with_a_value(_db: TestDatabase) {}

#[peristyle_test::test(no_n_plus_one, no_n_plus_one)]
async fn a_flag_twice(_db: TestDatabase) {}

#[peristyle_test::test(worker_threads)]
async fn without_a_value(_db: TestDatabase) {}

#[peristyle_test::test]
struct NotAFunction;

fn main() {}
