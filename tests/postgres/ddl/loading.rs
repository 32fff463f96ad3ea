use peristyle::prelude::*;
use peristyle::{ColumnDef, TableDef};
use sqlx::postgres::PgDatabaseError;

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

/// The message and the hint of a script whose roles are missing, which creates nothing.
async fn missing_roles(connection: &mut PgConnection, text: &str) -> (String, String) {
    let (code, message, hint) = refusal(connection, text).await;
    assert_eq!(code, "42704");
    (message, hint)
}

/// The code, the message and the hint.
async fn refusal(connection: &mut PgConnection, text: &str) -> (String, String, String) {
    run(connection, "SAVEPOINT before").await;
    let error = sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut *connection).await.unwrap_err();
    run(connection, "ROLLBACK TO before").await;
    let error = error.into_database_error().unwrap().downcast::<PgDatabaseError>();
    (error.code().to_owned(), error.message().to_owned(), error.hint().unwrap_or_default().to_owned())
}

/// Its first lines name who loads it and which role has to exist: nothing more is needed, and nothing less will do.
#[tokio::test]
async fn the_script_says_what_has_to_be_there() {
    let database = Server::shared().await.unwrap().empty_database().await.unwrap();
    let unique = Uuid::now_v7().simple();
    let (role, loader) = (format!("service_{unique}"), format!("loader_{unique}"));
    let text = ddl::sql(&shop::SCHEMA, &ddl::Options::new().application_role(&role)).unwrap();
    let head: Vec<_> = text.lines().take_while(|line| line.starts_with("--")).collect();
    let create_role = head.last().and_then(|line| line.strip_prefix("-- ")).unwrap();
    assert_eq!(create_role, format!("CREATE ROLE {role} LOGIN;"));
    let owner = "-- Run it as the role that is to own the tables, which needs USAGE and CREATE on schema public.";
    assert!(head.contains(&owner), "{head:?}");
    let create_lookup_role =
        head.iter().find_map(|line| line.strip_prefix("-- ").filter(|line| line.contains("NOLOGIN")));
    let create_lookup_role = create_lookup_role.unwrap();
    assert_eq!(create_lookup_role, format!("CREATE ROLE {role}_lookup NOLOGIN; GRANT {role}_lookup TO CURRENT_USER;"));

    // Roles are those of all databases: none is left behind.
    let mut admin = connect(&database, Role::Admin).await;
    run(&mut admin, "BEGIN").await;
    let both = format!("the script needs roles that do not exist: {role}_lookup, {role}");
    // The superuser who runs the statements is not who runs the script.
    let me: String = one::<(String,)>(&mut admin, "SELECT quote_ident(current_user)").await.0;
    let grant = create_lookup_role.replace("CURRENT_USER", &me);
    let hint = format!("Run this first, as a superuser: {grant} {create_role}");
    assert_eq!(missing_roles(&mut admin, &text).await, (both, hint));
    run(&mut admin, &format!("{create_role} CREATE ROLE {loader}; GRANT {loader} TO CURRENT_USER")).await;
    run(&mut admin, &format!("GRANT USAGE ON SCHEMA public TO {loader}")).await;
    let other = format!("the script needs roles that do not exist: {role}_lookup");
    assert_eq!(missing_roles(&mut admin, &format!("SET ROLE {loader}; {text}")).await.0, other);
    // As the superuser runs the text of the script's head, and not of the hint: the loader is still no member.
    run(&mut admin, create_lookup_role).await;
    let no_member = (
        "42501".to_owned(),
        format!("the script needs a member of the role {role}_lookup, and {loader} is none"),
        format!("Run this first, as a superuser: GRANT {role}_lookup TO {loader};"),
    );
    assert_eq!(refusal(&mut admin, &format!("SET ROLE {loader}; {text}")).await, no_member);
    if one::<(i32,)>(&mut admin, "SELECT current_setting('server_version_num')::integer").await.0 >= 160_000 {
        run(&mut admin, &format!("GRANT {role}_lookup TO {loader} WITH SET FALSE")).await;
        let without_set = refusal(&mut admin, &format!("SET ROLE {loader}; {text}")).await;
        assert_eq!(
            without_set.1,
            format!("the script needs a member of the role {role}_lookup with SET, and {loader} is none")
        );
        let grant = format!("GRANT {role}_lookup TO {loader} WITH SET TRUE;");
        assert_eq!(without_set.2, format!("Run this first, as a superuser: {grant}"));
        run(&mut admin, &grant).await;
    }
    run(&mut admin, &format!("GRANT {role}_lookup TO {loader}")).await;
    assert_eq!(refused(&mut admin, &format!("SET ROLE {loader}; {text}")).await.0, "42501");
    let create = format!("GRANT CREATE ON SCHEMA public TO {loader}; SET ROLE {loader}; {text}");
    assert_eq!(refused(&mut admin, &create).await.0, "42501", "look-ups are given away by the owner of the schema");
    run(&mut admin, &format!("ALTER SCHEMA public OWNER TO {loader}; SET ROLE {loader}; {text}")).await;
    let count = format!("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = '{loader}'");
    let tables = i64::try_from(shop::SCHEMA.tables.len()).unwrap();
    assert_eq!(one::<(i64,)>(&mut admin, &count).await, (tables,));
    run(&mut admin, "ROLLBACK").await;
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
    let schema = Schema::new(vec![&*table].leak(), &[]);
    let options = ddl::Options::new().application_role("PUBLIC \"role\"");
    run(&mut owner, &ddl::sql(&schema, &ddl::Options::new()).unwrap()).await;
    assert!(ddl::sql(&schema, &options).unwrap().contains("TO \"PUBLIC \"\"role\"\"\";"));
    assert_eq!(texts(&mut owner, "SELECT obj_description('\"select\"'::regclass)").await, [hostile]);
    let count = "SELECT count(*) FROM pg_attribute WHERE attrelid = '\"select\"'::regclass AND attnum > 0";
    assert_eq!(one::<(i64,)>(&mut owner, count).await, (i64::try_from(table.columns.len()).unwrap(),));
}

