//! What must be accepted: for every code a program that its rule lets pass, and programs at the edges of the language. Each is a module with
//! a schema, which a server loads.

use std::collections::BTreeSet;
use std::path::Path;

use peristyle::Schema;
use peristyle::audit::Finding;
use peristyle::definition::Tenancy;
use peristyle_build::Database;
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Role, Server};
use peristyle_tests::newer::version_of;
use peristyle_tests::squawk;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::facts::{Setting, round_trip};
use super::newer;

macro_rules! accepted {
    ($($path:literal $module:ident $(: $schema:expr)?;)*) => {
        $(
            #[path = $path]
            #[allow(dead_code, missing_docs, non_snake_case, reason = "what is read is the schema")]
            pub mod $module;
        )*

        /// Every program and its schema.
        pub fn programs() -> Vec<(&'static str, &'static Schema)> {
            vec![$(($path, schema_of!($module $(, $schema)?))),*]
        }
    };
}

macro_rules! schema_of {
    ($module:ident) => {
        &$module::SCHEMA
    };
    ($module:ident, $schema:expr) => {
        $schema
    };
}

accepted! {
    "../ui/pass/C01.rs" C01;
    "../ui/pass/C02.rs" C02;
    "../ui/pass/C03.rs" C03;
    "../ui/pass/C04.rs" C04;
    "../ui/pass/C05.rs" C05;
    "../ui/pass/C06.rs" C06;
    "../ui/pass/C07.rs" C07;
    "../ui/pass/C08.rs" C08;
    "../ui/pass/C09.rs" C09;
    "../ui/pass/C10.rs" C10;
    "../ui/pass/C11.rs" C11;
    "../ui/pass/C12.rs" C12;
    "../ui/pass/F01.rs" F01;
    "../ui/pass/F02.rs" F02;
    "../ui/pass/F03.rs" F03;
    "../ui/pass/F04.rs" F04;
    "../ui/pass/F05.rs" F05;
    "../ui/pass/F06.rs" F06;
    "../ui/pass/F07.rs" F07;
    "../ui/pass/I01.rs" I01;
    "../ui/pass/I02.rs" I02;
    "../ui/pass/I03.rs" I03;
    "../ui/pass/I04.rs" I04;
    "../ui/pass/I05.rs" I05;
    "../ui/pass/I06.rs" I06;
    "../ui/pass/I07.rs" I07;
    "../ui/pass/I08.rs" I08;
    "../ui/pass/I09.rs" I09;
    "../ui/pass/K01.rs" K01;
    "../ui/pass/K02.rs" K02;
    "../ui/pass/K03.rs" K03;
    "../ui/pass/K04.rs" K04;
    "../ui/pass/N01.rs" N01;
    "../ui/pass/N02.rs" N02;
    "../ui/pass/N03.rs" N03;
    "../ui/pass/N04.rs" N04;
    "../ui/pass/N05.rs" N05;
    "../ui/pass/P01.rs" P01;
    "../ui/pass/P02.rs" P02;
    "../ui/pass/P03.rs" P03;
    "../ui/pass/P04.rs" P04;
    "../ui/pass/P05.rs" P05;
    "../ui/pass/P06.rs" P06;
    "../ui/pass/P07.rs" P07;
    "../ui/pass/S01.rs" S01;
    "../ui/pass/S02.rs" S02;
    "../ui/pass/S03.rs" S03;
    "../ui/pass/T01.rs" T01;
    "../ui/pass/T02.rs" T02;
    "../ui/pass/T03.rs" T03;
    "../ui/pass/T04.rs" T04;
    "../ui/pass/W01.rs" W01;
    "../ui/accepted/budgets.rs" budgets;
    "../ui/accepted/circle.rs" circle;
    "../ui/accepted/columns_like_generated_items.rs" columns_like_generated_items;
    "../ui/accepted/derives.rs" derives;
    "../ui/accepted/documentation_by_macros.rs" documentation_by_macros;
    "../ui/accepted/every_default.rs" every_default;
    "../ui/accepted/enums_of_every_case.rs" enums_of_every_case;
    "../ui/accepted/every_type.rs" every_type;
    "../ui/accepted/global_references.rs" global_references;
    "../ui/accepted/histories.rs" histories;
    "../ui/accepted/hundred_columns.rs" hundred_columns;
    "../ui/accepted/indexes_of_named_types.rs" indexes_of_named_types;
    "../ui/accepted/inside_a_function.rs" inside_a_function: inside_a_function::schema();
    "../ui/accepted/lookups.rs" lookups;
    "../ui/accepted/made_by_macro_rules.rs" made_by_macro_rules;
    "../ui/accepted/named_insert.rs" named_insert;
    "../ui/accepted/names_of_executors.rs" names_of_executors;
    "../ui/accepted/names_that_look_alike.rs" names_that_look_alike;
    "../ui/accepted/newtypes.rs" newtypes;
    "../ui/accepted/no_implicit_prelude.rs" no_implicit_prelude;
    "../ui/accepted/not_valid.rs" not_valid;
    "../ui/accepted/numbers.rs" numbers;
    "../ui/accepted/older_details.rs" older_details;
    "../ui/accepted/older_keys.rs" older_keys;
    "../ui/accepted/older_table.rs" older_table;
    "../ui/accepted/other_types.rs" other_types;
    "../ui/accepted/partitions.rs" partitions;
    "../ui/accepted/pedantic.rs" pedantic;
    "../ui/accepted/policies.rs" policies;
    "../ui/accepted/queues.rs" queues;
    "../ui/accepted/raw_identifiers.rs" raw_identifiers;
    "../ui/accepted/roots_of_the_same_name.rs" roots_of_the_same_name;
    "../ui/accepted/rows_with_serde.rs" rows_with_serde;
    "../ui/accepted/renamed_crate.rs" renamed_crate;
    "../ui/accepted/schemas.rs" schemas;
    "../ui/accepted/schemas_of_any_name.rs" schemas_of_any_name: &schemas_of_any_name::NAMES;
    "../ui/accepted/searches.rs" searches;
    "../ui/accepted/seed_template.rs" seed_template;
    "../ui/accepted/sql_of_its_own.rs" sql_of_its_own;
    "../ui/accepted/special_forms.rs" special_forms;
    "../ui/accepted/time_zone_waived_on_the_table.rs" time_zone_waived_on_the_table;
    "../ui/accepted/times_of_other_crates.rs" times_of_other_crates;
    "../ui/accepted/two_modules.rs" two_modules;
    "../ui/accepted/two_partial_uniques.rs" two_partial_uniques;
    "../ui/accepted/timestamps_of_other_names.rs" timestamps_of_other_names;
    "../ui/accepted/types_behind_names.rs" types_behind_names;
    "../ui/accepted/types_of_the_same_names.rs" types_of_the_same_names;
    "../ui/accepted/uniques_over_expressions.rs" uniques_over_expressions;
    "../ui/accepted/visibilities.rs" visibilities;
}

