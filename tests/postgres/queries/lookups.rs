//! The tenant of a key, before it is known.

use peristyle::Error;
use peristyle::prelude::*;
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};

use super::{Pool, driver};
use crate::accepted::lookups::*;

async fn open() -> (Database, Pool) {
    let server = Server::shared().await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
    let template = server.template("lookups", &ddl::sql(&SCHEMA, &options).unwrap()).await.unwrap();
    let database = server.database(&template).await.unwrap();
    let pool = super::pool(&database, 2);
    (database, pool)
}

async fn account(pool: &Pool, subdomain: &str) -> Tenant<Account> {
    let insert = AccountInsert::new(subdomain, "free");
    let tenant = Tenant::<Account>::new(insert.id());
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    Account::insert(tenant, insert).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    tenant
}

async fn api_key(pool: &Pool, tenant: Tenant<Account>, hash: &[u8]) -> ApiKey {
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    let key = ApiKey::insert(tenant, ApiKeyInsert::new(hash.to_vec(), "ci")).fetch_one(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    key
}

async fn member(pool: &Pool, tenant: Tenant<Account>, insert: MemberInsert) {
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    Member::insert(tenant, insert).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_key_belongs_to_one_tenant() {
    let (_database, pool) = open().await;
    let (ours, theirs) = (account(&pool, "ours").await, account(&pool, "theirs").await);
    let key = api_key(&pool, ours, b"our hash").await;
    api_key(&pool, theirs, b"their hash").await;
    let tenant = |hash: &'static [u8]| ApiKey::tenant_of_key_hash(&pool, hash.to_vec());
    assert_eq!(tenant(b"our hash").await.unwrap(), Some(ours));
    assert_eq!(tenant(b"their hash").await.unwrap(), Some(theirs));
    for unknown in [b"our has".as_slice(), b"%", b"", b"our hash\0"] {
        assert_eq!(tenant(unknown).await.unwrap(), None, "{unknown:?}");
    }
    // What follows runs in a transaction of the tenant that was found.
    let found = tenant(b"our hash").await.unwrap().unwrap();
    let mut tx = pool.begin_tenant(found).await.unwrap();
    assert_eq!(ApiKey::find_by_key_hash(found, b"our hash".to_vec()).fetch_one(&mut tx).await.unwrap(), key);
    ApiKey::delete(found, key.id).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(tenant(b"our hash").await.unwrap(), None, "a deleted key opens nothing");
}

#[tokio::test]
async fn a_subdomain_names_its_root() {
    let (_database, pool) = open().await;
    let ours = account(&pool, "ours").await;
    account(&pool, "theirs").await;
    assert_eq!(Account::tenant_of_subdomain(&pool, "ours").await.unwrap(), Some(ours));
    assert_eq!(Account::tenant_of_subdomain(&pool, "our%").await.unwrap(), None);
    assert_eq!(Account::tenant_of_subdomain(&pool, "ours' OR true --").await.unwrap(), None);
    let refused = Account::tenant_of_subdomain(&pool, "a\0b").await.unwrap_err();
    assert!(matches!(refused, Error::Violation(_) | Error::Encode { .. }), "{refused:?}");
    // Inside a transaction of any tenant too.
    let mut tx = pool.begin_tenant(ours).await.unwrap();
    assert!(Account::tenant_of_subdomain(&mut tx, "theirs").await.unwrap().is_some_and(|tenant| tenant != ours));
}

#[tokio::test]
async fn an_address_may_belong_to_several_tenants() {
    let (_database, pool) = open().await;
    let mut tenants = Vec::new();
    for subdomain in ["a", "b", "c", "d", "e"] {
        let tenant = account(&pool, subdomain).await;
        member(&pool, tenant, MemberInsert::new(format!("secret of {subdomain}")).email("ada@example.com".to_owned()))
            .await;
        member(&pool, tenant, MemberInsert::new("secret").email(format!("{subdomain}@example.com"))).await;
        // Without an address, twice.
        member(&pool, tenant, MemberInsert::new("secret")).await;
        member(&pool, tenant, MemberInsert::new("secret")).await;
        tenants.push(tenant);
    }
    assert_eq!(Member::tenants_of_email(&pool, "ada@example.com").await.unwrap(), tenants);
    assert_eq!(Member::tenants_of_email(&pool, "c@example.com").await.unwrap(), [tenants[2]]);
    assert_eq!(Member::tenants_of_email(&pool, "nobody@example.com").await.unwrap(), []);
    assert_eq!(Member::tenants_of_email(&pool, "%").await.unwrap(), []);
    // Rows outside the unique index are not found.
    let mut tx = pool.begin_tenant(tenants[1]).await.unwrap();
    let ada = Member::EMAIL.eq("ada@example.com");
    Member::update_many(tenants[1], ada, MemberUpdate::new().is_active(false)).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    tenants.remove(1);
    assert_eq!(Member::tenants_of_email(&pool, "ada@example.com").await.unwrap(), tenants);
}

#[tokio::test]
async fn parameters_have_the_types_of_their_columns() {
    let (_database, pool) = open().await;
    let (ours, theirs) = (account(&pool, "ours").await, account(&pool, "theirs").await);
    for (tenant, provider) in [(ours, Provider::GitHub), (theirs, Provider::Google)] {
        let mut tx = pool.begin_tenant(tenant).await.unwrap();
        let insert = LoginInsert::new(provider, Subject("42".to_owned()), "ab");
        Login::insert(tenant, insert).execute(&mut tx).await.unwrap();
        Webhook::insert(tenant, WebhookInsert::new(format!("{provider:?}"), i64::MAX)).execute(&mut tx).await.unwrap();
        Runner::insert(tenant, RunnerInsert::new(format!("{provider:?}"))).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    }
    let login =
        |provider, subject: &str| Login::tenant_of_provider_and_subject(&pool, provider, Subject(subject.to_owned()));
    assert_eq!(login(Provider::GitHub, "42").await.unwrap(), Some(ours));
    assert_eq!(login(Provider::Google, "42").await.unwrap(), Some(theirs));
    assert_eq!(login(Provider::Google, "43").await.unwrap(), None);
    // `char(4)` is padded, and the code of two tenants.
    assert_eq!(Login::tenants_of_code(&pool, "ab").await.unwrap(), [ours, theirs]);
    let webhook = Webhook::tenant_of_endpoint_and_number(&pool, "Google", i64::MAX);
    assert_eq!(webhook.await.unwrap(), Some(theirs));
    assert_eq!(Runner::tenant_of_executor(&pool, "GitHub").await.unwrap(), Some(ours));

    // A soft-deleted row is not found, also where its value stays taken.
    let mut tx = pool.begin_tenant(ours).await.unwrap();
    Login::delete_many(ours, Login::PROVIDER.eq(Provider::GitHub)).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(login(Provider::GitHub, "42").await.unwrap(), None);
    assert_eq!(Login::tenants_of_code(&pool, "ab").await.unwrap(), [theirs]);
}

/// A closed tenant is nobody's, until it is restored.
#[tokio::test]
async fn a_closed_tenant_is_not_found() {
    let (_database, pool) = open().await;
    let (ours, theirs) = (account(&pool, "ours").await, account(&pool, "theirs").await);
    for tenant in [ours, theirs] {
        api_key(&pool, tenant, if tenant == ours { b"our hash" } else { b"their hash" }).await;
        member(&pool, tenant, MemberInsert::new("secret").email("ada@example.com".to_owned())).await;
    }
    for (closed, members) in [(true, vec![theirs]), (false, vec![ours, theirs])] {
        let mut tx = pool.begin_tenant(ours).await.unwrap();
        match closed {
            true => Account::delete(ours).execute(&mut tx).await.map(drop).unwrap(),
            false => Account::restore(ours).execute(&mut tx).await.map(drop).unwrap(),
        }
        tx.commit().await.unwrap();
        let found = (!closed).then_some(ours);
        assert_eq!(Account::tenant_of_subdomain(&pool, "ours").await.unwrap(), found);
        assert_eq!(ApiKey::tenant_of_key_hash(&pool, b"our hash".to_vec()).await.unwrap(), found);
        assert_eq!(ApiKey::tenant_of_key_hash(&pool, b"their hash".to_vec()).await.unwrap(), Some(theirs));
        assert_eq!(Member::tenants_of_email(&pool, "ada@example.com").await.unwrap(), members);
    }
}

/// Nothing but the tenant is returned, and each look-up reads its index.
#[tokio::test]
async fn the_function_reads_an_index() {
    let (database, pool) = open().await;
    let ours = account(&pool, "ours").await;
    api_key(&pool, ours, b"hash").await;
    let admin = driver::pool(driver::options(&database, Role::Admin), 1, std::time::Duration::from_secs(30));
    let server = Server::shared().await.unwrap();
    let role = format!("{}_lookup", server.role_name(Role::Application));
    for (condition, index) in [
        ("accounts WHERE subdomain = $1 AND deleted_at IS NULL", "accounts_subdomain_key"),
        ("api_keys WHERE key_hash = $1 AND deleted_at IS NULL", "api_keys_key_hash_key"),
        ("members WHERE email = $1 AND (is_active) AND deleted_at IS NULL", "members_email_account_id_idx"),
        ("logins.logins WHERE provider = $1 AND subject = $2 AND deleted_at IS NULL", "logins_provider_subject_key"),
    ] {
        let (relation, _) = condition.split_once(' ').unwrap();
        let tenant = if relation == "accounts" { "id" } else { "account_id" };
        let types = if relation.starts_with("logins") {
            "(logins.provider, text)"
        } else if relation == "api_keys" {
            "(bytea)"
        } else {
            "(text)"
        };
        let values = if relation.starts_with("logins") { "('git_hub', 'x')" } else { "('x')" };
        let sql = format!(
            "BEGIN; SET LOCAL enable_seqscan = off; SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL ROLE {role};
             PREPARE looked_up {types} AS SELECT {tenant} FROM {condition};
             EXPLAIN (COSTS OFF) EXECUTE looked_up {values}; "
        );
        let plan = driver::query(&admin, &sql).await.unwrap();
        let plan = plan.into_iter().flatten().collect::<Vec<_>>().join("\n");
        driver::query(&admin, "ROLLBACK").await.unwrap();
        driver::query(&admin, "DEALLOCATE ALL").await.unwrap();
        let is_read = plan.contains(&format!("using {index}")) && plan.contains("Index Cond");
        assert!(is_read && !plan.contains("current_account_id"), "{plan}");
    }
}

/// The operators of an extension are those of the column, whatever the `search_path` of the function says.
#[tokio::test]
async fn a_type_that_ignores_case_is_compared_as_its_column() {
    use crate::every_option::{EXTENSIONS, Email, House, HouseInsert, Member, MemberInsert, SCHEMA};
    let server = Server::shared().await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
    let sql = format!("{EXTENSIONS}; {}", ddl::sql(&SCHEMA, &options).unwrap());
    let template = server.template("lookups_by_citext", &sql).await.unwrap();
    let database = server.database(&template).await.unwrap();
    let pool = super::pool(&database, 2);
    let insert = HouseInsert::new("ours");
    let ours = Tenant::<House>::new(insert.id());
    let mut tx = pool.begin_tenant(ours).await.unwrap();
    House::insert(ours, insert).execute(&mut tx).await.unwrap();
    let email = |text: &str| Email::try_from(text.to_owned()).unwrap();
    Member::insert(ours, MemberInsert::new(email("Ada@Example.com"))).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(Member::tenant_of_email(&pool, email("aDA@example.COM")).await.unwrap(), Some(ours));
    assert_eq!(Member::tenant_of_email(&pool, email("bob@example.com")).await.unwrap(), None);
}
