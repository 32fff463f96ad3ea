//! What it means: names, types and conditions resolved, with the tokens they came from.

mod bound;
mod budget;
mod check;
mod column;
mod column_name;
mod column_type;
mod condition;
mod declared_type;
mod default;
mod documentation;
mod extra;
mod guard;
mod history_rules;
mod index;
mod index_values;
mod indexed;
mod known;
mod letter_case;
mod min;
mod number;
mod number_rules;
mod partition;
mod partition_rules;
mod pg_enum;
mod policy;
mod primary_key;
mod reference;
mod references;
mod row_security;
mod rust_type;
mod search;
mod sequence;
mod statistics;
mod storage;
mod table;
mod tenancy;
mod transition;
mod transition_rules;
mod type_name;
mod waiver;

pub use bound::{Value, ValueSql};
pub use budget::Budget;
pub use check::{Check, MaxLen};
pub use column::{Column, Role, TIMESTAMPS};
pub use column_type::ColumnType;
pub use condition::{Condition, Operand, Operator};
pub use declared_type::{DeclaredBy, DeclaredType, SizedType};
pub use default::Default;
pub use documentation::{Documentation, is_only_documentation};
pub use extra::Extra;
pub use guard::Guard;
pub use index::{Index, IndexColumn, METHODS};
pub use indexed::Indexed;
pub use known::{Known, KnownTables, Scope};
pub use min::min;
pub use number::Number;
pub use partition::{Bound, Child, Method, Partition};
pub use partition_rules::named;
pub use pg_enum::PgEnum;
pub use policy::{Command, Policy};
pub use primary_key::Key;
pub use reference::{Action, ForeignKey, ReferenceOptions, Target};
pub use references::Reference;
pub use row_security::RowSecurity;
pub use rust_type::{Kind, Shape, not_null, scalar};
pub use search::{Looked, Search};
pub use sequence::{Counting, Sequence, Size};
pub use statistics::Statistics;
pub use storage::TableStorage;
pub use table::Table;
pub use tenancy::{Tenancy, tenant_column_name};
pub use transition::{TableTransition, Transition};
pub use type_name::TypeName;
pub use waiver::Waiver;

/// Tokens as a person writes them: no space inside generics and paths.
pub fn written(tokens: &dyn quote::ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    if !text.contains(' ') {
        return text;
    }
    [(" < ", "<"), ("< ", "<"), (" >", ">"), (" :: ", "::"), (":: ", "::"), (" ,", ",")]
        .iter()
        .fold(text, |text, (loose, tight)| text.replace(loose, tight))
}
