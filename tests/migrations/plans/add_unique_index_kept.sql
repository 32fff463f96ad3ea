-- `org_prices` has a new index `a_unique`

-- build_index (no transaction)
-- 1. build the index `a_unique` of `org_prices`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again; rows that are in the way: SELECT organization_id, note, count(*) FROM org_prices GROUP BY organization_id, note HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY a_unique
    ON org_prices (organization_id, note);
