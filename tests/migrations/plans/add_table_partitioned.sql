-- the table `org_happenings` is new

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the table `org_happenings`
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the lock is on the tables that it refers to, for a moment
CREATE TABLE org_happenings (
    id              uuid          NOT NULL,
    organization_id uuid          NOT NULL,
    kind            varchar(40)   NOT NULL,
    weight          integer       NOT NULL DEFAULT 0,
    amount          numeric(10,2) NOT NULL DEFAULT 0,
    note            text,
    created_at      timestamptz   NOT NULL DEFAULT now(),

    CONSTRAINT org_happenings_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT org_happenings_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE RESTRICT,
    CONSTRAINT org_happenings_weight_check CHECK (weight >= 0)
) PARTITION BY HASH (organization_id);

CREATE TABLE org_happenings_p0 PARTITION OF org_happenings
    FOR VALUES WITH (MODULUS 2, REMAINDER 0);

CREATE TABLE org_happenings_p1 PARTITION OF org_happenings
    FOR VALUES WITH (MODULUS 2, REMAINDER 1);

CREATE INDEX org_happenings_organization_id_kind_idx
    ON org_happenings (organization_id, kind);

-- 2. triggers, policies and rights of new tables
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TRIGGER shop_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON org_happenings
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_refuse_change();
ALTER TABLE org_happenings ENABLE ALWAYS TRIGGER shop_append_only;
CREATE TRIGGER shop_append_only_rows
    BEFORE UPDATE OR DELETE ON org_happenings
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_refuse_change();
ALTER TABLE org_happenings ENABLE ALWAYS TRIGGER shop_append_only_rows;
CREATE TRIGGER shop_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON org_happenings_p0
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_refuse_change();
ALTER TABLE org_happenings_p0 ENABLE ALWAYS TRIGGER shop_append_only;
CREATE TRIGGER shop_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON org_happenings_p1
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_refuse_change();
ALTER TABLE org_happenings_p1 ENABLE ALWAYS TRIGGER shop_append_only;
ALTER TABLE org_happenings ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_happenings FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_happenings
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));
ALTER TABLE org_happenings_p0 ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_happenings_p0 FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_happenings_p0
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));
ALTER TABLE org_happenings_p1 ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_happenings_p1 FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_happenings_p1
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));
GRANT SELECT, INSERT (id, organization_id, kind, weight, amount, note)
    ON org_happenings TO shop_app;

-- 3. comments
--    lock: none on a table with rows; rewrites: no; reads all rows: no
COMMENT ON TABLE org_happenings IS 'What happened, for good.';
COMMENT ON CONSTRAINT org_happenings_weight_check ON org_happenings IS 'an event has a weight';
