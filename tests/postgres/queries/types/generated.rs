//! Columns that the database computes.

use peristyle::prelude::*;
use peristyle_test::server::Role;
use rust_decimal::Decimal;
use sqlx::PgPool;

use super::database;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// A line of an invoice.
#[table(
    name = "org_lines",
    tenant = Organization,
    unique(slug),
    check(total >= 0 && quantity < 100, message = "a line is small"),
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub id: Id<Line>,
    pub organization_id: Id<Organization>,
    #[column(varchar(100))]
    pub name: String,
    #[column(numeric(10, 2))]
    pub price: Decimal,
    pub quantity: i32,
    /// What is paid.
    #[column(numeric(12, 2), generated(sql = "price * quantity"))]
    pub total: Decimal,
    #[column(varchar(100), generated(sql = "lower(replace(name, ' ', '-'))"))]
    pub slug: Option<String>,
    #[column(generated(sql = "ARRAY[name]"))]
    pub names: Vec<String>,
}

schema! { pub LINES = [Organization, Line] }

#[tokio::test]
async fn a_generated_column_is_read_and_never_set() {
    let (database, pool) = database(&LINES, "").await;
    let root = OrganizationInsert::new();
    let tenant = Tenant::<Organization>::new(root.id());
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    Organization::insert(tenant, root).execute(&mut tx).await.unwrap();
    let draft = LineInsert::new("Desk Lamp", Decimal::new(250, 2), 3);
    draft.validate().unwrap();
    let line = Line::insert(tenant, draft).fetch_one(&mut tx).await.unwrap();
    assert_eq!((line.total, line.slug.as_deref()), (Decimal::new(750, 2), Some("desk-lamp")));
    assert_eq!(line.names, ["Desk Lamp"]);
    let many = [LineInsert::new("A B", Decimal::ONE, 2), LineInsert::new("C", Decimal::ONE, 4)];
    let lines = Line::insert_many(tenant, many).fetch_all(&mut tx).await.unwrap();
    assert_eq!(lines.iter().map(|line| line.total).collect::<Vec<_>>(), [Decimal::new(2, 0), Decimal::new(4, 0)]);
    let changed = Line::update(tenant, line.id, LineUpdate::new().quantity(4)).fetch_one(&mut tx).await.unwrap();
    assert_eq!(changed.total, Decimal::new(1000, 2));
    let found = Line::find_by_slug(tenant, "desk-lamp").fetch_one(&mut tx).await.unwrap();
    assert_eq!(found, changed);
    let dear =
        Line::select(tenant).filter(Line::TOTAL.gt(Decimal::new(5, 0))).limit(9).fetch_all(&mut tx).await.unwrap();
    assert_eq!(dear.len(), 1);
    tx.commit().await.unwrap();
    said(&database).await;
}

async fn said(database: &peristyle_test::server::Database) {
    let owner = PgPool::connect_with(database.connect_options(Role::Owner)).await.unwrap();
    let generated = "SELECT attname::text FROM pg_attribute WHERE attrelid = 'org_lines'::regclass AND attgenerated = 's' ORDER BY attnum";
    let names: Vec<String> = sqlx::query_scalar(generated).fetch_all(&owner).await.unwrap();
    assert_eq!(names, ["total", "slug", "names"]);
    let rights = "SELECT count(*) FROM information_schema.column_privileges
        WHERE table_name = 'org_lines' AND column_name = 'total' AND privilege_type = 'UPDATE' AND grantee <> grantor";
    let count: i64 = sqlx::query_scalar(rights).fetch_one(&owner).await.unwrap();
    assert_eq!(count, 0);
}
