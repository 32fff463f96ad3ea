//! Exports, imports and erasures of a tenant, on a real server.

mod erase;
#[path = "../../postgres/every_option.rs"]
mod every_option;
mod fixture;
mod kill;
mod large;
#[path = "../../src/newer.rs"]
mod newer;
#[path = "../../ui/accepted/numbers.rs"]
#[allow(dead_code, missing_docs, reason = "what is read is the schema")]
mod numbered;
mod numbers;
mod periods;
mod refused_files;
mod round_trip;
mod schema;
mod schemas;
