//! Emits the DDL of the schema crate, and compares it with the committed snapshot.

use peristyle_build::OnChange;

fn main() {
    peristyle_build::emit(&quickstart_schema::SCHEMA)
        .sql()
        .diagram()
        .schema_md()
        // A reviewer of a change reads in schema.json what it changes in the database.
        .committed("schema.json", OnChange::Fail)
        // The application role of the embedded PostgreSQL; a service uses its own role.
        .application_role("peristyle_app")
        // The lengths of names never change in this shop, so varchar limits are fine (A06). An enrolment stays when its
        // student or course is soft-deleted, and is valid again when that is restored (A14).
        .without_advice(&["A06", "A14"])
        .run();
}