/// Every file is in the list, or it would be accepted by nobody.
#[test]
fn every_program_is_compiled() {
    let listed: BTreeSet<String> = programs().into_iter().map(|(path, _)| path.to_owned()).collect();
    let there: BTreeSet<String> = ["pass", "accepted"].into_iter().flat_map(files).collect();
    assert_eq!(listed, there);
}

fn files(folder: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui").join(folder);
    let entries = path.read_dir().unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    entries.filter(|name| name.ends_with(".rs")).map(|name| format!("../ui/{folder}/{name}")).collect()
}

#[tokio::test]
async fn a_server_loads_every_program() {
    let server = Server::shared().await.unwrap();
    let database = server.empty_database().await.unwrap();
    let mut owner = PgConnection::connect_with(&database.connect_options(Role::Owner)).await.unwrap();
    let version = version_of(server).await;
    let mut refused = Vec::new();
    for (path, schema) in programs() {
        if schema.min > version {
            newer::assert_refused(&mut owner, schema).await;
        } else if let Err(error) = load(&mut owner, schema, server.role_name(Role::Application)).await {
            refused.push(format!("{path}: {error}"));
        }
    }
    owner.close().await.unwrap();
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

/// Tables, of whichever schema; a partition is a part of one.
const LOADED: &str = "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition
    AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)";

/// In a transaction that is rolled back, so that each schema finds an empty database.
pub async fn load(owner: &mut PgConnection, schema: &Schema, role: &str) -> Result<(), Box<dyn std::error::Error>> {
    let sql = ddl::sql(schema, &Options::new().application_role(role.to_owned()))?;
    if let Some(finding) = squawk::found(&sql).first() {
        return Err(finding.clone().into());
    }
    let mut transaction = owner.begin().await?;
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *transaction).await?;
    let counted = sqlx::query_scalar(LOADED);
    let loaded: i64 = counted.fetch_one(&mut *transaction).await?;
    let found = peristyle::audit(&mut *transaction, role).await?;
    let report = round_trip(&mut transaction, schema, Setting { schema: "public", role: Some(role) }).await;
    transaction.rollback().await?;
    // The tables of versions and their triggers, which the tests of `history` look at, are counted below.
    let of_versions = |line: &str| schema.tables.iter().any(|table| line.contains(&format!("{}_history", table.name)));
    let text = report.to_string();
    let mut differences = text.lines().filter(|line| line.starts_with("    "));
    if !report.is_clean() && !differences.all(|line| line.trim_start().starts_with('+') && of_versions(line)) {
        return Err(text.into());
    }
    // Counters of numbers are tables too.
    if usize::try_from(loaded)? != Database::of(schema).tables.len() {
        return Err(format!("{loaded} tables are there").into());
    }
    // Where there is a root, nothing lets a tenant out but what is waived; where there is none, that is what is found.
    let rootless = schema.tables.iter().all(|table| matches!(table.tenancy, Tenancy::Global));
    // A struct may refer to the root twice; the advice A18 says so.
    let expected = |finding: &Finding| finding.code == "L55" || rootless && finding.code == "L01";
    match found.iter().find(|finding| finding.waiver.is_none() && !expected(finding)) {
        Some(finding) => Err(finding.to_string().into()),
        None => Ok(()),
    }
}