/// Foreign keys and checks have the namespace of their table, also for the references that a script adds at its end.
#[tokio::test]
async fn two_tables_use_the_same_names_of_constraints() {
    let database = Server::shared().await.unwrap().empty_database().await.unwrap();
    let mut owner = connect(&database, Role::Owner).await;
    for options in [ddl::Options::new(), ddl::Options::new().idempotent()] {
        run(&mut owner, &ddl::sql(&SAME_NAMES, &options).unwrap()).await;
    }
    let names = "SELECT conrelid::regclass || ' ' || conname FROM pg_constraint WHERE conname LIKE 'same%' ORDER BY 1";
    let expected = ["invoices same_check", "invoices same_key", "offers same_check", "offers same_key"];
    assert_eq!(texts(&mut owner, names).await, expected);
}

/// An invoice.
#[table(
    name = "invoices",
    check(cents >= 0, name = "same_check", message = "the sum of an invoice must not be negative"),
)]
pub struct Invoice {
    pub id: Id<Invoice>,
    pub cents: i64,
    #[column(constraint = "same_key", on_delete = restrict, why = "invoiced offers are kept")]
    pub offer_id: Id<Offer>,
}

/// An offer.
#[table(
    name = "offers",
    check(cents > 0, name = "same_check", message = "an offer has a price"),
)]
pub struct Offer {
    pub id: Id<Offer>,
    pub cents: i64,
    #[column(constraint = "same_key", on_delete = set_null, why = "an offer needs no invoice")]
    pub invoice_id: Option<Id<Invoice>>,
}

schema! { SAME_NAMES = [Invoice, Offer] }

