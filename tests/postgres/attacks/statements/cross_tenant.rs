//! Reading across tenants: a way past the tenant for the role that may, and for nobody else.

use peristyle::{AcrossTenants, across_tenants};

use super::*;

const ACROSS: AcrossTenants<Organization> =
    across_tenants!(Organization, "';SELECT set_config('peristyle.organization_id', '', true);--\\");

/// The token alone opens nothing: neither for the application nor for the owner of the tables.
#[tokio::test]
pub(super) async fn as_a_role_under_row_level_security() {
    for role in [Role::Application, Role::Owner] {
        let mut courts = Attacked::by(role).await;
        for _ in 0..3 {
            let refused = courts.pool.begin_across(ACROSS).await.unwrap_err();
            assert!(matches!(refused, Error::RowSecurity(_)), "{refused:?}");
            assert!(!courts.is_theirs(&refused.to_string()));
        }
        // The only connection of the pool has kept nothing of it: row security is on, nothing is open, and the next tenant is held as before.
        let kept =
            "SELECT current_setting('row_security') || coalesce(current_setting('peristyle.across_tenants', true), '')";
        assert_eq!(driver::query(&courts.pool, kept).await, Ok(vec![Some("on".to_owned())]));
        let bare = driver::query(&courts.pool, "SELECT name FROM org_products").await;
        assert!(bare.is_err(), "{bare:?}");
        if role == Role::Application {
            let names = Product::select(courts.ours.tenant).column(Product::NAME).distinct().limit(9);
            assert_eq!(run!(courts, "select", |tx| names.fetch_all(tx)).unwrap(), ["ours"]);
        }
        courts.unchanged_by("begin_across").await;
    }
}

/// Whoever may read all tenants changes none: neither rows, nor the transaction into one that writes, nor the tenant.
#[tokio::test]
pub(super) async fn nothing_is_written() {
    let mut courts = Attacked::by(Role::Admin).await;
    let tries = [
        ("INSERT INTO org_categories (organization_id, id, name) VALUES ('{theirs}', '{new}', 'x')", "25006"),
        ("UPDATE org_products SET name = 'x'", "25006"),
        ("DELETE FROM org_products", "25006"),
        ("TRUNCATE org_entries", "25006"),
        ("WITH gone AS (DELETE FROM org_products RETURNING 1) SELECT count(*) FROM gone", "25006"),
        ("SELECT * FROM org_products FOR UPDATE", "25006"),
        ("SET TRANSACTION READ WRITE", "25001"),
        ("CREATE TABLE mine AS SELECT * FROM org_products", "25006"),
        ("SELECT nextval('none')", "42P01"),
    ];
    for (sql, code) in tries {
        let sql = courts.filled(sql);
        let mut tx = courts.pool.begin_across(ACROSS).await.unwrap();
        let refused = driver::query_across(&mut tx, &sql).await;
        let said = refused.unwrap_err();
        let known = match code {
            "25006" => said.contains("in a read-only transaction"),
            "25001" => said.contains("read-write mode"),
            _ => said.contains("does not exist"),
        };
        assert!(known, "{sql}: {said}");
        drop(tx);
        courts.unchanged_by(&sql).await;
    }
}

/// After it, however it ended, the connection is as another transaction of a tenant wants it.
#[tokio::test]
pub(super) async fn nothing_stays_on_the_connection() {
    let mut courts = Attacked::by(Role::Admin).await;
    for ending in ["drop", "fail", "panic"] {
        let mut tx = courts.pool.begin_across(ACROSS).await.unwrap();
        let said = driver::query_across(&mut tx, "SHOW peristyle.across_tenants").await;
        assert_eq!(said, Ok(vec![Some(ACROSS.reason().to_owned())]), "the reason is a text, and no SQL");
        let names = Product::select_across(ACROSS).limit(9).fetch_all(&mut tx).await.unwrap();
        assert!(names.iter().any(|row| row.name == SECRET));
        match ending {
            "fail" => {
                assert!(driver::query_across(&mut tx, "SELECT 1/0").await.is_err());
                drop(tx);
            }
            "panic" => {
                let held = tokio::spawn(async move {
                    let _held = tx;
                    panic!("on purpose");
                });
                assert!(held.await.is_err());
            }
            _ => drop(tx),
        }
        let left = "SELECT current_setting('row_security') || current_setting('transaction_read_only')
            || coalesce(current_setting('peristyle.across_tenants', true), '')";
        assert_eq!(driver::query(&courts.pool, left).await, Ok(vec![Some("onoff".to_owned())]), "{ending}");
        let ours = Product::select(courts.ours.tenant).limit(9);
        let ours = run!(courts, "select", |tx| ours.fetch_all(tx)).unwrap();
        assert!(ours.iter().all(|row| row.name == "ours"), "{ending}");
    }
}

/// A statement of one tenant stays one tenant's, also for who may read them all, and within a statement that reads them all.
#[tokio::test]
pub(super) async fn a_tenants_statement_is_not_widened() {
    let mut courts = Attacked::by(Role::Admin).await;
    let ours = courts.ours.tenant;
    for inside in [
        Product::CATEGORY_ID.is_in_select(Category::select(ours).column(Category::ID)),
        !Product::CATEGORY_ID.is_in_select(Category::select(courts.theirs.tenant).column(Category::ID)),
    ] {
        let mut tx = courts.pool.begin_across(ACROSS).await.unwrap();
        let refused = Product::select_across(ACROSS).filter(inside).limit(9).fetch_all(&mut tx).await;
        assert!(matches!(refused, Err(Error::OtherTenant)), "{refused:?}");
    }
    let ours_in_a_join = Product::CATEGORY_ID.is_in_select(Category::select(ours).column(Category::ID));
    let mut tx = courts.pool.begin_across(ACROSS).await.unwrap();
    let joined = Product::select_across(ACROSS).join(Product::CATEGORY_ID).filter(ours_in_a_join).count(&mut tx).await;
    assert!(matches!(joined, Err(Error::OtherTenant)), "{joined:?}");
    let deleted = Product::select_across(ACROSS).filter(Product::ID.eq(courts.theirs.deleted)).limit(9);
    assert_eq!(deleted.fetch_all(&mut tx).await.unwrap(), [], "what was deleted stays so");
    drop(tx);
    courts.unchanged_by("select_across").await;
}
