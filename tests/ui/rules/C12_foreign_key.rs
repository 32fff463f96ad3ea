use peristyle::prelude::*;

/// A group of positions.
#[table(name = "sections")]
pub struct Section {
    pub id: Id<Section>,
}

/// A position of an order.
#[table(name = "positions")]
pub struct Position {
    pub id: Id<Position>,
    pub number: uuid::Uuid,
    #[column(generated(sql = "number", virtual), on_delete = restrict, why = "a section with positions is kept")]
    pub section_id: Id<Section>,
}

fn main() {}
