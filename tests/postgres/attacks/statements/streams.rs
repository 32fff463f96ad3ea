//! Streams: the cursor has the rows of its tenant, and what a dropped stream leaves behind belongs to nobody.

use peristyle::query::RowStream;
use peristyle::{AcrossTenants, across_tenants, raw};

use super::super::queries::transactions::cut_short;
use super::*;

const ACROSS: AcrossTenants<Organization> = across_tenants!(Organization, "what an attacker may not write");

async fn all<T: Send + 'static>(mut rows: RowStream<'_, T>) -> Result<Vec<T>, Error> {
    let mut all = Vec::new();
    while let Some(row) = rows.try_next().await? {
        all.push(row);
    }
    Ok(all)
}

#[tokio::test]
pub(super) async fn in_a_transaction() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        let mut tx = courts.begin().await;
        for batch in [1, 500] {
            let rows = Product::select(ours).with_deleted().fetch(&mut tx).batch(batch);
            let rows = all(rows).await.unwrap();
            assert!(rows.len() == 2 && rows.iter().all(|row| row.name == "ours"), "{rows:?}");
        }
        for filter in [Product::NAME.eq(SECRET), Product::ORGANIZATION_ID.eq(courts.theirs.tenant.id())] {
            let theirs = Product::select(ours).with_deleted().filter(filter).fetch(&mut tx);
            assert_eq!(all(theirs).await.unwrap(), []);
        }
        let groups = Product::select(ours).with_deleted().group_by(Product::NAME).fetch(&mut tx);
        assert_eq!(all(groups).await.unwrap(), ["ours"]);
        let joined = Product::select(ours).join(Product::CATEGORY_ID).fetch(&mut tx);
        let joined = all(joined).await.unwrap();
        assert!(joined.iter().all(|(_, category)| category.as_ref().is_none_or(|category| category.name == "ours")));
        let token = Product::select(courts.theirs.tenant).fetch(&mut tx);
        assert!(matches!(all(token).await, Err(Error::OtherTenant)));
        tx.commit().await.unwrap();
    })
    .await;
}

/// A stream of theirs on the pool, wherever it is dropped: the next statement on the connection has no tenant, and no
/// cursor.
#[tokio::test]
pub(super) async fn a_stream_of_theirs_that_was_dropped() {
    let mut courts = Attacked::by(Role::Application).await;
    let (theirs, pool) = (courts.theirs.tenant, courts.pool.clone());
    for polls in 1..14 {
        let rows = || Product::select(theirs).with_deleted().fetch(&pool).batch(1);
        cut_short(polls, all(rows())).await;
        for sql in ["SELECT * FROM org_products", "FETCH ALL FROM peristyle_rows", "DELETE FROM org_enrolments"] {
            let refused = driver::query(&pool, sql).await.unwrap_err();
            assert!(["no tenant is set", "cursor \"peristyle_rows\" does not exist"].contains(&refused.as_str()));
        }
        let mine = all(Product::select(courts.ours.tenant).with_deleted().fetch(&pool)).await.unwrap();
        assert!(mine.iter().all(|row| row.name == "ours") && mine.len() == 2, "{mine:?}");
        courts.unchanged_by("a stream of theirs").await;
    }
}

/// SQL of the user: of one tenant under row level security, of all of them across tenants, and never written there.
#[tokio::test]
pub(super) async fn own_sql() {
    let mut courts = Attacked::by(Role::Application).await;
    let mut tx = courts.begin().await;
    let names = raw::<(String,)>("SELECT name FROM org_products").fetch(&mut tx);
    assert_eq!(all(names).await.unwrap(), [("ours".to_owned(),), ("ours".to_owned(),)]);
    drop(tx);
    let refused = courts.pool.begin_across(ACROSS).await;
    assert!(matches!(refused, Err(Error::RowSecurity(_))));
    courts.unchanged_by("streams of SQL").await;

    let mut courts = Attacked::by(Role::Admin).await;
    let theirs = courts.theirs.tenant.id();
    for sql in [
        "DELETE FROM org_products WHERE organization_id = $1 RETURNING 1",
        "UPDATE org_products SET name = 'x' WHERE organization_id = $1 RETURNING 1",
        "WITH gone AS (DELETE FROM org_products WHERE organization_id = $1 RETURNING 1) SELECT count(*)::int FROM gone",
    ] {
        let mut tx = courts.pool.begin_across(ACROSS).await.unwrap();
        let written = raw::<(i32,)>(sql).bind(theirs);
        assert!(written.fetch_all(&mut tx).await.is_err(), "{sql}");
        drop(tx);
        let mut tx = courts.pool.begin_across(ACROSS).await.unwrap();
        assert!(all(raw::<(i32,)>(sql).bind(theirs).fetch(&mut tx)).await.is_err(), "{sql}");
        drop(tx);
        courts.unchanged_by(sql).await;
    }
    let mut tx = courts.pool.begin_across(ACROSS).await.unwrap();
    let counted = raw::<i64>("SELECT count(DISTINCT organization_id) FROM org_products").fetch_one(&mut tx).await;
    assert_eq!(counted.unwrap(), 2);
    drop(tx);
    courts.unchanged_by("SQL across tenants").await;
}
