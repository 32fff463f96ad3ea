//! Columns that are set to expressions: what the server computes, what it refuses, and whose rows change.

use bigdecimal::BigDecimal;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use peristyle::prelude::*;
use peristyle::query::ValueExpr;
use peristyle::{Error, Interval, Schema, ViolationKind};
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, PgPool};

use super::{Pool, Shop, lamp};
use crate::shop::{Organization, OrganizationUpdate, Product, ProductSettings, ProductStatus, ProductUpdate};

/// How many.
#[derive(Debug, Clone, PartialEq, Eq, ColumnType)]
pub struct Quantity(i32);

/// What a job says about itself.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Notes {
    pub author: String,
    pub pages: i64,
}

/// A part of the notes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pages {
    pub pages: i64,
}

/// Of each type that has operators one.
#[table(
    name = "counters",
    unique(label),
    check(small < 100, message = "too many"),
    waive(sized_decimal = "anything may be counted"),
    waive(column_type = "citext and a domain"),
    waive(time_zone = "a time without a zone"),
    waive(soft_delete = "counters are kept"),
    waive(jsonb = "an older column"),
    derive_insert(PartialEq),
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Counter {
    pub id: Id<Counter>,
    #[column(varchar(10))]
    pub label: String,
    pub small: i16,
    pub whole: i32,
    pub large: i64,
    pub single: f32,
    pub double: f64,
    #[column(numeric(10, 2))]
    pub price: Decimal,
    #[column(numeric(12, 4))]
    pub rate: Decimal,
    pub any: BigDecimal,
    #[column(numeric(10, 2))]
    pub big: BigDecimal,
    pub maybe: Option<i32>,
    pub quantity: Quantity,
    pub at: DateTime<Utc>,
    pub local: NaiveDateTime,
    pub day: NaiveDate,
    pub span: Interval,
    #[column(sql_type = "citext")]
    pub folded: String,
    #[column(sql_type = "positive")]
    pub positive: i64,
    #[column(sql_type = "short", default = "ab")]
    pub short: String,
    #[column(sql_type = "short[]")]
    pub shorts: Vec<String>,
    #[column(char(4), waive(padded_char = "an older column"))]
    pub padded: String,
    pub note: Option<String>,
    pub status: ProductStatus,
    pub words: Vec<String>,
    #[column(varchar(3))]
    pub codes: Vec<String>,
    pub statuses: Vec<ProductStatus>,
    pub some: Option<Vec<i64>>,
    #[column(numeric(10, 2))]
    pub prices: Vec<Decimal>,
    pub notes: Json<Notes>,
    #[column(sql_type = "json")]
    pub older: Option<Json<Notes>>,
    #[column(generated(sql = "whole + 1"))]
    pub next: i32,
}

schema! { pub COUNTERS = [Counter] }

const BEFORE: &str = "CREATE EXTENSION citext; CREATE DOMAIN positive AS bigint CHECK (VALUE > 0);
    CREATE DOMAIN short AS varchar(4);";

pub(super) async fn database(schema: &Schema) -> (Database, Pool) {
    let server = Server::shared().await.unwrap();
    let database = server.empty_database().await.unwrap();
    let admin = PgPool::connect_with(database.connect_options(Role::Admin)).await.unwrap();
    sqlx::raw_sql(BEFORE).execute(&admin).await.unwrap();
    let owner = PgPool::connect_with(database.connect_options(Role::Owner)).await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
    let sql = ddl::sql(schema, &options).unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&owner).await.unwrap();
    let pool = super::pool(&database, 2);
    (database, pool)
}

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn big(text: &str) -> BigDecimal {
    text.parse().unwrap()
}

