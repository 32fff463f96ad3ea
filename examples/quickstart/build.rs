//! Emits the DDL of the schema crate, and holds the snapshot that is committed here to it.

use peristyle_build::OnChange;

fn main() {
    peristyle_build::emit(&quickstart_schema::SCHEMA)
        .sql()
        .diagram()
        .schema_md()
        // Who reviews a change of the structs reads in schema.json what it does to the database.
        .committed("schema.json", OnChange::Fail)
        // The role that PostgreSQL's private cluster gives to the program; a service writes the name of its own.
        .application_role("peristyle_app")
        // The lengths of names are fixed in this shop, so they may be varchar limits (A06). An enrolment outlives the
        // soft delete of its student or course, and is there again when that is restored (A14).
        .without_advice(&["A06", "A14"])
        .run();
}
