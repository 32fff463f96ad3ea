//! The commands of the quickstart: `cargo run -p quickstart-db -- --help`.

fn main() {
    peristyle_cli::project(&quickstart_schema::SCHEMA)
        .application_role("peristyle_app")
        .snapshot("../schema.json")
        .run()
}
