use serde::Serialize;
use serde_json::Value;

use crate::exit::Exit;

/// What a command prints: a text for a person, or a JSON value with `--json`.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) text: String,
    pub(crate) json: Value,
    pub(crate) exit: Exit,
}

impl Report {
    pub(crate) fn new(text: impl Into<String>, value: &impl Serialize) -> Self {
        // A report has string keys only, so it is JSON.
        let json = serde_json::to_value(value).unwrap_or_default();
        Self { text: text.into(), json, exit: Exit::Done }
    }

    pub(crate) const fn exit(mut self, exit: Exit) -> Self {
        self.exit = exit;
        self
    }
}