fn draft(label: &str) -> CounterInsert {
    let at: DateTime<Utc> = "2026-01-31T10:00:00Z".parse().unwrap();
    CounterInsert {
        maybe: None,
        note: None,
        ..CounterInsert::new(
            label,
            1_i16,
            10,
            100_i64,
            1.5_f32,
            2.5,
            dec("10.00"),
            dec("1.0750"),
            big("0.1"),
            big("10.00"),
            Quantity(7),
            at,
            at.naive_utc(),
            at.date_naive(),
            Interval { days: 1, ..Interval::ZERO },
            "Lamp",
            5_i64,
            "ab",
            ProductStatus::Active,
            Json(Notes { author: "Ada".to_owned(), pages: 1 }),
        )
    }
}

pub(super) async fn stored(pool: &Pool) -> Counter {
    Counter::insert(draft("a")).fetch_one(pool).await.unwrap()
}

/// The row after one assignment.
macro_rules! after {
    ($pool:ident, $row:ident, $($column:ident = $value:expr),+) => {
        Counter::update($row.id, CounterUpdate::new())$(.set(Counter::$column, $value))+.fetch_one(&$pool).await
    };
}

#[tokio::test]
async fn numbers_are_computed_by_the_server() {
    let (_database, pool) = database(&COUNTERS).await;
    let row = stored(&pool).await;
    let row =
        after!(pool, row, SMALL = Counter::SMALL + 2_i16, WHOLE = (Counter::WHOLE - 1) * 2, LARGE = Counter::LARGE % 7);
    let row = row.unwrap();
    assert_eq!((row.small, row.whole, row.large, row.next), (3, 18, 2, 19));
    let row =
        after!(pool, row, WHOLE = Counter::WHOLE / 4, SINGLE = Counter::SINGLE * 2.0, DOUBLE = Counter::DOUBLE / 2.0);
    let row = row.unwrap();
    assert_eq!((row.whole, row.single, row.double), (4, 3.0, 1.25));
    let row = after!(pool, row, QUANTITY = Counter::QUANTITY - Quantity(2), POSITIVE = Counter::POSITIVE + -4).unwrap();
    assert_eq!((row.quantity, row.positive), (Quantity(5), 1));
    // Columns of one type, also those that are nullable.
    let row =
        after!(pool, row, WHOLE = Counter::WHOLE + Counter::WHOLE, MAYBE = Counter::MAYBE + Counter::WHOLE).unwrap();
    assert_eq!((row.whole, row.maybe), (8, None));
    let row = after!(pool, row, MAYBE = Counter::MAYBE.coalesce(1) + Counter::WHOLE).unwrap();
    assert_eq!(row.maybe, Some(9));
    let row = after!(pool, row, WHOLE = Counter::MAYBE.coalesce(0) * 2, MAYBE = 3, LARGE = Counter::LARGE).unwrap();
    assert_eq!((row.whole, row.maybe, row.large), (18, Some(3), 2));
    let row =
        after!(pool, row, WHOLE = Counter::WHOLE.greatest(20).least(Counter::WHOLE + 1), MAYBE = None::<i32>).unwrap();
    assert_eq!((row.whole, row.maybe), (19, None));
    let row = after!(pool, row, STATUS = Counter::STATUS.greatest(ProductStatus::Retired)).unwrap();
    assert_eq!(row.status, ProductStatus::Retired);
}

