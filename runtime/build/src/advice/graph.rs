//! Which table refers to which.

use crate::checks::Checked;
use crate::model::{OnDelete, Reference, Table};
use crate::order::Edge;

/// Whether the rows that refer are deleted with the row referred to. Those of a tenant do not count.
pub(super) fn cascades(table: &Table, reference: &Reference) -> bool {
    let of_tenant = table.tenant_column().is_some_and(|tenant| reference.declared().iter().any(|name| name == tenant));
    reference.on_delete == OnDelete::Cascade && !of_tenant
}

/// Every reference to another table.
pub(super) fn edges(checked: &Checked) -> Vec<Edge> {
    checked.edges().into_iter().filter(|edge| edge.from != edge.to).collect()
}
