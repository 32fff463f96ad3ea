//! `with(fillfactor = 70)`: storage options of a table or an index.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::Meta;

use crate::diagnostics::Diagnostics;
use crate::parse::storage::Storage;
use crate::parse::value::{self, Text};
use crate::parse::{Raw, TableArguments};
use crate::suggest;

/// What a table says of its files.
#[derive(Default)]
pub struct TableStorage {
    pub options: Vec<Storage>,
    /// `unlogged`, as it was written.
    pub unlogged: Option<TokenStream>,
    pub tablespace: Option<Text>,
}

impl TableStorage {
    /// Reads the keys.
    pub fn read(arguments: &TableArguments, diagnostics: &mut Diagnostics) -> Self {
        let unlogged = arguments.unlogged.as_ref().filter(|raw| value::flag(Some(raw), diagnostics));
        let unlogged = unlogged.map(|raw| raw.0.to_token_stream());
        let options = arguments.with.as_ref().and_then(|raw| options(raw, diagnostics)).unwrap_or_default();
        let form = "tablespace = \"fast\"";
        let tablespace = arguments.tablespace.as_ref().and_then(|raw| value::text(raw, form, diagnostics));
        Self { options, unlogged, tablespace }
    }

    /// Whether nothing is said.
    pub fn is_plain(&self) -> bool {
        self.options.is_empty() && self.unlogged.is_none() && self.tablespace.is_none()
    }
}

fn options(raw: &Raw, diagnostics: &mut Diagnostics) -> Option<Vec<Storage>> {
    let read = match &*raw.0 {
        Meta::List(list) => list.parse_args_with(Storage::read_all).ok(),
        _ => None,
    };
    if read.is_none() {
        value::wrong(raw, "takes storage options", "with(fillfactor = 70)", diagnostics);
    }
    let options = read?;
    for Storage { name, .. } in &options {
        if !is_known(name) {
            let known: Vec<_> = OPTIONS.to_vec();
            let message = format!("unknown storage option `{name}`{}", suggest::did_you_mean(name, &known));
            diagnostics.malformed("table", &raw.0, message, "the documentation of CREATE TABLE lists the options");
        }
    }
    Some(options)
}

/// Those of PostgreSQL 15 to 18, but for the ones that the toast table has too.
const OPTIONS: [&str; 3] = ["fillfactor", "parallel_workers", "user_catalog_table"];

/// Those that the toast table has too: `toast.autovacuum_enabled`.
const OF_TOAST: [&str; 3] = ["log_autovacuum_min_duration", "vacuum_index_cleanup", "vacuum_truncate"];

fn is_known(name: &str) -> bool {
    let (toast, own) = name.strip_prefix("toast.").map_or((false, name), |own| (true, own));
    let of_toast = own.starts_with("autovacuum_") || own.starts_with("vacuum_") || OF_TOAST.contains(&own);
    of_toast || !toast && (OPTIONS.contains(&own) || own == "toast_tuple_target")
}
