//! Each statement on the own row, on another tenant's, and on none: the second and the third are the same. Once as the application, once as a
//! superuser, for whom no policy holds: there the statement's own condition has to do.

mod many;
mod one;
mod reads;

use peristyle::Error;

use super::*;

/// Who runs the statements, with two tenants of its own each.
async fn both(attack: impl AsyncFn(&mut Courts)) {
    for role in [Role::Application, Role::Admin] {
        let mut courts = Courts::open().await;
        courts.pool = Courts::pool_of_one(&courts.database, role).await;
        attack(&mut courts).await;
        courts.unchanged_by("what has been tried").await;
    }
}

/// What one statement of ours comes to, committed.
macro_rules! run {
    ($courts:ident, $name:literal, |$tx:ident| $call:expr) => {{
        let mut transaction = $courts.begin().await;
        let $tx = &mut transaction;
        let outcome = $call.await;
        match &outcome {
            Ok(_) => transaction.commit().await.unwrap(),
            Err(_) => transaction.rollback().await.unwrap(),
        }
        $courts.unchanged_by($name).await;
        outcome
    }};
}

use run;

fn is_not_found<T>(outcome: &Result<T, Error>) -> bool {
    matches!(outcome, Err(Error::NotFound { .. }))
}

/// With the right token and the wrong transaction, or the other way round: nothing is sent.
#[tokio::test]
async fn a_token_of_theirs() {
    both(async |courts| {
        let (theirs, id) = (courts.theirs.tenant, courts.theirs.product);
        let name = || ProductUpdate::new().name("x");
        let draft = || ProductInsert::new("x", "x", Decimal::ONE);
        let outcomes = [
            run!(courts, "find", |tx| Product::find(theirs, id).fetch_one(tx)).map(drop),
            run!(courts, "find_by", |tx| Product::find_by_sku(theirs, "secret-1").fetch_optional(tx)).map(drop),
            run!(courts, "select", |tx| Product::select(theirs).limit(1).fetch_all(tx)).map(drop),
            run!(courts, "insert", |tx| Product::insert(theirs, draft()).execute(tx)),
            run!(courts, "insert_many", |tx| Product::insert_many(theirs, [draft()]).execute(tx)).map(drop),
            run!(courts, "update", |tx| Product::update(theirs, id, name()).execute(tx)),
            run!(courts, "delete", |tx| Product::delete(theirs, id).execute(tx)),
            run!(courts, "restore", |tx| Product::restore(theirs, courts.theirs.deleted).execute(tx)),
            run!(courts, "find", |tx| Organization::find(theirs).fetch_one(tx)).map(drop),
        ];
        for outcome in outcomes {
            assert!(matches!(outcome, Err(Error::OtherTenant)), "{outcome:?}");
        }
    })
    .await;
}
