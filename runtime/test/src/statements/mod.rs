//! The statements that a test sends: how many it may send, and which are run for each row of another.

mod limit;
mod log;
mod n_plus_one;
mod places;
mod protocol;
mod proxy;
mod recorder;
mod remedy;

pub use limit::StatementLimit;
pub use n_plus_one::{NPlusOne, NPlusOneCheck};
pub(crate) use places::record;
pub(crate) use proxy::{Address, Proxy};
pub(crate) use recorder::open as open_recorder;
