//! What the programs of the tests share.

/// Runs the command of the command line; `SHOP_ROLE` names the application role.
pub fn run(schema: &'static peristyle::Schema) -> ! {
    let role = std::env::var("SHOP_ROLE").unwrap_or_else(|_| "shop_app".to_owned());
    peristyle_cli::project(schema).application_role(role).run()
}
