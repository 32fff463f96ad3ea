//! The distribution by Citus: what its server would refuse is refused offline, and the file runs.
//!
//! Where the extension is not installed, its functions are stubs that record their calls: the rest of the file runs on PostgreSQL itself, and the policies that it
//! writes hold under the attack of peristyle-test.

use std::io::Write as _;

use peristyle_build::{Checked, EmitError, Options, citus, emit};
use peristyle_test::server::{Role, Server};
use peristyle_test::{Setup, TestDatabase};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// What Citus distributes.
mod good {
    use peristyle::prelude::*;

    /// A customer account: a reference table, since a unique index lacks its key.
    #[table(name = "organizations", tenant_root, unique(subdomain, tenant_lookup))]
    pub struct Organization {
        pub id: Id<Organization>,
        #[column(max_len = 60)]
        pub subdomain: String,
    }

    /// A country, the same for all.
    #[table(name = "countries", unique(code), waive(soft_delete = "countries stay"))]
    pub struct Country {
        pub id: Id<Country>,
        #[column(max_len = 2)]
        pub code: String,
    }

    /// Who buys.
    #[table(name = "org_customers", tenant = Organization, unique(email))]
    pub struct Customer {
        pub id: Id<Customer>,
        pub organization_id: Id<Organization>,
        #[column(max_len = 320)]
        pub email: String,
        #[column(on_delete = restrict, why = "a customer lives somewhere")]
        pub country_id: Id<Country>,
    }

    /// What is bought, by the month.
    #[table(
        name = "org_orders",
        tenant = Organization,
        primary_key(placed_on, id),
        partition(range(placed_on), child("org_orders_2026", from = "2026-01-01", to = "2027-01-01"), child("org_orders_old", from = minvalue, to = "2026-01-01")),
        waive(soft_delete = "orders stay", junction = "the day is in the key"),
    )]
    pub struct Order {
        pub placed_on: chrono::NaiveDate,
        pub id: Id<Order>,
        pub organization_id: Id<Organization>,
        #[column(on_delete = restrict, why = "an order has a customer", waive(live_reference = "customers are deleted for good"))]
        pub customer_id: Id<Customer>,
    }

    /// What happened.
    #[table(name = "org_entries", tenant = Organization, append_only)]
    pub struct Entry {
        pub id: Id<Entry>,
        pub organization_id: Id<Organization>,
        pub text: String,
    }

    /// Another kind of tenant, which refers to one of its own rows.
    #[table(name = "teams", tenant_root, prefix = "team_", waive(soft_delete = "teams stay"))]
    pub struct Team {
        pub id: Id<Team>,
        #[column(on_delete = restrict, why = "a team has its lead")]
        pub lead_id: Option<Id<Member>>,
    }

    /// A member of a team.
    #[table(name = "team_members", tenant = Team, waive(soft_delete = "members stay"))]
    pub struct Member {
        pub id: Id<Member>,
        pub team_id: Id<Team>,
        pub name: String,
    }

    schema! { pub SCHEMA = [Organization, Country, Customer, Order, Entry, Team, Member] }
}

/// Everything that Citus refuses.
mod bad {
    use peristyle::prelude::*;

    /// A customer account.
    #[table(name = "organizations", tenant_root)]
    pub struct Organization {
        pub id: Id<Organization>,
    }

    /// A group of products, under its own id.
    #[table(name = "org_categories", tenant = Organization, primary_key = "id")]
    pub struct Category {
        pub id: Id<Category>,
        pub organization_id: Id<Organization>,
    }

    /// Something to sell.
    #[table(
        name = "org_products",
        tenant = Organization,
        unique(sku, tenant_lookup),
        partition(hash(organization_id), 4),
    )]
    pub struct Product {
        pub id: Id<Product>,
        pub organization_id: Id<Organization>,
        pub sku: String,
        #[column(on_delete = set_null, why = "a product outlives its category")]
        pub category_id: Option<Id<Category>>,
    }

    /// A key of a program.
    #[table(name = "org_keys", tenant = Organization, unique(hash, global, tenant_lookup), waive(unique_per_tenant = "a random key"))]
    pub struct Key {
        pub id: Id<Key>,
        pub organization_id: Id<Organization>,
        pub hash: Vec<u8>,
    }

    /// A job.
    #[table(name = "org_jobs", tenant = Organization, index(created_at, only(!done), queue), waive(soft_delete = "jobs are done"))]
    pub struct Job {
        pub id: Id<Job>,
        pub organization_id: Id<Organization>,
        pub done: bool,
    }

    /// A reading of everybody, by the month.
    #[table(
        name = "readings",
        partition(range(at), child("readings_2026", from = "2026-01-01", to = "2027-01-01")),
        waive(primary_key = "ids are random", soft_delete = "readings stay")
    )]
    pub struct Reading {
        pub id: Id<Reading>,
        pub at: chrono::NaiveDate,
    }

    schema! { pub SCHEMA = [Organization, Category, Product, Key, Job, Reading] }
}

