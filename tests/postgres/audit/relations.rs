//! L30 to L34: what shows rows of the tables, or acts on them, beside them.

use super::cases;

cases! {
    a_view: "CREATE VIEW cheap AS SELECT * FROM org_products WHERE price < 1; GRANT SELECT ON cheap TO {app}" => ["L30"];
    a_view_over_a_view:
        "CREATE VIEW cheap WITH (security_invoker) AS SELECT * FROM org_products WHERE price < 1;
         CREATE VIEW cheapest AS SELECT * FROM cheap; GRANT SELECT ON cheapest TO PUBLIC" => ["L30"];
    views_that_ask_as_their_caller:
        "CREATE VIEW cheap WITH (security_invoker = on) AS SELECT * FROM org_products WHERE price < 1; GRANT SELECT ON cheap TO {app};
         CREATE VIEW land AS SELECT * FROM countries; GRANT SELECT ON land TO {app};
         CREATE VIEW for_nobody AS SELECT * FROM org_products" => [];

    a_materialized_view: "CREATE MATERIALIZED VIEW totals AS SELECT count(*) FROM org_products WITH NO DATA; GRANT SELECT ON totals TO {app}" => ["L31"];

    a_rule: "CREATE RULE also AS ON UPDATE TO org_students DO ALSO NOTIFY students" => ["L32"];

    a_function_of_a_superuser:
        "CREATE FUNCTION peek(text) RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM org_products'" => ["L33"];
    a_function_of_the_owner:
        "SET ROLE {owner}; CREATE FUNCTION peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM org_products'" => ["L33"];
    a_trigger_of_a_superuser:
        "CREATE FUNCTION peek() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN NEW; END';
         CREATE TRIGGER peek AFTER INSERT ON org_products FOR EACH ROW EXECUTE FUNCTION peek()" => ["L33"];
    a_function_that_is_not_for_the_role:
        "CREATE FUNCTION peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM org_products';
         REVOKE EXECUTE ON FUNCTION peek() FROM PUBLIC" => [];

    a_look_up_that_asks_as_its_caller: "ALTER FUNCTION org_domains_tenant_of_host(varchar) SECURITY INVOKER" => ["L35"];
    a_look_up_with_an_open_search_path: "ALTER FUNCTION org_domains_tenant_of_host(varchar) RESET search_path" => ["L35"];
    a_look_up_with_another_search_path: "ALTER FUNCTION org_domains_tenant_of_host(varchar) SET search_path = public" => ["L35"];
    a_look_up_for_everyone: "GRANT EXECUTE ON FUNCTION org_domains_tenant_of_host(varchar) TO PUBLIC" => ["L35"];
    a_look_up_of_the_owner: "ALTER FUNCTION org_domains_tenant_of_host(varchar) OWNER TO {owner}" => ["L35"];
    a_look_up_of_a_superuser: "ALTER FUNCTION org_domains_tenant_of_host(varchar) OWNER TO CURRENT_USER" => ["L35"];
    a_look_up_of_all_tenants:
        "CREATE FUNCTION org_domains_tenant_of_all() RETURNS SETOF uuid LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
             BEGIN ATOMIC SELECT organization_id FROM org_domains; END;
         REVOKE ALL ON FUNCTION org_domains_tenant_of_all() FROM PUBLIC;
         ALTER FUNCTION org_domains_tenant_of_all() OWNER TO {lookup}" => ["L35"], unmended;
    another_function_of_the_look_up_role:
        "CREATE FUNCTION hosts() RETURNS SETOF text LANGUAGE sql SECURITY DEFINER AS 'SELECT host FROM org_domains';
         ALTER FUNCTION hosts() OWNER TO {lookup}" => ["L35"];

    a_publication: "CREATE PUBLICATION out FOR TABLE org_students, countries" => ["L34"];
    a_publication_of_a_schema: "CREATE PUBLICATION out FOR TABLES IN SCHEMA public" => ["L34", "L34", "L34", "L34", "L34", "L34", "L34", "L34"];
    a_publication_of_all: "CREATE PUBLICATION out FOR ALL TABLES" => ["L34", "L34", "L34", "L34", "L34", "L34", "L34", "L34"];
}
