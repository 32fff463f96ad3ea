//! Numbers: the least and the greatest, what is none, and not a digit lost.

use bigdecimal::BigDecimal;
use peristyle::Error;
use peristyle::prelude::*;
use rust_decimal::Decimal;

use super::{as_owner, database, driver};

/// Of each type of number one.
#[table(
    name = "numbers",
    check(big > -1000000000000000000000000000000000000000000.5, name = "numbers_big_check"),
    waive(sized_decimal = "anything may be counted"),
    derive_insert(PartialEq),
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    pub id: Id<Number>,
    pub small: i16,
    pub whole: i32,
    pub large: i64,
    pub single: f32,
    pub double: f64,
    pub decimal: Decimal,
    pub big: BigDecimal,
    #[column(numeric(40, 20))]
    pub sized: BigDecimal,
    #[column(numeric(40, 20))]
    pub sized_decimal: Decimal,
    pub singles: Vec<f32>,
    pub decimals: Vec<Decimal>,
    pub bigs: Vec<BigDecimal>,
    pub maybe: Option<BigDecimal>,
    pub weight: Option<Weight>,
    #[column(numeric(5, 2), default = 12.5)]
    pub defaulted: BigDecimal,
}

/// How heavy it is.
#[derive(Debug, Clone, PartialEq, Eq, ColumnType)]
pub struct Weight(BigDecimal);

schema! { pub NUMBERS = [Number] }

/// Twenty digits before the point and twenty behind it.
const FORTY: &str = "12345678901234567890.12345678901234567891";

fn big(text: &str) -> BigDecimal {
    text.parse().unwrap()
}

fn draft() -> NumberInsert {
    NumberInsert::new(
        i16::MIN,
        i32::MIN,
        i64::MIN,
        f32::MIN,
        f64::MIN,
        Decimal::MIN,
        big(FORTY),
        big(FORTY),
        Decimal::new(15, 1),
    )
    .singles(vec![f32::INFINITY, f32::MIN_POSITIVE, -0.0])
    .decimals(vec![Decimal::MAX, Decimal::ZERO, Decimal::new(-1, 28)])
    .bigs(vec![big(FORTY), big("-0.5"), big("1e100")])
    .weight(Weight(big("0.1")))
}

#[tokio::test]
async fn the_least_and_the_greatest_come_back() {
    let (_database, pool) = database(&NUMBERS, "").await;
    let greatest = NumberInsert {
        small: i16::MAX,
        whole: i32::MAX,
        large: i64::MAX,
        single: f32::MAX,
        double: f64::MAX,
        decimal: Decimal::MAX,
        big: big(&"9".repeat(500)),
        sized: big("99999999999999999999.99999999999999999999"),
        ..draft()
    };
    let tiny = NumberInsert {
        single: f32::from_bits(1),
        double: f64::from_bits(1),
        decimal: Decimal::new(1, 28),
        big: big("1e-16383"),
        sized: big("-0.00000000000000000001"),
        ..draft()
    };
    let plain = NumberInsert { single: f32::NEG_INFINITY, double: f64::NEG_INFINITY, big: big("1e131071"), ..draft() };
    for draft in [draft(), greatest, tiny, plain] {
        draft.validate().unwrap();
        let draft = draft.with_id(Id::generate()).maybe(big(FORTY));
        let row = Number::insert(draft.clone()).fetch_one(&pool).await.unwrap();
        assert_eq!((row.small, row.whole, row.large), (draft.small, draft.whole, draft.large));
        assert_eq!((row.single.to_bits(), row.double.to_bits()), (draft.single.to_bits(), draft.double.to_bits()));
        assert_eq!((row.decimal, &row.big, &row.sized), (draft.decimal, &draft.big, &draft.sized));
        assert_eq!((Some(&row.singles), Some(&row.decimals)), (draft.singles.as_ref(), draft.decimals.as_ref()));
        assert_eq!((Some(&row.bigs), row.maybe.as_ref()), (draft.bigs.as_ref(), Some(&big(FORTY))));
        assert_eq!((&row.weight, &row.defaulted), (&Some(Weight(big("0.1"))), &big("12.50")));
        assert_eq!(driver::rows::<Number>(&pool, OWN_SQL).await.unwrap(), std::slice::from_ref(&row));
        Number::delete(row.id).execute(&pool).await.unwrap();
        let many = Number::insert_many([draft.with_id(Id::generate())]).fetch_all(&pool).await.unwrap();
        let same = Number { id: many[0].id, created_at: many[0].created_at, updated_at: many[0].updated_at, ..row };
        assert_eq!(many[0], same);
        Number::delete(same.id).execute(&pool).await.unwrap();
    }
}

