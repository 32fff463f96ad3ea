//! Rows that hold for periods: constraints and foreign keys over ranges of PostgreSQL 18, as types of Rust and as texts.

use std::sync::atomic::{AtomicUsize, Ordering};

use peristyle::prelude::*;
use peristyle::{Range, Timestamp};
use peristyle_cli::tenant::erase::Erase;
use peristyle_cli::tenant::{Import, TenantErrorKind};
use peristyle_test::server::Role;

use crate::fixture::{Teams, id};
use crate::kill::Killer;
use crate::newer;
use crate::round_trip::rows;
use crate::schema::{OTHER, TEAM};

/// A customer account.
#[table(name = "organizations", tenant_root, waive(soft_delete = "an account is closed elsewhere"))]
pub struct Organization {
    pub id: Id<Organization>,
}

/// Something that is sold.
#[table(name = "org_products", tenant = Organization, waive(soft_delete = "a product is kept"))]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
    pub name: String,
}

/// What a product costs at a time.
#[table(
    name = "org_prices",
    tenant = Organization,
    history,
    unique(product_id, valid_at, without_overlaps),
    waive(soft_delete = "a price is a fact")
)]
pub struct Price {
    pub id: Id<Price>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = cascade, why = "a price means nothing without its product")]
    pub product_id: Id<Product>,
    pub valid_at: Range<Timestamp>,
    pub cents: i64,
}

/// When a product is offered: its prices cover that time.
#[table(
    name = "org_offers",
    tenant = Organization,
    foreign_key(
        product_id, period(offered), references = Price(product_id, valid_at), initially_deferred,
        why = "an offer has a price at all times"
    ),
    waive(soft_delete = "an offer is a fact")
)]
pub struct Offer {
    pub id: Id<Offer>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = cascade, why = "an offer means nothing without its product")]
    pub product_id: Id<Product>,
    pub offered: Range<Timestamp>,
}

/// A department, which is part of another one all the time that it exists.
#[table(
    name = "org_departments",
    tenant = Organization,
    unique(code, open, without_overlaps),
    foreign_key(part_of, period(open), references = Department(code, open), why = "a part exists within the whole"),
    waive(soft_delete = "a department is closed")
)]
pub struct Department {
    pub id: Id<Department>,
    pub organization_id: Id<Organization>,
    pub code: i32,
    pub part_of: Option<i32>,
    #[column(sql_type = "daterange", waive(column_type = "an older column"))]
    pub open: String,
    #[column(sql_type = "datemultirange", waive(column_type = "a multirange"))]
    pub holidays: Option<String>,
    pub rooms: Option<Range<i32>>,
}

schema! { min = 18; pub PERIODS = [Organization, Product, Price, Offer, Department] }

const NEW: &str = "0190b0a0-0000-7000-8000-00000000000f";

/// Two tenants with the same products, periods and codes. Ids are random, so parts stand before the whole.
fn filled() -> String {
    format!(
        "INSERT INTO organizations (id) VALUES ('{TEAM}'), ('{OTHER}');
        INSERT INTO org_products (organization_id, id, name) SELECT id, gen_random_uuid(), 'product ' || n FROM organizations, generate_series(1, 3) n;
        INSERT INTO org_prices (organization_id, id, product_id, valid_at, cents)
            SELECT organization_id, gen_random_uuid(), id, tstzrange('2026-01-01Z'::timestamptz + make_interval(days => n), '2026-01-01Z'::timestamptz + make_interval(days => n + 1)), n
            FROM org_products, generate_series(1, 15) n;
        INSERT INTO org_prices (organization_id, id, product_id, valid_at, cents)
            SELECT organization_id, gen_random_uuid(), id, tstzrange('2026-01-17 00:00:00.000001Z', NULL, '()'), 0 FROM org_products;
        UPDATE org_prices SET cents = cents + 1 WHERE cents % 3 = 0;
        INSERT INTO org_offers (organization_id, id, product_id, offered)
            SELECT organization_id, gen_random_uuid(), id, tstzrange('2026-01-02 12:00Z', '2026-01-02 12:00Z'::timestamptz + make_interval(days => n)) FROM org_products, generate_series(1, 12) n;
        INSERT INTO org_departments (organization_id, id, code, part_of, open, holidays, rooms)
            SELECT id, gen_random_uuid(), n, CASE WHEN n > 1 THEN n / 2 END, daterange('2026-01-01'::date + n, NULL), '{{[2026-12-24,2026-12-27)}}', int4range(n, NULL)
            FROM organizations, generate_series(1, 25) n;"
    )
}

