//! Tables that are hash-partitioned by their tenant: each statement of a tenant touches one partition of a table, with the triggers and foreign keys that
//! follow from it.

use std::collections::BTreeSet;

use peristyle::prelude::*;
use peristyle::query::{PageSize, Plan, all_rows, count_rows};
use peristyle::sqlx::TenantTransaction;
use peristyle::{Error, raw};
use peristyle_test::TestDatabase;
use peristyle_test::server::Role;
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;

/// A customer account.
#[table(name = "organizations", tenant_root)]
#[derive(Debug, Clone, PartialEq)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// A group of products.
#[table(name = "org_categories", tenant = Organization, unique(name), partition(hash(organization_id), 8))]
#[derive(Debug, Clone, PartialEq)]
pub struct Category {
    pub id: Id<Category>,
    pub organization_id: Id<Organization>,
    pub name: String,
}

/// Something to sell.
#[table(
    name = "org_products",
    tenant = Organization,
    unique(sku),
    index(created_at(desc)),
    search(sku, language = "simple"),
    partition(hash(organization_id), 8),
    waive(leakproof = "few products for each tenant"),
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
    pub sku: String,
    #[column(default = 0)]
    pub stock: i32,
    #[column(on_delete = set_null, why = "a product outlives its category")]
    pub category_id: Option<Id<Category>>,
}

/// What a product was ordered with.
#[table(name = "org_pairs", tenant = Organization, junction(product_id, category_id), partition(hash(organization_id), 8))]
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    pub organization_id: Id<Organization>,
    #[column(on_delete = cascade, why = "a pair means nothing without its product")]
    pub product_id: Id<Product>,
    #[column(on_delete = cascade, why = "a pair means nothing without its category")]
    pub category_id: Id<Category>,
}

schema! { pub SCHEMA = [Organization, Category, Product, Pair] }

/// A tenant with three products, in the partitions of this number.
struct Shop {
    tenant: Tenant<Organization>,
    number: String,
    category: Id<Category>,
    products: Vec<Id<Product>>,
}

async fn sign_up(pool: &PgPool) -> Result<Shop, Error> {
    let row = OrganizationInsert::new();
    let tenant = Tenant::new(row.id());
    let mut tx = pool.begin_tenant(tenant).await?;
    Organization::insert(tenant, row).execute(&mut tx).await?;
    let category = Category::insert(tenant, CategoryInsert::new("Lamps")).fetch_one(&mut tx).await?.id;
    let rows = ["a", "b", "c"].map(|sku| ProductInsert::new(sku).category_id(category));
    let products = Product::insert_many(tenant, rows).fetch_all(&mut tx).await?;
    let of = "SELECT DISTINCT right(tableoid::regclass::text, 3) FROM org_products";
    let number = raw::<String>(of).fetch_one(&mut tx).await?;
    tx.commit().await?;
    Ok(Shop { tenant, number, category, products: products.into_iter().map(|product| product.id).collect() })
}

/// Shops in two different partitions.
async fn two(pool: &PgPool) -> [Shop; 2] {
    let first = sign_up(pool).await.unwrap();
    loop {
        let second = sign_up(pool).await.unwrap();
        if second.number != first.number {
            return [first, second];
        }
    }
}

/// The numbers of the partitions whose tables and indexes a text names.
fn partitions(text: &str) -> BTreeSet<String> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    let rest = |word| {
        ["org_categories", "org_products", "org_pairs"]
            .iter()
            .find_map(|table| str::strip_prefix(word, *table)?.strip_prefix("_p"))
    };
    let digits = words.filter_map(rest).map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>());
    digits.filter(|digits| !digits.is_empty()).map(|digits| format!("_p{digits}")).collect()
}

