//! Statements on all rows that match a condition.

use super::*;

fn condition() -> Predicate<Product> {
    Product::SKU.eq("a") | Product::SKU.eq("b")
}

#[test]
fn an_update_by_a_condition_is_of_the_tenants_live_rows() {
    let (tenant_id, tenant) = tenant();
    let changes = ProductUpdate { sku: Some("c".to_owned()), ..ProductUpdate::default() };
    let statement = UpdateMany::<Product>::new(tenant, condition(), changes).into_statement().unwrap();
    assert_eq!(
        statement.sql(),
        format!(
            r#"UPDATE "org_products" SET "sku" = $1, "updated_at" = now() WHERE "org_products"."organization_id" = $2 AND "org_products"."deleted_at" IS NULL AND (("org_products"."sku" = $3) OR ("org_products"."sku" = $4)) RETURNING {PRODUCT_COLUMNS}"#
        )
    );
    assert_eq!(statement.values()[..2], ["c".into(), Value::from(tenant_id.uuid())]);
}

#[test]
fn an_update_of_nothing_by_a_condition_reads_the_rows() {
    let (_, tenant) = tenant();
    let update = UpdateMany::<Product>::new(tenant, Product::SKU.eq("a"), ProductUpdate::default());
    assert_eq!(
        sql(update.into_statement()),
        format!(
            r#"SELECT {PRODUCT_COLUMNS} FROM "org_products" WHERE "org_products"."organization_id" = $1 AND "org_products"."deleted_at" IS NULL AND ("org_products"."sku" = $2)"#
        )
    );
}

#[test]
fn deletes_and_restores_by_a_condition_mark_the_rows() {
    let (_, tenant) = tenant();
    let delete = sql(DeleteMany::<Product>::new(tenant, condition()).into_statement());
    let rest = r#"AND (("org_products"."sku" = $2) OR ("org_products"."sku" = $3)) RETURNING "#;
    assert!(delete.starts_with(
        r#"UPDATE "org_products" SET "deleted_at" = now(), "updated_at" = now() WHERE "org_products"."organization_id" = $1 AND "org_products"."deleted_at" IS NULL AND "#
    ) && delete.contains(rest), "{delete}");
    let restore = sql(RestoreMany::<Product>::new(tenant, condition()).into_statement());
    assert!(restore.starts_with(
        r#"UPDATE "org_products" SET "deleted_at" = NULL, "updated_at" = now() WHERE "org_products"."organization_id" = $1 AND "org_products"."deleted_at" IS NOT NULL AND "#
    ) && restore.contains(rest), "{restore}");
}

#[test]
fn a_real_delete_by_a_condition_takes_the_rows_away() {
    let delete = DeleteMany::<Country>::new(None, Country::CODE.eq("de")).into_statement().unwrap();
    assert_eq!(
        delete.sql(),
        r#"DELETE FROM "countries" WHERE ("countries"."code" = ($1::text::bpchar)) RETURNING "id", "code""#
    );
    assert_eq!(delete.target.verb, Verb::Remove);
}

#[test]
fn a_value_that_cannot_be_encoded_is_an_error() {
    let (_, tenant) = tenant();
    let broken = DeleteMany::<Product>::new(tenant, Product::SETTINGS.eq(Encodable(false))).into_statement();
    assert!(matches!(broken, Err(Error::Encode { column: "settings", .. })));
}
