//! The types of columns, and what may be said of each.

/// A type with everything that goes with it. `{}` stands for the column's name.
pub struct Kind {
    pub ty: &'static str,
    /// What the attribute has to say.
    pub sized: &'static str,
    pub defaults: &'static [&'static str],
    pub conditions: &'static [&'static str],
    pub indexed: Indexed,
}

/// Where an index may hold the column (rules I08, I09).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indexed {
    Anywhere,
    /// Its comparison is not leakproof, so row level security is in its way.
    WithoutTenant,
    Never,
}

const fn kind(ty: &'static str, defaults: &'static [&'static str], conditions: &'static [&'static str]) -> Kind {
    Kind { ty, sized: "", defaults, conditions, indexed: Indexed::Anywhere }
}

impl Kind {
    const fn sized(self, sized: &'static str) -> Self {
        Self { sized, ..self }
    }

    const fn indexed(self, indexed: Indexed) -> Self {
        Self { indexed, ..self }
    }
}

const INTEGER: &[&str] =
    &["{} >= 0", "0 < {}", "(0..=100).contains(&{})", "{} > -5 && ({} < 9 || {} == 12)", "!({} == 3)"];
const TEXT: &[&str] =
    &["{}.len() > 3", "!{}.is_empty()", "{}.starts_with(\"it's \\\\ \")", "{} != \"O'Neil\" || {}.len() == 0"];

/// Every type, those that people use most more than once.
pub const KINDS: &[Kind] = &[
    kind("bool", &["default = true", "default = false"], &["{}", "!{}", "{} == true"]),
    kind("i16", &["default = 7", "default = -32768"], INTEGER),
    kind("i32", &["default = 7", "default = -3", "default_sql = \"1 + 1\""], INTEGER),
    kind("i32", &["default = 7"], INTEGER),
    kind("i64", &["default = 9223372036854775807"], INTEGER),
    kind("f32", &["default = 1.5"], &[]),
    kind("f64", &["default = 1.5", "default = -0.25"], &[]),
    kind("String", &["default = \"\"", "default = \"it's a \\\\ text\""], TEXT),
    kind("String", &["default = \"plain\""], TEXT).sized("varchar(60)"),
    kind("String", &["default = \"plain\""], TEXT).sized("varchar(100)"),
    kind("rust_decimal::Decimal", &["default = 0", "default = 12.50"], &["{} >= 0", "{} < 99.5", "{} != -1"])
        .sized("numeric(12, 2)")
        .indexed(Indexed::WithoutTenant),
    kind("peristyle::Timestamp", &["default_sql = \"now() + interval '1 day'\""], &[]),
    kind("chrono::NaiveDate", &["default_sql = \"current_date\""], &[]),
    kind("chrono::NaiveTime", &[], &[]),
    kind("uuid::Uuid", &["default_sql = \"gen_random_uuid()\""], &[]),
    kind("Vec<u8>", &[], &["{}.len() < 1000"]),
    kind("Status", &["default = \"draft\"", "default = Status::Active"], &["{} != Status::Draft"])
        .indexed(Indexed::WithoutTenant),
    kind("Flavour", &["default = \"it's \\\"sour\\\"\"", "default = Flavour::Sour"], &["{} == Flavour::Sour"])
        .indexed(Indexed::WithoutTenant),
    kind("peristyle::Json<Vec<i32>>", &["default = \"[1, 2]\""], &[]).indexed(Indexed::Never),
    kind("Vec<String>", &[], &["{}.len() < 9"]).indexed(Indexed::WithoutTenant),
    kind("Vec<i64>", &[], &["!{}.is_empty()"]).indexed(Indexed::WithoutTenant),
    kind("Vec<Status>", &[], &[]).indexed(Indexed::WithoutTenant),
];

/// The enums among them, which every schema declares.
pub const ENUMS: &str = r#"/// Where a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "status")]
pub enum Status {
    Draft,
    Active,
    Retired,
}

/// What a row tastes of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "flavour_of_a_row")]
pub enum Flavour {
    #[pg_enum(name = "it's \"sour\"")]
    Sour,
    #[pg_enum(name = "back\\slash")]
    Bitter,
}
"#;

/// Names of columns: words of SQL, of Rust and of the generated code among them.
pub const WORDS: &[&str] = &[
    "label",
    "seats",
    "weight",
    "colour",
    "note",
    "order",
    "group",
    "user",
    "select",
    "offset",
    "limit",
    "table",
    "r#type",
    "r#where",
    "r#match",
    "def",
    "new",
    "row",
    "value",
    "values",
    "tenant",
    "key",
    "changes",
    "name",
    "find",
    "insert",
    "clone",
    "validate",
    "into_values",
    "a",
    "tags",
    "settings",
    "is_active",
    "starts",
    "height",
    "begin",
    "end",
    "check",
    "primary",
    "default",
    "read",
    "def_name",
    "scope",
    "len",
    "string",
    "option",
    "vec",
    "current_tenant",
];

/// Stems of `*_id` columns: no word above begins with one, so that none looks like a copy (rule C08).
pub const STEMS: &[&str] =
    &["parent", "other", "next", "source", "target", "reviewer", "previous", "twin", "cause", "home"];

/// Names of structs, and of their tables.
pub const TABLES: &[(&str, &str)] = &[
    ("Book", "books"),
    ("Course", "courses"),
    ("Person", "people"),
    ("Order", "orders"),
    ("User", "user"),
    ("Table", "table"),
    ("Select", "select"),
    ("Value", "values"),
    ("Measurement", "measurements_of_the_weather_stations_in_the_mountains"),
    ("Row", "rows_that_are_kept_for_as_long_as_the_law_asks_for"),
    ("Invoice", "invoices"),
];
