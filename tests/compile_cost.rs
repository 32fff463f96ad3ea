//! What 30 tables cost the compiler, beside the same structs with serde's derives: a bound that only a change for the worse
//! exceeds. `compile-cost/run` measures more exactly, in crates of their own.
//!
//! The compiler is called without cargo, with the dependencies of this test: nothing is built first.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const TABLES: usize = 30;

/// A run beside much other work is at 0.84, since the dependencies of the tests have every feature of peristyle.
const BOUND: f64 = 1.15;

/// In turn, so that other work of the machine slows down both. The least of each counts.
const RUNS: usize = 3;

/// The own columns of each table, and the attribute of each.
const COLUMNS: [(&str, &str, &str); 6] = [
    ("name", "String", "#[column(varchar(100))]"),
    ("sku", "String", "#[column(varchar(100))]"),
    ("description", "Option<String>", ""),
    ("quantity", "i32", ""),
    ("weight", "f64", ""),
    ("is_active", "bool", "#[column(default = true)]"),
];

fn tables() -> String {
    let fields = COLUMNS.map(|(name, ty, attribute)| format!("{attribute} pub {name}: {ty},\n")).concat();
    let table = |number| {
        format!(
            "/// A row.\n#[table(name = \"org_t{number}\", tenant = Organization, unique(sku))]\n#[derive(Clone, Debug)]\n\
             pub struct T{number} {{ pub id: Id<T{number}>, pub organization_id: Id<Organization>,\n{fields}}}\n"
        )
    };
    let root = "use peristyle::prelude::*;\n/// A tenant.\n#[table(name = \"organizations\", tenant_root)]\n\
                pub struct Organization { pub id: Id<Organization> }\n";
    format!("{root}{}", (0..TABLES).map(table).collect::<String>())
}

/// Ids are bytes and timestamps are numbers: serde's own derives do not depend on the types of fields.
fn serde_pair() -> String {
    let fields = COLUMNS.map(|(name, ty, _)| format!("pub {name}: {ty},\n")).concat();
    let pair = |number| {
        format!(
            "#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]\n\
             pub struct T{number} {{ pub id: [u8; 16], pub organization_id: [u8; 16],\n{fields}\
             pub created_at: i64, pub updated_at: i64, pub deleted_at: Option<i64> }}\n"
        )
    };
    (0..TABLES).map(pair).collect()
}

/// A program, and the compiled dependency that it needs.
struct Program {
    source: PathBuf,
    dependency: (&'static str, PathBuf),
}

impl Program {
    /// Writes the program and finds the dependency. A target folder may contain it several times, each with other features.
    fn new(folder: &Path, name: &'static str, source: &str) -> Self {
        let path = folder.join(format!("{name}_tables.rs"));
        fs::write(&path, source).expect("a program");
        let refused: Vec<_> = candidates(name)
            .into_iter()
            .map(|found| Self { source: path.clone(), dependency: (name, found) })
            .collect();
        refused
            .into_iter()
            .find(|program| program.check().is_ok())
            .unwrap_or_else(|| panic!("no `{name}` beside the test compiles {path:?}"))
    }

    /// Checks the program and returns the CPU time, or the errors.
    fn check(&self) -> Result<Duration, String> {
        let (name, path) = &self.dependency;
        let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let mut rustc = Command::new(rustc);
        rustc.args(["--edition", "2024", "--crate-type", "lib", "--emit", "metadata", "--cap-lints", "allow"]);
        rustc.arg("--out-dir").arg(self.source.with_extension("out"));
        rustc.arg("--extern").arg(format!("{name}={}", path.display()));
        rustc.arg("-L").arg(format!("dependency={}", folder_of_dependencies().display()));
        let (before, clock) = (cpu_of_children(), Instant::now());
        let output = rustc.arg(&self.source).output().expect("the compiler that compiled this test");
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        Ok(before.zip(cpu_of_children()).map_or_else(|| clock.elapsed(), |(before, after)| after - before))
    }
}

fn folder_of_dependencies() -> PathBuf {
    let test = std::env::current_exe().expect("the path of this test");
    test.parent().expect("a folder").to_owned()
}

/// The libraries of that name, the newest first.
fn candidates(name: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(folder_of_dependencies()).expect("the folder of the dependencies").flatten();
    let begin = format!("lib{name}-");
    let mut found: Vec<_> = files
        .filter(|file| {
            file.file_name().to_str().is_some_and(|file| file.starts_with(&begin) && file.ends_with(".rlib"))
        })
        .filter_map(|file| Some((file.metadata().ok()?.modified().ok()?, file.path())))
        .collect();
    found.sort();
    found.into_iter().rev().map(|(_, path)| path).collect()
}

/// The CPU time of the finished children of this process, where the system is Linux: ticks of 10 ms.
fn cpu_of_children() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // Behind the name of the program, which may contain anything: utime and stime of children are the 14th and 15th.
    let (_, fields) = stat.rsplit_once(") ")?;
    let ticks = fields.split(' ').skip(13).take(2).map(|ticks| ticks.parse::<u64>().ok());
    ticks.sum::<Option<u64>>().map(|ticks| Duration::from_millis(ticks * 10))
}

#[test]
fn tables_cost_little_beside_the_derives_of_serde() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile-cost");
    fs::create_dir_all(&folder).expect("a folder for the programs");
    let programs = [Program::new(&folder, "peristyle", &tables()), Program::new(&folder, "serde", &serde_pair())];
    let mut least = [Duration::MAX; 2];
    for _ in 0..RUNS {
        for (program, least) in programs.iter().zip(&mut least) {
            *least = program.check().expect("it compiled before").min(*least);
        }
    }
    let ratio = least[0].as_secs_f64() / least[1].as_secs_f64();
    println!("{TABLES} tables: {least:?}, ratio {ratio:.2}");
    assert!(ratio <= BOUND, "{TABLES} tables cost {ratio:.2} times the derives of serde: {least:?}");
}
