use peristyle::definition::{Bound, PartitionDef, PartitionMethod, StorageOption};
use serde_json::json;

use super::{Kind, Scratch, Stated, name};

impl Stated<'_> {
    /// How it is stored. Options of a partitioned table are its children's, which are stated elsewhere.
    pub(super) async fn table(&mut self, scratch: &mut Scratch<'_>) {
        let storage = self.def.storage;
        let options = storage.options.iter().filter(|_| self.def.partition.is_none());
        let options = options.filter(|option| !option.name.starts_with("toast."));
        let options: Vec<_> = options.map(|StorageOption { name, value, .. }| format!("{name}={value}")).collect();
        let (kind, by) = match self.def.partition {
            Some(partition) => ("partitioned table", Some(scratch.partition_key(&key(&partition)).await)),
            None => ("table", None),
        };
        let unlogged = storage.unlogged;
        self.fact(
            Kind::Table,
            json!({ "kind": kind, "partition_by": by, "unlogged": unlogged, "storage_options": options }),
        );
        if let Some(partition) = self.def.partition {
            for (child, bound) in self.children(&partition) {
                let bound = scratch.bound(&key(&partition), &bound).await;
                self.fact(Kind::Partition, json!({ "name": child, "bound": bound }));
            }
        }
    }

    fn children(&self, partition: &PartitionDef) -> Vec<(String, String)> {
        if let PartitionMethod::Hash(count) = partition.method
            && !partition.children.is_empty()
        {
            let named = partition.children.iter().enumerate();
            let bound = |number| format!("FOR VALUES WITH (MODULUS {count}, REMAINDER {number})");
            return named.map(|(number, child)| (child.name.to_owned(), bound(number))).collect();
        }
        if let PartitionMethod::Hash(count) = partition.method
            && count > 0
        {
            let digits = (count - 1).to_string().len();
            let child = |number| {
                let name = name::of(self.def, &[], &format!("p{number:0digits$}"));
                (name, format!("FOR VALUES WITH (MODULUS {count}, REMAINDER {number})"))
            };
            return (0..count).map(child).collect();
        }
        partition.children.iter().map(|child| (child.name.to_owned(), bound(child.bound))).collect()
    }
}

fn key(partition: &PartitionDef) -> String {
    let method = match partition.method {
        PartitionMethod::Range => "RANGE",
        PartitionMethod::List => "LIST",
        PartitionMethod::Hash(_) => "HASH",
        other => panic!("state {other:?}"),
    };
    let columns: Vec<_> = partition.columns.iter().map(|name| super::scratch::quoted(name)).collect();
    format!("{method} ({})", columns.join(", "))
}

fn bound(bound: Bound) -> String {
    match bound {
        Bound::Default => "DEFAULT".to_owned(),
        Bound::Range(from, to) => format!("FOR VALUES FROM ({}) TO ({})", from.join(", "), to.join(", ")),
        Bound::List(values) => format!("FOR VALUES IN ({})", values.join(", ")),
        other => panic!("state {other:?}"),
    }
}
