//! A database is compared with the structs of the program.

use peristyle_test::server::{Role, Server};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::database::scratch_is_dropped;
use crate::program::{Ran, Shop};

#[tokio::test]
async fn drift_is_found_shown_and_mended_without_a_privilege_on_the_tables() {
    let server = Server::shared().await.unwrap();
    let [live, scratch] = [server.empty_database().await.unwrap(), server.empty_database().await.unwrap()];
    let role = server.role_name(Role::Application);
    let shop = Shop::new();
    let ran = |arguments: &[&str]| Ran::of(shop.command(arguments).env("SHOP_ROLE", role).output().unwrap());
    let mut owner = PgConnection::connect_with(&live.connect_options(Role::Owner)).await.unwrap();
    let ddl = ran(&["ddl"]).stdout;
    sqlx::raw_sql(AssertSqlSafe(ddl)).execute(&mut owner).await.unwrap();

    let (url, beside) = (live.url(Role::Application), scratch.url(Role::Owner));
    let drift = |more: &[&str]| ran(&[&["drift", &url, "--scratch", &beside], more].concat());
    let none = drift(&[]);
    assert!(none.code == 0 && none.stdout.starts_with("no difference: "), "{none:?}");

    let change =
        "ALTER TABLE org_products ALTER COLUMN sku TYPE varchar(500); CREATE TABLE _sqlx_migrations (version bigint)";
    sqlx::raw_sql(change).execute(&mut owner).await.unwrap();
    let found = drift(&[]);
    let says = |text: &str| found.stdout.contains(text);
    assert!(found.code == 1 && says("the column `org_products.sku` (`Product::sku`) differs"), "{found:?}");
    assert!(says("database: character varying(500)") && says("1 difference"), "{found:?}");
    let json = drift(&["--json"]).json();
    assert_eq!(json["differences"][0]["facts"][0]["found"], "character varying(500)", "{json}");

    let sql = drift(&["--sql"]).stdout;
    assert!(sql.starts_with("ALTER TABLE public.org_products ALTER COLUMN sku TYPE "), "{sql}");
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut owner).await.unwrap();
    assert_eq!(drift(&[]).code, 0);

    // The owner of the tests may not create a database.
    let refused = ran(&["drift", &live.url(Role::Owner)]);
    assert!(refused.code == 4 && refused.stderr.contains("`--scratch <URL>`"), "{refused:?}");
    let mends = format!("run `ALTER ROLE \"{}\" CREATEDB;` as a superuser", server.role_name(Role::Owner));
    assert!(refused.stderr.contains(&mends), "{refused:?}");
}

#[tokio::test]
async fn a_scratch_database_is_made_and_dropped() {
    let server = Server::shared().await.unwrap();
    let live = server.empty_database().await.unwrap();
    let shop = Shop::new();
    let role = server.role_name(Role::Application);
    let url = live.url(Role::Admin);
    let found = Ran::of(shop.command(&["drift", &url]).env("SHOP_ROLE", role).output().unwrap());
    assert!(
        found.code == 1
            && found.stdout.contains("the table `public.org_products` (`Product`) is missing in the database"),
        "{found:?}"
    );
    scratch_is_dropped(&live).await;
}
