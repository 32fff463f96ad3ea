//! Migrations on a real server: every scenario is planned, applied to a database with rows, compared with a fresh database, undone, and applied again.
//!
//! `PERISTYLE_SCENARIO=name` runs those whose name contains it; `PERISTYLE_PLANS=write` writes the files in `plans` anew.

mod adoption;
mod by_hand;
mod chains;
mod compat;
mod hash_partitions;
mod lookups;
mod matrix;
mod numbers;
mod partitions;
mod periods;
mod runners;
mod running;
mod scenarios;
mod schema;
mod squawk;
mod transitions;
mod two_releases;
mod upgrade;
mod walk;

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use peristyle_build::migrate::{
    Certainty, Compatibility, Hazard, Incompatibility, Migrate, Part, Plan, StatementKind, compatibility,
};
use peristyle_build::model::{Column, Database, SqlType};
use peristyle_build::{Checked, Options, ddl};
use peristyle_cli::catalog::Catalog;
use peristyle_cli::verify::{File, Goal, Verify, fingerprints};
use peristyle_test::server::{Role, Server, Template};
use peristyle_tests::in_workspace;
use scenarios::Scenario;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

const SCHEMAS: &[&str] = &["public", "billing"];

/// A database, as its owner and as who sees all rows.
struct Pair {
    owner: PgConnection,
    admin: PgConnection,
    database: peristyle_test::server::Database,
}

fn options(server: &Server) -> Options {
    Options::new().application_role(server.role_name(Role::Application))
}

fn script(database: &Database, options: &Options) -> String {
    ddl::script(&database.clone().check(options).unwrap_or_else(|error| panic!("{error}")))
}

impl Pair {
    async fn of(database: peristyle_test::server::Database) -> Self {
        let owner = PgConnection::connect_with(&database.connect_options(Role::Owner)).await.unwrap();
        let admin = PgConnection::connect_with(&database.connect_options(Role::Admin)).await.unwrap();
        Self { owner, admin, database }
    }

    /// What a script leads to. The database stays empty.
    async fn goal(&mut self, script: &str) -> Goal {
        let mut transaction = self.owner.begin().await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(script.to_owned())).execute(&mut *transaction).await.unwrap();
        let goal = Goal::read(&mut transaction, SCHEMAS).await.unwrap();
        transaction.rollback().await.unwrap();
        goal
    }

    async fn catalog(&mut self) -> Catalog {
        Goal::read(&mut self.admin, SCHEMAS).await.unwrap().catalog().clone()
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
}

fn allow_all(mut migrate: Migrate) -> Migrate {
    for hazard in Hazard::ALL {
        migrate = migrate.allow(hazard, "the scenario is about it");
    }
    migrate
}

/// What the scenarios of one worker share.
struct Worker<'a> {
    server: &'a Server,
    /// The base schema with its rows.
    template: &'a Template,
    options: Options,
    /// The base schema, and its catalog.
    schema: &'a Database,
    base: &'a Catalog,
    /// The base schema, which stays as it is.
    before: Pair,
    /// An empty database, in which scripts run and are rolled back.
    scratch: Pair,
    /// A database that the scenario before left as the template is.
    left: Option<Pair>,
}

impl<'a> Worker<'a> {
    async fn new(server: &'a Server, template: &'a Template, schema: &'a Database, base: &'a Catalog) -> Self {
        let before = Pair::of(server.database(template).await.unwrap()).await;
        let scratch = Pair::of(server.empty_database().await.unwrap()).await;
        Self { server, template, options: options(server), schema, base, before, scratch, left: None }
    }

    async fn pair(&mut self) -> Pair {
        match self.left.take() {
            Some(pair) => pair,
            None => Pair::of(self.server.database(self.template).await.unwrap()).await,
        }
    }

