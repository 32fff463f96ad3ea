//! What differs in a column while two releases run on one database.

use syn::Ident;

use super::type_name::TypeName;
use crate::diagnostics::Diagnostics;
use crate::parse::value::{self, Text};
use crate::parse::{ColumnArguments, Raw, TableArguments};

/// A column that another release writes in another way.
pub enum Transition {
    /// `renamed_from = "title", until = "0.5"`
    OldName { until: Text, old_type: Option<TypeName> },
    /// `backfill = "lower(name)", until = "0.5"`
    Filled { value: Text, until: Text },
    /// `retired = "the reason"`
    Retired { reason: Text },
}

/// A table that another release knows otherwise.
pub enum TableTransition {
    /// `renamed_from = "org_goods", until = "0.5"`
    OldName { until: Text },
    /// `retired = "the reason"`
    Retired { reason: Text },
}

impl TableTransition {
    pub fn read(arguments: &TableArguments, table: &Ident, diagnostics: &mut Diagnostics) -> Option<Self> {
        let until = arguments.until.as_ref().map(|raw| (raw, named(raw, UNTIL, "the release", diagnostics)));
        if let Some(raw) = &arguments.retired {
            if let Some(Raw(other)) = arguments.until.as_ref().or(arguments.renamed_from.as_ref()) {
                let message = format!("`{table}` is retired, so no release renames it");
                diagnostics.malformed("table", other, message, "keep `retired` only");
            }
            let reason = reason(raw, "table", diagnostics)?;
            return Some(Self::Retired { reason });
        }
        let (raw, until) = until?;
        if arguments.renamed_from.is_none() {
            let message = format!("`until` of `{table}` does not say what ends then");
            diagnostics.malformed("table", &raw.0, message, "add `renamed_from = \"the old name\"`");
            return None;
        }
        Some(Self::OldName { until: until? })
    }
}

const UNTIL: &str = "until = \"0.5\"";
const BACKFILL: &str = "backfill = \"lower(name)\"";

impl Transition {
    pub fn read(arguments: &ColumnArguments, field: &Ident, diagnostics: &mut Diagnostics) -> Option<Self> {
        let until = arguments.until.as_ref().map(|raw| (raw, named(raw, UNTIL, "the release", diagnostics)));
        let filled = arguments.backfill.as_ref().map(|raw| (raw, named(raw, BACKFILL, "the value", diagnostics)));
        if let Some(raw) = &arguments.retired {
            let others = [&arguments.until, &arguments.backfill, &arguments.renamed_from, &arguments.old_type];
            if let Some(Raw(other)) = others.into_iter().flatten().next() {
                let message = format!("`{}` is retired, so no release renames or fills it", field);
                diagnostics.malformed("table", other, message, "keep `retired` only");
            }
            let reason = reason(raw, "column", diagnostics)?;
            return Some(Self::Retired { reason });
        }
        let old_type = arguments
            .old_type
            .as_ref()
            .map(|raw| (raw, TypeName::of_key(raw, "table", ("old_type", "integer"), diagnostics)));
        if let Some((raw, _)) = old_type.as_ref().filter(|_| until.is_none() || arguments.renamed_from.is_none()) {
            let message = format!("`old_type` of `{}` belongs to an old name that stays until a release", field);
            let help = format!("add `renamed_from = \"the old name\"` and `{UNTIL}`");
            diagnostics.malformed("table", &raw.0, message, help);
        }
        let old_type = old_type.and_then(|(_, name)| Some(name?.0));
        match (until, filled, &arguments.renamed_from) {
            (None, None, _) => None,
            (Some((_, until)), None, Some(_)) => Some(Self::OldName { until: until?, old_type }),
            (Some((_, until)), Some((_, value)), None) => Some(Self::Filled { value: value?, until: until? }),
            (Some((raw, _)), None, None) => {
                let message = format!("`until` of `{}` does not say what ends then", field);
                let help = "add `renamed_from = \"the old name\"`, or `backfill = \"the SQL of its value\"`";
                diagnostics.malformed("table", &raw.0, message, help);
                None
            }
            (None, Some((raw, _)), _) => {
                let message = format!("`backfill` of `{}` does not say until when", field);
                diagnostics.malformed(
                    "table",
                    &raw.0,
                    message,
                    format!("add `{UNTIL}`: the release that drops the trigger"),
                );
                None
            }
            (Some(_), Some((raw, _)), Some(_)) => {
                let message = format!("`{}` has the values of its old name", field);
                diagnostics.malformed("table", &raw.0, message, "remove `backfill`, or remove `renamed_from`");
                None
            }
        }
    }
}

/// A text that is not empty.
fn named(raw: &Raw, form: &str, what: &str, diagnostics: &mut Diagnostics) -> Option<Text> {
    let text = value::text(raw, form, diagnostics)?;
    if text.value.trim().is_empty() {
        diagnostics.malformed("table", &text.tokens, format!("{what} is empty"), format!("write `{form}`"));
        return None;
    }
    Some(text)
}

fn reason(raw: &Raw, noun: &str, diagnostics: &mut Diagnostics) -> Option<Text> {
    let text = value::text(raw, "retired = \"the reason\"", diagnostics)?;
    if value::has_no_word(&text.value) {
        let help = format!("write `retired = \"the reason\"`: it becomes the comment of the {noun}");
        diagnostics.malformed("table", &text.tokens, "`retired` has no reason", help);
        return None;
    }
    Some(text)
}
