//! The look-up of the tenant before it is known, as SQL of your own may call it: it tells the tenant of a host, and nothing else.

use super::*;

/// The look-up as the role of the application calls it, with what stands before it.
async fn looked_up(courts: &Courts, before: &str, host: &str) -> Result<String, (String, String)> {
    let mut tx = courts.begin().await;
    let sql = format!("{before} SELECT public.org_domains_tenant_of_host('{host}')");
    outcome(tx.connection(), &courts.filled(&sql)).await
}

#[tokio::test]
async fn nothing_but_the_tenant_is_told() {
    let mut courts = Courts::open().await;
    let theirs = courts.theirs.tenant.id().to_string();
    let host = format!("{SECRET}.example");
    assert_eq!(looked_up(&courts, "", &host).await, Ok(theirs.clone()));
    for other in ["%", "secret%", "", "_", "secret.exampl", "x'' OR true OR ''", "SECRET.EXAMPLE"] {
        assert_eq!(looked_up(&courts, "", other).await, Ok(String::new()), "{other}");
    }
    courts.unchanged_by("a look-up").await;
}

/// What is put in front of the table or of its operators is not what the function reads: its body was parsed when it was created.
#[tokio::test]
async fn nothing_shadows_what_it_reads() {
    let mut courts = Courts::open().await;
    let grant = "DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', current_database()); END $$";
    outcome(&mut courts.witness, grant).await.unwrap();
    let (ours, theirs) = (courts.ours.tenant.id().to_string(), courts.theirs.tenant.id().to_string());
    let shadows = [
        "SET LOCAL search_path = pg_temp, public;
         CREATE TEMPORARY TABLE org_domains (organization_id uuid, host varchar, deleted_at timestamptz);
         INSERT INTO org_domains VALUES ('{ours}', 'secret.example', NULL);",
        "CREATE FUNCTION pg_temp.alike(varchar, varchar) RETURNS boolean LANGUAGE sql AS 'SELECT true';
         CREATE OPERATOR pg_temp.= (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = pg_temp.alike);
         SET LOCAL search_path = pg_temp, public;",
        "SET LOCAL search_path = '';",
    ];
    for shadow in shadows {
        let answer = looked_up(&courts, shadow, "secret.example").await;
        assert_eq!(
            answer.map(|answer| answer.lines().last().unwrap_or_default().to_owned()),
            Ok(theirs.clone()),
            "{shadow}"
        );
        let answer = looked_up(&courts, shadow, "nobodys.example").await.unwrap();
        assert!(!answer.contains(&theirs) && !answer.contains(&ours), "{shadow}: {answer}");
    }
    courts.unchanged_by("a shadow").await;
}

/// The application neither becomes the look-up role nor changes what belongs to it.
#[tokio::test]
async fn the_look_up_role_is_out_of_reach() {
    let mut courts = Courts::open().await;
    let lookup = format!("{}_lookup", Server::shared().await.unwrap().role_name(Role::Application));
    for sql in [
        "SET ROLE {lookup}",
        "SET SESSION AUTHORIZATION {lookup}",
        "ALTER FUNCTION org_domains_tenant_of_host(varchar) RESET search_path",
        "ALTER FUNCTION org_domains_tenant_of_host(varchar) OWNER TO CURRENT_USER",
        "CREATE OR REPLACE FUNCTION org_domains_tenant_of_host(varchar) RETURNS SETOF uuid LANGUAGE sql AS 'SELECT id FROM org_products'",
        "GRANT {lookup} TO CURRENT_USER",
        "DROP POLICY tenant_lookup ON org_domains",
    ] {
        let mut tx = courts.begin().await;
        let refused = outcome(tx.connection(), &sql.replace("{lookup}", &lookup)).await.unwrap_err();
        assert_eq!(refused.0, "42501", "{sql}: {}", refused.1);
        drop(tx);
        courts.unchanged_by(sql).await;
    }
}

/// Whoever acts as the look-up role, as its functions do, reads the columns of the look-up and writes nothing.
#[tokio::test]
async fn the_look_up_role_reads_its_columns_only() {
    let mut courts = Courts::open().await;
    let lookup = format!("{}_lookup", Server::shared().await.unwrap().role_name(Role::Application));
    for sql in [
        "SELECT note FROM org_domains",
        "SELECT * FROM org_domains",
        "SELECT name FROM org_products",
        "SELECT name FROM organizations",
        "UPDATE org_domains SET host = 'x'",
        "DELETE FROM org_domains",
        "INSERT INTO org_domains (id, organization_id, host) VALUES ('{new}', '{ours}', 'x')",
        "SELECT host FROM org_domains FOR UPDATE",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ] {
        let sql = courts.filled(sql);
        let begun = format!("BEGIN; SET LOCAL ROLE {lookup}; {sql}");
        let refused = outcome(&mut courts.witness, &begun).await.unwrap_err();
        outcome(&mut courts.witness, "ROLLBACK").await.unwrap();
        assert_eq!(refused.0, "42501", "{sql}: {}", refused.1);
        courts.unchanged_by(&sql).await;
    }
}
