//! A change in two releases: after the first migration the programs of both run, after the second one the new program does.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use peristyle_build::migrate::{Certainty, Compatibility, Incompatibility, Lock, Migrate, Part, compatibility};
use peristyle_build::model::Database;
use peristyle_cli::verify::{File, Verify};
use peristyle_test::server::{Server, Template};
use sqlx::{AssertSqlSafe, PgConnection};

use crate::scenarios::Scenario;
use crate::{Pair, SCHEMAS, allow_all, checked, compat, options, scenarios, schema, script, transitions};

fn parts(server: &Server, from: &Database, to: &Database) -> Vec<Part> {
    let migrate = Migrate::to(to.clone()).options(options(server));
    let migrate = allow_all(migrate);
    let plan = migrate.plan(from).unwrap_or_else(|error| panic!("{error}"));
    crate::reaches_all(&migrate, from, &plan).unwrap_or_else(|error| panic!("{error}"));
    plan.parts()
}

async fn template(server: &Server) -> Template {
    let filled = format!("{}\n{}", script(&schema::base(), &options(server)), schema::rows_by_the_owner());
    server.template("migrations", &filled).await.unwrap()
}

fn between(server: &Server, old: &Database, new: &Database) -> Compatibility {
    let options = options(server);
    compatibility(&checked(old, &options).unwrap(), &checked(new, &options).unwrap())
}

/// What the statements of a program do, and what was said of them.
async fn runs(
    pair: &Pair,
    program: &Database,
    tables: &BTreeSet<String>,
    said: &[Incompatibility],
) -> Result<(), String> {
    compat::compare(said, &compat::written(&pair.database, program, tables).await)
}

