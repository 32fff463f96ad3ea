//! A14 cascade_of_deleted: a cascade that a soft delete does not follow.
//!
//! A soft delete cascades to rows that can be restored (F07). Rows of a table without soft deletes stay as they are, and so do those of a waiver.

use super::finding::Finding;
use super::graph;
use super::wording;
use crate::checks::Checked;
use crate::model::Reference;

pub(super) fn look(checked: &Checked) -> Vec<Finding> {
    (0..checked.tables().len()).filter_map(|place| of_table(checked, place)).collect()
}

fn of_table(checked: &Checked, place: usize) -> Option<Finding> {
    let table = &checked.tables()[place];
    let targets = checked.references(place).map(|(target, reference)| (&checked.tables()[target], reference));
    let stays = |reference: &Reference| reference.ignores_soft_delete || !table.soft_delete();
    let kept = targets.filter(|(target, reference)| {
        graph::cascades(table, reference) && target.soft_delete() && stays(reference)
    });
    let (columns, mut targets): (Vec<_>, Vec<_>) =
        kept.map(|(target, reference)| (reference.declared(), target.rust_name.as_ref())).unzip();
    let columns: Vec<_> = columns.into_iter().flatten().map(AsRef::as_ref).collect();
    targets.dedup();
    let deletes = wording::joined(&targets, |target| format!("`{target}::delete`"));
    Finding::about(
        table,
        &columns,
        |_| format!("rows of `{}` stay after {deletes}: the soft delete does not cascade to them", table.name),
        format!(
            "delete them in the same transaction, or give {} real deletes: `waive(soft_delete = \"...\")`",
            wording::names(&targets)
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_silent, only, table};
    use crate::definition::{OnDelete, ReferenceDef};
    use crate::fixture::{COUNTRY, OF_TENANT, OWNED, PRODUCT, TENANT, column, list, reference};
    use crate::{SqlType, TableDef};

    const OF_PRODUCT: ReferenceDef =
        ReferenceDef { on_delete: OnDelete::Cascade, ..reference(&["product_id"], || &PRODUCT) };

    fn prices(reference: ReferenceDef) -> TableDef {
        let columns = [TENANT, column("product_id", SqlType::Uuid)];
        TableDef { tenancy: OWNED.tenancy, references: list([OF_TENANT, reference]), ..table("org_prices", columns) }
    }

    #[test]
    fn a_cascade_that_never_comes() {
        let advice = only("A14", [prices(OF_PRODUCT)]);
        assert_eq!(advice.text, "rows of `org_prices` stay after `Product::delete`: the soft delete does not cascade to them");
        assert_eq!(
            advice.instead,
            "delete them in the same transaction, or give `Product` real deletes: `waive(soft_delete = \"...\")`"
        );
        assert_eq!(advice.column, Some("product_id".into()));
    }

    #[test]
    fn a_cascade_of_real_deletes_or_none() {
        assert_silent("A14", [prices(ReferenceDef { target: || &COUNTRY, ..OF_PRODUCT })]);
        assert_silent("A14", [prices(ReferenceDef { on_delete: OnDelete::Restrict, ..OF_PRODUCT })]);
    }
}
