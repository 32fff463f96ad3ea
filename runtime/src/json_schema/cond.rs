//! Checks as keywords of a schema.

use serde_json::{Map, Value, json};

use super::decimal;
use super::rule::{Compared, Literal, Rule};
use crate::column_type::JsonForm;

/// What a check requires of a value other than NULL.
pub(super) enum Cond {
    Always,
    Never,
    Is(Value),
}

impl From<bool> for Cond {
    fn from(holds: bool) -> Self {
        if holds { Self::Always } else { Self::Never }
    }
}

/// The condition of a check, or of its opposite; `None` if a schema cannot express it.
pub(super) fn of(rule: &Rule, holds: bool, form: JsonForm) -> Option<Cond> {
    match rule {
        Rule::All(rules) => each(rules, holds, form).map(|conds| if holds { all(conds) } else { any(conds) }),
        Rule::Any(rules) => each(rules, holds, form).map(|conds| if holds { any(conds) } else { all(conds) }),
        Rule::Not(rule) => of(rule, !holds, form),
        Rule::IsNull => Some((!holds).into()),
        Rule::StartsWith(start) => {
            let start = escaped(start);
            let pattern = if holds { format!("^{start}") } else { format!("^(?!{start})") };
            matches!(form, JsonForm::Text).then(|| Cond::Is(json!({ "pattern": pattern })))
        }
        Rule::Value(compared, literal) => value(if holds { *compared } else { compared.negated() }, *literal, form),
        Rule::Length(compared, number) => {
            let (least, most) = match form {
                JsonForm::Text => ("minLength", "maxLength"),
                JsonForm::Bytes | JsonForm::Array(_) => ("minItems", "maxItems"),
                _ => return None,
            };
            let compared = if holds { *compared } else { compared.negated() };
            Some(whole(compared, *number, least, most, 0, i64::MAX.into()))
        }
    }
}

fn each(rules: &[Rule], holds: bool, form: JsonForm) -> Option<Vec<Cond>> {
    rules.iter().map(|rule| of(rule, holds, form)).collect()
}

fn all(conds: Vec<Cond>) -> Cond {
    let mut parts = Vec::new();
    for cond in conds {
        match cond {
            Cond::Always => {}
            Cond::Never => return Cond::Never,
            Cond::Is(part) => parts.push(part),
        }
    }
    match parts.len() {
        0 => Cond::Always,
        1 => Cond::Is(parts.remove(0)),
        _ => Cond::Is(json!({ "allOf": parts })),
    }
}

fn any(conds: Vec<Cond>) -> Cond {
    let mut parts = Vec::new();
    for cond in conds {
        match cond {
            Cond::Always => return Cond::Always,
            Cond::Never => {}
            Cond::Is(part) => parts.push(part),
        }
    }
    match parts.len() {
        0 => Cond::Never,
        1 => Cond::Is(parts.remove(0)),
        _ => Cond::Is(json!({ "anyOf": parts })),
    }
}

fn value(compared: Compared, literal: Literal, form: JsonForm) -> Option<Cond> {
    let (least, most) = match form {
        JsonForm::Int16 => (i16::MIN.into(), i16::MAX.into()),
        JsonForm::Int32 => (i32::MIN.into(), i32::MAX.into()),
        _ => (i64::MIN, i64::MAX),
    };
    match (form, literal) {
        (JsonForm::Int16 | JsonForm::Int32 | JsonForm::Int64, Literal::Integer(number)) => {
            Some(whole(compared, number, "minimum", "maximum", least, most.into()))
        }
        (JsonForm::Double, Literal::Integer(number)) => Some(number_of(compared, &json!(number as f64))),
        (JsonForm::Double, Literal::Decimal(text)) => Some(number_of(compared, &json!(text.parse::<f64>().ok()?))),
        (JsonForm::Decimal | JsonForm::DecimalText, Literal::Integer(0)) => Some(Cond::Is(decimal::sign(compared))),
        (JsonForm::Boolean, Literal::Boolean(boolean)) => {
            let accepted = [false, true].into_iter().filter(|value| compared.holds(value.cmp(&boolean)));
            Some(one_of(accepted.map(Value::from).collect()))
        }
        (JsonForm::Labels(labels), Literal::Label(label)) => {
            let place = |label: &str| labels.iter().position(|one| *one == label);
            let accepted = labels.iter().filter(|one| compared.holds(place(one).cmp(&place(label))));
            Some(one_of(accepted.map(|label| Value::from(*label)).collect()))
        }
        (JsonForm::Text, Literal::Text(text)) => match compared {
            Compared::Equal => Some(one_of(vec![text.into()])),
            Compared::NotEqual => Some(Cond::Is(json!({ "pattern": format!("^(?!{}$)", escaped(text)) }))),
            _ => None,
        },
        _ => None,
    }
}

fn one_of(values: Vec<Value>) -> Cond {
    if values.is_empty() { Cond::Never } else { Cond::Is(json!({ "enum": values })) }
}

/// Integers, of which there is none below the smallest and above the greatest.
fn whole(compared: Compared, number: i128, least: &str, most: &str, smallest: i64, greatest: i128) -> Cond {
    let smallest = i128::from(smallest);
    let from = |number: i128| match i64::try_from(number) {
        _ if number <= smallest => Cond::Always,
        Ok(number) if i128::from(number) <= greatest => Cond::Is(json!({ least: number })),
        _ => Cond::Never,
    };
    let to = |number: i128| match i64::try_from(number) {
        _ if number >= greatest => Cond::Always,
        Ok(number) if i128::from(number) >= smallest => Cond::Is(json!({ most: number })),
        _ => Cond::Never,
    };
    let (before, after) = (number.saturating_sub(1), number.saturating_add(1));
    match compared {
        Compared::Less => to(before),
        Compared::LessOrEqual => to(number),
        Compared::Greater => from(after),
        Compared::GreaterOrEqual => from(number),
        Compared::NotEqual => any(vec![to(before), from(after)]),
        Compared::Equal => match (from(number), to(number)) {
            (Cond::Is(from), Cond::Is(to)) => {
                Cond::Is(Value::Object([from, to].into_iter().filter_map(into_map).flatten().collect()))
            }
            (one, other) => all(vec![one, other]),
        },
    }
}

fn into_map(value: Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(map) => Some(map),
        _ => None,
    }
}

fn number_of(compared: Compared, number: &Value) -> Cond {
    Cond::Is(match compared {
        Compared::Less => json!({ "exclusiveMaximum": number }),
        Compared::LessOrEqual => json!({ "maximum": number }),
        Compared::Greater => json!({ "exclusiveMinimum": number }),
        Compared::GreaterOrEqual => json!({ "minimum": number }),
        Compared::Equal => json!({ "minimum": number, "maximum": number }),
        Compared::NotEqual => json!({ "anyOf": [{ "exclusiveMaximum": number }, { "exclusiveMinimum": number }] }),
    })
}

/// The text as a part of a pattern.
fn escaped(text: &str) -> String {
    let mut pattern = String::new();
    for character in text.chars() {
        if r"\^$.|?*+()[]{}/".contains(character) {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}
