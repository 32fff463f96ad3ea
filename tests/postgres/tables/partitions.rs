//! Partitioned tables: rows find their child, primary keys and unique indexes hold over all of them, and no child is a way past row security.

use chrono::{DateTime, Utc};
use peristyle::prelude::*;
use peristyle::query::TimeUnit;
use peristyle::{Error, Timestamp, ViolationKind};
use peristyle_build::ddl;
use peristyle_build::{Checked, Database, Options};
use peristyle_test::server::{Role, Server};
use sqlx::{PgPool, Row};

use super::{assert_held, database, run, texts};
use crate::facts::{Setting, round_trip};

/// A customer account.
#[table(name = "organizations", tenant_root)]
#[derive(Debug, Clone, PartialEq)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// Where something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "region")]
pub enum Region {
    De,
    Fr,
    Jp,
    It,
}

/// What happened, spread by its tenant: the key is whole without a waiver.
#[table(
    name = "org_events",
    tenant = Organization,
    unique(number),
    index(kind),
    partition(hash(organization_id), 12),
    with(fillfactor = 70),
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub id: Id<Event>,
    pub organization_id: Id<Organization>,
    pub number: i64,
    pub kind: String,
}

/// What was said about it.
#[table(name = "org_notes", tenant = Organization)]
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    pub id: Id<Note>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = cascade, why = "a note means nothing without its event")]
    pub event_id: Id<Event>,
}

/// What was measured, by the month.
#[table(
    name = "org_readings",
    tenant = Organization,
    append_only,
    unique(at, meter),
    partition(
        range(at),
        child("org_readings_2026_01", from = "2026-01-01 00:00:00+00", to = "2026-02-01 00:00:00+00"),
        child("org_readings_2026_02", from = "2026-02-01 00:00:00+00", to = "2026-03-01 00:00:00+00"),
        child("org_readings_old", from = minvalue, to = "2026-01-01 00:00:00+00"),
    ),
    waive(primary_key = "ids are UUIDs that the application alone makes"),
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    pub id: Id<Reading>,
    pub organization_id: Id<Organization>,
    pub at: Timestamp,
    pub meter: i64,
}

/// A visitor, everybody's.
#[table(
    name = "visitors",
    partition(
        list(region),
        child("visitors_eu", Region::De, Region::Fr),
        child("visitors_jp", Region::Jp),
        child("visitors_rest", default),
    ),
    waive(primary_key = "ids are UUIDs that the application alone makes")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Visitor {
    pub id: Id<Visitor>,
    pub region: Region,
    pub visits: i64,
}

/// What was recorded, under names that PostgreSQL cuts.
#[table(
    name = "org_recordings_with_a_name_that_leaves_little_room",
    tenant = Organization,
    unique(number_of_the_recording),
    partition(hash(organization_id), 2),
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Recording {
    pub id: Id<Recording>,
    pub organization_id: Id<Organization>,
    pub number_of_the_recording: i64,
}

/// A payment as Pagila has it: the day is in the key, which is whole so.
#[table(
    name = "payment",
    primary_key(payment_date, payment_id),
    partition(
        range(payment_date),
        child("payment_p2022_01", from = "2022-01-01 00:00:00+00", to = "2022-02-01 00:00:00+00"),
        child("payment_p2022_02", from = "2022-02-01 00:00:00+00", to = "2022-03-01 00:00:00+00"),
    ),
    waive(junction = "the key is Pagila's"),
    waive(foreign_key = "the key is Pagila's")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Payment {
    pub payment_date: Timestamp,
    pub payment_id: i32,
}

schema! { pub SCHEMA = [Organization, Event, Note, Reading, Visitor, Recording, Payment] }

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

async fn sign_up(pool: &PgPool) -> Tenant<Organization> {
    let draft = OrganizationInsert::new();
    let tenant = Tenant::new(draft.id());
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    Organization::insert(tenant, draft).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    tenant
}

#[tokio::test]
async fn the_catalog_matches_the_structs() {
    let (database, _pool, owner) = database(&SCHEMA, ddl::Options::new()).await;
    let mut connection = owner.acquire().await.unwrap();
    let role = Server::shared().await.unwrap().role_name(Role::Application);
    let report = round_trip(&mut connection, &SCHEMA, Setting { schema: "public", role: Some(role) }).await;
    assert!(report.is_clean(), "{report}");
    assert_held(&owner).await;
    let options = "SELECT DISTINCT reloptions::text FROM pg_class WHERE relname ~ '^org_events_p[0-9]+$'";
    assert_eq!(texts(&owner, options).await, ["{fillfactor=70}"]);
    drop(database);
}

