//! Look-ups of the tenant while the columns that they read get another type: the server keeps the body of their function together with the types.

use peristyle_build::migrate::Migrate;
use peristyle_build::model::Database;
use peristyle_cli::verify::{File, Goal, Verify};
use peristyle_test::server::Server;

use crate::scenarios::{self, column, index, scalar, table};
use crate::{Pair, SCHEMAS, freely, options, schema, script};

/// A look-up by the sku, among rows that have a title.
pub fn looked_up() -> Database {
    let mut database = schema::base();
    let scenarios = scenarios::all();
    let add = scenarios.iter().find(|one| one.name == "add_lookup").expect("the scenario is there");
    (add.change)(&mut database);
    let index = index(table(&mut database, "org_products"), "sku_key");
    (index.only, index.predicate) =
        (Some("title <> 'none'".into()), Some("(title <> 'none') AND deleted_at IS NULL".into()));
    let lookup = index.tenant_lookup.as_mut().expect("it was added");
    lookup.reads.insert(2, "title".into());
    database
}

fn without_look_up(database: &mut Database) {
    let products = table(database, "org_products");
    products.indexes.retain(|index| !index.for_lookup);
    index(products, "sku_key").tenant_lookup = None;
}

/// Whether the plan names the function in a step.
fn function_steps(migrate: &Migrate, old: &Database) -> usize {
    let plan = migrate.plan(old).unwrap_or_else(|error| panic!("{error}"));
    plan.steps.iter().filter(|step| step.title.contains("function")).count()
}

#[tokio::test]
async fn a_column_that_a_look_up_reads_gets_another_type() {
    let server = Server::shared().await.unwrap();
    let options = options(server);
    type Change = fn(&mut Database);
    // The number of steps that are of the function.
    let changes: [(&str, usize, Change); 5] = [
        ("of the look-up", 2, |new| column(table(new, "org_products"), "sku").sql_type = scalar("text")),
        ("of its condition", 2, |new| column(table(new, "org_products"), "title").sql_type = scalar("text")),
        ("of neither", 0, |new| column(table(new, "org_products"), "note").sql_type = scalar("varchar(200)")),
        ("of a look-up that goes", 1, |new| {
            column(table(new, "org_products"), "sku").sql_type = scalar("text");
            without_look_up(new);
        }),
        ("of a condition whose look-up goes", 1, |new| {
            column(table(new, "org_products"), "title").sql_type = scalar("text");
            without_look_up(new);
        }),
    ];
    let old = looked_up();
    for (name, steps, change) in changes {
        let mut new = old.clone();
        change(&mut new);
        for (from, to) in [(&old, &new), (&new, &old)] {
            let migrate = freely(from, to, &options);
            assert_eq!(function_steps(&migrate, from), steps, "{name}");
            let parts = migrate.plan(from).unwrap().parts();
            let mut fresh = Pair::fresh(server, &script(to, &options)).await;
            let goal = Goal::read(&mut fresh.owner, SCHEMAS).await.unwrap();
            let mut pair = Pair::fresh(server, &script(from, &options)).await;
            let files: Vec<File> = parts.iter().map(File::from).collect();
            let proof = Verify::new(&mut pair.owner, &mut pair.admin, SCHEMAS).run(&files, &goal).await;
            proof.unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }
}
