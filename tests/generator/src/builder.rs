//! One table of a plan.

use crate::kind::{Indexed, KINDS, Kind, STEMS, WORDS};
use crate::schema::{Plan, Scope, Shape};
use crate::{Column, Random, Table};

/// Writes the table of a plan.
pub fn table(plan: &Plan, plans: &[Plan], prefix: &str, random: &mut Random) -> Table {
    let table = Table {
        ident: plan.ident.to_owned(),
        arguments: vec![format!("name = {:?}", plan.name)],
        documentation: (random.pick(&["What a row is.", "It's a \\ row\nof $$two$$ lines."])).to_owned(),
        columns: Vec::new(),
    };
    let stems = STEMS.iter().map(|stem| (*stem).to_owned()).collect();
    let mut builder = Builder { plan, plans, prefix, table, stems, plain: Vec::new(), soft_delete: false, random };
    builder.write();
    builder.table
}

struct Builder<'plan, 'random> {
    plan: &'plan Plan,
    plans: &'plan [Plan],
    prefix: &'plan str,
    table: Table,
    stems: Vec<String>,
    /// The columns that conditions and indexes speak of.
    plain: Vec<Plain>,
    soft_delete: bool,
    random: &'random mut Random,
}

/// A column that is neither key nor reference nor timestamp.
struct Plain {
    name: String,
    kind: &'static Kind,
    nullable: bool,
}

impl Builder<'_, '_> {
    fn write(&mut self) {
        self.key();
        self.tenancy();
        for _ in 0..self.random.below(3) {
            self.reference();
        }
        self.plain_columns();
        self.waived_columns();
        self.timestamps();
        self.checks();
        self.indexes();
        if self.plan.shape == Shape::AppendOnly {
            self.say("append_only");
        }
    }

    fn say(&mut self, argument: &str) {
        self.table.arguments.push(argument.to_owned());
    }

    fn key(&mut self) {
        let own = format!("Id<{}>", self.plan.ident);
        match self.plan.shape {
            Shape::Junction => {
                let columns = [self.key_part(), self.key_part()];
                self.say(&format!("junction({})", columns.join(", ")));
            }
            Shape::Older => {
                let ty = self.random.pick(&["i64", "String", "uuid::Uuid"]);
                self.table.columns.push(Column::new("id", ty).with("waive(uuid_v7 = \"it's an older table\")"));
            }
            Shape::Plain | Shape::AppendOnly => {
                let ty = if self.random.chance(20) { "Id<Self>" } else { &own };
                self.table.columns.push(Column::new("id", ty));
            }
        }
    }

    /// A reference that never changes.
    fn key_part(&mut self) -> String {
        let (stem, target) = self.stem_and_target();
        let name = format!("{stem}_id");
        let column =
            Column::new(&name, &format!("Id<{target}>")).with("on_delete = cascade").with("why = \"it's a part\"");
        self.table.columns.push(column);
        name
    }

    fn stem_and_target(&mut self) -> (String, &'static str) {
        let stem = self.random.take(&mut self.stems).expect("there are more stems than references");
        let plan = self.plan;
        let targets: Vec<&Plan> = self.plans.iter().filter(|other| plan.may_refer_to(other)).collect();
        let target = self.random.pick(&targets);
        (stem, target.ident)
    }

    fn tenancy(&mut self) {
        match self.plan.scope {
            Scope::Global => {}
            Scope::Root => {
                self.say("tenant_root");
                if self.prefix != "org_" || self.random.chance(30) {
                    self.say(&format!("prefix = {:?}", self.prefix));
                }
            }
            Scope::Tenant => self.tenant_column(),
        }
    }

