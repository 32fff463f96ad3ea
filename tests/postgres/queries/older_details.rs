//! Tables of an older schema: a key that others leave to the database, and rows that only know when they were created.

use peristyle::Timestamp;
use peristyle::prelude::*;
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};
use sqlx::PgPool;

use super::Pool;
use crate::accepted::older_details::{
    Bill, BillInsert, BillUpdate, Job, JobInsert, Parcel, ParcelInsert, ParcelUpdate, SCHEMA, Stamp, StampInsert,
    StampUpdate, Ticket, TicketInsert, Visit, VisitInsert, Voucher, VoucherInsert, VoucherUpdate,
};

async fn open() -> (Database, Pool) {
    let server = Server::shared().await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
    let template = server.template("older_details", &ddl::sql(&SCHEMA, &options).unwrap()).await.unwrap();
    let database = server.database(&template).await.unwrap();
    let pool = super::pool(&database, 2);
    (database, pool)
}

#[tokio::test]
async fn a_generated_id_is_kept_beside_the_default_of_the_key() {
    let (database, pool) = open().await;
    let insert = JobInsert::new("one");
    let id = insert.id();
    assert_eq!(Job::insert(insert).fetch_one(&pool).await.unwrap().id, id);
    let many = [JobInsert::new("two"), JobInsert::new("three")];
    let ids: Vec<Id<Job>> = many.iter().map(JobInsert::id).collect();
    let rows = Job::insert_many(many).fetch_all(&pool).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), ids);

    let owner = PgPool::connect_with(database.connect_options(Role::Owner)).await.unwrap();
    sqlx::raw_sql("INSERT INTO jobs (name) VALUES ('by SQL')").execute(&owner).await.unwrap();
    let found = Job::select().filter(Job::NAME.eq("by SQL")).limit(2).fetch_all(&pool).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(Job::find(found[0].id).fetch_optional(&pool).await.unwrap().unwrap().name, "by SQL");
}

#[tokio::test]
async fn a_table_with_created_at_only_is_inserted_into_and_updated() {
    let (_database, pool) = open().await;
    let bill = Bill::insert(BillInsert::new("a")).fetch_one(&pool).await.unwrap();
    let changed = Bill::update(bill.id, BillUpdate::new().name("b")).fetch_one(&pool).await.unwrap();
    assert_eq!((changed.name.as_str(), changed.created_at), ("b", bill.created_at));
    let visit = Visit::insert(VisitInsert::new(1, 2, 3, true).deferrable(4)).fetch_one(&pool).await.unwrap();
    assert_eq!((visit.global, visit.constraint, visit.deferrable, visit.initially_deferred), (1, 2, Some(4), 3));
    assert!(Visit::insert(VisitInsert::new(1, 9, 9, true)).fetch_one(&pool).await.is_err());
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[tokio::test]
async fn timestamps_that_the_application_sets_are_columns_like_any_other() {
    let (database, pool) = open().await;
    let (then, later) = (at("2001-02-03T04:05:06Z"), at("2002-02-03T04:05:06Z"));
    let insert = |deleted| ParcelInsert::new(then, deleted, vec!["a".to_owned()], vec![1]).created_at(7);
    let parcel = Parcel::insert(insert(true)).fetch_one(&pool).await.unwrap();
    assert_eq!((parcel.created_at, parcel.updated_at, parcel.deleted_at), (Some(7), then, true));
    assert_eq!((parcel.labels.len(), parcel.stops.len(), parcel.codes.len(), parcel.notes), (1, 0, 1, None));
    let many = Parcel::insert_many([insert(false), insert(true)]).fetch_all(&pool).await.unwrap();
    assert!(many.iter().all(|parcel| parcel.updated_at == then), "{many:?}");

    // No statement and no trigger sets them, and no list leaves a row out.
    let changed = Parcel::update(parcel.id, ParcelUpdate::new().codes(vec![2])).fetch_one(&pool).await.unwrap();
    assert_eq!(changed.updated_at, then);
    let update = ParcelUpdate::new().updated_at(later).created_at(None).deleted_at(false);
    let changed = Parcel::update(parcel.id, update).fetch_one(&pool).await.unwrap();
    assert_eq!((changed.created_at, changed.updated_at, changed.deleted_at), (None, later, false));
    assert_eq!(Parcel::select().count(&pool).await.unwrap(), 3);
    let moved = Parcel::update_many(Parcel::DELETED_AT.eq(true), ParcelUpdate::new().stops(vec![3]));
    let moved = moved.fetch_all(&pool).await.unwrap();
    assert!(moved.len() == 1 && moved[0].updated_at == then, "{moved:?}");

    // As every column that the application sets, it may be a version only if it is a number.
    let stale = Parcel::update(parcel.id, ParcelUpdate::new().codes(vec![])).if_version(Parcel::UPDATED_AT, later);
    let refused = stale.fetch_one(&pool).await.unwrap_err();
    assert!(matches!(refused, peristyle::Error::Unchangeable { column: "updated_at" }), "{refused:?}");

    // The delete is a DELETE.
    Parcel::delete(parcel.id).execute(&pool).await.unwrap();
    let owner = PgPool::connect_with(database.connect_options(Role::Owner)).await.unwrap();
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM parcels").fetch_one(&owner).await.unwrap();
    assert_eq!(left, 2);
}

#[tokio::test]
async fn a_time_that_the_application_sets_may_keep_the_default_of_the_database() {
    let (_database, pool) = open().await;
    let then = at("2001-02-03T04:05:06Z");
    let stamp = Stamp::insert(StampInsert::new("a")).fetch_one(&pool).await.unwrap();
    assert!(stamp.created_at > then && stamp.updated_at == Some(stamp.created_at));
    let old = Stamp::insert(StampInsert::new("b").created_at(then).updated_at(None)).fetch_one(&pool).await.unwrap();
    assert_eq!((old.created_at, old.updated_at), (then, None));
    let changed = Stamp::update(old.id, StampUpdate::new().name("c")).fetch_one(&pool).await.unwrap();
    assert_eq!(changed.updated_at, None);
    // It has soft deletes all the same.
    Stamp::delete(old.id).execute(&pool).await.unwrap();
    assert_eq!(Stamp::select().with_deleted().count(&pool).await.unwrap(), 2);
    assert_eq!(Stamp::select().count(&pool).await.unwrap(), 1);
}

#[tokio::test]
async fn arrays_have_the_default_and_the_check_that_their_struct_keeps() {
    let (database, _pool) = open().await;
    let owner = PgPool::connect_with(database.connect_options(Role::Owner)).await.unwrap();
    let parcel = |columns: &str, values: &str| {
        let id = Id::<Parcel>::generate();
        let sql = format!(
            "INSERT INTO parcels (id, updated_at, deleted_at, {columns}) VALUES ('{id}', now(), false, {values})"
        );
        let owner = owner.clone();
        async move { sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&owner).await }
    };
    parcel("labels, stops, codes, notes", "'{NULL}', '{NULL}', '{1}', '{NULL}'").await.unwrap();
    for (columns, values) in [("labels", "'{}'"), ("codes", "'{}'"), ("labels, codes", "'{}', '{NULL}'")] {
        let refused = parcel(columns, values).await.unwrap_err();
        let code = refused.as_database_error().and_then(|error| error.code().map(|code| code.into_owned()));
        assert!(matches!(code.as_deref(), Some("23502" | "23514")), "{columns}: {refused}");
    }
    parcel("labels, codes", "'{}', '{}'").await.unwrap();
}

