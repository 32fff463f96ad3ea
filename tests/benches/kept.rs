//! What the triggers of `history` and `number_per_tenant` cost, beside the same statements on the same tables without them. Run it with
//! `cargo bench -p peristyle-tests --bench kept`.
//!
//! Each statement is a transaction of its own, as the application role under row security, on a private server that waits for no disk. The statements with and
//! without a trigger take turns, so that noise meets both; the ratio is that of the medians.

use std::time::{Duration, Instant};

use peristyle::prelude::*;
use peristyle::query::all_rows;
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Role, Server};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;

/// An update with `history`, of one row or of many, may cost that much more.
const UPDATE_BUDGET: f64 = 2.0;

const ROWS: usize = 1_000;
const ROUNDS_OF_ONE: usize = 1_500;
const ROUNDS_OF_MANY: usize = 60;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    /// The key.
    pub id: Id<Organization>,
}

macro_rules! tables {
    ($($table:ident, $insert:ident, $update:ident, $name:literal $(, $history:ident)?, [$($number:tt)*];)*) => {
        $(
            /// Something that is sold.
            #[table(name = $name, tenant = Organization $(, $history)?)]
            pub struct $table {
                /// The key.
                pub id: Id<$table>,
                /// Whose it is.
                pub organization_id: Id<Organization>,
                /// What it is called.
                pub name: String,
                /// How many there are.
                pub stock: i32,
                /// What is said of it.
                pub note: Option<String>,
                $($number)*
            }

            impl Measured for $table {
                async fn insert_all(pool: &PgPool, tenant: Tenant<Organization>, rows: usize) -> Vec<Id<Self>> {
                    let inserts: Vec<_> = (0..rows).map(|row| $insert::new(format!("item {row}"), 0)).collect();
                    let ids = inserts.iter().map($insert::id).collect();
                    $table::insert_many(tenant, inserts).execute(pool).await.unwrap();
                    ids
                }

                async fn insert_one(pool: &PgPool, tenant: Tenant<Organization>) {
                    $table::insert(tenant, $insert::new("item", 0)).execute(pool).await.unwrap();
                }

                async fn update_one(pool: &PgPool, tenant: Tenant<Organization>, id: Id<Self>, stock: i32) {
                    $table::update(tenant, id, $update::new().stock(stock)).execute(pool).await.unwrap();
                }

                async fn update_all(pool: &PgPool, tenant: Tenant<Organization>, stock: i32) {
                    let changes = $update::new().stock(stock);
                    let rows = $table::update_many(tenant, all_rows(), changes).execute(pool).await.unwrap();
                    assert_eq!(rows, ROWS as u64);
                }
            }
        )*
    };
}

/// What is done to a table.
trait Measured: Sized {
    async fn insert_all(pool: &PgPool, tenant: Tenant<Organization>, rows: usize) -> Vec<Id<Self>>;
    async fn insert_one(pool: &PgPool, tenant: Tenant<Organization>);
    async fn update_one(pool: &PgPool, tenant: Tenant<Organization>, id: Id<Self>, stock: i32);
    async fn update_all(pool: &PgPool, tenant: Tenant<Organization>, stock: i32);
}

tables! {
    Item, ItemInsert, ItemUpdate, "org_items", [];
    KeptItem, KeptItemInsert, KeptItemUpdate, "org_kept_items", history, [];
    CountedItem, CountedItemInsert, CountedItemUpdate, "org_counted_items", [
        /// The number of a sequence.
        #[column(identity)]
        pub number: i64,
    ];
    NumberedItem, NumberedItemInsert, NumberedItemUpdate, "org_numbered_items", [
        /// The number of the tenant.
        #[column(number_per_tenant)]
        pub number: i64,
    ];
}

schema! { pub SCHEMA = [Organization, Item, KeptItem, CountedItem, NumberedItem] }

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let server = Server::shared().await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application));
    let template = server.template("kept-bench", &ddl::sql(&SCHEMA, &options).unwrap()).await.unwrap();
    let database = server.database(&template).await.unwrap();
    let options = database.connect_options(Role::Application);
    let pool = PgPoolOptions::new().max_connections(1).connect_with(options).await.unwrap();
    let insert = OrganizationInsert::new();
    let tenant = Tenant::<Organization>::new(insert.id());
    Organization::insert(tenant, insert).execute(&pool).await.unwrap();
    println!("PostgreSQL {}", server.description());

    let (items, kept) = (Item::insert_all(&pool, tenant, ROWS).await, KeptItem::insert_all(&pool, tenant, ROWS).await);
    let one = compared(
        ROUNDS_OF_ONE,
        async |round| Item::update_one(&pool, tenant, items[round % ROWS], stock(round)).await,
        async |round| KeptItem::update_one(&pool, tenant, kept[round % ROWS], stock(round)).await,
    );
    let update = told("update of one row, with `history`", one.await);
    let many = compared(
        ROUNDS_OF_MANY,
        async |round| Item::update_all(&pool, tenant, stock(round)).await,
        async |round| KeptItem::update_all(&pool, tenant, stock(round)).await,
    );
    let updates = told("update of 1,000 rows, with `history`", many.await);
    let one = compared(
        ROUNDS_OF_ONE,
        async |_| CountedItem::insert_one(&pool, tenant).await,
        async |_| NumberedItem::insert_one(&pool, tenant).await,
    );
    told("insert of one row, with `number_per_tenant`", one.await);
    let many = compared(
        ROUNDS_OF_MANY,
        async |_| drop(CountedItem::insert_all(&pool, tenant, ROWS).await),
        async |_| drop(NumberedItem::insert_all(&pool, tenant, ROWS).await),
    );
    told("insert of 1,000 rows, with `number_per_tenant`", many.await);
    for (ratio, rows) in [(update, "one row"), (updates, "many rows")] {
        assert!(ratio < UPDATE_BUDGET, "an update of {rows} with `history` is over its budget of {UPDATE_BUDGET}");
    }
}

/// Each round changes the rows.
fn stock(round: usize) -> i32 {
    i32::try_from(round).unwrap_or_default() + 1
}

/// The medians without and with the trigger.
async fn compared(rounds: usize, without: impl AsyncFn(usize), with: impl AsyncFn(usize)) -> (Duration, Duration) {
    let (mut plain, mut triggered) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        let start = Instant::now();
        without(round).await;
        let middle = Instant::now();
        with(round).await;
        plain.push(middle - start);
        triggered.push(middle.elapsed());
    }
    let median = |mut times: Vec<Duration>| {
        times.sort_unstable();
        times[times.len() / 2]
    };
    (median(plain), median(triggered))
}

fn told(what: &str, (without, with): (Duration, Duration)) -> f64 {
    let micros = |time: Duration| time.as_secs_f64() * 1e6;
    let ratio = micros(with) / micros(without);
    println!("{what:46} {:9.0} us, without {:9.0} us: {ratio:.2}", micros(with), micros(without));
    ratio
}
