//! Values that PostgreSQL has no form of: refused before they are sent, whatever the statement, so that the transaction
//! goes on.

use chrono::{NaiveDate, NaiveTime};
use peristyle::prelude::*;
use peristyle::query::{Predicate, all};
use peristyle::{Error, Timestamp, ViolationKind};
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};

use super::Pool;
use crate::shop::Organization;

/// A word, by itself.
#[table(
    name = "org_words",
    tenant = Organization,
    primary_key(word),
    unique(other),
    waive(primary_key = "its word", uuid_v7 = "its word", jsonb = "kept as it came")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    pub word: String,
    pub organization_id: Id<Organization>,
    #[column(varchar(3))]
    pub other: Option<String>,
    pub tags: Vec<String>,
    pub document: Json<Vec<String>>,
    #[column(json)]
    pub older: Json<Vec<String>>,
    pub day: Option<NaiveDate>,
    pub time: Option<NaiveTime>,
    pub instant: Option<Timestamp>,
}

schema! { WORDS = [Organization, Word] }

async fn open() -> (Database, Pool, Tenant<Organization>) {
    let server = Server::shared().await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
    let template = server.template("words", &ddl::sql(&WORDS, &options).unwrap()).await.unwrap();
    let database = server.database(&template).await.unwrap();
    let pool = super::pool(&database, 2);
    let tenant = super::sign_up(&pool, "ours").await;
    (database, pool, tenant)
}

fn word(word: &str) -> WordInsert {
    WordInsert::new(word, Json(vec![]), Json(vec![]))
}

fn texts(text: &str) -> Vec<String> {
    vec!["a".to_owned(), text.to_owned()]
}

const NUL: &str = "a\0";

/// With the column that each of them names.
fn conditions() -> Vec<(&'static str, Predicate<Word>)> {
    let leap = NaiveTime::from_hms_nano_opt(23, 59, 59, 1_500_000_000).unwrap();
    vec![
        ("word", Word::WORD.eq(NUL)),
        ("word", Word::WORD.ne(NUL)),
        ("word", Word::WORD.lt(NUL)),
        ("word", Word::WORD.between("a", NUL)),
        ("word", Word::WORD.starts_with(NUL)),
        ("word", Word::WORD.like(NUL)),
        ("word", Word::WORD.is_in(["a", NUL])),
        ("other", Word::OTHER.eq(NUL)),
        ("other", Word::OTHER.is_in([NUL])),
        ("tags", Word::TAGS.eq(texts(NUL))),
        ("document", Word::DOCUMENT.eq(Json(texts(NUL)))),
        ("older", Word::OLDER.eq(Json(texts(NUL)))),
        ("day", Word::DAY.gt(NaiveDate::MIN)),
        ("day", Word::DAY.is_in([NaiveDate::MIN])),
        ("time", Word::TIME.le(leap)),
        ("instant", Word::INSTANT.ge(Timestamp::MIN_UTC)),
        ("word", !(Word::OTHER.is_null() | Word::WORD.eq(NUL))),
    ]
}

fn is_refused<R: std::fmt::Debug>(column: &str, result: Result<R, Error>) {
    match result {
        Err(Error::Violation(violation)) => {
            assert_eq!(
                (violation.kind, violation.columns),
                (ViolationKind::Form, vec![column]),
                "{}",
                violation.message
            );
        }
        other => panic!("{column}: {other:?}"),
    }
}

#[tokio::test]
async fn no_condition_sends_what_has_no_form() {
    let (_database, pool, tenant) = open().await;
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    Word::insert(tenant, word("a")).execute(&mut tx).await.unwrap();
    for place in 0..conditions().len() {
        let condition = || conditions().swap_remove(place).1;
        let column = conditions()[place].0;
        let list = || Word::select(tenant).filter(condition());
        is_refused(column, list().limit(1).fetch_all(&mut tx).await);
        is_refused(column, list().count(&mut tx).await);
        is_refused(column, list().exists(&mut tx).await);
        is_refused(column, Word::select(tenant).filter(all((condition(),))).limit(1).fetch_all(&mut tx).await);
        let within = Word::WORD.is_in_select(list().column(Word::WORD));
        is_refused(column, Word::select(tenant).filter(within).limit(1).fetch_all(&mut tx).await);
        is_refused(column, Word::delete_many(tenant, condition()).execute(&mut tx).await);
        is_refused(column, Word::restore_many(tenant, condition()).execute(&mut tx).await);
        let changes = WordUpdate::new().tags(vec![]);
        is_refused(column, Word::update_many(tenant, condition(), changes).execute(&mut tx).await);
    }
    // The transaction goes on.
    assert_eq!(Word::select(tenant).count(&mut tx).await.unwrap(), 1);
    // What is only too long for its column is compared.
    assert!(!Word::select(tenant).filter(Word::OTHER.eq("abcd")).exists(&mut tx).await.unwrap());
    assert!(Word::find_by_other(tenant, "abcd".to_owned()).fetch_optional(&mut tx).await.unwrap().is_none());
}

#[tokio::test]
async fn no_key_and_no_change_sends_what_has_no_form() {
    let (_database, pool, tenant) = open().await;
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    let nul = || NUL.to_owned();
    Word::insert(tenant, word("a")).execute(&mut tx).await.unwrap();
    is_refused("word", Word::find(tenant, nul()).fetch_optional(&mut tx).await);
    is_refused("other", Word::find_by_other(tenant, NUL).fetch_optional(&mut tx).await);
    is_refused("word", Word::delete(tenant, nul()).execute(&mut tx).await);
    is_refused("word", Word::restore(tenant, nul()).execute(&mut tx).await);
    is_refused("word", Word::update(tenant, nul(), WordUpdate::new()).execute(&mut tx).await);
    is_refused("word", Word::update(tenant, nul(), WordUpdate::new().tags(vec![])).execute(&mut tx).await);
    let a = || "a".to_owned();
    for (column, changes) in [
        ("other", WordUpdate::new().other(nul())),
        ("tags", WordUpdate::new().tags(texts(NUL))),
        ("document", WordUpdate::new().document(Json(texts(NUL)))),
        ("day", WordUpdate::new().day(NaiveDate::MIN)),
        ("instant", WordUpdate::new().instant(Timestamp::MIN_UTC)),
    ] {
        is_refused(column, Word::update(tenant, a(), changes.clone()).execute(&mut tx).await);
        is_refused(column, Word::update_many(tenant, Word::WORD.eq("a"), changes).execute(&mut tx).await);
    }
    is_refused("word", Word::insert(tenant, word(NUL)).execute(&mut tx).await);
    is_refused("word", Word::insert_many(tenant, [word("b"), word(NUL)]).execute(&mut tx).await);
    is_refused("word", Word::insert(tenant, word(NUL)).on_key_conflict().do_update().execute(&mut tx).await);
    is_refused("word", Word::insert(tenant, word(NUL)).on_conflict(Word::BY_OTHER).do_nothing().execute(&mut tx).await);
    assert!(Word::find(tenant, a()).fetch_optional(&mut tx).await.unwrap().is_some());
}
