//! Writes random schemas, which the test is compiled with.

use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

use peristyle_test_generator::{Random, Schema};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let (seed, count) = (number("PERISTYLE_RANDOM_SEED", 1), number("PERISTYLE_RANDOM_SCHEMAS", 40));
    let folder = env::var("OUT_DIR").expect("cargo names a folder");
    let (mut modules, mut all) = (String::new(), String::new());
    for seed in seed..seed + count {
        let file = Path::new(&folder).join(format!("schema_{seed}.rs"));
        fs::write(&file, Schema::generate(&mut Random::new(seed)).to_string()).expect("a file can be written");
        writeln!(modules, "#[path = {file:?}]\nmod schema_{seed};").expect("a text takes every line");
        write!(all, "({seed}, &schema_{seed}::SCHEMA), ").expect("a text takes every line");
    }
    let text = format!("{modules}\npub const ALL: &[(u64, &peristyle::Schema)] = &[{all}];\n");
    fs::write(Path::new(&folder).join("schemas.rs"), text).expect("a file can be written");
}

fn number(variable: &str, otherwise: u64) -> u64 {
    println!("cargo::rerun-if-env-changed={variable}");
    env::var(variable).map_or(otherwise, |value| value.parse().expect("the variable is a number"))
}
