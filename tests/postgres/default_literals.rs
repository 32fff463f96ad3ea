//! What rule C10 takes for a literal, compared with a server: it accepts nothing that the server refuses, and changes nothing on its way.

use std::panic::catch_unwind;

use peristyle::__v0::rules::default;
use peristyle::__v0::{ColumnDef, DefaultValue, SqlType, TableDef, column};
use peristyle_test::server::{Role, Server};
use sqlx::{AssertSqlSafe, PgPool};

const DOCUMENTS: &str = include_str!("../../runtime/src/const_checks/json.txt");
const NO_DOCUMENTS: &str = include_str!("../../runtime/src/const_checks/no_json.txt");

async fn owner() -> (peristyle_test::server::Database, PgPool) {
    let database = Server::shared().await.unwrap().empty_database().await.unwrap();
    let owner = PgPool::connect_with(database.connect_options(Role::Owner)).await.unwrap();
    (database, owner)
}

/// Whether the rule accepts the default of a column of that type.
fn is_accepted(sql_type: SqlType, value: DefaultValue) -> bool {
    let columns: &[ColumnDef] = Box::leak(Box::new([column::<String>("value", "").typed(sql_type)]));
    let table = TableDef { columns, ..TableDef::PLAIN };
    catch_unwind(move || default(table, 0, value)).is_ok()
}

/// Whether the server takes it for a value of the type.
async fn is_valid(owner: &PgPool, name: &str, text: &str) -> bool {
    sqlx::query(AssertSqlSafe(format!("SELECT $1::{name}"))).bind(text).fetch_one(owner).await.is_ok()
}

#[tokio::test]
async fn json_is_what_the_server_reads() {
    let (_database, owner) = owner().await;
    for text in DOCUMENTS.lines() {
        assert!(is_valid(&owner, "text::jsonb", text).await && is_valid(&owner, "text::json", text).await, "{text}");
    }
    for text in NO_DOCUMENTS.lines() {
        assert!(!is_valid(&owner, "text::jsonb", text).await, "{text}");
    }
}

#[tokio::test]
async fn every_accepted_text_is_valid() {
    let (_database, owner) = owner().await;
    let cases: &[(SqlType, &str, &[&str])] = &[
        (SqlType::Date, "date", &["2024-02-29", "2023-02-29", "0001-01-01", "9999-12-31", "2024-1-1", "today"]),
        (SqlType::Time, "time", &["00:00", "23:59:59.999999", "24:00", "12:60", "12:00:00."]),
        (SqlType::Timestamp, "timestamp", &["2024-02-29 23:59", "2024-02-29T00:00:00.5", "now", "2024-02-29"]),
        (
            SqlType::TimestampTz,
            "timestamptz",
            &["2024-02-29 23:59Z", "2024-02-29 00:00-03:30", "2024-02-29 00:00+15", "x"],
        ),
        (SqlType::Interval, "interval", &["P1Y2M3W4DT5H6M7.5S", "PT0S", "P-1M", "P99999999D", "P1H", "1 day"]),
        (SqlType::Uuid, "uuid", &["0198c0de-0000-7000-8000-00000000000F", "0198c0de"]),
        (
            SqlType::Named("inet"),
            "inet",
            &["10.0.0.1/8", "::1/64", "::ffff:1.2.3.4", "1:2:3:4:5:6:7::", "10.0.0.256", ":::", "1::/129"],
        ),
        (
            SqlType::Named("cidr"),
            "cidr",
            &["10.0.0.0/8", "10.0.0.1", "10.0.0.1/8", "0.0.0.0/0", "::/0", "::1/127", "2001:db8::/32"],
        ),
        (SqlType::Jsonb, "jsonb", &["1e9999", "1e-9999", "1e99999", "\"\\ud83d\"", "\"\\u0000\"", "{}"]),
        (SqlType::Json, "json", &["1e9999", "1e99999", "\"\\ud83d\"", "\"\\u0000\"", "{"]),
        (SqlType::Varchar(2), "varchar(2)", &["ab", "äö", "abc"]),
    ];
    for (sql_type, name, texts) in cases {
        let accepted: Vec<&&str> =
            texts.iter().filter(|text| is_accepted(*sql_type, DefaultValue::Text(text))).collect();
        assert!(!accepted.is_empty() && accepted.len() < texts.len(), "{name}: {accepted:?}");
        for text in accepted {
            assert!(is_valid(&owner, &format!("text::{name}"), text).await, "{name}: {text}");
        }
    }
}

/// A number that is accepted is stored as it is written.
#[tokio::test]
async fn every_accepted_number_is_stored_whole() {
    let (_database, owner) = owner().await;
    let texts = ["0.5", "99.99", "100.0", "0.125", "9.9e1", "1e2", "5e-2", "5e-3", "0e9", "990e-1", "0.0100"];
    let accepted =
        texts.into_iter().filter(|text| is_accepted(SqlType::NumericSized(4, 2), DefaultValue::Decimal(text)));
    let accepted: Vec<&str> = accepted.collect();
    assert_eq!(accepted, ["0.5", "99.99", "9.9e1", "5e-2", "0e9", "990e-1", "0.0100"]);
    for text in accepted {
        let query = sqlx::query_scalar("SELECT $1::text::numeric(4, 2) = $1::text::numeric").bind(text);
        assert!(query.fetch_one(&owner).await.map(|same: bool| same).unwrap(), "{text}");
    }
}
