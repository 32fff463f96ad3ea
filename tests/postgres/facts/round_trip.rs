//! What is emitted, loaded and read back, is what the structs say.

use std::collections::BTreeSet;

use peristyle::Schema;
use peristyle_build::ddl;
use peristyle_test::server::{Database, Role, Server};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::expected::enum_of;
use super::{Facts, Kind, Report, Setting, compare};
use crate::{every_option, kept, shop};

/// What of a schema that was loaded is not as its structs say.
pub async fn round_trip(owner: &mut PgConnection, schema: &Schema, setting: Setting<'_>) -> Report {
    let columns = schema.tables.iter().flat_map(|table| table.columns);
    let enums = columns.filter_map(|column| enum_of(column.sql_type)?.schema);
    let said = schema.tables.iter().filter_map(|table| table.schema).chain(enums);
    let schemas: BTreeSet<_> = said.chain([setting.schema]).collect();
    let got = Facts::read(owner, &schemas.into_iter().collect::<Vec<_>>()).await;
    compare(&Facts::expected(owner, schema, setting).await, &got)
}

/// The DDL of a schema, where the setting says.
pub fn emitted(schema: &Schema, setting: Setting<'_>) -> String {
    let options = ddl::Options::new().schema(setting.schema).create_schema();
    let options = match setting.role {
        Some(role) => options.application_role(role),
        None => options,
    };
    ddl::sql(schema, &options).unwrap()
}

/// A new database with a schema, connected to by its owner.
async fn loaded(schema: &Schema, name: &str) -> (Database, PgConnection) {
    let server = Server::shared().await.unwrap();
    let database = server.empty_database().await.unwrap();
    let mut owner = PgConnection::connect_with(&database.connect_options(Role::Owner)).await.unwrap();
    run(&mut owner, &emitted(schema, setting(server, name))).await;
    (database, owner)
}

fn setting<'a>(server: &'a Server, schema: &'a str) -> Setting<'a> {
    Setting { schema, role: Some(server.role_name(Role::Application)) }
}

async fn run(owner: &mut PgConnection, sql: &str) {
    let done = sqlx::raw_sql(AssertSqlSafe(sql)).execute(owner).await;
    done.unwrap_or_else(|error| panic!("{error:?}\n{sql}"));
}

async fn on_server(schema: &Schema, name: &str) -> Report {
    let (_database, mut owner) = loaded(schema, name).await;
    round_trip(&mut owner, schema, setting(Server::shared().await.unwrap(), name)).await
}

#[tokio::test]
async fn the_shop_matches_its_structs() {
    let report = on_server(&shop::SCHEMA, "public").await;
    assert!(report.is_clean(), "{report}");
    assert_eq!(report.matched(Kind::Table), shop::SCHEMA.tables.len());
}

#[tokio::test]
async fn the_quickstart_matches_its_structs() {
    let report = on_server(&quickstart_schema::SCHEMA, "shelves").await;
    assert!(report.is_clean(), "{report}");
    assert_eq!(report.matched(Kind::Table), quickstart_schema::SCHEMA.tables.len());
}

/// Tables of each tenancy and of each key, with their versions.
#[tokio::test]
async fn versions_match_their_structs() {
    for name in ["public", "Tool library"] {
        let report = on_server(&kept::KEPT, name).await;
        assert!(report.is_clean(), "{report}");
        assert_eq!(report.matched(Kind::Table), 2 * kept::KEPT.tables.len());
    }
}

#[tokio::test]
async fn every_option_matches_its_structs() {
    let server = Server::shared().await.unwrap();
    for name in ["public", "Tool library"] {
        let database = server.empty_database().await.unwrap();
        let mut owner = PgConnection::connect_with(&database.connect_options(Role::Owner)).await.unwrap();
        run(&mut owner, every_option::EXTENSIONS).await;
        run(&mut owner, &emitted(&every_option::SCHEMA, setting(server, name))).await;
        let report = round_trip(&mut owner, &every_option::SCHEMA, setting(server, name)).await;
        assert!(report.is_clean(), "{report}");
        let all = [Kind::ColumnGenerated, Kind::ExclusionConstraint, Kind::UniqueConstraint, Kind::Enum, Kind::Trigger];
        assert!(all.into_iter().all(|kind| report.matched(kind) > 0), "{report}");
    }
}

