//! Migrations on a real server: every scenario is planned, applied to a database with rows, compared with a fresh database, undone, and applied again.
//!
//! `PERISTYLE_SCENARIO=name` runs those whose name contains it; `PERISTYLE_PLANS=write` writes the files in `plans` anew.

mod catalog;
mod scenarios;
mod schema;

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use catalog::{catalog, difference, rows};
use peristyle_build::migrate::{Hazard, Migrate, Part, Plan};
use peristyle_build::model::{Database, SqlType};
use peristyle_build::{Options, ddl};
use peristyle_test_generator::Random;
use peristyle_test_server::{Role, Server, Template};
use peristyle_tests::in_workspace;
use scenarios::Scenario;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// A database, as its owner and as who sees all rows.
struct Pair {
    owner: PgConnection,
    admin: PgConnection,
    _database: peristyle_test_server::Database,
}

fn options(server: &Server) -> Options {
    Options::new().application_role(server.role_name(Role::Application))
}

fn script(database: &Database, options: &Options) -> String {
    ddl::script(&database.clone().check(options).unwrap_or_else(|error| panic!("{error}")))
}

impl Pair {
    async fn of(database: peristyle_test_server::Database) -> Self {
        let owner = PgConnection::connect_with(&database.connect_options(Role::Owner)).await.unwrap();
        let admin = PgConnection::connect_with(&database.connect_options(Role::Admin)).await.unwrap();
        Self { owner, admin, _database: database }
    }

    /// With the rows of the base schema.
    async fn with_rows(server: &Server, template: &Template) -> Self {
        let mut pair = Self::of(server.database(template).await.unwrap()).await;
        sqlx::raw_sql(schema::ROWS).execute(&mut pair.admin).await.unwrap();
        pair
    }

    async fn fresh(server: &Server, script: &str) -> Self {
        let mut pair = Self::of(server.empty_database().await.unwrap()).await;
        sqlx::raw_sql(AssertSqlSafe(script.to_owned())).execute(&mut pair.owner).await.unwrap();
        pair
    }

    /// Runs one file as a runner does.
    async fn run(&mut self, text: &str, in_transaction: bool) -> Result<(), String> {
        let text = if in_transaction { format!("BEGIN;\n{text}\nCOMMIT;") } else { text.to_owned() };
        let done = sqlx::raw_sql(AssertSqlSafe(text.clone())).execute(&mut self.owner).await;
        if done.is_err() && in_transaction {
            sqlx::raw_sql("ROLLBACK").execute(&mut self.owner).await.unwrap();
        }
        done.map(drop).map_err(|error| format!("{error}\n{text}"))
    }

    async fn up(&mut self, parts: &[Part]) -> Result<(), String> {
        for part in parts {
            self.run(&part.up, part.in_transaction).await?;
        }
        Ok(())
    }

    async fn down(&mut self, parts: &[Part]) -> Result<(), String> {
        for part in parts.iter().rev() {
            self.run(&part.down, part.in_transaction).await?;
        }
        Ok(())
    }
}

/// The columns that both have with one type: what has to be in them still.
fn kept(old: &Database, new: &Database) -> Vec<(String, Vec<String>)> {
    let mut kept = Vec::new();
    for table in &old.tables {
        let Some(now) = new.tables.iter().find(|one| one.name == table.name) else { continue };
        // The rows of a partition that is dropped are gone.
        if table.children.iter().any(|child| now.children.len() < table.children.len() && !now.children.contains(child))
        {
            continue;
        }
        let same = |column: &&peristyle_build::model::Column| {
            // The trigger sets it when a row is filled.
            column.name != "updated_at"
                && column.generated.is_none()
                && now
                    .column(&column.name)
                    .is_some_and(|now| now.sql_type == column.sql_type && now.generated.is_none())
        };
        let columns: Vec<_> = table.columns.iter().filter(same).map(|column| column.name.to_string()).collect();
        kept.push((table.name.to_string(), columns));
    }
    kept
}

fn allow_all(mut migrate: Migrate) -> Migrate {
    for hazard in Hazard::ALL {
        migrate = migrate.allow(hazard, "the scenario is about it");
    }
    migrate
}

struct Run<'a> {
    server: &'a Server,
    template: &'a Template,
    /// The catalog of the base schema.
    base: Vec<String>,
}

