//! What a command says where it has no connection, or one that does not do.

use peristyle_test::server::{Role, Server};

use crate::database::WithDatabase;
use crate::program::{Ran, Shop};

/// The code, and what stderr says.
fn refused(shop: &Shop, arguments: &[&str], says: &[&str]) {
    let ran = shop.run(arguments);
    assert_eq!(ran.code, 4, "{ran:?}");
    says.iter().for_each(|text| assert!(ran.stderr.contains(text), "{text}: {}", ran.stderr));
    assert_eq!(ran.stderr.matches("error: ").count(), 1, "{}", ran.stderr);
}

/// The URL with another part.
fn changed(url: &str, part: &str, to: &str) -> String {
    let changed = url.replacen(part, to, 1);
    assert_ne!(changed, url, "{part}");
    changed
}

#[test]
fn without_a_url_the_variable_is_named() {
    let shop = Shop::new();
    for arguments in [&["doctor"][..], &["drift"], &["import"], &["migrate", "verify"], &["statistics", "dump"]] {
        let ran: Ran = shop.run(arguments);
        let says = |text: &str| ran.stderr.contains(text);
        assert!(ran.code == 64 && says("no database is named") && says("`DATABASE_URL`: `postgres://"), "{ran:?}");
    }
}

#[test]
fn a_password_that_ends_the_host_says_how_it_is_written() {
    let shop = Shop::new();
    let wrong = "postgres://shop:pa#ss@localhost:5432/shop";
    let ran = shop.run(&["doctor", wrong]);
    assert!(ran.code == 64 && ran.stderr.contains("write `%23` for `#`") && !ran.stderr.contains("pa#ss"), "{ran:?}");
}

#[tokio::test]
async fn each_refusal_to_connect_says_what_to_write() {
    let server = Server::shared().await.unwrap();
    let database = server.empty_database().await.unwrap();
    let shop = Shop::new();
    let (url, role) = (database.url(Role::Owner), server.role_name(Role::Owner));
    let name = url.rsplit('/').next().unwrap().split('?').next().unwrap().to_owned();

    let unknown = changed(&url, &format!("/{name}"), "/nowhere");
    let create = format!("`CREATE DATABASE \"nowhere\" OWNER \"{role}\";`");
    refused(&shop, &["doctor", &unknown], &["database \"nowhere\" does not exist (3D000)", &create]);

    let nobody = changed(&url, &format!("//{role}"), "//nobody_at_all");
    refused(
        &shop,
        &["doctor", &nobody],
        &["as `nobody_at_all`", "`CREATE ROLE \"nobody_at_all\" LOGIN PASSWORD '..';`"],
    );

    let down = "postgres://shop@localhost:1/shop";
    refused(&shop, &["doctor", down], &["at localhost:1 as `shop`: Connection refused", "start the server"]);
}

#[tokio::test]
async fn a_server_that_only_reads_is_named_as_such() {
    let shop = WithDatabase::new().await;
    let read_only = |url: String| {
        let sign = if url.contains('?') { '&' } else { '?' };
        format!("{url}{sign}options=-c%20default_transaction_read_only=on")
    };
    let (owner, admin) = (read_only(shop.owner()), read_only(shop.admin()));
    let says = ["in a read-only transaction (25006)", "name the primary server"];
    refused(&shop.shop, &["migrate", "apply", &owner], &says);
    // The scratch database was not created, so nothing is said of dropping it.
    refused(&shop.shop, &["drift", &admin], &[says[0], says[1], "cannot create a scratch database"]);

    shop.shop.ok(&["migrate", "apply", &shop.owner()]);
    let id = "0190a000-0000-7000-8000-000000000001";
    refused(&shop.shop, &["tenant", "hold", id, "org_products", &admin, "--reason", "a lawsuit"], &says);
}

#[tokio::test]
async fn a_failed_apply_leaves_a_database_that_can_be_verified() {
    let shop = WithDatabase::new().await;
    // What the runner leaves where the first file did not run.
    shop.execute("CREATE TABLE _sqlx_migrations (version bigint PRIMARY KEY, description text NOT NULL, installed_on timestamptz NOT NULL DEFAULT now(), success boolean NOT NULL, checksum bytea NOT NULL, execution_time bigint NOT NULL)").await;
    assert!(shop.shop.ok(&["migrate", "verify", &shop.admin()]).contains("all up, all down and all up again"));
}
