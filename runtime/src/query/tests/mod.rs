//! The SQL of statements for tables of each kind.

mod aggregates;
mod bulk;
mod insert_many;
mod large;
mod select;
mod text_cache;
mod usual_limit;
mod value_exprs;

use sea_query::Value;
use uuid::Uuid;

use super::*;
use crate::fixtures::{Country, Encodable, Offer, Organization, Product, ProductInsert, ProductUpdate, Status, Wide};
use crate::{Error, Id, KeyOf, Table, Tenant};

fn tenant() -> (Id<Organization>, Option<Uuid>) {
    let id = Id::generate();
    (id, crate::tenant::tenant::<Organization>(Tenant::new(id)))
}

fn sql(statement: Result<Statement, Error>) -> String {
    statement.unwrap().sql().to_owned()
}

const PRODUCT_COLUMNS: &str = r#""id", "organization_id", "sku", "description", "status"::text, "tags", "settings"::text, "parent_id", "created_at", "updated_at", "deleted_at""#;

#[test]
fn find_repeats_tenant_and_deletion() {
    let (tenant_id, tenant) = tenant();
    let id = Id::<Product>::generate();
    let statement = Find::<Product>::by_key(tenant, id.key()).into_statement().unwrap();
    assert_eq!(
        statement.sql(),
        format!(
            r#"SELECT {PRODUCT_COLUMNS} FROM "org_products" WHERE "organization_id" = $1 AND "id" = $2 AND "deleted_at" IS NULL"#
        )
    );
    assert_eq!(statement.values(), [Value::from(tenant_id.uuid()), id.uuid().into()]);
}

