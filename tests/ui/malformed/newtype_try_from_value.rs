use peristyle::prelude::*;

/// An address that a mail once reached.
#[derive(Debug, Clone, PartialEq, ColumnType)]
#[column_type(try_from = "String")]
pub struct Email(String);

impl TryFrom<String> for Email {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Ok(Self(text))
    }
}

fn main() {}
