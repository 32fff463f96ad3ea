//! Every schema of the tests as a snapshot: what is read back is what was written, and every output of it is the one of the structs.

use peristyle::Schema;
use peristyle_build::{Checked, Database, Options, advice, dbml, ddl as script, diagram, schema_md};

use crate::{accepted, ddl, emission, every_option, plans, real, shop, tables};

/// All schemas of these tests, and their names.
pub fn every_schema() -> Vec<(&'static str, &'static Schema)> {
    let mut schemas = accepted::programs();
    schemas.extend([
        ("shop", &shop::SCHEMA),
        ("every option", &every_option::SCHEMA),
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
