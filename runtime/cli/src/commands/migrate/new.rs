use std::path::Path;
use std::str::FromStr;

use clap::Args;
use peristyle_build::migrate::{Hazard, Migrate, Plan};
use serde::Serialize;
use serde_json::json;

use crate::at_risk::{self, AtRisk};
use crate::commands::{Command, Context};
use crate::database::{Url, connect};
use crate::failure::Failure;
use crate::report::Report;

/// Plans a migration from the snapshot to the structs, and writes its files
#[derive(Debug, Args)]
pub(crate) struct New {
    /// The name, in snake_case
    name: String,
    /// Print the plan, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print the SQL too, which the files have
    #[arg(long)]
    sql: bool,
    /// Count in this database the rows that a drop of a table, a column or a partition deletes. It is only read
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    #[command(flatten)]
    decisions: Decisions,
}

/// What the structs do not say.
#[derive(Debug, Args)]
struct Decisions {
    /// Allow a hazard, with a reason that stands in the file
    #[arg(long, value_name = "HAZARD=REASON")]
    allow: Vec<Allowed>,
    /// A table, column or label was dropped, although another one like it is new
    #[arg(long, value_name = "NAME")]
    dropped: Vec<String>,
    /// A table was renamed
    #[arg(long, value_name = "OLD=NEW")]
    renamed_table: Vec<Pair>,
    /// A column was renamed; the table by its new name
    #[arg(long, value_name = "TABLE.OLD=NEW")]
    renamed_column: Vec<Member>,
    /// An enum type was renamed
    #[arg(long, value_name = "OLD=NEW")]
    renamed_enum: Vec<Pair>,
    /// A label of an enum type was renamed
    #[arg(long, value_name = "ENUM.OLD=NEW")]
    renamed_label: Vec<Member>,
    /// The value of a column in the rows that have none, or the conversion to its new type
    #[arg(long, value_name = "TABLE.COLUMN=SQL")]
    backfill: Vec<Member>,
    /// A migration by hand takes care of this SQL of your own
    #[arg(long, value_name = "NAME")]
    handled: Vec<String>,
}

impl Command for New {
    fn run(self, context: &Context) -> Result<Report, Failure> {
        let migrate = self.decisions.apply(context.project.migrate());
        let at_risk = match self.database {
            Some(url) => count(context, Url::of(url), &migrate.planned(&context.project.migrations)?)?,
            None => Vec::new(),
        };
        if self.dry_run {
            let plan = told(migrate.planned(&context.project.migrations)?, &at_risk);
            let text = format!("{}{}", text_of(&plan), later(&migrate));
            let json = json!({ "files": [], "steps": steps(&plan, &at_risk), "later": migrate.later() });
            return Ok(Report::new(text.trim_end(), &json));
        }
        let mut written = migrate.new_migration(&self.name, &context.project.migrations)?;
        written.plan = told(written.plan, &at_risk);
        let files: String = written.files.iter().map(|file| format!("wrote {}\n", shown(file).display())).collect();
        let text = match (written.files.is_empty(), written.plan.is_empty()) {
            (true, true) if !context.project.migrations.join("peristyle.sum").exists() => format!(
                "the structs are what `{}` has, and there is no migration yet: nothing to do\n  = help: for a first migration that creates \
                 everything, name a snapshot that is not there: `--snapshot db/schema.json`",
                context.project.snapshot.display()
            ),
            (true, true) => "the structs are what the last migration leads to: nothing to do".to_owned(),
            (true, false) => text_of(&written.plan),
            (false, _) if self.sql => format!("{}\n{files}{}", text_of(&written.plan), later(&migrate)),
            (false, true) => format!("{files}{}\n{}", text_of(&written.plan), later(&migrate)),
            (false, false) => {
                let snapshot = shown(&context.project.snapshot).display();
                let files = format!(
                    "{files}wrote {snapshot}, from which the next migration begins\nthe files have the SQL; `--sql` prints it\n"
                );
                format!("{}\n{files}{}", written.plan.summary(), later(&migrate))
            }
        };
        let steps = steps(&written.plan, &at_risk);
        Ok(Report::new(text, &json!({ "files": written.files, "steps": steps, "later": migrate.later() })))
    }
}

/// What the release after this one removes from the structs, and its command; nothing where no change is made in two releases.
pub(super) fn later(migrate: &Migrate) -> String {
    let changes = migrate.later();
    if changes.is_empty() {
        return String::new();
    }
    let lines: String = changes.iter().map(|change| format!("  {change}\n")).collect();
    let allow = match changes.iter().any(|change| change.deletes_data) {
        true => " --allow 'deletes_data=the reason'",
        false => "",
    };
    format!(
        "\nin a later release, when nothing runs the release before this one any more:\n{lines}  then run `migrate new <NAME>{allow}`\n"
    )
}

