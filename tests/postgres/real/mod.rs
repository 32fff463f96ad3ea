//! Real schemas, stated as structs under the waivers of the rules that they break: what is emitted is exactly what they are, by the facts that were read
//! of them (`facts/chinook.json`, `facts/pagila.json`).

pub mod chinook;
pub mod pagila;

use peristyle::Schema;
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Role, Server};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::facts::{Facts, Kind, Report, compare};

/// What of a schema that was loaded, behind what it needs, is not as the file of facts says.
async fn against(schema: &Schema, prelude: &str, facts: &str) -> Report {
    let server = Server::shared().await.unwrap();
    let database = server.empty_database().await.unwrap();
    let mut admin = PgConnection::connect_with(&database.connect_options(Role::Admin)).await.unwrap();
    let sql = ddl::sql(schema, &Options::new()).unwrap();
    for script in [prelude, "SET TIME ZONE 'UTC'", &sql] {
        sqlx::raw_sql(AssertSqlSafe(script))
            .execute(&mut admin)
            .await
            .unwrap_or_else(|error| panic!("{error}\n{script}"));
    }
    let got = Facts::read(&mut admin, &["public"]).await;
    compare(&Facts::from_file(facts), &got)
}

#[tokio::test]
async fn the_catalog_of_chinook_is_reproduced() {
    let report = against(&chinook::SCHEMA, "", include_str!("../facts/chinook.json")).await;
    assert!(report.is_clean(), "{report}");
    assert_eq!(report.matched(Kind::Table), 11);
}

/// The one thing that is more: an array of Rust holds no NULL, and the database is told so.
#[tokio::test]
async fn the_catalog_of_pagila_is_reproduced() {
    let report =
        against(&pagila::SCHEMA, include_str!("pagila_prelude.sql"), include_str!("../facts/pagila.json")).await;
    let asked = |kind, fact: &str| kind == Kind::Check && fact.contains("film_special_features_check");
    assert!(report.clone().allowing_extra(asked).is_clean(), "{report}");
    assert_eq!((report.matched(Kind::Table), report.matched(Kind::Partition)), (16, 55));
}
