//! The files: a new output is a file of this crate and a line here.

use super::Emit;
use crate::advice::Advice;
use crate::checks::Checked;
use crate::{citus, dbml, ddl, diagram, pgrls, schema_md};

/// The file of the snapshot, which is compared with the committed one.
pub(super) const SNAPSHOT: &str = "schema.json";

/// The file of Citus, which is checked before anything is written.
pub(super) const CITUS: &str = "citus.sql";

/// A file and what is written to it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Output {
    /// The call of [`Emit`] that asks for it.
    pub(super) call: &'static str,
    pub(super) file: &'static str,
    pub(super) write: fn(&Checked, &[Advice]) -> String,
}

macro_rules! outputs {
    ($($(#[$doc:meta])+ $call:ident: $($file:expr => $write:expr),+;)+) => {
        /// Every file, in the order of the calls.
        pub(super) const OUTPUTS: &[Output] =
            &[$($(Output { call: stringify!($call), file: $file, write: $write },)+)+];

        impl Emit<'_> {
            $($(#[$doc])+ pub fn $call(self) -> Self {
                self.with(stringify!($call))
            })+
        }
    };
}

outputs! {
    /// Writes the DDL, [`ddl::script`], to `schema.sql`.
    sql: "schema.sql" => |checked, _| ddl::script(checked);
    /// Writes the snapshot, [`crate::snapshot`], to `schema.json`.
    snapshot: SNAPSHOT => |checked, _| checked.database().to_json();
    /// Writes the diagram, [`crate::diagram`], to `schema.mmd` and `schema.svg`.
    diagram: "schema.mmd" => |checked, _| diagram::mermaid(checked), "schema.svg" => |checked, _| diagram::svg(checked);
    /// Writes the documentation, [`schema_md::markdown`], to `SCHEMA.md`. It lists the advice that is not silenced.
    schema_md: "SCHEMA.md" => schema_md::markdown;
    /// Writes the schema in DBML, [`dbml::dbml`], to `schema.dbml`.
    dbml: "schema.dbml" => |checked, _| dbml::dbml(checked);
    /// Writes the configuration of pgrls, [`pgrls::configuration`], to `pgrls.toml`.
    pgrls: "pgrls.toml" => |checked, _| pgrls::configuration(checked);
    /// Writes the distribution of the tables by Citus, [`citus::script`], to `citus.sql`. What Citus would refuse is an error.
    citus: CITUS => |checked, _| citus::script(checked).unwrap_or_default();
}
