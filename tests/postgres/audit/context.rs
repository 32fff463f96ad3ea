//! L01 to L04: the function that says the tenant.

use super::cases;

cases! {
    no_function_is_left: "DROP FUNCTION current_organization_id CASCADE" => ["L01"], unmended;

    a_function_has_no_root:
        "CREATE SCHEMA lone;
         CREATE FUNCTION lone.current_planet_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
             SET search_path = pg_catalog, pg_temp AS $$ SELECT current_setting('peristyle.planet_id')::uuid $$" => ["L02"], unmended;

    it_is_immutable: "ALTER FUNCTION current_organization_id() IMMUTABLE" => ["L03"];
    it_runs_as_its_owner: "ALTER FUNCTION current_organization_id() SECURITY DEFINER" => ["L03"];
    its_search_path_is_open: "ALTER FUNCTION current_organization_id() RESET search_path" => ["L03"];
    it_has_a_tenant_for_the_forgetful:
        "CREATE OR REPLACE FUNCTION current_organization_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
             SET search_path = pg_catalog, pg_temp
             AS $$ SELECT coalesce(nullif(current_setting('peristyle.organization_id', true), '')::uuid, gen_random_uuid()) $$" => ["L03"];
    it_does_not_read_the_setting:
        "CREATE OR REPLACE FUNCTION current_organization_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
             SET search_path = pg_catalog, pg_temp AS $$ SELECT current_setting('app.tenant')::uuid $$" => ["L03"];

    it_is_volatile: "ALTER FUNCTION current_organization_id() VOLATILE" => ["L04"];
    it_is_not_parallel: "ALTER FUNCTION current_organization_id() PARALLEL RESTRICTED" => ["L04"];
}
