//! Columns that number the rows of a tenant, in tables that have rows.

use peristyle::prelude::*;
use peristyle_build::Database;
use peristyle_build::migrate::Migrate;
use peristyle_build::model::{Number, OnDelete, Table, Text};
use peristyle_cli::verify::{File, Goal, Verify};
use peristyle_test::server::Server;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::scenarios::{Scenario, column, new_column, new_index, scalar, table};
use super::{Pair, SCHEMAS, allow_all, freely, options, script};

/// Numbers of a column by others, with the unique index and the counters.
fn number(database: &mut Database, of: &str, name: &'static str, per: &[&'static str], no_gaps: bool) {
    let numbered = table(database, of);
    let mut number = Number::default();
    (number.per, number.no_gaps) = (per.iter().map(|name| Text::from(*name)).collect(), no_gaps);
    let column = column(numbered, name);
    (column.number, column.nullable, column.default) = (Some(number), false, None);
    let by: Vec<_> = ["organization_id"].into_iter().chain(per.iter().copied()).chain([name]).collect();
    new_index(numbered, "a_number_once", &by).unique = true;
    let counters = numbered.counters();
    let at = database.tables.iter().position(|table| table.name == of).expect("it is there");
    database.tables.splice(at..at, counters);
}

fn scenario(name: &str, change: impl Fn(&mut Database) + 'static) -> Scenario {
    let declare = |migrate: Migrate| migrate;
    Scenario { name: format!("number_{name}"), change: Box::new(change), declare: Box::new(declare) }
}

pub fn all() -> Vec<Scenario> {
    let add = |of: &'static str, per: &'static [&'static str], no_gaps| {
        move |database: &mut Database| {
            new_column(table(database, of), "number", scalar("integer"));
            number(database, of, "number", per, no_gaps);
        }
    };
    vec![
        scenario("of_rows", add("org_products", &[], true)),
        scenario("of_rows_by_status", add("org_products", &["status"], false)),
        scenario("of_rows_of_partitions", add("org_visits", &["day"], false)),
        scenario("is_there", |database| number(database, "org_products", "stock", &[], false)),
    ]
}

mod before {
    use super::*;

    /// A customer account.
    #[table(name = "organizations", tenant_root)]
    pub struct Organization {
        pub id: Id<Organization>,
    }

    /// What a customer owes.
    #[table(name = "org_invoices", tenant = Organization)]
    pub struct Invoice {
        pub id: Id<Invoice>,
        pub organization_id: Id<Organization>,
        pub year: i32,
    }

    schema! { pub SCHEMA = [Organization, Invoice] }
}

mod numbered {
    use super::*;

    /// A customer account.
    #[table(name = "organizations", tenant_root)]
    pub struct Organization {
        pub id: Id<Organization>,
    }

    /// What a customer owes.
    #[table(name = "org_invoices", tenant = Organization)]
    pub struct Invoice {
        pub id: Id<Invoice>,
        pub organization_id: Id<Organization>,
        pub year: i32,
        #[column(number_per_tenant(per(year), no_gaps))]
        pub number: i64,
    }

    schema! { pub SCHEMA = [Organization, Invoice] }
}

mod renamed {
    use super::*;

    /// A customer account.
    #[table(name = "organizations", tenant_root)]
    pub struct Organization {
        pub id: Id<Organization>,
    }

    /// What a customer owes.
    #[table(name = "org_bills", renamed_from = "org_invoices", tenant = Organization)]
    pub struct Bill {
        pub id: Id<Bill>,
        pub organization_id: Id<Organization>,
        pub year: i32,
        #[column(renamed_from = "number", number_per_tenant(per(year), no_gaps))]
        pub position: i64,
    }

    schema! { pub SCHEMA = [Organization, Bill] }
}

mod plain {
    use super::*;

    /// A customer account.
    #[table(name = "organizations", tenant_root)]
    pub struct Organization {
        pub id: Id<Organization>,
    }

    /// What a customer owes.
    #[table(name = "org_invoices", tenant = Organization, unique(year, number, including_deleted), waive(unique_live = "a number is given once"))]
    pub struct Invoice {
        pub id: Id<Invoice>,
        pub organization_id: Id<Organization>,
        pub year: i32,
        pub number: i64,
    }

    schema! { pub SCHEMA = [Organization, Invoice] }
}

