//! A18 second_root_reference: a tenant table refers to its root with the tenant column only.
//!
//! A foreign key to the root cannot include the tenant, since its target is a tenant: it tells which tenants exist, and its cascade crosses tenants.

use super::finding::Finding;
use crate::checks::Checked;
use crate::model::{OnDelete, Table, Tenancy};

pub(super) fn look(checked: &Checked) -> Vec<Finding> {
    (0..checked.tables().len()).flat_map(|place| of_table(checked, place)).collect()
}

fn of_table(checked: &Checked, place: usize) -> Vec<Finding> {
    let table = &checked.tables()[place];
    let Tenancy::Tenant { column: tenant, .. } = &table.tenancy else { return Vec::new() };
    let to_root = checked.references(place).filter(|(target, reference)| {
        let is_root = matches!(checked.tables()[*target].tenancy, Tenancy::Root { .. });
        is_root && reference.columns.iter().all(|column| column != tenant)
    });
    let finding = |(target, reference): (usize, &crate::model::Reference)| {
        let columns: Vec<_> = reference.columns.iter().map(AsRef::as_ref).collect();
        let column = columns.join(", ");
        let text = text(table, &column, &checked.tables()[target], reference.on_delete);
        let instead = "store the id without a foreign key (waiver of F01), or use a global table of pairs of tenants";
        Finding::about(table, &columns, |_| text, instead.to_owned())
    };
    to_root.filter_map(finding).collect()
}

fn text(table: &Table, column: &str, root: &Table, on_delete: OnDelete) -> String {
    let effect = match on_delete {
        OnDelete::Cascade => "deleting that tenant deletes rows of others",
        OnDelete::SetNull => "deleting that tenant changes rows of others",
        OnDelete::Restrict | OnDelete::NoAction => "a row of one tenant prevents the deletion of another",
    };
    format!("`{column}` of `{}` refers to the root `{}`: an insert tells whether a tenant exists, and {effect}", table.name, root.name)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_silent, only};
    use crate::TableDef;
    use crate::definition::{OnDelete, ReferenceDef, SqlType};
    use crate::fixture::{CATEGORY, ID, OF_TENANT, ORGANIZATION, OWNED, PRODUCT, TENANT, list, nullable, reference};

    fn partners(on_delete: OnDelete) -> TableDef {
        let partner = ReferenceDef { on_delete, ..reference(&["partner_id"], || &ORGANIZATION) };
        TableDef {
            name: "org_partners",
            columns: list([ID, TENANT, nullable("partner_id", SqlType::Uuid)]),
            references: list([OF_TENANT, partner]),
            ..OWNED
        }
    }

    #[test]
    fn a_partner() {
        let advice = only("A18", [partners(OnDelete::Cascade)]);
        assert_eq!(
            advice.text,
            "`partner_id` of `org_partners` refers to the root `organizations`: an insert tells whether a tenant exists, and deleting that tenant deletes rows of others"
        );
        assert!(only("A18", [partners(OnDelete::Restrict)]).text.ends_with("prevents the deletion of another"));
    }

    #[test]
    fn the_tenant_column_alone() {
        assert_silent("A18", [CATEGORY, PRODUCT, ORGANIZATION]);
    }
}
