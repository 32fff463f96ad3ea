//! What a build script emits, beside what `peristyle_build` is held to by its own tests.

use std::{env, fs};

use peristyle::Schema;
use peristyle::prelude::*;
use peristyle_build::{ddl, emit};
use peristyle_test::server::Server;

use crate::{every_option, shop};

/// Something whose type nobody knows.
#[table(name = "unknown_types", waive(column_type = "nobody knows it"))]
pub struct UnknownType {
    pub id: Id<UnknownType>,
    #[column(sql_type = "moeny")]
    pub price: String,
}

schema! { pub UNKNOWN = [UnknownType] }

/// The build script cannot tell; the server says which type it is, and in which line.
#[tokio::test]
async fn a_type_that_the_server_does_not_know_is_named() {
    let text = ddl::sql(&UNKNOWN, &ddl::Options::new()).unwrap();
    let line = 1 + text.lines().position(|line| line.contains("moeny")).unwrap();
    let error = Server::shared().await.unwrap().template("unknown-type", &text).await.unwrap_err().to_string();
    assert!(error.contains("type \"moeny\" does not exist"), "{error}");
    assert!(error.contains(&format!("in line {line}")), "{error}");
}

/// Every map of a process has another order: what depended on one would differ from run to run.
#[test]
fn every_file_is_the_same_on_every_run() {
    for (name, schema) in [("shop", &shop::SCHEMA), ("every option", &every_option::SCHEMA)] {
        let first = files(name, schema);
        assert_eq!(first.len(), 5);
        for _ in 0..10 {
            assert!(files(name, schema) == first, "{name} differs");
        }
    }
}

/// What is written to a folder of its own.
fn files(name: &str, schema: &Schema) -> Vec<String> {
    let folder = env::temp_dir().join(format!("peristyle-{name}-{}", std::process::id()));
    let emit = emit(schema).sql().snapshot().diagram().schema_md().application_role("service");
    let files = emit.write_to(&folder).unwrap();
    let texts = files.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    fs::remove_dir_all(folder).unwrap();
    texts
}
