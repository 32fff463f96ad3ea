//! The commands of the quickstart: `cargo run -p quickstart-db -- --help`, or `cargo peristyle --help`.

fn main() {
    project().run()
}

/// The snapshot of the migrations is `schema.json` in the folder of this package; the one of the build script is another.
fn project() -> peristyle_cli::Project {
    peristyle_cli::project(&quickstart_schema::SCHEMA).application_role("peristyle_app").without_advice(&["A06", "A14"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commands_run() {
        assert_eq!(project().run_with(["db", "advice", "--deny"]), peristyle_cli::Exit::Done);
        let file = std::env::temp_dir().join(format!("quickstart-db-{}.sql", std::process::id()));
        let arguments = [std::ffi::OsStr::new("db"), "ddl".as_ref(), "--output".as_ref(), file.as_ref()];
        assert_eq!(project().run_with(arguments), peristyle_cli::Exit::Done);
        let ddl = std::fs::read_to_string(&file).expect("the DDL is written");
        std::fs::remove_file(&file).ok();
        assert!(ddl.contains("CREATE TABLE org_products ("));
    }
}