async fn teams() -> Option<Teams> {
    let server = newer::eighteen().await?;
    Some(Teams::on(server, "periods", &PERIODS, "CREATE EXTENSION btree_gist").await)
}

async fn two() -> Option<[Teams; 2]> {
    let [from, to] = [teams().await?, teams().await?];
    from.run(&filled()).await;
    Some([from, to])
}

#[tokio::test]
async fn periods_go_with_their_tenant() {
    let Some([from, to]) = two().await else { return };
    let (text, exported) = from.export(Role::Application, TEAM).await.unwrap();
    assert!(exported.tables.iter().all(|table| table.rows > 0), "{exported:?}");
    assert_eq!(to.import(&text, None).await.unwrap().tables, exported.tables);
    // Beside them, the same periods are those of another tenant.
    assert_eq!(to.import(&text, Some(NEW)).await.unwrap().rows, exported.rows);
    assert_eq!(to.rows_of(TEAM).await, from.rows_of(TEAM).await);
    let (again, _) = to.export(Role::Owner, TEAM).await.unwrap();
    assert_eq!(rows(&again), rows(&text));
}

#[tokio::test]
async fn periods_are_imported_under_another_id() {
    let Some([from, to]) = two().await else { return };
    let (text, exported) = from.export(Role::Application, TEAM).await.unwrap();
    let imported = to.import(&text, Some(NEW)).await.unwrap();
    assert_eq!((imported.rows, imported.tenant.to_string().as_str()), (exported.rows, NEW));
    let (again, _) = to.export(Role::Application, NEW).await.unwrap();
    assert_eq!(rows(&again), rows(&text.replace(TEAM, NEW)));
    // The constraints hold for the rows that are there.
    let overlaps = format!(
        "INSERT INTO org_prices (organization_id, id, product_id, valid_at, cents)
        SELECT organization_id, gen_random_uuid(), product_id, valid_at, 1 FROM org_prices WHERE organization_id = '{NEW}' LIMIT 1"
    );
    let error = sqlx::raw_sql(sqlx::AssertSqlSafe(overlaps)).execute(&mut to.connect(Role::Admin).await).await;
    assert!(error.unwrap_err().to_string().contains("exclusion constraint"));
}

#[tokio::test]
async fn nothing_stays_of_an_import_that_is_killed() {
    let Some([from, to]) = two().await else { return };
    let (text, exported) = from.export(Role::Application, TEAM).await.unwrap();
    let mut at = 1;
    loop {
        let mut killer = Killer::new(&to, "an import", at);
        let mut connection = to.connect_as(Role::Owner, "an import").await;
        let import = Import::new(&to.structs).batch(10).tenant(id(NEW));
        match import.run(&mut connection, std::io::Cursor::new(&text), &mut |step| killer.step(step)).await {
            Ok(imported) => {
                assert_eq!(imported.rows, exported.rows);
                break;
            }
            Err(error) => assert_eq!(error.kind(), TenantErrorKind::Database, "{error}"),
        }
        assert_eq!(to.rows_of(NEW).await, [""; 0], "{at}");
        at += 5;
    }
    assert!(at > 6, "{at}");
}

#[tokio::test]
async fn an_erasure_of_periods_goes_on_where_it_was_killed() {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    let Some([teams, _]) = two().await else { return };
    let others = teams.rows_of(OTHER).await;
    let plan = Erase::new(&teams.structs, id(TEAM)).plan(&mut teams.connect(Role::Admin).await).await.unwrap();
    assert!(plan.refused.is_empty(), "{plan:?}");
    let certificate = loop {
        let run = RUNS.fetch_add(1, Ordering::Relaxed) + 1;
        let mut killer = Killer::new(&teams, "an erasure", 5 * run);
        let mut connection = teams.connect_as(Role::Admin, "an erasure").await;
        let erase = Erase::new(&teams.structs, id(TEAM)).batch(4);
        match erase.run(&mut connection, &mut |step| killer.step(step)).await {
            Ok(certificate) => break certificate,
            Err(error) => assert_eq!(error.kind(), TenantErrorKind::Database, "{error}"),
        }
        assert!(run < 100, "the erasure does not go on");
    };
    assert!(certificate.complete && RUNS.load(Ordering::Relaxed) > 2, "{certificate:?}");
    assert_eq!((teams.rows_of(TEAM).await, teams.rows_of(OTHER).await), (Vec::new(), others));
}
