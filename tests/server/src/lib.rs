//! A PostgreSQL of its own.
