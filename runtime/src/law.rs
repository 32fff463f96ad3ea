//! Laws that are decided while compiling, by constants: what tokens say against what types are (F02, F04), and defaults and sizes against
//! types (C01, C06, C10). A broken one is an evaluation panic at the user's own tokens, whose text begins with the code.

use crate::definition::{NULLABLE, REFERENCE, TIME_ZONE_WAIVED, Tenancy, WaiverDef};
use crate::text::{Text, begins_with, same};
use crate::{Schema, SqlType, TableDef};

/// The message of a broken law, put together while compiling.
type Message = Text<1024>;

#[track_caller]
pub(crate) const fn broken(message: &Message) -> ! {
    panic!("{}", message.as_str())
}

#[track_caller]
pub(crate) const fn tokens_agree(column: &str, said: u8, nullable: bool, reference: bool) {
    let message = Message::new();
    if reference && said & REFERENCE == 0 {
        broken(&message.push("[F02] the type of `").push(column).push(
            "` is an alias of an `Id`, which hides a reference\n  = help: write `Id<Table>` itself, so that `on_delete` can be asked for\n  = docs: peristyle::rules::F02",
        ));
    }
    if !reference && said & REFERENCE != 0 {
        broken(&message.push("[F01] the `Id` of `").push(column).push(
            "` is not `peristyle::Id`\n  = help: import `peristyle::Id`, or rename the other type\n  = docs: peristyle::rules::F01",
        ));
    }
    if nullable != (said & NULLABLE != 0) {
        broken(&message.push("[F04] the type of `").push(column).push(
            "` is an alias that hides its `Option`\n  = help: write `Option<..>` itself, so that one sees which columns are nullable\n  = docs: peristyle::rules::F04",
        ));
    }
}

#[track_caller]
pub(crate) const fn timestamp(column: &str, said: u8, sql_type: SqlType) {
    let message = Message::new();
    let unzoned = matches!(sql_type, SqlType::Timestamp);
    let waived = said & TIME_ZONE_WAIVED != 0;
    if unzoned && !waived {
        broken(&message.push("[T02] `").push(column).push("` is a time without a zone\n  = help: write `").push(column).push(
            ": Timestamp`: an instant, timestamptz\n  = docs: peristyle::rules::T02",
        ));
    }
    if waived && !unzoned {
        broken(&message.push(
            "[W01] the waiver of `time_zone` waives nothing\n  = help: remove it\n  = docs: peristyle::rules::W01",
        ));
    }
    let added = same(column, "created_at") || same(column, "updated_at") || same(column, "deleted_at");
    if added && !unzoned && !matches!(sql_type, SqlType::TimestampTz) {
        broken(&message.push("[T01] `").push(column).push("` is not a timestamp\n  = help: write `").push(column).push(
            ": Timestamp`, or leave it out: it is added\n  = docs: peristyle::rules::T01",
        ));
    }
}

#[track_caller]
pub(crate) const fn type_fits(column: &str, from: SqlType, to: SqlType) {
    let fits = match to {
        SqlType::Varchar(_) | SqlType::Char(_) => matches!(from, SqlType::Text),
        SqlType::NumericSized(..) => matches!(from, SqlType::Numeric),
        SqlType::Json => matches!(from, SqlType::Jsonb),
        _ => false,
    };
    if !fits {
        broken(&Message::new().push("[C03] the Rust type of `").push(column).push(
            "` is not the one that its `#[column(...)]` names\n  = help: varchar and char belong to `String`, numeric to `Decimal`, json to `Json<T>`\n  = docs: peristyle::rules::C03",
        ));
    }
}

#[track_caller]
pub(crate) const fn text_default(column: &str, sql_type: SqlType, text: &str) {
    let message = Message::new();
    match sql_type {
        SqlType::Text => {}
        SqlType::Varchar(most) | SqlType::Char(most) if characters(text) <= most as usize => {}
        SqlType::Enum(definition) if contains(definition.labels, text) => {}
        SqlType::Jsonb | SqlType::Json if is_json_like(text) => {}
        SqlType::Array(_) if same(text, "{}") => {}
        SqlType::Enum(definition) => broken(&list(
            message.push("[C10] `").push(text).push("` is no label of the enum of `").push(column).push("`\n  = help: write one of "),
            definition.labels,
        ).push("\n  = docs: peristyle::rules::C10")),
        _ => broken(&message.push("[C10] the default \"").push(text).push("\" does not fit the type of `").push(column).push(
            "`\n  = help: write a literal of the column's type, or `default_sql = \"...\"`\n  = docs: peristyle::rules::C10",
        )),
    }
}

