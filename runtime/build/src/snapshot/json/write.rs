use super::Write;
use crate::snapshot::{Table, Text};

/// An object on one line: `{"name": "sku", "type": "varchar(100)"}`.
pub(in crate::snapshot) struct Line<'a> {
    text: &'a mut String,
    empty: bool,
}

impl<'a> Line<'a> {
    pub(in crate::snapshot) fn new(text: &'a mut String) -> Self {
        text.push('{');
        Self { text, empty: true }
    }

    pub(in crate::snapshot) fn text(&mut self, key: &str, value: &str) {
        self.key(key);
        string(self.text, value);
    }

    /// Left out where it is empty.
    pub(in crate::snapshot) fn stated(&mut self, key: &str, value: &str) {
        if !value.is_empty() {
            self.text(key, value);
        }
    }

    /// Left out where there is none.
    pub(in crate::snapshot) fn optional(&mut self, key: &str, value: Option<&Text>) {
        if let Some(value) = value {
            self.text(key, value);
        }
    }

    /// Left out where it is false.
    pub(in crate::snapshot) fn flag(&mut self, key: &str, value: bool) {
        if value {
            self.key(key);
            self.text.push_str("true");
        }
    }

    pub(in crate::snapshot) fn texts(&mut self, key: &str, values: &[Text]) {
        self.key(key);
        texts(self.text, values);
    }

    /// Left out where there are none.
    pub(in crate::snapshot) fn listed(&mut self, key: &str, values: &[Text]) {
        if !values.is_empty() {
            self.texts(key, values);
        }
    }

    /// Left out where there is none.
    pub(in crate::snapshot) fn part(&mut self, key: &str, part: Option<&impl Write>) {
        if let Some(part) = part {
            self.key(key);
            object(self.text, part);
        }
    }

    /// Left out where there are none.
    pub(in crate::snapshot) fn parts(&mut self, key: &str, parts: &[impl Write]) {
        if !parts.is_empty() {
            self.key(key);
            self.text.push('[');
            separated(self.text, ", ", parts, |text, part| object(text, part));
            self.text.push(']');
        }
    }

    pub(in crate::snapshot) fn end(self) {
        self.text.push('}');
    }

    fn key(&mut self, key: &str) {
        if !std::mem::take(&mut self.empty) {
            self.text.push_str(", ");
        }
        member(self.text, key);
    }
}

/// An object with a line for each of its members, and for each item of its lists.
pub(in crate::snapshot) struct Block<'a> {
    text: &'a mut String,
    indent: usize,
    empty: bool,
}

impl<'a> Block<'a> {
    pub(in crate::snapshot) fn new(text: &'a mut String, indent: usize) -> Self {
        text.push('{');
        Self { text, indent, empty: true }
    }

    pub(in crate::snapshot) fn text(&mut self, key: &str, value: &str) {
        self.key(key);
        string(self.text, value);
    }

    /// Left out where it is empty.
    pub(in crate::snapshot) fn stated(&mut self, key: &str, value: &str) {
        if !value.is_empty() {
            self.text(key, value);
        }
    }

    /// Left out where there is none.
    pub(in crate::snapshot) fn optional(&mut self, key: &str, value: Option<&Text>) {
        if let Some(value) = value {
            self.text(key, value);
        }
    }

    pub(in crate::snapshot) fn number(&mut self, key: &str, value: u32) {
        self.key(key);
        self.text.push_str(&value.to_string());
    }

    /// Left out where it is false.
    pub(in crate::snapshot) fn flag(&mut self, key: &str, value: bool) {
        if value {
            self.key(key);
            self.text.push_str("true");
        }
    }

    pub(in crate::snapshot) fn texts(&mut self, key: &str, values: &[Text]) {
        self.key(key);
        texts(self.text, values);
    }

    /// Left out where there are none.
    pub(in crate::snapshot) fn listed(&mut self, key: &str, values: &[Text]) {
        if !values.is_empty() {
            self.texts(key, values);
        }
    }

    /// Left out where there is none.
    pub(in crate::snapshot) fn part(&mut self, key: &str, part: Option<&impl Write>) {
        if let Some(part) = part {
            self.key(key);
            object(self.text, part);
        }
    }

    /// Left out where there are none.
    pub(in crate::snapshot) fn parts(&mut self, key: &str, parts: &[impl Write]) {
        if !parts.is_empty() {
            self.list(key, parts, |text, _, part| object(text, part));
        }
    }

    /// Also where there are none.
    pub(in crate::snapshot) fn blocks(&mut self, key: &str, tables: &[Table]) {
        self.list(key, tables, |text, indent, table| {
            let mut block = Block::new(text, indent);
            table.write(&mut block);
            block.end();
        });
    }

    fn list<T>(&mut self, key: &str, items: &[T], write: impl Fn(&mut String, usize, &T)) {
        self.key(key);
        let indent = self.indent + 2;
        self.text.push('[');
        for (at, item) in items.iter().enumerate() {
            self.text.push_str(if at > 0 { "," } else { "" });
            new_line(self.text, indent);
            write(self.text, indent, item);
        }
        if !items.is_empty() {
            new_line(self.text, indent - 1);
        }
        self.text.push(']');
    }

    pub(in crate::snapshot) fn end(self) {
        new_line(self.text, self.indent);
        self.text.push('}');
    }

    fn key(&mut self, key: &str) {
        if !std::mem::take(&mut self.empty) {
            self.text.push(',');
        }
        new_line(self.text, self.indent + 1);
        member(self.text, key);
    }
}

fn object(text: &mut String, part: &impl Write) {
    let mut line = Line::new(text);
    part.write(&mut line);
    line.end();
}

fn texts(text: &mut String, values: &[Text]) {
    text.push('[');
    separated(text, ", ", values, |text, value| string(text, value));
    text.push(']');
}

fn separated<T>(text: &mut String, separator: &str, items: &[T], write: impl Fn(&mut String, &T)) {
    for (at, item) in items.iter().enumerate() {
        text.push_str(if at > 0 { separator } else { "" });
        write(text, item);
    }
}

fn new_line(text: &mut String, indent: usize) {
    text.push('\n');
    for _ in 0..indent {
        text.push_str("  ");
    }
}

fn member(text: &mut String, key: &str) {
    string(text, key);
    text.push_str(": ");
}

/// A text in quotes. Everything but quotes, backslashes and control characters stands for itself.
fn string(text: &mut String, value: &str) {
    text.push('"');
    let mut rest = value;
    while let Some(at) = rest.bytes().position(|byte| byte < 0x20 || byte == b'"' || byte == b'\\') {
        text.push_str(&rest[..at]);
        escape(text, rest.as_bytes()[at]);
        rest = &rest[at + 1..];
    }
    text.push_str(rest);
    text.push('"');
}

fn escape(text: &mut String, byte: u8) {
    match byte {
        b'"' => text.push_str("\\\""),
        b'\\' => text.push_str("\\\\"),
        b'\n' => text.push_str("\\n"),
        b'\r' => text.push_str("\\r"),
        b'\t' => text.push_str("\\t"),
        _ => text.push_str(&format!("\\u{byte:04x}")),
    }
}
