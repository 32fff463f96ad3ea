//! Emits the DDL of the schema crate.

fn main() {
    peristyle_build::emit(&help_desk_schema::SCHEMA)
        .sql()
        // The application role of the embedded PostgreSQL; a service uses its own role.
        .application_role("peristyle_app")
        // The mail about a ticket that is soft-deleted is still sent.
        .without_advice(&["A14"])
        .run();
}
