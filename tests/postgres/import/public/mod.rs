//! Tables of five public schemas, as facts: names, types, keys, constraints and indexes, without comments, functions and triggers.
//!
//! | | of | tables |
//! |---|---|---|
//! | `prefect` | Prefect 3.1, an orchestrator in Python: uuid keys, enums, jsonb | 27 |
//! | `medusa` | Medusa 2.4, a shop in TypeScript: text keys, soft deletes, partial indexes over live rows | 35 |
//! | `ejabberd` | ejabberd 23.01, a messaging server in Erlang: text keys, tables without a key | 20 |
//! | `kea` | Kea 2.2, a DHCP server in C++: serial keys, junctions, inet, ON UPDATE CASCADE | 32 |
//! | `graphile_worker` | Graphile Worker 0.16, a queue in TypeScript: identities, generated columns, row security | 4 |

use peristyle_test::server::{Role, Server};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::{Pair, crate_of, ddl_of};
use crate::facts::{self, Facts, Kind, compare};

macro_rules! files {
    ($($name:literal)*) => {
        [$(($name, include_str!(concat!($name, ".json")))),*]
    };
}

const FILES: [(&str, &str); 5] = files! { "prefect" "medusa" "ejabberd" "kea" "graphile_worker" };

/// What a database has differently from a file, names included.
async fn unlike(connection: &mut PgConnection) -> String {
    let mut text = String::new();
    for (name, file) in FILES {
        let report = compare(&Facts::from_file(file), &Facts::read(connection, &[name]).await);
        let report = report.without(&[Kind::ColumnOrder]);
        if !report.is_clean() {
            text.push_str(&report.to_string());
        }
    }
    text
}

/// At least 98 of 100 tables are stated by attributes and waivers; the DDL makes all of them.
#[tokio::test]
async fn public_schemas_are_imported() {
    let load = FILES.map(|(name, file)| format!("CREATE SCHEMA {name};\n{}", facts::script(file))).concat();
    let mut pair = Pair::with(&load).await;
    assert_eq!(unlike(&mut pair.live).await, "", "the facts were loaded otherwise");

    let imported = pair.import(crate_of("public")).await;
    assert!(imported.differences.is_empty(), "{imported}");
    assert!(imported.tables == 118 && imported.exact * 100 >= imported.tables * 98, "{imported}");
    assert_eq!(imported.exact + imported.inexact.len(), imported.tables, "{imported}");

    let empty = Server::shared().await.unwrap().empty_database().await.unwrap();
    let mut made = PgConnection::connect_with(&empty.connect_options(Role::Admin)).await.unwrap();
    let script = ddl_of("public").await;
    sqlx::raw_sql(AssertSqlSafe(script)).execute(&mut made).await.unwrap();
    assert_eq!(unlike(&mut made).await, "");
}
