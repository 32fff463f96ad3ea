//! The server is started, used, killed and refused in the ways its users will meet.

mod child;
mod databases;
mod external;
mod refusals;
#[cfg(unix)]
mod remains;