/// One change of the loaded schema, and the kinds that tell it.
const CHANGES: [(&str, &[Kind]); 25] = [
    ("CREATE TABLE other (id int PRIMARY KEY)", &[Kind::Table]),
    ("ALTER TABLE countries SET (fillfactor = 70)", &[Kind::Table]),
    ("ALTER TABLE countries ADD COLUMN size int", &[Kind::ColumnOrder, Kind::ColumnType, Kind::ColumnNull]),
    ("ALTER TABLE countries ALTER COLUMN code TYPE varchar(3)", &[Kind::ColumnType]),
    ("ALTER TABLE countries ALTER COLUMN code DROP NOT NULL", &[Kind::ColumnNull]),
    ("ALTER TABLE org_products ALTER COLUMN status SET DEFAULT 'active'", &[Kind::ColumnDefault]),
    ("ALTER TABLE org_entries ALTER COLUMN amount ADD GENERATED ALWAYS AS IDENTITY", &[Kind::ColumnIdentity]),
    ("ALTER TABLE countries ALTER COLUMN code TYPE varchar(2) COLLATE \"C\"", &[Kind::ColumnCollation]),
    ("ALTER TABLE org_entries DROP CONSTRAINT org_entries_pkey", &[Kind::PrimaryKey]),
    ("ALTER TABLE countries ADD UNIQUE NULLS NOT DISTINCT (code)", &[Kind::UniqueConstraint]),
    ("ALTER TABLE countries ADD EXCLUDE USING btree (code WITH =)", &[Kind::ExclusionConstraint]),
    ("ALTER TABLE org_products DROP CONSTRAINT org_products_price_check", &[Kind::Check, Kind::Comment]),
    ("ALTER TABLE org_domains DROP CONSTRAINT org_domains_organization_id_fkey", &[Kind::ForeignKey]),
    ("DROP INDEX org_products_organization_id_sku_key", &[Kind::Index]),
    ("CREATE INDEX ON countries (code text_pattern_ops DESC NULLS LAST)", &[Kind::Index]),
    ("ALTER TABLE org_entries NO FORCE ROW LEVEL SECURITY", &[Kind::RowSecurity]),
    ("ALTER POLICY tenant_isolation ON org_entries USING (true)", &[Kind::Policy]),
    ("SET ROLE {lookup}; ALTER FUNCTION org_domains_tenant_of_host(varchar) VOLATILE; RESET ROLE", &[Kind::Function]),
    (
        "SET ROLE {lookup}; GRANT EXECUTE ON FUNCTION org_domains_tenant_of_host(varchar) TO PUBLIC; RESET ROLE",
        &[Kind::Function],
    ),
    ("GRANT SELECT (note) ON org_domains TO {lookup}", &[Kind::Privilege]),
    ("DROP TRIGGER peristyle_append_only ON org_entries", &[Kind::Trigger]),
    ("ALTER TYPE product_status ADD VALUE 'sold'", &[Kind::Enum]),
    ("CREATE DOMAIN year AS int", &[Kind::Domain]),
    ("COMMENT ON COLUMN org_products.sku IS 'a number'", &[Kind::Comment]),
    ("GRANT TRUNCATE ON countries TO pg_monitor", &[Kind::Privilege]),
];

#[tokio::test]
async fn every_kind_of_change_is_seen() {
    let (_database, mut owner) = loaded(&shop::SCHEMA, "public").await;
    for (change, kinds) in CHANGES {
        let mut transaction = owner.begin().await.unwrap();
        let lookup = format!("{}_lookup", Server::shared().await.unwrap().role_name(Role::Application));
        run(&mut transaction, &change.replace("{lookup}", &lookup)).await;
        let setting = setting(Server::shared().await.unwrap(), "public");
        let report = round_trip(&mut transaction, &shop::SCHEMA, setting).await;
        transaction.rollback().await.unwrap();
        assert_eq!(report.unclean(), kinds, "{change}\n{report}");
    }
}
