//! The file of an export: the guide (`peristyle::guide::moving_a_tenant`) documents it.

use std::borrow::Cow;
use std::io::{self, BufRead, Write};

use serde::{Deserialize, Serialize};

use super::checksum::{CHECK, Chain, Content, hex_of};
use super::error::TenantError;

/// The version of the file that is written, and the only one that is read.
pub const VERSION: u32 = 1;

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    #[serde(rename = "peristyle_tenant")]
    pub(super) version: u32,
    /// The tenant in the form of PostgreSQL.
    pub(super) tenant: String,
    pub(super) root: String,
    /// When the snapshot was taken.
    pub(super) taken: String,
    /// The version of the server.
    pub(super) server: String,
    /// The SHA-256 of `tables`.
    pub(super) schema: String,
    pub(super) tables: Vec<TableHead>,
}

/// A table of the header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableHead {
    pub(super) name: String,
    pub(super) columns: Vec<ColumnHead>,
}

/// A column of the header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ColumnHead {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) sql_type: String,
}

/// What identifies the schema of an export.
pub(super) fn schema_hash(tables: &[TableHead]) -> String {
    hex_of(&serde_json::to_vec(tables).unwrap_or_default())
}

/// The line behind the rows of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableEnd {
    pub(super) end_of: String,
    pub(super) rows: u64,
    pub(super) sha256: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TableBegin<'a> {
    #[serde(borrow)]
    table: Cow<'a, str>,
}

/// The last line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct End {
    end: u64,
}

/// Writes the lines of an export.
pub(super) struct Writer<W> {
    out: W,
    chain: Chain,
    line: Vec<u8>,
    pub(super) content: Content,
    rows: u64,
}

/// Stands before the check of a line.
const BEFORE_CHECK: &[u8] = b",\"check\":\"";
const AFTER_CHECK: &[u8] = b"\"}\n";
const ROW: &[u8] = b"{\"row\":";

impl<W: Write> Writer<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out, chain: Chain::default(), line: Vec::new(), content: Content::default(), rows: 0 }
    }

    pub(super) fn header(&mut self, header: &Header) -> Result<(), TenantError> {
        self.object(header)
    }

    pub(super) fn table(&mut self, name: &str) -> Result<(), TenantError> {
        self.content = Content::default();
        self.object(&TableBegin { table: name.into() })
    }

    pub(super) fn row<'a>(&mut self, values: impl Iterator<Item = Option<&'a str>>) -> Result<(), TenantError> {
        self.line.clear();
        self.line.extend_from_slice(ROW);
        row(values, &mut self.line);
        self.content.add(&self.line[ROW.len()..]);
        self.rows += 1;
        self.write()
    }

    pub(super) fn table_end(&mut self, name: &str) -> Result<TableEnd, TenantError> {
        let end = TableEnd { end_of: name.to_owned(), rows: self.content.rows, sha256: self.content.hex() };
        self.object(&end)?;
        Ok(end)
    }

    pub(super) fn end(&mut self) -> Result<(), TenantError> {
        self.object(&End { end: self.rows })?;
        self.out.flush().map_err(cannot_write)
    }

    fn object(&mut self, value: &impl Serialize) -> Result<(), TenantError> {
        self.line.clear();
        // The lines have text keys only, and a vector takes every byte.
        serde_json::to_writer(&mut self.line, value).map_err(|error| cannot_write(error.into()))?;
        self.line.pop();
        self.write()
    }

    /// The line without its closing brace gets its check.
    fn write(&mut self) -> Result<(), TenantError> {
        let check = self.chain.next(&self.line);
        for part in [self.line.as_slice(), BEFORE_CHECK, &check, AFTER_CHECK] {
            self.out.write_all(part).map_err(cannot_write)?;
        }
        Ok(())
    }
}

fn cannot_write(error: io::Error) -> TenantError {
    TenantError::io("cannot write the export", error)
}

/// A row as a JSON array of texts and nulls.
pub(super) fn row<'a>(values: impl Iterator<Item = Option<&'a str>>, line: &mut Vec<u8>) {
    line.push(b'[');
    for (place, value) in values.enumerate() {
        if place > 0 {
            line.push(b',');
        }
        // A text is JSON, and a vector takes every byte.
        serde_json::to_writer(&mut *line, &value).ok();
    }
    line.push(b']');
}

