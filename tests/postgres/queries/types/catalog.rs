//! The type of each column as the catalog tells it.

use std::collections::BTreeMap;

use peristyle::Schema;
use peristyle_test::server::Role;
use sqlx::PgPool;

use super::{database, extensions, other};
use crate::accepted::every_type;

async fn types(schema: &Schema, before: &str) -> BTreeMap<String, String> {
    let (database, _pool) = database(schema, before).await;
    let owner = PgPool::connect_with(database.connect_options(Role::Owner)).await.unwrap();
    let query = "SELECT attname::text, format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN '' ELSE '?' END
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND attnum > 0";
    sqlx::query_as(query).fetch_all(&owner).await.unwrap().into_iter().collect()
}

fn holds(types: &BTreeMap<String, String>, expected: &[(&str, &str)]) {
    for (column, sql_type) in expected {
        assert_eq!(types.get(*column).map(String::as_str), Some(*sql_type), "{column}");
    }
}

#[tokio::test]
async fn what_a_column_says_is_its_type() {
    let expected = [
        ("address", "inet"),
        ("network", "cidr?"),
        ("device", "macaddr"),
        ("words", "tsvector"),
        ("page", "xml"),
        ("range", "int4range"),
        ("pay", "money"),
        ("bits", "bit(3)"),
        ("more_bits", "bit varying(9)"),
        ("object", "oid"),
        ("identifier", "name"),
        ("span", "interval"),
        ("odd_time", "time with time zone"),
        ("count", "bigint"),
        ("few", "smallint"),
        ("domain", "\"Odd\"\"Domain\""),
        ("addresses", "inet[]"),
        ("pages", "xml[]?"),
        ("fews", "smallint[]"),
        ("shorts", "character varying(3)[]"),
        ("seen_at", "timestamp(0) with time zone"),
    ];
    holds(&types(&other::OTHER, other::DOMAIN).await, &expected);
    holds(&types(&extensions::NEARNESS, extensions::VECTOR).await, &[("embedding", "vector")]);
}

#[tokio::test]
async fn every_rust_type_has_its_sql_type() {
    let expected = [
        ("a_bool", "boolean"),
        ("a_smallint", "smallint"),
        ("an_integer", "integer"),
        ("a_bigint", "bigint"),
        ("a_real", "real"),
        ("a_double", "double precision"),
        ("a_text", "text"),
        ("a_varchar", "character varying(10)"),
        ("a_decimal", "numeric(10,2)"),
        ("a_timestamp", "timestamp with time zone"),
        ("a_date", "date"),
        ("a_time", "time without time zone"),
        ("a_json", "jsonb"),
        ("some_bytes", "bytea"),
        ("a_uuid", "uuid"),
        ("an_enum", "billing"),
        ("an_id", "uuid?"),
    ];
    let schema = Schema::new(vec![every_type::SCHEMA.tables[0]].leak(), &[]);
    holds(&types(&schema, "").await, &expected);
}