/// Each statement of ours moves `updated_at` forward, also twice in one transaction; another writer does not.
#[tokio::test]
async fn without_a_trigger_the_statements_set_updated_at() {
    let (database, pool) = open().await;
    let voucher = Voucher::insert(VoucherInsert::new(1, "a")).fetch_one(&pool).await.unwrap();
    let mut seen = voucher.updated_at;
    let mut moves = |now: Timestamp| {
        assert!(now > seen, "{now} {seen}");
        seen = now;
    };
    let update = |name: &str| Voucher::update(voucher.id, VoucherUpdate::new().name(name));
    moves(update("b").fetch_one(&pool).await.unwrap().updated_at);
    let many = Voucher::update_many(Voucher::CODE.eq(1), VoucherUpdate::new().name("c"));
    moves(many.fetch_all(&pool).await.unwrap()[0].updated_at);
    let upsert = Voucher::insert_many([VoucherInsert::new(1, "d")]).on_conflict(Voucher::BY_CODE).do_update();
    moves(upsert.fetch_all(&pool).await.unwrap()[0].updated_at);
    moves(Voucher::delete(voucher.id).fetch_one(&pool).await.unwrap().updated_at);
    moves(Voucher::restore(voucher.id).fetch_one(&pool).await.unwrap().updated_at);

    let owner = PgPool::connect_with(database.connect_options(Role::Owner)).await.unwrap();
    // A row of the future is moved on all the same.
    sqlx::raw_sql("UPDATE vouchers SET updated_at = '2100-01-01'").execute(&owner).await.unwrap();
    let first = Voucher::find(voucher.id).fetch_one(&pool).await.unwrap().updated_at;
    assert_eq!(first, at("2100-01-01T00:00:00Z"));
    let stale = update("e").if_version(Voucher::UPDATED_AT, first);
    let second = stale.fetch_one(&pool).await.unwrap().updated_at;
    assert!(second > first);
    let stale = update("f").if_version(Voucher::UPDATED_AT, first).fetch_one(&pool).await;
    assert!(matches!(stale, Err(peristyle::Error::Stale { .. })), "{stale:?}");
    sqlx::raw_sql("UPDATE vouchers SET name = 'by SQL'").execute(&owner).await.unwrap();
    assert_eq!(Voucher::find(voucher.id).fetch_one(&pool).await.unwrap().updated_at, second);
}

#[tokio::test]
async fn a_sequence_of_another_name_and_type_counts() {
    let (database, pool) = open().await;
    let rows = Ticket::insert_many((0..2).map(|_| TicketInsert::new())).fetch_all(&pool).await.unwrap();
    assert_eq!(rows.iter().map(|row| (row.id, row.line, row.place)).collect::<Vec<_>>(), [(1, 1, 1), (2, 2, 2)]);
    let owner = PgPool::connect_with(database.connect_options(Role::Owner)).await.unwrap();
    let types = "SELECT array_agg(seqtypid::regtype::text ORDER BY relname) FROM pg_sequence JOIN pg_class c ON c.oid = seqrelid
        WHERE relname IN ('Line numbers', 'ticket_numbers', 'tickets_place_seq')
            AND EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND refobjid = 'tickets'::regclass AND deptype = 'a')";
    let types: Vec<String> = sqlx::query_scalar(types).fetch_one(&owner).await.unwrap();
    assert_eq!(types, ["smallint", "bigint", "integer"]);
}
