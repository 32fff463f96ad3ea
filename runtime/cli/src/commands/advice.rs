use clap::Args;
use peristyle_build::{Checked, advice};
use serde::Serialize;

use super::{Command, Context};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::project::Project;
use crate::report::Report;

/// Lists the advice on the schema
#[derive(Debug, Args)]
pub(crate) struct Advice {
    /// End with exit code 1 if there is advice
    #[arg(long)]
    deny: bool,
}

#[derive(Serialize)]
struct Piece<'a> {
    code: &'a str,
    name: &'a str,
    table: String,
    column: Option<&'a str>,
    text: &'a str,
    help: &'a str,
}

impl Command for Advice {
    fn run(self, context: &Context) -> Result<Report, Failure> {
        let checked = context.project.checked()?;
        let advice = audible(&context.project, &checked)?;
        let pieces: Vec<_> = advice.iter().map(Piece::of).collect();
        let text = match advice.as_slice() {
            [] => "there is no advice".to_owned(),
            advice => advice.iter().map(|advice| format!("{advice}\n")).collect(),
        };
        let exit = if self.deny && !advice.is_empty() { Exit::Found } else { Exit::Done };
        Ok(Report::new(text, &pieces).exit(exit))
    }
}

impl<'a> Piece<'a> {
    fn of(advice: &'a advice::Advice) -> Self {
        let advice::Advice { code, name, table, column, text, instead, .. } = advice;
        Self { code, name, table: table.to_string(), column: column.as_deref(), text, help: instead }
    }
}

/// The advice that the project does not silence.
pub(super) fn audible(project: &Project, checked: &Checked) -> Result<Vec<advice::Advice>, Failure> {
    let is_unknown = |code: &&String| advice::ALL.iter().all(|piece| piece.code != **code);
    if let Some(code) = project.silenced.iter().find(is_unknown) {
        let codes = advice::ALL.iter().map(|piece| piece.code).collect::<Vec<_>>().join(", ");
        return Err(Failure::new(Exit::Usage, format!("unknown advice code `{code}` in `without_advice`"))
            .help(format!("the codes are {codes}")));
    }
    let mut all = advice::advise(checked);
    all.retain(|advice| project.silenced.iter().all(|code| code != advice.code));
    Ok(all)
}