/// A column before those of the table, which are in another order.
const OWN_SQL: &str = "SELECT 1 AS one, defaulted, numbers.* FROM numbers WHERE deleted_at IS NULL";

#[tokio::test]
async fn not_a_digit_is_lost_where_it_is_compared() {
    let (_database, pool) = database(&NUMBERS, "").await;
    let row = Number::insert(draft()).fetch_one(&pool).await.unwrap();
    let next = big("12345678901234567890.12345678901234567892");
    for condition in [
        Number::BIG.eq(big(FORTY)),
        Number::BIG.lt(next.clone()),
        Number::BIG.is_in([big(FORTY), next]),
        Number::SIZED.eq(big(FORTY)),
        Number::BIGS.eq(row.bigs.clone()),
        Number::DECIMALS.eq(row.decimals.clone()),
        Number::WEIGHT.eq(Weight(big("0.10"))),
        Number::DECIMAL.le(Decimal::MIN),
    ] {
        let told = format!("{condition:?}");
        let found = Number::select().filter(condition).limit(2).fetch_all(&pool).await;
        assert_eq!(found.unwrap_or_else(|error| panic!("{told}: {error}")), std::slice::from_ref(&row), "{told}");
    }
    let changes = NumberUpdate::new().big(big("-1")).bigs(vec![]).weight(None);
    let changed = Number::update(row.id, changes).fetch_one(&pool).await.unwrap();
    assert_eq!((changed.big, changed.bigs.len(), changed.weight), (big("-1"), 0, None));
}

#[tokio::test]
async fn digits_that_have_no_room_are_refused_before_they_are_sent() {
    let (_database, pool) = database(&NUMBERS, "").await;
    let digits = "must have at most 20 digits before the decimal point and 20 after it";
    for sized in ["1e20", "123456789012345678901", "0.123456789012345678901"] {
        let refused = NumberInsert { sized: big(sized), ..draft() };
        assert_eq!(refused.validate().unwrap_err().to_string(), format!("the sized {digits}"), "{sized}");
        assert!(matches!(Number::insert(refused).execute(&pool).await, Err(Error::Violation(_))));
    }
    for beyond in ["1e131072", "1e-16384"] {
        let refused = NumberInsert { big: big(beyond), ..draft() };
        let told = refused.validate().unwrap_err().to_string();
        assert_eq!(told, "the big cannot be stored: the number has more digits than a numeric can hold");
        assert!(matches!(Number::insert(refused).execute(&pool).await, Err(Error::Encode { column: "big", .. })));
    }
    let least = NumberInsert { big: big("-1000000000000000000000000000000000000000000.5"), ..draft() };
    assert_eq!(least.validate().unwrap_err().violations.len(), 1);
    assert!(matches!(Number::insert(least).execute(&pool).await, Err(Error::Violation(_))));
}

/// Drivers round these, or panic.
#[tokio::test]
async fn values_that_a_decimal_cannot_hold_are_an_error() {
    let (database, pool) = database(&NUMBERS, "").await;
    let row = Number::insert(draft()).fetch_one(&pool).await.unwrap();
    let digits = "the number has more digits than a `Decimal` can hold";
    for (column, value, problem) in [
        ("sized_decimal", "12345678901234567890.12345678901234567891", digits),
        ("decimal", "79228162514264337593543950336", digits),
        ("decimal", "0.00000000000000000000000000001", digits),
        ("decimal", "1e131071", digits),
        ("decimal", "NaN", "NaN"),
        ("decimal", "Infinity", "infinity"),
        ("decimal", "-Infinity", "-infinity"),
        ("decimals", "{NaN}", "NaN"),
        ("big", "NaN", "`NaN` is not a valid `BigDecimal`"),
        ("big", "Infinity", "`Infinity` is not a valid `BigDecimal`"),
    ] {
        as_owner(&database, &format!("UPDATE numbers SET {column} = '{value}'")).await;
        let error = Number::find(row.id).fetch_one(&pool).await.unwrap_err();
        assert!(
            matches!(&error, Error::Decode { column: named, .. } if named == column),
            "{column} {value}: {error:?}"
        );
        assert_eq!(error.to_string(), format!("the value in `{column}` does not fit its Rust type: {problem}"));
        as_owner(&database, "DELETE FROM numbers").await;
        Number::insert(draft().with_id(row.id)).execute(&pool).await.unwrap();
    }
    as_owner(&database, "UPDATE numbers SET decimal = 1.0000000000000000000000000000000000, sized_decimal = 7").await;
    let row = Number::find(row.id).fetch_one(&pool).await.unwrap();
    assert_eq!((row.decimal, row.sized_decimal), (Decimal::ONE, Decimal::from(7)));
}