#[tokio::test]
async fn decimals_keep_their_digits_or_are_rounded_on_request() {
    let (_database, pool) = database(&COUNTERS).await;
    let row = stored(&pool).await;
    let row =
        after!(pool, row, PRICE = (Counter::PRICE * dec("1.075")).rounded(), BIG = Counter::BIG + big("0.25")).unwrap();
    assert_eq!((row.price, row.big.to_string()), (dec("10.75"), "10.25".to_owned()));
    // Half away from zero.
    let row =
        after!(pool, row, PRICE = (Counter::PRICE * dec("0.5")).rounded(), ANY = Counter::ANY + big("0.001")).unwrap();
    assert_eq!((row.price, row.any), (dec("5.38"), big("0.101")));
    let row = after!(pool, row, PRICE = (Counter::PRICE / Counter::RATE).rounded() - dec("1.50")).unwrap();
    assert_eq!(row.price, dec("3.50"));
    let row = after!(pool, row, RATE = Counter::PRICE + dec("0.0001"), PRICE = Counter::PRICE + dec("1.500")).unwrap();
    assert_eq!((row.rate, row.price), (dec("3.5001"), dec("5.00")));
    for too_long in [
        after!(pool, row, PRICE = Counter::PRICE + dec("0.001")),
        after!(pool, row, PRICE = Counter::PRICE + Counter::RATE),
        after!(pool, row, PRICE = Counter::RATE),
        after!(pool, row, BIG = Counter::BIG.greatest(big("0.001"))),
        after!(pool, row, BIG = Counter::BIG + Counter::ANY),
        after!(pool, row, PRICES = Counter::PRICES.append(dec("0.001"))),
    ] {
        let Err(Error::Violation(violation)) = too_long else { panic!("{too_long:?}") };
        assert_eq!(violation.kind, ViolationKind::OutOfRange);
        assert!(violation.message.ends_with("must have at most 8 digits before the decimal point and 2 after it"));
    }
    assert_eq!(Counter::find(row.id).fetch_one(&pool).await.unwrap(), row);
}

#[tokio::test]
async fn moments_move_by_a_span() {
    let (_database, pool) = database(&COUNTERS).await;
    let row = stored(&pool).await;
    let (month, hour) = (Interval { months: 1, ..Interval::ZERO }, "PT1H".parse::<Interval>().unwrap());
    let row =
        after!(pool, row, AT = Counter::AT + month, LOCAL = Counter::LOCAL - hour, DAY = Counter::DAY + 1).unwrap();
    assert_eq!(row.at.to_rfc3339(), "2026-02-28T10:00:00+00:00");
    assert_eq!(
        (row.local.to_string(), row.day.to_string()),
        ("2026-01-31 09:00:00".to_owned(), "2026-02-01".to_owned())
    );
    let row = after!(pool, row, AT = Counter::AT + Counter::SPAN * 2.0, SPAN = Counter::SPAN + hour).unwrap();
    assert_eq!(row.at.to_rfc3339(), "2026-03-02T10:00:00+00:00");
    assert_eq!(row.span, Interval { days: 1, microseconds: 3_600_000_000, ..Interval::ZERO });
    let far = after!(pool, row, AT = Counter::AT + Interval { months: i32::MAX, ..Interval::ZERO });
    assert!(matches!(far, Err(Error::Violation(violation)) if violation.kind == ViolationKind::Form));
}