/// EXPLAIN of the statements that read or change rows which are there: each plan has the partitions of one number.
#[peristyle_test::test]
async fn the_plan_of_each_statement_has_one_partition_of_a_table(db: TestDatabase) {
    let pool = db.pool();
    for Shop { tenant, number, category, products } in two(&pool).await {
        let in_category = || Product::select(tenant).filter(Product::CATEGORY_ID.eq(category));
        let size = PageSize::new(2).unwrap();
        let statements = [
            Product::find(tenant, products[0]).into_statement(),
            Product::find(tenant, products[0]).for_update().into_statement(),
            Product::find_by_sku(tenant, "a").into_statement(),
            Product::select(tenant).limit(9).into_statement(),
            Product::select(tenant).with_deleted().limit(9).into_statement(),
            in_category().order_by(Product::CREATED_AT.desc()).limit(2).into_statement(),
            Product::select(tenant).order_by(Product::CREATED_AT.desc()).page(size, None).into_statement(),
            Product::select(tenant).join(Product::CATEGORY_ID).limit(9).into_statement(),
            Pair::select(tenant).inner_join(Pair::PRODUCT_ID).inner_join(Pair::CATEGORY_ID).limit(9).into_statement(),
            Category::select(tenant).filter(Product::CATEGORY_ID.exists_in(in_category())).limit(9).into_statement(),
            Category::select(tenant).filter(!Product::CATEGORY_ID.exists_in(in_category())).limit(9).into_statement(),
            Product::select(tenant).aggregate(Product::STOCK.sum()).into_statement(),
            Product::select(tenant).group_by(Product::CATEGORY_ID).aggregate(count_rows()).limit(9).into_statement(),
            Product::select(tenant).limit(2).load_children(Product::CATEGORY_ID, [category]).into_statement(),
            Product::search(tenant, "a", 9).into_statement(),
            Product::update(tenant, products[0], ProductUpdate::new().stock(3)).into_statement(),
            Product::update_many(tenant, Product::STOCK.eq(0), ProductUpdate::new().stock(3)).into_statement(),
            Product::delete(tenant, products[0]).into_statement(),
            Product::delete_many(tenant, all_rows()).into_statement(),
            Product::restore(tenant, products[0]).into_statement(),
        ];
        let count = statements.len();
        let mut read = 0;
        for statement in statements {
            let statement = statement.unwrap();
            let mut tx = pool.begin_tenant(tenant).await.unwrap();
            let plan: Plan = statement.explain(&mut tx).await.unwrap();
            assert_eq!(partitions(&plan.to_string()), BTreeSet::from([number.clone()]), "{plan}");
            read += 1;
        }
        assert_eq!(read, count);
    }
}

/// Everything that a tenant does, often enough for plans without values: the counters of the session name the partitions of one number.
#[peristyle_test::test]
async fn no_statement_touches_the_partition_of_another_tenant(db: TestDatabase) {
    let pool = db.pool();
    let all = "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relispartition";
    assert_eq!(sqlx::query_scalar::<_, i64>(all).fetch_one(&db.admin()).await.unwrap(), 24);
    for shop in two(&pool).await {
        // A session of its own: it counts what it has done since it began.
        let options = db.connect_options(Role::Application);
        let session = PgPoolOptions::new().max_connections(1).connect_with(options).await.unwrap();
        let mut tx = session.begin_tenant(shop.tenant).await.unwrap();
        for round in 0..8 {
            work(&mut tx, &shop, round).await.unwrap();
        }
        const TOUCHED: &str = "SELECT relname::text FROM pg_stat_xact_user_tables WHERE relname ~ '^org_.*_p[0-9]+$'
            AND coalesce(seq_scan, 0) + coalesce(idx_scan, 0) + n_tup_ins + n_tup_upd + n_tup_del > 0 ORDER BY 1";
        let touched = raw::<String>(TOUCHED).fetch_all(&mut tx).await.unwrap();
        let expected = ["org_categories", "org_pairs", "org_products"].map(|table| format!("{table}{}", shop.number));
        assert_eq!(touched, expected);
    }
}

async fn work(tx: &mut TenantTransaction<'_, Organization>, shop: &Shop, round: usize) -> Result<(), Error> {
    let Shop { tenant, category, products, .. } = shop;
    let (tenant, name) = (*tenant, format!("new {round}"));
    let new = Category::insert(tenant, CategoryInsert::new(name.as_str())).fetch_one(&mut *tx).await?;
    let row = ProductInsert::new(name.as_str()).category_id(new.id);
    let product = Product::insert(tenant, row).fetch_one(&mut *tx).await?;
    let upsert = Product::insert(tenant, ProductInsert::new("a").stock(1)).on_conflict(Product::BY_SKU);
    upsert.do_update_only(Product::STOCK).execute(&mut *tx).await?;
    Pair::insert(tenant, PairInsert::new(product.id, *category)).execute(&mut *tx).await?;
    Product::find(tenant, products[0]).fetch_one(&mut *tx).await?;
    Product::find_by_sku(tenant, "b").fetch_one(&mut *tx).await?;
    Product::select(tenant).join(Product::CATEGORY_ID).limit(9).fetch_all(&mut *tx).await?;
    Product::update(tenant, products[1], ProductUpdate::new().category_id(new.id)).execute(&mut *tx).await?;
    // What refers to the category follows: the products are unlinked, the pairs go.
    Category::delete(tenant, new.id).execute(&mut *tx).await?;
    Category::restore(tenant, new.id).execute(&mut *tx).await?;
    Product::delete(tenant, product.id).execute(&mut *tx).await?;
    raw::<i64>("SELECT count(*) FROM org_products").fetch_one(&mut *tx).await?;
    Ok(())
}

#[peristyle_test::test]
async fn no_partition_is_a_way_past_the_tenant(db: TestDatabase) {
    assert!(db.attack(&SCHEMA).await.unwrap().attempts() > 20);
}
