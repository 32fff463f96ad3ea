//! Emits the DDL of the schema crate.

fn main() {
    // The role that PostgreSQL's private cluster gives to the program; a service writes the name of its own.
    peristyle::build::emit(&quickstart_schema::SCHEMA).sql().application_role("peristyle_app").run();
}
