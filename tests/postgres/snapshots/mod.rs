//! Every schema of the tests as a snapshot: what is read back is what was written, and every output of it is the one of the structs.

use peristyle::Schema;
use peristyle::prelude::*;
use peristyle_build::model::{Domain, DomainCheck};
use peristyle_build::{Checked, Database, Options, advice, dbml, ddl as script, diagram, schema_md};
use peristyle_test::server::{Role, Server};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::{accepted, ddl, emission, every_option, newer, plans, real, shop, tables};

/// All schemas of these tests, and their names.
pub fn every_schema() -> Vec<(&'static str, &'static Schema)> {
    let mut schemas = accepted::programs();
    schemas.extend([
        ("shop", &shop::SCHEMA),
        ("every option", &every_option::SCHEMA),
        ("every option of 18", &newer::every_option::SCHEMA),
        ("chinook", &real::chinook::SCHEMA),
        ("pagila", &real::pagila::SCHEMA),
        ("partitions", &tables::partitions::SCHEMA),
        ("schemas", &tables::schemas::SCHEMA),
        ("extra", &tables::extra::SCHEMA),
        ("circles", &ddl::loading::CIRCLES),
        ("indexes", &ddl::indexes::INDEXES),
        ("plans", &plans::schema::SCHEMA),
        ("unknown type", &emission::UNKNOWN),
        ("quickstart", &quickstart_schema::SCHEMA),
    ]);
    schemas
}

/// In the schema that `search_path` leads to, in one that is named, and in a script that may be run again.
fn options() -> [Options; 3] {
    let named = Options::new().schema("my shop").create_schema().application_role("app");
    [Options::new(), named, Options::new().schema("shop").idempotent().application_role("app")]
}

fn outputs(checked: &Checked) -> [String; 6] {
    let advice = advice::advise(checked);
    [
        script::script(checked),
        checked.database().to_json(),
        diagram::mermaid(checked),
        diagram::svg(checked),
        schema_md::markdown(checked, &advice),
        dbml::dbml(checked),
    ]
}

