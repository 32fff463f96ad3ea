//! Reads the file, or refuses it.

use std::path::Path;

use serde_json::Value;

use super::file::{Line, VERSION, sum};
use super::{ColumnStatistics, Relation, Statistics, TableStatistics};
use crate::exit::Exit;
use crate::failure::Failure;

/// Pages of a table, the most that PostgreSQL has.
const MOST_PAGES: u64 = 0xffff_fffe;

/// Reads a file. One of another version, or that was edited or cut, is refused.
pub(crate) fn read(path: &Path) -> Result<Statistics, Failure> {
    let shown = path.display();
    let read = std::fs::read_to_string(path);
    let text = read.map_err(|error| {
        Failure::new(Exit::Files, format!("cannot read `{shown}`: {error}"))
            .help(format!("write it: `statistics dump --output {shown} <URL>`"))
    })?;
    of_text(&text).map_err(|wrong| {
        Failure::new(Exit::Files, format!("`{shown}` {wrong}")).help("write it again by `statistics dump`")
    })
}

fn of_text(text: &str) -> Result<Statistics, String> {
    let first = text.lines().next().unwrap_or_default();
    let first: Value = serde_json::from_str(first).unwrap_or_default();
    match first["statistics"]["version"].as_u64() {
        None => return Err("is no file of `statistics dump`".to_owned()),
        Some(version) if version != u64::from(VERSION) => {
            return Err(format!(
                "is of version {version}, and this program reads version {VERSION}: use the release of peristyle-cli that wrote it"
            ));
        }
        Some(_) => {}
    }
    let (body, last) = text.trim_end_matches('\n').rsplit_once('\n').unwrap_or_default();
    let body = format!("{body}\n");
    match serde_json::from_str(last) {
        Ok(Line::Sha256(stated)) if stated == sum(&body) => {}
        Ok(Line::Sha256(_)) => return Err("was edited: its lines are not those of the checksum at its end".to_owned()),
        _ => return Err("was cut: the checksum at its end is missing".to_owned()),
    }
    let mut lines = (1..).zip(body.lines()).map(|(number, line)| {
        serde_json::from_str::<Line>(line).map_err(|error| format!("cannot be read: line {number}: {error}"))
    });
    let Some(Line::Statistics(head)) = lines.next().transpose()? else { return Err("has no head".to_owned()) };
    let mut tables: Vec<TableStatistics> = Vec::new();
    for line in lines {
        let wrong = || "has a line in the wrong place".to_owned();
        match line? {
            Line::Table(of) => {
                tables.push(TableStatistics { of: sound(of)?, columns: Vec::new(), indexes: Vec::new() });
            }
            Line::Column(column) => tables.last_mut().ok_or_else(wrong)?.columns.push(column.sound()?),
            Line::Index(index) => {
                tables.last_mut().ok_or_else(wrong)?.indexes.push((sound(index)?, Vec::new()));
            }
            Line::Expression(column) => {
                let index = tables.last_mut().and_then(|table| table.indexes.last_mut());
                index.ok_or_else(wrong)?.1.push(column.sound()?);
            }
            Line::Statistics(_) | Line::Sha256(_) => return Err(wrong()),
        }
    }
    Ok(Statistics { head, tables })
}

fn sound(relation: Relation) -> Result<Relation, String> {
    match relation.pages <= MOST_PAGES && relation.all_visible <= relation.pages {
        true => Ok(relation),
        false => Err(format!("has impossible numbers of pages for `{}`", relation.name)),
    }
}

impl ColumnStatistics {
    fn sound(self) -> Result<Self, String> {
        let is_sound = (0.0..=1.0).contains(&self.nulls)
            && self.width >= 0
            && self.distinct >= -1.0
            && self.distinct.is_finite()
            && self.correlation.is_none_or(|correlation| (-1.0..=1.0).contains(&correlation));
        match is_sound {
            true => Ok(self),
            false => Err(format!("has impossible numbers for the column `{}`", self.name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::{Head, text};

    fn statistics() -> Statistics {
        let column = ColumnStatistics {
            name: "sku".to_owned(),
            sql_type: "text".to_owned(),
            nulls: 0.1,
            width: 12,
            distinct: -0.25,
            correlation: Some(0.3),
            common: None,
            frequencies: None,
            bounds: None,
        };
        let relation =
            |name: &str| Relation { name: name.to_owned(), rows: Some(16_777_217), pages: 300_000, all_visible: 7 };
        let settings = [("work_mem".to_owned(), "64MB".to_owned())].into();
        Statistics {
            head: Head { version: VERSION, server: 150_018, values: false, settings },
            tables: vec![TableStatistics {
                of: relation("public.org_products"),
                columns: vec![column.clone()],
                indexes: vec![(relation("org_products_lower_idx"), vec![column])],
            }],
        }
    }

    #[test]
    fn a_file_is_read_as_it_was_written() {
        let text = text(&statistics());
        assert_eq!(of_text(&text), Ok(statistics()));
        assert!(
            text.contains(r#"{"column":{"name":"sku","type":"text","nulls":0.1,"width":12,"distinct":-0.25"#),
            "{text}"
        );
    }

    #[test]
    fn every_other_file_is_refused() {
        let text = text(&statistics());
        let of = |text: &str| of_text(text).unwrap_err();
        for end in 0..text.len() - 1 {
            let refused = of(&text[..end]);
            assert!(refused.starts_with("is no file") || refused.starts_with("was "), "{end}: {refused}");
        }
        assert!(of(&text.replace("300000", "300001")).starts_with("was edited"));
        assert!(of(&text.replace("\"version\":1", "\"version\":2")).starts_with("is of version 2"));
        assert!(of("{}").starts_with("is no file"));
        // With a checksum of its own.
        for (from, to, expected) in [
            ("\"nulls\":0.1", "\"nulls\":1.5", "has impossible numbers for the column `sku`"),
            ("\"all_visible\":7", "\"all_visible\":300001", "has impossible numbers of pages"),
            ("\"width\"", "\"wide\"", "cannot be read: line 3"),
            ("{\"table\"", "{\"index\"", "has a line in the wrong place"),
        ] {
            let body = text.replace(from, to);
            let (body, _) = body.trim_end().rsplit_once('\n').unwrap();
            let body = format!("{body}\n");
            let refused = of(&format!("{body}{{\"sha256\":\"{}\"}}\n", sum(&body)));
            assert!(refused.starts_with(expected), "{refused}");
        }
    }
}