#[track_caller]
pub(crate) const fn integer_default(column: &str, sql_type: SqlType, value: i128) {
    let fits = match sql_type {
        SqlType::SmallInt => value >= i16::MIN as i128 && value <= i16::MAX as i128,
        SqlType::Integer => value >= i32::MIN as i128 && value <= i32::MAX as i128,
        SqlType::BigInt => value >= i64::MIN as i128 && value <= i64::MAX as i128,
        SqlType::Numeric | SqlType::NumericSized(..) | SqlType::Real | SqlType::DoublePrecision => true,
        _ => false,
    };
    if !fits {
        default_does_not_fit(column, "an integer");
    }
}

#[track_caller]
pub(crate) const fn decimal_default(column: &str, sql_type: SqlType) {
    if !matches!(sql_type, SqlType::Numeric | SqlType::NumericSized(..) | SqlType::Real | SqlType::DoublePrecision) {
        default_does_not_fit(column, "a number with a decimal point");
    }
}

#[track_caller]
pub(crate) const fn bool_default(column: &str, sql_type: SqlType) {
    if !matches!(sql_type, SqlType::Boolean) {
        default_does_not_fit(column, "a boolean");
    }
}

#[track_caller]
const fn default_does_not_fit(column: &str, kind: &str) -> ! {
    broken(&Message::new().push("[C10] the default of `").push(column).push("` is ").push(kind).push(
        " that its type does not hold\n  = help: write a literal of the column's type\n  = docs: peristyle::rules::C10",
    ))
}

const fn characters(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut count) = (0, 0);
    while at < bytes.len() {
        // Every byte but the continuation bytes of UTF-8 begins a character.
        if bytes[at] & 0b1100_0000 != 0b1000_0000 {
            count += 1;
        }
        at += 1;
    }
    count
}

const fn contains(texts: &[&str], text: &str) -> bool {
    let mut at = 0;
    while at < texts.len() {
        if same(texts[at], text) {
            return true;
        }
        at += 1;
    }
    false
}

const fn list(mut message: Message, texts: &[&str]) -> Message {
    let mut at = 0;
    while at < texts.len() {
        message = message.push(if at == 0 { "\"" } else { ", \"" }).push(texts[at]).push("\"");
        at += 1;
    }
    message
}

/// The first character is one that begins JSON; the server reads the rest when the schema is loaded.
const fn is_json_like(text: &str) -> bool {
    matches!(text.as_bytes().first(), Some(b'{' | b'[' | b'"' | b'0'..=b'9' | b'-' | b't' | b'f' | b'n'))
}

/// C01 for what tokens did not show: an alias of a decimal.
#[track_caller]
pub const fn table(table: &TableDef) {
    let mut at = 0;
    while at < table.columns.len() {
        let column = &table.columns[at];
        if matches!(column.sql_type, SqlType::Numeric) && !waives(column.waivers, "C01") && !waives(table.waivers, "C01") {
            broken(&Message::new().push("[C01] `").push(column.name).push(
                "` does not say how many digits it has\n  = help: write `#[column(numeric(10, 2))]`: digits in all, digits after the point\n  = docs: peristyle::rules::C01",
            ));
        }
        at += 1;
    }
}

const fn waives(waivers: &[WaiverDef], code: &str) -> bool {
    let mut at = 0;
    while at < waivers.len() {
        if same(waivers[at].code, code) {
            return true;
        }
        at += 1;
    }
    false
}

/// N02 of a tenant table.
#[track_caller]
pub const fn tenant_prefix(table: &TableDef, prefix: &str) {
    let message = Message::new();
    let waived = waives(table.waivers, "N02");
    let kept = begins_with(table.name, prefix);
    if !kept && !waived {
        broken(&message.push("[N02] the name of the tenant table `").push(table.name).push("` does not start with `").push(prefix).push(
            "`\n  = help: write `name = \"").push(prefix).push(table.name).push("\"`\n  = docs: peristyle::rules::N02"));
    }
    if kept && waived {
        broken(&message.push("[W01] the waiver of `tenant_prefix` waives nothing\n  = help: remove it\n  = docs: peristyle::rules::W01"));
    }
}

