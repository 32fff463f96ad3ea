use std::fmt::{Formatter, Result};

use super::comment::{comment, with_waivers};
use super::idempotent;
use super::script::Script;
use crate::model::{Domain, DomainCheck, Enum, Name};
use crate::quote::{Collation, Identifier, Literal};

/// The enum types, then the domains, which may be over one of them.
pub(super) fn all(f: &mut Formatter<'_>, script: &Script<'_>) -> Result {
    for one in &script.checked.database().enums {
        let name = script.names.relation(one.qualified());
        create(f, script, one.qualified(), &enumeration(script, one))?;
        comment(f, format_args!("TYPE {name}"), &with_waivers(&one.doc, &one.waivers))?;
    }
    for domain in &script.checked.database().domains {
        let name = script.names.relation(domain.qualified());
        create(f, script, domain.qualified(), &self::domain(script, domain))?;
        comment(f, format_args!("DOMAIN {name}"), &domain.doc)?;
    }
    Ok(())
}

fn create(f: &mut Formatter<'_>, script: &Script<'_>, name: Name<'_>, statement: &str) -> Result {
    let there = format!("to_regtype({})", Literal(&script.names.relation(name).to_string()));
    idempotent::unless(f, script.names, format_args!("{there} IS NOT NULL"), statement)
}

pub(super) fn enumeration(script: &Script<'_>, one: &Enum) -> String {
    let labels: Vec<_> = one.labels.iter().map(|label| Literal(label).to_string()).collect();
    format!("CREATE TYPE {} AS ENUM ({});", script.names.relation(one.qualified()), labels.join(", "))
}

pub(super) fn domain(script: &Script<'_>, domain: &Domain) -> String {
    let mut text = format!("CREATE DOMAIN {} AS {}", script.names.relation(domain.qualified()), domain.sql_type);
    if let Some(collation) = &domain.collation {
        text.push_str(&format!(" COLLATE {}", Collation(collation)));
    }
    if let Some(default) = &domain.default {
        text.push_str(&format!(" DEFAULT {default}"));
    }
    text.push_str(if domain.not_null { " NOT NULL" } else { "" });
    for DomainCheck { name, condition } in &domain.checks {
        text.push_str(&format!("\n    CONSTRAINT {} CHECK ({condition})", Identifier(name)));
    }
    text.push(';');
    text
}