#[tokio::test]
async fn statements_go_by_the_parent() {
    let (_database, pool, owner) = database(&SCHEMA, ddl::Options::new()).await;
    let ours = sign_up(&pool).await;
    let mut tx = pool.begin_tenant(ours).await.unwrap();
    let event = Event::insert(ours, EventInsert::new(1, "call")).fetch_one(&mut tx).await.unwrap();
    let note = Note::insert(ours, NoteInsert::new(event.id)).fetch_one(&mut tx).await.unwrap();
    let again = EventInsert::new(1, "mail");
    let again = Event::insert(ours, again).on_conflict(Event::BY_NUMBER).do_update().fetch_one(&mut tx).await.unwrap();
    assert_eq!((again.id, again.kind.as_str()), (event.id, "mail"));
    let upsert = Event::insert(ours, EventInsert::new(1, "!")).on_conflict(Event::BY_NUMBER);
    let upsert = upsert.do_update_set(Event::KIND, Event::KIND.concat(Event::KIND.excluded()));
    assert_eq!(upsert.fetch_one(&mut tx).await.unwrap().kind, "mail!");
    let update = Event::update(ours, event.id, EventUpdate::new().kind("mail"));
    let again = update.if_version(Event::NUMBER, 1).fetch_one(&mut tx).await.unwrap();
    let stale = Event::update(ours, event.id, EventUpdate::new()).if_version(Event::NUMBER, 1).execute(&mut tx).await;
    assert!(matches!(stale, Err(Error::Stale { .. })));
    let joined = Note::select(ours).join(Note::EVENT_ID).limit(9).fetch_all(&mut tx).await.unwrap();
    assert_eq!(joined, [(note, Some(again))]);
    for (day, meter) in [("2026-01-31T23:59:59Z", 1), ("2026-02-01T00:00:00Z", 1), ("1999-01-01T00:00:00Z", 2)] {
        let reading = Reading::insert(ours, ReadingInsert::new(at(day), meter)).fetch_one(&mut tx).await.unwrap();
        assert_eq!(Reading::find(ours, reading.id).fetch_one(&mut tx).await.unwrap(), reading);
    }
    let month = || Reading::AT.date_trunc_in(TimeUnit::Month, "UTC");
    let months =
        Reading::select(ours).group_by(month()).aggregate(Reading::METER.sum_as::<i64>()).order_by(month().asc());
    let months = months.limit(9).fetch_all(&mut tx).await.unwrap();
    let starts = ["1999-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"].map(at);
    assert_eq!(months, [(starts[0], 2), (starts[1], 1), (starts[2], 1)]);
    let twice = ReadingInsert::new(at("2026-01-31T23:59:59Z"), 1);
    let refused = Reading::insert(ours, twice).execute(&mut tx).await.unwrap_err();
    let Error::Violation(violation) = refused else { panic!("{refused:?}") };
    assert_eq!(violation.kind, ViolationKind::Unique);
    drop(tx);
    let paid = PaymentInsert::new(at("2022-01-05T00:00:00Z"), 7);
    let paid = Payment::insert(paid).fetch_one(&pool).await.unwrap();
    let key = (paid.payment_date, paid.payment_id);
    assert_eq!(Payment::find(key).fetch_one(&pool).await.unwrap(), paid);
    for region in [Region::De, Region::Jp, Region::It] {
        let visitor = Visitor::insert(VisitorInsert::new(region, 1)).fetch_one(&pool).await.unwrap();
        let changed = Visitor::update(visitor.id, VisitorUpdate::new().visits(2)).fetch_one(&pool).await.unwrap();
        assert_eq!((changed.region, changed.visits), (region, 2));
        assert!(changed.updated_at >= visitor.updated_at);
        let changed = Visitor::update(visitor.id, VisitorUpdate::new()).set(Visitor::VISITS, Visitor::VISITS * 2);
        assert_eq!(changed.if_version(Visitor::VISITS, 2).fetch_one(&pool).await.unwrap().visits, 3);
        Visitor::delete(visitor.id).execute(&pool).await.unwrap();
    }
    let places = "SELECT tableoid::regclass::text FROM visitors ORDER BY 1";
    assert_eq!(texts(&owner, places).await, ["visitors_eu", "visitors_jp", "visitors_rest"]);
}