/// Everything that a script makes, as the catalog has it, without the numbers that differ from database to database.
const CATALOG: &str = "
    SELECT line FROM (
        SELECT 'column ' || attrelid::regclass || ' ' || attname || ' ' || format_type(atttypid, atttypmod) || ' ' || attnotnull
            || coalesce(' ' || pg_get_expr(adbin, adrelid), '') || coalesce(' ' || col_description(attrelid, attnum), '') || coalesce(' ' || attacl::text, '')
            FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid LEFT JOIN pg_attrdef ON (adrelid, adnum) = (attrelid, attnum)
            WHERE relnamespace = current_schema()::regnamespace AND attnum > 0
        UNION ALL SELECT 'relation ' || relname || ' ' || relkind::text || ' ' || relrowsecurity || relforcerowsecurity || coalesce(' ' || relacl::text, '')
            || coalesce(' ' || obj_description(oid, 'pg_class'), '') FROM pg_class WHERE relnamespace = current_schema()::regnamespace
        UNION ALL SELECT 'constraint ' || conname || ' ' || pg_get_constraintdef(oid) || coalesce(' ' || obj_description(oid, 'pg_constraint'), '')
            FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
        UNION ALL SELECT 'index ' || pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
            WHERE relnamespace = current_schema()::regnamespace
        UNION ALL SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT 'policy ' || pg_policies::text FROM pg_policies
        UNION ALL SELECT 'function ' || pg_get_functiondef(oid) || coalesce(proacl::text, '') || coalesce(obj_description(oid, 'pg_proc'), '')
            FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
        UNION ALL SELECT 'label ' || enumtypid::regtype || ' ' || enumlabel || ' ' || enumsortorder FROM pg_enum
    ) AS parts (line) ORDER BY 1";

#[tokio::test]
async fn an_idempotent_script_is_run_twice_and_changes_nothing() {
    let server = Server::shared().await.unwrap();
    for schema in [&shop::SCHEMA, &CIRCLES] {
        let plain = ddl::Options::new().schema("shop").application_role(server.role_name(Role::Application));
        let (plain, again) = (plain.clone().create_schema(), plain.create_schema().idempotent());
        let database = server.empty_database().await.unwrap();
        let mut owner = connect(&database, Role::Owner).await;
        run(&mut owner, &ddl::sql(schema, &plain).unwrap()).await;
        run(&mut owner, "SET search_path = shop").await;
        let once = texts(&mut owner, CATALOG).await;
        assert!(once.len() > 40, "{once:#?}");

        let again = ddl::sql(schema, &again).unwrap();
        run(&mut owner, &again).await;
        assert_eq!(texts(&mut owner, CATALOG).await, once, "after the plain one");
        let other = server.empty_database().await.unwrap();
        let mut owner = connect(&other, Role::Owner).await;
        for time in ["first", "second"] {
            run(&mut owner, &format!("BEGIN; {again}; COMMIT; SET search_path = shop")).await;
            assert_eq!(texts(&mut owner, CATALOG).await, once, "the {time} time");
        }
    }
}

/// What is documented of [`ddl::Options::idempotent`].
#[tokio::test]
async fn an_idempotent_script_leaves_a_table_that_differs() {
    let database = Server::shared().await.unwrap().empty_database().await.unwrap();
    let mut owner = connect(&database, Role::Owner).await;
    let text = ddl::sql(&shop::SCHEMA, &ddl::Options::new().idempotent()).unwrap();
    run(&mut owner, &text).await;
    run(&mut owner, "ALTER TABLE countries ADD COLUMN own text").await;
    run(&mut owner, &text).await;
    let columns = "SELECT attname::text FROM pg_attribute WHERE attrelid = 'countries'::regclass AND attname = 'own'";
    assert_eq!(texts(&mut owner, columns).await, ["own"]);
}

