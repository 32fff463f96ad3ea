-- `org_gifts` changed its column `label_id`: waivers
-- `org_gifts` changed its foreign key `org_gifts_organization_id_label_id_fkey`: validity
-- `org_gifts` changed its check `org_gifts_amount_check`: validity
-- `org_gifts` changed its check `org_gifts_most`: validity
-- `org_gifts` no longer has the waiver `validated`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON TABLE org_gifts IS 'A gift, from a shop that counted wrongly.';
COMMENT ON COLUMN org_gifts.label_id IS NULL;

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 2. check `org_gifts_amount_check` of `org_gifts` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_gifts WHERE NOT (amount >= 0);
ALTER TABLE org_gifts VALIDATE CONSTRAINT org_gifts_amount_check;

-- 3. check `org_gifts_most` of `org_gifts` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_gifts WHERE NOT (amount < 1000);
ALTER TABLE org_gifts VALIDATE CONSTRAINT org_gifts_most;

-- 4. check `org_gifts_organization_id_label_id_fkey` of `org_gifts` in the rows that are there
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    SHARE UPDATE EXCLUSIVE for a role that bypasses row security: run it as one. For another role the policies are off meanwhile, under a lock that nobody passes; rows that are in the way: SELECT count(*) FROM org_gifts r WHERE r.organization_id IS NOT NULL AND r.label_id IS NOT NULL AND NOT EXISTS (SELECT FROM org_labels p WHERE p.organization_id = r.organization_id AND p.id = r.label_id);
DO $peristyle$
DECLARE
    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);
BEGIN
    IF NOT bypasses THEN
        ALTER TABLE org_gifts NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_labels NO FORCE ROW LEVEL SECURITY;
    END IF;
    ALTER TABLE org_gifts VALIDATE CONSTRAINT org_gifts_organization_id_label_id_fkey;
    IF NOT bypasses THEN
        ALTER TABLE org_gifts FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_labels FORCE ROW LEVEL SECURITY;
    END IF;
END
$peristyle$;