#[tokio::test]
async fn texts_arrays_and_documents_grow() {
    let (_database, pool) = database(&COUNTERS).await;
    let row = stored(&pool).await;
    let row = after!(
        pool,
        row,
        LABEL = Counter::LABEL.concat("b").concat(Counter::LABEL),
        FOLDED = Counter::FOLDED.concat("s"),
        PADDED = Counter::PADDED.concat("c")
    );
    let row = row.unwrap();
    assert_eq!((row.label.as_str(), row.folded.as_str(), row.padded.as_str()), ("aba", "Lamps", "abc "));
    let row =
        after!(pool, row, NOTE = Counter::NOTE.concat("x"), FOLDED = Counter::FOLDED.greatest("LANTERN")).unwrap();
    assert_eq!((row.note, row.folded.as_str()), (None, "LANTERN"));
    let row = Counter::find(row.id).fetch_one(&pool).await.unwrap();
    let row = after!(pool, row, NOTE = Counter::NOTE.coalesce("").concat("it's $1 \\ ?")).unwrap();
    assert_eq!(row.note.as_deref(), Some("it's $1 \\ ?"));

    let row = after!(
        pool,
        row,
        WORDS = Counter::WORDS.append("a").concat(vec!["b".to_owned(), "a".to_owned()]).remove("b"),
        CODES = Counter::CODES.append("abc").append(Counter::LABEL),
        STATUSES = Counter::STATUSES.append(ProductStatus::Draft).append(Counter::STATUS).remove(ProductStatus::Draft),
        SOME = Counter::SOME.append(Counter::LARGE),
        PRICES = Counter::PRICES.append(dec("1.5"))
    );
    let row = row.unwrap();
    assert_eq!(
        (row.words, row.codes),
        (vec!["a".to_owned(), "a".to_owned()], vec!["abc".to_owned(), "aba".to_owned()])
    );
    assert_eq!((row.statuses, row.some, row.prices), (vec![ProductStatus::Active], Some(vec![100]), vec![dec("1.50")]));

    let row = Counter::find(row.id).fetch_one(&pool).await.unwrap();
    let row = after!(pool, row, NOTES = Counter::NOTES.merge(Json(Pages { pages: 9 })), OLDER = Json(Notes::default()))
        .unwrap();
    assert_eq!(row.notes.0, Notes { author: "Ada".to_owned(), pages: 9 });
    let row = after!(pool, row, OLDER = Counter::OLDER.merge(Json(Pages { pages: 3 }))).unwrap();
    assert_eq!(row.older.map(|Json(notes)| notes.pages), Some(3));
    let row = Counter::find(row.id).fetch_one(&pool).await.unwrap();
    let no_object = after!(pool, row, NOTES = Counter::NOTES.merge(Json(vec![1])));
    assert!(matches!(no_object, Err(Error::Encode { column: "notes", .. })), "{no_object:?}");
}

#[tokio::test]
async fn what_no_column_accepts_is_an_error_and_nothing_changes() {
    let (_database, pool) = database(&COUNTERS).await;
    let row = stored(&pool).await;
    let fits = after!(pool, row, SHORT = Counter::SHORT.concat("cd"), SHORTS = Counter::SHORTS.append("abcd"));
    let row = fits.unwrap();
    assert_eq!((row.short.as_str(), &*row.shorts), ("abcd", &["abcd".to_owned()][..]));
    let kinds = [
        (after!(pool, row, SHORT = Counter::SHORT.concat("e")), ViolationKind::TooLong),
        (after!(pool, row, SHORT = Counter::SHORT.greatest("zzzzz")), ViolationKind::TooLong),
        (after!(pool, row, SHORT = "abcde"), ViolationKind::TooLong),
        (after!(pool, row, SHORTS = Counter::SHORTS.append("abcde")), ViolationKind::TooLong),
        (after!(pool, row, SHORTS = Counter::SHORTS.concat(vec!["abcde".to_owned()])), ViolationKind::TooLong),
        (after!(pool, row, SMALL = Counter::SMALL + i16::MAX), ViolationKind::OutOfRange),
        (after!(pool, row, WHOLE = Counter::WHOLE * i32::MAX), ViolationKind::OutOfRange),
        (after!(pool, row, LARGE = Counter::LARGE - i64::MIN), ViolationKind::OutOfRange),
        (after!(pool, row, SINGLE = Counter::SINGLE * f32::MAX), ViolationKind::OutOfRange),
        (after!(pool, row, DOUBLE = Counter::DOUBLE * f64::MAX), ViolationKind::OutOfRange),
        (after!(pool, row, PRICE = Counter::PRICE + dec("99999999.99")), ViolationKind::OutOfRange),
        (after!(pool, row, QUANTITY = Counter::QUANTITY + Quantity(i32::MAX)), ViolationKind::OutOfRange),
        (after!(pool, row, WHOLE = Counter::WHOLE / 0), ViolationKind::DivisionByZero),
        (after!(pool, row, LARGE = Counter::LARGE % 0), ViolationKind::DivisionByZero),
        (after!(pool, row, DOUBLE = Counter::DOUBLE / 0.0), ViolationKind::DivisionByZero),
        (after!(pool, row, PRICE = (Counter::PRICE / Decimal::ZERO).rounded()), ViolationKind::DivisionByZero),
        (after!(pool, row, SPAN = Counter::SPAN / 0.0), ViolationKind::DivisionByZero),
        (after!(pool, row, LABEL = Counter::LABEL.concat("0123456789")), ViolationKind::TooLong),
        (after!(pool, row, PADDED = Counter::PADDED.concat("0123456789")), ViolationKind::TooLong),
        (after!(pool, row, CODES = Counter::CODES.append("abcd")), ViolationKind::TooLong),
        (after!(pool, row, LABEL = Counter::LABEL.concat("\0")), ViolationKind::Form),
        (after!(pool, row, SMALL = Counter::SMALL + 99_i16), ViolationKind::Check),
        (after!(pool, row, POSITIVE = Counter::POSITIVE - 5), ViolationKind::Check),
    ];
    for (number, (outcome, kind)) in kinds.into_iter().enumerate() {
        let Err(Error::Violation(violation)) = outcome else { panic!("{number}: {outcome:?}") };
        assert_eq!(violation.kind, kind, "{number}");
    }
    let nullable = Counter::MAYBE.coalesce(Counter::MAYBE);
    let unchangeable = [
        after!(pool, row, ID = Id::generate()),
        after!(pool, row, NEXT = Counter::NEXT + 1),
        after!(pool, row, CREATED_AT = Utc::now()),
        after!(pool, row, MAYBE = nullable, UPDATED_AT = Counter::UPDATED_AT),
    ];
    for outcome in unchangeable {
        assert!(matches!(outcome, Err(Error::Unchangeable { .. })), "{outcome:?}");
    }
    assert_eq!(Counter::find(row.id).fetch_one(&pool).await.unwrap(), row);
}

