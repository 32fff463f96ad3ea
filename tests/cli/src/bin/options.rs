//! The program of the schema with every option, for `plans check`.
#![allow(missing_docs, dead_code, unused_imports, reason = "the structs are those of a test")]

#[path = "../../../postgres/every_option.rs"]
mod every_option;

fn main() {
    let role = std::env::var("SHOP_ROLE").unwrap_or_else(|_| "shop_app".to_owned());
    peristyle_cli::project(&every_option::SCHEMA).application_role(role).run()
}
