use peristyle::prelude::*;
use peristyle::{ColumnDef, TableDef};

use super::*;

/// An account.
#[table(name = "accounts", tenant_root)]
pub struct Account {
    pub id: Id<Account>,
    #[column(on_delete = set_null, why = "an account goes on without its order")]
    pub latest_order_id: Option<Id<Order>>,
}

/// What was ordered.
#[table(name = "org_orders", tenant = Account)]
pub struct Order {
    pub id: Id<Order>,
    pub account_id: Id<Account>,
    #[column(on_delete = set_null, why = "an order goes on without it")]
    pub first_line_id: Option<Id<Line>>,
}

/// A line of an order.
#[table(name = "org_lines", tenant = Account, primary_key = "id")]
pub struct Line {
    pub id: Id<Line>,
    pub account_id: Id<Account>,
    #[column(on_delete = cascade, why = "a line is part of its order")]
    pub order_id: Id<Order>,
}

schema! { pub CIRCLES = [Line, Account, Order] }

#[tokio::test]
async fn circles_load_and_hold() {
    let (mut owner, _database) = Shop::with(&CIRCLES).await;
    let (account, order, line) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
    run(&mut owner, &format!("BEGIN; SET LOCAL peristyle.account_id = '{account}'")).await;
    run(&mut owner, &format!("INSERT INTO accounts (id) VALUES ('{account}')")).await;
    run(&mut owner, &format!("INSERT INTO org_orders (id, account_id) VALUES ('{order}', '{account}')")).await;
    run(
        &mut owner,
        &format!("INSERT INTO org_lines (id, account_id, order_id) VALUES ('{line}', '{account}', '{order}')"),
    )
    .await;
    assert_eq!(run(&mut owner, &format!("UPDATE org_orders SET first_line_id = '{line}'")).await, 1);
    assert_eq!(run(&mut owner, &format!("UPDATE accounts SET latest_order_id = '{order}'")).await, 1);
    let stranger = format!("UPDATE org_orders SET first_line_id = '{}'", Uuid::now_v7());
    assert_eq!(refused(&mut owner, &stranger).await.1, "org_orders_account_id_first_line_id_fkey");

    run(&mut owner, &format!("DELETE FROM org_orders WHERE id = '{order}'")).await;
    assert_eq!(one::<(Option<Uuid>,)>(&mut owner, "SELECT latest_order_id FROM accounts").await, (None,));
    assert_eq!(one::<(i64,)>(&mut owner, "SELECT count(*) FROM org_lines").await, (0,));
}

#[tokio::test]
async fn two_emissions_are_the_same_bytes() {
    for schema in [&shop::SCHEMA, &CIRCLES] {
        let options = ddl::Options::new().application_role("shop_app");
        assert_eq!(ddl::sql(schema, &options).unwrap(), ddl::sql(schema, &options).unwrap());
    }
}

#[tokio::test]
async fn a_schema_of_its_own_is_loaded_from_anywhere() {
    let server = Server::shared().await.unwrap();
    let database = server.empty_database().await.unwrap();
    let mut owner = connect(&database, Role::Owner).await;
    let options = ddl::Options::new().schema("Shop").application_role(server.role_name(Role::Application));
    let text = ddl::sql(&shop::SCHEMA, &options).unwrap();
    run(&mut owner, &format!("CREATE SCHEMA \"Shop\"; SET search_path = pg_catalog; {text}")).await;

    let mut application = connect(&database, Role::Application).await;
    let tenant = Uuid::now_v7();
    enter(&mut application, tenant).await;
    run(&mut application, "SET LOCAL search_path = \"Shop\"").await;
    run(&mut application, &format!("INSERT INTO organizations (id, name) VALUES ('{tenant}', 'a shop')")).await;
    insert_product(&mut application, tenant, "L-1").await;
    let elsewhere = "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace";
    assert_eq!(texts(&mut application, elsewhere).await, [""; 0]);
}

#[tokio::test]
async fn tables_may_be_in_the_schema_of_the_user() {
    let database = Server::shared().await.unwrap().empty_database().await.unwrap();
    let mut owner = connect(&database, Role::Owner).await;
    let text = ddl::sql(&shop::SCHEMA, &ddl::Options::new()).unwrap();
    run(&mut owner, &format!("CREATE SCHEMA own; SET search_path = own, public; {text}")).await;
    let tenant = Uuid::now_v7();
    enter(&mut owner, tenant).await;
    run(&mut owner, &format!("INSERT INTO organizations (id, name) VALUES ('{tenant}', 'a shop')")).await;
    run(&mut owner, "UPDATE organizations SET name = 'renamed'").await;
}

#[tokio::test]
async fn every_keyword_and_hostile_text_is_quoted() {
    let database = Server::shared().await.unwrap().empty_database().await.unwrap();
    let mut owner = connect(&database, Role::Owner).await;
    let mut words = texts(&mut owner, "SELECT word FROM pg_get_keywords()").await;
    words.extend(["Capital", "a \"quoted\" one", "größe", "semi;colon", "$$", "1st"].map(str::to_owned));
    let hostile = "it's a \\ trap'; DROP SCHEMA public CASCADE; --\n$$ */";
    let country = <shop::Country as peristyle::Table>::DEF;
    let column = |word: String| ColumnDef { name: word.leak(), doc: hostile, nullable: true, ..country.columns[1] };
    let columns = country.columns.iter().copied().chain(words.into_iter().map(column)).collect::<Vec<_>>();
    let table = Box::leak(Box::new(TableDef {
        name: "select",
        doc: hostile,
        columns: columns.leak(),
        indexes: &[],
        waivers: &[],
        ..country
    }));
    let schema = Schema { tables: vec![&*table].leak() };
    let options = ddl::Options::new().application_role("PUBLIC \"role\"");
    run(&mut owner, &ddl::sql(&schema, &ddl::Options::new()).unwrap()).await;
    assert!(ddl::sql(&schema, &options).unwrap().contains("TO \"PUBLIC \"\"role\"\"\";"));
    assert_eq!(texts(&mut owner, "SELECT obj_description('\"select\"'::regclass)").await, [hostile]);
    let count = "SELECT count(*) FROM pg_attribute WHERE attrelid = '\"select\"'::regclass AND attnum > 0";
    assert_eq!(one::<(i64,)>(&mut owner, count).await, (i64::try_from(table.columns.len()).unwrap(),));
}
