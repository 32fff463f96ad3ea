//! Decimals, as text and as numbers.

use serde_json::{Map, Value, json};

use super::rule::Compared;

/// The greatest `Decimal`: 28 digits and a bit.
const GREATEST: f64 = 79_228_162_514_264_337_593_543_950_335.0;

/// The pattern of a check that excludes negative numbers.
const NOT_NEGATIVE: &str = "^([^-]|-[^1-9]*$)";

/// Adds the pattern of a decimal with this number of digits before and after the point: zeros before the first and after
/// the last digit do not count.
pub(super) fn text(schema: &mut Map<String, Value>, digits: Option<(u16, u16)>) {
    schema.insert("pattern".to_owned(), format!("^[+-]?{}$", unsigned(digits)).into());
}

fn unsigned(digits: Option<(u16, u16)>) -> String {
    match digits {
        None => r"([0-9]+(\.[0-9]*)?|\.[0-9]+)".to_owned(),
        Some((before, after)) => {
            let whole = if before == 0 { "0+".to_owned() } else { format!("0*[0-9]{{1,{before}}}") };
            let (fraction, only) = match after {
                0 => ("0*".to_owned(), "0+".to_owned()),
                after => (format!("[0-9]{{0,{after}}}0*"), format!("[0-9]{{1,{after}}}0*")),
            };
            format!(r"({whole}(\.{fraction})?|\.{only})")
        }
    }
}

/// The pattern of a decimal that is not negative; zero may have a sign.
pub(super) fn not_negative(pattern: &str, check: &str) -> Option<String> {
    let unsigned = pattern.strip_prefix("^[+-]?")?.strip_suffix('$').filter(|_| check == NOT_NEGATIVE)?;
    Some(format!(r"^([+]?{unsigned}|-(0+(\.0*)?|\.0+))$"))
}

/// Adds the limits of the same decimal as a number.
pub(super) fn number(schema: &mut Map<String, Value>, digits: Option<(u16, u16)>) {
    let (limit, exclusive) = match digits {
        Some((before, _)) if before < 29 => (10_f64.powi(before.into()), true),
        _ => (GREATEST, false),
    };
    let (least, most) = if exclusive { ("exclusiveMinimum", "exclusiveMaximum") } else { ("minimum", "maximum") };
    let written = |limit: f64| if limit.abs() < 1e15 { json!(limit as i64) } else { json!(limit) };
    schema.insert(least.to_owned(), written(-limit));
    schema.insert(most.to_owned(), written(limit));
    if let Some(step) = digits.and_then(|(_, after)| format!("1e-{after}").parse::<f64>().ok()) {
        schema.insert("multipleOf".to_owned(), if step == 1.0 { json!(1) } else { json!(step) });
    }
}

/// A comparison with zero: of the text, and of the number.
pub(super) fn sign(compared: Compared) -> Value {
    match compared {
        Compared::Less => json!({ "pattern": "^-.*[1-9]", "exclusiveMaximum": 0 }),
        Compared::LessOrEqual => json!({ "pattern": "^(-|[^1-9]*$)", "maximum": 0 }),
        Compared::Greater => json!({ "pattern": "^[^-]*[1-9]", "exclusiveMinimum": 0 }),
        Compared::GreaterOrEqual => json!({ "pattern": NOT_NEGATIVE, "minimum": 0 }),
        Compared::Equal => json!({ "pattern": "^[^1-9]*$", "minimum": 0, "maximum": 0 }),
        Compared::NotEqual => json!({
            "allOf": [{ "pattern": "[1-9]" }, { "anyOf": [{ "exclusiveMaximum": 0 }, { "exclusiveMinimum": 0 }] }]
        }),
    }
}
