use super::*;

fn overrides(text: &str) -> Vec<String> {
    let found = Guard::new(vec!["current_organization_id".to_owned()]).overrides(text);
    found.into_iter().map(|found| found.what).collect()
}

#[test]
fn what_overrides_a_guard() {
    for (text, what) in [
        ("ALTER TABLE a DISABLE ROW LEVEL SECURITY", "disables row level security"),
        ("alter table only shop.a no force /* */ row\nlevel security, add b int", "stops forcing row level security"),
        ("CREATE POLICY p ON a USING (true)", "creates a policy"),
        ("CREATE POLICY p ON a TO reports USING (true)", "creates a policy"),
        ("ALTER POLICY p ON a USING (true)", "alters a policy"),
        ("SELECT 1; DROP POLICY IF EXISTS p ON a", "drops a policy"),
        ("DROP TRIGGER IF EXISTS peristyle_updated_at ON a", "drops the trigger `peristyle_updated_at`"),
        (
            "CREATE OR REPLACE TRIGGER peristyle_updated_at BEFORE UPDATE ON a FOR EACH ROW EXECUTE FUNCTION f()",
            "creates the trigger `peristyle_updated_at`",
        ),
        ("ALTER TABLE a DISABLE TRIGGER \"peristyle_append_only\"", "disables the trigger `peristyle_append_only`"),
        ("ALTER TABLE a DISABLE TRIGGER ALL", "disables the trigger `all`"),
        ("ALTER TABLE a ENABLE REPLICA TRIGGER peristyle_append_only", "disables the trigger `peristyle_append_only`"),
        ("ALTER TABLE a DROP CONSTRAINT a_b_id_fkey", "drops the constraint `a_b_id_fkey`"),
        ("ALTER TABLE a ALTER b DROP NOT NULL", "drops a NOT NULL"),
        ("ALTER TABLE a ALTER CONSTRAINT b NOT ENFORCED", "has a constraint that is NOT ENFORCED"),
        ("ALTER TABLE a OWNER TO app", "changes the owner of `a`"),
        ("ALTER SCHEMA public OWNER TO app", "changes the owner of `public`"),
        ("REASSIGN OWNED BY a TO b", "changes owners"),
        ("GRANT ALL ON shop.a TO app", "grants privileges on `a`"),
        ("GRANT SELECT, UPDATE (b) ON TABLE a, shop.b TO PUBLIC", "grants privileges on `a`"),
        ("GRANT ALL ON ALL TABLES IN SCHEMA public TO app", "grants privileges on `public`"),
        ("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO app", "grants privileges on `tables`"),
        ("GRANT owner TO app", "grants a role"),
        ("REVOKE INSERT ON a FROM app", "revokes privileges on `a`"),
        ("SET session_replication_role = replica", "sets `session_replication_role`"),
        ("SET LOCAL session_replication_role TO 'replica'", "sets `session_replication_role`"),
        ("ALTER ROLE app SET session_replication_role = replica", "sets `session_replication_role`"),
        ("SELECT set_config('session_replication_role', 'replica', true)", "sets `session_replication_role`"),
        (
            "ALTER ROLE app IN DATABASE d SET peristyle.organization_id = 'x'",
            "sets a tenant for all sessions of a role",
        ),
        ("ALTER DATABASE d SET peristyle.organization_id = 'x'", "sets a tenant for all sessions of a role"),
        ("ALTER ROLE app WITH BYPASSRLS", "gives a role BYPASSRLS"),
        ("CREATE USER app SUPERUSER", "gives a role SUPERUSER"),
        (
            "CREATE RULE r AS ON UPDATE TO a DO ALSO NOTIFY b",
            "creates a rule, which runs with the privileges of the owner of the table",
        ),
        (
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
            "makes `f` SECURITY DEFINER, which runs with the privileges of its owner",
        ),
        (
            "ALTER FUNCTION f() EXTERNAL SECURITY DEFINER",
            "makes `f` SECURITY DEFINER, which runs with the privileges of its owner",
        ),
        ("ALTER FUNCTION ts_match_vq LEAKPROOF", "makes `ts_match_vq` LEAKPROOF, which runs before a policy"),
        (
            "CREATE OR REPLACE FUNCTION public.current_organization_id() RETURNS uuid RETURN NULL",
            "replaces the function `current_organization_id`",
        ),
        ("DROP FUNCTION peristyle_refuse_change CASCADE", "drops the function `peristyle_refuse_change`"),
        (
            "CREATE VIEW v AS SELECT 1; GRANT SELECT ON v TO app",
            "grants `v`, which reads rows with the privileges of its owner",
        ),
        (
            "CREATE VIEW v WITH (security_invoker = off) AS SELECT 1; GRANT SELECT ON v TO app",
            "grants `v`, which reads rows with the privileges of its owner",
        ),
        (
            "CREATE MATERIALIZED VIEW v AS SELECT 1; GRANT SELECT ON v TO app",
            "grants `v`, which reads rows with the privileges of its owner",
        ),
        ("ALTER VIEW v RESET (security_invoker)", "removes `security_invoker` from the view `v`"),
        ("ALTER VIEW v SET (security_invoker = false)", "removes `security_invoker` from the view `v`"),
    ] {
        assert_eq!(overrides(text), [what], "{text}");
    }
}

