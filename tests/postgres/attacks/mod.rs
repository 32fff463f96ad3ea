//! Attacks on a tenant's rows, as the role that a service logs in as. What is tried by SQL stands here; `statements` tries the statements of the
//! library, once for each driver (`on_sqlx`, `on_tokio_postgres`). "Theirs" is the tenant that is attacked, "ours" the one that attacks; after
//! each attack the bytes of all their rows are the same, transaction ids included, or the test names the attack that changed them.
//!
//! | channel | closed by | tried in |
//! |---|---|---|
//! | read by id, list, join, union, sub-select, CTE, ctid, lock, XML functions | policy, and the statement's own condition | [`sql`], `statements` |
//! | aggregates, also of some of the rows, groups, conditions on groups, groups of joins and of sub-selects; expressions in conditions, orders and columns | each table of a statement is scoped before its rows are grouped | `statements` |
//! | joins and relations (parents, children, through a junction), also of rows with the same ids | each table of a statement is scoped, in ON too | `statements` |
//! | reading across tenants, also by SQL of your own | a role that bypasses row security, read-only; every other role is refused | `statements` |
//! | the look-up of the tenant before it is known | a function of a role that sees the columns of the look-up; it returns the tenant only | [`lookups`], `statements` |
//! | the queue: the next row of any tenant | a function of that role returns tenants only; the row is read in a transaction of its own tenant | `statements` |
//! | update, delete, merge, upsert of another tenant's row | policy, and the statement's own condition | [`sql`], `statements` |
//! | insert for another tenant | WITH CHECK; the statement takes the tenant from its token | [`sql`], `statements` |
//! | moving a row to another tenant, renaming it | no UPDATE on tenant, key, `created_at`; WITH CHECK | [`sql`] |
//! | a statement of another tenant's token | refused before it is sent | `statements` |
//! | a statement on the pool, with no transaction of its caller | it opens and ends the transaction of its own tenant | `statements` |
//! | a stream that was dropped: its cursor, its tenant | the transaction or savepoint of the stream is rolled back | `statements` |
//! | pointing at, blocking or cascading into another tenant's row | composite references | [`sql`], [`oracles`] |
//! | asking by a unique, a key or a reference whether another tenant has something | unique indexes per tenant, composite references; the refusals are the same | [`oracles`] |
//! | a cheap or failing function that runs before the filter | the policy is a barrier: no function that is not leakproof runs before it | [`sql`] |
//! | text of errors, DETAIL, HINT | nothing of another tenant's is in them | [`oracles`] |
//! | pg_stats, pg_statistic | hidden where row security is on | [`sql`] |
//! | pg_stat_activity | values are bound, never in the text; only the id of the tenant is, in `SET LOCAL` | [`sessions`] |
//! | TRUNCATE, COPY FROM, COPY .. PROGRAM, REFERENCES, TRIGGER, CREATE, ALTER, GRANT, files | not granted | [`sql`] |
//! | COPY TO | policy | [`sql`] |
//! | partitions past their parent | not granted; the audit tells | [`relations`] |
//! | views with the rights of their owner | FORCE, where the owner does not bypass; `security_invoker`; the audit tells | [`relations`] |
//! | `row_security = off`, SET ROLE, SET SESSION AUTHORIZATION, `session_replication_role` | an error | [`sql`] |
//! | no tenant, an empty one, garbage | the function that says the tenant raises | [`sql`] |
//! | DO blocks, `query_to_xml`, cursors, prepared statements inside the transaction | policy | [`sql`], [`sessions`] |
//! | a pooled connection after commit, rollback, drop, panic, cancellation | SET LOCAL; what is half open is closed | [`sessions`] |
//! | a pooled connection whose transaction was forgotten | it is closed, or sqlx's count shows it | [`sessions`], `on_tokio_postgres::forgotten` |
//! | a transaction inside a transaction | refused | [`sessions`] |
//! | SAVEPOINT, SET LOCAL of another tenant, RELEASE, by SQL of your own | the token and the setting differ: no row is read, none is written | [`sessions`] |
//! | plans that were prepared under another tenant, generic ones too | the function is STABLE: it is asked at each execution | [`sessions`] |
//! | pgbouncer in transaction mode | SET LOCAL; statements are not named | [`pooler`], `statements` |
//!
//! Outside, and why:
//!
//! | channel | why |
//! |---|---|
//! | `SET LOCAL peristyle.organization_id` by injected SQL | whoever writes SQL into the transaction is the service: bind values, and keep `connection()` for constants ([`sessions`] pins it) |
//! | `SET` without LOCAL, WITH HOLD cursors, temporary tables, by SQL of your own | the session keeps what your own code told it to keep; `DISCARD ALL` between uses, or no TEMPORARY privilege, closes it ([`sessions`] pins it) |
//! | how common a value is: the estimates of EXPLAIN for operators that are leakproof, such as `=` of texts | they come from the statistics of all tenants; keep EXPLAIN from users ([`oracles`] pins it) |
//! | which tenants are active, to who sees the statements of other sessions | `SET LOCAL` has the id of the tenant in its text; a tenant's SQL needs a role of its own for that not to be seen |
//! | a second reference to the root (`partner_id`) | its targets are tenants: it tells which exist, and its cascade crosses tenants; the advice A18 and the audit (L55) tell |
//! | how many rows there are: EXPLAIN ANALYZE's removed rows, `pg_class.reltuples`, sizes, time | counts of all tenants, no values; keep EXPLAIN from users |
//! | advisory locks, NOTIFY, LOCK TABLE | they carry no rows; names are shared by all sessions of a database |
//! | that an id is in use, where both know it | ids are random: to know one is to have been told |
//! | superusers, BYPASSRLS, owners, backups, replication | no tenant's transaction opens for such a role unless an option says so (`queries::roles`); the audit tells what a role may become |
//! | whether a value exists that a tenant is looked up by | whoever may execute the look-up learns it: look up what a caller must know or cannot guess |
//! | global tables | all tenants read and write the same rows |

