//! The partitions of a table as `partition(..)` states them.

use super::types::quoted;

/// A partition: its name and its bound as the catalog prints it.
pub(super) type Child<'a> = (&'a str, &'a str);

/// The key of `#[table(..)]`, and the children that it does not state.
pub(super) fn stated(
    table: &str,
    by: &str,
    field: impl Fn(&str) -> Option<String>,
    children: &[Child<'_>],
) -> Option<(String, Vec<String>)> {
    let (method, columns) = by.split_once(" (")?;
    let columns: Option<Vec<_>> =
        columns.strip_suffix(')')?.split(", ").map(|column| field(column.trim_matches('"'))).collect();
    let columns = columns?.join(", ");
    let mut left_out = Vec::new();
    let mut lines = Vec::new();
    match method {
        "HASH" if !children.is_empty() => {
            let modulus = children.len();
            let of_remainder = |number: usize| {
                let bound = format!("FOR VALUES WITH (modulus {modulus}, remainder {number})");
                children.iter().find(|(_, one)| *one == bound).map(|(name, _)| *name)
            };
            let names: Vec<_> = (0..modulus).map(of_remainder).collect::<Option<_>>()?;
            let width = modulus.saturating_sub(1).to_string().len();
            let is_usual = |(number, name): (usize, &&str)| **name == format!("{table}_p{number:0width$}");
            if names.iter().enumerate().all(is_usual) {
                return Some((format!("partition(hash({columns}), {modulus})"), left_out));
            }
            lines.extend(names.into_iter().map(|name| format!("child({})", quoted(name))));
        }
        _ if children.is_empty() && matches!(method, "HASH" | "RANGE" | "LIST") => {
            lines.push("at_run_time = \"TODO: the imported database has no partition\"".to_owned());
        }
        "RANGE" | "LIST" => {
            for (name, bound) in children {
                match child(bound) {
                    Some(values) => lines.push(format!("child({}, {values})", quoted(name))),
                    None => left_out.push((*name).to_owned()),
                }
            }
        }
        _ => return None,
    }
    let lines: String = lines.iter().map(|line| format!(",\n        {line}")).collect();
    Some((format!("partition(\n        {}({columns}){lines}\n    )", method.to_lowercase()), left_out))
}

fn child(bound: &str) -> Option<String> {
    if bound == "DEFAULT" {
        return Some("default".to_owned());
    }
    let bound = bound.strip_prefix("FOR VALUES ")?;
    if let Some(values) = bound.strip_prefix("IN (") {
        return Some(values_of(values.strip_suffix(')')?)?.join(", "));
    }
    let (from, to) = bound.strip_prefix("FROM (")?.split_once(") TO (")?;
    let (from, to) = (values_of(from)?, values_of(to.strip_suffix(')')?)?);
    let side = |key: &str, values: Vec<String>| match values.as_slice() {
        [one] if one.starts_with(['"', '-']) || one.starts_with(|letter: char| letter.is_ascii_digit()) => {
            format!("{key} = {one}")
        }
        values => format!("{key}({})", values.join(", ")),
    };
    Some(format!("{}, {}", side("from", from), side("to", to)))
}

/// Literals between commas.
fn values_of(text: &str) -> Option<Vec<String>> {
    let mut values = Vec::new();
    let mut rest = text;
    loop {
        let (value, after) = if let Some(quoted_text) = rest.strip_prefix('\'') {
            let mut text = String::new();
            let mut rest = quoted_text;
            loop {
                let (before, after) = rest.split_once('\'')?;
                text.push_str(before);
                match after.strip_prefix('\'') {
                    Some(more) => {
                        text.push('\'');
                        rest = more;
                    }
                    None => break (quoted(&text), after),
                }
            }
        } else {
            let end = rest.find(", ").unwrap_or(rest.len());
            let word = &rest[..end];
            let value = match word {
                "MINVALUE" | "MAXVALUE" | "NULL" | "true" | "false" => word.to_lowercase(),
                number if number.parse::<i64>().is_ok() => number.to_owned(),
                _ => return None,
            };
            (value, &rest[end..])
        };
        values.push(value);
        match after.strip_prefix(", ") {
            Some(more) => rest = more,
            None if after.is_empty() => return Some(values),
            None => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_stated() {
        assert_eq!(child("FOR VALUES IN ('de', 'it''s', NULL)").as_deref(), Some(r#""de", "it's", null"#));
        assert_eq!(
            child("FOR VALUES FROM ('2022-01-01') TO ('2022-02-01')").as_deref(),
            Some(r#"from = "2022-01-01", to = "2022-02-01""#)
        );
        assert_eq!(
            child("FOR VALUES FROM (MINVALUE, 1) TO (2, MAXVALUE)").as_deref(),
            Some("from(minvalue, 1), to(2, maxvalue)")
        );
        assert_eq!(child("DEFAULT").as_deref(), Some("default"));
        assert_eq!(child("FOR VALUES FROM (now()) TO (1)"), None);
    }

    #[test]
    fn partitions_by_hash_have_their_usual_names() {
        let bounds = ["FOR VALUES WITH (modulus 2, remainder 0)", "FOR VALUES WITH (modulus 2, remainder 1)"];
        let stated = |names: [&str; 2]| {
            stated("t", "HASH (a)", |name| Some(name.to_owned()), &[(names[0], bounds[0]), (names[1], bounds[1])])
        };
        assert_eq!(stated(["t_p0", "t_p1"]), Some(("partition(hash(a), 2)".to_owned(), Vec::new())));
        let named = "partition(\n        hash(a),\n        child(\"t_a\"),\n        child(\"t_b\")\n    )".to_owned();
        assert_eq!(stated(["t_a", "t_b"]), Some((named, Vec::new())));
        let unlike =
            [("t_a", "FOR VALUES WITH (modulus 2, remainder 0)"), ("t_b", "FOR VALUES WITH (modulus 4, remainder 1)")];
        assert_eq!(super::stated("t", "HASH (a)", |name| Some(name.to_owned()), &unlike), None);
    }

    #[test]
    fn partitions_that_are_not_there_are_made_at_run_time() {
        for method in ["RANGE", "LIST", "HASH"] {
            let stated = super::stated("t", &format!("{method} (a)"), |name| Some(name.to_owned()), &[]);
            assert!(stated.is_some_and(|(text, _)| text.contains("at_run_time = \"TODO: ")), "{method}");
        }
    }
}
