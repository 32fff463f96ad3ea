use std::fmt;

use crate::builder;
use crate::kind::{ENUMS, TABLES};
use crate::{Random, Table};

/// How many tables a schema has.
const TABLES_OF_A_SCHEMA: usize = 5;

/// Tables that refer to each other, with the enums that they use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// The tables, in no particular order.
    pub tables: Vec<Table>,
}

/// What is settled before any table is written, so that tables can refer to each other in circles.
pub(crate) struct Plan {
    pub ident: &'static str,
    pub name: String,
    pub scope: Scope,
    pub shape: Shape,
}

/// Whose rows they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    Global,
    Root,
    Tenant,
}

/// What names a row, and whether it changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Plain,
    AppendOnly,
    Junction,
    /// A key that is no UUIDv7, so nothing refers to it.
    Older,
}

impl Schema {
    /// Tables that keep every rule.
    pub fn generate(random: &mut Random) -> Self {
        let prefix = if random.chance(75) { Some(random.pick(&["org_", "org_", "t_", ""])) } else { None };
        let mut names = TABLES.to_vec();
        let plans: Vec<Plan> =
            (0..TABLES_OF_A_SCHEMA).filter_map(|place| Plan::generate(place, prefix, &mut names, random)).collect();
        let tables =
            plans.iter().map(|plan| builder::table(plan, &plans, prefix.unwrap_or_default(), random)).collect();
        Self { tables }
    }
}

impl Plan {
    fn generate(
        place: usize,
        prefix: Option<&str>,
        names: &mut Vec<(&'static str, &'static str)>,
        random: &mut Random,
    ) -> Option<Self> {
        let (ident, name) = random.take(names)?;
        let (scope, shape) = match (place, prefix) {
            (0, Some(_)) => (Scope::Root, Shape::Plain),
            // Every table may refer to this one.
            (0, None) | (1, _) => (Scope::Global, Shape::Plain),
            _ => {
                (scope(prefix, random), random.pick(&[Shape::Plain, Shape::AppendOnly, Shape::Junction, Shape::Older]))
            }
        };
        let name =
            if scope == Scope::Tenant { format!("{}{name}", prefix.unwrap_or_default()) } else { name.to_owned() };
        Some(Self { ident, name, scope, shape })
    }

    /// Whether a table of that plan may refer to one of the other.
    pub fn may_refer_to(&self, other: &Self) -> bool {
        let in_reach = self.scope != Scope::Global || other.scope == Scope::Global;
        in_reach && matches!(other.shape, Shape::Plain | Shape::AppendOnly)
    }
}

fn scope(prefix: Option<&str>, random: &mut Random) -> Scope {
    if prefix.is_some() && random.chance(75) { Scope::Tenant } else { Scope::Global }
}

impl fmt::Display for Schema {
    /// A module's content.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "use peristyle::{{Id, PgEnum, schema, table}};\n\n{ENUMS}")?;
        for table in &self.tables {
            writeln!(f, "{table}")?;
        }
        let idents: Vec<&str> = self.tables.iter().map(|table| table.ident.as_str()).collect();
        writeln!(f, "schema! {{ pub SCHEMA = [{}] }}", idents.join(", "))
    }
}
