//! The statements of the program: none is run for each row of another.

#[path = "../src/output.rs"]
#[allow(dead_code, reason = "the program prints more")]
mod output;
#[path = "../src/scenario.rs"]
mod scenario;

use peristyle_test::TestDatabase;
use quickstart_schema::SCHEMA;

#[peristyle_test::test(no_n_plus_one)]
async fn no_statement_is_run_for_each_row_of_another(db: TestDatabase) {
    let limit = db.max_statements(100);
    scenario::run(&db.pool()).await.unwrap();
    assert!(limit.statements().len() > 20, "{limit}");
}
