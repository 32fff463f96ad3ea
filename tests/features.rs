//! Without features: the message about a type whose feature is off names the feature, and the macros read all expressions.

use std::fs;
use std::path::Path;
use std::process::Command;

/// A crate without features of peristyle, in which each type is a column of a table of its own.
const MANIFEST: &str = r#"
[package]
name = "NAME"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
bigdecimal = { version = "0.4.5", default-features = false, features = ["std"] }
ipnetwork = { version = "0.21", default-features = false }
jiff = { version = "1", default-features = false, features = ["std"] }
peristyle = { path = "RUNTIME" }
rust_decimal = { version = "1", default-features = false, features = ["std"] }
serde_json = "1"
time = { version = "0.3.40", default-features = false, features = ["std"] }
"#;

/// The type, and the feature that makes it a column type.
const TYPES: [(&str, &str); 8] = [
    ("bigdecimal::BigDecimal", "bigdecimal"),
    ("ipnetwork::IpNetwork", "ipnetwork"),
    ("jiff::Timestamp", "jiff"),
    ("Json<Vec<i32>>", "json"),
    ("serde_json::Value", "json"),
    ("rust_decimal::Decimal", "rust_decimal"),
    ("time::OffsetDateTime", "time"),
    ("Option<time::Date>", "time"),
];

fn program() -> String {
    let table = |(number, (ty, _)): (usize, &(&str, &str))| {
        let attribute = if ty.contains("Decimal") { "#[column(numeric(9, 2))]" } else { "" };
        format!(
            "/// A row.\n#[table(name = \"t{number}\", waive(typed_json = \"any\"))]\n\
             pub struct T{number} {{\n    pub id: Id<T{number}>,\n    {attribute}\n    pub value: {ty},\n}}\n"
        )
    };
    let tables: String = TYPES.iter().enumerate().map(table).collect();
    let sums = "/// A row.\n#[table(name = \"sums\")]\npub struct Sum {\n    pub id: Id<Sum>,\n    pub value: i64,\n}\n\n\
                pub fn sums() {\n    let _ = Sum::VALUE.sum_as::<i64>();\n    let _ = Sum::VALUE.sum();\n    \
                let _ = Sum::VALUE.avg();\n}\n";
    format!("use peristyle::prelude::*;\n\n{tables}{sums}")
}

/// Expressions that the macros read though nothing turns on `full` of their syn: here no package of the workspace does.
const EXPRESSIONS: &str = r#"
use peristyle::prelude::*;
use peristyle::sql;

/// A plan.
#[table(name = "plans", check((1..=100).contains(&seats) && !(5..10).contains(&seats), message = "a number of seats"),
    index(seats, only((1..=50).contains(&seats))))]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(default = 1)]
    pub seats: i32,
    #[column(default = ["a", "b"])]
    pub labels: Vec<String>,
    #[column(default = [i32::MAX, -1])]
    pub numbers: Vec<i32>,
}

pub fn conditions(few: bool, seats: &[i32]) {
    let all = Plan::select().limit(9);
    let all = all.filter(sql!(Plan, "seats > ?", if few { 1 } else { 2 }));
    let all = all.filter(sql!(Plan, "seats > ? AND seats < ?", (0..3).map(|a| a + 1).sum::<i32>(), seats[1..3][0]));
    let all = all.filter(sql!(Plan, "seats = ? OR seats = ?", [1, 2][0], { 3 }));
    let all = all.filter(sql!(Plan, "seats = ?", match few { true => 1, false => 2 }));
    drop(all.filter(sql!(Plan, "seats = ?", std::collections::BTreeMap::<i32, i32>::new().len() as i32,)));
}
"#;

/// A pool whose feature is off, owned and borrowed.
const POOL: &str = r#"
use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

pub struct Database;

pub async fn begin(owned: Database, borrowed: &Database, tenant: Tenant<Organization>) {
    drop(owned.begin_tenant(tenant).await);
    drop(borrowed.in_tenant(tenant));
}
"#;

#[test]
fn a_pool_whose_feature_is_off_names_the_feature() {
    let errors = said("pool", POOL);
    let said: Vec<&str> = errors.split("error[").skip(1).collect();
    assert_eq!(said.len(), 2, "{errors}");
    assert!(said[0].contains("[P03] `Database` does not open a transaction of a tenant"), "{errors}");
    for feature in ["sqlx", "deadpool-postgres", "bb8"] {
        assert!(said[0].contains(&format!("needs the feature `{feature}` of peristyle, which is off")), "{errors}");
    }
    // Of a reference rustc says the line of the trait.
    assert!(said[1].contains("`Database: PoolOfEnabledDriver`"), "{errors}");
    assert!(said[1].contains("// features of peristyle: `sqlx`"), "{errors}");
}

#[test]
fn expressions_are_read_without_the_full_syn() {
    let said = said("expressions", EXPRESSIONS);
    assert!(!said.contains("error"), "{said}");
}

/// What the compiler says about a program.
fn said(name: &str, program: &str) -> String {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(folder.join("src")).expect("a folder for the crate");
    let manifest = MANIFEST.replace("NAME", name).replace("RUNTIME", &workspace.join("runtime").display().to_string());
    fs::write(folder.join("Cargo.toml"), manifest).expect("a manifest");
    fs::write(folder.join("src/lib.rs"), program).expect("a program");
    fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).expect("the versions of the workspace");
    let output = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--color", "never"])
        // That of the workspace, which has some of the dependencies.
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join(".."))
        .current_dir(&folder)
        .output()
        .expect("cargo runs");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_type_whose_feature_is_off_names_the_feature() {
    let errors = said("without-features", &program());
    let refused: Vec<&str> = errors.split("error[").filter(|error| error.contains("[C03]")).collect();
    for (ty, feature) in TYPES {
        let name = ty.trim_start_matches("Option<").trim_end_matches('>');
        let last = name.rsplit("::").next().unwrap_or(name);
        let of_type = refused.iter().find(|error| error.contains(last) || error.contains("Json<"));
        let named = of_type.is_some_and(|error| error.contains(&format!("the feature `{feature}` of peristyle")));
        assert!(named, "{ty} does not name `{feature}`:\n{errors}");
    }
    assert_eq!(refused.len(), TYPES.len(), "{errors}");
    for (function, instead) in [("sum", ".sum_as::<i64>()"), ("avg", ".avg_as::<f64>()")] {
        let message = format!("[P03] a column of type `i64` has no `{function}`");
        let named = errors.split("error[").find(|error| error.contains(&message)).unwrap_or_default();
        assert!(named.contains("the feature `rust_decimal` of peristyle") && named.contains(instead), "{errors}");
    }
}
