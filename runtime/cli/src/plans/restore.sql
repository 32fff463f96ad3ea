INSERT INTO pg_statistic (
    starelid, staattnum, stainherit, stanullfrac, stawidth, stadistinct,
    stakind1, stakind2, stakind3, stakind4, stakind5, staop1, staop2, staop3, staop4, staop5, stacoll1, stacoll2, stacoll3, stacoll4, stacoll5,
    stanumbers1, stanumbers2, stavalues2, stavalues3
)
SELECT a.attrelid, a.attnum, i.inherited, i.nulls, i.width, i.distinct_values,
    CASE WHEN has.correlation THEN 3 ELSE 0 END, CASE WHEN has.common THEN 1 ELSE 0 END, CASE WHEN has.bounds THEN 2 ELSE 0 END, 0, 0,
    CASE WHEN has.correlation THEN less ELSE 0 END, CASE WHEN has.common THEN equal ELSE 0 END, CASE WHEN has.bounds THEN less ELSE 0 END, 0, 0,
    CASE WHEN has.correlation THEN a.attcollation ELSE 0 END, CASE WHEN has.common THEN a.attcollation ELSE 0 END,
    CASE WHEN has.bounds THEN a.attcollation ELSE 0 END, 0, 0,
    CASE WHEN has.correlation THEN ARRAY[i.correlation] END, CASE WHEN has.common THEN i.frequencies::float4[] END,
    array_in(CASE WHEN has.common THEN i.common::cstring END, a.atttypid, a.atttypmod),
    array_in(CASE WHEN has.bounds THEN i.bounds::cstring END, a.atttypid, a.atttypmod)
FROM unnest($1::int8[], $2::text[], $3::bool[], $4::float4[], $5::int4[], $6::float4[], $7::float4[], $8::text[], $9::text[], $10::text[])
    AS i (oid, name, inherited, nulls, width, distinct_values, correlation, common, frequencies, bounds)
JOIN pg_attribute a ON a.attrelid = i.oid::oid AND a.attname = i.name AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
JOIN pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
LEFT JOIN LATERAL (
    SELECT max(o.amopopr) FILTER (WHERE o.amopstrategy = 1) AS less, max(o.amopopr) FILTER (WHERE o.amopstrategy = 3) AS equal
    FROM pg_opclass c
    JOIN pg_amop o ON o.amopfamily = c.opcfamily AND o.amoplefttype = c.opcintype AND o.amoprighttype = c.opcintype
    JOIN pg_am m ON m.oid = c.opcmethod AND m.amname = 'btree'
    WHERE c.opcdefault AND c.opcintype = CASE
        WHEN b.typtype = 'e' THEN 'anyenum'::regtype
        WHEN b.typtype = 'r' THEN 'anyrange'::regtype
        WHEN b.typtype = 'm' THEN 'anymultirange'::regtype
        WHEN b.typcategory = 'A' THEN 'anyarray'::regtype
        WHEN b.oid = 'varchar'::regtype THEN 'text'::regtype
        ELSE b.oid
    END
) AS operators ON TRUE
CROSS JOIN LATERAL (
    SELECT i.correlation IS NOT NULL AND less IS NOT NULL AS correlation, i.common IS NOT NULL AND equal IS NOT NULL AS common,
        i.bounds IS NOT NULL AND less IS NOT NULL AS bounds
) AS has