#[test]
fn every_snapshot_prints_what_its_structs_print() {
    for (name, schema) in every_schema() {
        let database = Database::of(schema);
        let read = Database::from_json(&database.to_json()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(read == database, "{name} is not what was written");
        for options in options() {
            let (read, written) = (read.clone().check(&options).unwrap(), database.clone().check(&options).unwrap());
            assert_eq!(read.changes_to(&written), [], "{name}");
            for (read, written) in outputs(&read).iter().zip(&outputs(&written)) {
                assert!(read == written, "{name} differs:\n{written}\n--- and read back ---\n{read}");
            }
        }
    }
}

macro_rules! versions {
    ($($name:literal)*) => {
        [$((
            $name,
            include_str!(concat!("version_1/", $name, ".json")),
            include_str!(concat!("version_2/", $name, ".json")),
        )),*]
    };
}

/// The files are as they were once written: what version 1 left out is derived, and is what version 2 wrote.
#[test]
fn a_snapshot_of_version_1_is_read() {
    for (name, first, second) in versions!["every_option" "chinook" "pagila" "partitions" "schemas" "extra"] {
        assert!(first.starts_with("{\n  \"version\": 1,\n") && second.starts_with("{\n  \"version\": 2,\n"));
        let read = |text| Database::from_json(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let checked = |text| read(text).check(&Options::new()).unwrap();
        assert_eq!(checked(first).changes_to(&checked(second)), [], "{name}");
        // Which columns of an index were declared is not in the file of version 1, and is seen in SCHEMA.md only.
        assert_eq!(script::script(&checked(first)), script::script(&checked(second)), "{name}");
        assert_eq!(diagram::svg(&checked(first)), diagram::svg(&checked(second)), "{name}");
    }
}

/// `PERISTYLE_DBML` takes a folder for the texts, which `.ci/dbml` parses with the package of DBML's authors.
#[test]
fn dbml_has_every_part() {
    let folder = std::env::var_os("PERISTYLE_DBML").map(std::path::PathBuf::from);
    for (name, schema) in every_schema() {
        let checked = Checked::of(schema).unwrap();
        let text = dbml::dbml(&checked);
        let beginning = |word: &str| text.lines().filter(|line| line.starts_with(word)).count();
        let references: usize = checked.tables().iter().map(|table| table.references.len()).sum();
        assert_eq!(beginning("Table "), checked.tables().len(), "{name}");
        assert_eq!(beginning("Ref "), references, "{name}");
        assert_eq!(beginning("Enum "), checked.database().enums.len(), "{name}");
        if let Some(folder) = &folder {
            std::fs::write(folder.join(format!("{}.dbml", name.replace(['/', ' ', '.'], "_"))), text).unwrap();
        }
    }
}

/// The SQL in SCHEMA.md is what the statements send, without quotes, casts, the names of columns and the usual limit of a list.
#[test]
fn schema_md_shows_what_statements_send() {
    use peristyle::{Id, Tenant};
    use shop::{Category, Organization, Product};

    let page = schema_md::markdown(&Checked::of(&shop::SCHEMA).unwrap(), &[]);
    let section = page.split("\n### org_products\n").nth(1).unwrap().split("\n### ").next().unwrap();
    let examples = section.split("```rust\n").nth(1).unwrap().split("```").next().unwrap();
    let shown = |call: &str| {
        let rest = examples.split_once(call).unwrap_or_else(|| panic!("{call} is not in\n{examples}")).1;
        let lines = rest.lines().skip_while(|line| !line.starts_with("// ")).take_while(|line| line.starts_with("// "));
        lines.map(|line| line.trim_start_matches("// ").trim()).collect::<Vec<_>>().join(" ")
    };
    let tenant = Tenant::<Organization>::new(Id::generate());
    let sent = [
        ("Product::find(tenant, id)", Product::find(tenant, Id::generate()).into_statement()),
        ("Product::find_by_sku(tenant, sku)", Product::find_by_sku(tenant, "L-1".to_owned()).into_statement()),
        (
            ".order_by(Product::ID.desc())",
            Product::select(tenant).order_by(Product::ID.desc()).limit(20).into_statement(),
        ),
        (
            ".filter(Product::CATEGORY_ID.eq(category_id))",
            Product::select(tenant)
                .filter(Product::CATEGORY_ID.eq(Id::<Category>::generate()))
                .limit(20)
                .into_statement(),
        ),
    ];
    for (call, statement) in sent {
        let statement = statement.unwrap();
        assert_eq!(shown(call), plain(statement.sql()), "{}", statement.sql());
    }
}

/// Without the columns, quotes, the table in front of a column, parentheses around a comparison, and the first of two limits.
fn plain(sql: &str) -> String {
    let once = sql.strip_prefix("SELECT * FROM (").map(|inner| inner.replace(" LIMIT 20) AS \"0 list\"", ""));
    let sql = once.as_deref().unwrap_or(sql);
    let (_, rest) = sql.split_once(" FROM ").unwrap();
    let rest = rest.replace('"', "").replace("org_products.", "");
    let words = rest.split(' ').map(|word| word.trim_start_matches('(').trim_end_matches(')'));
    format!("SELECT … FROM {}", words.collect::<Vec<_>>().join(" "))
}

/// Tables of a program have none; a catalog has.
#[tokio::test]
async fn a_domain_is_created_and_read_back() {
    let mut database = Database::of(&plans::schema::SCHEMA);
    let mut price = Domain::new("Price".into(), "numeric(10,2)".into());
    price.default = Some("0".into());
    price.not_null = true;
    price.checks = vec![DomainCheck::new("price_check".into(), "VALUE >= 0".into())];
    price.doc = "What it's worth.".into();
    database.domains.push(price);
    assert_eq!(Database::from_json(&database.to_json()).unwrap(), database);
    let server = Server::shared().await.unwrap();
    let empty = server.empty_database().await.unwrap();
    let mut owner = PgConnection::connect_with(&empty.connect_options(Role::Owner)).await.unwrap();
    let options = Options::new().schema("priced").create_schema().idempotent();
    let options = options.application_role(server.role_name(Role::Application));
    let text = script::script(&database.check(&options).unwrap());
    for _ in 0..2 {
        sqlx::raw_sql(AssertSqlSafe(text.as_str())).execute(&mut owner).await.unwrap();
    }
    let worth: String = sqlx::query_scalar("SELECT (7::priced.\"Price\")::text").fetch_one(&mut owner).await.unwrap();
    assert_eq!(worth, "7.00");
    let error = sqlx::query("SELECT (-1)::priced.\"Price\"").execute(&mut owner).await.unwrap_err();
    assert!(error.to_string().contains("price_check"), "{error}");
    let comment = "SELECT obj_description('priced.\"Price\"'::regtype, 'pg_type')";
    let comment: String = sqlx::query_scalar(comment).fetch_one(&mut owner).await.unwrap();
    assert_eq!(comment, "What it's worth.");
}