impl Run<'_> {
    async fn scenario(&self, scenario: &Scenario) -> Result<(), String> {
        let options = options(self.server);
        let old = schema::base();
        let mut new = old.clone();
        (scenario.change)(&mut new);
        let migrate = (scenario.declare)(allow_all(Migrate::to(new.clone()).options(options.clone())));
        let plan = migrate.plan(&old).map_err(|error| error.to_string())?;
        written(scenario, &old, &new, &plan, &options)?;
        let parts = plan.parts();

        let expected = catalog(&mut Pair::fresh(self.server, &script(&new, &options)).await.admin).await;
        let mut pair = Pair::with_rows(self.server, self.template).await;
        let kept = kept(&old, &new);
        let before = rows(&mut pair.admin, &kept).await;
        pair.up(&parts).await.map_err(|error| format!("up: {error}"))?;
        same("after up", &expected, &catalog(&mut pair.admin).await)?;
        same("rows after up", &before, &rows(&mut pair.admin, &kept).await)?;

        let impossible =
            parts.iter().any(|part| part.down.contains("RAISE EXCEPTION 'this migration cannot be undone"));
        match pair.down(&parts).await {
            Err(error) if impossible => {
                if !error.contains("cannot be undone") {
                    return Err(format!("down: {error}"));
                }
            }
            Err(error) => return Err(format!("down: {error}")),
            Ok(()) if impossible => return Err("down does not raise".to_owned()),
            Ok(()) => {
                same("after down", &self.base, &catalog(&mut pair.admin).await)?;
                same("rows after down", &before, &rows(&mut pair.admin, &kept).await)?;
                pair.up(&parts).await.map_err(|error| format!("up again: {error}"))?;
                same("after up again", &expected, &catalog(&mut pair.admin).await)?;
            }
        }
        // Rows that refer to a table that was dropped cannot refer to a new one.
        if scenario.name.starts_with("drop_table") || scenario.name == "rename_table" {
            pair = Pair::fresh(self.server, &script(&new, &options)).await;
        } else if impossible {
            pair = Pair::with_rows(self.server, self.template).await;
            pair.up(&parts).await.map_err(|error| format!("up: {error}"))?;
        }
        self.back(&old, &new, &options, pair).await
    }

    /// The other direction, as a migration of its own.
    async fn back(&self, old: &Database, new: &Database, options: &Options, mut pair: Pair) -> Result<(), String> {
        let plan = freely(new, old, options).plan(new).map_err(|error| format!("back: {error}"))?;
        pair.up(&plan.parts()).await.map_err(|error| format!("back: {error}"))?;
        same("after back", &self.base, &catalog(&mut pair.admin).await)?;
        Ok(())
    }
}

/// A migration that drops what is gone, and fills what is new with anything.
fn freely(old: &Database, new: &Database, options: &Options) -> Migrate {
    let mut migrate = allow_all(Migrate::to(new.clone()).options(options.clone()));
    for table in &old.tables {
        migrate = migrate.dropped(table.name.to_string());
        for column in &table.columns {
            migrate = migrate.dropped(format!("{}.{}", table.name, column.name));
        }
    }
    for one in &old.enums {
        migrate = migrate.dropped(one.name.to_string());
        for label in &one.labels {
            migrate = migrate.dropped(format!("{}.{label}", one.name));
        }
    }
    for table in &new.tables {
        let Some(before) = old.tables.iter().find(|one| one.name == table.name) else { continue };
        for column in &table.columns {
            let missing = before.column(&column.name).is_none() && !column.nullable;
            if missing && column.default.is_none() && !column.is_generated() {
                let value = match &column.sql_type {
                    SqlType::Scalar(name) if name.starts_with("varchar") || name == "text" => "right(id::text, 5)",
                    SqlType::Scalar(name) if name == "uuid" => "id",
                    SqlType::Scalar(name) if name == "date" => "'2026-05-01'",
                    SqlType::Enum { .. } => "'draft'",
                    _ => "0",
                };
                migrate = migrate.backfill(table.name.to_string(), column.name.to_string(), value);
            }
        }
    }
    migrate
}

fn same(when: &str, expected: &[String], got: &[String]) -> Result<(), String> {
    if expected == got { Ok(()) } else { Err(format!("{when}:\n{}", difference(expected, got))) }
}