/// What PostgreSQL names when a row breaks something is the child's; it is told all the same.
#[tokio::test]
async fn a_violation_names_the_parent_table() {
    let (_database, pool, _owner) = database(&SCHEMA, ddl::Options::new()).await;
    let ours = sign_up(&pool).await;
    let mut tx = pool.begin_tenant(ours).await.unwrap();
    Event::insert(ours, EventInsert::new(7, "call")).execute(&mut tx).await.unwrap();
    let refused = Event::insert(ours, EventInsert::new(7, "call")).execute(&mut tx).await.unwrap_err();
    let told = "org_events: another event already has this number (org_events_organization_id_number_key)";
    assert_eq!(refused.to_string(), told);
    let Error::Violation(violation) = refused else { panic!("{refused:?}") };
    assert_eq!(violation.constraint, "org_events_organization_id_number_key");
    drop(tx);
    let mut tx = pool.begin_tenant(ours).await.unwrap();
    let recording = Recording::insert(ours, RecordingInsert::new(7)).fetch_one(&mut tx).await.unwrap();
    let mut inner = tx.savepoint().await.unwrap();
    let refused = Recording::insert(ours, RecordingInsert::new(7)).execute(&mut inner).await.unwrap_err();
    inner.rollback().await.unwrap();
    let Error::Violation(refused) = refused else { panic!("{refused:?}") };
    assert_eq!(refused.to_string(), "another recording already has this number of the recording");
    let same =
        Recording::insert(ours, RecordingInsert::new(8).with_id(recording.id)).execute(&mut tx).await.unwrap_err();
    let Error::Violation(same) = same else { panic!("{same:?}") };
    assert_eq!(same.to_string(), "this recording already exists");
}

/// Somebody grants everything: the children are held as their parent is.
#[tokio::test]
async fn a_child_is_no_way_past_the_tenant() {
    let (_database, pool, owner) = database(&SCHEMA, ddl::Options::new()).await;
    let (ours, theirs) = (sign_up(&pool).await, sign_up(&pool).await);
    for tenant in [ours, theirs] {
        let mut tx = pool.begin_tenant(tenant).await.unwrap();
        Event::insert(tenant, EventInsert::new(1, "call")).execute(&mut tx).await.unwrap();
        let reading = ReadingInsert::new(at("2026-01-05T00:00:00Z"), 1);
        Reading::insert(tenant, reading).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    }
    let children = "SELECT inhrelid::regclass::text FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE relkind = 'r' AND inhrelid::regclass::text ~ '^org_'";
    let children = texts(&owner, children).await;
    assert_eq!(children.len(), 12 + 3 + 2);
    for child in &children {
        let denied = sqlx::query(sqlx::AssertSqlSafe(format!("SELECT FROM {child}"))).fetch_all(&pool).await;
        assert_eq!(denied.unwrap_err().as_database_error().unwrap().code().unwrap(), "42501", "{child}");
    }
    let role = Server::shared().await.unwrap().role_name(Role::Application);
    run(&owner, &format!("GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}")).await;
    let mut seen = 0;
    for child in &children {
        let mut tx = pool.begin().await.unwrap();
        run_in(&mut tx, &format!("SET LOCAL peristyle.organization_id = '{}'", ours.id())).await;
        let rows = sqlx::query(sqlx::AssertSqlSafe(format!("SELECT organization_id::text FROM {child}")));
        for row in rows.fetch_all(&mut *tx).await.unwrap() {
            assert_eq!(row.get::<String, _>(0), ours.id().to_string(), "{child}");
            seen += 1;
        }
    }
    assert_eq!(seen, 2);
    let changes = "UPDATE org_readings_2026_01 SET meter = 9";
    let refused = sqlx::query(changes).execute(&owner).await.unwrap_err();
    assert!(refused.to_string().contains("append-only"), "{refused}");
}

async fn run_in(tx: &mut sqlx::PgTransaction<'_>, sql: &str) {
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut **tx).await.unwrap();
}

#[tokio::test]
async fn the_idempotent_form_loads_twice() {
    let options = ddl::Options::new().idempotent();
    let (_database, _pool, owner) = database(&SCHEMA, options.clone()).await;
    run(&owner, &ddl::sql(&SCHEMA, &options).unwrap()).await;
    assert_held(&owner).await;
}

#[test]
fn a_snapshot_holds_the_children() {
    let taken = Database::of(&SCHEMA);
    assert_eq!(Database::from_json(&taken.to_json()).unwrap(), taken);
    let mut other = taken.clone();
    let readings = other.tables.iter_mut().find(|table| table.name == "org_readings").unwrap();
    let gone = readings.children.pop().unwrap();
    let checked = |database: &Database| database.clone().check(&Options::new()).unwrap();
    let changes: Vec<_> = checked(&other).changes_to(&checked(&taken)).iter().map(ToString::to_string).collect();
    assert_eq!(changes, [format!("`org_readings` has a new partition `{}`", gone.name)]);
}

#[test]
fn the_page_says_where_the_rows_are() {
    let page = peristyle_build::schema_md::markdown(&Checked::of(&SCHEMA).unwrap(), &[]);
    assert!(page.contains("| `visitors_eu` | `FOR VALUES IN ('de', 'fr')` |"), "{page}");
    assert!(page.contains("By `RANGE (at)`: a row is in one of these tables, and stays there."), "{page}");
    assert!(page.contains("Stored with `fillfactor = 70`."), "{page}");
}
