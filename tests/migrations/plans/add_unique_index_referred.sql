-- `org_categories` has a new index `a_unique`

-- build_index (no transaction)
-- 1. build the index `a_unique` of `org_categories`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again; rows that are in the way: SELECT organization_id, note, count(*) FROM org_categories GROUP BY organization_id, note HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY a_unique
    ON org_categories (organization_id, note);
