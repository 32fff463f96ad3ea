use peristyle::ColumnDef;
use peristyle::definition::{TableTransition, Transition, WaiverDef};

use super::Stated;

impl Stated<'_> {
    /// Of the table and its columns. Those of constraints and indexes stand with them.
    pub(super) fn comments(&mut self) {
        let retired = match self.def.transition {
            TableTransition::Retired { reason } => format!("\n\nRetired: {reason}"),
            _ => String::new(),
        };
        let run_time = self.def.partition.and_then(|partition| partition.run_time);
        let run_time =
            run_time.map(|reason| format!("\n\nPartitions are made at run time: {reason}")).unwrap_or_default();
        let text = format!("{}{retired}{run_time}", self.def.doc);
        self.comment("table".to_owned(), &with_waivers(text, self.def.waivers));
        for column in self.def.columns.iter().chain(self.def.search.as_ref().map(|search| &search.column)) {
            self.comment(format!("column {}", column.name), &with_waivers(described(column), column.waivers));
        }
    }
}

fn described(column: &ColumnDef) -> String {
    let copied = column.denormalized.map(|copy| format!("A copy of {}: {}", copy.column, copy.why));
    let retired = match column.transition {
        Transition::Retired { reason } => Some(format!("Retired: {reason}")),
        _ => None,
    };
    let parts: Vec<_> =
        [column.doc.to_owned()].into_iter().chain(copied).chain(retired).filter(|part| !part.is_empty()).collect();
    parts.join("\n\n")
}

pub(super) fn with_waivers(doc: String, waivers: &[WaiverDef]) -> String {
    let lines = waivers.iter().map(|it| format!("Waived {} ({}): {}", it.name, it.code, it.reason));
    let lines = lines.collect::<Vec<_>>().join("\n");
    [doc, lines].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}
