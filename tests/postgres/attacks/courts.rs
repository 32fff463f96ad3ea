//! Two tenants with rows in every table, and whether those of one are what they were.

use peristyle::prelude::*;
use peristyle::sqlx::TenantTransaction;
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};
use rust_decimal::Decimal;
use sqlx::postgres::PgPoolOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool};

use crate::shop::*;

/// Stands in every text of theirs, and in nothing else.
pub(crate) const SECRET: &str = "secret";

pub(super) type Transaction = TenantTransaction<'static, Organization>;

/// Two tenants with rows in every table.
pub(crate) struct Courts {
    pub(crate) database: Database,
    /// Of the application, with one connection: whatever a transaction leaves behind, the next one finds.
    pub(super) pool: PgPool,
    pub(crate) ours: Court,
    pub(crate) theirs: Court,
    /// A superuser, who sees their rows as they are.
    pub(super) witness: PgConnection,
    before: Vec<(&'static str, String)>,
}

/// One tenant and its rows.
pub(crate) struct Court {
    pub(crate) tenant: Tenant<Organization>,
    pub(crate) category: Id<Category>,
    pub(crate) product: Id<Product>,
    pub(crate) deleted: Id<Product>,
    pub(crate) student: Id<Student>,
    pub(crate) course: Id<Course>,
    pub(crate) entry: Id<Entry>,
    pub(crate) domain: Id<Domain>,
    pub(crate) sku: String,
}

impl Courts {
    pub(crate) async fn open() -> Self {
        let server = Server::shared().await.unwrap();
        let options = Options::new().application_role(server.role_name(Role::Application));
        let template = server.template("attacks", &ddl::sql(&SCHEMA, &options).unwrap()).await.unwrap();
        let database = server.database(&template).await.unwrap();
        let pool = Self::pool_of_one(&database, Role::Application).await;
        let (ours, theirs) = (Court::build(&pool, "ours").await, Court::build(&pool, SECRET).await);
        let witness = PgConnection::connect_with(&database.connect_options(Role::Admin)).await.unwrap();
        let mut courts = Self { database, pool, ours, theirs, witness, before: Vec::new() };
        courts.before = courts.digest().await;
        assert_eq!(courts.before.len(), 8, "every table of a tenant");
        courts
    }

    pub(super) async fn pool_of_one(database: &Database, role: Role) -> PgPool {
        PgPoolOptions::new().max_connections(1).connect_with(database.connect_options(role)).await.unwrap()
    }

    /// A transaction of the tenant that attacks.
    pub(super) async fn begin(&self) -> Transaction {
        self.pool.begin_tenant(self.ours.tenant).await.unwrap()
    }

    /// Their rows are the same to the byte, and so are the transactions that wrote them.
    pub(crate) async fn unchanged_by(&mut self, attack: &str) {
        let after = self.digest().await;
        for (before, after) in self.before.iter().zip(after) {
            assert_eq!(*before, after, "`{attack}` changed rows of another tenant");
        }
    }

    /// For each table of a tenant the sum over all bytes of their rows. A superuser is not held to any policy.
    pub(super) async fn digest(&mut self) -> Vec<(&'static str, String)> {
        let mut digest = Vec::new();
        for table in SCHEMA.tables {
            let Some(tenant) = table.tenant_column() else { continue };
            let name = table.name;
            let sql = format!(
                "SELECT count(*) || ' rows ' || md5(coalesce(string_agg(concat(t.xmin, ' ', t), chr(10) ORDER BY t::text), ''))
                    FROM {name} t WHERE {tenant} = '{}'",
                self.theirs.tenant.id()
            );
            let sum: String = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut self.witness).await.unwrap();
            assert!(!sum.starts_with("0 rows"), "{name} holds nothing of theirs");
            digest.push((name, sum));
        }
        digest
    }

    /// Whether a text of theirs is in it, or one of their ids.
    pub(crate) fn is_theirs(&self, shown: &str) -> bool {
        let Court { tenant, product, student, entry, .. } = &self.theirs;
        let ids = [tenant.id().uuid(), product.uuid(), student.uuid(), entry.uuid()];
        shown.contains(SECRET) || ids.iter().any(|id| shown.contains(&id.to_string()))
    }

    /// `{ours}`, `{theirs}`, `{product}` and so on, theirs but for the first.
    pub(crate) fn filled(&self, sql: &str) -> String {
        let Court { tenant, category, product, deleted, student, course, entry, domain, sku } = &self.theirs;
        sql.replace("{ours}", &self.ours.tenant.id().to_string())
            .replace("{our_product}", &self.ours.product.to_string())
            .replace("{our_category}", &self.ours.category.to_string())
            .replace("{theirs}", &tenant.id().to_string())
            .replace("{category}", &category.to_string())
            .replace("{product}", &product.to_string())
            .replace("{deleted}", &deleted.to_string())
            .replace("{student}", &student.to_string())
            .replace("{course}", &course.to_string())
            .replace("{entry}", &entry.to_string())
            .replace("{domain}", &domain.to_string())
            .replace("{sku}", sku)
            .replace("{new}", &Id::<Product>::generate().to_string())
    }
}

impl Court {
    async fn build(pool: &PgPool, name: &str) -> Self {
        let organization = OrganizationInsert::new(name);
        let tenant = Tenant::<Organization>::new(organization.id());
        let mut tx = pool.begin_tenant(tenant).await.unwrap();
        Organization::insert(tenant, organization).execute(&mut tx).await.unwrap();
        let category = CategoryInsert::new(name);
        let sku = format!("{name}-1");
        let product = ProductInsert::new(name, sku.clone(), Decimal::new(1995, 2)).category_id(category.id());
        let deleted = ProductInsert::new(name, format!("{name}-2"), Decimal::ONE).description(name.to_owned());
        let domain = DomainInsert::new(format!("{name}.example"));
        let (student, course, entry) = (StudentInsert::new(name), CourseInsert::new(name), EntryInsert::new(7));
        let (student_id, course_id) = (student.id(), course.id());
        let court = Self {
            tenant,
            category: category.id(),
            product: product.id(),
            deleted: deleted.id(),
            student: student_id,
            course: course_id,
            entry: entry.id(),
            domain: domain.id(),
            sku,
        };
        Category::insert(tenant, category).execute(&mut tx).await.unwrap();
        Product::insert(tenant, product).execute(&mut tx).await.unwrap();
        Product::insert(tenant, deleted).execute(&mut tx).await.unwrap();
        Product::delete(tenant, court.deleted).execute(&mut tx).await.unwrap();
        Student::insert(tenant, student).execute(&mut tx).await.unwrap();
        Course::insert(tenant, course).execute(&mut tx).await.unwrap();
        Enrolment::insert(tenant, EnrolmentInsert::new(student_id, course_id)).execute(&mut tx).await.unwrap();
        Domain::insert(tenant, domain).execute(&mut tx).await.unwrap();
        Entry::insert(tenant, entry).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        court
    }
}
