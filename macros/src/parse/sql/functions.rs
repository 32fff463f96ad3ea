//! Functions of PostgreSQL that an expression over one row cannot call. A test compares each list with the catalog of a server:
//! `tests/postgres/known_functions.rs`.

/// Functions over several rows.
const AGGREGATES: &str = "any_value array_agg avg bit_and bit_or bit_xor bool_and bool_or corr count covar_pop covar_samp every json_agg \
    json_agg_strict json_arrayagg json_object_agg json_object_agg_strict json_object_agg_unique json_object_agg_unique_strict \
    json_objectagg jsonb_agg jsonb_agg_strict jsonb_object_agg jsonb_object_agg_strict jsonb_object_agg_unique \
    jsonb_object_agg_unique_strict max min mode percentile_cont percentile_disc range_agg range_intersect_agg regr_avgx regr_avgy \
    regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy stddev stddev_pop stddev_samp string_agg sum var_pop \
    var_samp variance xmlagg";

/// Functions over the rows around one.
const WINDOW: &str =
    "cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number";

/// Functions that return rows.
const SETS: &str = "aclexplode generate_series generate_subscripts json_array_elements json_array_elements_text json_each \
    json_each_text json_object_keys json_populate_recordset json_to_recordset jsonb_array_elements jsonb_array_elements_text \
    jsonb_each jsonb_each_text jsonb_object_keys jsonb_path_query jsonb_path_query_tz jsonb_populate_recordset jsonb_to_recordset \
    regexp_matches regexp_split_to_table string_to_table ts_debug ts_parse ts_stat ts_token_type unnest";

/// Functions whose result does not depend on their arguments only: none of their forms is immutable.
const NOT_IMMUTABLE: &str = "array_sample array_shuffle array_to_json array_to_string clock_timestamp concat concat_ws convert \
    convert_from convert_to current_database current_query current_schemas current_setting currval enum_first enum_last enum_range \
    format format_type gen_random_uuid get_current_ts_config json_build_array json_build_object json_populate_record json_to_record \
    jsonb_build_array jsonb_build_object jsonb_path_exists_tz jsonb_path_match_tz jsonb_populate_record jsonb_to_record lastval \
    make_timestamptz nextval now obj_description random random_normal row_to_json set_config setseed setval statement_timestamp \
    timeofday to_char to_date to_json to_jsonb to_number transaction_timestamp txid_current uuidv4 uuidv7 version";

/// Values of the session and of the time, which are written without parentheses.
pub const VALUES: [&str; 11] = [
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "localtime",
    "localtimestamp",
    "session_user",
    "system_user",
];

/// What keeps a function out of an expression over one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beyond {
    Aggregate,
    Window,
    Set,
}

/// What keeps a function of that name in lower case out of every expression of a table.
pub fn beyond(name: &str) -> Option<Beyond> {
    let name = name.strip_prefix("pg_catalog.").unwrap_or(name);
    let is_in = |list: &str| list.split_whitespace().any(|known| known == name);
    match name {
        "over" => Some(Beyond::Window),
        "filter" | "within" => Some(Beyond::Aggregate),
        _ if is_in(AGGREGATES) => Some(Beyond::Aggregate),
        _ if is_in(WINDOW) => Some(Beyond::Window),
        _ if is_in(SETS) => Some(Beyond::Set),
        _ => None,
    }
}

/// Whether a function or a value of that name in lower case changes while the row does not.
pub fn is_not_immutable(name: &str) -> bool {
    let name = name.strip_prefix("pg_catalog.").unwrap_or(name);
    VALUES.contains(&name) || NOT_IMMUTABLE.split_whitespace().any(|known| known == name)
}
