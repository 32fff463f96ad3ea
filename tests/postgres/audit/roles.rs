//! L40 to L54, L56, L57 and L59: what the role is, may become, and is granted.

use super::{Audited, cases, counters};

/// Roles belong to all databases: one that a test makes superuser or member is its own.
mod becomes {
    pub(super) const SUPERUSER: &str = "CREATE ROLE {role}_other SUPERUSER; GRANT {role}_other TO {role}";
    pub(super) const BYPASS: &str = "CREATE ROLE {role}_other BYPASSRLS; CREATE ROLE {role}_between NOINHERIT;
        GRANT {role}_other TO {role}_between; GRANT {role}_between TO {role}";
}

cases! {
    nobody: "DROP OWNED BY {role}; DROP ROLE {role}" => ["L40"];

    a_superuser: "ALTER ROLE {role} SUPERUSER" => ["L41"];
    a_member_of_a_superuser: becomes::SUPERUSER => ["L41"];
    one_that_bypasses: "ALTER ROLE {role} BYPASSRLS" => ["L42"];
    a_member_at_a_distance_of_one_that_bypasses: becomes::BYPASS => ["L42"];
    one_that_reads_the_log: "ALTER ROLE {role} REPLICATION" => ["L43"];
    one_that_makes_roles: "ALTER ROLE {role} CREATEROLE" => ["L44"];

    an_owner: "ALTER TABLE org_students OWNER TO {role}" => ["L45"];
    an_owner_of_the_function: "ALTER FUNCTION current_organization_id() OWNER TO {role}" => ["L45"];
    an_owner_of_the_schema: "ALTER SCHEMA public OWNER TO {role}" => ["L45"];
    a_member_of_the_owner: "GRANT {owner} TO {role}" => ["L45", "L45", "L45", "L45", "L45", "L45", "L45", "L45", "L45", "L45", "L49"];

    one_that_reads_all: "GRANT pg_read_all_data TO {role}" => ["L46"];
    one_that_reads_files: "GRANT pg_read_server_files, pg_execute_server_program TO {role}" => ["L46", "L46"];

    a_tenant_of_the_role:
        "ALTER ROLE {role} IN DATABASE {database} SET peristyle.organization_id = '0190b0a0-0000-7000-8000-000000000000'" => ["L47"];
    a_tenant_of_the_role_everywhere: "ALTER ROLE {role} SET peristyle.organization_id = 'x'" => ["L47"];
    a_tenant_of_the_database: "ALTER DATABASE {database} SET peristyle.organization_id = 'x'" => ["L47"];

    one_that_switches_references_off: "GRANT SET ON PARAMETER session_replication_role TO {role}" => ["L48"];

    a_member_of_the_look_up_role: "GRANT {lookup} TO {role}" => ["L49"];
    a_look_up_role_that_logs_in:
        "CREATE ROLE {role}_other LOGIN; ALTER FUNCTION org_domains_tenant_of_host(varchar) OWNER TO {role}_other;
         ALTER POLICY tenant_lookup ON org_domains TO {role}_other; ALTER POLICY tenant_lookup ON organizations TO {role}_other" => ["L49"];
    the_look_up_role_reads_another_column: "GRANT SELECT (note) ON org_domains TO {lookup}" => ["L49"];
    the_look_up_role_reads_another_table: "GRANT SELECT ON org_products TO {lookup}; GRANT INSERT ON org_domains TO {lookup}" => ["L49", "L49"];
    the_look_up_role_reads_the_whole_table: "GRANT SELECT ON org_domains TO {lookup}" => ["L49"];
    the_policy_of_the_look_up_is_for_all: "ALTER POLICY tenant_lookup ON org_domains TO PUBLIC" => ["L49"];
    the_policy_of_the_look_up_is_for_the_application: "ALTER POLICY tenant_lookup ON org_domains TO {lookup}, {app}" => ["L49"];
    the_policy_of_the_look_up_writes:
        "DROP POLICY tenant_lookup ON org_domains; CREATE POLICY tenant_lookup ON org_domains TO {lookup} USING (true)" => ["L49"];

    truncate: "GRANT TRUNCATE ON org_products TO {app}" => ["L50"];
    everything: "GRANT ALL ON org_enrolments TO PUBLIC" => ["L50", "L50", "L50", "L51", "L54"];
    references_of_a_column: "GRANT REFERENCES (id) ON org_products TO {app}" => ["L50"];
    update_of_all_columns: "GRANT UPDATE ON org_products TO {app}" => ["L51"];
    update_of_the_tenant: "GRANT UPDATE (organization_id, created_at, name) ON org_products TO {app}" => ["L51"];
    update_of_the_root: "GRANT UPDATE (id) ON organizations TO {app}" => ["L51"];
    insert_of_all_columns: "GRANT INSERT ON org_products TO {app}" => ["L54"];
    insert_of_the_times: "GRANT INSERT (created_at, name, deleted_at) ON org_products TO {app}" => ["L54"];
    insert_into_what_is_kept: "GRANT INSERT (created_at) ON org_entries TO PUBLIC" => ["L54"];
    insert_of_a_time_of_another_name:
        "ALTER TABLE org_products RENAME COLUMN created_at TO \"createdAt\"; GRANT INSERT (\"createdAt\", name) ON org_products TO {app}" => ["L54"];
    update_of_a_time_of_another_name:
        "ALTER TABLE org_products RENAME COLUMN created_at TO inserted_at; GRANT UPDATE (inserted_at, name) ON org_products TO {app}" => ["L51"];
    a_column_that_is_only_called_like_a_time:
        "ALTER TABLE org_products ADD COLUMN inserted_at timestamptz, ADD COLUMN modified text; GRANT INSERT (inserted_at, modified), UPDATE (inserted_at) ON org_products TO {app}" => [];
    create_in_the_schema: "GRANT CREATE ON SCHEMA public TO PUBLIC" => ["L52"];
    a_reporting_role_that_writes:
        "CREATE ROLE {role}_other BYPASSRLS; GRANT SELECT, UPDATE ON org_products TO {role}_other;
         GRANT INSERT (name), SELECT (name) ON org_students TO {role}_other" => ["L56", "L56"];
    a_reporting_role_that_becomes_the_application:
        "CREATE ROLE {role}_other BYPASSRLS; GRANT SELECT ON org_products TO {role}_other; GRANT {role} TO {role}_other" => ["L56"];
    a_purge_role_that_makes_roles:
        "CREATE ROLE {role}_other BYPASSRLS CREATEROLE; GRANT SELECT (id), DELETE ON org_products TO {role}_other" => ["L56"];
    a_reporting_role_that_owns_a_table:
        "CREATE ROLE {role}_other BYPASSRLS; ALTER TABLE org_students OWNER TO {role}_other" => ["L56"], unmended;
    versions_that_the_role_writes:
        "CREATE TABLE kept (id uuid, version_from timestamptz, version_until timestamptz, version_changed_by text);
         GRANT SELECT, DELETE, UPDATE (version_changed_by) ON kept TO {app}" => ["L57", "L57"];
    last_numbers_that_the_role_writes:
        concat!("SET ROLE {owner}; ", counters!(),
            "CREATE FUNCTION take() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN /* last_amounts AS counter */ RETURN NEW; END';
             CREATE TRIGGER peristyle_number_take BEFORE INSERT ON org_entries FOR EACH ROW EXECUTE FUNCTION take();
             CREATE TRIGGER peristyle_number_end AFTER INSERT ON org_entries EXECUTE FUNCTION take();
             CREATE TRIGGER peristyle_number_kept BEFORE UPDATE ON org_entries FOR EACH ROW EXECUTE FUNCTION take('amount');
             GRANT SELECT, INSERT, UPDATE (amount) ON last_amounts TO {app}") => ["L59", "L59"];
    statistics: "GRANT SELECT ON pg_catalog.pg_statistic TO {app}" => ["L53"];
}

/// What is granted to others is theirs, unless they bypass row level security (L56).
#[tokio::test]
async fn rights_of_others_are_not_the_roles() {
    let mut audited = Audited::open().await;
    let others = "CREATE ROLE {role}_other; GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}_other; GRANT {role} TO {role}_other";
    let found = audited.broken_by(others, &[]).await;
    audited.run(&format!("DROP OWNED BY {0}_other; DROP ROLE {0}_other", audited.role)).await.unwrap();
    audited.mended(found).await;
}
