//! Inserts of batches, and upserts.

use super::*;

#[test]
fn an_insert_of_many_has_one_text_for_every_number_of_rows() {
    let (tenant_id, tenant) = tenant();
    let many = |rows: &[ProductInsert]| InsertMany::<Product>::new(tenant, rows.to_vec()).into_statement().unwrap();
    let rows = [ProductInsert::new("L-1"), ProductInsert::new("L-2")];
    let statement = many(&rows);
    assert_eq!(
        statement.sql(),
        format!(
            r#"INSERT INTO "org_products" ("organization_id", "id", "sku", "description", "status", "tags", "settings", "parent_id") SELECT $1::uuid, c2, c3, c4, COALESCE(c5::"product_status", ('draft')::"product_status"), COALESCE(c6::text[], ('{{}}')::text[]), c7::jsonb, c8 FROM (SELECT unnest($2::uuid[]) c2, unnest($3::text[]) c3, unnest($4::text[]) c4, unnest($5::text[]) c5, unnest($6::text[]) c6, unnest($7::text[]) c7, unnest($8::uuid[]) c8) AS given RETURNING {PRODUCT_COLUMNS}"#
        )
    );
    assert_eq!(statement.values()[0], Value::from(tenant_id.uuid()));
    assert_eq!(statement.values()[2], Value::from(vec!["L-1".to_owned(), "L-2".to_owned()]));
    assert_eq!(statement.values().len(), 8);
    assert_eq!(many(&[]).sql(), statement.sql());
}

#[test]
fn an_insert_of_many_says_no_tenant_where_there_is_none() {
    let countries = [Country { id: Id::generate(), code: "de".to_owned() }];
    assert_eq!(
        sql(InsertMany::<Country>::new(None, countries).into_statement()),
        r#"INSERT INTO "countries" ("id", "code") SELECT c1, c2::bpchar FROM (SELECT unnest($1::uuid[]) c1, unnest($2::text[]) c2) AS given RETURNING "id", "code""#
    );
    let (tenant_id, tenant) = tenant();
    let own = [Organization { id: tenant_id, name: "A".to_owned() }];
    let root = InsertMany::<Organization>::new(tenant, own).into_statement().unwrap();
    assert!(root.sql().contains(
        r#"("id", "name") SELECT c1, c2 FROM (SELECT unnest($1::uuid[]) c1, unnest($2::text[]) c2) AS given"#
    ));
    assert_eq!(root.values().len(), 2);
    let other = [Organization { id: Id::generate(), name: "B".to_owned() }];
    assert!(matches!(InsertMany::<Organization>::new(tenant, other).into_statement(), Err(Error::OtherRoot)));
}

fn clause(statement: Result<Statement, Error>) -> String {
    let text = sql(statement);
    let (_, clause) = text.split_once(" ON CONFLICT ").unwrap();
    clause.split_once(" RETURNING ").unwrap().0.to_owned()
}

#[test]
fn an_upsert_repeats_the_unique_and_guards_the_tenant() {
    let (_, tenant) = tenant();
    let insert = || Insert::<Product>::new(tenant, ProductInsert::new("L-1"));
    let by_sku = insert().on_conflict(super::unique_at::<Product, super::NotDeferrable>(0));
    assert_eq!(
        clause(by_sku.do_update().into_statement()),
        "(organization_id, sku) WHERE deleted_at IS NULL DO UPDATE SET sku = excluded.sku, description = excluded.description, status = excluded.status, tags = excluded.tags, settings = excluded.settings, parent_id = excluded.parent_id, updated_at = now() WHERE org_products.organization_id = excluded.organization_id AND org_products.deleted_at IS NULL"
    );
    let by_status = insert()
        .on_conflict(super::unique_at::<Product, super::NotDeferrable>(2))
        .do_update_only((Product::SKU, Product::STATUS));
    assert_eq!(
        clause(by_status.into_statement()),
        "(organization_id, status, description) WHERE status = 'active' AND deleted_at IS NULL DO UPDATE SET sku = excluded.sku, status = excluded.status, updated_at = now() WHERE org_products.organization_id = excluded.organization_id AND org_products.deleted_at IS NULL"
    );
    assert_eq!(clause(insert().on_key_conflict().do_nothing().into_statement()), "(organization_id, id) DO NOTHING");
    let many = InsertMany::<Product>::new(tenant, [ProductInsert::new("L-1")]);
    let many =
        sql(many.on_conflict(super::unique_at::<Product, super::NotDeferrable>(0)).do_nothing().into_statement());
    assert!(
        many.contains(") AS given ON CONFLICT (organization_id, sku) WHERE deleted_at IS NULL DO NOTHING RETURNING ")
    );
}

#[test]
fn an_upsert_without_tenant_or_deletion_says_neither() {
    let country = Country { id: Id::generate(), code: "de".to_owned() };
    let upsert = Insert::<Country>::new(None, country)
        .on_conflict(super::unique_at::<Country, super::NotDeferrable>(0))
        .do_update();
    assert_eq!(clause(upsert.into_statement()), "(code) DO UPDATE SET code = excluded.code");
}

#[test]
fn an_upsert_changes_neither_key_nor_tenant() {
    let (_, tenant) = tenant();
    let insert = Insert::<Product>::new(tenant, ProductInsert::new("L-1")).on_key_conflict();
    let refused = insert.do_update_only((Product::SKU, Product::ID)).into_statement();
    assert!(matches!(refused, Err(Error::Unchangeable { column: "id" })));
}
