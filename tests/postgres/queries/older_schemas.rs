//! Keys, references and names of an older database: stated, they work as any other.

use peristyle::prelude::*;
use peristyle::query::PageSize;
use peristyle::{Error, ViolationKind};
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};

use super::Pool;
use crate::accepted::older_keys::*;

async fn open() -> (Database, Pool) {
    let server = Server::shared().await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
    let template = server.template("older", &ddl::sql(&SCHEMA, &options).unwrap()).await.unwrap();
    let database = server.database(&template).await.unwrap();
    let pool = super::pool(&database, 2);
    (database, pool)
}

async fn austria(pool: &Pool) -> Country {
    let row = CountryInsert::new("AT", 40_i16).name("Austria".to_owned());
    Country::insert(row).fetch_one(pool).await.unwrap()
}

fn constraint(error: Error) -> (String, ViolationKind) {
    match error {
        Error::Violation(violation) => (violation.constraint, violation.kind),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn columns_have_their_declared_names() {
    let (_database, pool) = open().await;
    let country = austria(&pool).await;
    assert_eq!((country.code.as_str(), country.number, country.name.as_deref()), ("AT", 40, Some("Austria")));
    assert_eq!(Country::find("AT".to_owned()).fetch_one(&pool).await.unwrap(), country);
    assert_eq!(Country::find_by_number(40_i16).fetch_one(&pool).await.unwrap(), country);
    let changed = CountryUpdate::new().name(Some("Austria \"Felix\"".to_owned()));
    Country::update("AT".to_owned(), changed).execute(&pool).await.unwrap();
    let filter = Country::NAME.starts_with("Austria");
    let listed = Country::select().filter(filter).order_by(Country::NUMBER.desc()).limit(5).fetch_all(&pool).await;
    assert_eq!(listed.unwrap()[0].name.as_deref(), Some("Austria \"Felix\""));
    let rows = ["DE", "CH"].into_iter().zip([276_i16, 756]).map(|(code, number)| CountryInsert::new(code, number));
    Country::insert_many(rows).execute(&pool).await.unwrap();
    let page = Country::select()
        .order_by(Country::CODE.asc())
        .page(PageSize::new(2).unwrap(), None)
        .fetch_all(&pool)
        .await
        .unwrap();
    assert_eq!(page.rows.iter().map(|row| row.code.as_str()).collect::<Vec<_>>(), ["AT", "CH"]);
    Country::delete("CH".to_owned()).execute(&pool).await.unwrap();
    assert!(Country::find("CH".to_owned()).fetch_optional(&pool).await.unwrap().is_none());
    let again = Country::insert(CountryInsert::new("AT", 41_i16)).execute(&pool).await.unwrap_err();
    assert_eq!(constraint(again), ("pk_country".to_owned(), ViolationKind::Key));
}

#[tokio::test]
async fn a_key_of_several_columns_names_a_row() {
    let (_database, pool) = open().await;
    austria(&pool).await;
    let region = Region::insert(RegionInsert::new("AT", 5, "Salzburg")).fetch_one(&pool).await.unwrap();
    let key = || ("AT".to_owned(), 5);
    assert_eq!(Region::find(key()).fetch_one(&pool).await.unwrap(), region);
    Region::update(key(), RegionUpdate::new().title("Land Salzburg")).execute(&pool).await.unwrap();
    assert_eq!(Region::find(key()).fetch_one(&pool).await.unwrap().title, "Land Salzburg");
    let other = Region::find(("AT".to_owned(), 6)).fetch_one(&pool).await.unwrap_err();
    assert!(matches!(other, Error::NotFound { .. }), "{other:?}");
    let low = Region::insert(RegionInsert::new("AT", 0, "None")).execute(&pool).await.unwrap_err();
    assert_eq!(constraint(low).1, ViolationKind::Check);
    Region::delete(key()).execute(&pool).await.unwrap();
    assert!(Region::find(key()).fetch_optional(&pool).await.unwrap().is_none());
}

#[tokio::test]
async fn the_database_counts_identity_and_serial_columns() {
    let (_database, pool) = open().await;
    let rows = (0..3).map(|_| TownInsert::new());
    Town::insert_many(rows).execute(&pool).await.unwrap();
    let town = Town::insert(TownInsert::new().suburb_of(1_i64)).fetch_one(&pool).await.unwrap();
    assert_eq!((town.id, town.line, town.small, town.suburb_of), (4, 4, 4, Some(1)));
    let held = Town::delete(1).execute(&pool).await.unwrap_err();
    assert_eq!(constraint(held).0, "towns_suburb_of_fkey");
    let sight = Sight::insert(SightInsert::new(town.id, "A castle")).fetch_one(&pool).await.unwrap();
    assert_eq!(Sight::find(town.id).fetch_one(&pool).await.unwrap(), sight);
    Town::delete(town.id).execute(&pool).await.unwrap();
    assert!(Sight::find(town.id).fetch_optional(&pool).await.unwrap().is_none());
    let stray = Sight::insert(SightInsert::new(99, "Nothing")).execute(&pool).await.unwrap_err();
    assert_eq!(constraint(stray), ("sights_town_id_fkey".to_owned(), ViolationKind::Reference));
}

#[tokio::test]
async fn an_update_of_the_target_cascades_to_its_references() {
    let (database, pool) = open().await;
    austria(&pool).await;
    Region::insert(RegionInsert::new("AT", 5, "Salzburg")).execute(&pool).await.unwrap();
    let town = TownInsert::new().country("AT".to_owned()).region(5).country_number(40_i16);
    let town = Town::insert(town).fetch_one(&pool).await.unwrap();
    let owner =
        super::driver::pool(super::driver::options(&database, Role::Owner), 1, std::time::Duration::from_secs(9));
    super::driver::query(&owner, "UPDATE \"Country\" SET \"Code\" = 'OE'").await.unwrap();
    let moved = Town::find(town.id).fetch_one(&pool).await.unwrap();
    assert_eq!((moved.country.as_deref(), moved.region), (Some("OE"), Some(5)));
    Region::delete(("OE".to_owned(), 5)).execute(&pool).await.unwrap();
    let alone = Town::find(town.id).fetch_one(&pool).await.unwrap();
    assert_eq!((alone.country, alone.region, alone.country_number), (None, None, Some(40)));
}

#[tokio::test]
async fn a_table_without_a_key_is_inserted_and_selected() {
    let (_database, pool) = open().await;
    Measure::insert(MeasureInsert::new(1.5)).execute(&pool).await.unwrap();
    Measure::insert_many((0..4).map(|value| MeasureInsert::new(f64::from(value)))).execute(&pool).await.unwrap();
    assert_eq!(Measure::select().count(&pool).await.unwrap(), 5);
    assert_eq!(Measure::select().limit(9).fetch_all(&pool).await.unwrap().len(), 5);
    let newest = Measure::select().order_by(Measure::TAKEN.desc()).limit(1).fetch_all(&pool).await.unwrap();
    assert_eq!(newest.len(), 1);
    Measure::update_many(Measure::VALUE.eq(1.5), MeasureUpdate::new().value(9.0)).execute(&pool).await.unwrap();
    assert_eq!(Measure::delete_many(Measure::VALUE.lt(5.0)).execute(&pool).await.unwrap(), 4);
}

#[tokio::test]
async fn another_program_makes_the_key_and_so_may_this_one() {
    let (_database, pool) = open().await;
    let first = Token::insert(TokenInsert::new()).fetch_one(&pool).await.unwrap();
    let own = uuid::Uuid::from_u128(7);
    let second = Token::insert(TokenInsert::new().set_id(own).before(first.id)).fetch_one(&pool).await.unwrap();
    assert_eq!((second.id, second.before), (own, Some(first.id)));
    Token::delete(first.id).execute(&pool).await.unwrap();
    assert_eq!(Token::find(own).fetch_one(&pool).await.unwrap().before, None, "a soft delete honours `set_null`");
}

#[tokio::test]
async fn references_between_tenants_rows_hold_the_tenant_whatever_they_point_at() {
    let (_database, pool) = open().await;
    let drafts = [OrganizationInsert::new(), OrganizationInsert::new()];
    let [ours, theirs] = [&drafts[0], &drafts[1]].map(|draft| Tenant::<Organization>::new(draft.id()));
    for (draft, tenant) in drafts.into_iter().zip([ours, theirs]) {
        let mut tx = pool.begin_tenant(tenant).await.unwrap();
        Organization::insert(tenant, draft).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    }
    let mut tx = pool.begin_tenant(theirs).await.unwrap();
    let shelf = Shelf::insert(theirs, ShelfInsert::new(7, "seven")).fetch_one(&mut tx).await.unwrap();
    assert_eq!(Shelf::find(theirs, 7).fetch_one(&mut tx).await.unwrap(), shelf);
    tx.commit().await.unwrap();
    let mut tx = pool.begin_tenant(ours).await.unwrap();
    assert!(Shelf::find(ours, 7).fetch_optional(&mut tx).await.unwrap().is_none());
    let stray = Good::insert(ours, GoodInsert::new(7)).execute(&mut tx).await.unwrap_err();
    assert_eq!(constraint(stray).0, "org_goods_organization_id_shelf_fkey");
    drop(tx);
    let mut tx = pool.begin_tenant(ours).await.unwrap();
    Shelf::insert(ours, ShelfInsert::new(7, "sept")).execute(&mut tx).await.unwrap();
    Good::insert(ours, GoodInsert::new(7).shelf_label("sept".to_owned())).execute(&mut tx).await.unwrap();
    let stray = Good::insert(ours, GoodInsert::new(7).shelf_label("seven".to_owned())).execute(&mut tx).await;
    assert_eq!(constraint(stray.unwrap_err()).0, "org_goods_organization_id_shelf_label_fkey");
}
