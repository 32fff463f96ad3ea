//! What a connection carries from one tenant to the next.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use peristyle::Error;
use tokio::time::timeout;

use super::*;

impl Courts {
    /// The next one to use the pool's only connection finds neither a tenant nor a transaction, and as the other tenant its own rows alone.
    async fn nothing_is_left_by(&mut self, end: &str) {
        for sql in ["SELECT * FROM org_products", "UPDATE org_products SET name = 'x'", "DELETE FROM org_enrolments"] {
            let refused = sqlx::query(sql).execute(&self.pool).await.map(drop);
            let said = refused.unwrap_err().as_database_error().map(|refused| refused.message().to_owned());
            assert_eq!(said.as_deref(), Some("no tenant is set"), "after {end}: {sql}");
        }
        // A transaction that begins with this statement, and no tenant.
        let state =
            "SELECT coalesce(current_setting('peristyle.organization_id', true), ''), now() = statement_timestamp()";
        let mut connection = self.pool.acquire().await.unwrap();
        assert_eq!(outcome(&mut connection, state).await, Ok("|t".to_owned()), "after {end}");
        drop(connection);
        let mut tx = self.begin().await;
        let seen = Product::select(self.ours.tenant).with_deleted().limit(100).fetch_all(&mut tx).await.unwrap();
        assert_eq!(seen.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["ours", "ours"], "after {end}");
        assert_eq!(outcome(tx.connection(), "SELECT DISTINCT name FROM org_products").await, Ok("ours".to_owned()));
        tx.rollback().await.unwrap();
        self.unchanged_by(end).await;
    }

    /// A transaction of theirs with a change in it that must not stay.
    async fn theirs_changes(&self) -> Transaction {
        let mut tx = self.pool.begin_tenant(self.theirs.tenant).await.unwrap();
        let change = ProductUpdate::new().name("changed");
        Product::update(self.theirs.tenant, self.theirs.product, change).execute(&mut tx).await.unwrap();
        tx
    }
}

#[tokio::test]
async fn a_transaction_that_was_committed() {
    let mut courts = Courts::open().await;
    let mut tx = courts.pool.begin_tenant(courts.theirs.tenant).await.unwrap();
    assert_eq!(Product::select(courts.theirs.tenant).limit(9).fetch_all(&mut tx).await.unwrap().len(), 1);
    tx.commit().await.unwrap();
    courts.nothing_is_left_by("commit").await;
}

#[tokio::test]
async fn a_transaction_that_was_rolled_back() {
    let mut courts = Courts::open().await;
    courts.theirs_changes().await.rollback().await.unwrap();
    courts.nothing_is_left_by("rollback").await;
}

#[tokio::test]
async fn a_transaction_that_was_dropped() {
    let mut courts = Courts::open().await;
    drop(courts.theirs_changes().await);
    courts.nothing_is_left_by("drop").await;
}

/// On a connection that is borrowed: one on the pool takes its connection with it.
#[tokio::test]
async fn a_transaction_that_was_forgotten() {
    let mut courts = Courts::open().await;
    let mut connection = courts.pool.acquire().await.unwrap();
    let mut tx = connection.begin_tenant(courts.theirs.tenant).await.unwrap();
    let change = ProductUpdate::new().name("changed");
    Product::update(courts.theirs.tenant, courts.theirs.product, change).execute(&mut tx).await.unwrap();
    std::mem::forget(tx);
    drop(connection);
    // What opens the next transaction finds it; SQL of your own on the pool would go on in it.
    drop(courts.begin().await);
    courts.nothing_is_left_by("a forgotten transaction").await;
}

#[tokio::test]
async fn a_transaction_that_a_statement_aborted() {
    let mut courts = Courts::open().await;
    let mut tx = courts.theirs_changes().await;
    assert!(outcome(tx.connection(), "SELECT 1 / 0").await.is_err());
    drop(tx);
    courts.nothing_is_left_by("a failed statement").await;
}

#[tokio::test]
async fn a_task_that_panicked() {
    let mut courts = Courts::open().await;
    let tx = courts.theirs_changes().await;
    let task = tokio::spawn(async move {
        let _held = tx;
        std::panic::resume_unwind(Box::new("a panic in the middle of a request"));
    });
    assert!(task.await.unwrap_err().is_panic());
    courts.nothing_is_left_by("panic").await;
}

#[tokio::test]
async fn a_statement_that_was_cancelled() {
    let mut courts = Courts::open().await;
    let mut tx = courts.theirs_changes().await;
    let slow = sqlx::raw_sql("SELECT pg_sleep(0.3)");
    assert!(timeout(Duration::from_millis(50), slow.execute(tx.connection())).await.is_err());
    drop(tx);
    courts.nothing_is_left_by("a cancelled statement").await;
}

