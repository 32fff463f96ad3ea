//! The SQL and the cursors of pages.

use sea_query::Value;
use uuid::Uuid;

use super::*;
use crate::fixtures::{Offer, Organization, Product};
use crate::query::sql::Sql;
use crate::{Id, Tenant};

fn tenant() -> Option<Uuid> {
    crate::tenant::tenant::<Organization>(Tenant::new(Id::generate()))
}

fn size() -> PageSize {
    PageSize::new(2).unwrap()
}

const TIME: &str = "2024-02-29T12:00:00+00:00";
const KEY: &str = "0198c0de-0000-7000-8000-000000000007";

/// The statement of a page after a position in a list.
fn behind(list: &impl Fn() -> Select<Product>, side: Side, place: &[Option<&str>]) -> String {
    let first = list().page(size(), None).plan().unwrap();
    let place = place.iter().map(|value| value.map(str::to_owned)).collect();
    let cursor = Cursor { fingerprint: first.fingerprint, side, place };
    let text = list().page(size(), Some(cursor)).into_statement().unwrap().sql().replace("\"org_products\".", "");
    let text = text.split_once("\"deleted_at\" IS NULL AND ").unwrap().1;
    text.replace("::text::timestamptz", "::t").replace("::text::uuid", "::u").replace("::text::text", "::s")
}

impl Paged<Product> {
    /// The cursor of a place after these values.
    pub(in crate::query) fn cursor_at(self, values: &[&str]) -> Cursor {
        let place = values.iter().map(|value| Some((*value).to_owned())).collect();
        Cursor { fingerprint: self.plan().unwrap().fingerprint, side: Side::After, place }
    }
}

