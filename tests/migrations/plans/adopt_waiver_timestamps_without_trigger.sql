-- `org_vouchers` changed its documentation
-- `org_vouchers` changed its column `updated_at`: trigger, waivers
-- `org_vouchers` changed the order of its columns

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the trigger peristyle_updated_at of org_vouchers
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON org_vouchers
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();

-- 2. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON TABLE org_vouchers IS 'A voucher.';
COMMENT ON COLUMN org_vouchers.updated_at IS NULL;
