//! SQL of every form that PostgreSQL has a grammar of its own for, beside columns that are called like its words.

use chrono::{NaiveDate, NaiveTime};
use peristyle::prelude::*;
use peristyle::{Interval, Timestamp};

/// What happens somewhere.
#[table(
    name = "events",
    check(sql = "TRIM(BOTH FROM name) <> '' AND trim(LEADING '0' FROM name) = name", name = "events_trim_check"),
    check(sql = "EXTRACT(epoch FROM at) > 0 AND extract(year FROM date) = year", name = "events_extract_check"),
    check(sql = "localtimestamp > '2024-01-01' AND LOCALTIME(3) > '00:00'", name = "events_local_check"),
    check(sql = "name <> current_user AND name <> session_user AND name <> current_role", name = "events_user_check"),
    check(sql = "overlay(name placing 'x' from 1 for 1) <> ''", name = "events_overlay_check"),
    check(sql = "substring(name from 1 for 2) <> 'x' AND substring(name similar '_%' escape '#') <> ''", name = "events_substring_check"),
    check(sql = "position('x' in name) = 0", name = "events_position_check"),
    check(sql = "at AT TIME ZONE 'UTC' > timestamp '2024-01-01' AND at < timestamp with time zone '2100-01-01 00:00Z'", name = "events_zone_check"),
    check(sql = "name COLLATE \"C\" > 'a' COLLATE pg_catalog.\"C\" AND COLLATION FOR (name) IS NOT NULL", name = "events_collate_check"),
    check(sql = "value IS DISTINCT FROM year AND (value, year) IS NOT DISTINCT FROM ROW(value, year)", name = "events_distinct_check"),
    check(sql = "CAST(value AS double precision) < 1e9 AND value::numeric(10, 2)::character varying(20) <> ''", name = "events_cast_check"),
    check(sql = "tags @> ARRAY['a', 'b']::text[] OR tags[1:2] = '{}' OR tags[1] = ANY (ARRAY['a', name])", name = "events_array_check"),
    check(sql = "wait > interval '1 day' AND wait < interval '1-2' year to month AND wait <> interval '1.5' second(3)", name = "events_interval_check"),
    check(sql = "date >= date '2024-01-01' AND time < time '23:00'", name = "events_word_check"),
    check(sql = "CASE WHEN value > 1 THEN year ELSE 0 END >= 0 AND CASE name WHEN 'a' THEN true ELSE false END IS NOT UNKNOWN", name = "events_case_check"),
    check(sql = "value BETWEEN SYMMETRIC 1 AND 9 AND year NOT BETWEEN 1 AND 9 AND name NOT LIKE 'a!%' ESCAPE '!'", name = "events_between_check"),
    check(sql = "name SIMILAR TO '[a-z]+' OR name NOT ILIKE 'a%' OR name IS NOT NFC NORMALIZED OR normalize(name, NFD) = name", name = "events_similar_check"),
    check(sql = "(date, wait) OVERLAPS (date, interval '1 day') OR NOT note ISNULL OR note NOTNULL", name = "events_overlaps_check"),
    check(sql = "GREATEST(value, year) > LEAST(1, 2) AND COALESCE(note, '') = NULLIF('a', 'b')", name = "events_keyword_functions_check"),
    check(sql = "value OPERATOR(pg_catalog.>=) 0 AND make_interval(days => value) < wait", name = "events_operator_check"),
    check(sql = "from < to AND (end IS NULL OR end > to)", name = "events_reserved_check"),
    index(sql = "lower(TRIM(BOTH FROM name))"),
    index(value, only(sql = "EXTRACT(epoch FROM wait) > 0")),
)]
pub struct Event {
    pub id: Id<Event>,
    pub name: String,
    pub note: Option<String>,
    pub at: Timestamp,
    pub date: NaiveDate,
    pub time: NaiveTime,
    pub wait: Interval,
    pub year: i32,
    pub value: i32,
    pub tags: Vec<String>,
    pub from: i32,
    pub to: i32,
    pub end: Option<i32>,
    #[column(generated(sql = "substring(name from 1 for 1) || overlay(name placing '-' from 1)"))]
    pub initial: String,
    #[column(default_sql = "CURRENT_USER")]
    pub by: String,
    #[column(default_sql = "localtimestamp AT TIME ZONE 'UTC'")]
    pub since: Timestamp,
    #[column(default_sql = "date_trunc('day', now() AT TIME ZONE 'UTC')::date + interval '1' day")]
    pub day: NaiveDate,
    #[column(default_sql = "EXTRACT(year FROM CURRENT_DATE)::integer")]
    pub of_year: i32,
    #[column(default_sql = "NULL")]
    pub maybe: Option<i32>,
}

schema! { pub SCHEMA = [Event] }