/// GRANT only adds, so a script that is run again first revokes.
#[tokio::test]
async fn an_idempotent_script_takes_back_what_is_not_granted_any_more() {
    let server = Server::shared().await.unwrap();
    let database = server.empty_database().await.unwrap();
    let mut owner = connect(&database, Role::Owner).await;
    let role = server.role_name(Role::Application);
    let text = ddl::sql(&shop::SCHEMA, &ddl::Options::new().application_role(role).idempotent()).unwrap();
    run(&mut owner, &text).await;
    let once = texts(&mut owner, CATALOG).await;
    run(&mut owner, &format!("GRANT INSERT, UPDATE, TRUNCATE ON org_products, countries TO {role}")).await;
    run(&mut owner, &format!("GRANT UPDATE (created_at) ON organizations TO {role}")).await;
    assert_ne!(texts(&mut owner, CATALOG).await, once);
    run(&mut owner, &text).await;
    assert_eq!(texts(&mut owner, CATALOG).await, once);
}

/// A table whose columns are all generated by the database: INSERT DEFAULT VALUES needs the privilege on one of them.
#[tokio::test]
async fn a_row_without_values_is_inserted() {
    let server = Server::shared().await.unwrap();
    let database = server.empty_database().await.unwrap();
    let mut owner = connect(&database, Role::Owner).await;
    let role = server.role_name(Role::Application);
    let text = ddl::sql(&NUMBERS, &ddl::Options::new().application_role(role)).unwrap();
    run(&mut owner, &text).await;
    let mut application = connect(&database, Role::Application).await;
    for table in ["tickets", "receipts"] {
        assert_eq!(run(&mut application, &format!("INSERT INTO {table} DEFAULT VALUES")).await, 1);
        run(&mut application, "BEGIN").await;
        let backdated = format!("INSERT INTO {table} (created_at) VALUES ('2001-01-01')");
        assert_eq!(refused(&mut application, &backdated).await.0, "42501");
        run(&mut application, "ROLLBACK").await;
    }
}

/// A number that is drawn.
#[table(name = "tickets", waive(uuid_v7 = "printed", app_side_id = "printed"))]
pub struct Ticket {
    #[column(serial)]
    pub id: i64,
}

/// A number that is drawn for good.
#[table(name = "receipts", append_only, waive(uuid_v7 = "printed", app_side_id = "printed"))]
pub struct Receipt {
    #[column(identity)]
    pub id: i64,
}

schema! { pub NUMBERS = [Ticket, Receipt] }

#[tokio::test]
async fn a_function_exists_from_its_stated_version() {
    use peristyle::definition::{ColumnDef, Default};
    let database = Server::shared().await.unwrap().empty_database().await.unwrap();
    let mut owner = connect(&database, Role::Owner).await;
    let (version,) = one::<(i32,)>(&mut owner, "SELECT current_setting('server_version_num')::int / 10000").await;
    let version = u16::try_from(version).unwrap();
    let country = <shop::Country as peristyle::Table>::DEF;
    for function in [
        "array_sample",
        "array_shuffle",
        "date_add",
        "date_subtract",
        "erf",
        "erfc",
        "pg_input_is_valid",
        "random_normal",
        "to_bin",
        "to_oct",
        "unicode_assigned",
        "uuid_extract_timestamp",
        "uuid_extract_version",
        "array_reverse",
        "array_sort",
        "casefold",
        "crc32",
        "crc32c",
        "gamma",
        "lgamma",
        "uuidv4",
        "uuidv7",
        "now",
        "gen_random_uuid",
        "lower",
    ] {
        let sql = format!("{function}()").leak();
        let column = ColumnDef { default: Some(Default::new(sql, false)), ..country.columns[1] };
        let table = Box::leak(Box::new(TableDef { columns: vec![country.columns[0], column].leak(), ..country }));
        let schema = Schema::new(vec![&*table].leak(), &[]).with_min(version);
        let accepted = ddl::sql(&schema, &ddl::Options::new()).is_ok();
        let there = format!(
            "SELECT count(*) > 0 FROM pg_proc WHERE proname = '{function}' AND pronamespace = 'pg_catalog'::regnamespace"
        );
        assert_eq!(one::<(bool,)>(&mut owner, &there).await, (accepted,), "{function} on {version}");
    }
}