#[tokio::test]
async fn the_last_assignment_of_a_column_counts() {
    let (_database, pool) = database(&COUNTERS).await;
    let row = stored(&pool).await;
    let changes = CounterUpdate::new().whole(1).large(5);
    let row = Counter::update(row.id, changes).set(Counter::WHOLE, Counter::WHOLE + 1).set(Counter::LARGE, 7);
    let row = row.fetch_one(&pool).await.unwrap();
    assert_eq!((row.whole, row.large), (11, 7));
    let row = after!(pool, row, WHOLE = Counter::WHOLE + 1, WHOLE = 3, LARGE = 3, LARGE = Counter::LARGE + 1).unwrap();
    assert_eq!((row.whole, row.large), (3, 8));
    // An expression of ten thousand operands.
    let sum = (0..5_000).fold(Counter::LARGE + 1, |sum, _| sum + 1);
    let product = Counter::update(row.id, CounterUpdate::new()).set(Counter::LARGE, sum).into_statement().unwrap();
    assert_eq!(product.values().len(), 5_002);
}

#[tokio::test]
async fn an_upsert_computes_with_both_rows() {
    let (_database, pool) = database(&COUNTERS).await;
    let row = stored(&pool).await;
    let insert = || Counter::insert(CounterInsert { whole: 5, ..draft("a") }).on_conflict(Counter::BY_LABEL);
    let counted = insert().do_update_set(Counter::WHOLE, Counter::WHOLE + Counter::WHOLE.excluded());
    let counted = counted.set(Counter::NOTE, "again").fetch_one(&pool).await.unwrap();
    assert_eq!((counted.id, counted.whole, counted.note.as_deref()), (row.id, 15, Some("again")));
    let only = insert().do_update_only((Counter::SMALL, Counter::WHOLE)).set(Counter::WHOLE, Counter::WHOLE + 1);
    only.execute(&pool).await.unwrap();
    let all = insert().do_update().set(Counter::LARGE, Counter::LARGE.excluded().greatest(Counter::LARGE) + 1);
    all.execute(&pool).await.unwrap();
    let words = vec!["x".to_owned()];
    let many = ["a", "b"].map(|label| CounterInsert { words: Some(words.clone()), ..draft(label) });
    let many = Counter::insert_many(many).on_conflict(Counter::BY_LABEL);
    let many = many.do_update_set(Counter::WORDS, Counter::WORDS.concat(Counter::WORDS.excluded()).append("y"));
    let many = many.set(Counter::FOLDED, Counter::FOLDED.excluded().concat("!")).fetch_all(&pool).await.unwrap();
    assert_eq!((many[0].whole, many[0].large, many[1].whole), (5, 101, 10));
    assert_eq!((&*many[0].words, &*many[1].words), (&["x".to_owned(), "y".to_owned()][..], &words[..]));
    assert_eq!((many[0].folded.as_str(), many[1].folded.as_str()), ("Lamp!", "Lamp"));
    let refused = insert().do_update_set(Counter::ID, Id::generate()).execute(&pool).await;
    assert!(matches!(refused, Err(Error::Unchangeable { column: "id" })));
    let zero = insert().do_update_set(Counter::WHOLE, Counter::WHOLE / (Counter::WHOLE.excluded() - 5));
    let zero = zero.execute(&pool).await;
    assert!(matches!(zero, Err(Error::Violation(violation)) if violation.kind == ViolationKind::DivisionByZero));
}

