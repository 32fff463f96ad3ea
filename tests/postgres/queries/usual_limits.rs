//! Lists with a usual limit beside the exact one, through the drivers: the rows, the rows that are locked, and the plans that a connection keeps.

use std::time::Duration;

use peristyle::prelude::*;
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Role, Server};

use super::driver;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// Something that was counted.
#[table(name = "org_counts", tenant = Organization, index(state, number))]
#[derive(Debug, Clone, PartialEq)]
pub struct Count {
    pub id: Id<Count>,
    pub organization_id: Id<Organization>,
    #[column(max_len = 20)]
    pub state: String,
    pub number: i32,
}

schema! { pub SCHEMA = [Organization, Count] }

#[tokio::test]
async fn a_list_has_its_limit_and_keeps_its_plan() {
    const ROWS: usize = 1_200;
    let server = Server::shared().await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
    let template = server.template("usual-limits", &ddl::sql(&SCHEMA, &options).unwrap()).await.unwrap();
    let database = server.database(&template).await.unwrap();
    let (pool, other) = (super::pool(&database, 1), super::pool(&database, 1));
    let insert = OrganizationInsert::new();
    let tenant = Tenant::<Organization>::new(insert.id());
    Organization::insert(tenant, insert).execute(&pool).await.unwrap();
    let rows = (0..).take(ROWS).map(|number| CountInsert::new("open", number));
    Count::insert_many(tenant, rows).execute(&pool).await.unwrap();
    let admin = driver::pool(driver::options(&database, Role::Admin), 1, Duration::from_secs(30));
    driver::query(&admin, "ANALYZE org_counts").await.unwrap();

    let list = |limit| Count::select(tenant).filter(Count::STATE.eq("open")).order_by(Count::NUMBER.asc()).limit(limit);
    for limit in [0, 1, 2, 9, 10, 11, 20, 999, 1_000, 1_001, u32::MAX] {
        let expected = ROWS.min(limit.try_into().unwrap());
        for _ in 0..8 {
            let rows = list(limit).fetch_all(&pool).await.unwrap();
            assert!(rows.iter().map(|row| row.number).eq((0..).take(expected)), "{limit}");
        }
        // More rows than the exact limit are neither locked nor read by a stream, also by a plan that is kept.
        let mut tx = pool.begin_tenant(tenant).await.unwrap();
        for _ in 0..8 {
            assert_eq!(list(limit).for_update().fetch_all(&mut tx).await.unwrap().len(), expected, "{limit}");
        }
        let mut rows = list(limit).fetch(&mut tx).batch(300);
        let mut read = 0;
        while rows.try_next().await.unwrap().is_some() {
            read += 1;
        }
        drop(rows);
        assert_eq!(read, expected, "{limit}");
        let mut second = other.begin_tenant(tenant).await.unwrap();
        let free = list(u32::MAX).for_update_skip_locked().fetch_all(&mut second).await.unwrap();
        assert_eq!(free.len(), ROWS - expected, "{limit}");
        second.rollback().await.unwrap();
        tx.rollback().await.unwrap();
    }

    let kept = "SELECT statement FROM pg_prepared_statements WHERE generic_plans > 0 AND statement LIKE '%org_counts%'";
    let kept: Vec<_> = driver::query(&pool, kept).await.unwrap().into_iter().flatten().collect();
    for end in [" LIMIT 1", " LIMIT 10) AS \"0 list\" LIMIT $3", " LIMIT 1000) AS \"0 list\" LIMIT $3"] {
        assert!(kept.iter().any(|sql| sql.ends_with(end)), "{end}: {kept:#?}");
    }
}
