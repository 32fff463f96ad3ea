//! The SQL of selects: columns, joins, conditions on joined tables, subselects.

use sea_query::Value;
use uuid::Uuid;

use super::*;
use crate::fixtures::{Country, Offer, Organization, Product};
use crate::query::sql::Sql;
use crate::{Error, Id, Tenant};

struct Parent;
struct Other;

fn tenant() -> Option<Uuid> {
    crate::tenant::tenant::<Organization>(Tenant::new(Id::generate()))
}

fn products(tenant: Option<Uuid>) -> Select<Product> {
    Select::new(tenant)
}

fn offers(tenant: Option<Uuid>) -> Select<Offer> {
    Select::new(tenant)
}

/// The SQL with shortened aliases.
fn sql(statement: Result<Statement, Error>) -> String {
    let text = statement.unwrap().sql().to_owned();
    text.replace("\"org_products\".", "p.").replace("\"org_offers\".", "o.").replace("\"organization_id\"", "t")
}

fn from(statement: Result<Statement, Error>) -> String {
    sql(statement).split_once(" FROM ").unwrap().1.to_owned()
}

const LIVE: &str = "p.t = $1 AND p.\"deleted_at\" IS NULL";

#[test]
fn a_list_that_depends_on_nothing_is_a_constant() {
    let statement = products(tenant()).limit(20).into_statement().unwrap();
    assert!(matches!(statement.sql, Sql::Constant(_)));
    assert!(
        statement
            .sql()
            .ends_with(r#"FROM "org_products" WHERE "organization_id" = $1 AND "deleted_at" IS NULL LIMIT $2"#)
    );
    assert_eq!(statement.values()[1], Value::BigUnsigned(Some(20)));

    let newest = products(tenant()).order_by(Product::ID.desc()).limit(20).into_statement().unwrap();
    assert!(matches!(newest.sql, Sql::Shared(_)));
    assert!(newest.sql().starts_with(r#"SELECT * FROM (SELECT "id", "#));
    assert!(newest.sql().ends_with(r#" AND "deleted_at" IS NULL ORDER BY "id" DESC LIMIT 20) AS "0 list" LIMIT $2"#));
    assert_eq!(newest.values()[1], Value::BigUnsigned(Some(20)));
    let many = products(tenant()).order_by(Product::ID.desc()).limit(1001).into_statement().unwrap();
    assert!(matches!(many.sql, Sql::Constant(_)));

    for other in [
        products(tenant()).order_by(Product::ID.asc()).limit(1),
        products(tenant()).order_by(Product::SKU.desc()).limit(1),
        products(tenant()).order_by(Product::ID.desc()).order_by(Product::SKU.desc()).limit(1),
        products(tenant()).with_deleted().limit(1),
        products(tenant()).limit(1).offset(1),
        products(tenant()).filter(Product::SKU.eq("a")).limit(1),
    ] {
        assert!(matches!(other.into_statement().unwrap().sql, Sql::Rendered(_)));
    }
    let locked = products(tenant()).for_update().limit(1).into_statement();
    assert!(matches!(locked.unwrap().sql, Sql::Rendered(_)));
}

#[test]
fn columns_are_read_in_their_order() {
    let list = products(tenant()).columns((Product::STATUS, Product::ID)).limit(3);
    assert_eq!(
        sql(list.into_statement()),
        format!(r#"SELECT p."status"::text, p."id" FROM "org_products" WHERE {LIVE} LIMIT $2"#)
    );
    let distinct = products(tenant()).column(Product::STATUS).distinct().limit(3);
    assert!(sql(distinct.into_statement()).starts_with(r#"SELECT p."status"::text FROM"#));
    let list = || products(tenant()).order_by(Product::SKU.asc()).order_by(Product::STATUS.asc());
    assert!(list().columns((Product::SKU, Product::STATUS)).distinct().into_statement().is_ok());
    let unread = list().column(Product::SKU).distinct().limit(3).into_statement();
    assert!(matches!(unread, Err(Error::UnreadOrder { column: "status" })));
    // The same column of another table.
    let parent = products(tenant()).join_as(Parent, Product::PARENT_ID).order_by(Product::SKU.of(Parent).asc());
    let unread = parent.column(Product::SKU).distinct().limit(3).into_statement();
    assert!(matches!(unread, Err(Error::UnreadOrder { column: "sku" })));
}

#[test]
fn a_joined_table_has_its_tenant_and_its_deletion_in_on() {
    let id = tenant();
    let statement = offers(id).join(Offer::PRODUCT_ID).limit(3).into_statement().unwrap();
    assert_eq!(statement.values()[..2], [Value::Uuid(id), Value::Uuid(id)]);
    let text = sql(Ok(statement));
    let (columns, rest) = text.split_once(" FROM ").unwrap();
    assert!(
        columns.contains(
            r#"o."created_at", "0.1 product_id"."id" IS NOT NULL, "0.1 product_id"."id", "0.1 product_id".t"#
        )
    );
    assert!(columns.contains(r#""0.1 product_id"."status"::text"#));
    assert_eq!(
        rest,
        r#""org_offers" LEFT JOIN "org_products" AS "0.1 product_id" ON "0.1 product_id"."id" = o."product_id" AND "0.1 product_id".t = $1 AND "0.1 product_id"."deleted_at" IS NULL WHERE o.t = $2 LIMIT $3"#
    );
    let inner = offers(id).inner_join(Offer::PRODUCT_ID).limit(3).into_statement();
    let inner = sql(inner);
    assert!(inner.contains(r#" INNER JOIN "org_products" AS"#) && !inner.contains("IS NOT NULL"));
}

#[test]
fn global_tables_and_the_root_are_joined_too() {
    let global = offers(tenant()).join(Offer::COUNTRY_ID).limit(1);
    assert!(from(global.into_statement()).contains(
        r#" LEFT JOIN "countries" AS "0.1 country_id" ON "0.1 country_id"."id" = o."country_id" WHERE o.t = $1"#
    ));
    let root = products(tenant()).inner_join(Product::ORGANIZATION_ID).limit(1);
    assert!(from(root.into_statement()).contains(
        r#" INNER JOIN "organizations" AS "0.1 organization_id" ON "0.1 organization_id"."id" = p.t AND "0.1 organization_id"."id" = $1 WHERE"#
    ));
}

#[test]
fn a_join_is_joined_over_and_a_table_stands_twice() {
    let list = offers(tenant())
        .join(Offer::PRODUCT_ID)
        .join_as(Parent, Product::PARENT_ID)
        .filter(Product::SKU.eq("a"))
        .filter(Product::SKU.of(Parent).eq("b"))
        .order_by(Product::SKU.of(Parent).desc())
        .limit(1);
    let text = from(list.into_statement());
    assert!(text.contains(
        r#" AS "0.2 parent_id" ON "0.2 parent_id"."id" = "0.1 product_id"."parent_id" AND "0.2 parent_id".t = $2 AND"#
    ));
    assert!(text.contains(
        r#" AND (("0.1 product_id"."sku" = $4) AND ("0.2 parent_id"."sku" = $5)) ORDER BY "0.2 parent_id"."sku" DESC"#
    ));
    let own = products(tenant()).join_as(Parent, Product::PARENT_ID).filter(Product::SKU.eq("a")).limit(1);
    assert!(from(own.into_statement()).ends_with(r#"AND (p."sku" = $3) LIMIT $4"#));
    let deep =
        products(tenant()).join_as(Parent, Product::PARENT_ID).join_as(Other, Product::PARENT_ID.of(Parent)).limit(1);
    assert!(from(deep.into_statement()).contains(r#""0.2 parent_id"."id" = "0.1 parent_id"."parent_id""#));
}

#[test]
fn conditions_on_several_tables_are_combined() {
    let either =
        any((Product::SKU.eq("a"), all((Offer::CREATED_AT.gt(crate::Timestamp::UNIX_EPOCH), Product::SKU.eq("b")))));
    let list = offers(tenant()).join(Offer::PRODUCT_ID).filter(!either).limit(1);
    assert!(from(list.into_statement()).contains(
        r#" AND (NOT (("0.1 product_id"."sku" = $3) OR ((o."created_at" > $4) AND ("0.1 product_id"."sku" = $5)))) LIMIT"#
    ));
}

#[test]
fn a_tuple_is_an_order() {
    let ordered = offers(tenant()).join(Offer::PRODUCT_ID).order_by((
        Product::DESCRIPTION.desc().nulls_last(),
        Offer::CREATED_AT.asc(),
        Product::SKU.asc().nulls_first(),
    ));
    let by = |list: Select<(Offer, Option<Product>)>| {
        from(list.limit(1).into_statement()).split_once(" ORDER BY ").unwrap().1.replace("0.1 product_id", "p")
    };
    let one_by_one = offers(tenant()).join(Offer::PRODUCT_ID).order_by(Product::DESCRIPTION.desc().nulls_last());
    let one_by_one = one_by_one.order_by(Offer::CREATED_AT.asc()).order_by((Product::SKU.asc().nulls_first(),));
    let expected = r#""p"."description" DESC NULLS LAST, o."created_at" ASC, "p"."sku" ASC NULLS FIRST LIMIT $3"#;
    assert_eq!((by(ordered).as_str(), by(one_by_one).as_str()), (expected, expected));
}

#[test]
fn columns_of_a_row_are_compared() {
    let condition = Product::SKU.lt_column(Product::DESCRIPTION);
    let list = products(tenant()).filter(condition).limit(1);
    assert!(from(list.into_statement()).ends_with(r#" AND (p."sku" < p."description") LIMIT $2"#));
}

#[test]
fn a_select_in_a_condition_has_its_own_tenant_and_deletion() {
    let id = tenant();
    let bright = products(id).filter(Product::SKU.eq("a")).column(Product::ID);
    let list = offers(id).filter(Offer::PRODUCT_ID.is_in_select(bright)).limit(1);
    assert_eq!(
        from(list.into_statement()),
        r#""org_offers" WHERE o.t = $1 AND (o."product_id" IN (SELECT "1.0 org_products"."id" FROM "org_products" AS "1.0 org_products" WHERE "1.0 org_products".t = $2 AND "1.0 org_products"."deleted_at" IS NULL AND ("1.0 org_products"."sku" = $3))) LIMIT $4"#
    );
    let offered = products(id).filter(!Offer::PRODUCT_ID.exists_in(offers(id))).limit(1);
    assert_eq!(
        from(offered.into_statement()),
        format!(
            r#""org_products" WHERE {LIVE} AND (NOT (EXISTS(SELECT 1 FROM "org_offers" AS "1.0 org_offers" WHERE "1.0 org_offers".t = $2 AND "1.0 org_offers"."product_id" = p."id"))) LIMIT $3"#
        )
    );
}

#[test]
fn null_is_left_out_of_a_select_in_a_condition() {
    let parents = products(tenant()).column(Product::PARENT_ID);
    let Ok(subselect::OneColumnTree(tree)) = parents.one_column() else { panic!("a column") };
    assert_eq!(tree.conditions.len(), 1);
    let joined = offers(tenant()).join(Offer::COUNTRY_ID).column(Country::CODE).one_column().unwrap();
    assert_eq!(joined.0.conditions.len(), 1);
    let never = products(tenant()).column(Product::ID).one_column().unwrap();
    assert!(never.0.conditions.is_empty());
}

#[test]
fn enums_are_compared_as_enums_in_a_condition() {
    let id = tenant();
    let statuses = products(id).column(Product::STATUS);
    let list = products(id).filter(Product::STATUS.is_in_select(statuses)).limit(1);
    assert!(from(list.into_statement()).contains(r#"(p."status" IN (SELECT "1.0 org_products"."status" FROM"#));
}

#[test]
fn a_select_of_another_tenant_is_refused() {
    let id = tenant();
    let other = || products(tenant()).column(Product::ID);
    let refused = |list: Select<Offer>| matches!(list.into_statement(), Err(Error::OtherTenant));
    assert!(refused(offers(id).filter(Offer::PRODUCT_ID.is_in_select(other()))));
    assert!(refused(
        offers(id)
            .filter(!Offer::PRODUCT_ID.is_in_select(other()) & Offer::CREATED_AT.gt(crate::Timestamp::UNIX_EPOCH))
    ));
    assert!(refused(offers(id).filter(any((Offer::PRODUCT_ID.is_in_select(other()),)))));
    let within = products(id).filter(Product::ID.is_in_select(other())).column(Product::ID);
    assert!(refused(offers(id).filter(Offer::PRODUCT_ID.is_in_select(within))));
    let exists = products(id).filter(Offer::PRODUCT_ID.exists_in(offers(tenant())));
    assert!(matches!(exists.into_statement(), Err(Error::OtherTenant)));
    let alone = |tenant| predicate::condition::<Offer>(Offer::PRODUCT_ID.is_in_select(other()), tenant);
    assert!(matches!(alone(id), Err(Error::OtherTenant)));
    // A statement without a tenant takes that of its subselect.
    assert!(matches!(alone(None), Ok((_, Some(_)))));
}

#[test]
fn a_global_list_with_a_tenants_select_is_that_tenants() {
    let id = tenant();
    let offered = || Offer::COUNTRY_ID.exists_in(offers(id));
    let statement = Select::<Country>::new(None).filter(offered()).limit(1).into_statement().unwrap();
    assert_eq!(statement.tenant, id);
    assert!(matches!(statement.permitted(Tenants::None), Err(Error::NoTenant)));
    let both = Select::<Country>::new(None).filter(offered()).filter(Offer::COUNTRY_ID.exists_in(offers(tenant())));
    assert!(matches!(both.into_statement(), Err(Error::OtherTenant)));
}

#[test]
fn aliases_of_nested_selects_are_unique() {
    let id = tenant();
    let inner = products(id).join_as(Parent, Product::PARENT_ID).filter(Product::PARENT_ID.exists_in(products(id)));
    let list = products(id).filter(Product::PARENT_ID.exists_in(inner)).limit(1);
    let text = from(list.into_statement());
    assert!(text.contains(r#" AS "1.0 org_products" LEFT JOIN "org_products" AS "1.1 parent_id" ON"#), "{text}");
    assert!(text.contains(r#" AND "2.0 org_products"."parent_id" = "1.0 org_products"."id")"#), "{text}");
    assert!(text.contains(r#" AND "1.0 org_products"."parent_id" = p."id")"#), "{text}");
}

#[test]
fn counting_reads_no_column() {
    let filtered = || products(tenant()).filter(Product::SKU.eq("a"));
    let rest = format!(r#"FROM "org_products" WHERE {LIVE} AND (p."sku" = $2)"#);
    assert_eq!(sql(filtered().into_count()), format!("SELECT count(*) {rest}"));
    assert_eq!(sql(filtered().order_by(Product::SKU.asc()).into_count()), format!("SELECT count(*) {rest}"));
    assert_eq!(
        sql(filtered().limit(9).into_count()),
        format!(r#"SELECT count(*) FROM (SELECT 1 {rest} LIMIT $3) AS "counted""#)
    );
    let distinct = products(tenant()).column(Product::SKU).distinct();
    assert_eq!(
        sql(distinct.into_count()),
        format!(r#"SELECT count(*) FROM (SELECT DISTINCT p."sku" FROM "org_products" WHERE {LIVE}) AS "counted""#)
    );
    assert_eq!(sql(filtered().into_exists()), format!("SELECT EXISTS(SELECT 1 {rest})"));
}

#[test]
fn locks_are_on_the_table_itself() {
    let list = || products(tenant()).join(Product::PARENT_ID).limit(1);
    assert!(sql(list().for_update().into_statement()).ends_with(r#" LIMIT $3 FOR UPDATE OF "org_products""#));
    assert!(
        sql(list().for_update_skip_locked().into_statement())
            .ends_with(r#" LIMIT $3 FOR UPDATE OF "org_products" SKIP LOCKED"#)
    );
    let find = Find::<Country>::by_key(None, crate::KeyOf::key(Id::<Country>::generate())).for_update();
    assert_eq!(sql(find.into_statement()), r#"SELECT "id", "code" FROM "countries" WHERE "id" = $1 FOR UPDATE"#);
}

#[test]
fn parents_and_children_are_one_statement_each() {
    let id = tenant();
    let ids = || [Id::<Product>::generate(), Id::generate()];
    let parents = products(id).load_parents(ids()).into_statement().unwrap();
    assert_eq!(from(Ok(parents.clone())), format!(r#""org_products" WHERE {LIVE} AND (p."id" = ANY($2::uuid[]))"#));
    assert!(sql(Ok(parents)).starts_with(r#"SELECT p."id", p."id", p.t, "#));
    let children = products(id).order_by(Product::SKU.asc()).column(Product::SKU).limit(3);
    assert_eq!(
        sql(children.load_children(Product::PARENT_ID, ids()).into_statement()),
        r#"SELECT "0 parent"."0 parent", "0 child".* FROM unnest($1::uuid[]) AS "0 parent" INNER JOIN LATERAL (SELECT p."sku" FROM "org_products" WHERE p.t = $2 AND p."deleted_at" IS NULL AND p."parent_id" = "0 parent"."0 parent" ORDER BY p."sku" ASC LIMIT $3) AS "0 child" ON TRUE"#
    );
}

#[test]
fn the_junction_has_its_own_tenant_and_is_not_read() {
    let list = products(tenant()).column(Product::SKU).limit(3);
    let through = list.load_through(Offer::COUNTRY_ID, Offer::PRODUCT_ID, [Id::<Country>::generate()]);
    let text = sql(through.into_statement());
    assert!(text.contains(
        r#"LATERAL (SELECT p."sku" FROM "org_products" INNER JOIN "org_offers" AS "0.1 org_offers" ON "0.1 org_offers"."product_id" = p."id" AND "0.1 org_offers".t = $2 WHERE p.t = $3 AND p."deleted_at" IS NULL AND "0.1 org_offers"."country_id" = "0 parent"."0 parent" LIMIT $4)"#
    ), "{text}");
}
