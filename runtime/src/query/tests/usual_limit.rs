//! Which lists have a usual number as their limit too: those that an index has in their order, whatever the values are.

use sea_query::Value;
use uuid::Uuid;

use super::*;
use crate::fixtures::{Country, Offer, Organization, Product, Status};
use crate::query::{Cursor, PageSize};
use crate::{Id, Tenant};

fn tenant() -> Option<Uuid> {
    crate::tenant::tenant::<Organization>(Tenant::new(Id::generate()))
}

fn has_usual(statement: Result<Statement, Error>) -> bool {
    let statement = statement.unwrap();
    let (text, values) = (statement.sql(), statement.values());
    let is_usual = text.starts_with("SELECT * FROM (SELECT ") && text.contains(") AS \"0 list\" LIMIT $");
    // The exact limit is a value of both.
    assert!(text.ends_with(&format!(" LIMIT ${}", values.len())), "{text}");
    assert!(matches!(values.last(), Some(Value::BigUnsigned(Some(2..=1002)))), "{values:?}");
    assert!(is_usual || !text.contains("0 list"), "{text}");
    is_usual
}

#[test]
fn a_list_in_the_order_of_an_index_has_a_usual_limit() {
    let tenant = tenant();
    let products = || Select::<Product>::new(tenant);
    let active = || products().filter(Product::STATUS.eq(Status::Active));
    for list in [
        products().order_by(Product::ID.desc()),
        products().order_by(Product::ID.asc()),
        products().order_by(Product::ID.desc()).with_deleted(),
        products().order_by(Product::CREATED_AT.desc()),
        products().order_by((Product::CREATED_AT.desc(), Product::ID.desc())),
        // Backward.
        products().order_by((Product::CREATED_AT.asc(), Product::ID.asc())),
        products().order_by(Product::SKU.desc()),
        // No two rows are equal in it.
        products().order_by((Product::SKU.asc(), Product::DESCRIPTION.desc())),
        active().order_by(Product::DESCRIPTION.asc()),
        active().order_by(Product::DESCRIPTION.desc()),
    ] {
        let text = format!("{list:?}");
        assert!(has_usual(list.limit(20).into_statement()), "{text}");
    }
    assert!(has_usual(
        products().columns((Product::SKU, Product::STATUS)).order_by(Product::ID.desc()).limit(7).into_statement()
    ));
    assert!(has_usual(
        Select::<Offer>::new(tenant)
            .order_by((Offer::PRODUCT_ID.asc(), Offer::COUNTRY_ID.asc()))
            .limit(2)
            .into_statement()
    ));
    assert!(has_usual(Select::<Country>::new(None).order_by(Country::CODE.asc()).limit(20).into_statement()));
}

#[test]
fn another_list_has_its_limit_as_a_parameter() {
    let tenant = tenant();
    let products = || Select::<Product>::new(tenant);
    let newest = || products().order_by(Product::CREATED_AT.desc());
    for list in [
        products(),
        products().filter(Product::SKU.eq("a")),
        products().order_by(Product::UPDATED_AT.desc()),
        products().order_by(Product::DESCRIPTION.asc()),
        products().order_by((Product::CREATED_AT.desc(), Product::ID.asc())),
        products().order_by((Product::CREATED_AT.desc(), Product::SKU.desc())),
        products().order_by((Product::ID.desc(), Product::SKU.desc())),
        // The indexes have live rows only.
        newest().with_deleted(),
        newest().only_deleted(),
        products().order_by(Product::ID.desc()).only_deleted(),
        // A condition removes rows of the index.
        newest().filter(Product::SKU.ne("a")),
        newest().filter(Product::SKU.eq("a")),
        newest().filter(Product::STATUS.eq(Status::Active)),
        newest().filter(Product::DESCRIPTION.is_null()),
        products().order_by(Product::ID.desc()).filter(Product::PARENT_ID.eq(Id::<Product>::generate())),
        // The index has the rows of another status, or none for two.
        products().filter(Product::STATUS.eq(Status::Draft)).order_by(Product::DESCRIPTION.asc()),
        products()
            .filter(Product::STATUS.eq(Status::Active) | Product::SKU.eq("a"))
            .order_by(Product::DESCRIPTION.asc()),
        products().filter(!Product::STATUS.eq(Status::Active)).order_by(Product::DESCRIPTION.asc()),
        products()
            .filter(Product::STATUS.eq(Status::Active))
            .order_by((Product::STATUS.asc(), Product::DESCRIPTION.asc())),
        // NULL is at the other end of the index.
        products().filter(Product::STATUS.eq(Status::Active)).order_by(Product::DESCRIPTION.asc().nulls_first()),
    ] {
        let text = format!("{list:?}");
        assert!(!has_usual(list.limit(20).into_statement()), "{text}");
    }
    assert!(!has_usual(newest().limit(20).offset(0).into_statement().map(|mut statement| {
        // The last value is the offset.
        statement.values.pop();
        statement.sql = statement.sql().replace(" OFFSET $3", "").into();
        statement
    })));
    assert!(!has_usual(newest().join(Product::PARENT_ID).limit(20).into_statement()));
    assert!(!has_usual(
        products().column(Product::SKU).distinct().order_by(Product::SKU.asc()).limit(20).into_statement()
    ));
    assert!(
        newest()
            .for_update()
            .limit(20)
            .into_statement()
            .unwrap()
            .sql()
            .ends_with(" LIMIT $2 FOR UPDATE OF \"org_products\"")
    );
    for limit in [1001, u32::MAX] {
        let statement = newest().limit(limit).into_statement().unwrap();
        assert!(statement.sql().ends_with(" LIMIT $2") && !statement.sql().contains("0 list"));
        assert_eq!(statement.values()[1], Value::BigUnsigned(Some(limit.into())));
    }
}

