use std::error::Error as StdError;
use std::fmt;

/// An error of the driver or the server. `source` is the error of the driver, such as `sqlx::Error`.
#[derive(Debug)]
pub struct DriverError {
    pub(super) message: String,
    source: Box<dyn StdError + Send + Sync>,
}

impl DriverError {
    pub(crate) fn new(message: impl Into<String>, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { message: message.into(), source: source.into() }
    }
}

impl fmt::Display for DriverError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for DriverError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}