    async fn scenario(&mut self, scenario: &Scenario) -> Result<(), String> {
        let options = self.options.clone();
        let old = self.schema.clone();
        let mut new = old.clone();
        (scenario.change)(&mut new);
        new.derive_versions();
        let migrate = (scenario.declare)(allow_all(Migrate::to(new.clone()).options(options.clone())));
        let plan = migrate.plan(&old).map_err(|error| error.to_string())?;
        reaches_all(&migrate, &old, &plan)?;
        written(scenario, &old, &new, &plan, &options)?;
        let parts = plan.parts();
        let files: Vec<File> = parts.iter().map(File::from).collect();

        let goal = self.scratch.goal(&script(&new, &options)).await;
        let mut pair = self.pair().await;
        let proof = Verify::new(&mut pair.owner, &mut pair.admin, SCHEMAS).run(&files, &goal).await;
        let proof = proof.map_err(|error| error.to_string())?;
        if !scenario.name.starts_with("adopt_") {
            let side_by_side = compatibility(&checked(&old, &options)?, &checked(&new, &options)?);
            self.side_by_side(&old, &new, &side_by_side, &pair).await?;
        }

        let impossible =
            parts.iter().any(|part| part.down.contains("RAISE EXCEPTION 'this migration cannot be undone"));
        if proof.cannot_be_undone.is_some() != impossible {
            return Err(format!("{proof:?}"));
        }
        if !impossible {
            if scenario.name.starts_with("rename_table") || scenario.name == "adopt_waiver_tenant_prefix" {
                pair = Pair::fresh(self.server, &script(&new, &options)).await;
            }
            self.back(&old, &new, &mut pair).await?;
            let rows = fingerprints(&mut pair.admin, SCHEMAS).await.unwrap();
            if rows == fingerprints(&mut self.before.admin, SCHEMAS).await.unwrap() {
                self.left = Some(pair);
            }
            return Ok(());
        }
        // Rows that refer to a table that was dropped cannot refer to a new one.
        if scenario.name.starts_with("drop_table") {
            let mut fresh = Pair::fresh(self.server, &script(&new, &options)).await;
            return self.back(&old, &new, &mut fresh).await;
        }
        self.back(&old, &new, &mut pair).await?;
        pair.up(&parts).await.map_err(|error| format!("up again: {error}"))?;
        same("after up again", goal.catalog(), &pair.catalog().await)
    }

    /// What the statements of each release do on the schema of the other.
    async fn side_by_side(
        &self,
        old: &Database,
        new: &Database,
        said: &Compatibility,
        migrated: &Pair,
    ) -> Result<(), String> {
        let tables = compat::differing(old, new, &said.old_on_new);
        let written = compat::written(&migrated.database, old, &tables).await;
        compat::compare(&said.old_on_new, &written).map_err(|error| format!("the old program: {error}"))?;
        let by_library = compat::by_library(&migrated.database, &tables).await;
        compat::compare(&said.old_on_new, &by_library).map_err(|error| format!("the old program: {error}"))?;
        compat::agree(&said.old_on_new, &written, &by_library)?;
        let tables = compat::differing(new, old, &said.new_on_old);
        let written = compat::written(&self.before.database, new, &tables).await;
        compat::compare(&said.new_on_old, &written).map_err(|error| format!("the new program: {error}"))
    }

    /// The other direction, as a migration of its own.
    async fn back(&self, old: &Database, new: &Database, pair: &mut Pair) -> Result<(), String> {
        let migrate = freely(new, old, &self.options);
        let plan = migrate.plan(new).map_err(|error| format!("back: {error}"))?;
        reaches_all(&migrate, new, &plan)?;
        pair.up(&plan.parts()).await.map_err(|error| format!("back: {error}"))?;
        same("after back", self.base, &pair.catalog().await)
    }
}

/// A statement that one release runs on its own schema, and that fails on the other one.
struct Witness {
    scenario: &'static str,
    table: &'static str,
    sql: &'static str,
    fails: Fails,
}

enum Fails {
    /// What the old program writes is refused by the new schema.
    OldWrites,
    /// What the new program writes is refused by the old schema.
    NewWrites,
    /// The old program cannot read what the new one writes.
    OldReads,
}

