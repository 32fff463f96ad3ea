//! SQL of the user that meets the types: conditions by `sql!`, and statements by `raw`.

use peristyle::query::{Cursor, PageSize, Raw, all};
use peristyle::sea_query::{Expr, ExprTrait};
use peristyle::{Error, ViolationKind, raw, sql};

use super::*;
use crate::shop::{Category, CategoryInsert, ProductSettings, ProductStatus};

/// An alias.
struct Parent;

async fn stocked(shop: &Shop) -> [Product; 2] {
    let mut tx = shop.begin().await;
    let (ours, featured) = (shop.ours, Json(ProductSettings { featured: true }));
    let category = Category::insert(ours, CategoryInsert::new("Lamps")).fetch_one(&mut tx).await.unwrap();
    let draft = lamp("L-1").settings(featured).tags(vec!["a".to_owned()]).category_id(category.id);
    let one = Product::insert(ours, draft.status(ProductStatus::Active)).fetch_one(&mut tx).await.unwrap();
    let other = Product::insert(ours, priced("l-2", Decimal::ONE)).fetch_one(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    [one, other]
}

#[tokio::test]
async fn a_condition_in_sql_is_one_like_any_other() {
    let shop = Shop::open().await;
    let [one, other] = stocked(&shop).await;
    let mut tx = shop.begin().await;
    let featured = Json(ProductSettings { featured: true });
    for (condition, expected) in [
        (sql!(Product, "lower(sku) = ?", "l-1"), &one),
        (sql!(Product, "settings->>'featured' = ?", "true"), &one),
        (sql!(Product, "settings @> ?", featured), &one),
        (sql!(Product, "settings ? 'nothing' OR status = ?", ProductStatus::Draft), &other),
        (sql!(Product, "status = ANY (?)", vec![ProductStatus::Active]), &one),
        (sql!(Product, "price BETWEEN ? AND ?", Decimal::ZERO, Decimal::TWO), &other),
        (sql!(Product, "? = ANY (tags)", "a".to_owned()), &one),
        (sql!(Product, "id = ?", one.id), &one),
        (sql!(Product, "coalesce(category_id, ?) = ?", other.id.uuid(), other.id.uuid()), &other),
        (!sql!(Product, "sku = E'\\'$1' OR sku LIKE 'l%'"), &one),
        (sql!(Product, "sku = ?", "L-1").and(Product::NAME.eq("Lamp")), &one),
        (sql!(Product, "sku = 'none'").or(Product::SKU.eq("l-2")), &other),
        (sql!(Product, "description IS NOT DISTINCT FROM ? AND sku = ?", None::<String>, "L-1"), &one),
    ] {
        let told = format!("{condition:?}");
        let found = Product::select(shop.ours).filter(condition).limit(9).fetch_all(&mut tx).await;
        let found = found.unwrap_or_else(|error| panic!("{told}: {error}"));
        assert_eq!(found, std::slice::from_ref(expected), "{told}");
    }
}

#[tokio::test]
async fn a_condition_in_sql_names_the_columns_of_its_table() {
    let shop = Shop::open().await;
    let [one, _] = stocked(&shop).await;
    let mut tx = shop.begin().await;
    // Both tables have these columns.
    let on_both = all((sql!(Product, "name = ?", "Lamp"), sql!(Category, "name = ? AND id IS NOT NULL", "Lamps")));
    let joined = Product::select(shop.ours).join(Product::CATEGORY_ID).filter(on_both);
    assert_eq!(joined.limit(9).fetch_all(&mut tx).await.unwrap().len(), 1);
    let aliased = Product::select(shop.ours).join_as(Parent, Product::CATEGORY_ID);
    let aliased = aliased.filter(sql!(Category, "lower(name) = ?", "lamps").of(Parent));
    assert_eq!(aliased.limit(9).fetch_all(&mut tx).await.unwrap()[0].0, one);
    let lamps = Category::select(shop.ours).filter(sql!(Category, "name = 'Lamps'")).column(Category::ID);
    let within = Product::select(shop.ours).filter(Product::CATEGORY_ID.is_in_select(lamps));
    assert_eq!(within.limit(9).fetch_all(&mut tx).await.unwrap(), [one]);
    let size = PageSize::new(1).unwrap();
    let page = |cursor: Option<Cursor>| {
        Product::select(shop.ours).filter(sql!(Product, "price > ?", Decimal::ZERO)).page(size, cursor)
    };
    let first = page(None).fetch_all(&mut tx).await.unwrap();
    let second = page(first.next).fetch_all(&mut tx).await.unwrap();
    assert_eq!((first.rows.len(), second.rows.len(), second.next.is_none()), (1, 1, true));
}

#[tokio::test]
async fn a_value_that_cannot_be_stored_is_refused_before_it_is_sent() {
    let shop = Shop::open().await;
    let mut tx = shop.begin().await;
    let select = Product::select(shop.ours).filter(sql!(Product, "sku = ?", "a\0b")).limit(1);
    let Err(Error::Violation(violation)) = select.fetch_all(&mut tx).await else { panic!("it was sent") };
    assert_eq!(violation.kind, ViolationKind::Form);
    let statement = raw::<(i32,)>("SELECT 1 WHERE $1 = ''").bind("\0");
    assert!(matches!(statement.fetch_all(&mut tx).await, Err(Error::Violation(_))));
    assert!(!Product::select(shop.ours).exists(&mut tx).await.unwrap());
}

#[tokio::test]
async fn a_statement_in_sql_reads_rows_by_their_names() {
    let shop = Shop::open().await;
    let [one, other] = stocked(&shop).await;
    let mut tx = shop.begin().await;
    let sql = "SELECT 1 AS more, p.* FROM org_products p WHERE status = $1 AND settings = $2 AND id = $3 AND sku > $4";
    let found = raw::<Product>(sql).bind(one.status).bind(one.settings.clone()).bind(one.id).bind("A");
    assert_eq!(found.fetch_all(&mut tx).await.unwrap(), std::slice::from_ref(&one));
    let none = raw::<Product>("SELECT * FROM org_products WHERE sku = $1").bind("none");
    assert_eq!(none.fetch_optional(&mut tx).await.unwrap(), None);
    let none = raw::<Product>("SELECT * FROM org_products WHERE sku = $1").bind("none");
    assert_eq!(none.fetch_one(&mut tx).await.unwrap_err().to_string(), "product not found");
    let changed = raw::<Product>("UPDATE org_products SET stock = 1 WHERE false RETURNING *");
    assert!(changed.fetch_all(&mut tx).await.is_err());
    let mut tx = shop.begin().await;
    let changed =
        raw::<Product>("UPDATE org_products SET name = $1 WHERE sku = $2 RETURNING *").bind("Light").bind("l-2");
    assert_eq!(changed.fetch_one(&mut tx).await.unwrap().name, "Light");
    let count = raw::<()>("UPDATE org_products SET name = 'Lamp'").execute(&mut tx).await.unwrap();
    assert_eq!(count, 2);
    assert_eq!(raw::<i64>("SELECT count(*) FROM org_products").fetch_one(&mut tx).await.unwrap(), 2);
    assert_eq!(raw::<Option<i32>>("SELECT NULL::int").fetch_one(&mut tx).await.unwrap(), None);
    assert_eq!(raw::<String>("SELECT $1 || '$1'").bind("a").fetch_one(&mut tx).await.unwrap(), "a$1");
    let sql = "SELECT status, settings, array_agg(id) FROM org_products WHERE sku = 'l-2' GROUP BY 1, 2";
    let row = raw::<(ProductStatus, Json<ProductSettings>, Vec<Id<Product>>)>(sql).fetch_one(&mut tx).await.unwrap();
    assert_eq!(row, (ProductStatus::Draft, Json::default(), vec![other.id]));
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_wrong_column_is_named_and_a_wrong_number_of_values_is_not_sent() {
    let shop = Shop::open().await;
    stocked(&shop).await;
    let mut tx = shop.begin().await;
    let missing = raw::<Product>("SELECT id, organization_id FROM org_products").fetch_all(&mut tx).await.unwrap_err();
    assert_eq!(missing.to_string(), "the value in `name` does not fit its Rust type: the result has no such column");
    for (error, text) in [
        (
            raw::<(i64, i64)>("SELECT 1::bigint").fetch_all(&mut tx).await.map(drop),
            "the number of columns of the result is 1, not 2",
        ),
        (raw::<i64>("SELECT 'a' AS letter").fetch_all(&mut tx).await.map(drop), "`letter`"),
        (
            raw::<i64>("SELECT $1 + $2").bind(1_i64).fetch_one(&mut tx).await.map(drop),
            "the SQL has placeholders up to $2, but the number of bound values is 1",
        ),
        (
            raw::<i64>("SELECT 1::bigint -- $1").bind(1_i64).fetch_one(&mut tx).await.map(drop),
            "the SQL has placeholders up to $0, but the number of bound values is 1",
        ),
    ] {
        let error = error.unwrap_err().to_string();
        assert!(error.contains(text), "{error}");
    }
    // The transaction is still usable.
    assert_eq!(Product::select(shop.ours).count(&mut tx).await.unwrap(), 2);
}

#[tokio::test]
async fn violations_of_a_statement_in_sql_are_explained() {
    let shop = Shop::open().await;
    stocked(&shop).await;
    let repeated = "UPDATE org_products SET sku = 'same'";
    let mut tx = shop.begin().await;
    let Err(Error::Violation(violation)) = raw::<Product>(repeated).execute(&mut tx).await else {
        panic!("no violation")
    };
    assert_eq!(
        (violation.to_string().as_str(), violation.columns),
        ("another product already has this sku", vec!["sku"])
    );
    let mut tx = shop.begin().await;
    let Err(Error::Violation(violation)) = raw::<()>(repeated).execute(&mut tx).await else { panic!("no violation") };
    assert_eq!(violation.to_string(), "another row already has these values");
}

#[tokio::test]
async fn a_changed_statement_of_sea_query_is_run() {
    let shop = Shop::open().await;
    let [one, other] = stocked(&shop).await;
    let mut tx = shop.begin().await;
    let select = Product::select(shop.ours).filter(Product::NAME.eq("Lamp")).order_by(Product::SKU.desc()).limit(9);
    let mut query = select.into_sea_query().unwrap();
    query.and_where(Expr::col("price").lt(Decimal::TEN));
    assert_eq!(Raw::<Product>::of_sea_query(&query).fetch_all(&mut tx).await.unwrap(), [other]);
    let columns = Product::select(shop.ours).columns((Product::STATUS, Product::SKU)).order_by(Product::SKU.asc());
    let query = columns.limit(1).into_sea_query().unwrap();
    let read = Raw::<(ProductStatus, String)>::of_sea_query(&query).fetch_all(&mut tx).await.unwrap();
    assert_eq!(read.len(), 1);
    assert!(read.contains(&(one.status, one.sku)) || read.contains(&(ProductStatus::Draft, "l-2".to_owned())));
}