/// From each schema to each other one that a release may have, and back.
#[tokio::test]
async fn numbers_come_and_go() {
    let server = Server::shared().await.unwrap();
    let options = options(server);
    let [before, numbered, renamed, plain] =
        [&before::SCHEMA, &numbered::SCHEMA, &renamed::SCHEMA, &plain::SCHEMA].map(Database::of);
    for (name, from, to) in [
        ("added", &before, &numbered),
        ("dropped", &numbered, &before),
        ("renamed", &numbered, &renamed),
        ("set by the program", &numbered, &plain),
        ("numbered", &plain, &numbered),
        ("with a new name", &before, &renamed),
    ] {
        let migrate = freely(from, to, &options);
        let plan = migrate.plan(from).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut fresh = Pair::fresh(server, &script(to, &options)).await;
        let goal = Goal::read(&mut fresh.owner, SCHEMAS).await.unwrap();
        let mut pair = Pair::fresh(server, &script(from, &options)).await;
        let files: Vec<File> = plan.parts().iter().map(File::from).collect();
        let proof = Verify::new(&mut pair.owner, &mut pair.admin, SCHEMAS).run(&files, &goal).await;
        proof.unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

async fn numbers(pair: &mut Pair) -> Vec<(i32, i64)> {
    let rows = "SELECT year, number FROM org_invoices ORDER BY organization_id, year, created_at, id";
    sqlx::query_as(rows).fetch_all(&mut pair.admin).await.unwrap()
}

async fn insert(connection: &mut PgConnection, tenant: u8, year: i32) -> sqlx::Result<()> {
    let tenant = format!("01900000-0000-7000-8000-00000000000{tenant}");
    let mut transaction = connection.begin().await?;
    let statement = format!(
        "SET LOCAL peristyle.organization_id = '{tenant}'; INSERT INTO org_invoices (id, organization_id, year) VALUES (gen_random_uuid(), '{tenant}', {year})"
    );
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut *transaction).await?;
    transaction.commit().await
}

/// Old rows are numbered in their order, and rows that the running version inserts meanwhile stand behind them.
#[tokio::test]
async fn rows_of_before_and_of_the_meantime_are_numbered() {
    let server = Server::shared().await.unwrap();
    let options = options(server);
    let [before, numbered] = [&before::SCHEMA, &numbered::SCHEMA].map(Database::of);
    for one_transaction in [false, true] {
        let mut pair = Pair::fresh(server, &script(&before, &options)).await;
        // The newest row of each year has the least id.
        let rows = "INSERT INTO organizations (id) SELECT format('01900000-0000-7000-8000-00000000000%s', n)::uuid FROM generate_series(1, 2) n;
            INSERT INTO org_invoices (id, organization_id, year, created_at)
            SELECT format('01900000-0000-7000-8002-0000000000%s', 100 - n - 10 * t)::uuid, format('01900000-0000-7000-8000-00000000000%s', t)::uuid,
                2026 + n % 2, '2026-01-01'::timestamptz + n * interval '1 hour' FROM generate_series(1, 5) n, generate_series(1, 2) t";
        sqlx::raw_sql(rows).execute(&mut pair.admin).await.unwrap();
        let mut migrate = allow_all(Migrate::to(numbered.clone()).options(options.clone()));
        if one_transaction {
            migrate = migrate.in_transactions();
        }
        let parts = migrate.plan(&before).unwrap().parts();
        for (at, part) in parts.iter().enumerate() {
            pair.run(&part.up, part.in_transaction).await.unwrap();
            if !one_transaction || at + 1 == parts.len() {
                insert(&mut pair.owner, 1, 2026).await.unwrap();
                insert(&mut pair.owner, 2, 2028).await.unwrap();
            }
        }
        let runs = if one_transaction { 1 } else { parts.len() as i64 };
        let of_first = (1..=2).chain(3..3 + runs).map(|number| (2026, number)).chain([(2027, 1), (2027, 2), (2027, 3)]);
        let of_second = [(2026, 1), (2026, 2), (2027, 1), (2027, 2), (2027, 3)].into_iter();
        let expected: Vec<_> = of_first.chain(of_second).chain((1..=runs).map(|number| (2028, number))).collect();
        assert_eq!(numbers(&mut pair).await, expected);
        insert(&mut pair.owner, 2, 2027).await.unwrap();
        assert!(numbers(&mut pair).await.contains(&(2027, 4)));
    }
}

/// Values that are there stay, and the next one is behind the greatest.
#[tokio::test]
async fn numbers_of_before_stay() {
    let server = Server::shared().await.unwrap();
    let options = options(server);
    let [plain, numbered] = [&plain::SCHEMA, &numbered::SCHEMA].map(Database::of);
    let mut pair = Pair::fresh(server, &script(&plain, &options)).await;
    let rows = "INSERT INTO organizations (id) VALUES ('01900000-0000-7000-8000-000000000001');
        INSERT INTO org_invoices (id, organization_id, year, number) SELECT gen_random_uuid(), id, 2026, number FROM organizations, unnest(ARRAY[7, 3]) number";
    sqlx::raw_sql(rows).execute(&mut pair.admin).await.unwrap();
    let parts = allow_all(Migrate::to(numbered).options(options)).plan(&plain).unwrap().parts();
    pair.up(&parts).await.unwrap();
    insert(&mut pair.owner, 1, 2026).await.unwrap();
    insert(&mut pair.owner, 1, 2027).await.unwrap();
    let mut there = numbers(&mut pair).await;
    there.sort_unstable();
    assert_eq!(there, [(2026, 3), (2026, 7), (2026, 8), (2027, 1)]);
}

/// What a plan refuses, with what to do in its place.
#[test]
fn what_cannot_be_numbered_is_refused() {
    let [before, numbered] = [&before::SCHEMA, &numbered::SCHEMA].map(Database::of);
    let refused =
        |from: &Database, to: &Database| allow_all(Migrate::to(to.clone())).plan(from).unwrap_err().to_string();
    let mut other = numbered.clone();
    let per = |database: &mut Database| {
        let numbered: &mut Table = table(database, "org_invoices");
        column(numbered, "number").number = Some(Number::default());
        let counter = numbered.counters().remove(0);
        *table(database, "org_invoices_number_counters") = counter;
    };
    per(&mut other);
    let error = refused(&numbered, &other);
    assert!(error.contains("the numbers of `org_invoices.number` are counted by other columns"), "{error}");
    let mut append_only = before.clone();
    let ledger = table(&mut append_only, "org_invoices");
    (ledger.append_only, ledger.references[0].on_delete) = (true, OnDelete::Restrict);
    let error = refused(&append_only, &numbered);
    assert!(error.contains("are append-only, so those that are there cannot be numbered"), "{error}");
}
