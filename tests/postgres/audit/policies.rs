//! L10 to L18: row level security and its policies.

use super::cases;

cases! {
    it_is_switched_off: "ALTER TABLE org_products DISABLE ROW LEVEL SECURITY" => ["L10"];
    it_is_switched_off_for_the_root: "ALTER TABLE organizations DISABLE ROW LEVEL SECURITY" => ["L10"];
    it_is_switched_off_and_its_policy_gone:
        "ALTER TABLE org_products DISABLE ROW LEVEL SECURITY; DROP POLICY tenant_isolation ON org_products" => ["L10"];
    it_was_never_there:
        "SET ROLE {owner};
         CREATE TABLE org_notes (id uuid PRIMARY KEY, organization_id uuid NOT NULL, note text);
         GRANT SELECT ON org_notes TO {app}" => ["L10"];
    it_was_never_there_in_another_schema:
        "CREATE SCHEMA elsewhere;
         CREATE TABLE elsewhere.notes (id uuid PRIMARY KEY, whose uuid NOT NULL REFERENCES organizations)" => ["L10"];

    it_is_not_forced: "ALTER TABLE org_products NO FORCE ROW LEVEL SECURITY" => ["L11"];

    the_policy_is_missing: "DROP POLICY tenant_isolation ON org_products" => ["L12"];
    the_policy_is_for_another: "ALTER POLICY tenant_isolation ON org_products TO {owner}" => ["L12"];

    the_policy_is_true: "ALTER POLICY tenant_isolation ON org_products USING (true)" => ["L13"];
    a_second_policy_is_true: "CREATE POLICY wide ON org_products USING (true)" => ["L13"];
    the_policy_of_the_root_is_true: "ALTER POLICY tenant_isolation ON organizations USING (true)" => ["L13"];
    a_second_policy_reads: "CREATE POLICY wide ON org_products FOR SELECT TO {app} USING (true)" => ["L13"];

    the_policy_has_a_bypass:
        "ALTER POLICY tenant_isolation ON org_products
             USING (organization_id = (SELECT current_organization_id()) OR current_setting('app.bypass', true) = 'on')" => ["L14"];
    the_policy_lets_rows_of_nobody_pass:
        "ALTER POLICY tenant_isolation ON org_products
             USING (organization_id = (SELECT current_organization_id()) AND deleted_at IS NULL OR status = 'active')" => ["L14"];

    the_policy_reads_the_setting:
        "ALTER POLICY tenant_isolation ON org_products USING (organization_id = current_setting('peristyle.organization_id')::uuid)" => ["L15"];
    the_policy_compares_the_key: "ALTER POLICY tenant_isolation ON org_products USING (id = (SELECT current_organization_id()))" => ["L15"];
    the_policy_asks_for_more:
        "ALTER POLICY tenant_isolation ON org_products USING (organization_id >= (SELECT current_organization_id()))" => ["L15"];
    the_policy_is_turned_round:
        "ALTER POLICY tenant_isolation ON org_products USING (NOT (organization_id = (SELECT current_organization_id())))" => ["L15"];

    rows_are_given_away: "ALTER POLICY tenant_isolation ON org_products WITH CHECK (true)" => ["L16"];
    a_second_policy_inserts: "CREATE POLICY wide ON org_products FOR INSERT WITH CHECK (true)" => ["L16"];

    only_reading_is_let:
        "DROP POLICY tenant_isolation ON org_products;
         CREATE POLICY tenant_isolation ON org_products FOR SELECT USING (organization_id = (SELECT current_organization_id()))" => ["L17"];

    it_is_asked_for_each_row:
        "ALTER POLICY tenant_isolation ON org_products USING (organization_id = current_organization_id())
             WITH CHECK (organization_id = current_organization_id())" => ["L18"];

    // What only narrows, and what is not for the role.
    a_narrower_policy:
        "ALTER POLICY tenant_isolation ON org_products USING (organization_id = (SELECT current_organization_id()) AND (price > 0 OR name <> ''));
         CREATE POLICY narrow ON org_products AS RESTRICTIVE USING (price >= 0);
         CREATE POLICY wide ON org_students TO {owner} USING (true)" => [];
    a_policy_that_checks_by_what_it_shows:
        "DROP POLICY tenant_isolation ON org_products;
         CREATE POLICY own ON org_products USING (organization_id = (SELECT current_organization_id()))" => [];
    a_policy_for_each_command:
        "DROP POLICY tenant_isolation ON org_products;
         CREATE POLICY r ON org_products FOR SELECT USING (organization_id = (SELECT current_organization_id()));
         CREATE POLICY a ON org_products FOR INSERT WITH CHECK (organization_id = (SELECT current_organization_id()));
         CREATE POLICY w ON org_products FOR UPDATE USING (organization_id = (SELECT current_organization_id()));
         CREATE POLICY d ON org_products FOR DELETE USING (organization_id = (SELECT current_organization_id()))" => [];
}
