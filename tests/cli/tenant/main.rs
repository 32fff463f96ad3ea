//! Exports, imports and erasures of a tenant, on a real server.

mod erase;
mod fixture;
mod kill;
mod large;
mod refused_files;
mod round_trip;
mod schema;
