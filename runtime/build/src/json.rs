//! Reads the JSON files of this crate: what is wrong with one, and where.

use std::fmt;

use serde::de::DeserializeOwned;

/// Why a text cannot be read, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct JsonError {
    /// From 1.
    pub(crate) line: usize,
    /// The byte of the line, from 1.
    pub(crate) column: usize,
    /// The key; empty where the text is not JSON.
    pub(crate) path: String,
    pub(crate) message: String,
}

/// Reads a text of at most this number of bytes.
pub(crate) fn read<T: DeserializeOwned>(text: &str, limit: usize) -> Result<T, JsonError> {
    if text.len() > limit {
        return Err(JsonError::too_long(text.len(), limit));
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let mut track = serde_path_to_error::Track::new();
    let read = T::deserialize(serde_path_to_error::Deserializer::new(&mut deserializer, &mut track));
    let read = read.map_err(|error| JsonError::at(track.path(), &error))?;
    deserializer.end().map_err(|error| JsonError::at("", &error))?;
    Ok(read)
}

impl JsonError {
    /// An error of the reader, at the key where it stopped.
    fn at(path: impl ToString, error: &serde_json::Error) -> Self {
        let (line, column, text) = (error.line(), error.column(), error.to_string());
        let message = text.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&text).to_owned();
        // Outside every key the path is a point; in a text that is not JSON no key is at fault.
        let path = Some(path.to_string()).filter(|path| path != "." && error.is_data());
        Self { line, column, path: path.unwrap_or_default(), message }
    }

    pub(crate) fn too_long(bytes: usize, limit: usize) -> Self {
        let message = format!("the text has {bytes} bytes, more than the limit of {limit}");
        Self { line: 1, column: 1, path: String::new(), message }
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, column, path, message } = self;
        write!(f, "{line}:{column}: ")?;
        if !path.is_empty() {
            write!(f, "`{path}`: ")?;
        }
        f.write_str(message)
    }
}
