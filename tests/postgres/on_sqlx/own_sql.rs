//! The types of columns in statements of sqlx itself.

use chrono::NaiveDate;
use peristyle::prelude::*;
use peristyle::{Error, Interval, Range, Timestamp, ViolationKind};
use rust_decimal::Decimal;

use super::queries::Shop;
use crate::shop::{Product, ProductSettings, ProductStatus};

/// What somebody wrote.
#[derive(Debug, Clone, PartialEq, ColumnType)]
struct Note(String);

/// Numbers of a lottery.
#[derive(Debug, Clone, PartialEq, ColumnType)]
struct Numbers(Vec<i32>);

/// How long something takes.
#[derive(Debug, Clone, Copy, PartialEq, ColumnType)]
struct Duration(Interval);

/// What a shop says, under another name.
#[derive(Debug, Clone, PartialEq, ColumnType)]
struct Settings(Json<ProductSettings>);

/// When something is open.
#[derive(Debug, Clone, Copy, PartialEq, ColumnType)]
struct Opening(Range<Timestamp>);

/// Ranges of each kind: with both bounds, with one, without values, without bounds.
fn ranges() -> (Vec<Range<i32>>, Range<i64>, Range<NaiveDate>, Range<Timestamp>, Range<Decimal>) {
    (
        vec![Range::new(1..=3).unwrap(), Range::EMPTY, Range::FULL],
        Range::new(..7).unwrap(),
        "[0044-03-15 BC,2024-03-01)".parse().unwrap(),
        "[\"2024-02-29 12:00:00.000001+00\",\"2024-02-29 13:00:00+00\"]".parse().unwrap(),
        "(-12345678901234567890.0123456,0]".parse().unwrap(),
    )
}

#[tokio::test]
async fn an_enum_is_a_parameter_and_a_result() {
    let shop = Shop::open().await;
    let product = shop.product(shop.ours, "L-1").await;
    let mut tx = shop.begin().await;
    let statuses = vec![ProductStatus::Draft, ProductStatus::Retired];
    let sql = "SELECT status, $2 FROM org_products WHERE status = $1 AND status = ANY($2) AND $3 IS NULL";
    let (one, all): (ProductStatus, Vec<ProductStatus>) = sqlx::query_as(sql)
        .bind(ProductStatus::Draft)
        .bind(&statuses)
        .bind(None::<ProductStatus>)
        .fetch_one(tx.connection())
        .await
        .unwrap();
    assert_eq!((one, all), (ProductStatus::Draft, statuses));
    let text: ProductStatus = sqlx::query_scalar("SELECT 'active'").fetch_one(tx.connection()).await.unwrap();
    assert_eq!(text, ProductStatus::Active);
    let wrong = sqlx::query_scalar::<_, ProductStatus>("SELECT 'sold'").fetch_one(tx.connection()).await;
    assert!(wrong.unwrap_err().to_string().contains("the enum product_status has no label `sold`"));
    let none: Option<ProductStatus> =
        sqlx::query_scalar("SELECT NULL::product_status").fetch_one(tx.connection()).await.unwrap();
    assert_eq!(none, None);
    let rows: Vec<Product> = sqlx::query_as("SELECT * FROM org_products").fetch_all(tx.connection()).await.unwrap();
    assert_eq!(rows, [product]);
}

#[tokio::test]
async fn documents_intervals_and_newtypes_are_parameters_and_results() {
    let shop = Shop::open().await;
    let settings = Json(ProductSettings { featured: true });
    let interval = Interval { months: 1, days: -2, microseconds: 3 };
    let documents = vec![settings.clone(), Json(ProductSettings::default())];
    type Found = (Json<ProductSettings>, Settings, Vec<Json<ProductSettings>>, Interval, Duration, Note, Numbers);
    let found: Found = sqlx::query_as("SELECT $1, $2, $3, $4, $5, $6, $7")
        .bind(&settings)
        .bind(Settings(settings.clone()))
        .bind(&documents)
        .bind(interval)
        .bind(Duration(interval))
        .bind(Note("n".to_owned()))
        .bind(Numbers(vec![1, 2]))
        .fetch_one(&shop.pool)
        .await
        .unwrap();
    let expected = (
        settings.clone(),
        Settings(settings),
        documents,
        interval,
        Duration(interval),
        Note("n".to_owned()),
        Numbers(vec![1, 2]),
    );
    assert_eq!(found, expected);
    let json: Json<Vec<i32>> = sqlx::query_scalar("SELECT '[1]'::json").fetch_one(&shop.pool).await.unwrap();
    assert_eq!(json, Json(vec![1]));
    let notes: Vec<Note> =
        sqlx::query_scalar("SELECT $1").bind(vec![Note("a".to_owned())]).fetch_one(&shop.pool).await.unwrap();
    assert_eq!(notes.len(), 1);
}

