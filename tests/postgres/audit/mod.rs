//! The audit: it finds nothing in what is emitted, each kind fires on a schema broken on purpose, and its own SQL mends that.

mod context;
mod emitted;
mod policies;
mod relations;
mod roles;
mod tables;

use std::collections::BTreeSet;

use peristyle::audit::{ALL, Finding};
use peristyle_build::ddl;
use peristyle_test::server::{Database, Role, Server};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use uuid::Uuid;

use super::shop;

/// Each line is a test: SQL that breaks the shop, as a superuser unless it says otherwise, and the codes of what is then found.
macro_rules! cases {
    ($($name:ident: $sql:expr => [$($code:literal),*] $(, $left:ident)?;)*) => {
        $(
            #[tokio::test]
            async fn $name() {
                let mut audited = super::Audited::open().await;
                let found = audited.broken_by($sql, &[$($code),*]).await;
                super::after!(audited, found $(, $left)?);
            }
        )*

        pub(super) const SEEN: &[&str] = &[$($($code,)*)*];
    };
}

/// What is found is mended, unless it takes a decision.
macro_rules! after {
    ($audited:ident, $found:ident) => {
        $audited.mended($found).await
    };
    ($audited:ident, $found:ident, unmended) => {{
        assert!($found.iter().all(|finding| finding.mend.is_none()), "{:?}", $found);
        drop($audited);
    }};
}

/// A table with the last number of each tenant, as `number_per_tenant` has one.
macro_rules! counters {
    () => {
        "CREATE TABLE last_amounts (organization_id uuid PRIMARY KEY REFERENCES organizations, amount bigint);
         COMMENT ON TABLE last_amounts IS 'The last amount of org_entries, by tenant: only triggers write it.';
         ALTER TABLE last_amounts ENABLE ROW LEVEL SECURITY; ALTER TABLE last_amounts FORCE ROW LEVEL SECURITY;
         CREATE POLICY tenant_isolation ON last_amounts USING (organization_id = (SELECT current_organization_id()));"
    };
}

pub(crate) use {after, cases, counters};

/// Every kind is seen firing by one of the cases.
#[test]
fn no_kind_is_left_out() {
    let cases = [context::SEEN, policies::SEEN, relations::SEEN, roles::SEEN, tables::SEEN, emitted::SEEN];
    let seen: BTreeSet<&str> = cases.into_iter().flatten().copied().collect();
    assert_eq!(seen, ALL.iter().map(|kind| kind.code).collect());
}

/// A shop of its own, and the role that is asked about.
struct Audited {
    database: Database,
    admin: PgConnection,
    role: String,
    /// Made for this test, since roles belong to all databases.
    own_role: bool,
}

impl Audited {
    async fn open() -> Self {
        let server = Server::shared().await.unwrap();
        let role = server.role_name(Role::Application);
        let options = ddl::Options::new().application_role(role);
        let template = server.template("audit-shop", &ddl::sql(&shop::SCHEMA, &options).unwrap()).await.unwrap();
        let database = server.database(&template).await.unwrap();
        let admin = PgConnection::connect_with(&database.connect_options(Role::Admin)).await.unwrap();
        Self { database, admin, role: role.to_owned(), own_role: false }
    }

    /// Breaks it and says what is found. `{app}` is the role of the application, `{owner}` that of the owner, `{database}` the
    /// database; `{role}` a role of this test alone, that is then the one asked about and a member of the application's.
    async fn broken_by(&mut self, sql: &str, codes: &[&str]) -> Vec<Finding> {
        let server = Server::shared().await.unwrap();
        if sql.contains("{role}") {
            self.role = format!("audited_{}", Uuid::now_v7().simple());
            self.own_role = true;
            let made = format!("CREATE ROLE {} LOGIN; GRANT {} TO {0}", self.role, server.role_name(Role::Application));
            self.run(&made).await.unwrap();
        }
        let sql = sql
            .replace("{role}", &self.role)
            .replace("{lookup}", &format!("{}_lookup", server.role_name(Role::Application)))
            .replace("{app}", server.role_name(Role::Application))
            .replace("{owner}", server.role_name(Role::Owner))
            .replace("{database}", self.database.name());
        self.run(&sql).await.unwrap_or_else(|error| panic!("{error}\n{sql}"));
        let found = self.found_by_anyone().await;
        let found_codes: Vec<_> = found.iter().map(|finding| finding.code).collect();
        assert_eq!(found_codes, codes, "{}", said(&found));
        found
    }

    async fn found(&mut self) -> Vec<Finding> {
        unwaived(peristyle::audit(&mut self.admin, &self.role).await.unwrap())
    }

    /// What a superuser finds, and the role of the application just as well.
    async fn found_by_anyone(&mut self) -> Vec<Finding> {
        let found = self.found().await;
        let options = self.database.connect_options(Role::Application);
        let mut application = PgConnection::connect_with(&options).await.unwrap();
        assert_eq!(unwaived(peristyle::audit(&mut application, &self.role).await.unwrap()), found);
        application.close().await.unwrap();
        found
    }

    /// Runs what the findings say until nothing is found. One may need another to go first, and mending may show what it hid.
    async fn mended(mut self, mut found: Vec<Finding>) {
        for _ in 0..3 {
            if found.is_empty() {
                break;
            }
            for finding in &found {
                let mend = finding.mend.as_deref().unwrap_or_else(|| panic!("nothing mends it: {finding}"));
                // What failed is found again.
                let _ = self.run(mend).await;
            }
            found = self.found().await;
        }
        assert!(found.is_empty(), "{}", said(&found));
        if self.own_role {
            self.run(&format!("DROP OWNED BY {0}; DROP ROLE {0}", self.role)).await.unwrap();
        }
    }

    async fn run(&mut self, sql: &str) -> Result<(), sqlx::Error> {
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut self.admin).await.map(drop)
    }
}

/// A host belongs to one shop in the world: `shop.rs` waives that.
fn unwaived(found: Vec<Finding>) -> Vec<Finding> {
    found.into_iter().filter(|finding| finding.waiver.is_none()).collect()
}

fn said(findings: &[Finding]) -> String {
    findings.iter().map(|finding| format!("\n{finding}")).collect()
}
