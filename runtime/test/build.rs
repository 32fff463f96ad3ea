//! Passes the folder of the bundled PostgreSQL, where there is one, on to the library.

use std::{env, path::PathBuf};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if let Some(manifest) = manifest() {
        let folder = manifest.with_file_name("payload").join("runtime").join("bin");
        println!("cargo::rustc-env=PERISTYLE_BUNDLED_BINARIES={}", folder.display());
    }
}

/// What the build script of the `liboliphaunt-native` crate of the target reports: a file next to the folder it unpacked.
fn manifest() -> Option<PathBuf> {
    env::vars_os().find_map(|(name, value)| {
        let name = name.to_str()?;
        let reported = name.starts_with("DEP_OLIPHAUNT_ARTIFACT_") && name.ends_with("_MANIFEST");
        reported.then(|| PathBuf::from(value))
    })
}
