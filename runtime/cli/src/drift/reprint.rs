use std::collections::HashSet;

use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::catalog::{Address, Catalog, Extent, Kind, Object};

/// The facts that are expressions.
const PRINTED: [&str; 3] = ["definition", "using", "with check"];

/// Returns the objects whose texts differ and whose meaning does not.
///
/// PostgreSQL prints some expressions otherwise once their own print was loaded: `IN` over a varchar column, after a dump was restored. So both prints are loaded
/// and printed once more.
pub(super) async fn equal<'a>(
    scratch: &mut PgConnection,
    schemas: &[String],
    differing: &[&'a Address],
    expected: &Catalog,
    found: &Catalog,
) -> sqlx::Result<HashSet<&'a Address>> {
    let is_candidate = |address: &&Address| {
        let both = expected.get(address).zip(found.get(address));
        matches!(address.kind, Kind::Check | Kind::Index | Kind::Policy)
            && both.is_some_and(|(one, other)| rest(one).eq(rest(other)))
    };
    let candidates: Vec<_> = differing.iter().copied().filter(is_candidate).collect();
    if candidates.is_empty() {
        return Ok(HashSet::new());
    }
    let (expected, first) = again(scratch, schemas, &candidates, expected).await?;
    let (found, loaded) = again(scratch, schemas, &candidates, found).await?;
    Ok(loaded
        .into_iter()
        .filter(|address| first.contains(address) && expected.get(address) == found.get(address))
        .collect())
}

fn rest(object: &Object) -> impl Iterator<Item = (&String, &serde_json::Value)> {
    object.facts.iter().filter(|(fact, _)| !PRINTED.contains(&fact.as_str()))
}

/// The catalog with those objects made by their own prints, and which were.
async fn again<'a>(
    scratch: &mut PgConnection,
    schemas: &[String],
    candidates: &[&'a Address],
    from: &Catalog,
) -> sqlx::Result<(Catalog, Vec<&'a Address>)> {
    let mut transaction = scratch.begin().await?;
    let mut loaded = Vec::new();
    for address in candidates {
        let Some(Object { drop: Some(drop), create: Some(create), .. }) = from.get(address) else { continue };
        let mut savepoint = transaction.begin().await?;
        // What does not load here, since it names a column that only the database has, differs.
        match sqlx::raw_sql(AssertSqlSafe(format!("{drop}; {create}"))).execute(&mut *savepoint).await {
            Ok(_) => {
                savepoint.commit().await?;
                loaded.push(*address);
            }
            Err(_) => savepoint.rollback().await?,
        }
    }
    let catalog = Catalog::read_again(&mut transaction, schemas, Extent::Whole).await?;
    transaction.rollback().await?;
    Ok((catalog, loaded))
}
