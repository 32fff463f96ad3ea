use peristyle::prelude::*;

/// A place that sells.
pub struct Shop {
    pub name: String,
}

schema! { pub SCHEMA = [Shop] }

fn main() {}
