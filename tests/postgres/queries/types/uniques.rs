//! Unique indexes of every kind as conflict targets, lengths as checks, and the statements of generic code.

use peristyle::prelude::*;
use peristyle::{Error, GlobalTable, KeyOf, Limit, UpdateRow, ViolationKind};
use peristyle_test::server::Role;
use sqlx::PgPool;

use super::{database, driver};

/// Who reads.
#[table(
    name = "readers",
    unique(lower(email)),
    unique(code, only(is_guest)),
    unique(code, only(!is_guest), name = "readers_code_of_members"),
    unique(code, email)
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Reader {
    pub id: Id<Reader>,
    #[column(max_len = 20)]
    pub email: String,
    #[column(max_len = 3, name = "code_of_reader")]
    pub code: String,
    #[column(max_len = 5)]
    pub nick_name: Option<String>,
    #[column(default = false)]
    pub is_guest: bool,
}

schema! { pub READERS = [Reader] }

#[tokio::test]
async fn every_unique_index_is_a_conflict_target() {
    let (_database, pool) = database(&READERS, "").await;
    let one = Reader::insert(ReaderInsert::new("Ada@x.org", "A")).fetch_one(&pool).await.unwrap();
    let again = ReaderInsert::new("ADA@x.org", "B");
    let kept = Reader::insert(again.clone()).on_conflict(Reader::BY_LOWER_EMAIL).do_nothing();
    assert_eq!(kept.fetch_optional(&pool).await.unwrap(), None);
    let changed = Reader::insert(again).on_conflict(Reader::BY_LOWER_EMAIL).do_update().fetch_one(&pool).await.unwrap();
    assert_eq!((changed.id, changed.code.as_str(), changed.email.as_str()), (one.id, "B", "ADA@x.org"));
    let guest = ReaderInsert::new("g@x.org", "B").is_guest(true);
    let guest = Reader::insert(guest).on_conflict(Reader::BY_CODE).do_update().fetch_one(&pool).await.unwrap();
    assert_ne!(guest.id, one.id);
    let other = ReaderInsert::new("o@x.org", "B");
    let changed =
        Reader::insert(other).on_conflict(Reader::BY_CODE_OF_MEMBERS).do_update().fetch_one(&pool).await.unwrap();
    assert_eq!((changed.id, changed.email.as_str()), (one.id, "o@x.org"));
    assert_eq!(Reader::BY_CODE_AND_EMAIL.def().columns.len(), 2);
}

#[tokio::test]
async fn a_length_is_checked_before_and_by_the_database() {
    let (database, pool) = database(&READERS, "").await;
    let draft = || ReaderInsert::new("a@x.org", "größ");
    let invalid = draft().nick_name("too long").validate().unwrap_err();
    let found: Vec<_> = invalid.violations.iter().map(|found| (found.column, found.limit)).collect();
    assert_eq!(found, [("code_of_reader", Limit::Characters(3)), ("nick_name", Limit::Characters(5))]);
    let Err(Error::Violation(before)) = Reader::insert(draft()).execute(&pool).await else { panic!("it was sent") };
    assert_eq!(
        (before.kind, before.message.as_str()),
        (ViolationKind::TooLong, "the code of reader must have at most 3 characters")
    );
    let exact = Reader::insert(ReaderInsert::new("a@x.org", "grö").nick_name("12345")).fetch_one(&pool).await.unwrap();
    let Err(Error::Violation(_)) =
        Reader::update(exact.id, ReaderUpdate::new().nick_name("123456")).execute(&pool).await
    else {
        panic!("it was sent")
    };
    let many = Reader::insert_many([draft()]).execute(&pool).await;
    assert!(matches!(many, Err(Error::Violation(violation)) if violation.kind == ViolationKind::TooLong));
    // A text that is too long is compared.
    assert!(!Reader::select().filter(Reader::NICK_NAME.eq("123456")).exists(&pool).await.unwrap());
    let owner = PgPool::connect_with(database.connect_options(Role::Owner)).await.unwrap();
    let refused = sqlx::query("UPDATE readers SET code_of_reader = 'long'").execute(&owner).await.unwrap_err();
    let refused = refused.into_database_error().unwrap();
    assert_eq!(refused.constraint(), Some("readers_code_of_reader_max_len"));
    let kind: String = sqlx::query_scalar(
        "SELECT data_type::text FROM information_schema.columns WHERE table_name = 'readers' AND column_name = 'email'",
    )
    .fetch_one(&owner)
    .await
    .unwrap();
    assert_eq!(kind, "text");
}

async fn renamed<T>(pool: &driver::Pool, key: impl KeyOf<T> + Copy, changes: T::Update) -> Result<T, Error>
where
    T: GlobalTable<Update: UpdateRow<Table = T>>,
{
    T::find(key).fetch_one(pool).await?;
    T::update(key, changes).fetch_one(pool).await
}

async fn added<T: GlobalTable>(pool: &driver::Pool, row: T::Insert) -> Result<T, Error> {
    T::insert(row).fetch_one(pool).await
}

#[tokio::test]
async fn generic_code_runs_statements_by_the_traits() {
    let (_database, pool) = database(&READERS, "").await;
    let row: Reader = added(&pool, ReaderInsert::new("a@x.org", "A")).await.unwrap();
    let changes = ReaderUpdate::new();
    assert!(changes.is_empty() && !ReaderUpdate::new().code("B").is_empty());
    assert!(Reader::update(row.id, changes).is_empty());
    let changed: Reader = renamed(&pool, row.id, ReaderUpdate::new().code("B")).await.unwrap();
    assert_eq!(changed.code, "B");
    <Reader as GlobalTable>::delete(row.id).execute(&pool).await.unwrap();
    assert!(Reader::find(row.id).fetch_optional(&pool).await.unwrap().is_none());
    let deleted = Reader::find(row.id).with_deleted().fetch_one(&pool).await.unwrap();
    assert!(deleted.deleted_at.is_some());
    let live: Reader = added(&pool, ReaderInsert::new("a@x.org", "B")).await.unwrap();
    let found = Reader::find_by_code_and_email("B", "a@x.org").with_deleted();
    assert_eq!(found.fetch_one(&pool).await.unwrap(), live);
    <Reader as GlobalTable>::delete(live.id).execute(&pool).await.unwrap();
    let found = Reader::find_by_code_and_email("B", "a@x.org").with_deleted();
    assert_eq!(found.fetch_one(&pool).await.unwrap().id, live.id);
    <Reader as GlobalTable>::restore(row.id).execute(&pool).await.unwrap();
}