const STUBS: &str = "
    CREATE TABLE citus_calls (number serial, call text);
    CREATE FUNCTION create_distributed_function(text) RETURNS void LANGUAGE sql AS $$ INSERT INTO citus_calls (call) VALUES (format('function %s', $1::regprocedure)) $$;
    CREATE FUNCTION create_reference_table(regclass) RETURNS void LANGUAGE sql AS $$ INSERT INTO citus_calls (call) VALUES (format('%s everywhere', $1)) $$;
    CREATE FUNCTION create_distributed_table(regclass, text, colocate_with text) RETURNS void LANGUAGE sql AS $$
        INSERT INTO citus_calls (call) SELECT format('%s by %s with %s', $1, attname, $3) FROM pg_attribute WHERE attrelid = $1 AND attname = $2 $$;
    SET citus.propagate_set_commands = 'local'; SET citus.enable_unsafe_triggers = on;";

/// The file as it is written, with an extension that every database has.
fn without_citus(text: &str) -> String {
    let replaced = text.replace("extname = 'citus'", "extname = 'plpgsql'");
    assert_ne!(replaced, text);
    format!("{STUBS}{replaced}")
}

fn checked(schema: &peristyle::Schema) -> Checked {
    peristyle_build::Database::of(schema).check(&Options::new().application_role("shop_app")).unwrap()
}

#[test]
fn what_citus_refuses_is_refused_offline() {
    let error = citus::script(&checked(&bad::SCHEMA)).unwrap_err();
    let found: Vec<_> = error.problems().iter().map(|one| format!("{}: {}", one.table, one.message)).collect();
    let expected = [
        "Category: the key `org_categories_pkey` does not have the column `organization_id`, by which the rows are distributed",
        "Product: `tenant_lookup` on `org_products_organization_id_sku_key` asks every node as a role that cannot log in",
        "Product: `partition(HASH (organization_id))`: the rows are spread by the shards already",
        "Product: `category_id` has `on_delete = set_null`, and its foreign key has `organization_id`: Citus takes no SET NULL there, of other columns neither",
        "Product: `category_id`: a soft delete of `Category` follows it by a trigger, which reads another table",
        "Key: the unique index `org_keys_hash_key` does not have the column `organization_id`, by which the rows are distributed",
        "Key: `tenant_lookup` on `org_keys_hash_key` asks every node as a role that cannot log in",
        "Job: `queue` on `org_jobs_organization_id_created_at_idx` asks every node as a role that cannot log in",
        "Reading: `partition(RANGE (at))`: a reference table cannot be partitioned",
    ];
    assert_eq!(found, expected);
    assert!(error.problems().iter().all(|one| error.to_string().contains(&one.help)), "{error}");

    let folder = std::env::temp_dir().join(format!("peristyle-citus-{}", std::process::id()));
    let written = emit(&bad::SCHEMA).application_role("shop_app").sql().citus().write_to(&folder);
    assert!(matches!(written, Err(EmitError::Citus(_))), "{written:?}");
    assert!(!folder.exists());
    let written = emit(&good::SCHEMA).application_role("shop_app").sql().citus().write_to(&folder).unwrap();
    let text = std::fs::read_to_string(folder.join("citus.sql")).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!((written.len(), text), (2, citus::script(&checked(&good::SCHEMA)).unwrap()));
}

