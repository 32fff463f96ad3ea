//! Where the lines of the file end: members of the document and of a table have a line each, and so has each item of their lists.

use std::io::{self, Write};

use serde_json::ser::Formatter;

/// How many brackets are open in a list of the document.
const IN_DOCUMENT: usize = 2;

/// The member of the document whose items are blocks of lines.
const TABLES: &str = "tables";

/// Objects and lists down to the members of a table are blocks; what is deeper is on one line.
#[derive(Debug, Default)]
pub(super) struct Lines {
    open: Vec<Bracket>,
    /// Whether a name of a member is being written.
    in_name: bool,
    /// Whether the member of the document is the list of tables.
    in_tables: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bracket {
    /// Each item on a line.
    Block,
    /// A list of a block. Objects have a line each, texts only in a list of the document.
    List { first: bool, on_lines: bool },
    /// All items on one line.
    Line,
}

impl Lines {
    /// What an object is that begins here.
    fn object(&self) -> Bracket {
        match self.open[..] {
            [] => Bracket::Block,
            [_, _] if self.in_tables => Bracket::Block,
            _ => Bracket::Line,
        }
    }
}

fn new_line<W: ?Sized + Write>(writer: &mut W, depth: usize) -> io::Result<()> {
    writer.write_all(b"\n")?;
    (0..depth).try_for_each(|_| writer.write_all(b"  "))
}

impl Formatter for Lines {
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        let in_block = self.open.last() == Some(&Bracket::Block);
        self.open.push(if in_block { Bracket::List { first: true, on_lines: false } } else { Bracket::Line });
        writer.write_all(b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if let Some(Bracket::List { on_lines: true, .. }) = self.open.pop() {
            new_line(writer, self.open.len())?;
        }
        writer.write_all(b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        match self.open.last_mut() {
            // An item on a line of its own brings the end of the line along.
            Some(Bracket::List { first: is_first, .. }) => {
                *is_first = first;
                if first { Ok(()) } else { writer.write_all(b",") }
            }
            _ if first => Ok(()),
            _ => writer.write_all(b", "),
        }
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        let depth = self.open.len();
        if let Some(Bracket::List { on_lines, .. }) = self.open.last_mut() {
            *on_lines = true;
            new_line(writer, depth)?;
        }
        self.open.push(self.object());
        writer.write_all(b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if self.open.pop() == Some(Bracket::Block) {
            new_line(writer, self.open.len())?;
        }
        writer.write_all(b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.in_name = true;
        match (self.open.last(), first) {
            (Some(Bracket::Block), _) => {
                writer.write_all(if first { b"" } else { b"," })?;
                new_line(writer, self.open.len())
            }
            (_, true) => Ok(()),
            _ => writer.write_all(b", "),
        }
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.in_name = false;
        writer.write_all(b": ")
    }

    fn begin_string<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        let depth = self.open.len();
        match self.open.last_mut() {
            _ if self.in_name => {}
            Some(Bracket::List { on_lines, .. }) if depth == IN_DOCUMENT => {
                *on_lines = true;
                new_line(writer, depth)?;
            }
            Some(Bracket::List { first: false, .. }) => writer.write_all(b" ")?,
            _ => {}
        }
        writer.write_all(b"\"")
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if self.in_name && self.open.len() == 1 {
            self.in_tables = fragment == TABLES;
        }
        writer.write_all(fragment.as_bytes())
    }
}
