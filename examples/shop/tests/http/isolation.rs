//! What one tenant may do to the rows of another, on every table.

use peristyle_test::TestDatabase;
use shop_schema::SCHEMA;

#[peristyle_test::test]
async fn no_tenant_reaches_the_rows_of_another(db: TestDatabase) {
    println!("{}", db.attack(&SCHEMA).await.unwrap());
}
