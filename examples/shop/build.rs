//! Emits the DDL and the diagram of the schema crate, and refuses advice that is not silenced.

fn main() {
    peristyle_build::emit(&shop_schema::SCHEMA)
        .sql()
        .diagram()
        // The application role of the embedded PostgreSQL; a service uses its own role.
        .application_role("peristyle_app")
        .without_advice(shop_schema::ACCEPTED_ADVICE)
        .run();
}
