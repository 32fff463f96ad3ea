use serde_json::Value;
use sqlx::{Connection, PgConnection};

use super::{Fact, Facts, Kind};

macro_rules! queries {
    ($($name:literal)*) => {
        [$(concat!(
            include_str!("sql/relation.sql"),
            include_str!(concat!("sql/", $name, ".sql"))
        )),*]
    };
}

/// One for each noun. A row is a kind, a table or type, a name and a fact.
const QUERIES: [&str; 10] = queries! {
    "table" "column" "constraint" "index" "row_security" "function" "trigger" "type" "comment" "privilege"
};

/// Names are written with their schema, and moments in one zone.
pub(super) const PLAIN: &str = "SET LOCAL search_path = pg_catalog; SET LOCAL timezone = 'UTC'";

impl Facts {
    /// What the catalog says of these schemas. The transaction that the connection is in goes on as it was.
    pub async fn read(connection: &mut PgConnection, schemas: &[&str]) -> Self {
        let mut transaction = connection.begin().await.unwrap();
        sqlx::raw_sql(PLAIN).execute(&mut *transaction).await.unwrap();
        let mut facts = Vec::new();
        for query in QUERIES {
            let rows = sqlx::query_as::<_, (String, String, Option<String>, String)>(query).bind(schemas);
            facts.extend(rows.fetch_all(&mut *transaction).await.unwrap().into_iter().map(fact));
        }
        transaction.rollback().await.unwrap();
        Self::new(Kind::ALL, facts)
    }
}

fn fact((kind, of, name, what): (String, String, Option<String>, String)) -> Fact {
    let kind = serde_json::from_value(Value::String(kind)).unwrap();
    Fact::new(kind, of, name, serde_json::from_str(&what).unwrap())
}
