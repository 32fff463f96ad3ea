//! Each program of the gallery has an expected output: an accepted program prints its `.stdout`, a refused program does
//! not compile, with its `.stderr`, which the test `ui` of `peristyle-tests` compares.
//!
//! After a change of what is printed, `TRYBUILD=overwrite cargo test -p gallery` rewrites it; read the difference.

use std::collections::BTreeSet;
use std::fs;

macro_rules! accepted {
    ($($path:literal $program:ident;)*) => {
        $(
            #[path = $path]
            #[allow(dead_code, reason = "its main prints what this test reads")]
            mod $program;

            #[test]
            fn $program() {
                prints(stringify!($program), &$program::show());
            }
        )*

        const ACCEPTED: &[&str] = &[$(stringify!($program)),*];
    };
}

accepted! {
    "../accepted/circle.rs" circle;
    "../accepted/columns.rs" columns;
    "../accepted/conditions.rs" conditions;
    "../accepted/denormalized.rs" denormalized;
    "../accepted/junction.rs" junction;
    "../accepted/ledger.rs" ledger;
    "../accepted/older_table.rs" older_table;
    "../accepted/smallest.rs" smallest;
    "../accepted/tenants.rs" tenants;
}

fn prints(program: &str, printed: &str) {
    let path = format!("accepted/{program}.stdout");
    if std::env::var_os("TRYBUILD").is_some_and(|mode| mode == "overwrite") {
        fs::write(&path, printed).expect("a folder that can be written");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(printed == expected, "{path} says\n{expected}\nbut printed is\n{printed}");
}

#[test]
fn every_program_is_listed() {
    let of_readme = include_str!("../README.md").lines().filter_map(|line| line.strip_prefix("| [")?.split(']').next());
    let listed: Vec<&str> = of_readme.collect();
    let programs: BTreeSet<String> = ["accepted", "refused"].into_iter().flat_map(programs).collect();
    assert_eq!(listed.len(), programs.len(), "the README names each program once");
    assert_eq!(listed.into_iter().map(str::to_owned).collect::<BTreeSet<_>>(), programs);

    let tested: BTreeSet<String> = ACCEPTED.iter().map(|program| format!("accepted/{program}.rs")).collect();
    assert_eq!(programs.into_iter().filter(|path| path.starts_with("accepted/")).collect::<BTreeSet<_>>(), tested);
    let manifest = include_str!("../Cargo.toml");
    assert!(tested.iter().all(|path| manifest.contains(&format!("path = \"{path}\""))), "each can be run");
}

/// The programs of a folder, as the README names them.
fn programs(folder: &str) -> impl Iterator<Item = String> {
    let files = fs::read_dir(folder).expect("a folder of the gallery");
    let names = files.map(|file| file.expect("a file of the gallery").file_name().to_string_lossy().into_owned());
    names.filter(|name| name.ends_with(".rs")).map(move |name| format!("{folder}/{name}"))
}
