//! An older database that complies with one rule after the other: each waiver that `import` writes is removed, and tables without a tenant become tenant tables.
//!
//! The tables are in `before.rs` with the waivers, and in `after.rs` without them. A scenario replaces some of them.

mod after;
#[allow(dead_code, reason = "the definitions are read, and no row")]
mod before;

use std::cell::Cell;
use std::collections::BTreeSet;
use std::time::Duration;

use peristyle_build::adopt;
use peristyle_build::migrate::Migrate;
use peristyle_build::model::Database;
use peristyle_test::server::{Role, Server};
use sqlx::{Connection, PgConnection};

use crate::scenarios::Scenario;
use crate::{Pair, allow_all, options, running, schema, script};

/// A UUIDv7 of every server: the time in milliseconds, the version, and random bits.
const UUID_V7: &str = "encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid";

const OF_AUTHOR: &str = "(SELECT a.organization_id FROM authors a WHERE a.id = author_id)";

type Declare = fn(Migrate) -> Migrate;

/// The name, the tables that comply from then on, and what the structs do not say.
const CASES: &[(&str, &[&str], Declare)] = &[
    ("tenancy_plain", &["notes"], |migrate| migrate.backfill("notes", "organization_id", OF_AUTHOR)),
    ("tenancy_with_children", &["orders", "order_lines"], with_children),
    ("tenancy_self_reference", &["folders"], |migrate| migrate.backfill("folders", "organization_id", OF_AUTHOR)),
    // Of a column that is there already, from a table that has row security.
    ("tenancy_nullable_column", &["members"], |migrate| {
        let of_label = "(SELECT l.organization_id FROM org_labels l ORDER BY l.id LIMIT 1)";
        migrate.backfill("members", "organization_id", of_label)
    }),
    ("tenancy_root", &["companies", "departments"], plainly),
    ("tenancy_of_parent_and_child", &["writers", "articles"], |migrate| {
        migrate.backfill(
            "articles",
            "organization_id",
            "(SELECT w.organization_id FROM writers w WHERE w.id = writer_id)",
        )
    }),
    ("tenancy_counted_key", &["tickets"], |migrate| migrate.backfill("tickets", "organization_id", OF_AUTHOR)),
    ("tenancy_junction", &["author_colours"], |migrate| {
        migrate.backfill("author_colours", "organization_id", OF_AUTHOR)
    }),
    ("waiver_soft_delete_tenant", &["org_drafts"], plainly),
    ("waiver_soft_delete_plain", &["colours"], plainly),
    ("waiver_timestamps", &["org_marks"], plainly),
    ("waiver_timestamps_of_application", &["org_stamps"], |migrate| {
        migrate.backfill("org_stamps", "created_at", "now()").backfill("org_stamps", "updated_at", "now()")
    }),
    ("waiver_timestamps_of_another_type", &["org_records"], |migrate| {
        migrate.backfill("org_records", "created_at", "coalesce(to_timestamp(created_at), now())")
    }),
    ("waiver_time_zone", &["org_meetings"], |migrate| {
        migrate.backfill("org_meetings", "at", "at AT TIME ZONE 'Europe/Berlin'")
    }),
    ("waiver_row_security", &["org_notices"], plainly),
    ("waiver_unique_per_tenant", &["org_codes"], plainly),
    ("waiver_unique_live", &["org_labels"], plainly),
    ("waivers_of_references", &["org_links"], plainly),
    ("waiver_validated", &["org_gifts"], plainly),
    ("waiver_app_side_id", &["org_keys"], plainly),
    ("waivers_of_types", &["org_values"], plainly),
    ("waiver_primary_key", &["bare_rows"], |migrate| migrate.backfill("bare_rows", "id", UUID_V7)),
    ("waiver_junction", &["pairs"], |migrate| migrate.backfill("pairs", "id", UUID_V7)),
    ("waiver_tenant_prefix", &["items"], plainly),
    ("waivers_of_names", &["org_names"], plainly),
    ("waiver_self_reference", &["org_positions"], plainly),
    ("waiver_tenant_leads", &["org_places"], plainly),
    ("waiver_one_row_per_tenant", &["org_counters"], plainly),
    ("waiver_timestamp_unique", &["org_beats"], plainly),
    ("waiver_index_fits_type", &["sheets"], plainly),
    ("waiver_leakproof", &["org_offers"], plainly),
    ("waiver_denormalized", &["org_bills"], plainly),
    ("waiver_name_of_a_table", &["OldThings"], plainly),
    ("waiver_timestamps_without_trigger", &["org_vouchers"], plainly),
    ("waiver_soft_delete_of_application", &["org_files"], plainly),
    ("waivers_of_all_timestamps", &["org_pages"], |migrate| {
        let migrate = migrate.backfill("org_pages", "created_at", "now()").backfill("org_pages", "updated_at", "now()");
        migrate.backfill("org_pages", "deleted_at", "deleted_at AT TIME ZONE 'UTC'")
    }),
];

fn plainly(migrate: Migrate) -> Migrate {
    migrate
}

fn with_children(migrate: Migrate) -> Migrate {
    let of_order = "(SELECT o.organization_id FROM orders o WHERE o.id = order_id)";
    migrate.backfill("orders", "organization_id", OF_AUTHOR).backfill("order_lines", "organization_id", of_order)
}

/// The older database.
pub fn base() -> Database {
    Database::of(&before::SCHEMA)
}

