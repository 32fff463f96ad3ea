//! W01 waiver: a waiver has a reason, names a rule, and is needed.
//!
//! One that waives nothing hides the day on which it would.

use super::Decided;
use crate::parse::value::has_no_word;
use crate::diagnostics::{Diagnostics, Place, Rule};
use crate::model::{Table, Waiver};
use crate::suggest;
/// The rule.
pub const RULE: Rule = Rule { code: "W01", name: "waiver", waivable: false };
/// How it is decided.
pub const DECIDED: Decided = Decided::Tokens(check);

fn check(table: &Table, diagnostics: &mut Diagnostics) {
    check_each(waivers(table), diagnostics);
}

/// Every waiver by itself: its name, its reason, and that it is there once.
pub fn check_each<'model>(waivers: impl Iterator<Item = (Place, &'model Waiver)>, diagnostics: &mut Diagnostics) {
    let noun = match diagnostics.subject() {
        "PgEnum" => "enum",
        "schema" => "schema",
        _ => "table",
    };
    let mut seen: Vec<(Place, String)> = Vec::new();
    for (place, waiver) in waivers {
        let waived = (place, waiver.name.to_string());
        if seen.contains(&waived) {
            let message = format!("`{}` is waived twice", waiver.name);
            diagnostics.broken(&RULE, place, &waiver.tokens, message, "keep one of the reasons".to_owned());
            continue;
        }
        seen.push(waived);
        match super::named(&waiver.name.to_string()) {
            None => {
                let names: Vec<&str> = super::ALL.iter().filter(|rule| rule.waivable).map(|rule| rule.name).collect();
                let written = waiver.name.to_string();
                let by_code = super::ALL.iter().find(|rule| rule.code.eq_ignore_ascii_case(&written));
                let (message, help) = match by_code {
                    Some(rule) => {
                        let message = format!("a waiver takes the name of a rule, not its code `{written}`");
                        let waivable = format!("write `waive({} = \"the reason\")`", rule.name);
                        let help = if rule.waivable { waivable } else { format!("`{}` cannot be waived", rule.name) };
                        (message, help)
                    }
                    None => {
                        let near = suggest::did_you_mean(&written, &names);
                        let help = format!("the rules that can be waived are {}", suggest::list(&names));
                        (format!("unknown rule `{written}`{near}"), help)
                    }
                };
                diagnostics.broken(&RULE, place, &waiver.name, message, help);
            }
            Some(rule) if !rule.waivable => {
                let message = format!("`{}` cannot be waived", rule.name);
                diagnostics.broken(
                    &RULE,
                    place,
                    &waiver.name,
                    message,
                    format!("keep [{}], or change the {noun}", rule.code),
                );
            }
            Some(rule) if has_no_word(&waiver.reason) => {
                let message = format!("the waiver of `{}` has no reason", rule.name);
                let help = format!("write the reason why this {noun} is different: it is emitted with the schema");
                diagnostics.broken(&RULE, place, &waiver.tokens, message, help);
            }
            Some(rule) if rule.name == "schema_closed" && place != Place::Table => {
                let help = format!("move the waiver into `#[table(..)]`: `waive({} = \"...\")`", rule.name);
                diagnostics.broken(&RULE, place, &waiver.tokens, "a list names tables, not columns".to_owned(), help);
            }
            Some(_) => {}
        }
    }
}

/// Takes out what is waived, marks the waivers that this needed, and finds those that nothing needs.
pub fn waive_and_check_unused(table: &mut Table, diagnostics: &mut Diagnostics) {
    let mut used: Vec<(Place, &'static str)> = Vec::new();
    diagnostics.waive(|rule, place| {
        let waived = rule.waivable && is_waived(table, rule, place);
        if waived {
            used.push((place, rule.name));
        }
        waived
    });
    let is_used = |place: Place, waiver: &Waiver| {
        used.iter().any(|(broken, name)| waiver.name == name && (*broken == place || place == Place::Table))
    };
    for (place, waiver) in waivers(table).filter(|(place, waiver)| !is_used(*place, waiver)) {
        let Some(rule) = super::named(&waiver.name.to_string()).filter(|rule| rule.waivable) else { continue };
        if !may_be_needed(table, rule, place) {
            let message = format!("the waiver of `{}` waives nothing", rule.name);
            diagnostics.broken(&RULE, place, &waiver.tokens, message, "remove it".to_owned());
        }
    }
    table.waivers.iter_mut().for_each(|waiver| waiver.used = is_used(Place::Table, waiver));
    for (place, column) in table.columns.iter_mut().enumerate() {
        column.waivers.iter_mut().for_each(|waiver| waiver.used = is_used(Place::Column(place), waiver));
    }
}

/// Whether it is too early to say that nothing needs a waiver: a type decides, or the column could not be read.
fn may_be_needed(table: &Table, rule: &Rule, place: Place) -> bool {
    match place {
        Place::Table => table.columns.iter().any(|column| super::depends_on_type(rule, table, column)),
        Place::Column(place) => {
            table.columns.get(place).is_some_and(|column| column.flawed || super::depends_on_type(rule, table, column))
        }
    }
}

/// The same of an enum or a schema, of which tokens decide everything.
pub fn waive_and_check_unused_alone(waivers: &[Waiver], diagnostics: &mut Diagnostics) {
    let mut used: Vec<&'static str> = Vec::new();
    diagnostics.waive(|rule, _| {
        let waived = rule.waivable && waivers.iter().any(|waiver| waiver.name == rule.name);
        if waived {
            used.push(rule.name);
        }
        waived
    });
    for waiver in waivers {
        let waivable = super::named(&waiver.name.to_string()).is_some_and(|rule| rule.waivable);
        if waivable && !used.iter().any(|used| waiver.name == used) {
            let message = format!("the waiver of `{}` waives nothing", waiver.name);
            diagnostics.broken(&RULE, Place::Table, &waiver.tokens, message, "remove it".to_owned());
        }
    }
}

/// A waiver on the table holds for its columns too.
fn is_waived(table: &Table, rule: &Rule, place: Place) -> bool {
    waivers(table).any(|(at, waiver)| waiver.name == rule.name && (at == place || at == Place::Table))
}

fn waivers(table: &Table) -> impl Iterator<Item = (Place, &Waiver)> {
    let columns = table.columns.iter().enumerate();
    let of_columns =
        columns.flat_map(|(place, column)| column.waivers.iter().map(move |waiver| (Place::Column(place), waiver)));
    table.waivers.iter().map(|waiver| (Place::Table, waiver)).chain(of_columns)
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use crate::rules::tests::codes;

    #[test]
    fn waivers_of_every_wrong_kind() {
        for waiver in
            [quote!(soft_delete = ""), quote!(soft_delete = "."), quote!(soft_delete = "\u{200b}"), quote!(soft_delet = "x"), quote!(append_only = "x"), quote!(table_doc = "x")]
        {
            let found = codes(
                quote!(name = "plans", waive(#waiver)),
                quote!(
                    struct Plan {
                        id: Id<Plan>,
                    }
                ),
            );
            assert_eq!(found, ["W01"], "{waiver}");
        }
    }

    #[test]
    fn a_waiver_that_is_needed() {
        let arguments = quote!(name = "plans", waive(soft_delete = "plans are never deleted"));
        assert!(
            codes(
                arguments,
                quote!(
                    struct Plan {
                        id: Id<Plan>,
                    }
                )
            )
            .is_empty()
        );
    }
}