#[tokio::test]
async fn ranges_are_parameters_and_results() {
    let shop = Shop::open().await;
    let (numbers, big, days, hours, amounts) = ranges();
    type Found =
        (Vec<Range<i32>>, Range<i64>, Range<NaiveDate>, Range<Timestamp>, Range<Decimal>, Opening, Option<Range<i32>>);
    let found: Found = sqlx::query_as("SELECT $1, $2, $3, $4, $5, $6, $7")
        .bind(&numbers)
        .bind(big)
        .bind(days)
        .bind(hours)
        .bind(amounts)
        .bind(Opening(hours))
        .bind(None::<Range<i32>>)
        .fetch_one(&shop.pool)
        .await
        .unwrap();
    assert_eq!(found, (numbers.clone(), big, days, hours, amounts, Opening(hours), None));
    let texts: String = sqlx::query_scalar("SELECT concat($1[1], $1[2], $1[3], $2, $3, $4)")
        .bind(&numbers)
        .bind(big)
        .bind(days)
        .bind(amounts)
        .fetch_one(&shop.pool)
        .await
        .unwrap();
    assert_eq!(texts, format!("[1,4)empty(,){big}{days}{amounts}"));
    let other = sqlx::query_scalar::<_, Range<i32>>("SELECT '[1,2)'::int8range").fetch_one(&shop.pool).await;
    assert!(other.unwrap_err().to_string().contains("mismatched types"));
}

#[tokio::test]
async fn the_simple_protocol_reads_them_too() {
    let shop = Shop::open().await;
    let row = sqlx::raw_sql("SELECT 'draft'::product_status, '{}'::jsonb").fetch_one(&shop.pool).await.unwrap();
    let (status, settings): (ProductStatus, Json<ProductSettings>) = sqlx::FromRow::from_row(&row).unwrap();
    assert_eq!((status, settings), (ProductStatus::Draft, Json::default()));
}

#[tokio::test]
async fn errors_become_those_of_statements() {
    let shop = Shop::open().await;
    shop.product(shop.ours, "L-1").await;
    let mut tx = shop.begin().await;
    let mut savepoint = tx.savepoint().await.unwrap();
    let repeated = "INSERT INTO org_products (id, organization_id, name, sku, price, tags) \
        SELECT gen_random_uuid(), organization_id, name, sku, price, tags FROM org_products";
    let error: Error = sqlx::query(repeated).execute(savepoint.connection()).await.unwrap_err().into();
    let Error::Violation(violation) = error else { panic!("{error:?}") };
    assert_eq!((violation.kind, violation.constraint.is_empty()), (ViolationKind::Unique, false));
    assert_eq!(violation.to_string(), "another row already has these values");
    savepoint.rollback().await.unwrap();
    let missing = sqlx::query_as::<_, Product>("SELECT * FROM org_products WHERE sku = 'none'");
    let error: Error = missing.fetch_one(tx.connection()).await.unwrap_err().into();
    assert_eq!(error.to_string(), "row not found");
    let cancelled = sqlx::query("SELECT pg_cancel_backend(pg_backend_pid())").execute(tx.connection()).await;
    assert!(matches!(Error::from(cancelled.unwrap_err()), Error::Timeout(_)));
    let conflict = sqlx::raw_sql("DO $$ BEGIN RAISE 'x' USING ERRCODE = '40001'; END $$").execute(&shop.pool).await;
    assert!(Error::from(conflict.unwrap_err()).is_retryable());
}