/// The file with the plan is what a person reads.
fn written(scenario: &Scenario, old: &Database, new: &Database, plan: &Plan, options: &Options) -> Result<(), String> {
    let checked = |database: &Database| database.clone().check(options).map_err(|error| error.to_string());
    let changes: String =
        checked(old)?.changes_to(&checked(new)?).iter().map(|change| format!("-- {change}\n")).collect();
    let text = format!("{changes}\n{plan}").replace("peristyle_app", "shop_app");
    let path = in_workspace("tests/migrations/plans").join(format!("{}.sql", scenario.name));
    if std::env::var("PERISTYLE_PLANS").is_ok_and(|value| value == "write") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &text).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    // The names of the roles differ on a server that others use too.
    let is_private = options == &Options::new().application_role("peristyle_app");
    match expected == text || !is_private {
        true => Ok(()),
        false => Err(format!(
            "the plan is not what `plans/{}.sql` has: PERISTYLE_PLANS=write writes it anew\n{text}",
            scenario.name
        )),
    }
}

/// Some changes at once. One may take away what another one changes: then there is none.
fn several(changes: &[Scenario], random: &mut Random) -> Option<Database> {
    let mut database = schema::base();
    for _ in 0..1 + random.below(4) {
        let change = &changes[random.below(changes.len())].change;
        catch_unwind(AssertUnwindSafe(|| change(&mut database))).ok()?;
    }
    let is_once = |names: Vec<&str>| names.iter().collect::<HashSet<_>>().len() == names.len();
    let sound = database.tables.iter().all(|table| {
        is_once(table.columns.iter().map(|column| column.name.as_ref()).collect())
            && is_once(table.indexes.iter().map(|index| index.name.as_ref()).collect())
            && is_once(table.checks.iter().map(|check| check.name.as_ref()).collect())
            && is_once(table.references.iter().map(|reference| reference.name.as_ref()).collect())
    });
    (sound && database.clone().check(&Options::new()).is_ok()).then_some(database)
}

/// From one random schema to the next in one database; `PERISTYLE_WALK` takes the number of steps, `PERISTYLE_WALK_SEED` the seed.
#[tokio::test]
async fn a_random_walk_leaves_no_difference() {
    let number = |name: &str, otherwise| std::env::var(name).map_or(otherwise, |text| text.parse().expect("a number"));
    let (steps, seed) = (number("PERISTYLE_WALK", 12), number("PERISTYLE_WALK_SEED", 1));
    let server = Server::shared().await.unwrap();
    let options = options(server);
    let mut random = Random::new(seed);
    let changes = scenarios::all();
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let schemas: Vec<_> =
        std::iter::from_fn(|| Some(several(&changes, &mut random))).flatten().take(steps as usize).collect();
    std::panic::set_hook(hook);

    let mut now = schema::base();
    let mut pair = Pair::fresh(server, &script(&now, &options)).await;
    let mut refused = 0;
    for (step, next) in schemas.into_iter().enumerate() {
        let plan = match freely(&now, &next, &options).plan(&now) {
            Ok(plan) => plan,
            Err(_) => {
                refused += 1;
                continue;
            }
        };
        let when = format!("PERISTYLE_WALK_SEED={seed}, step {step}");
        pair.up(&plan.parts()).await.unwrap_or_else(|error| panic!("{when}: {error}"));
        let expected = catalog(&mut Pair::fresh(server, &script(&next, &options)).await.admin).await;
        same(&when, &expected, &catalog(&mut pair.admin).await).unwrap_or_else(|error| panic!("{error}\n{plan}"));
        now = next;
    }
    println!("{steps} steps, {refused} of them refused");
}

#[tokio::test]
async fn every_scenario_up_down_up_and_back() {
    let server = Server::shared().await.unwrap();
    let options = options(server);
    let base_script = script(&schema::base(), &options);
    let template = server.template("migrations", &base_script).await.unwrap();
    let base = catalog(&mut Pair::fresh(server, &base_script).await.admin).await;
    let run = Run { server, template: &template, base };
    let only = std::env::var("PERISTYLE_SCENARIO").unwrap_or_default();
    let mut failed = Vec::new();
    let mut count = HashMap::new();
    for scenario in scenarios::all().iter().filter(|scenario| scenario.name.contains(&only)) {
        let result = run.scenario(scenario).await;
        *count.entry(result.is_ok()).or_insert(0) += 1;
        if let Err(error) = result {
            failed.push(format!("== {}: {error}", scenario.name));
        }
    }
    println!("{count:?}");
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}
