//! Constraints over periods come and go, in tables that have rows: PostgreSQL 18 has them first.

use peristyle::prelude::*;
use peristyle_build::Database;
use peristyle_build::migrate::{Hazard, Lock, Plan, Step};
use peristyle_cli::verify::{File, Goal, Verify};
use peristyle_tests::newer;

use super::scenarios::table;
use super::{Pair, SCHEMAS, freely, options, script};

macro_rules! release {
    ($name:ident, $code:ty, ($($price:tt)*), ($($offer:tt)*)) => {
        #[allow(dead_code, reason = "only the schemas are read")]
        mod $name {
            use super::*;

            /// A customer account.
            #[table(name = "organizations", tenant_root)]
            pub struct Organization {
                pub id: Id<Organization>,
            }

            /// What a product costs at a time.
            #[table(name = "org_prices", tenant = Organization, $($price)* waive(soft_delete = "a price is a fact"))]
            pub struct Price {
                pub id: Id<Price>,
                pub organization_id: Id<Organization>,
                pub code: $code,
                #[column(sql_type = "tstzrange", waive(column_type = "a period"))]
                pub valid_at: String,
            }

            /// When it is offered.
            #[table(name = "org_offers", tenant = Organization, $($offer)* waive(soft_delete = "an offer is a fact"))]
            pub struct Offer {
                pub id: Id<Offer>,
                pub organization_id: Id<Organization>,
                pub code: Option<$code>,
                #[column(sql_type = "tstzrange", waive(column_type = "a period"))]
                pub offered: String,
            }

            schema! { min = 18; pub SCHEMA = [Organization, Price, Offer] }
        }
    };
}

release!(before, i32, (), ());
release!(plain, i32, (unique(code, valid_at, constraint),), ());
release!(excluded, i32, (exclude(code with "=", valid_at with "&&", name = "one_price"),), ());
release!(unique, i32, (unique(code, valid_at, without_overlaps, name = "one_price"),), ());
release!(
    deferred,
    i32,
    (unique(code, valid_at, without_overlaps, name = "one_price", deferrable, nulls_not_distinct),),
    (unique(code, offered, without_overlaps),)
);
release!(
    wider,
    i64,
    (unique(code, valid_at, without_overlaps, name = "one_price"),),
    (foreign_key(code, period(offered), references = Price(code, valid_at), why = "an offer has a price"),)
);
release!(
    referred,
    i32,
    (unique(code, valid_at, without_overlaps, name = "one_price"),),
    (foreign_key(code, period(offered), references = Price(code, valid_at), why = "an offer has a price"),)
);

const ROWS: &str = "INSERT INTO organizations (id) VALUES ('01900000-0000-7000-8000-000000000001');
    INSERT INTO org_prices (id, organization_id, code, valid_at)
        SELECT gen_random_uuid(), id, 1, tstzrange(day, day + interval '1 day') FROM organizations,
        generate_series('2026-01-01'::timestamptz, '2026-01-09', interval '1 day') day;
    INSERT INTO org_offers (id, organization_id, code, offered) SELECT gen_random_uuid(), id, 1, '[2026-01-02, 2026-01-05)' FROM organizations;";

/// From each schema to each other one, and back.
#[tokio::test]
async fn constraints_over_periods_come_and_go() {
    let Some(server) = newer::eighteen().await else { return };
    let options = options(server);
    let mut first = Pair::of(server.empty_database().await.unwrap()).await;
    let there = sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'btree_gist')");
    if !there.fetch_one::<_>(&mut first.admin).await.map(|found: bool| found).unwrap() {
        println!("skipped: the server has no btree_gist");
        return;
    }
    let all = [
        ("before", &before::SCHEMA),
        ("plain", &plain::SCHEMA),
        ("excluded", &excluded::SCHEMA),
        ("unique", &unique::SCHEMA),
        ("deferred", &deferred::SCHEMA),
        ("referred", &referred::SCHEMA),
        ("wider", &wider::SCHEMA),
    ];
    let all = all.map(|(name, schema)| (name, Database::of(schema)));
    for (name, from) in &all {
        for (other, to) in all.iter().filter(|(other, _)| other != name) {
            let name = format!("from {name} to {other}");
            let plan = freely(from, to, &options).plan(from).unwrap_or_else(|error| panic!("{name}: {error}"));
            let mut fresh = Pair::of(server.empty_database().await.unwrap()).await;
            extended(&mut fresh).await;
            fresh.run(&script(to, &options), false).await.unwrap();
            let goal = Goal::read(&mut fresh.owner, SCHEMAS).await.unwrap();
            let mut pair = Pair::of(server.empty_database().await.unwrap()).await;
            extended(&mut pair).await;
            pair.run(&script(from, &options), false).await.unwrap();
            sqlx::raw_sql(ROWS).execute(&mut pair.admin).await.unwrap();
            let files: Vec<File> = plan.parts().iter().map(File::from).collect();
            let proof = Verify::new(&mut pair.owner, &mut pair.admin, SCHEMAS).run(&files, &goal).await;
            proof.unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }
}

