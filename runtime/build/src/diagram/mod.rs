//! The diagram of a schema: [`mermaid`] for what renders Mermaid, [`svg`] for everything else.
//!
//! Both show the tables, their columns with types and marks (PK, FK, UK), and who refers to whom how often. The SVG shows tenancy as a court: one
//! frame around the tables of a root's tenants, in place of a line from each of them to the root.
//!
//! The layout of the SVG is a layered one, of this crate: tables from left to right, what is referred to before what refers to it; lines leave and
//! enter at the columns and run between the tables, never through them. No crate for it had ports at rows, lines that join on their
//! way to one table, and no dependencies.

mod layered;
mod mermaid;
mod model;
mod svg;
#[cfg(test)]
mod tests;

pub use mermaid::mermaid;
pub use svg::svg;
