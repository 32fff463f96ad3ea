//! Emits the DDL of the schema crate.

fn main() {
    peristyle::build::emit(&quickstart_schema::SCHEMA)
        .sql()
        // The role that PostgreSQL's private cluster gives to the program; a service writes the name of its own.
        .application_role("peristyle_app")
        // The lengths of names are fixed in this shop, so they may be varchar limits.
        .without_advice(&["A06"])
        .run();
}
