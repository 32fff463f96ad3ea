//! The statements that a test sends, and how many it may send.

mod limit;
mod protocol;
mod proxy;

pub use limit::StatementLimit;
pub(crate) use proxy::{Address, Proxy};