#[tokio::test]
async fn the_file_runs_in_the_order_of_the_references() {
    let text = without_citus(&citus::script(&checked(&good::SCHEMA)).unwrap());
    let db = TestDatabase::with(&good::SCHEMA, &Setup::new().after(&text)).await.unwrap();
    let admin = db.admin();
    let calls = sqlx::query_scalar::<_, String>("SELECT call FROM citus_calls ORDER BY number");
    let expected = [
        "function current_organization_id()",
        "function current_team_id()",
        "organizations everywhere",
        "countries everywhere",
        "org_customers by organization_id with none",
        "org_orders by organization_id with org_customers",
        "org_entries by organization_id with org_customers",
        "teams by id with none",
        "team_members by team_id with teams",
    ];
    assert_eq!(calls.fetch_all(&admin).await.unwrap(), expected);
    // The reference of a team to its lead waited, and is there again.
    let keys = "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 AND conrelid::regclass::text ~ '^(org_|team)'";
    assert_eq!(sqlx::query_scalar::<_, i64>(keys).fetch_one(&admin).await.unwrap(), 3 + 2 + 2);
    let with_select =
        "SELECT count(*) FROM pg_policies WHERE policyname = 'tenant_isolation' AND qual || with_check ~ 'SELECT'";
    assert_eq!(sqlx::query_scalar::<_, i64>(with_select).fetch_one(&admin).await.unwrap(), 0);
    let policies = "SELECT count(*) FROM pg_policies WHERE policyname = 'tenant_isolation'";
    assert_eq!(sqlx::query_scalar::<_, i64>(policies).fetch_one(&admin).await.unwrap(), 6 + 2);
    let report = db.attack(&good::SCHEMA).await.unwrap();
    assert!(report.attempts() > 20);
}

/// A database without the extension, or with settings under which a node would not know the tenant, is left as it was.
#[tokio::test]
async fn the_file_refuses_a_database_that_is_not_ready() {
    let text = citus::script(&checked(&good::SCHEMA)).unwrap();
    let db = TestDatabase::new(&good::SCHEMA).await.unwrap();
    let mut owner = PgConnection::connect_with(&db.connect_options(Role::Owner)).await.unwrap();
    let run = async |owner: &mut PgConnection, text: String| {
        let error = sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut *owner).await.unwrap_err();
        sqlx::raw_sql("ROLLBACK").execute(owner).await.unwrap();
        error.as_database_error().unwrap().message().to_owned()
    };
    let mut admin = PgConnection::connect_with(&db.connect_options(Role::Admin)).await.unwrap();
    if !has_citus(&mut admin).await {
        assert_eq!(run(&mut owner, text.clone()).await, "this database does not have the extension citus");
    }
    let stubbed = without_citus(&text);
    let without = |setting: &str| {
        let text = stubbed
            .replace("SET citus.propagate_set_commands = 'local'; SET citus.enable_unsafe_triggers = on;", setting);
        format!("BEGIN; {text}")
    };
    let none = "SET citus.propagate_set_commands = 'none'; SET citus.enable_unsafe_triggers = on;";
    let told = run(&mut owner, without(none)).await;
    assert!(told.contains("the nodes would not know the tenant"), "{told}");
    let off = "SET citus.propagate_set_commands = 'local'; SET citus.enable_unsafe_triggers = off;";
    let told = run(&mut owner, without(off)).await;
    assert!(told.starts_with("citus.enable_unsafe_triggers is off"), "{told}");
    let policies = "SELECT count(*) FROM pg_policies WHERE policyname = 'tenant_isolation' AND qual !~ 'SELECT'";
    assert_eq!(sqlx::query_scalar::<_, i64>(policies).fetch_one(&mut owner).await.unwrap(), 0);
}

/// On a server with the extension, which has to be preloaded, nothing is a stub.
#[tokio::test]
async fn citus_takes_the_file() {
    let server = Server::shared().await.unwrap();
    let database = server.empty_database().await.unwrap();
    let mut admin = PgConnection::connect_with(&database.connect_options(Role::Admin)).await.unwrap();
    if !has_citus(&mut admin).await {
        let _ =
            writeln!(std::io::stderr(), "SKIPPED, the extension citus is not preloaded: the file runs with stubs only");
        return;
    }
    let role = server.role_name(Role::Application);
    let options = Options::new().application_role(role);
    let checked = peristyle_build::Database::of(&good::SCHEMA).check(&options).unwrap();
    let settings =
        "CREATE EXTENSION citus; SET citus.propagate_set_commands = 'local'; SET citus.enable_unsafe_triggers = on;";
    let text = format!("{settings}{};{}", peristyle_build::ddl::script(&checked), citus::script(&checked).unwrap());
    sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut admin).await.unwrap();
    let tables = "SELECT count(*) FROM citus_tables";
    assert_eq!(sqlx::query_scalar::<_, i64>(tables).fetch_one(&mut admin).await.unwrap(), 7);
}

async fn has_citus(connection: &mut PgConnection) -> bool {
    let preloaded = "SELECT current_setting('shared_preload_libraries') ~ '\\mcitus\\M'";
    sqlx::query_scalar(preloaded).fetch_one(connection).await.unwrap()
}
