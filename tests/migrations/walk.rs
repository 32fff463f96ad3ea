//! A walk through random schemas in one database, each step a migration to the next one, back, and to it again.

use std::collections::HashSet;
use std::iter::from_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};

use peristyle_build::Options;
use peristyle_build::migrate::{Migrate, Part, Plan};
use peristyle_build::model::{Column, Database, Table};
use peristyle_cli::catalog::Catalog;
use peristyle_test::server::Server;
use peristyle_test_generator::Random;

use super::scenarios::{self, Scenario};
use super::{Pair, freely, options, reaches_all, same, schema, script};

/// Some changes at once. One may take away what another one changes: then there is none.
fn several(changes: &[Scenario], random: &mut Random) -> Option<(Database, Vec<String>)> {
    let (mut database, mut names) = (schema::base(), Vec::new());
    for _ in 0..1 + random.below(4) {
        let scenario = &changes[random.below(changes.len())];
        names.push(scenario.name.clone());
        catch_unwind(AssertUnwindSafe(|| (scenario.change)(&mut database))).ok()?;
    }
    let is_once = |names: Vec<&str>| names.iter().collect::<HashSet<_>>().len() == names.len();
    let base = schema::base();
    // One change may drop a column, and another one read it.
    let reads_what_is_gone = |table: &Table| {
        let before = base.tables.iter().flat_map(|table| &table.columns);
        let mut gone = before.map(|column| column.name.as_ref()).filter(|name| table.column(name).is_none());
        gone.any(|name| {
            table.indexes.iter().any(|index| index.reads(name))
                || table.checks.iter().any(|check| check.columns.iter().any(|column| column == name))
                || table.columns.iter().any(|column| column.generated.as_ref().is_some_and(|sql| sql.contains(name)))
        })
    };
    let sound = database.tables.iter().all(|table| {
        !reads_what_is_gone(table)
            && is_once(table.columns.iter().map(|column| column.name.as_ref()).collect())
            && is_once(table.indexes.iter().map(|index| index.name.as_ref()).collect())
            && is_once(table.checks.iter().map(|check| check.name.as_ref()).collect())
            && is_once(table.references.iter().map(|reference| reference.name.as_ref()).collect())
    });
    // One change may drop an enum type, and another one use it.
    let is_there = |column: &Column| {
        let name = column.sql_type.enum_name();
        name.is_none_or(|name| database.enums.iter().any(|one| one.qualified() == name))
    };
    let sound = sound && database.tables.iter().flat_map(|table| &table.columns).all(is_there);
    (sound && database.clone().check(&Options::new()).is_ok()).then_some((database, names))
}

/// The random schemas of a seed, each with the names of the changes that lead to it.
struct Schemas {
    changes: Vec<Scenario>,
    random: Random,
}

impl Schemas {
    fn next(&mut self) -> (Database, Vec<String>) {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let schema = from_fn(|| Some(several(&self.changes, &mut self.random))).flatten().next();
        std::panic::set_hook(hook);
        schema.expect("the iterator has no end")
    }
}

/// A table whose partitions another program made has the declared ones alone from now on: that program has dropped the others.
async fn drop_run_time_partitions(pair: &mut Pair, now: &Database, next: &Database) {
    for table in now.tables.iter().filter(|table| table.run_time_partitions.is_some()) {
        let is_it = |one: &&Table| one.name == table.name || one.renamed_from.0.as_ref() == Some(&table.name);
        let after = next.tables.iter().find(is_it);
        if after.is_some_and(|after| after.run_time_partitions.is_some()) {
            continue;
        }
        let sql = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = $1::regclass";
        let there: Vec<String> =
            sqlx::query_scalar(sql).bind(table.qualified().to_string()).fetch_all(&mut pair.owner).await.unwrap();
        let is_declared = |name: &String| after.is_some_and(|after| after.children.iter().any(|one| one.name == *name));
        for name in there.iter().filter(|name| !is_declared(name)) {
            pair.run(&format!("DROP TABLE {name};"), true).await.unwrap();
        }
    }
}

/// A database that goes from one schema to the next.
pub struct Walk<'a> {
    server: &'a Server,
    options: Options,
    now: Database,
    /// An empty database, in which scripts run and are rolled back.
    scratch: Pair,
    /// The database, and what it has. None behind a step that failed or was skipped.
    there: Option<(Pair, Catalog)>,
}

pub enum Step {
    /// There is no migration.
    Refused,
    /// It was only planned.
    Skipped,
    Done,
    Failed(String),
}

impl<'a> Walk<'a> {
    pub async fn begin(server: &'a Server, now: Database, options: Options) -> Self {
        let scratch = Pair::of(server.empty_database().await.unwrap()).await;
        Self { server, options, now, scratch, there: None }
    }