/// No update of two that run at once is lost.
#[tokio::test]
async fn concurrent_updates_add_up() {
    let shop = Shop::open().await;
    let product = shop.product(shop.ours, "L-1").await;
    let added = || async {
        let mut tx = shop.begin().await;
        let update = Product::update(shop.ours, product.id, ProductUpdate::new());
        update.set(Product::PRICE, Product::PRICE + Decimal::ONE).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    };
    tokio::join!(added(), added());
    let mut tx = shop.begin().await;
    let row = Product::find(shop.ours, product.id).fetch_one(&mut tx).await.unwrap();
    assert_eq!(row.price, product.price + Decimal::TWO);
    assert!(row.updated_at > product.updated_at);
}

#[tokio::test]
async fn rows_of_the_tenant_are_computed() {
    let shop = Shop::open().await;
    let mut tx = shop.begin().await;
    Product::insert_many(shop.ours, ["A", "B"].map(lamp)).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let theirs = shop.product(shop.theirs, "A").await;
    let mut tx = shop.begin().await;
    let double: ValueExpr<Product, Decimal> = (Product::PRICE * Decimal::TWO).rounded();
    let update = Product::update_many(shop.ours, Product::PRICE.gt(Decimal::ZERO), ProductUpdate::new().name("Lamps"));
    let update = update.set(Product::PRICE, double).set(Product::TAGS, Product::TAGS.append(Product::SKU));
    let featured = Json(ProductSettings { featured: true });
    let rows = update.set(Product::SETTINGS, Product::SETTINGS.merge(featured)).fetch_all(&mut tx).await.unwrap();
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| row.price == Decimal::new(3990, 2) && row.tags == [row.sku.clone()]));
    assert!(rows.iter().all(|row| row.settings.featured && row.name == "Lamps" && row.updated_at > row.created_at));
    let only = Product::update_many(shop.ours, Product::SKU.eq("A"), ProductUpdate::new());
    assert_eq!(only.set(Product::NAME, Product::SKU.concat("!")).execute(&mut tx).await.unwrap(), 1);
    tx.commit().await.unwrap();
    let mut tx = shop.pool.begin_tenant(shop.theirs).await.unwrap();
    assert_eq!(Product::find(shop.theirs, theirs.id).fetch_one(&mut tx).await.unwrap(), theirs);
}