async fn extended(pair: &mut Pair) {
    sqlx::raw_sql("CREATE EXTENSION btree_gist").execute(&mut pair.admin).await.unwrap();
}

fn plan(from: &Database, to: &Database) -> Plan {
    freely(from, to, &peristyle_build::Options::new()).plan(from).unwrap()
}

fn step<'a>(plan: &'a Plan, title: &str) -> &'a Step {
    let titles: Vec<_> = plan.steps.iter().map(|step| &step.title).collect();
    plan.steps.iter().find(|step| step.title == title).unwrap_or_else(|| panic!("{title} is none of {titles:?}"))
}

/// It is built at once, and its lock stops readers too. The foreign key comes after it.
#[test]
fn the_plan_names_the_lock_and_the_rows_in_the_way() {
    let [before, referred] = [&before::SCHEMA, &referred::SCHEMA].map(Database::of);
    let plan = plan(&before, &referred);
    let add = step(&plan, "add the constraint `one_price` to `org_prices`");
    assert_eq!(
        add.sql,
        "ALTER TABLE org_prices ADD CONSTRAINT one_price UNIQUE (organization_id, code, valid_at WITHOUT OVERLAPS);"
    );
    assert_eq!((add.lock, add.hazards.contains(&Hazard::BlocksWrites)), (Lock::AccessExclusive, true));
    let note = add.note.as_deref().unwrap_or_default();
    let overlaps = "SELECT a.*, b.* FROM org_prices a JOIN org_prices b ON a.organization_id = b.organization_id AND a.code = b.code \
        AND a.valid_at && b.valid_at AND (a.tableoid, a.ctid) < (b.tableoid, b.ctid);";
    assert!(note.contains(overlaps) && note.contains("SELECT * FROM org_prices WHERE isempty(valid_at);"), "{note}");
    assert!(!plan.steps.iter().any(|step| step.sql.contains("CONCURRENTLY") && step.sql.contains("one_price")));
    let at =
        |part: &str| plan.steps.iter().position(|step| step.sql.contains(part)).unwrap_or_else(|| panic!("{part}"));
    let key = "FOREIGN KEY (organization_id, code, PERIOD offered) REFERENCES org_prices (organization_id, code, PERIOD valid_at)";
    assert!(at("WITHOUT OVERLAPS") < at(key) && at(key) < at("VALIDATE CONSTRAINT"));
}

/// What finds the rows that are in the way of a foreign key which was NOT VALID.
#[test]
fn rows_whose_period_is_not_covered_are_found() {
    let (mut old, new) = (Database::of(&referred::SCHEMA), Database::of(&referred::SCHEMA));
    let offers = table(&mut old, "org_offers");
    offers.references.iter_mut().filter(|one| one.period).for_each(|one| one.not_valid = true);
    let plan = plan(&old, &new);
    let note = plan.steps[0].note.as_deref().unwrap_or_default();
    let rows = "SELECT count(*) FROM org_offers r WHERE r.organization_id IS NOT NULL AND r.code IS NOT NULL AND r.offered IS NOT NULL \
        AND NOT r.offered <@ coalesce((SELECT range_agg(p.valid_at) FROM org_prices p WHERE p.organization_id = r.organization_id \
        AND p.code = r.code AND p.valid_at && r.offered), '{}');";
    assert!(note.contains(rows), "{note}");
}