    fn tenant_column(&mut self) {
        let root = self.plans.iter().find(|other| other.scope == Scope::Root).map_or("", |root| root.ident);
        self.say(&format!("tenant = {root}"));
        let named = format!("{}_id", root.to_lowercase());
        let mut column = Column::new(&named, &format!("Id<{root}>"));
        if self.random.chance(25) {
            column = Column::new("owner_id", &column.ty).with("tenant");
        }
        if self.random.chance(25) {
            column = column.with("on_delete = restrict").with("why = \"it's emptied first\"");
        }
        let place = self.random.below(self.table.columns.len() + 1);
        self.table.columns.insert(place, column);
        if self.plan.shape != Shape::Junction && self.random.chance(25) {
            self.say("primary_key = \"id\"");
            if self.plan.shape == Shape::Older {
                self.say("waive(unique_per_tenant = \"the numbers are older than the tenants\")");
            }
        }
        if self.random.chance(15) {
            self.say("waive(row_security = \"only the operator reads it\")");
        }
    }

    fn reference(&mut self) {
        let (stem, target) = self.stem_and_target();
        if self.random.chance(10) {
            let ty = format!("Vec<Id<{target}>>");
            self.table.columns.push(Column::new(&format!("{stem}_ids"), &ty));
            return;
        }
        let nullable = target == self.plan.ident || self.random.chance(50);
        let on_delete = self.on_delete(nullable);
        let ty = if nullable { format!("Option<Id<{target}>>") } else { format!("Id<{target}>") };
        let mut column =
            Column::new(&format!("{stem}_id"), &ty).with(on_delete).with("why = \"it's said \\\\ so; -- $$\"");
        if on_delete == "on_delete = no_action" {
            column = column.with("waive(on_delete = \"it's checked at the end\")");
        }
        if self.random.chance(15) {
            column = column.with("waive(fk_index = \"a table of ten rows\")");
        }
        self.table.columns.push(column);
    }