mod lookups;
#[cfg(unix)]
pub(crate) mod mutants;
mod oracles;
#[cfg(unix)]
pub(crate) mod pooler;
mod relations;
mod sessions;
mod sql;

use peristyle::prelude::*;
use peristyle::sqlx::TenantTransaction;
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};
use rust_decimal::Decimal;
use sqlx::postgres::{PgPoolOptions, PgRow};
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool, Row, ValueRef};

use crate::shop::*;

/// Stands in every text of theirs, and in nothing else.
pub(crate) const SECRET: &str = "secret";

type Transaction = TenantTransaction<'static, Organization>;

/// Two tenants with rows in every table.
pub(crate) struct Courts {
    pub(crate) database: Database,
    /// Of the application, with one connection: whatever a transaction leaves behind, the next one finds.
    pool: PgPool,
    pub(crate) ours: Court,
    pub(crate) theirs: Court,
    /// A superuser, who sees their rows as they are.
    witness: PgConnection,
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

    async fn pool_of_one(database: &Database, role: Role) -> PgPool {
        PgPoolOptions::new().max_connections(1).connect_with(database.connect_options(role)).await.unwrap()
    }

    /// A transaction of the tenant that attacks.
    async fn begin(&self) -> Transaction {
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
    async fn digest(&mut self) -> Vec<(&'static str, String)> {
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

/// What a statement of your own comes to: all that it shows, or the SQLSTATE and everything that the server says.
async fn outcome(connection: &mut PgConnection, sql: &str) -> Result<String, (String, String)> {
    match sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(connection).await {
        Ok(rows) => Ok(rows.iter().map(shown).collect::<Vec<_>>().join("\n")),
        Err(sqlx::Error::Database(refused)) => {
            Err((refused.code().unwrap_or_default().into_owned(), format!("{refused:?}")))
        }
        Err(error) => panic!("{error}\n{sql}"),
    }
}

fn shown(row: &PgRow) -> String {
    let cell = |at| {
        let value = row.try_get_raw(at).unwrap();
        if value.is_null() { String::new() } else { value.as_str().unwrap_or("?").to_owned() }
    };
    (0..row.len()).map(cell).collect::<Vec<_>>().join("|")
}