#[test]
fn a_finder_repeats_the_condition_of_its_unique() {
    let (_, tenant) = tenant();
    let by_sku = Find::<Product>::by_unique(tenant, 0, Values::new().and("L-1".to_owned()));
    assert!(
        sql(by_sku.into_statement())
            .ends_with(r#"FROM "org_products" WHERE "organization_id" = $1 AND "sku" = $2 AND "deleted_at" IS NULL"#)
    );
    let by_status = Find::<Product>::by_unique(tenant, 2, Values::new().and(Status::Active).and("x".to_owned()));
    assert!(sql(by_status.into_statement()).ends_with(
        r#" WHERE "organization_id" = $1 AND "status" = $2::text::"product_status" AND "description" = $3 AND ("status" = 'active') AND "deleted_at" IS NULL"#
    ));
}

#[test]
fn tables_without_tenant_or_deletion_say_neither() {
    let find = Find::<Country>::by_key(None, Id::<Country>::generate().key());
    assert_eq!(sql(find.into_statement()), r#"SELECT "id", "code" FROM "countries" WHERE "id" = $1"#);
    let by_code = Find::<Country>::by_unique(None, 0, Values::new().and("de".to_owned()));
    assert_eq!(
        sql(by_code.into_statement()),
        r#"SELECT "id", "code" FROM "countries" WHERE "code" = $1::text::bpchar"#
    );
    let delete = Delete::<Country>::new(None, Id::<Country>::generate().key());
    assert_eq!(sql(delete.into_statement()), r#"DELETE FROM "countries" WHERE "id" = $1 RETURNING "id", "code""#);
    let insert = Insert::new(None, Country { id: Id::generate(), code: "de".to_owned() });
    assert_eq!(
        sql(insert.into_statement()),
        r#"INSERT INTO "countries" ("id", "code") VALUES ($1, $2::text::bpchar) RETURNING "id", "code""#
    );
    let select = Select::<Country>::new(None).limit(1);
    assert_eq!(sql(select.into_statement()), r#"SELECT "id", "code" FROM "countries" LIMIT $1"#);
}

#[test]
fn a_junction_is_named_by_both_ids() {
    let (_, tenant) = tenant();
    let delete = Delete::<Offer>::new(tenant, KeyOf::<Offer>::key((Id::generate(), Id::generate())));
    assert!(sql(delete.into_statement()).starts_with(
        r#"DELETE FROM "org_offers" WHERE "organization_id" = $1 AND "product_id" = $2 AND "country_id" = $3 RETURNING "#
    ));
}

#[test]
fn an_insert_leaves_defaults_and_timestamps_to_the_database() {
    let (tenant_id, tenant) = tenant();
    let draft = ProductInsert::new("L-1");
    let id = draft.id;
    let statement = Insert::new(tenant, draft).into_statement().unwrap();
    assert_eq!(
        statement.sql(),
        format!(
            r#"INSERT INTO "org_products" ("organization_id", "id", "sku", "description", "status", "tags", "settings", "parent_id") VALUES ($1, $2, $3, $4, COALESCE($5::text::"product_status", ('draft')::"product_status"), COALESCE($6::text[], ('{{}}')::text[]), $7::text::jsonb, $8) RETURNING {PRODUCT_COLUMNS}"#
        )
    );
    assert_eq!(statement.values()[..3], [Value::from(tenant_id.uuid()), id.uuid().into(), "L-1".into()]);
    assert_eq!(statement.values().len(), 8);
}

#[test]
fn a_root_is_its_own_tenant() {
    let (tenant_id, tenant) = tenant();
    let own = Organization { id: tenant_id, name: "A".to_owned() };
    let statement = Insert::new(tenant, own).into_statement().unwrap();
    assert_eq!(statement.sql(), r#"INSERT INTO "organizations" ("id", "name") VALUES ($1, $2) RETURNING "id", "name""#);
    assert_eq!(statement.values().len(), 2);

    let other = Organization { id: Id::generate(), name: "B".to_owned() };
    assert!(matches!(Insert::new(tenant, other).into_statement(), Err(Error::OtherRoot)));

    let find = Find::<Organization>::by_key(tenant, tenant_id.key());
    assert_eq!(sql(find.into_statement()), r#"SELECT "id", "name" FROM "organizations" WHERE "id" = $1 AND "id" = $2"#);
}

#[test]
fn delete_and_restore_mark_the_row() {
    let (_, tenant) = tenant();
    let delete = Delete::<Product>::new(tenant, Id::<Product>::generate().key());
    assert_eq!(
        sql(delete.into_statement()),
        format!(
            r#"UPDATE "org_products" SET "deleted_at" = now(), "updated_at" = now() WHERE "organization_id" = $1 AND "id" = $2 AND "deleted_at" IS NULL RETURNING {PRODUCT_COLUMNS}"#
        )
    );
    let restore = Restore::<Product>::new(tenant, Id::<Product>::generate().key());
    assert_eq!(
        sql(restore.into_statement()),
        format!(
            r#"UPDATE "org_products" SET "deleted_at" = NULL, "updated_at" = now() WHERE "organization_id" = $1 AND "id" = $2 AND "deleted_at" IS NOT NULL RETURNING {PRODUCT_COLUMNS}"#
        )
    );
}

#[test]
fn an_update_sets_what_was_set() {
    let (tenant_id, tenant) = tenant();
    let id = Id::<Product>::generate();
    let changes = ProductUpdate { description: Some(None), status: Some(Status::Active), ..ProductUpdate::default() };
    let statement = Update::<Product>::new(tenant, id.key(), changes).into_statement().unwrap();
    let (text, returning) = statement.sql().split_once(" RETURNING ").unwrap();
    assert_eq!(
        text,
        r#"UPDATE "org_products" SET "description" = $3, "status" = $4::text::"product_status", "updated_at" = now() WHERE "organization_id" = $1 AND "id" = $2 AND "deleted_at" IS NULL"#
    );
    assert_eq!(returning, PRODUCT_COLUMNS);
    assert_eq!(statement.values(), [tenant_id.uuid().into(), id.uuid().into(), Value::String(None), "active".into()]);
}

#[test]
fn an_update_of_nothing_reads_the_row() {
    let (_, tenant) = tenant();
    let id = Id::<Product>::generate();
    let update = Update::<Product>::new(tenant, id.key(), ProductUpdate::default()).into_statement().unwrap();
    assert_eq!(update, Find::<Product>::by_key(tenant, id.key()).into_statement().unwrap());
}

fn condition(predicate: Predicate<Product>) -> String {
    let text = sql(Select::<Product>::new(None).filter(predicate).into_statement());
    let start = r#""org_products"."deleted_at" IS NULL AND "#;
    text.split_once(start).unwrap().1.replace("\"org_products\".", "")
}

#[test]
fn comparisons_bind_one_value_and_cast_it_where_needed() {
    assert_eq!(condition(Product::SKU.eq("a")), r#"("sku" = $2)"#);
    assert_eq!(condition(Product::SKU.ne("a")), r#"("sku" <> $2)"#);
    assert_eq!(condition(Product::SKU.lt("a")), r#"("sku" < $2)"#);
    assert_eq!(condition(Product::SKU.le("a")), r#"("sku" <= $2)"#);
    assert_eq!(condition(Product::SKU.gt("a")), r#"("sku" > $2)"#);
    assert_eq!(condition(Product::SKU.ge("a")), r#"("sku" >= $2)"#);
    assert_eq!(condition(Product::SKU.starts_with("a")), r#"("sku" ^@ $2)"#);
    assert_eq!(condition(Product::DESCRIPTION.like("a%")), r#"("description" LIKE $2)"#);
    assert_eq!(condition(Product::DESCRIPTION.is_null()), r#"("description" IS NULL)"#);
    assert_eq!(condition(Product::DESCRIPTION.is_not_null()), r#"("description" IS NOT NULL)"#);
    assert_eq!(condition(Product::STATUS.eq(Status::Draft)), r#"("status" = ('draft'::"product_status"))"#);
    assert_eq!(condition(Product::SKU.is_in(["a", "b"])), r#"("sku" = ANY($2))"#);
    assert_eq!(
        condition(Product::STATUS.is_in([Status::Draft])),
        r#"("status" = ANY($2::text[]::"product_status"[]))"#
    );
    assert_eq!(condition(Product::SKU.between("a", "b")), r#"(("sku" >= $2) AND ("sku" <= $3))"#);
}

#[test]
fn conditions_stay_in_their_parentheses() {
    let either = Product::SKU.eq("a") | Product::SKU.eq("b");
    assert_eq!(condition(either), r#"(("sku" = $2) OR ("sku" = $3))"#);
    let neither = !(Product::SKU.eq("a").or(Product::SKU.eq("b")));
    assert_eq!(condition(neither), r#"(NOT (("sku" = $2) OR ("sku" = $3)))"#);
    let mixed = (Product::SKU.eq("a") | Product::SKU.eq("b")) & Product::DESCRIPTION.is_null();
    assert_eq!(condition(mixed), r#"((("sku" = $2) OR ("sku" = $3)) AND ("description" IS NULL))"#);
}

#[test]
fn a_list_is_of_the_tenant_whatever_is_asked_for() {
    let (tenant_id, tenant) = tenant();
    let list = || Select::<Product>::new(tenant).filter(Product::SKU.eq("a")).order_by(Product::CREATED_AT.desc());
    let statement = list().order_by(Product::ID.asc()).limit(20).into_statement().unwrap();
    let rest = statement.sql().split_once(" FROM ").unwrap().1;
    assert_eq!(
        rest,
        r#""org_products" WHERE "org_products"."organization_id" = $1 AND "org_products"."deleted_at" IS NULL AND ("org_products"."sku" = $2) ORDER BY "org_products"."created_at" DESC, "org_products"."id" ASC LIMIT $3"#
    );
    assert_eq!(statement.values()[0], Value::from(tenant_id.uuid()));

    let with_deleted = sql(list().with_deleted().into_statement());
    assert!(with_deleted.contains(r#"WHERE "org_products"."organization_id" = $1 AND ("org_products"."sku""#));
    let only_deleted = sql(list().only_deleted().into_statement());
    assert!(only_deleted.contains(r#""organization_id" = $1 AND "org_products"."deleted_at" IS NOT NULL AND ("#));
}

#[test]
fn a_value_without_a_form_names_its_column() {
    let (_, tenant) = tenant();
    let encode_error = |statement: Result<Statement, Error>| match statement {
        Err(Error::Encode { column, .. }) => column,
        other => panic!("{other:?}"),
    };
    let draft = ProductInsert { settings: Encodable(false), ..ProductInsert::new("a") };
    assert_eq!(encode_error(Insert::new(tenant, draft).into_statement()), "settings");
    let changes = ProductUpdate { settings: Some(Encodable(false)), sku: Some("a".to_owned()), ..Default::default() };
    let update = Update::<Product>::new(tenant, Id::<Product>::generate().key(), changes);
    assert_eq!(encode_error(update.into_statement()), "settings");
    let filter = Product::SKU.eq("a").and(Product::SETTINGS.eq(Encodable(false)));
    assert_eq!(encode_error(Select::<Product>::new(tenant).filter(filter).into_statement()), "settings");
}

#[test]
fn a_statement_runs_only_for_its_own_tenant() {
    let (_, tenant) = tenant();
    let find = || Find::<Product>::by_key(tenant, Id::<Product>::generate().key()).into_statement().unwrap();
    let opened = Tenants::One(tenant.unwrap());
    assert!(find().permitted(opened).is_ok());
    assert!(find().permitted(Tenants::Any).is_ok());
    assert!(matches!(find().permitted(Tenants::One(Uuid::now_v7())), Err(Error::OtherTenant)));
    assert!(matches!(find().permitted(Tenants::None), Err(Error::NoTenant)));
    let global = Find::<Country>::by_key(None, Id::<Country>::generate().key()).into_statement().unwrap();
    assert!(global.permitted(opened).is_ok());
    // A pool does not know the root of the tenant of a subselect.
    let sold = Select::<Product>::new(tenant).filter(Product::SKU.eq("a")).column(Product::SKU);
    let global = Select::<Country>::new(None).filter(Country::CODE.is_in_select(sold)).limit(1);
    assert!(matches!(global.into_statement().unwrap().permitted(Tenants::Any), Err(Error::NoTenant)));
}

#[test]
fn statements_can_be_sent_and_logged() {
    fn is_send<S: Send + std::fmt::Debug>() {}
    is_send::<Statement>();
    is_send::<Select<Product>>();
    is_send::<Find<Product>>();
    is_send::<Insert<Product>>();
    is_send::<InsertMany<Product>>();
    is_send::<Upsert<Product, SingleRow>>();
    is_send::<InsertNew<Product, Batch>>();
    is_send::<Update<Product>>();
    is_send::<Delete<Product>>();
    is_send::<Restore<Product>>();
    is_send::<Predicate<Product>>();
    assert_eq!(format!("{:?}", Product::SKU), "Column(org_products.sku)");
    let statement = Find::<Country>::by_key(None, Id::<Country>::generate().key()).into_statement().unwrap();
    assert_eq!(statement.to_string(), statement.sql());
    assert_eq!(Product::SKU.def().name, Product::def().columns[2].name);
}

#[test]
fn a_statement_on_a_table_of_200_columns_is_complete() {
    let insert = sql(Insert::new(None, Wide { id: Id::generate() }).into_statement());
    assert!(insert.len() > 16 * 1024);
    assert_eq!(insert.matches("a_column_whose_name").count(), 400);
    assert!(insert.contains(", $200) RETURNING ") && insert.ends_with("_of_a_name\""));
    let many = sql(InsertMany::<Wide>::new(None, []).into_statement());
    assert!(many.contains("$200::bigint[])") && many.ends_with("_of_a_name\""));
    let find = sql(Find::<Wide>::by_key(None, Id::<Wide>::generate().key()).into_statement());
    assert!(find.ends_with("_of_a_name\" = $1"));
}