#[test]
fn bodies_run() {
    for text in [
        "DO $$ BEGIN ALTER TABLE a DISABLE ROW LEVEL SECURITY; END $$",
        "DO 'BEGIN IF true THEN ALTER TABLE a DISABLE ROW LEVEL SECURITY; END IF; END'",
        "DO $$ BEGIN EXECUTE 'ALTER TABLE a DISABLE ROW LEVEL SECURITY'; END $$",
        "DO $$ BEGIN EXECUTE format('ALTER TABLE %I DISABLE ROW LEVEL SECURITY', t); END $$",
        "DO $$ BEGIN EXECUTE 'ALTER TABLE ' || t || ' DISABLE ROW LEVEL SECURITY'; END $$",
        "DO $a$ BEGIN EXECUTE $b$ DO $c$ BEGIN ALTER TABLE a DISABLE ROW LEVEL SECURITY; END $c$ $b$; END $a$",
        "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN LOOP ALTER TABLE a DISABLE ROW LEVEL SECURITY; END LOOP; END $$",
        "CREATE PROCEDURE f() LANGUAGE sql AS 'ALTER TABLE a DISABLE ROW LEVEL SECURITY'",
    ] {
        assert_eq!(overrides(text), ["disables row level security"], "{text}");
    }
    let config = "DO $$ BEGIN PERFORM set_config('session_replication_role', 'replica', true); END $$";
    assert_eq!(overrides(config), ["sets `session_replication_role`"]);
    let deep = "DO $a".to_owned() + &"$ DO $a".repeat(10_000);
    assert!(overrides(&deep).is_empty());
}

#[test]
fn what_overrides_nothing() {
    for text in [
        "SELECT 'ALTER TABLE a DISABLE ROW LEVEL SECURITY'",
        "COMMENT ON TABLE a IS 'GRANT ALL ON a TO app'; -- DROP POLICY p ON a",
        "/* DROP POLICY p ON a */ INSERT INTO notes (text) VALUES ($$ DROP POLICY p ON a $$)",
        "DO $$ BEGIN RAISE NOTICE 'DROP POLICY p ON a'; END $$",
        "SELECT \"grant\", owner, policy, role, trigger FROM a",
        "SELECT current_setting('session_replication_role')",
        "SHOW session_replication_role",
        "ALTER TABLE a ENABLE ROW LEVEL SECURITY; ALTER TABLE a FORCE ROW LEVEL SECURITY",
        "CREATE POLICY narrow ON a AS RESTRICTIVE USING (price >= 0)",
        "DROP TRIGGER IF EXISTS shout ON a; CREATE TRIGGER shout BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION shout()",
        "ALTER TABLE a DISABLE TRIGGER shout",
        "ALTER TABLE a DROP CONSTRAINT IF EXISTS a_price_is_paid, ADD CONSTRAINT a_price_is_paid CHECK (price > 0)",
        "CREATE VIEW v WITH (security_barrier, security_invoker = true) AS SELECT 1; GRANT SELECT ON v TO app",
        "CREATE VIEW v WITH (security_invoker) AS SELECT 1; ALTER VIEW v OWNER TO app",
        "CREATE TABLE IF NOT EXISTS shop.own (a int); GRANT ALL ON shop.own TO app; CREATE POLICY p ON own USING (true); ALTER TABLE own OWNER TO b, DISABLE ROW LEVEL SECURITY",
        "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; REVOKE ALL ON FUNCTION f(int) FROM PUBLIC; GRANT EXECUTE ON FUNCTION f(int) TO app",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql NOT LEAKPROOF SECURITY INVOKER AS 'SELECT 1'",
        "GRANT USAGE ON SCHEMA extensions TO app; GRANT CONNECT ON DATABASE d TO app; GRANT USAGE ON TYPE year TO app",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "CREATE ROLE reports NOLOGIN NOBYPASSRLS NOSUPERUSER",
        "CREATE EXTENSION IF NOT EXISTS citext; CREATE DOMAIN d AS text; CREATE UNIQUE INDEX i ON a (b)",
        "CREATE FUNCTION current_user_id() RETURNS uuid RETURN NULL",
        "ALTER TYPE t ADD VALUE 'owner to'",
    ] {
        assert_eq!(overrides(text), [""; 0], "{text}");
    }
}
