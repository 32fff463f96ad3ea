//! Prints the DDL: `cargo run --example ddl`.

use peristyle_build::ddl;

fn main() -> Result<(), ddl::SchemaError> {
    print!("{}", ddl::sql(&library::SCHEMA, &ddl::Options::new())?);
    Ok(())
}