    fn on_delete(&mut self, nullable: bool) -> &'static str {
        let all = ["on_delete = restrict", "on_delete = no_action", "on_delete = cascade", "on_delete = set_null"];
        let possible = match (self.plan.shape, nullable) {
            (Shape::AppendOnly, _) => 2,
            (_, false) => 3,
            (_, true) => 4,
        };
        self.random.pick(&all[..possible])
    }

    fn plain_columns(&mut self) {
        let mut words = WORDS.to_vec();
        let enough = usize::from(self.plan.shape != Shape::Junction);
        for _ in 0..enough + self.random.below(6) {
            let Some(name) = self.random.take(&mut words) else { return };
            let (kind, nullable) = (&KINDS[self.random.below(KINDS.len())], self.random.chance(35));
            let ty = if nullable { format!("Option<{}>", kind.ty) } else { kind.ty.to_owned() };
            let mut column = Column::new(name, &ty);
            column.attributes.extend((!kind.sized.is_empty()).then(|| kind.sized.to_owned()));
            if !kind.defaults.is_empty() && self.random.chance(40) {
                column = column.with(self.random.pick(kind.defaults));
            }
            if self.random.chance(30) {
                column.documentation = "It's a \"column\" \\ of $$ ours; --".to_owned();
            }
            self.table.columns.push(column);
            self.plain.push(Plain { name: name.to_owned(), kind, nullable });
        }
    }

    /// Columns that a rule refuses, each with its waiver.
    fn waived_columns(&mut self) {
        let columns = [
            Column::new("country", "String")
                .with("char(2)")
                .with("waive(padded_char = \"it's a code of two letters\")"),
            Column::new("body", "peristyle::Json<Vec<i32>>").with("json").with("waive(jsonb = \"the text is signed\")"),
            Column::new("bank_id", "String").with("waive(foreign_key = \"an id of the bank\")"),
            Column::new("weighed", "rust_decimal::Decimal").with("waive(sized_decimal = \"any number of digits\")"),
            Column::new("local", "chrono::NaiveDateTime").with("waive(time_zone = \"a clock on a wall\")"),
            Column::new("camelCase", "i32").with("waive(snake_case = \"an older column\")"),
        ];
        for column in columns {
            if self.random.chance(6) {
                self.table.columns.push(column);
            }
        }
    }

    fn timestamps(&mut self) {
        let always = matches!(self.plan.shape, Shape::AppendOnly | Shape::Junction);
        let waived = !always && self.random.chance(20);
        self.soft_delete = !always && !waived;
        if waived {
            self.say("waive(soft_delete = \"it's worthless after\")");
        }
        if self.random.chance(10) {
            self.say("waive(timestamps = \"a fixed list\")");
        } else if self.random.chance(15) {
            self.table.columns.push(Column::new("created_at", "peristyle::Timestamp"));
        }
        if self.soft_delete && self.random.chance(15) {
            self.table.columns.push(Column::new("deleted_at", "Option<peristyle::Timestamp>"));
        }
    }

    /// A condition over one column, or over that and a second one.
    fn condition(&mut self, plain: &Plain) -> Option<String> {
        let column = &plain.name;
        let own = if plain.kind.conditions.is_empty() {
            None
        } else {
            Some(self.random.pick(plain.kind.conditions).replace("{}", column))
        };
        match own {
            Some(own) if plain.nullable && self.random.chance(50) => Some(format!("{column}.is_none() || ({own})")),
            None if plain.nullable => Some(format!("{column}.is_some()")),
            own => own,
        }
    }

    fn checks(&mut self) {
        let table = self.plan.ident.to_lowercase();
        let columns = std::mem::take(&mut self.plain);
        for plain in &columns {
            let Some(condition) = self.condition(plain).filter(|_| self.random.chance(30)) else { continue };
            let message = if self.random.chance(50) { ", message = \"it's \\\\ too much\"" } else { "" };
            let name = if self.random.chance(20) {
                format!(", name = \"{table}_{}_is_right\"", plain.name.trim_start_matches("r#"))
            } else {
                String::new()
            };
            self.say(&format!("check({condition}{message}{name})"));
        }
        // As SQL stands there as it was written, a name that is a word of SQL would need its quotes.
        let is_plain_word =
            |plain: &&Plain| plain.kind.ty == "i64" && ["seats", "height", "weight"].contains(&plain.name.as_str());
        if let Some(Plain { name, .. }) = columns.iter().find(is_plain_word) {
            self.say(&format!(
                "check(sql = \"abs({name}) < 10 OR {name} IN (11, 12)\", name = \"{table}_{name}_by_sql\")"
            ));
        }
        self.plain = columns;
    }

    /// No two begin with the same column, so that none makes another redundant (rule I02).
    fn indexes(&mut self) {
        let under_tenant = self.plan.scope != Scope::Global;
        let fits = |plain: &&Plain| match plain.kind.indexed {
            Indexed::Anywhere => true,
            Indexed::WithoutTenant => !under_tenant,
            Indexed::Never => false,
        };
        let columns = std::mem::take(&mut self.plain);
        let mut free: Vec<&Plain> = columns.iter().filter(fits).collect();
        for _ in 0..self.random.below(4) {
            let Some(first) = self.random.take(&mut free) else { break };
            let second = self.random.take(&mut free).filter(|_| self.random.chance(40));
            let index = self.index(first, second, &columns);
            self.say(&index);
        }
        self.plain = columns;
    }

    fn index(&mut self, first: &Plain, second: Option<&Plain>, columns: &[Plain]) -> String {
        let unique = self.random.chance(40);
        let mut parts: Vec<String> =
            [Some(first), second].into_iter().flatten().map(|plain| self.ordered(plain, unique)).collect();
        if self.random.chance(40) {
            let about = &columns[self.random.below(columns.len())];
            parts.extend(self.condition(about).map(|condition| format!("only({condition})")));
        }
        if self.soft_delete && !unique && self.random.chance(20) {
            parts.push("including_deleted".to_owned());
        }
        format!("{}({})", if unique { "unique" } else { "index" }, parts.join(", "))
    }

    fn ordered(&mut self, plain: &Plain, unique: bool) -> String {
        let order = if unique { "" } else { self.random.pick(&["", "", "(desc)", "(asc)"]) };
        format!("{}{order}", plain.name)
    }
}
