use super::{PhysicalTable, leading_tenant};
use crate::TableDef;

impl PhysicalTable {
    /// Whether no two live rows agree in these columns, within a tenant.
    pub fn is_unique(&self, def: &TableDef, columns: &[&str]) -> bool {
        let tenant = leading_tenant(def);
        let within = |name: &str| columns.contains(&name) || tenant == Some(name);
        let mut keys = self.keys();
        let mut indexes = self
            .indexes
            .iter()
            .filter(|index| index.unique && index.said.only.is_none() && index.said.is_over_columns());
        keys.any(|key| key.columns.iter().all(|name| within(name)))
            || indexes.any(|index| index.columns.iter().all(|column| within(column.name)))
    }
}
