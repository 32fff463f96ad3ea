-- `org_events` changed its foreign key `org_events_organization_id_fkey`: reason

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. comment on CONSTRAINT org_events_organization_id_fkey ON org_events
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT org_events_organization_id_fkey ON org_events IS 'its rows go with it';