    pub async fn step(&mut self, next: Database, with_server: bool) -> Step {
        let migrate = freely(&self.now, &next, &self.options);
        let plan = match migrate.plan(&self.now) {
            Ok(plan) => plan,
            Err(error) => {
                let every = migrate.comparing_every_table().plan(&self.now).expect_err("it is refused likewise");
                assert_eq!(every.to_string(), error.to_string());
                return Step::Refused;
            }
        };
        let step = if with_server { self.apply(&migrate, &plan, &next).await } else { Step::Skipped };
        self.now = next;
        step
    }

    /// Compares the database with what the last step is to lead to.
    pub async fn is_there(&mut self) -> Result<(), String> {
        let Some((pair, expected)) = &mut self.there else { return Ok(()) };
        is_like(pair, "up again", expected).await
    }

    async fn apply(&mut self, migrate: &Migrate, plan: &Plan, next: &Database) -> Step {
        let (mut pair, before) = match self.there.take() {
            Some(there) => there,
            None => {
                let mut pair = Pair::fresh(self.server, &script(&self.now, &self.options)).await;
                let catalog = pair.catalog().await;
                (pair, catalog)
            }
        };
        drop_run_time_partitions(&mut pair, &self.now, next).await;
        let after = self.scratch.goal(&script(next, &self.options)).await.catalog().clone();
        // The migration from an empty schema is the first one, and what undoes it takes back the rights on the schema too.
        let before = Some(before).filter(|_| !self.now.tables.is_empty());
        let done = match reaches_all(migrate, &self.now, plan) {
            Ok(()) => there_and_back(&mut pair, &plan.parts(), before.as_ref(), &after).await,
            Err(error) => Err(error),
        };
        match done {
            Ok(()) => {
                self.there = Some((pair, after));
                Step::Done
            }
            Err(error) => Step::Failed(format!("{error}\n{plan}")),
        }
    }
}

/// Applies a migration, undoes it, and applies it again. The database is compared after the first two; after the third it is at the next step.
async fn there_and_back(
    pair: &mut Pair,
    parts: &[Part],
    before: Option<&Catalog>,
    after: &Catalog,
) -> Result<(), String> {
    pair.up(parts).await.map_err(|error| format!("up: {error}"))?;
    is_like(pair, "up", after).await?;
    let is_impossible = |part: &Part| part.down.contains("RAISE EXCEPTION 'this migration cannot be undone");
    let Some(before) = before.filter(|_| !parts.iter().any(is_impossible)) else { return Ok(()) };
    for part in parts.iter().rev() {
        pair.run(&part.down, part.in_transaction).await.map_err(|error| format!("down: {error}"))?;
    }
    is_like(pair, "down", before).await?;
    pair.up(parts).await.map_err(|error| format!("up again: {error}"))
}

async fn is_like(pair: &mut Pair, when: &str, expected: &Catalog) -> Result<(), String> {
    let mut found = pair.catalog().await;
    found.without_run_time_partitions(expected);
    same(when, expected, &found)
}

/// `PERISTYLE_WALK` takes the number of steps, `PERISTYLE_WALK_SEED` the seed, `PERISTYLE_WALK_FROM` the first step for which a server is used. Behind a
/// step that fails the walk goes on in a new database.
#[tokio::test]
async fn a_random_walk_leaves_no_difference() {
    let number = |name: &str, otherwise| std::env::var(name).map_or(otherwise, |text| text.parse().expect("a number"));
    let (steps, seed) = (number("PERISTYLE_WALK", 12), number("PERISTYLE_WALK_SEED", 1));
    let from = number("PERISTYLE_WALK_FROM", 0);
    let server = Server::shared().await.unwrap();
    let options = options(server);
    // A long walk does not wait for its last schema.
    let mut schemas = Schemas { changes: scenarios::all(), random: Random::new(seed) };

    let mut now_by = Vec::new();
    let mut walk = Walk::begin(server, schema::base(), options).await;
    let (mut refused, mut applied, mut failed) = (0, 0, 0);
    for step in 0..steps {
        let (next, next_by) = schemas.next();
        match walk.step(next, step >= from).await {
            Step::Refused => refused += 1,
            Step::Skipped => now_by = next_by,
            Step::Done => (now_by, applied) = (next_by, applied + 1),
            Step::Failed(error) => {
                println!(
                    "FAILED: PERISTYLE_WALK_FROM={step} PERISTYLE_WALK_SEED={seed}, from {now_by:?} to {next_by:?}: {error}"
                );
                (now_by, failed) = (next_by, failed + 1);
            }
        }
        if (step + 1) % 100 == 0 {
            println!("{} steps", step + 1);
        }
    }
    walk.is_there().await.unwrap_or_else(|error| panic!("{error}"));
    println!("{steps} steps: {refused} refused, {applied} applied, undone and applied again, {failed} failed");
    assert_eq!(failed, 0);
}
