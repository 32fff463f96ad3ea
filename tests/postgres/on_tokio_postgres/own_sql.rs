//! The types of columns in statements of tokio-postgres itself.

use chrono::NaiveDate;
use peristyle::prelude::*;
use peristyle::tokio_postgres::FromPgRow;
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
    let client = tx.connection();
    let statuses = vec![ProductStatus::Draft, ProductStatus::Retired];
    let sql = "SELECT status, $2::product_status[] FROM org_products \
        WHERE status = $1 AND status = ANY($2) AND $3::product_status IS NULL";
    let row = client.query_one(sql, &[&ProductStatus::Draft, &statuses, &None::<ProductStatus>]).await.unwrap();
    assert_eq!((row.get::<_, ProductStatus>(0), row.get::<_, Vec<ProductStatus>>(1)), (ProductStatus::Draft, statuses));
    let row = client.query_one("SELECT 'active', 'sold', NULL::product_status, $1::text", &[&ProductStatus::Draft]);
    let row = row.await.unwrap();
    assert_eq!(row.get::<_, ProductStatus>(0), ProductStatus::Active);
    let wrong = row.try_get::<_, ProductStatus>(1).unwrap_err();
    assert!(
        std::error::Error::source(&wrong).unwrap().to_string().contains("the enum product_status has no label `sold`")
    );
    assert_eq!((row.get::<_, Option<ProductStatus>>(2), row.get::<_, String>(3)), (None, "draft".to_owned()));
    let rows = client.query("SELECT * FROM org_products", &[]).await.unwrap();
    assert_eq!(rows.iter().map(Product::from_pg_row).collect::<Result<Vec<_>, _>>().unwrap(), [product]);
}

#[tokio::test]
async fn documents_intervals_and_newtypes_are_parameters_and_results() {
    let shop = Shop::open().await;
    let client = shop.pool.get().await.unwrap();
    let settings = Json(ProductSettings { featured: true });
    let interval = Interval { months: 1, days: -2, microseconds: 3 };
    let documents = vec![settings.clone(), Json(ProductSettings::default())];
    let (note, numbers) = (Note("n".to_owned()), Numbers(vec![1, 2]));
    let sql = "SELECT $1::jsonb, $2::json, $3::jsonb[], $4::interval, $5::interval, $6::text, $7::int[], $8::text[]";
    let notes = vec![note.clone()];
    let row = client
        .query_one(
            sql,
            &[
                &settings,
                &Settings(settings.clone()),
                &documents,
                &interval,
                &Duration(interval),
                &note,
                &numbers,
                &notes,
            ],
        )
        .await
        .unwrap();
    assert_eq!(
        (row.get::<_, Json<ProductSettings>>(0), row.get::<_, Settings>(1)),
        (settings.clone(), Settings(settings))
    );
    assert_eq!(row.get::<_, Vec<Json<ProductSettings>>>(2), documents);
    assert_eq!((row.get::<_, Interval>(3), row.get::<_, Duration>(4)), (interval, Duration(interval)));
    assert_eq!((row.get::<_, Note>(5), row.get::<_, Numbers>(6), row.get::<_, Vec<Note>>(7)), (note, numbers, notes));
}

#[tokio::test]
async fn ranges_are_parameters_and_results() {
    let shop = Shop::open().await;
    let client = shop.pool.get().await.unwrap();
    let (numbers, big, days, hours, amounts) = ranges();
    let sql = "SELECT $1::int4range[], $2::int8range, $3::daterange, $4::tstzrange, $5::numrange, $6::tstzrange, $7::int4range,
        concat($1[1], $1[2], $1[3], $2, $3, $5)";
    let none = None::<Range<i32>>;
    let row = client.query_one(sql, &[&numbers, &big, &days, &hours, &amounts, &Opening(hours), &none]).await.unwrap();
    assert_eq!((row.get::<_, Vec<Range<i32>>>(0), row.get::<_, Range<i64>>(1)), (numbers, big));
    assert_eq!((row.get::<_, Range<NaiveDate>>(2), row.get::<_, Range<Timestamp>>(3)), (days, hours));
    assert_eq!((row.get::<_, Range<Decimal>>(4), row.get::<_, Opening>(5)), (amounts, Opening(hours)));
    assert_eq!(row.get::<_, Option<Range<i32>>>(6), None);
    assert_eq!(row.get::<_, String>(7), format!("[1,4)empty(,){big}{days}{amounts}"));
    assert!(row.try_get::<_, Range<i32>>(1).is_err());
}

#[tokio::test]
async fn errors_become_those_of_statements() {
    let shop = Shop::open().await;
    shop.product(shop.ours, "L-1").await;
    let mut tx = shop.begin().await;
    let mut savepoint = tx.savepoint().await.unwrap();
    let repeated = "INSERT INTO org_products (id, organization_id, name, sku, price, tags) \
        SELECT gen_random_uuid(), organization_id, name, sku, price, tags FROM org_products";
    let error: Error = savepoint.connection().execute(repeated, &[]).await.unwrap_err().into();
    let Error::Violation(violation) = error else { panic!("{error:?}") };
    assert_eq!((violation.kind, violation.constraint.is_empty()), (ViolationKind::Unique, false));
    assert_eq!(violation.to_string(), "another row already has these values");
    savepoint.rollback().await.unwrap();
    let cancelled = tx.connection().batch_execute("SELECT pg_cancel_backend(pg_backend_pid())").await;
    assert!(matches!(Error::from(cancelled.unwrap_err()), Error::Timeout(_)));
    let client = shop.pool.get().await.unwrap();
    let conflict = client.batch_execute("DO $$ BEGIN RAISE 'x' USING ERRCODE = '40001'; END $$").await;
    assert!(Error::from(conflict.unwrap_err()).is_retryable());
}