#[test]
fn a_first_page_by_the_key_is_rendered_once() {
    let oldest = Select::<Product>::new(tenant()).page(size(), None).into_statement().unwrap();
    assert!(matches!(oldest.sql, Sql::Shared(_)));
    assert!(oldest.sql().starts_with(r#"SELECT * FROM (SELECT ARRAY['=' || "id"::text], "id", "organization_id", "#));
    assert!(oldest.sql().ends_with(
        r#" FROM "org_products" WHERE "organization_id" = $1 AND "deleted_at" IS NULL ORDER BY "id" ASC LIMIT 11) AS "0 list" LIMIT $2"#
    ));
    assert_eq!(oldest.values()[1], Value::BigUnsigned(Some(3)));
    let newest = Select::<Product>::new(tenant()).order_by(Product::ID.desc()).page(size(), None).into_statement();
    assert!(newest.unwrap().sql().ends_with(r#" ORDER BY "id" DESC LIMIT 11) AS "0 list" LIMIT $2"#));
    let offers = Select::<Offer>::new(tenant()).page(size(), None).into_statement().unwrap();
    assert!(
        offers
            .sql()
            .starts_with(r#"SELECT * FROM (SELECT ARRAY['=' || "product_id"::text, '=' || "country_id"::text], "#)
    );
    assert!(offers.sql().ends_with(r#" ORDER BY "product_id" ASC, "country_id" ASC LIMIT 11) AS "0 list" LIMIT $2"#));
}

#[test]
fn the_key_makes_an_order_total_in_the_direction_of_its_last_column() {
    let list = Select::<Product>::new(tenant()).order_by(Product::SKU.asc()).order_by(Product::CREATED_AT.desc());
    let text = list.page(size(), None).into_statement().unwrap().sql().to_owned();
    assert!(text.starts_with(
        r#"SELECT * FROM (SELECT ARRAY[coalesce('=' || "org_products"."sku"::text, ''), coalesce('=' || (to_json("org_products"."created_at") #>> '{}'), ''), coalesce('=' || "org_products"."id"::text, '')], "org_products"."id", "#
    ));
    assert!(text.ends_with(
        r#" ORDER BY "org_products"."sku" ASC, "org_products"."created_at" DESC, "org_products"."id" DESC LIMIT 11) AS "0 list" LIMIT $2"#
    ));
}

#[test]
fn one_direction_is_one_comparison_of_rows() {
    let tenant = tenant();
    let newest = || Select::<Product>::new(tenant).order_by(Product::CREATED_AT.desc());
    let place = [Some(TIME), Some(KEY)];
    assert_eq!(
        behind(&newest, Side::After, &place),
        r#"(("created_at", "id") < ($2::t, $3::u)) ORDER BY "created_at" DESC, "id" DESC LIMIT 11) AS "0 list" LIMIT $4"#
    );
    assert!(behind(&newest, Side::From, &place).starts_with(r#"(("created_at", "id") <= ($2::t, $3::u)) ORDER"#));
    assert_eq!(
        behind(&newest, Side::Before, &place),
        r#"(("created_at", "id") > ($2::t, $3::u)) ORDER BY "created_at" ASC, "id" ASC LIMIT 11) AS "0 list" LIMIT $4"#
    );
    assert!(behind(&newest, Side::UpTo, &place).starts_with(r#"(("created_at", "id") >= ($2::t, $3::u)) ORDER"#));
}

#[test]
fn mixed_directions_are_compared_column_by_column_behind_a_bound() {
    let tenant = tenant();
    let mixed = || {
        let list = Select::<Product>::new(tenant).order_by(Product::CREATED_AT.desc()).order_by(Product::SKU.asc());
        list.order_by(Product::ID.asc())
    };
    let text = behind(&mixed, Side::After, &[Some(TIME), Some("a"), Some(KEY)]);
    let condition = text.split_once(" ORDER BY ").unwrap().0;
    let compact = condition.replace(['(', ')', '"'], "");
    assert_eq!(
        compact,
        "created_at <= $2::t AND created_at < $3::t OR created_at = $4::t AND sku > $5::s OR sku = $6::s AND id > $7::u"
    );
}

#[test]
fn null_is_the_greatest_value() {
    let tenant = tenant();
    let up = || Select::<Product>::new(tenant).order_by(Product::DESCRIPTION.asc());
    let down = || Select::<Product>::new(tenant).order_by(Product::DESCRIPTION.desc());
    let condition = |text: String| text.split_once(" ORDER BY ").unwrap().0.replace(['(', ')', '"'], "");
    let (some, null) = ([Some("a"), Some(KEY)], [None, Some(KEY)]);
    let after =
        |list: &dyn Fn() -> Select<Product>, place: &[Option<&str>]| condition(behind(&|| list(), Side::After, place));
    assert_eq!(after(&up, &some), "description > $2::s OR description IS NULL OR description = $3::s AND id > $4::u");
    assert_eq!(after(&up, &null), "FALSE OR description IS NULL AND id > $2::u");
    assert_eq!(after(&down, &some), "description, id < $2::s, $3::u");
    assert_eq!(after(&down, &null), "description IS NOT NULL OR description IS NULL AND id < $2::u");
}

#[test]
fn null_is_where_the_order_says() {
    let tenant = tenant();
    let up = || Select::<Product>::new(tenant).order_by(Product::DESCRIPTION.asc().nulls_first());
    let down = || Select::<Product>::new(tenant).order_by(Product::DESCRIPTION.desc().nulls_last());
    let (some, null) = ([Some("a"), Some(KEY)], [None, Some(KEY)]);
    let on = |list: &dyn Fn() -> Select<Product>, side, place: &[Option<&str>]| {
        behind(&|| list(), side, place).replace(['(', ')', '"'], "")
    };
    for (text, expected) in [
        (
            on(&up, Side::After, &some),
            "description, id > $2::s, $3::u ORDER BY description ASC NULLS FIRST, id ASC LIMIT $4",
        ),
        (
            on(&up, Side::After, &null),
            "description IS NOT NULL OR description IS NULL AND id > $2::u ORDER BY description ASC NULLS FIRST, id ASC LIMIT $3",
        ),
        (
            on(&up, Side::Before, &some),
            "description < $2::s OR description IS NULL OR description = $3::s AND id < $4::u ORDER BY description DESC NULLS LAST, id DESC LIMIT $5",
        ),
        (
            on(&down, Side::After, &some),
            "description < $2::s OR description IS NULL OR description = $3::s AND id < $4::u ORDER BY description DESC NULLS LAST, id DESC LIMIT $5",
        ),
        (
            on(&down, Side::After, &null),
            "FALSE OR description IS NULL AND id < $2::u ORDER BY description DESC NULLS LAST, id DESC LIMIT $3",
        ),
        (
            on(&down, Side::Before, &some),
            "description, id > $2::s, $3::u ORDER BY description ASC NULLS FIRST, id ASC LIMIT $4",
        ),
    ] {
        assert_eq!(text, expected);
    }
    // The clause would keep an index of a column without NULL from serving the order.
    let never = Select::<Product>::new(tenant).order_by(Product::CREATED_AT.desc().nulls_last()).limit(1);
    assert!(!never.into_statement().unwrap().sql().contains("NULLS"));
}

#[test]
fn a_cursor_of_another_list_is_refused() {
    let tenant = tenant();
    let list = || Select::<Product>::new(tenant);
    let fingerprint = |list: Select<Product>| list.page(size(), None).plan().unwrap().fingerprint;
    let lists = [
        fingerprint(list()),
        fingerprint(list().order_by(Product::ID.desc())),
        fingerprint(list().order_by(Product::SKU.desc())),
        fingerprint(list().order_by(Product::SKU.asc())),
        fingerprint(list().order_by(Product::SKU.asc().nulls_first())),
        fingerprint(list().order_by(Product::SKU.asc()).filter(Product::SKU.gt("a"))),
        fingerprint(list().order_by(Product::SKU.asc()).filter(Product::SKU.gt("b"))),
        fingerprint(list().with_deleted()),
        fingerprint(list().only_deleted()),
        fingerprint(Select::<Product>::new(self::tenant())),
        fingerprint(Select::<Product>::new(self::tenant()).order_by(Product::SKU.asc())),
        Select::<Offer>::new(tenant).page(size(), None).plan().unwrap().fingerprint,
        list().join(Product::PARENT_ID).page(size(), None).plan().unwrap().fingerprint,
    ];
    let cursor = Cursor { fingerprint: lists[0], side: Side::After, place: vec![Some(KEY.to_owned())] };
    assert!(list().page(PageSize::new(9).unwrap(), Some(cursor.clone())).into_statement().is_ok());
    for (at, fingerprint) in lists.into_iter().enumerate().skip(1) {
        assert!(!lists[..at].contains(&fingerprint), "{at}");
        let other = Cursor { fingerprint, ..cursor.clone() };
        let refused = list().page(size(), Some(other)).into_statement().unwrap_err();
        assert!(matches!(refused, Error::Cursor(CursorError::OtherList)));
    }
    let short = Cursor { place: vec![], ..cursor };
    assert!(list().page(size(), Some(short)).into_statement().is_err());
}

#[test]
fn columns_and_joins_are_paged_too() {
    let list = Select::<Offer>::new(tenant()).join(Offer::PRODUCT_ID).order_by(Product::SKU.asc());
    let page = list.columns((Offer::CREATED_AT, Product::SKU)).page(size(), None);
    let text = page.into_statement().unwrap().sql().to_owned();
    assert!(text.contains(r#"], "org_offers"."created_at", "0.1 product_id"."sku" FROM "#), "{text}");
    assert!(text.contains(r#"ARRAY[coalesce('=' || "0.1 product_id"."sku"::text, ''), coalesce("#), "{text}");
}

fn rows(places: &[&str]) -> Vec<(Vec<String>, u8)> {
    places.iter().map(|place| (vec![format!("={place}")], 0)).collect()
}

#[test]
fn a_page_says_where_the_list_goes_on() {
    let ends = |page: Page<u8>| {
        let end = |cursor: Option<Cursor>| {
            cursor.map(|cursor| format!("{:?} {}", cursor.side, cursor.place[0].as_deref().unwrap()))
        };
        (page.rows.len(), end(page.previous), end(page.next))
    };
    let at = |side| Some(Cursor { fingerprint: 1, side, place: vec![Some("x".to_owned())] });
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(ends(page(rows(&[]), 1, 2, None)), (0, None, None));
    assert_eq!(ends(page(rows(&["a"]), 1, 2, None)), (1, None, None));
    assert_eq!(ends(page(rows(&["a", "b", "c"]), 1, 2, None)), (2, None, text("After b")));
    assert_eq!(ends(page(rows(&["a", "b"]), 1, 2, at(Side::After))), (2, text("Before a"), None));
    assert_eq!(ends(page(rows(&["c", "b", "a"]), 1, 2, at(Side::Before))), (2, text("Before b"), text("After c")));
    assert_eq!(ends(page(rows(&["b", "a"]), 1, 2, at(Side::Before))), (2, None, text("After b")));
    assert_eq!(ends(page(rows(&[]), 1, 2, at(Side::After))), (0, text("UpTo x"), None));
    assert_eq!(ends(page(rows(&[]), 1, 2, at(Side::Before))), (0, None, text("From x")));
    assert_eq!(ends(page(rows(&[]), 1, 2, at(Side::UpTo))), (0, None, text("After x")));
}

#[test]
fn a_cursor_with_a_value_that_no_column_has_is_refused() {
    let tenant = tenant();
    let list = || Select::<Product>::new(tenant).order_by(Product::CREATED_AT.desc());
    let fingerprint = list().page(size(), None).plan().unwrap().fingerprint;
    let refused = |place: [Option<&str>; 2]| {
        let place = place.iter().map(|value| value.map(str::to_owned)).collect();
        list().page(size(), Some(Cursor { fingerprint, side: Side::After, place })).into_statement()
    };
    assert!(refused([Some(TIME), Some(KEY)]).is_ok());
    for place in [[None, Some(KEY)], [Some(TIME), None], [Some("now"), Some(KEY)], [Some(TIME), Some("7")]] {
        assert!(matches!(refused(place), Err(Error::Cursor(CursorError::Malformed))), "{place:?}");
    }
}
