//! The shop over HTTP, on a real server.

mod authentication;
mod catalog;
mod client;
mod failures;
mod isolation;
mod load;
mod openapi;
mod operation;
mod orders;
mod service;