pub fn rows() -> String {
    schema::by_the_owner(&base(), include_str!("rows.sql"))
}

fn comply(database: &mut Database, tables: &[&str]) {
    let mut left = tables.len();
    for complying in Database::of(&after::SCHEMA).tables {
        let before = complying.renamed_from.0.clone().unwrap_or_else(|| complying.name.clone());
        if tables.contains(&before.as_ref()) {
            let table = database.tables.iter_mut().find(|table| table.name == before).expect("the table is there");
            *table = complying;
            left -= 1;
        }
    }
    assert_eq!(left, 0, "a table of {tables:?} is not there");
}

pub fn all() -> Vec<Scenario> {
    let scenario = |(name, tables, declare): &'static (&str, &[&str], Declare)| Scenario {
        name: format!("adopt_{name}"),
        change: Box::new(|database| comply(database, tables)),
        declare: Box::new(*declare),
    };
    CASES.iter().map(scenario).collect()
}

/// What `adopt` says of the steps is what the plans have: the hazards, and the columns that need a value.
#[test]
fn adopt_names_the_hazards_and_the_backfills_of_the_plans() {
    let base = base();
    for (name, tables, declare) in CASES.iter().filter(|(name, ..)| *name != "tenancy_root") {
        let mut new = base.clone();
        comply(&mut new, tables);
        let plan = declare(allow_all(Migrate::to(new.clone()))).plan(&base).unwrap();
        let hazards: BTreeSet<_> = plan.steps.iter().flat_map(|step| &step.hazards).copied().collect();
        let root = base.tables.iter().find(|table| table.name == "organizations");
        let table = |name: &str| base.tables.iter().find(|table| table.name == name).unwrap();
        let root = root.filter(|_| name.starts_with("tenancy"));
        let all = adopt::steps(&base, table(tables[0]), root);
        // The waivers that are still there have steps of their own.
        let now = new.tables.iter().find(|one| one.rust_name == table(tables[0]).rust_name).unwrap();
        let of_columns = now.columns.iter().flat_map(|column| &column.waivers);
        let left: Vec<_> = now.waivers.iter().chain(of_columns).map(|waiver| waiver.code.to_string()).collect();
        let done: Vec<_> = all.iter().filter(|step| step.rules.is_empty() || !left.contains(&step.rules[0])).collect();
        let said: BTreeSet<_> = done.iter().flat_map(|step| &step.hazards).copied().collect();
        assert_eq!(said, hazards, "{name}: {all:#?}");
        let backfilled = |column: &str| done.iter().flat_map(|step| &step.needs).any(|need| need.contains(column));
        let needed = Migrate::to(new).plan(&base).map_or_else(|error| error.to_string(), |_| String::new());
        let asked = needed.split(".backfill(\"").skip(1).filter_map(|rest| rest.split_once("\", \"SQL"));
        for column in asked.map(|(column, _)| column.replace("\", \"", ".")) {
            assert!(backfilled(&column), "{name}: {column}: {all:#?}");
        }
        assert!(done.iter().all(|step| !step.by_hand), "{name}: {all:#?}");
    }
}

/// The backfill is the one thing that nobody else knows.
#[test]
fn a_table_becomes_a_tenant_table_only_with_the_tenant_of_its_rows() {
    let mut new = base();
    comply(&mut new, &["orders", "order_lines"]);
    let error = allow_all(Migrate::to(new)).plan(&base()).unwrap_err().to_string();
    for (table, column) in [("orders", "organization_id"), ("order_lines", "organization_id")] {
        let message = format!("`{table}` becomes a tenant table, and the rows that are there have no `{column}`");
        let help = format!("`.backfill(\"{table}\", \"{column}\", \"SQL\")`");
        assert!(error.contains(&message) && error.contains(&help), "{error}");
    }
}

/// A long transaction has read both tables, and a service reads and writes them while they become tenant tables.
#[tokio::test]
async fn nobody_waits_for_a_tenant_column_longer_than_the_lock_timeout() {
    let server = Server::shared().await.unwrap();
    let options = options(server);
    let filled = format!("{}\n{}", script(&base(), &options), rows());
    let template = server.template("adoption", &filled).await.unwrap();
    let scenarios = all();
    let scenario = scenarios.iter().find(|one| one.name == "adopt_tenancy_with_children").unwrap();
    let mut new = base();
    (scenario.change)(&mut new);
    let migrate = (scenario.declare)(allow_all(Migrate::to(new).options(options)));
    let parts = migrate.plan(&base()).unwrap().parts();
    let mut pair = Pair::of(server.database(&template).await.unwrap()).await;
    let who = pair.database.connect_options(Role::Admin);
    let mut long = PgConnection::connect_with(&who).await.unwrap();
    let mut service = PgConnection::connect_with(&who).await.unwrap();
    sqlx::raw_sql("BEGIN; SELECT FROM orders; SELECT FROM order_lines; SELECT FROM organizations")
        .execute(&mut long)
        .await
        .unwrap();
    let slowest = Cell::new(Duration::ZERO);
    let refused = running::beside(
        &mut pair,
        &parts,
        &mut long,
        &mut service,
        "SELECT id, number FROM orders LIMIT 5; UPDATE order_lines SET amount = amount + 1 WHERE amount = 3",
        &slowest,
    )
    .await;
    assert!(refused > 0, "no file waited for a lock");
    let slowest = slowest.get();
    assert!(slowest < running::TIMEOUT + Duration::from_secs(2), "a statement took {slowest:?}");
}