/// Up, down, up; both programs; then the release after: up, down, up, and the new program.
async fn in_two_releases(
    server: &Server,
    template: &Template,
    scratch: &mut Pair,
    scenario: &Scenario,
) -> Result<(), String> {
    let old = schema::base();
    let mut expanded = old.clone();
    (scenario.change)(&mut expanded);
    expanded.derive_versions();
    let contracted = transitions::contracted(&expanded);
    let tables = expanded.tables.iter().filter(|table| !old.tables.contains(table));
    // A table with another name has another one for each program.
    let before = old.tables.iter().filter(|table| !expanded.tables.contains(table));
    let tables: BTreeSet<_> = tables.chain(before).map(|table| table.name.to_string()).collect();
    let mut pair = Pair::of(server.database(template).await.unwrap()).await;
    let plan = allow_all(Migrate::to(expanded.clone()).options(options(server))).plan(&old);
    if let Some(step) = plan.unwrap().steps.iter().find(|step| step.rewrites) {
        return Err(format!("`{}` rewrites the table", step.title));
    }
    for part in parts(server, &old, &expanded) {
        pair.run(&part.up, part.in_transaction).await?;
    }
    let said = between(server, &old, &expanded).old_on_new;
    if let Some(one) = said.iter().find(|one| one.certainty == Certainty::Always) {
        return Err(format!("the old program: {one}"));
    }
    runs(&pair, &old, &tables, &said).await.map_err(|error| format!("the old program: {error}"))?;
    runs(&pair, &expanded, &tables, &[]).await.map_err(|error| format!("the new program: {error}"))?;
    let files: Vec<_> = parts(server, &expanded, &contracted).iter().map(File::from).collect();
    let goal = scratch.goal(&script(&contracted, &options(server))).await;
    let proof = Verify::new(&mut pair.owner, &mut pair.admin, SCHEMAS).run(&files, &goal).await;
    proof.map_err(|error| format!("the release after: {error}"))?;
    let after = between(server, &expanded, &contracted).old_on_new;
    if let Some(one) = after.iter().find(|one| one.certainty == Certainty::Always) {
        return Err(format!("the program of the release before: {one}"));
    }
    runs(&pair, &contracted, &tables, &[]).await.map_err(|error| format!("the program after: {error}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_change_in_two_releases() {
    let server = Server::shared().await.unwrap();
    let template = template(server).await;
    let only = std::env::var("PERISTYLE_SCENARIO").unwrap_or_default();
    let scenarios: Vec<_> = transitions::all().into_iter().filter(|one| one.name.contains(&only)).collect();
    let next = AtomicUsize::new(0);
    let work = async || {
        let mut scratch = Pair::of(server.empty_database().await.unwrap()).await;
        let mut failed = Vec::new();
        while let Some(scenario) = scenarios.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Err(error) = in_two_releases(server, &template, &mut scratch, scenario).await {
                failed.push(format!("== {}: {error}", scenario.name));
            }
        }
        failed
    };
    let failed = tokio::join!(work(), work(), work());
    let failed = [failed.0, failed.1, failed.2].concat();
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}

/// A text becomes a uuid without a rewrite: both columns have one value, whoever writes it, and the rows that were there too.
#[tokio::test]
async fn a_type_changes_in_two_releases() {
    let server = Server::shared().await.unwrap();
    let mut old = schema::base();
    // Its type is free in the rows of the tests.
    scenarios::new_column(scenarios::table(&mut old, "countries"), "token", scenarios::scalar("text"));
    let mut at_once = old.clone();
    let country = scenarios::table(&mut at_once, "countries");
    scenarios::column(country, "token").sql_type = scenarios::scalar("uuid");
    let mut expanded = at_once.clone();
    let country = scenarios::table(&mut expanded, "countries");
    crate::matrix::rename_column(country, "token", "key_of_it");
    country.keep_old_name("key_of_it", "token", "0.5");
    scenarios::column(country, "token").sql_type = scenarios::scalar("text");

    // The refusal of the rewrite names what to write, and so does the one of a missing type.
    let plan =
        |to: &Database| Migrate::to(to.clone()).options(options(server)).plan(&old).map_err(|error| error.to_string());
    let refused = plan(&at_once).unwrap_err();
    let recipe = "write `#[column(renamed_from = \"token\", until = \"the next release\", old_type = \"text\")]`";
    assert!(refused.contains(recipe), "{refused}");
    let mut without_type = expanded.clone();
    scenarios::column(scenarios::table(&mut without_type, "countries"), "token").sql_type = scenarios::scalar("uuid");
    let refused = plan(&without_type).unwrap_err();
    assert!(refused.contains("write `old_type = \"text\"` behind `until`"), "{refused}");

    let mut pair = Pair::fresh(server, &script(&old, &options(server))).await;
    let id = |digit: u8| format!("00000000-0000-7000-8000-00000000000{digit}");
    let insert = |digit: u8, columns: &str| {
        format!("INSERT INTO countries (id, code, name, {columns}) VALUES ('{0}', '{digit}', 'a', '{0}')", id(digit))
    };
    let run = async |pair: &mut Pair, sql: String| sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut pair.admin).await;
    run(&mut pair, insert(1, "token")).await.unwrap();
    let steps = plan(&expanded).unwrap();
    let holds_up = |step: &peristyle_build::migrate::Step| step.scans && step.lock > Lock::ShareUpdateExclusive;
    assert!(steps.steps.iter().all(|step| !step.rewrites && !holds_up(step)), "{steps}");
    pair.up(&steps.parts()).await.unwrap();
    run(&mut pair, insert(2, "token")).await.unwrap();
    run(&mut pair, insert(3, "key_of_it")).await.unwrap();
    run(&mut pair, format!("UPDATE countries SET key_of_it = '{}' WHERE code = '2'", id(4))).await.unwrap();
    run(&mut pair, format!("UPDATE countries SET token = '{}' WHERE code = '3'", id(5))).await.unwrap();
    let both = "SELECT string_agg(right(token, 1) || right(key_of_it::text, 1), ' ' ORDER BY code) FROM countries";
    let both: String = sqlx::query_scalar(both).fetch_one(&mut pair.admin).await.unwrap();
    assert_eq!(both, "11 44 55");
    // What the new type does not take is refused.
    assert!(run(&mut pair, "UPDATE countries SET token = 'nothing'".to_owned()).await.is_err());
    let contracted = transitions::contracted(&expanded);
    pair.up(&parts(server, &expanded, &contracted)).await.unwrap();
    let goal = Pair::fresh(server, &script(&contracted, &options(server))).await.catalog().await;
    crate::same("after the second release", &goal, &pair.catalog().await).unwrap();
}

/// A look-up of the tenant is called under both names of its table, and under the new one alone afterwards.
#[tokio::test]
async fn a_look_up_has_both_names_of_its_table() {
    let server = Server::shared().await.unwrap();
    let all = scenarios::all();
    let change = |name: &str, database: &mut Database| {
        (all.iter().find(|one| one.name == name).expect("the scenario is there").change)(database);
    };
    let lookup = |table: &str, database: &mut Database| {
        let index = scenarios::index(scenarios::table(database, table), "sku");
        index.tenant_lookup.as_mut().expect("it is there").function = format!("{table}_tenant_of_sku").into();
    };
    let mut old = schema::base();
    change("add_lookup", &mut old);
    lookup("org_products", &mut old);
    let mut expanded = old.clone();
    change("rename_table_until_tenant", &mut expanded);
    lookup("org_products_now", &mut expanded);
    let contracted = transitions::contracted(&expanded);
    let mut pair = Pair::fresh(server, &script(&old, &options(server))).await;
    let scratch = |database: &Database| script(database, &options(server));
    let (both, one) = (scratch(&expanded), scratch(&contracted));
    let by = |name: &str| format!("SELECT count(*) FROM {name}_tenant_of_sku('A1')");
    for (from, to, goal, old_name) in [(&old, &expanded, both, true), (&expanded, &contracted, one, false)] {
        assert!(
            between(server, from, to).old_on_new.iter().all(|one| one.table != "org_products"),
            "{}",
            between(server, from, to)
        );
        pair.up(&parts(server, from, to)).await.unwrap();
        let goal = Pair::fresh(server, &goal).await.catalog().await;
        crate::same("after the step", &goal, &pair.catalog().await).unwrap();
        assert!(sqlx::raw_sql(AssertSqlSafe(by("org_products_now"))).execute(&mut pair.admin).await.is_ok());
        assert_eq!(sqlx::raw_sql(AssertSqlSafe(by("org_products"))).execute(&mut pair.admin).await.is_ok(), old_name);
    }
}

