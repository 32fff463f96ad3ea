use std::fmt::Write;

use super::page::Table;
use super::table::title;
use super::wording::Code;
use crate::definition::{StorageDef, StorageOption};

/// So many children are shown.
const MOST: usize = 12;

/// How the table is stored, and where its rows are.
pub(super) fn section(text: &mut String, table: &Table<'_>) {
    let StorageDef { options, unlogged, tablespace } = table.def.storage;
    let options = options.iter().map(|StorageOption { name, value }| Code(&format!("{name} = {value}")).to_string());
    let unlogged = unlogged.then(|| "no log is kept of its changes: after a crash it is empty".to_owned());
    let tablespace = tablespace.map(|name| format!("in the tablespace {}", Code(name)));
    let said: Vec<_> = options.chain(unlogged).chain(tablespace).collect();
    if !said.is_empty() {
        writeln!(text, "Stored with {}.\n", said.join(", ")).ok();
    }
    partitions(text, table);
}

fn partitions(text: &mut String, table: &Table<'_>) {
    let Some(partition) = &table.layout.partition else { return };
    title(text, "Partitions");
    writeln!(text, "By {}: a row is in one of these tables, and stays there.\n", Code(&partition.by)).ok();
    if !table.def.key_is_unique() {
        text.push_str("The key alone names one row only as far as the program makes no id twice; a look-up by it reads every one of them.\n\n");
    }
    text.push_str("| table | rows |\n|---|---|\n");
    for child in partition.children.iter().take(MOST) {
        writeln!(text, "| {} | {} |", Code(&child.name), Code(&child.bound)).ok();
    }
    let more = partition.children.len().saturating_sub(MOST);
    if more > 0 {
        writeln!(text, "| … | {more} more |").ok();
    }
    text.push('\n');
}