/// The path from the current folder, where the file is below it.
fn shown(file: &Path) -> &Path {
    let current = std::env::current_dir().ok();
    current.and_then(|current| file.strip_prefix(current).ok()).unwrap_or(file)
}

fn text_of(plan: &Plan) -> String {
    if plan.is_empty() { "the database does not change".to_owned() } else { plan.to_string() }
}

/// What each step deletes in a database.
fn count(context: &Context, url: Url, plan: &Plan) -> Result<Vec<Option<AtRisk>>, Failure> {
    let options = url.options()?.application_name("peristyle migrate new");
    context.block_on(async {
        let mut connection = connect(&options).await?;
        Ok(at_risk::count(&mut connection, &plan.steps).await)
    })
}

/// The plan with the numbers in its notes.
fn told(mut plan: Plan, at_risk: &[Option<AtRisk>]) -> Plan {
    for (step, at_risk) in plan.steps.iter_mut().zip(at_risk) {
        if let (Some(note), Some(at_risk)) = (&mut step.note, at_risk) {
            *note = at_risk.told(note);
        }
    }
    plan
}

#[derive(Serialize)]
struct Step<'a> {
    title: &'a str,
    sql: &'a str,
    lock: String,
    rewrites: bool,
    scans: bool,
    hazards: Vec<&'static str>,
    in_transaction: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    rows_at_risk: Option<&'a AtRisk>,
}

fn steps<'a>(plan: &'a Plan, at_risk: &'a [Option<AtRisk>]) -> Vec<Step<'a>> {
    let step = |step: &peristyle_build::migrate::Step| {
        let hazards = step.hazards.iter().map(|hazard| hazard.name()).collect();
        (step.lock.to_string(), hazards, step.in_transaction())
    };
    let step = |(place, of): (usize, &'a peristyle_build::migrate::Step)| {
        let (lock, hazards, in_transaction) = step(of);
        let (title, sql, rewrites, scans) = (of.title.as_str(), of.sql.as_str(), of.rewrites, of.scans);
        let rows_at_risk = at_risk.get(place).and_then(Option::as_ref);
        Step { title, sql, lock, rewrites, scans, hazards, in_transaction, rows_at_risk }
    };
    plan.steps.iter().enumerate().map(step).collect()
}

impl Decisions {
    fn apply(self, mut migrate: Migrate) -> Migrate {
        for Allowed { hazard, reason } in self.allow {
            migrate = migrate.allow(hazard, reason);
        }
        for name in self.dropped {
            migrate = migrate.dropped(name);
        }
        for Pair { old, new } in self.renamed_table {
            migrate = migrate.renamed_table(old, new);
        }
        for Member { of, name, value } in self.renamed_column {
            migrate = migrate.renamed_column(of, name, value);
        }
        for Pair { old, new } in self.renamed_enum {
            migrate = migrate.renamed_enum(old, new);
        }
        for Member { of, name, value } in self.renamed_label {
            migrate = migrate.renamed_label(of, name, value);
        }
        for Member { of, name, value } in self.backfill {
            migrate = migrate.backfill(of, name, value);
        }
        for name in self.handled {
            migrate = migrate.handled(name);
        }
        migrate
    }
}

#[derive(Debug, Clone)]
struct Allowed {
    hazard: Hazard,
    reason: String,
}

impl FromStr for Allowed {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let names = || Hazard::ALL.map(Hazard::name).join(", ");
        let (name, reason) = text.split_once('=').ok_or("write the hazard, `=` and the reason")?;
        let of = |hazard: &Hazard| hazard.name() == name.trim().replace('-', "_");
        let hazard = Hazard::ALL.into_iter().find(of).ok_or_else(|| format!("the hazards are {}", names()))?;
        match reason.trim() {
            "" => Err("the reason is empty".to_owned()),
            reason => Ok(Self { hazard, reason: reason.to_owned() }),
        }
    }
}

#[derive(Debug, Clone)]
struct Pair {
    old: String,
    new: String,
}

impl FromStr for Pair {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((old, new)) if !old.is_empty() && !new.is_empty() => Ok(Self { old: old.into(), new: new.into() }),
            _ => Err("write both names with `=` between them".to_owned()),
        }
    }
}

/// `products.sku=value`; the table may have its schema.
#[derive(Debug, Clone)]
struct Member {
    of: String,
    name: String,
    value: String,
}

impl FromStr for Member {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('=').and_then(|(name, value)| Some((name.rsplit_once('.')?, value)));
        match parts {
            Some(((of, name), value)) if !of.is_empty() && !name.is_empty() && !value.is_empty() => {
                Ok(Self { of: of.into(), name: name.into(), value: value.into() })
            }
            _ => Err("write the table, `.`, the column, `=` and the value".to_owned()),
        }
    }
}