/// The same assignments of every kind.
macro_rules! assigned {
    ($statement:expr) => {
        $statement
            .set(Counter::WHOLE, (Counter::WHOLE + 1) * Counter::WHOLE % 100)
            .set(Counter::SMALL, 7_i16)
            .set(Counter::PRICE, (Counter::PRICE * Counter::RATE).rounded())
            .set(Counter::BIG, Counter::BIG - big("0.5"))
            .set(Counter::QUANTITY, Counter::QUANTITY.least(Quantity(3)))
            .set(Counter::AT, Counter::AT - Counter::SPAN * 0.5)
            .set(Counter::DAY, Counter::DAY - 1)
            .set(Counter::FOLDED, Counter::FOLDED.concat("s"))
            .set(Counter::POSITIVE, Counter::POSITIVE.greatest(9) - 1)
            .set(Counter::SHORT, Counter::SHORT.concat("c"))
            .set(Counter::SHORTS, Counter::SHORTS.append(Counter::SHORT).append("d"))
            .set(Counter::PADDED, Counter::PADDED.concat("c"))
            .set(Counter::NOTE, Counter::NOTE.coalesce(Counter::FOLDED))
            .set(Counter::STATUS, Counter::STATUS.least(ProductStatus::Draft))
            .set(Counter::CODES, Counter::CODES.concat(vec!["abc".to_owned()]))
            .set(Counter::STATUSES, Counter::STATUSES.append(Counter::STATUS).append(ProductStatus::Draft))
            .set(Counter::SOME, vec![3_i64])
            .set(Counter::NOTES, Counter::NOTES.merge(Json(Pages { pages: 3 })))
            .set(Counter::OLDER, Counter::OLDER.merge(Json(Pages { pages: 4 })))
    };
}

#[tokio::test]
async fn one_row_many_rows_and_upserts_compute_the_same() {
    let (_database, pool) = database(&COUNTERS).await;
    let older = || Json(Notes::default());
    let drafts = ["a", "b", "c"].map(|label| draft(label).older(older()));
    let rows = Counter::insert_many(drafts).fetch_all(&pool).await.unwrap();
    let one = assigned!(Counter::update(rows[0].id, CounterUpdate::new())).fetch_one(&pool).await.unwrap();
    let many = assigned!(Counter::update_many(Counter::LABEL.eq("b"), CounterUpdate::new()));
    let many = many.fetch_all(&pool).await.unwrap().remove(0);
    let upsert = Counter::insert(draft("c")).on_conflict(Counter::BY_LABEL).do_update_set(Counter::LARGE, 100);
    let upsert = assigned!(upsert).fetch_one(&pool).await.unwrap();
    assert_eq!((one.whole, one.price, one.short.as_str(), one.positive), (10, dec("10.75"), "abc", 8));
    assert_eq!((&*one.shorts, one.note.as_deref()), (&["ab".to_owned(), "d".to_owned()][..], Some("Lamp")));
    assert_eq!(one.older.as_ref().map(|Json(notes)| notes.pages), Some(4));
    for other in [many, upsert] {
        let Counter { id, label, created_at, updated_at, .. } = other.clone();
        assert_eq!(other, Counter { id, label, created_at, updated_at, ..one.clone() });
    }
}

/// The root's row is the tenant's own.
#[tokio::test]
async fn a_root_is_computed() {
    let shop = Shop::open().await;
    let mut tx = shop.begin().await;
    let root = Organization::find(shop.ours).fetch_one(&mut tx).await.unwrap();
    let update = |seen| {
        let update = Organization::update(shop.ours, OrganizationUpdate::new());
        update.set(Organization::NAME, Organization::NAME.concat("!")).if_version(Organization::UPDATED_AT, seen)
    };
    let updated = update(root.updated_at).fetch_one(&mut tx).await.unwrap();
    assert_eq!(updated.name, format!("{}!", root.name));
    assert!(matches!(update(root.updated_at).execute(&mut tx).await, Err(Error::Stale { .. })));
}
