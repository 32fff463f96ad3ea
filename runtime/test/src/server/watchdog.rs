//! The small program that stops a private server and removes its folder when the process that started it has ended.

use std::{
    io,
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
};

use crate::server::{binaries::Binaries, platform};

/// A running watchdog. The system closes the pipe whatever ends this process, so nothing stays behind even after `kill -9`.
#[derive(Debug)]
pub(crate) struct Watchdog {
    process: Child,
    pipe: Option<ChildStdin>,
}

impl Watchdog {
    /// Watches over the private folder from now on.
    pub(crate) fn start(binaries: &Binaries, folder: &Path) -> io::Result<Self> {
        Self::run(platform::watchdog_command(binaries, folder))
    }

    /// The same where no server of PostgreSQL runs.
    #[cfg(unix)]
    pub(crate) fn over(folder: &Path) -> io::Result<Self> {
        Self::run(platform::watchdog_over(folder))
    }

    fn run(mut command: Command) -> io::Result<Self> {
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let pipe = process.stdin.take();
        Ok(Self { process, pipe })
    }

    /// Lets the watchdog end the program together with the server.
    pub(crate) fn join(&self, command: &mut Command) {
        platform::join(&self.process, command);
    }

    /// Lets go of the pipe and does not wait.
    pub(crate) fn release(&mut self) {
        self.pipe = None;
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.release();
        // Nothing can be done about a watchdog that is gone already.
        let _ = self.process.wait();
    }
}
