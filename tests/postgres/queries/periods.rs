//! Rows that hold for periods: what the constraints of PostgreSQL 18 refuse, in words.

use peristyle::prelude::*;
use peristyle::query::Predicate;
use peristyle::{Error, Range, Timestamp, Violation, ViolationKind, sql};
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role};

use super::Pool;
use super::driver::TransactionOf;
use crate::periods::{
    self, Badge, BadgeInsert, EXTENSIONS, Lesson, LessonInsert, Offer, OfferInsert, Organization, OrganizationInsert,
    PERIODS, Price, PriceInsert, PriceUpdate, Product, ProductInsert, Seat, SeatInsert, period,
};

struct Work {
    pool: Pool,
    ours: Tenant<Organization>,
    theirs: Tenant<Organization>,
    product: Id<Product>,
    _database: Database,
}

impl Work {
    /// Nothing on a server that is older.
    async fn open() -> Option<Self> {
        let server = periods::server().await?;
        let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
        let script = format!("{EXTENSIONS} {}", ddl::sql(&PERIODS, &options).unwrap());
        let template = server.template("periods", &script).await.unwrap();
        let database = server.database(&template).await.unwrap();
        let pool = super::pool(&database, 2);
        let (ours, theirs) = (sign_up(&pool).await, sign_up(&pool).await);
        let product = Product::insert(ours, ProductInsert::new("Lamp")).fetch_one(&pool).await.unwrap().id;
        Some(Self { pool, ours, theirs, product, _database: database })
    }

    async fn begin(&self) -> TransactionOf<Organization> {
        self.pool.begin_tenant(self.ours).await.unwrap()
    }

    async fn price(&self, valid_at: &str) -> Result<Price, Error> {
        Price::insert(self.ours, PriceInsert::new(self.product, period(valid_at), 100)).fetch_one(&self.pool).await
    }

    async fn offer(&self, offered: &str) -> Result<Offer, Error> {
        Offer::insert(self.ours, OfferInsert::new(self.product, period(offered))).fetch_one(&self.pool).await
    }
}

async fn sign_up(pool: &Pool) -> Tenant<Organization> {
    let insert = OrganizationInsert::new();
    let tenant = Tenant::<Organization>::new(insert.id());
    Organization::insert(tenant, insert).execute(pool).await.unwrap();
    tenant
}

