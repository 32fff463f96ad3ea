//! Types of the user's own, around one value.

use std::net::SocketAddr;

use peristyle::Error;
use peristyle::prelude::*;
use peristyle_test::server::Role;
use rust_decimal::Decimal;
use sqlx::PgPool;

use super::{database, driver};

/// How one feels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "mood")]
pub enum Mood {
    Sunny,
    Grey,
}

/// An address that a mail once reached.
#[derive(Debug, Clone, PartialEq, Eq, ColumnType)]
#[column_type(try_from)]
pub struct Email(String);

impl TryFrom<String> for Email {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.contains('@') { Ok(Self(text)) } else { Err(format!("`{text}` has no @")) }
    }
}

/// What something costs.
#[derive(Debug, Clone, Copy, PartialEq, ColumnType)]
pub struct Price(Decimal);

/// What somebody feels now.
#[derive(Debug, Clone, Copy, PartialEq, ColumnType)]
pub struct Feeling(Mood);

/// Where it listens.
#[derive(Debug, Clone, Copy, PartialEq, ColumnType)]
#[column_type(text)]
pub struct Endpoint(SocketAddr);

/// What it knows.
#[derive(Debug, Clone, PartialEq, ColumnType)]
pub struct Notes(Json<Vec<String>>);

/// Where it is.
#[derive(Debug, Clone, PartialEq, ColumnType)]
#[column_type(sql_type = "inet")]
pub struct Address(String);

/// Somebody who reads.
#[table(
    name = "readers",
    unique(email),
    check(email != "" && email.len() > 2, name = "readers_email_check"),
    check(price >= 0 && feeling != Mood::Grey, name = "readers_price_check"),
    derive_insert(PartialEq),
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Reader {
    pub id: Id<Reader>,
    #[column(varchar(20))]
    pub email: Email,
    pub second: Option<Email>,
    pub more: Vec<Email>,
    #[column(numeric(10, 2), default = 0)]
    pub price: Price,
    #[column(numeric(10, 2))]
    pub prices: Vec<Price>,
    #[column(default = Mood::Sunny)]
    pub feeling: Feeling,
    pub feelings: Vec<Feeling>,
    pub endpoint: Endpoint,
    pub endpoints: Vec<Endpoint>,
    pub notes: Option<Notes>,
    pub address: Address,
    pub addresses: Vec<Address>,
}

schema! { pub READERS = [Reader] }

fn email(text: &str) -> Email {
    Email(text.to_owned())
}

fn draft() -> ReaderInsert {
    let endpoint = Endpoint("[::1]:80".parse().unwrap());
    ReaderInsert::new(email("a@b.example"), endpoint, Address("10.0.0.1/8".to_owned()))
        .second(email("c@d"))
        .more(vec![email("e@f"), email("@")])
        .prices(vec![Price(Decimal::new(15, 1))])
        .feelings(vec![Feeling(Mood::Grey)])
        .endpoints(vec![endpoint])
        .notes(Notes(Json(vec!["n".to_owned()])))
        .addresses(vec![Address("::1/128".to_owned())])
}

#[tokio::test]
async fn a_newtype_has_the_wire_type_of_its_field() {
    let (_database, pool) = database(&READERS, "").await;
    let row = Reader::insert(draft()).fetch_one(&pool).await.unwrap();
    assert_eq!((&row.email, &row.second), (&email("a@b.example"), &Some(email("c@d"))));
    assert_eq!((row.price, row.feeling), (Price(Decimal::new(0, 2)), Feeling(Mood::Sunny)));
    assert_eq!((row.more.len(), row.endpoints.as_slice()), (2, [row.endpoint].as_slice()));
    assert_eq!(Reader::find_by_email(email("a@b.example")).fetch_one(&pool).await.unwrap(), row);
    assert_eq!(driver::rows::<Reader>(&pool, "SELECT * FROM readers").await.unwrap(), std::slice::from_ref(&row));
    let second = ReaderInsert { email: email("x@y"), ..draft() };
    let rows = Reader::insert_many([second]).fetch_all(&pool).await.unwrap();
    assert_eq!((&rows[0].more, &rows[0].addresses, &rows[0].notes), (&row.more, &row.addresses, &row.notes));
    for condition in [
        Reader::EMAIL.starts_with(email("a@")),
        Reader::EMAIL.like(email("a@%")),
        Reader::EMAIL.is_in([email("a@b.example"), email("@")]),
        Reader::MORE.eq(row.more.clone()).and(Reader::EMAIL.ne(email("x@y"))),
        Reader::PRICE.lt(Price(Decimal::ONE)).and(Reader::EMAIL.lt(email("x"))),
        Reader::FEELING.eq(Feeling(Mood::Sunny)).and(Reader::EMAIL.ne(email("x@y"))),
        Reader::ADDRESS.lt(Address("10.0.0.2/8".to_owned())).and(Reader::EMAIL.ne(email("x@y"))),
    ] {
        let told = format!("{condition:?}");
        let found = Reader::select().filter(condition).limit(2).fetch_all(&pool).await;
        assert_eq!(found.unwrap_or_else(|error| panic!("{told}: {error}")), std::slice::from_ref(&row), "{told}");
    }
    let changes = ReaderUpdate::new().email(email("z@z")).second(None).feelings(vec![]);
    let changed = Reader::update(row.id, changes).fetch_one(&pool).await.unwrap();
    assert_eq!((changed.email, changed.second, changed.feelings), (email("z@z"), None, vec![]));
}

#[tokio::test]
async fn checks_and_lengths_look_into_a_newtype() {
    let short = ReaderInsert { email: email("@"), ..draft() };
    assert_eq!(short.validate().unwrap_err().violations.len(), 1);
    let long = ReaderInsert { email: email("a long address@b.example"), ..draft() };
    assert_eq!(long.validate().unwrap_err().violations[0].column, "email");
    let grey = draft().feeling(Feeling(Mood::Grey)).price(Price(Decimal::NEGATIVE_ONE));
    assert_eq!(grey.validate().unwrap_err().violations.len(), 1);
}

#[tokio::test]
async fn a_failed_newtype_conversion_names_its_column() {
    let (database, pool) = database(&READERS, "").await;
    let row = Reader::insert(draft()).fetch_one(&pool).await.unwrap();
    let owner = PgPool::connect_with(database.connect_options(Role::Owner)).await.unwrap();
    sqlx::raw_sql("UPDATE readers SET email = 'nobody'").execute(&owner).await.unwrap();
    let error = Reader::find(row.id).fetch_one(&pool).await.unwrap_err();
    assert!(matches!(&error, Error::Decode { column, .. } if column == "email"), "{error:?}");
    assert_eq!(error.to_string(), "the value in `email` does not fit its Rust type: `nobody` has no @");
    sqlx::raw_sql("UPDATE readers SET email = 'a@b.c', endpoint = 'nowhere'").execute(&owner).await.unwrap();
    let error = Reader::find(row.id).fetch_one(&pool).await.unwrap_err();
    assert!(matches!(&error, Error::Decode { column, .. } if column == "endpoint"), "{error:?}");
}
