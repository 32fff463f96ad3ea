//! The SQL of aggregates and groups.

use sea_query::Value;
use uuid::Uuid;

use super::*;
use crate::fixtures::{Offer, Organization, Product, Status};
use crate::{Error, Id, Tenant};

struct Parent;

fn tenant() -> Option<Uuid> {
    crate::tenant::tenant::<Organization>(Tenant::new(Id::generate()))
}

fn products(tenant: Option<Uuid>) -> Select<Product> {
    Select::new(tenant)
}

fn offers(tenant: Option<Uuid>) -> Select<Offer> {
    Select::new(tenant)
}

/// The SQL with shortened names.
fn sql(statement: Result<Statement, Error>) -> String {
    let text = statement.unwrap().sql().to_owned();
    let text = text.replace("\"0.1 product_id\".", "p.").replace("\"org_products\".", "p.");
    text.replace("\"org_offers\".", "o.").replace("\"organization_id\"", "t").replace("\"created_at\"", "c")
}

const LIVE: &str = r#"FROM "org_products" WHERE p.t = $1 AND p."deleted_at" IS NULL"#;

#[test]
fn aggregates_are_read_in_place_of_rows() {
    let all = products(tenant()).order_by(Product::SKU.asc()).aggregate((
        count_rows(),
        Product::DESCRIPTION.count(),
        Product::SETTINGS.count_distinct(),
        Product::STATUS.min(),
        Product::CREATED_AT.max(),
        Product::STATUS.array_agg(),
    ));
    assert_eq!(
        sql(all.into_statement()),
        format!(
            r#"SELECT count(*), count(p."description"), count(DISTINCT p."settings"), min(p."status")::text, max(p.c), array_agg(p."status"::text ORDER BY p."status") FILTER (WHERE p."status" IS NOT NULL) {LIVE}"#
        )
    );
    let filtered = products(tenant()).filter(Product::SKU.eq("a")).aggregate(count_rows()).into_statement();
    assert_eq!(sql(filtered), format!(r#"SELECT count(*) {LIVE} AND (p."sku" = $2)"#));
    let texts = products(tenant()).aggregate(Product::SKU.string_agg(", ")).into_statement().unwrap();
    assert_eq!(texts.values()[0], Value::from(", "));
    assert!(sql(Ok(texts)).starts_with(r#"SELECT string_agg(p."sku"::text, $1 ORDER BY p."sku") FROM"#));
}

#[test]
fn groups_have_keys_then_aggregates() {
    let groups = products(tenant())
        .filter(Product::SKU.ne("a"))
        .group_by((Product::STATUS, Product::PARENT_ID))
        .aggregate((Product::ID.count(), Product::SKU.max()))
        .having(Product::ID.count().gt(1) & !Product::SKU.max().eq("z"))
        .having(count_rows().le(9))
        .order_by((Product::ID.count().desc(), Product::STATUS.asc().nulls_first()))
        .limit(5)
        .offset(2);
    assert_eq!(
        sql(groups.into_statement()),
        format!(
            r#"SELECT p."status"::text, p."parent_id", count(p."id"), max(p."sku") {LIVE} AND (p."sku" <> $2) GROUP BY p."status", p."parent_id" HAVING (((count(p."id")) > $3) AND (NOT ((max(p."sku")) = $4))) AND ((count(*)) <= $5) ORDER BY count(p."id") DESC, p."status" ASC NULLS FIRST LIMIT $6 OFFSET $7"#
        )
    );
    let enums = products(tenant()).group_by(Product::SKU).having(Product::STATUS.min().lt(Status::Active)).limit(1);
    assert!(
        sql(enums.into_statement()).contains(r#" HAVING ((min(p."status")) < ('active'::"product_status")) LIMIT"#)
    );
}

#[test]
fn joined_tables_have_their_tenant_in_on() {
    let id = tenant();
    let groups = offers(id)
        .join(Offer::PRODUCT_ID)
        .group_by(Product::SKU)
        .aggregate((Offer::PRODUCT_ID.count(), Product::STATUS.max()))
        .having(any((Product::ID.count().gt(1), Offer::COUNTRY_ID.count_distinct().ge(2))))
        .order_by(Product::SKU.asc().nulls_first())
        .limit(3);
    let statement = groups.into_statement().unwrap();
    assert_eq!(statement.values()[..2], [Value::Uuid(id), Value::Uuid(id)]);
    assert_eq!(
        sql(Ok(statement)),
        r#"SELECT p."sku", count(o."product_id"), max(p."status")::text FROM "org_offers" LEFT JOIN "org_products" AS "0.1 product_id" ON p."id" = o."product_id" AND p.t = $1 AND p."deleted_at" IS NULL WHERE o.t = $2 GROUP BY p."sku" HAVING (((count(p."id")) > $3) OR ((count(DISTINCT o."country_id")) >= $4)) ORDER BY p."sku" ASC NULLS FIRST LIMIT $5"#
    );
    let aliased = products(id).join_as(Parent, Product::PARENT_ID).aggregate(Product::SKU.of(Parent).max());
    assert!(sql(aliased.into_statement()).starts_with(r#"SELECT max("0.1 parent_id"."sku") FROM"#));
}

/// Two placeholders would be two expressions, of which one is not grouped.
#[test]
fn a_time_zone_is_one_value() {
    let day = || Product::CREATED_AT.date_trunc_in(TimeUnit::Day, "Europe/Berlin");
    let groups = || {
        let groups = products(tenant()).group_by((Product::STATUS, day())).aggregate(count_rows());
        groups.order_by((day().desc(), Product::STATUS.asc())).limit(3)
    };
    let statement = groups().into_statement().unwrap();
    assert_eq!(statement.values()[0], Value::from("Europe/Berlin"));
    let rest = LIVE.replace("$1", "$2");
    assert_eq!(
        sql(Ok(statement)),
        format!(
            r#"SELECT p."status"::text, date_trunc('day', p.c, $1), count(*) {rest} GROUP BY p."status", 2 ORDER BY 2 DESC, p."status" ASC LIMIT $3"#
        )
    );
    assert_eq!(
        sql(groups().into_count()),
        format!(
            r#"SELECT count(*) FROM (SELECT p."status"::text, date_trunc('day', p.c, $1) {rest} GROUP BY p."status", 2 LIMIT $3) AS "counted""#
        )
    );
    let dates = products(tenant()).group_by(Product::CREATED_AT.date_in("UTC")).limit(1).into_statement();
    assert!(sql(dates).starts_with("SELECT (p.c AT TIME ZONE $1)::date FROM"));
    let offset = Product::CREATED_AT.date_in("UTC+2");
    assert!(matches!(products(tenant()).group_by(offset).into_statement(), Err(Error::TimeZone)));
}

#[test]
fn groups_are_ordered_only_by_what_they_are_grouped_by() {
    let groups = || products(tenant()).group_by((Product::STATUS, Product::CREATED_AT.date_in("UTC")));
    let ungrouped = |statement: Result<Statement, Error>| match statement {
        Err(Error::UngroupedOrder { column }) => column,
        other => panic!("{other:?}"),
    };
    assert_eq!(ungrouped(groups().order_by(Product::SKU.asc()).into_statement()), "sku");
    assert_eq!(ungrouped(groups().order_by(Product::CREATED_AT.asc()).into_statement()), "created_at");
    let other_zone = Product::CREATED_AT.date_in("Europe/Berlin").asc();
    assert_eq!(ungrouped(groups().order_by(other_zone).into_statement()), "created_at");
    let parents = products(tenant()).join_as(Parent, Product::PARENT_ID).group_by(Product::SKU);
    assert_eq!(ungrouped(parents.order_by(Product::SKU.of(Parent).asc()).into_statement()), "sku");
}

#[test]
fn groups_are_values_of_a_condition() {
    let id = tenant();
    let several = products(id).group_by(Product::PARENT_ID).having(count_rows().gt(1));
    let list = products(id).filter(Product::ID.is_in_select(several)).limit(1).into_statement();
    assert!(sql(list).contains(
        r#"(p."id" IN (SELECT "1.0 org_products"."parent_id" FROM "org_products" AS "1.0 org_products" WHERE "1.0 org_products".t = $2 AND "1.0 org_products"."deleted_at" IS NULL AND ("1.0 org_products"."parent_id" IS NOT NULL) GROUP BY "1.0 org_products"."parent_id" HAVING ((count(*)) > $3)))"#
    ));
    let theirs = products(tenant()).group_by(Product::ID);
    let mixed = products(id).filter(Product::ID.is_in_select(theirs)).into_statement();
    assert!(matches!(mixed, Err(Error::OtherTenant)));
}

#[test]
fn a_statement_of_aggregates_belongs_to_its_tenant() {
    let id = tenant();
    let statement = products(id).aggregate(count_rows()).into_statement().unwrap();
    assert!(matches!(statement.clone().permitted(Tenants::One(Uuid::now_v7())), Err(Error::OtherTenant)));
    assert!(matches!(statement.permitted(Tenants::None), Err(Error::NoTenant)));
    let groups = products(id).group_by(Product::SKU).limit(1).into_statement().unwrap();
    assert!(groups.permitted(Tenants::Any).is_ok());
    let other = products(id).filter(Product::PARENT_ID.exists_in(products(tenant()))).aggregate(count_rows());
    assert!(matches!(other.into_statement(), Err(Error::OtherTenant)));
}

#[test]
fn values_that_postgresql_has_not_are_refused_in_having() {
    let groups = products(tenant()).group_by(Product::STATUS).having(Product::SKU.max().eq("a\0b")).limit(1);
    assert!(matches!(groups.into_statement(), Err(Error::Violation(_))));
    let zone = products(tenant()).aggregate(Product::SKU.string_agg("\0"));
    assert!(matches!(zone.into_statement(), Err(Error::Violation(_))));
}