const WITNESSES: [Witness; 10] = {
    const fn of(scenario: &'static str, table: &'static str, fails: Fails, sql: &'static str) -> Witness {
        Witness { scenario, table, sql, fails }
    }
    use Fails::{NewWrites, OldReads, OldWrites};
    [
        of("change_check", "org_products", OldWrites, "UPDATE org_products SET price = 0"),
        of("set_not_null", "org_products", OldWrites, "UPDATE org_products SET note = NULL"),
        of("type_varchar_narrower", "org_products", OldWrites, "UPDATE org_products SET title = repeat('x', 50)"),
        of("add_unique_index", "org_products", OldWrites, "UPDATE org_products SET title = 'same'"),
        of("change_on_delete_tenant", "org_categories", OldWrites, "DELETE FROM org_categories"),
        of("enum_remove_label", "org_products", OldWrites, "UPDATE org_products SET status = 'retired'"),
        of("drop_reference", "towns", NewWrites, "UPDATE towns SET country_id = gen_random_uuid()"),
        of("drop_check", "org_products", NewWrites, "UPDATE org_products SET price = -1"),
        of("drop_not_null", "org_products", OldReads, "UPDATE org_products SET price = NULL"),
        of("enum_add_label", "org_products", OldReads, "UPDATE org_products SET status = 'archived'"),
    ]
};

/// What is said to fail with some values does fail with a value.
#[tokio::test]
async fn what_may_fail_fails_with_a_value() {
    let server = Server::shared().await.unwrap();
    let options = options(server);
    let old = schema::base();
    let filled = format!("{}\n{}", script(&old, &options), schema::rows_by_the_owner());
    let template = server.template("migrations", &filled).await.unwrap();
    let scenarios = scenarios::all();
    for Witness { scenario, table, sql, fails } in WITNESSES {
        let scenario = scenarios.iter().find(|one| one.name == scenario).expect("the scenario is there");
        let mut new = old.clone();
        (scenario.change)(&mut new);
        new.derive_versions();
        let migrate = (scenario.declare)(allow_all(Migrate::to(new.clone()).options(options.clone())));
        let parts = migrate.plan(&old).unwrap().parts();
        let [mut before, mut after] = [
            Pair::of(server.database(&template).await.unwrap()).await,
            Pair::of(server.database(&template).await.unwrap()).await,
        ];
        after.up(&parts).await.unwrap();
        let said = compatibility(&checked(&old, &options).unwrap(), &checked(&new, &options).unwrap());
        let of = |said: &[Incompatibility]| {
            said.iter().any(|one| one.table == table && one.certainty == Certainty::Sometimes)
        };
        let (runs, refuses, is_said) = match fails {
            Fails::OldWrites => (&mut before, &mut after, of(&said.old_on_new)),
            Fails::NewWrites | Fails::OldReads => {
                (&mut after, &mut before, of(&said.new_on_old) || of(&said.old_on_new))
            }
        };
        assert!(is_said, "{}: {said}", scenario.name);
        sqlx::raw_sql(sql).execute(&mut runs.admin).await.unwrap_or_else(|error| panic!("{}: {error}", scenario.name));
        if let Fails::OldReads = fails {
            let tables = [table.to_owned()].into();
            let read = compat::by_library(&runs.database, &tables).await;
            assert!(read[&(table.to_owned(), StatementKind::Select)].is_err(), "{}", scenario.name);
        } else {
            assert!(sqlx::raw_sql(sql).execute(&mut refuses.admin).await.is_err(), "{}", scenario.name);
        }
    }
}

