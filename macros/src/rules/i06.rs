//! I06 timestamp_unique: no unique on `deleted_at`, `created_at` or `updated_at`.
//!
//! Two rows deleted in one transaction collide, since now() is the transaction's time. An expression over these columns alone collides as they do, unless
//! it cuts the time of an insert or a change to a day or the like, and so does an exclusion constraint with `=`.

use super::Decided;

use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{TIMESTAMPS, Column, Condition, Index, IndexColumn, Indexed, Table};
/// The rule.
pub const RULE: Rule = Rule { code: "I06", name: "timestamp_unique", waivable: true };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    for index in table.indexes.iter().filter(|index| index.unique || index.exclusion) {
        for part in &index.columns {
            if let Some(column) = timestamp(table, part).filter(|_| index.unique || is_equality(part)) {
                diagnostics.broken(
                    &RULE,
                    Place::Table,
                    &part.tokens,
                    format!("{} `{column}` refuses the second row that is {} in one transaction", kind(index), done(column)),
                    format!("remove it, or write `index({column})`"),
                );
            }
        }
    }
}

fn kind(index: &Index) -> &'static str {
    match (index.unique, &index.without_overlaps) {
        (true, _) => "a unique index on",
        (false, Some(_)) => "a unique constraint on",
        (false, None) => "an exclusion constraint on",
    }
}

fn is_equality(part: &IndexColumn) -> bool {
    part.operator.as_ref().is_some_and(|operator| operator.value == "=")
}

/// The timestamp that a part of an index depends on, where it depends on timestamps alone.
fn timestamp<'table>(table: &'table Table, part: &IndexColumn) -> Option<&'table str> {
    let columns = table.read_by(part)?;
    let is_timestamp = |column: &&Column| TIMESTAMPS.contains(&column.name.as_str()) && column.set_by_application.is_none();
    let first = columns.iter().find(|column| column.name == "deleted_at").or(columns.first())?;
    let is_cut = first.name != "deleted_at" && is_cut(part);
    (columns.iter().all(is_timestamp) && !is_cut).then_some(first.name.as_str())
}

/// What makes a day, an hour or the like of a time: rows are then unique in each.
const CUTS: [&str; 5] = ["date_trunc", "date_bin", "date", "to_char", "date_part"];

fn is_cut(part: &IndexColumn) -> bool {
    let Indexed::Expression { sql: Condition::Sql(sql), .. } = &part.key else { return false };
    let text = sql.text().to_lowercase();
    let calls = |function: &str| sql.calls.iter().any(|call| call.rsplit('.').next() == Some(function));
    CUTS.into_iter().any(calls) || calls("extract") && !text.contains("epoch") || is_cast_to_date(&text)
}

/// `::date`, `CAST(.. AS date)`
fn is_cast_to_date(text: &str) -> bool {
    let words: Vec<&str> = text.split(|letter: char| letter.is_whitespace() || letter == ')').collect();
    let is_date = |word: &&str| word.ends_with("::date");
    words.iter().any(is_date) || words.windows(2).any(|pair| matches!(pair, ["as" | "::", "date"]))
}

/// What a timestamp is the time of.
fn done(column: &str) -> &'static str {
    match column {
        "created_at" => "inserted",
        "updated_at" => "changed",
        _ => "deleted",
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn a_unique_on_a_timestamp() {
        let table = quote!(
            struct Plan {
                id: Id<Plan>,
                code: String,
                #[column(generated(sql = "deleted_at"))]
                gone_at: Option<Timestamp>,
            }
        );
        for unique in [
            quote!(unique(deleted_at)),
            quote!(unique(code, created_at)),
            quote!(unique(coalesce(deleted_at, "infinity"))),
            quote!(unique(code, sql = "coalesce(deleted_at, 'infinity')")),
            quote!(unique(sql = "\"deleted_at\"")),
            quote!(unique(sql = "date_trunc('day', deleted_at)")),
            quote!(unique(sql = "extract(epoch from updated_at)")),
            quote!(unique(sql = "greatest(created_at, updated_at)")),
            quote!(unique(gone_at)),
            quote!(exclude(deleted_at with "=")),
            quote!(exclude(code with "=", sql("coalesce(deleted_at, 'infinity')") with "=")),
        ] {
            assert_eq!(codes(quote!(name = "plans", #unique), table.clone()), ["I06"], "{unique}");
        }
        for unique in [
            quote!(unique(code)),
            quote!(unique(code, sql = "date_trunc('day', created_at, 'UTC')")),
            quote!(unique(code, sql = "(created_at AT TIME ZONE 'UTC')::date")),
            quote!(unique(sql = "CASE WHEN deleted_at IS NULL THEN code END")),
            quote!(unique(code, only(deleted_at.is_none()))),
            quote!(exclude(code with "=", sql("tstzrange(created_at, deleted_at)") with "&&")),
        ] {
            assert_eq!(codes(quote!(name = "plans", #unique), table.clone()), [""; 0], "{unique}");
        }
    }
}