#[test]
fn a_list_has_few_texts() {
    let tenant = tenant();
    let list = |limit| Select::<Product>::new(tenant).order_by(Product::CREATED_AT.desc()).limit(limit);
    let text = |limit| list(limit).into_statement().unwrap().sql().to_owned();
    let texts: std::collections::HashSet<_> = (0..3000).map(text).collect();
    assert_eq!(texts.len(), 10);
    assert!(text(1).ends_with(r#" "org_products"."created_at" DESC LIMIT 1"#));
    assert_eq!(list(1).into_statement().unwrap().values().len(), 1);
    assert!(text(0).ends_with(" LIMIT $2"));
    // What sea-query builds has the limit as a parameter.
    let (sql, values) = list(20).into_sea_query().unwrap().build(sea_query::PostgresQueryBuilder);
    assert!(sql.ends_with(" LIMIT $2") && values.0.len() == 2, "{sql}");
}

/// The cursor of a page is one of the list, whatever the size of the next page is.
#[test]
fn a_page_with_a_cursor_has_a_usual_limit_too() {
    let tenant = tenant();
    let page = |list: Select<Product>, size, cursor| list.page(PageSize::new(size).unwrap(), cursor);
    let newest = || Select::<Product>::new(tenant).order_by(Product::CREATED_AT.desc());
    let first = page(newest(), 50, None).into_statement().unwrap();
    assert!(first.sql().contains(r#""org_products"."id" DESC LIMIT 51) AS "0 list" LIMIT $2"#), "{first}");
    let values = ["2024-02-29T12:00:00+00:00", "0198c0de-0000-7000-8000-000000000007"];
    let (cursor, other) = (cursor(page(newest(), 50, None), &values), || page(newest(), 1000, None));
    assert_eq!(cursor, self::cursor(other(), &values));
    for size in [1, 7, 50, 1000] {
        assert!(has_usual(page(newest(), size, Some(cursor.clone())).into_statement()));
    }
    // The key is not in the index, and several rows may have no description.
    let active = Select::<Product>::new(tenant).filter(Product::STATUS.eq(Status::Active));
    assert!(!has_usual(page(active.order_by(Product::DESCRIPTION.asc()), 7, None).into_statement()));
    // The rows behind a place in mixed directions are not those of one comparison.
    let mixed = || Select::<Product>::new(tenant).order_by((Product::SKU.asc(), Product::CREATED_AT.desc()));
    assert!(has_usual(page(mixed(), 7, None).into_statement()));
    let values = ["a", values[0], values[1]];
    let behind = self::cursor(page(mixed(), 7, None), &values);
    assert!(!has_usual(page(mixed(), 7, Some(behind)).into_statement()));
}

fn cursor(page: crate::query::Paged<Product>, values: &[&str]) -> Cursor {
    page.cursor_at(values)
}
