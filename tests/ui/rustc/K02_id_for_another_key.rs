use peristyle::prelude::*;

/// A place that sells.
#[table(name = "shops")]
pub struct Shop {
    #[column(waive(uuid_v7 = "counted"))]
    pub id: i64,
}

fn main() {
    let _ = Shop::find(Id::<Shop>::generate());
}
