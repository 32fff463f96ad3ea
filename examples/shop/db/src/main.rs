//! The commands of the shop: `cargo run -p shop-migrations -- migrate new titles`, in any folder of the workspace.

fn main() {
    project("peristyle_app").run()
}

/// The migrations are in `migrations` of this package, their snapshot is `schema.json`. The role is that of the embedded PostgreSQL.
fn project(role: &str) -> peristyle_cli::Project {
    peristyle_cli::project(&shop_schema::SCHEMA).application_role(role).without_advice(shop_schema::ACCEPTED_ADVICE)
}

#[cfg(test)]
mod tests {
    use peristyle_cli::Exit;
    use peristyle_test::server::{Role, Server};

    use super::*;

    #[test]
    fn every_change_of_the_structs_is_in_a_migration() {
        assert_eq!(project("peristyle_app").run_with(["db", "migrate", "check"]), Exit::Done);
        assert_eq!(project("peristyle_app").run_with(["db", "advice", "--deny"]), Exit::Done);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_migrations_run_up_and_down_and_make_the_tables_of_the_structs() {
        let server = Server::start().await.expect("a server of its own, whose roles have the plain names");
        let database = server.empty_database().await.expect("a database");
        let (admin, owner) = (database.url(Role::Admin), database.url(Role::Owner));
        let role = server.role_name(Role::Application).to_owned();
        let run = move |arguments: [String; 4]| project(&role).run_with(arguments);
        let done = tokio::task::spawn_blocking(move || {
            let of = |command: &str, url: &str| run(["db", "migrate", command, url].map(str::to_owned));
            [of("verify", &admin), of("apply", &owner)]
        });
        assert_eq!(done.await.expect("the commands run"), [Exit::Done, Exit::Done]);
    }
}
