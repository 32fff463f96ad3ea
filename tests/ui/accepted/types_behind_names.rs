//! Paths, aliases and newtypes that rules look through, in tables that keep the rules.

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
    pub name: String,
}

/// What was signed.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Terms {
    pub days: i32,
}

/// The same, with its keys in the order of the signature.
#[derive(Debug, Clone, PartialEq, ColumnType)]
#[column_type(sql_type = "json")]
pub struct Signed(Json<Terms>);

/// A country by its two letters.
#[derive(Debug, Clone, PartialEq, ColumnType)]
#[column_type(sql_type = "char(2)")]
pub struct CountryCode(String);

pub type Parent = Contract;

/// What an organization signed.
#[table(name = "org_contracts", tenant = Organization)]
#[derive(Debug, Clone, PartialEq)]
pub struct Contract {
    pub id: Id<Contract>,
    pub organization_id: Id<Organization>,
    #[column(denormalized(from = Organization::NAME, why = "the name as it was signed"))]
    pub organization_name: String,
    #[column(waive(jsonb = "the signature covers the order of the keys"))]
    pub terms: Signed,
    #[column(waive(padded_char = "as the old system has it"))]
    pub country: CountryCode,
    #[column(on_delete = set_null, why = "a part outlives its whole")]
    pub whole_id: Option<Id<Parent>>,
    #[column(on_delete = restrict, why = "the first is kept", waive(self_reference = "the first refers to itself"))]
    pub first_id: Id<self::Contract>,
    #[column(default_sql = "clock_timestamp()")]
    pub created_at: peristyle::Timestamp,
    #[column(default_sql = "CURRENT_TIMESTAMP")]
    pub updated_at: peristyle::Timestamp,
}

schema! { pub SCHEMA = [Organization, Contract] }
