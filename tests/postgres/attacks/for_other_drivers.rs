//! What the attacks by `statements` need. The others are tried on sqlx.

mod courts;
#[cfg(unix)]
pub(crate) mod mutants;
#[cfg(unix)]
pub(crate) mod pooler;

pub(crate) use courts::{Courts, SECRET};
