//! The dependencies of `peristyle` and its macros: without features they stay few.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// The packages that a package depends on with these features, `name version` each.
fn dependencies_of(package: &str, features: &str) -> BTreeSet<String> {
    let lines = tree(package, features, "{p}");
    lines.lines().map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect()
}

fn tree(package: &str, features: &str, format: &str) -> String {
    printed(&["--package", package, "--features", features, "--edges", "normal,build", "--format", format])
}

fn printed(options: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--prefix", "none"])
        .args(options)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("cargo tree prints text")
}

#[test]
fn there_is_one_syn_and_it_is_the_third() {
    for package in ["peristyle", "peristyle-macros-core"] {
        let packages = dependencies_of(package, "");
        let found: Vec<&String> = packages.iter().filter(|package| package.starts_with("syn ")).collect();
        assert!(found.len() == 1 && found[0].starts_with("syn v3."), "{package} builds {found:?}");
    }
}

/// Each feature is compiled in every build: `full` of syn would be a fourteenth of a check.
#[test]
fn dependencies_have_the_features_that_are_used() {
    let tree = tree("peristyle", "", "{p} {f}");
    let found = |name: &str| {
        let line = tree.lines().find(|line| line.starts_with(&format!("{name} v"))).unwrap_or_default();
        line.trim_end_matches(" (*)").rsplit(' ').next().unwrap_or_default().to_owned()
    };
    assert_eq!(found("syn"), "clone-impls,default,derive,parsing,printing,proc-macro");
    assert_eq!(found("quote"), "default,proc-macro");
    assert_eq!(found("proc-macro2"), "default,proc-macro");
    assert_eq!(found("sea-query"), "backend-postgres,chrono,postgres-array,thread-safe,uuid,with-chrono,with-uuid");
    assert_eq!(found("chrono"), "alloc,clock,iana-time-zone,now,std,winapi,windows-link");
    assert_eq!(found("uuid"), "default,rng,std,v7");
    assert_eq!(found("base64"), "alloc");
}

#[test]
fn no_package_is_built_in_two_versions() {
    let packages = dependencies_of("peristyle", "");
    let names: Vec<&str> = packages.iter().filter_map(|package| package.split(' ').next()).collect();
    let once: BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(names.len(), once.len(), "{packages:#?}");
}

/// Lints have all features, documentation has none that only tests turn on, and what build scripts link has features of its own. Where they differ, a package
/// is compiled again: `shared-features` turns them on everywhere.
#[test]
fn no_package_is_built_with_two_sets_of_features() {
    // The macros do without the feature of `import`.
    const TWICE: [&str; 4] = ["peristyle-macros-core", "proc-macro2", "quote", "syn"];
    let mut features: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for of in [&["normal,build,dev"][..], &["normal,build,dev", "--all-features"], &["normal,build", "--all-features"]]
    {
        let lines = printed(&[&["--workspace", "--format", "{p}|{f}", "--edges"], of].concat());
        for (package, of) in lines.lines().filter_map(|line| line.split_once('|')) {
            features.entry(package.to_owned()).or_default().insert(of.trim_end_matches(" (*)").to_owned());
        }
    }
    assert!(features.len() > 200, "{features:#?}");
    features.retain(|package, of| of.len() > 1 && !TWICE.contains(&package.split(' ').next().unwrap_or_default()));
    assert!(features.is_empty(), "list what turns them on in shared-features/Cargo.toml, twice: {features:#?}");
}

#[test]
fn no_driver_comes_uninvited() {
    let drivers = ["sqlx", "tokio-postgres", "deadpool-postgres"];
    let others = [
        "tokio",
        "bytes",
        "postgres-types",
        "serde_json",
        "time",
        "jiff",
        "bigdecimal",
        "ipnetwork",
        "rust_decimal",
        "axum-core",
        "http",
        "tower-layer",
        "tracing",
    ];
    let comes = |packages: &BTreeSet<String>, name: &str| {
        packages.iter().any(|package| package.starts_with(&format!("{name} ")))
    };
    let packages = dependencies_of("peristyle", "");
    for name in drivers.iter().chain(&others) {
        assert!(!comes(&packages, name), "{name} comes with default features");
    }
    for (features, brought) in [
        ("rust_decimal,json,serde,bigdecimal,ipnetwork,jiff,time", &[][..]),
        ("sqlx,rust_decimal", &["sqlx"]),
        ("tokio-postgres,rust_decimal", &["tokio-postgres"]),
        ("deadpool-postgres", &["tokio-postgres", "deadpool-postgres"]),
        ("bb8", &["tokio-postgres"]),
        ("axum,tracing", &[]),
        ("garde,schemars,utoipa", &[]),
    ] {
        let packages = dependencies_of("peristyle", features);
        for driver in drivers {
            assert_eq!(comes(&packages, driver), brought.contains(&driver), "{driver} with {features}");
        }
    }
}

#[test]
fn the_web_needs_no_router_and_no_server() {
    let packages = dependencies_of("peristyle", "axum,tracing");
    for name in ["axum ", "tower ", "hyper ", "tracing-subscriber ", "tracing-attributes "] {
        assert!(!packages.iter().any(|package| package.starts_with(name)), "{packages:#?}");
    }
}