fn violation<T: std::fmt::Debug>(result: Result<T, Error>) -> Violation {
    match result {
        Err(Error::Violation(violation)) => violation,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn periods_that_overlap_are_refused_by_their_constraint() {
    let Some(work) = Work::open().await else { return };
    let january = work.price("[2026-01-01, 2026-02-01)").await.unwrap();
    work.price("[2026-02-01, 2026-03-01)").await.unwrap();
    let is_it = |refused: Violation| {
        assert_eq!(refused.to_string(), "this price overlaps with another one");
        let found = (refused.kind, refused.columns.as_slice(), refused.constraint.as_str());
        let name = "org_prices_organization_id_product_id_valid_at_key";
        assert_eq!(found, (ViolationKind::Exclusion, ["product_id", "valid_at"].as_slice(), name));
    };
    for taken in ["[2026-01-01, 2026-02-01)", "[2025-12-01, 2026-01-01 00:00:01)", "(,)"] {
        is_it(violation(work.price(taken).await));
    }
    let changes = PriceUpdate::new().valid_at(period("[2026-01-01, 2026-02-02)"));
    is_it(violation(Price::update(work.ours, january.id, changes).execute(&work.pool).await));
    let new = |valid_at: &str| PriceInsert::new(work.product, period(valid_at), 1);
    let batch = [new("[2027-01-01, 2027-02-01)"), new("[2027-01-31, 2027-02-02)")];
    is_it(violation(Price::insert_many(work.ours, batch).execute(&work.pool).await));

    // Of another product, of another tenant.
    let other = Product::insert(work.ours, ProductInsert::new("Desk")).fetch_one(&work.pool).await.unwrap();
    let same = PriceInsert::new(other.id, january.valid_at, 100);
    Price::insert(work.ours, same).execute(&work.pool).await.unwrap();
    let theirs = Product::insert(work.theirs, ProductInsert::new("Lamp")).fetch_one(&work.pool).await.unwrap();
    let same = PriceInsert::new(theirs.id, january.valid_at, 100);
    Price::insert(work.theirs, same).execute(&work.pool).await.unwrap();
}

#[tokio::test]
async fn a_row_is_found_by_a_time_and_by_a_period() {
    let Some(work) = Work::open().await else { return };
    let january = work.price("[2026-01-01, 2026-02-01)").await.unwrap();
    let february = work.price("[2026-02-01, 2026-03-01)").await.unwrap();
    let found = async |condition: Predicate<Price>| {
        let select = Price::select(work.ours).filter(condition & Price::PRODUCT_ID.eq(work.product));
        let rows = select.order_by(Price::VALID_AT.asc()).limit(9).fetch_all(&work.pool).await.unwrap();
        rows.into_iter().map(|price| price.id).collect::<Vec<_>>()
    };
    let time = |text: &str| text.parse::<Timestamp>().unwrap();
    assert_eq!(found(sql!(Price, "valid_at @> ?", time("2026-01-31T23:59:59Z"))).await, [january.id]);
    assert_eq!(found(sql!(Price, "valid_at @> ?", time("2026-02-01T00:00:00Z"))).await, [february.id]);
    let (from, to) = (time("2026-01-31T00:00:00Z"), time("2026-02-02T00:00:00Z"));
    assert_eq!(found(sql!(Price, "valid_at && tstzrange(?, ?)", from, to)).await, [january.id, february.id]);
    assert_eq!(
        found(sql!(Price, "valid_at -|- tstzrange(?, NULL)", time("2026-03-01T00:00:00Z"))).await,
        [february.id]
    );
    assert_eq!(found(sql!(Price, "valid_at <@ tstzrange(?, NULL)", from)).await, [february.id]);
}

#[tokio::test]
async fn the_row_at_a_time_is_the_one_of_its_tenant() {
    let Some(work) = Work::open().await else { return };
    let january = work.price("[2026-01-01, 2026-02-01)").await.unwrap();
    let later = work.price("[2026-02-01,)").await.unwrap();
    let time = |text: &str| text.parse::<Timestamp>().unwrap();
    let found = async |tenant: Tenant<Organization>, at: &str| {
        let find = Price::find_by_product_id_at(tenant, work.product, time(at));
        find.fetch_optional(&work.pool).await.unwrap().map(|price| price.id)
    };
    assert_eq!(found(work.ours, "2026-01-01T00:00:00Z").await, Some(january.id));
    assert_eq!(found(work.ours, "2026-01-31T23:59:59.999999Z").await, Some(january.id));
    assert_eq!(found(work.ours, "2026-02-01T00:00:00Z").await, Some(later.id));
    assert_eq!(found(work.ours, "2025-12-31T23:59:59.999999Z").await, None);
    assert_eq!(found(work.theirs, "2026-01-01T00:00:00Z").await, None);
    let mut tx = work.begin().await;
    let locked = Price::find_by_product_id_at(work.ours, work.product, time("2030-01-01T00:00:00Z")).for_update();
    assert_eq!(locked.fetch_one(&mut tx).await.unwrap().id, later.id);
    let foreign = Price::find_by_product_id_at(work.theirs, work.product, time("2026-01-01T00:00:00Z"));
    assert!(matches!(foreign.fetch_optional(&mut tx).await, Err(Error::OtherTenant)));
    drop(tx);

    let day = |day| chrono::NaiveDate::from_ymd_opt(2026, 1, day).unwrap();
    let badge = BadgeInsert::new().number(7).worn(Range::new(day(1)..=day(5)).unwrap());
    let badge = Badge::insert(work.ours, badge).fetch_one(&work.pool).await.unwrap();
    let worn = |number: i64, at| Badge::find_by_number_at(work.ours, number, at).fetch_optional(&work.pool);
    assert_eq!(worn(7, day(5)).await.unwrap(), Some(badge.clone()));
    assert_eq!((worn(7, day(6)).await.unwrap(), worn(8, day(5)).await.unwrap()), (None, None));
    assert_eq!(Badge::find_at(work.ours, day(2)).fetch_one(&work.pool).await.unwrap(), badge);
}

#[tokio::test]
async fn an_empty_period_is_refused_with_its_column() {
    let Some(work) = Work::open().await else { return };
    let price = work.price("[2026-01-01, 2026-02-01)").await.unwrap();
    let changes = PriceUpdate::new().valid_at(Range::EMPTY);
    let changed = Price::update(work.ours, price.id, changes).fetch_one(&work.pool).await;
    for refused in [violation(work.price("empty").await), violation(changed)] {
        assert_eq!((refused.kind, refused.columns.as_slice()), (ViolationKind::Check, ["valid_at"].as_slice()));
        assert_eq!(refused.to_string(), "the valid at of this price is not allowed");
    }
    let none = Lesson::insert(LessonInsert::new(1, "{}")).execute(&work.pool).await;
    assert_eq!(violation(none).columns, ["days"]);
}

#[tokio::test]
async fn a_partition_reports_the_constraint_of_its_table() {
    let Some(work) = Work::open().await else { return };
    let seat = |place: Option<i32>, taken: &str| {
        Seat::insert(work.ours, SeatInsert::new(1, taken, "").place(place)).execute(&work.pool)
    };
    seat(Some(1), "[1, 5)").await.unwrap();
    let refused = violation(seat(Some(1), "[4, 6)").await);
    assert_eq!(refused.constraint, "org_seats_organization_id_line_place_taken_note_key");
    let found = (refused.kind, refused.columns.as_slice());
    assert_eq!(found, (ViolationKind::Exclusion, ["line", "place", "taken"].as_slice()));
    // NULL is equal to nothing.
    seat(None, "[1, 5)").await.unwrap();
    seat(None, "[1, 5)").await.unwrap();
}

#[tokio::test]
async fn a_period_is_covered_by_rows_together() {
    let Some(work) = Work::open().await else { return };
    let january = work.price("[2026-01-01, 2026-02-01)").await.unwrap();
    work.price("[2026-02-01, 2026-03-01)").await.unwrap();
    work.offer("[2026-01-15, 2026-02-15)").await.unwrap();
    let lost = violation(work.offer("[2026-02-15, 2026-03-15)").await);
    assert_eq!(lost.kind, ViolationKind::Reference);
    assert_eq!(lost.constraint, "org_offers_organization_id_product_id_offered_fkey");
    assert_eq!(lost.columns, ["product_id", "offered"]);

    // A price in use stays, and so does the part of it that is in use.
    let deleted = violation(Price::delete(work.ours, january.id).execute(&work.pool).await);
    assert_eq!(deleted.kind, ViolationKind::Referenced);
    let shorter = PriceUpdate::new().valid_at(period("[2026-01-01, 2026-01-20)"));
    let shorter = violation(Price::update(work.ours, january.id, shorter).execute(&work.pool).await);
    assert_eq!(shorter.kind, ViolationKind::Referenced);
    let unused = PriceUpdate::new().valid_at(period("[2026-01-10, 2026-02-01)"));
    Price::update(work.ours, january.id, unused).execute(&work.pool).await.unwrap();
}

/// A deferred foreign key lets a border move: first one period is shorter, then the next one longer.
#[tokio::test]
async fn a_border_is_moved_in_a_transaction() {
    let Some(work) = Work::open().await else { return };
    let january = work.price("[2026-01-01, 2026-02-01)").await.unwrap();
    let february = work.price("[2026-02-01, 2026-03-01)").await.unwrap();
    work.offer("[2026-01-15, 2026-02-15)").await.unwrap();
    let (shorter, longer) = ("[2026-01-01, 2026-01-20)", "[2026-01-20, 2026-03-01)");
    let mut tx = work.begin().await;
    Price::update(work.ours, january.id, PriceUpdate::new().valid_at(period(shorter))).execute(&mut tx).await.unwrap();
    Price::update(work.ours, february.id, PriceUpdate::new().valid_at(period(longer))).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = work.begin().await;
    Price::update(work.ours, february.id, PriceUpdate::new().valid_at(period("[2026-02-01, 2026-03-01)")))
        .execute(&mut tx)
        .await
        .unwrap();
    assert_eq!(violation(tx.commit().await).kind, ViolationKind::Referenced);
}

/// Two sessions insert periods that overlap: the second one waits for the first.
#[tokio::test]
async fn one_of_two_sessions_gets_the_period() {
    let Some(work) = Work::open().await else { return };
    let insert = || Price::insert(work.ours, PriceInsert::new(work.product, period("[2026-01-01, 2026-02-01)"), 1));
    let (mut first, mut second) = (work.begin().await, work.begin().await);
    insert().execute(&mut first).await.unwrap();
    let commit = async {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        first.commit().await
    };
    let (waited, committed) = tokio::join!(insert().execute(&mut second), commit);
    committed.unwrap();
    assert_eq!(violation(waited).kind, ViolationKind::Exclusion);
}