/// A migration that drops what is gone, and fills what is new with anything.
fn freely(old: &Database, new: &Database, options: &Options) -> Migrate {
    let mut migrate = allow_all(Migrate::to(new.clone()).options(options.clone()));
    for table in &old.tables {
        migrate = migrate.dropped(table.qualified().to_string());
        for column in &table.columns {
            migrate = migrate.dropped(format!("{}.{}", table.qualified(), column.name));
        }
    }
    for one in &old.enums {
        migrate = migrate.dropped(one.qualified().to_string());
        for label in &one.labels {
            migrate = migrate.dropped(format!("{}.{label}", one.qualified()));
        }
    }
    for table in &new.tables {
        let Some(before) = old.tables.iter().find(|one| one.qualified() == table.qualified()) else { continue };
        for column in &table.columns {
            let missing = before.column(&column.name).is_none() && !column.nullable;
            let base = |column: &Column| column.sql_type.base().map(str::to_owned).unwrap_or_default();
            let changed = before.column(&column.name).map(|old| (base(old), base(column)));
            let conversion = match changed.as_ref().map(|(old, new)| (old.as_str(), new.as_str())) {
                Some(("timestamp", "timestamptz") | ("timestamptz", "timestamp")) => {
                    Some(format!("{} AT TIME ZONE 'UTC'", column.name))
                }
                Some(("timestamptz", "integer")) => Some(format!("extract(epoch FROM {})::integer", column.name)),
                _ => None,
            };
            if let Some(value) = conversion {
                migrate = migrate.backfill(table.qualified().to_string(), column.name.to_string(), value);
            }
            if missing && column.default.is_none() && !column.is_generated() {
                let value = match &column.sql_type {
                    SqlType::Scalar(name) if name.starts_with("varchar") || name == "text" => "right(id::text, 5)",
                    SqlType::Scalar(name) if name == "uuid" => "id",
                    SqlType::Scalar(name) if name == "date" => "'2026-05-01'",
                    SqlType::Enum { .. } => "'draft'",
                    _ => "0",
                };
                migrate = migrate.backfill(table.qualified().to_string(), column.name.to_string(), value);
            }
        }
    }
    migrate
}

/// The tables that the change cannot reach have no step.
fn reaches_all(migrate: &Migrate, old: &Database, plan: &Plan) -> Result<(), String> {
    let every = migrate.clone().comparing_every_table().plan(old).map_err(|error| error.to_string())?;
    if every == *plan { Ok(()) } else { Err(format!("a table is reached that is not compared:\n{every}")) }
}

fn checked(database: &Database, options: &Options) -> Result<Checked, String> {
    database.clone().check(options).map_err(|error| error.to_string())
}

fn same(when: &str, expected: &Catalog, found: &Catalog) -> Result<(), String> {
    let difference = expected.difference(found);
    if difference.is_empty() { Ok(()) } else { Err(format!("{when}:\n{difference}")) }
}

/// The file with the plan is what a person reads.
fn written(scenario: &Scenario, old: &Database, new: &Database, plan: &Plan, options: &Options) -> Result<(), String> {
    let changes: String = checked(old, options)?
        .changes_to(&checked(new, options)?)
        .iter()
        .map(|change| format!("-- {change}\n"))
        .collect();
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_scenario_up_down_up_and_back() {
    every(schema::base(), schema::rows_by_the_owner(), scenarios::all(), "migrations").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_waiver_is_removed_up_down_up_and_back() {
    every(adoption::base(), adoption::rows(), adoption::all(), "adoption").await;
}

async fn every(schema: Database, rows: String, all: Vec<Scenario>, template: &str) {
    let server = Server::shared().await.unwrap();
    let options = options(server);
    let base_script = script(&schema, &options);
    let template = server.template(template, &format!("{base_script}\n{rows}")).await.unwrap();
    let base = Pair::of(server.empty_database().await.unwrap()).await.goal(&base_script).await;
    let only = std::env::var("PERISTYLE_SCENARIO").unwrap_or_default();
    let names: HashSet<_> = all.iter().map(|scenario| &scenario.name).collect();
    assert_eq!(names.len(), all.len(), "a name is taken twice");
    let scenarios: Vec<_> = all.into_iter().filter(|one| one.name.contains(&only)).collect();
    let next = AtomicUsize::new(0);
    let work = async || {
        let mut worker = Worker::new(server, &template, &schema, base.catalog()).await;
        let mut failed = Vec::new();
        while let Some(scenario) = scenarios.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Err(error) = worker.scenario(scenario).await {
                failed.push(format!("== {}: {error}", scenario.name));
            }
        }
        failed
    };
    let (mut failed, others, more) = tokio::join!(work(), work(), work());
    failed.extend(others.into_iter().chain(more));
    println!("{} scenarios", scenarios.len());
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}
