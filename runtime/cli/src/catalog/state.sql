-- What the schemas consist of, in one text: it differs after a change that a reading would see. TRUNCATE and VACUUM change none of it.
WITH namespace AS (
    SELECT oid FROM pg_namespace WHERE nspname = ANY ($1)
), relation AS (
    SELECT oid, relname FROM pg_class WHERE relnamespace IN (SELECT oid FROM namespace)
), part (oid, version) AS (
    SELECT oid, hashtext(relname::text) FROM relation
    UNION ALL SELECT attrelid, hashint8(a.xmin::text::bigint * 2000 + attnum) FROM pg_attribute a JOIN relation ON relation.oid = attrelid WHERE attnum > 0
    UNION ALL SELECT d.oid, hashint8(d.xmin::text::bigint) FROM pg_attrdef d JOIN relation ON relation.oid = adrelid
    UNION ALL SELECT k.oid, hashint8(k.xmin::text::bigint) FROM pg_constraint k WHERE connamespace IN (SELECT oid FROM namespace)
    UNION ALL SELECT t.oid, hashint8(t.xmin::text::bigint) FROM pg_type t WHERE typnamespace IN (SELECT oid FROM namespace)
    UNION ALL SELECT p.oid, hashint8(p.xmin::text::bigint) FROM pg_proc p WHERE pronamespace IN (SELECT oid FROM namespace)
    UNION ALL SELECT t.oid, hashint8(t.xmin::text::bigint) FROM pg_trigger t JOIN relation ON relation.oid = tgrelid
    UNION ALL SELECT p.oid, hashint8(p.xmin::text::bigint) FROM pg_policy p JOIN relation ON relation.oid = polrelid
    UNION ALL SELECT r.oid, hashint8(r.xmin::text::bigint) FROM pg_rewrite r JOIN relation ON relation.oid = ev_class
)
SELECT concat(count(*), ' ', sum(hashint8extended(oid::bigint, version))) FROM part
