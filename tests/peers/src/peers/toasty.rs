//! toasty, a program of its own (see `toasty/Cargo.toml`) that is told on its standard input what to do.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use uuid::Uuid;

use super::{Measured, Result, Taken};
use crate::job::Job;
use crate::setting::Setting;

pub struct Toasty {
    child: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Toasty {
    pub fn open(setting: &Setting) -> Result<Self> {
        let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/toasty/Cargo.toml");
        let mut child = Command::new(env!("CARGO"))
            .args(["run", "--release", "--quiet", "--manifest-path", manifest, "--"])
            .args([setting.url(), setting.tenant.id().to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let (orders, answers) = (child.stdin.take().ok_or("no input")?, child.stdout.take().ok_or("no output")?);
        Ok(Self { child, orders, answers: BufReader::new(answers) })
    }

    fn asked(&mut self, job: Job, times: usize, ids: &[Uuid]) -> Result<Duration> {
        let ids: Vec<String> = ids.iter().cycle().take(times).map(Uuid::to_string).collect();
        writeln!(self.orders, "{job:?} {times} {}", ids.join(" "))?;
        self.orders.flush()?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        Ok(Duration::from_nanos(answer.trim().parse()?))
    }
}

impl Measured for Toasty {
    fn name(&self) -> &'static str {
        "toasty"
    }

    fn run<'peer>(&'peer mut self, job: Job, times: usize, ids: &'peer [Uuid]) -> Taken<'peer> {
        Box::pin(async move { self.asked(job, times, ids) })
    }
}

impl Drop for Toasty {
    fn drop(&mut self) {
        // It ends by itself when its input does; whether it has is of no interest.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