/// A line behind the header.
#[derive(Debug, PartialEq)]
pub(super) enum Line<'a> {
    Table(Cow<'a, str>),
    /// The JSON array of a row.
    Row(&'a [u8]),
    TableEnd(TableEnd),
}

/// Reads the lines of an export, and checks each.
pub(super) struct Reader<R> {
    input: R,
    chain: Chain,
    line: Vec<u8>,
    number: u64,
    rows: u64,
}

impl<R: BufRead> Reader<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, chain: Chain::default(), line: Vec::new(), number: 0, rows: 0 }
    }

    /// The number of the line that was read last.
    pub(super) const fn number(&self) -> u64 {
        self.number
    }

    pub(super) fn header(&mut self) -> Result<Header, TenantError> {
        self.read()?;
        if self.line.is_empty() {
            return Err(TenantError::file(1, "the file is empty").help("name the file of an export"));
        }
        match version(&self.line) {
            None => {
                return Err(
                    TenantError::file(1, "this is not an export of a tenant").help("name the file of an export")
                );
            }
            Some(VERSION) => {}
            Some(other) => {
                return Err(TenantError::file(
                    1,
                    format!("the format has version {other}, and this program reads version {VERSION}"),
                )
                .help("use the version of peristyle-cli that wrote the file, or a later one"));
            }
        }
        let body = self.checked()?;
        let header: Header = parsed(&self.line[..body], 1)?;
        if header.schema != schema_hash(&header.tables) {
            return Err(TenantError::file(1, "`schema` is not the SHA-256 of `tables`").help(AGAIN));
        }
        Ok(header)
    }

    /// The next line; nothing behind the last one.
    pub(super) fn next(&mut self) -> Result<Option<Line<'_>>, TenantError> {
        self.read()?;
        if self.line.is_empty() {
            return Err(self.cut(format!("the file ends behind line {}, without its last line", self.number - 1)));
        }
        let body = self.checked()?;
        let number = self.number;
        if self.line.starts_with(b"{\"end\":") {
            let End { end } = parsed(&self.line[..body], number)?;
            if end != self.rows {
                let message = format!("the last line counts {end} rows, and the file has {}", self.rows);
                return Err(TenantError::file(number, message).help(AGAIN));
            }
            self.read()?;
            return match self.line.is_empty() {
                true => Ok(None),
                false => Err(TenantError::file(self.number, "there is text behind the last line").help(AGAIN)),
            };
        }
        let line = &self.line[..body];
        if line.starts_with(ROW) {
            self.rows += 1;
            return Ok(Some(Line::Row(&line[ROW.len()..body - 1])));
        }
        if line.starts_with(b"{\"table\":") {
            return Ok(Some(Line::Table(parsed::<TableBegin<'_>>(line, number)?.table)));
        }
        parsed(line, number).map(|end| Some(Line::TableEnd(end)))
    }

    fn read(&mut self) -> Result<(), TenantError> {
        self.line.clear();
        self.number += 1;
        let read = self.input.read_until(b'\n', &mut self.line);
        read.map(drop).map_err(|error| TenantError::io("cannot read the export", error))
    }

    /// Compares the check of the line, and closes the object before it. Returns the length of that.
    fn checked(&mut self) -> Result<usize, TenantError> {
        let wrong = |number, what: &str| Err(TenantError::file(number, what).help(AGAIN));
        if self.line.last() != Some(&b'\n') {
            return Err(self.cut("the file ends within this line".to_owned()));
        }
        let parts = self.line.len().checked_sub(AFTER_CHECK.len()).and_then(|end| {
            let check = end.checked_sub(CHECK)?;
            let body = check.checked_sub(BEFORE_CHECK.len())?;
            let is_there = &self.line[body..check] == BEFORE_CHECK && &self.line[end..] == AFTER_CHECK;
            is_there.then_some((body, check, end))
        });
        let Some((body, check, end)) = parts else {
            return wrong(self.number, "the line has no check: it was edited");
        };
        if self.chain.next(&self.line[..body]) != self.line[check..end] {
            return wrong(self.number, "the check is wrong: this line was edited, or a line before it is missing");
        }
        self.line.truncate(body);
        self.line.push(b'}');
        Ok(body + 1)
    }

    fn cut(&self, message: String) -> TenantError {
        TenantError::file(self.number, message).help("the file was cut: copy it or export the tenant again")
    }
}

const AGAIN: &str = "copy the file or export the tenant again";

/// The version that the first line states.
fn version(line: &[u8]) -> Option<u32> {
    let rest = std::str::from_utf8(line).ok()?.strip_prefix("{\"peristyle_tenant\":")?;
    rest.split([',', '}']).next()?.trim().parse().ok()
}

fn parsed<'a, T: Deserialize<'a>>(line: &'a [u8], number: u64) -> Result<T, TenantError> {
    serde_json::from_slice(line)
        .map_err(|error| TenantError::file(number, format!("the line is not understood: {error}")).help(AGAIN))
}

/// The values of a row.
pub(super) fn values(row: &[u8], number: u64) -> Result<Vec<Option<Cow<'_, str>>>, TenantError> {
    /// A text that is borrowed where it has no escapes.
    #[derive(Deserialize)]
    struct Value<'a>(#[serde(borrow)] Cow<'a, str>);
    let values: Vec<Option<Value<'_>>> = parsed(row, number)?;
    Ok(values.into_iter().map(|value| value.map(|value| value.0)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn export() -> String {
        let columns = ["id", "name"].map(|name| ColumnHead { name: name.to_owned(), sql_type: "text".to_owned() });
        let tables = vec![TableHead { name: "shops".to_owned(), columns: columns.to_vec() }];
        let header = Header {
            version: VERSION,
            tenant: "a".to_owned(),
            root: "shops".to_owned(),
            taken: "now".to_owned(),
            server: "15".to_owned(),
            schema: schema_hash(&tables),
            tables,
        };
        let mut text = Vec::new();
        let mut writer = Writer::new(&mut text);
        writer.header(&header).unwrap();
        writer.table("shops").unwrap();
        writer.row([Some("1"), None].into_iter()).unwrap();
        writer.row([Some("2"), Some("\"\\\n\u{1}ß,]}")].into_iter()).unwrap();
        writer.table_end("shops").unwrap();
        writer.end().unwrap();
        String::from_utf8(text).unwrap()
    }

    /// The number of rows, or the error.
    fn read(text: &str) -> Result<Vec<Vec<Option<String>>>, String> {
        let mut rows = Vec::new();
        let all = (|| {
            let mut reader = Reader::new(text.as_bytes());
            reader.header()?;
            while let Some(line) = reader.next()? {
                if let Line::Row(row) = line {
                    rows.push(values(row, 0)?.into_iter().map(|value| value.map(Cow::into_owned)).collect());
                }
            }
            Ok::<_, TenantError>(())
        })();
        all.map(|()| rows).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_written_is_read() {
        let rows = read(&export()).unwrap();
        assert_eq!(rows, [[Some("1".to_owned()), None], [Some("2".to_owned()), Some("\"\\\n\u{1}ß,]}".to_owned())]]);
    }

    #[test]
    fn a_cut_at_any_byte_is_refused_with_its_line() {
        let text = export();
        for end in 0..text.len() {
            let Some(cut) = text.get(..end) else { continue };
            let line = cut.lines().count().max(1) + usize::from(cut.ends_with('\n'));
            let error = read(cut).unwrap_err();
            assert!(error.starts_with(&format!("line {line}: ")), "{end}: {error}");
        }
    }

    #[test]
    fn an_edit_of_any_byte_is_refused_with_its_line() {
        let text = export();
        let mut line = 1;
        for place in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            line += usize::from(place > 0 && bytes[place - 1] == b'\n');
            bytes[place] = if bytes[place] == b'7' { b'8' } else { b'7' };
            let Ok(edited) = String::from_utf8(bytes) else { continue };
            let error = read(&edited).unwrap_err();
            assert!(error.starts_with(&format!("line {line}: ")), "{place}: {error}");
        }
    }

    #[test]
    fn lines_that_are_missing_doubled_or_swapped_are_refused() {
        let text = export();
        let lines: Vec<_> = text.lines().collect();
        let joined = |lines: &[&str]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
        for place in 0..lines.len() {
            let mut missing = lines.clone();
            missing.remove(place);
            read(&joined(&missing)).unwrap_err();
            let mut doubled = lines.clone();
            doubled.insert(place, lines[place]);
            assert!(read(&joined(&doubled)).unwrap_err().starts_with(&format!("line {}: ", place + 2)));
            if place > 0 {
                let mut swapped = lines.clone();
                swapped.swap(place - 1, place);
                assert!(read(&joined(&swapped)).unwrap_err().starts_with(&format!("line {place}: ")));
            }
        }
        assert_eq!(
            read(&format!("{text}\n")).unwrap_err().lines().next(),
            Some(format!("line {}: there is text behind the last line", lines.len() + 1).as_str())
        );
    }

    #[test]
    fn other_files_and_versions_are_refused() {
        for (text, told) in [
            ("", "line 1: the file is empty"),
            ("id,name\n", "line 1: this is not an export of a tenant"),
            (
                "{\"peristyle_tenant\":2,\"x\":1}\n",
                "line 1: the format has version 2, and this program reads version 1",
            ),
        ] {
            assert_eq!(read(text).unwrap_err().lines().next(), Some(told));
        }
    }
}
