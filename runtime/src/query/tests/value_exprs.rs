//! Expressions, versions and searches as text.

use super::*;
use crate::query::all_rows;

#[test]
fn an_update_computes_columns_behind_the_key() {
    let (tenant_id, tenant) = tenant();
    let id = Id::<Product>::generate();
    let update = |changes| Update::<Product>::new(tenant, id.key(), changes);
    let changes = ProductUpdate { sku: Some("L-1".to_owned()), ..ProductUpdate::default() };
    let statement = update(changes)
        .set(Product::DESCRIPTION, Product::DESCRIPTION.coalesce("none").concat(Product::SKU))
        .set(Product::TAGS, Product::TAGS.append("new"))
        .set(Product::STATUS, Product::STATUS.greatest(Status::Draft));
    let statement = statement.into_statement().unwrap();
    let (text, returning) = statement.sql().split_once(" RETURNING ").unwrap();
    assert_eq!(
        text,
        r#"UPDATE "org_products" SET "sku" = $3, "description" = (coalesce("description", $4::text) || "sku"), "tags" = array_append("tags", $5::text), "status" = greatest("status", $6::text::"product_status"), "updated_at" = now() WHERE "organization_id" = $1 AND "id" = $2 AND "deleted_at" IS NULL"#
    );
    assert_eq!(returning, PRODUCT_COLUMNS);
    assert_eq!(statement.values()[..2], [tenant_id.uuid().into(), id.uuid().into()]);
    let replaced = update(ProductUpdate { sku: Some("a".to_owned()), ..ProductUpdate::default() });
    let replaced =
        replaced.set(Product::SKU, Product::SKU.concat("b")).set(Product::SKU, "c").into_statement().unwrap();
    assert_eq!(replaced.values()[2..], ["c".into()]);
}

#[test]
fn an_update_of_many_qualifies_its_columns() {
    let (_, tenant) = tenant();
    let many = UpdateMany::<Product>::new(tenant, all_rows(), ProductUpdate::default());
    let text = sql(many.set(Product::SKU, Product::SKU.concat("b")).into_statement());
    assert_eq!(
        text.split_once(" RETURNING ").unwrap().0,
        r#"UPDATE "org_products" SET "sku" = ("org_products"."sku" || $1::text), "updated_at" = now() WHERE "org_products"."organization_id" = $2 AND "org_products"."deleted_at" IS NULL AND (TRUE)"#
    );
}

#[test]
fn an_upsert_computes_with_the_row_of_the_insert() {
    let (_, tenant) = tenant();
    let insert = Insert::<Product>::new(tenant, ProductInsert::new("L-1"))
        .on_conflict(super::unique_at::<Product, super::NotDeferrable>(0));
    let upsert = insert.do_update_only((Product::STATUS, Product::SKU));
    let upsert = upsert.set(Product::SKU, Product::SKU.concat(Product::SKU.excluded()).concat("!"));
    let statement = upsert.into_statement().unwrap();
    assert!(statement.sql().contains(
        r#" DO UPDATE SET status = excluded.status, sku = (("org_products"."sku" || excluded."sku") || $9::text), updated_at = now() WHERE org_products.organization_id = excluded.organization_id AND org_products.deleted_at IS NULL RETURNING "#
    ));
    assert_eq!(statement.values().len(), 9);
}

#[test]
fn a_version_is_one_statement() {
    let (_, tenant) = tenant();
    let id = Id::<Product>::generate();
    let seen = chrono::DateTime::UNIX_EPOCH;
    let update = |changes| Update::<Product>::new(tenant, id.key(), changes).if_version(Product::UPDATED_AT, seen);
    let changes = ProductUpdate { sku: Some("L-1".to_owned()), ..ProductUpdate::default() };
    let text = |set: &str, number: u8| {
        let row = r#"WHERE "organization_id" = $1 AND "id" = $2 AND "deleted_at" IS NULL"#;
        format!(
            r#"WITH "updated row" AS (UPDATE "org_products" SET {set}"updated_at" = now() {row} AND "updated_at" = ${number} RETURNING TRUE, {PRODUCT_COLUMNS}) SELECT "updated row".* FROM (SELECT FROM "org_products" {row}) AS "found row" LEFT JOIN "updated row" ON TRUE"#
        )
    };
    assert_eq!(sql(update(changes).into_statement()), text(r#""sku" = $3, "#, 4));
    assert_eq!(sql(update(ProductUpdate::default()).into_statement()), text("", 3));
}

#[test]
fn searches_bind_their_values() {
    assert_eq!(condition(Product::SKU.contains("a%")), r#"("sku" LIKE ($2::text))"#);
    assert_eq!(condition(Product::SKU.ends_with_ignore_case("a")), r#"("sku" ILIKE ($2::text))"#);
    assert_eq!(condition(Product::SKU.eq_ignore_case("a")), r#"(lower("sku") = lower($2::text))"#);
    assert_eq!(condition(Product::TAGS.has("a")), r#"("tags" @> $2)"#);
    assert_eq!(condition(Product::TAGS.len().gt(1)), r#"((cardinality("tags")) > ($2::integer))"#);
    let statement = Select::<Product>::new(None).filter(Product::SKU.contains(r"5%_\")).into_statement().unwrap();
    assert!(statement.values().contains(&Value::from(r"%5\%\_\\%")));
}

#[test]
fn a_page_by_an_expression_reads_its_value() {
    let (_, tenant) = tenant();
    let list = Select::<Product>::new(tenant).order_by(Product::SKU.concat("b").asc());
    let page = list.page(crate::query::PageSize::new(2).unwrap(), None);
    let text = sql(page.into_statement());
    assert_eq!(
        text.split_once(", \"org_products\".\"id\", ").unwrap().0,
        r#"SELECT array_append(array_append(CAST('{}' AS _text), coalesce('=' || ("org_products"."sku" || $1::text)::text, '')), coalesce('=' || "org_products"."id"::text, ''))"#
    );
    assert!(text.ends_with(r#" ORDER BY ("org_products"."sku" || $3::text) ASC, "org_products"."id" ASC LIMIT $4"#));
}
