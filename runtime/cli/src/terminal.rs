//! Colours, and progress on stderr.

use std::io::{IsTerminal, Write};

use anstyle::{AnsiColor, Style};
use clap::ValueEnum;

/// When colours are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    Always,
    Never,
}

impl Color {
    pub(crate) fn apply(self) {
        let choice = match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }
}

pub(crate) const ERROR: Style = AnsiColor::Red.on_default().bold();
pub(crate) const HELP: Style = AnsiColor::Cyan.on_default();
pub(crate) const TITLE: Style = Style::new().bold();

/// A text with a colour, where colours are printed.
pub(crate) fn styled(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}

/// What a command is doing now, on stderr and only on a terminal. A line replaces the one before it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Progress {
    is_shown: bool,
}

impl Progress {
    pub(crate) fn new() -> Self {
        Self { is_shown: std::io::stderr().is_terminal() }
    }

    pub(crate) fn say(self, line: &str) {
        if self.is_shown {
            // Progress that cannot be printed changes nothing.
            write!(std::io::stderr(), "\r\x1b[2K{line}").ok();
            std::io::stderr().flush().ok();
        }
    }

    pub(crate) fn clear(self) {
        self.say("");
    }
}