#[tokio::test]
async fn a_task_that_was_aborted() {
    let mut courts = Courts::open().await;
    let mut tx = courts.theirs_changes().await;
    let task = tokio::spawn(async move {
        let slow = sqlx::raw_sql("SELECT pg_sleep(0.3)").execute(tx.connection()).await.map(drop);
        tx.commit().await.unwrap();
        slow
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    courts.nothing_is_left_by("an aborted task").await;
}

/// Dropped wherever it waits: before the connection is there, with the BEGIN under way, with the answer unread.
#[tokio::test]
async fn an_opening_that_was_cancelled() {
    let mut courts = Courts::open().await;
    for turns in 0..6 {
        let opening = courts.pool.begin_tenant(courts.theirs.tenant);
        dropped_after(turns, opening).await;
        courts.nothing_is_left_by(&format!("an opening dropped after {turns} turns")).await;
    }
}

#[tokio::test]
async fn a_commit_that_was_cancelled() {
    let mut courts = Courts::open().await;
    for turns in 0..4 {
        let mut tx = courts.pool.begin_tenant(courts.theirs.tenant).await.unwrap();
        Product::find(courts.theirs.tenant, courts.theirs.product).fetch_one(&mut tx).await.unwrap();
        dropped_after(turns, Box::pin(tx.commit())).await;
        courts.nothing_is_left_by(&format!("a commit dropped after {turns} turns")).await;
    }
}

/// Lets the future go on so many times, each time as far as it gets without waiting.
async fn dropped_after(turns: usize, mut future: impl Future + Unpin) {
    for _ in 0..turns {
        if poll_fn(|context| Poll::Ready(Pin::new(&mut future).poll(context))).await.is_ready() {
            return;
        }
        // The server answers meanwhile.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_scope_inside_a_scope() {
    let mut courts = Courts::open().await;
    let mut tx = courts.begin().await;
    assert!(matches!(tx.connection().begin_tenant(courts.theirs.tenant).await.map(drop), Err(Error::NestedTenant)));
    let mut savepoint = tx.connection().begin().await.unwrap();
    assert!(matches!(savepoint.begin_tenant(courts.theirs.tenant).await.map(drop), Err(Error::NestedTenant)));
    savepoint.commit().await.unwrap();
    assert_eq!(outcome(tx.connection(), "SELECT DISTINCT name FROM org_products").await, Ok("ours".to_owned()));
    tx.commit().await.unwrap();
    courts.nothing_is_left_by("a scope inside a scope").await;
}

/// By SQL of your own the tenant of a released savepoint stays. The token does not change with it, and each statement repeats the token.
#[tokio::test]
async fn a_tenant_smuggled_in_by_a_savepoint() {
    let mut courts = Courts::open().await;
    let ours = courts.ours.tenant;
    let smuggle = courts.filled("SAVEPOINT s; SET LOCAL peristyle.organization_id = '{theirs}'; RELEASE s");
    let mut tx = courts.begin().await;
    outcome(tx.connection(), &smuggle).await.unwrap();
    assert_eq!(Product::select(ours).with_deleted().limit(9).fetch_all(&mut tx).await.unwrap(), []);
    assert_eq!(Product::find(ours, courts.theirs.product).fetch_optional(&mut tx).await.unwrap(), None);
    assert_eq!(Organization::find(ours).fetch_optional(&mut tx).await.unwrap(), None);
    for outcome in [
        Product::update(ours, courts.theirs.product, ProductUpdate::new().name("x")).execute(&mut tx).await,
        Product::delete(ours, courts.theirs.product).execute(&mut tx).await,
        Product::restore(ours, courts.theirs.deleted).execute(&mut tx).await,
    ] {
        assert!(matches!(outcome, Err(Error::NotFound { .. })));
    }
    let inserted = Product::insert(ours, ProductInsert::new("x", "x", Decimal::ONE)).execute(&mut tx).await;
    assert!(matches!(inserted, Err(Error::Denied(_))));
    tx.rollback().await.unwrap();
    let undone = courts.filled("SAVEPOINT s; SET LOCAL peristyle.organization_id = '{theirs}'; ROLLBACK TO s");
    let mut tx = courts.begin().await;
    outcome(tx.connection(), &undone).await.unwrap();
    assert_eq!(Product::select(ours).limit(9).fetch_all(&mut tx).await.unwrap().len(), 1);
    tx.commit().await.unwrap();
    courts.nothing_is_left_by("a smuggled tenant").await;
}

/// One connection, one cached statement, two tenants in turns; past the fifth time the server may keep one plan for all.
#[tokio::test]
async fn a_plan_prepared_for_another() {
    let mut courts = Courts::open().await;
    for mode in ["auto", "force_generic_plan", "force_custom_plan"] {
        let set = format!("SET plan_cache_mode = {mode}");
        sqlx::raw_sql(AssertSqlSafe(set)).execute(&courts.pool).await.unwrap();
        for turn in 0..16 {
            let (court, name) = if turn % 8 < 7 { (&courts.theirs, SECRET) } else { (&courts.ours, "ours") };
            let mut tx = courts.pool.begin_tenant(court.tenant).await.unwrap();
            let own = Product::find(court.tenant, court.product).fetch_one(&mut tx).await.unwrap();
            let listed = Product::select(court.tenant).limit(9).fetch_all(&mut tx).await.unwrap();
            let raw: Vec<String> = sqlx::query_scalar("SELECT name FROM org_products WHERE price > $1 OR price <= $1")
                .bind(Decimal::TEN)
                .fetch_all(tx.connection())
                .await
                .unwrap();
            assert_eq!((own.name.as_str(), listed.len()), (name, 1), "{mode}, turn {turn}");
            assert_eq!(raw, [name, name], "{mode}, turn {turn}");
            tx.commit().await.unwrap();
        }
        courts.nothing_is_left_by("a prepared plan").await;
    }
}

#[tokio::test]
async fn a_cursor_that_ends_with_its_transaction() {
    let mut courts = Courts::open().await;
    let mut tx = courts.pool.begin_tenant(courts.theirs.tenant).await.unwrap();
    outcome(tx.connection(), "DECLARE held CURSOR FOR SELECT * FROM org_products").await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = courts.begin().await;
    assert_eq!(outcome(tx.connection(), "FETCH ALL FROM held").await.unwrap_err().0, "34000");
    drop(tx);
    courts.nothing_is_left_by("a cursor").await;
}

/// Their text is bound: whoever sees the statements of all sessions sees no value of it.
#[tokio::test]
async fn statements_that_others_see_running() {
    let mut courts = Courts::open().await;
    let other = Courts::pool_of_one(&courts.database, Role::Application).await;
    let (theirs, ours) = (courts.theirs.tenant, courts.ours.tenant);
    let mut tx = courts.pool.begin_tenant(theirs).await.unwrap();
    let draft = ProductInsert::new("a secret name", "secret-3", Decimal::ONE);
    Product::insert(theirs, draft).execute(&mut tx).await.unwrap();
    let mut watching = other.begin_tenant(ours).await.unwrap();
    let seen = outcome(watching.connection(), "SELECT query FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        .await
        .unwrap();
    assert!(seen.contains("INSERT INTO") && !seen.contains(SECRET), "{seen}");
    tx.rollback().await.unwrap();
    watching.rollback().await.unwrap();
    courts.unchanged_by("watching").await;
}

/// Outside: SQL of your own may name another tenant. It is as if the service had opened the transaction for that one.
#[tokio::test]
async fn injected_sql_is_the_service_itself() {
    let mut courts = Courts::open().await;
    let inject =
        courts.filled("SET LOCAL peristyle.organization_id = '{theirs}'; SELECT DISTINCT name FROM org_products");
    let mut tx = courts.begin().await;
    assert_eq!(outcome(tx.connection(), &inject).await, Ok(SECRET.to_owned()));
    drop(tx);
    courts.nothing_is_left_by("injected SQL").await;
}

/// Outside: what your own SQL tells the session to keep, it keeps. `DISCARD ALL` between two uses of a connection ends it.
#[tokio::test]
async fn session_settings_outlive_the_transaction() {
    let mut courts = Courts::open().await;
    let keep = courts.filled(
        "DECLARE kept CURSOR WITH HOLD FOR SELECT name FROM org_products; SET peristyle.organization_id = '{theirs}'",
    );
    let mut tx = courts.pool.begin_tenant(courts.theirs.tenant).await.unwrap();
    outcome(tx.connection(), &keep).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = courts.begin().await;
    assert!(outcome(tx.connection(), "FETCH ALL FROM kept").await.unwrap().contains(SECRET));
    // The transaction's own setting goes before that of the session.
    assert_eq!(outcome(tx.connection(), "SELECT DISTINCT name FROM org_products").await, Ok("ours".to_owned()));
    tx.commit().await.unwrap();
    sqlx::raw_sql("DISCARD ALL").execute(&courts.pool).await.unwrap();
    let mut tx = courts.begin().await;
    assert_eq!(outcome(tx.connection(), "FETCH ALL FROM kept").await.unwrap_err().0, "34000");
    drop(tx);
    courts.nothing_is_left_by("DISCARD ALL").await;
}
