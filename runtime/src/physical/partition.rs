use crate::TableDef;
use crate::definition::{Bound, ChildDef, PartitionDef, PartitionMethod};
use crate::quote::Identifiers;

use super::name;

/// The partitioning of a table.
#[derive(Debug)]
pub struct Partition {
    /// `RANGE (created_at)`
    pub by: String,
    pub columns: &'static [&'static str],
    pub children: Vec<Child>,
    /// Why partitions are made at run time.
    pub run_time: Option<&'static str>,
}

/// A partition, which is a table.
#[derive(Debug)]
pub struct Child {
    pub name: String,
    /// `FOR VALUES IN ('de')`, or `DEFAULT`
    pub bound: String,
}

pub(super) fn of(def: &TableDef) -> Option<Partition> {
    let PartitionDef { method, columns, children, run_time, __non_exhaustive: () } = def.partition?;
    let named_columns = Identifiers(columns);
    let count = children.len();
    let named = children.iter().enumerate().map(|(place, ChildDef { name, bound, __non_exhaustive: () })| Child {
        name: (*name).to_owned(),
        bound: said(*bound, place, count),
    });
    Some(match method {
        PartitionMethod::Range => {
            Partition { columns, by: format!("RANGE ({named_columns})"), children: named.collect(), run_time }
        }
        PartitionMethod::List => {
            Partition { columns, by: format!("LIST ({named_columns})"), children: named.collect(), run_time }
        }
        PartitionMethod::Hash(count) => {
            let numbered = (0..count).map(|remainder| hashed(def.name, count, remainder));
            let children = if children.is_empty() { numbered.collect() } else { named.collect() };
            Partition { columns, by: format!("HASH ({named_columns})"), children, run_time }
        }
    })
}

/// Numbered with leading zeros, so that the names sort in order: `org_events_p00`.
fn hashed(table: &str, count: u32, remainder: u32) -> Child {
    let width = (count - 1).to_string().len();
    Child {
        name: name::generated(table, [], &format!("p{remainder:0width$}")),
        bound: format!("FOR VALUES WITH (MODULUS {count}, REMAINDER {remainder})"),
    }
}

fn said(bound: Bound, place: usize, count: usize) -> String {
    match bound {
        Bound::Default => "DEFAULT".to_owned(),
        Bound::Range(from, to) => format!("FOR VALUES FROM ({}) TO ({})", from.join(", "), to.join(", ")),
        Bound::List(values) => format!("FOR VALUES IN ({})", values.join(", ")),
        Bound::Remainder => format!("FOR VALUES WITH (MODULUS {count}, REMAINDER {place})"),
    }
}