/// A table with two names of three columns: one that is NOT NULL, one with a default, one that may be NULL and has a default.
fn two_names() -> Database {
    let mut database = schema::base();
    let table = scenarios::table(&mut database, "towns");
    scenarios::column(table, "note").default = Some("'none'".into());
    for (old, new) in [("number", "place"), ("name", "label"), ("note", "remark")] {
        crate::matrix::rename_column(table, old, new);
        table.keep_old_name(new, old, "0.5");
    }
    // The exclusion reads the number.
    table.indexes.retain(|index| !index.exclusion);
    database
}

async fn one(connection: &mut PgConnection, sql: &str) -> String {
    let sql = format!(
        "WITH written AS ({sql} RETURNING *) SELECT concat_ws(' ', number, place, name, label, coalesce(note, '-'), coalesce(remark, '-')) FROM written"
    );
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(connection).await.unwrap()
}

/// Both names have one value, whoever writes it.
#[tokio::test]
async fn both_names_have_one_value() {
    let server = Server::shared().await.unwrap();
    let database = two_names();
    let mut pair = Pair::fresh(server, &script(&database, &options(server))).await;
    let admin = &mut pair.admin;
    sqlx::raw_sql(
        "INSERT INTO countries (id, code, name) VALUES ('01900000-0000-7000-8005-000000000001', 'DE', 'Germany')",
    )
    .execute(&mut *admin)
    .await
    .unwrap();
    let insert = |columns: &str, values: &str| {
        format!(
            "INSERT INTO towns (id, country_id, {columns}) VALUES (gen_random_uuid(), '01900000-0000-7000-8005-000000000001', {values})"
        )
    };
    // The old program: what it leaves out has its default, and NULL is NULL.
    assert_eq!(one(admin, &insert("number", "1")).await, "1 1 a town a town none none");
    assert_eq!(one(admin, &insert("number, name, note", "2, 'Bonn', NULL")).await, "2 2 Bonn Bonn - -");
    // The new program.
    assert_eq!(one(admin, &insert("place", "3")).await, "3 3 a town a town none none");
    assert_eq!(one(admin, &insert("place, label, remark", "4, 'Köln', NULL")).await, "4 4 Köln Köln - -");
    assert_eq!(one(admin, &insert("place, remark", "5, 'old'")).await, "5 5 a town a town old old");
    // Both: an insert has the value of the old name, unless that cannot be told from none.
    assert_eq!(one(admin, &insert("number, place, name, label", "6, 7, 'a', 'b'")).await, "6 6 a a none none");
    let update = |set: &str| format!("UPDATE towns SET {set} WHERE place = 1");
    assert_eq!(one(admin, &update("name = 'Trier'")).await, "1 1 Trier Trier none none");
    assert_eq!(one(admin, &update("label = 'Mainz', remark = NULL")).await, "1 1 Mainz Mainz - -");
    assert_eq!(one(admin, &update("note = 'x', people = 7")).await, "1 1 Mainz Mainz x x");
    assert_eq!(one(admin, &update("people = 8")).await, "1 1 Mainz Mainz x x");
    // Both: an update has the value of the new name.
    assert_eq!(one(admin, &update("name = 'a', label = 'b'")).await, "1 1 b b x x");
    // The update sees the row as the trigger of the insert left it.
    let upsert = insert("number, name", "1, 'Speyer'") + " ON CONFLICT (number) DO UPDATE SET name = excluded.name";
    assert_eq!(one(admin, &upsert).await, "1 1 Speyer Speyer x x");
    let upsert = insert("place, label", "1, 'Worms'") + " ON CONFLICT (place) DO UPDATE SET label = excluded.label";
    assert_eq!(one(admin, &upsert).await, "1 1 Worms Worms x x");
}
