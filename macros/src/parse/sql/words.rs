//! Words of PostgreSQL's grammar for expressions, in lower case.

/// Between two values.
pub const INFIX: [&str; 7] = ["and", "or", "like", "ilike", "in", "between", "overlaps"];

/// Behind a value.
pub const POSTFIX: [&str; 2] = ["isnull", "notnull"];

/// In front of a value.
pub const PREFIX: [&str; 6] = ["not", "distinct", "all", "variadic", "symmetric", "asymmetric"];

/// Between the values of `CASE`.
pub const CASE: [&str; 3] = ["when", "then", "else"];

/// Between the arguments of functions with a grammar of their own: `substring(name FROM 1 FOR 2)`.
pub const BETWEEN_ARGUMENTS: [&str; 8] = ["from", "for", "placing", "escape", "similar", "value", "passing", "default"];

/// Values by themselves.
pub const CONSTANTS: [&str; 3] = ["null", "true", "false"];

/// Where a value begins, none of these is a column: the sentence is wrong.
pub const NEVER_A_COLUMN: [&str; 6] = ["and", "case", "in", "is", "not", "or"];

/// What follows the name of a type: `double precision`, `timestamp with time zone`, `interval year to month`.
pub const OF_A_TYPE: [&str; 15] = [
    "array",
    "character",
    "day",
    "hour",
    "minute",
    "month",
    "precision",
    "second",
    "time",
    "to",
    "varying",
    "with",
    "without",
    "year",
    "zone",
];

/// Types whose name has more than one word.
pub const LONG_TYPES: [&str; 8] = ["bit", "char", "character", "double", "national", "nchar", "time", "timestamp"];

/// Functions whose arguments have words between and in front of them.
pub const WITH_WORDS: [&str; 26] = [
    "cast",
    "collation",
    "extract",
    "json_array",
    "json_exists",
    "json_object",
    "json_query",
    "json_serialize",
    "json_value",
    "normalize",
    "overlay",
    "position",
    "substring",
    "treat",
    "trim",
    "xmlattributes",
    "xmlconcat",
    "xmlelement",
    "xmlexists",
    "xmlforest",
    "xmlnamespaces",
    "xmlparse",
    "xmlpi",
    "xmlroot",
    "xmlserialize",
    "xmltable",
];

/// Words in such arguments that are no columns: `TRIM(BOTH FROM name)`, `XMLROOT(doc, VERSION NO VALUE)`.
pub const OF_ARGUMENTS: [(&str, &[&str]); 8] = [
    ("json_array", &["absent"]),
    ("json_object", &["absent"]),
    ("normalize", &["nfc", "nfd", "nfkc", "nfkd"]),
    ("trim", &["both", "leading", "trailing", "from"]),
    ("xmlexists", &["by", "ref", "value"]),
    ("xmlparse", &["document", "content"]),
    ("xmlroot", &["version", "no", "value", "standalone", "yes"]),
    ("xmlserialize", &["document", "content"]),
];

/// Of them those that stand in front of a value.
pub const LEADING: [&str; 8] = ["both", "by", "content", "document", "from", "leading", "ref", "trailing"];
