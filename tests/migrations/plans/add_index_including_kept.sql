-- `org_prices` has a new index `an_index`

-- build_index (no transaction)
-- 1. build the index `an_index` of `org_prices`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY an_index
    ON org_prices (organization_id, created_at)
    INCLUDE (note);
