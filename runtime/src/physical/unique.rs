use super::{PhysicalTable, Reference, leading_tenant};
use crate::TableDef;

/// How many live rows refer to one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Referring {
    AnyNumber,
    /// The row belongs to no tenant, or to another one: one row of each tenant may refer to it.
    OneOfEachTenant,
    AtMostOne,
}

impl PhysicalTable {
    /// Whether no two live rows of a tenant agree in these columns.
    pub fn is_unique(&self, def: &TableDef, columns: &[&str]) -> bool {
        let tenant = leading_tenant(def);
        self.has_unique(|name| columns.contains(&name) || tenant == Some(name))
    }

    /// How many rows refer to one by that reference of the table.
    pub fn referring(&self, def: &TableDef, reference: &Reference) -> Referring {
        if self.has_unique(|name| reference.columns.contains(&name)) {
            Referring::AtMostOne
        } else if self.is_unique(def, &reference.columns) {
            Referring::OneOfEachTenant
        } else {
            Referring::AnyNumber
        }
    }

    /// Whether a key or an index has no other columns than those.
    fn has_unique(&self, is_given: impl Fn(&str) -> bool) -> bool {
        let mut indexes = self
            .indexes
            .iter()
            .filter(|index| index.unique && index.said.only.is_none() && index.said.is_over_columns());
        self.keys().any(|key| key.columns.iter().all(|name| is_given(name)))
            || indexes.any(|index| index.columns.iter().all(|column| is_given(column.name)))
    }
}
