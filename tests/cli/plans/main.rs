//! Statistics are dumped from one database, and statements are planned with them on another.

mod check;
mod dump;
mod fixture;
mod refused;
mod time;