/// P04, P05 and K04 of a reference.
#[track_caller]
pub const fn reference(column: &str, table: &TableDef, target: &TableDef) {
    let message = Message::new().push("[");
    if target.key.len() != 1 {
        broken(&message.push("K04] `").push(column).push("` refers to the junction `").push(target.name).push(
            "`, whose rows have no id\n  = help: refer to the tables that the junction joins\n  = docs: peristyle::rules::K04"));
    }
    match (root_of(table), root_of(target)) {
        (None, Some(_)) => broken(&message.push("P04] the global table `").push(table.name).push("` refers to `").push(target.name).push(
            "`, which belongs to tenants\n  = help: write `tenant = ..` in the `#[table]` of `").push(table.rust_name).push(
            "`, or remove `").push(column).push("`\n  = docs: peristyle::rules::P04")),
        (Some(own), Some(other)) if !same(own, other) => broken(&message.push("P05] `").push(column).push("` refers to a row of another root: `").push(
            table.name).push("` belongs to `").push(own).push("`, `").push(target.name).push("` to `").push(other).push(
            "`\n  = help: refer to a table of the same root\n  = docs: peristyle::rules::P05")),
        _ => {}
    }
}

/// The name of the root's table, for the root too.
const fn root_of(table: &TableDef) -> Option<&'static str> {
    match table.tenancy {
        Tenancy::Global => None,
        Tenancy::Root { .. } => Some(table.name),
        Tenancy::Tenant { root_name, .. } => Some(root_name),
    }
}

/// The most tables that are compared while compiling. More would meet the compiler's limit on evaluation: the build script compares them.
const MOST: usize = 512;

/// S01 and S02 of the tables' names, and N02 of the global ones.
#[track_caller]
pub const fn schema(schema: &Schema) {
    let tables = schema.tables;
    if tables.len() > MOST {
        return;
    }
    let names = hashes(tables);
    let mut at = 0;
    while at < tables.len() {
        unique_name(tables, &names, at);
        closed(tables, &names, at);
        global_name(tables, at);
        at += 1;
    }
}

const fn hashes(tables: &[&TableDef]) -> [u64; MOST] {
    let mut hashes = [0; MOST];
    let mut at = 0;
    while at < tables.len() {
        hashes[at] = hash(tables[at].name);
        at += 1;
    }
    hashes
}

/// FNV-1a
const fn hash(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut hash = 0xcbf2_9ce4_8422_2325;
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0100_0000_01b3);
        at += 1;
    }
    hash
}

#[track_caller]
const fn unique_name(tables: &[&TableDef], names: &[u64; MOST], at: usize) {
    let table = tables[at];
    let mut earlier = 0;
    while earlier < at {
        if names[earlier] == names[at] && same(tables[earlier].name, table.name) {
            broken(&Message::new().push("[S01] two tables are called `").push(table.name).push("`: `").push(tables[earlier].rust_name).push(
                "` and `").push(table.rust_name).push("`\n  = help: give one of them another `name`, or list it once\n  = docs: peristyle::rules::S01"));
        }
        earlier += 1;
    }
}

#[track_caller]
const fn closed(tables: &[&TableDef], names: &[u64; MOST], at: usize) {
    let table = tables[at];
    let mut reference = 0;
    while reference < table.references.len() {
        let target = table.references[reference].target_name;
        if !listed(tables, names, target) {
            broken(&Message::new().push("[S02] `").push(table.rust_name).push("` refers to the table `").push(target).push(
                "`, which the schema does not list\n  = help: write its struct into the list\n  = docs: peristyle::rules::S02"));
        }
        reference += 1;
    }
}

const fn listed(tables: &[&TableDef], names: &[u64; MOST], name: &str) -> bool {
    let wanted = hash(name);
    let mut at = 0;
    while at < tables.len() {
        if names[at] == wanted && same(tables[at].name, name) {
            return true;
        }
        at += 1;
    }
    false
}

#[track_caller]
const fn global_name(tables: &[&TableDef], at: usize) {
    let table = tables[at];
    if !matches!(table.tenancy, Tenancy::Global) || waives(table.waivers, "N02") {
        return;
    }
    let mut root = 0;
    while root < tables.len() {
        if let Tenancy::Root { prefix } = tables[root].tenancy
            && !prefix.is_empty()
            && begins_with(table.name, prefix)
        {
            broken(&Message::new().push("[N02] the global table `").push(table.name).push("` is named like one of a tenant's: `").push(prefix).push(
                "` is the prefix of `").push(tables[root].rust_name).push("`\n  = help: write another name, or `tenant = ").push(tables[root].rust_name).push(
                "`\n  = docs: peristyle::rules::N02"));
        }
        root += 1;
    }
}
