//! The look of the console report: its colours, and its amount of detail.

use owo_colors::Style as Paint;

/// The amount of detail in the console report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Verbosity {
    /// The failures, and the summary.
    Quiet,
    /// A line for each program tried, what was observed, what is wrong, the summary.
    #[default]
    Normal,
    /// A line for each trial, and the known failures with their reasons.
    Verbose,
}

/// The colours of each kind of text. The caller decides whether there are any.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Style {
    /// Headings, and what a failure is about.
    pub strong: Paint,
    /// Something that passes.
    pub good: Paint,
    /// A broken MUST, and anything unexpected.
    pub bad: Paint,
    /// A broken SHOULD, and faults of the set-up.
    pub doubtful: Paint,
    /// A remark.
    pub faint: Paint,
    /// The part of a text that differs.
    pub marked: Paint,
    /// A command to type.
    pub command: Paint,
}

impl Style {
    /// No colours.
    pub fn without_colours() -> Self {
        Style::default()
    }

    /// The usual colours.
    pub fn with_colours() -> Self {
        Style {
            strong: Paint::new().bold(),
            good: Paint::new().green(),
            bad: Paint::new().red().bold(),
            doubtful: Paint::new().yellow(),
            faint: Paint::new().dimmed(),
            marked: Paint::new().red().bold(),
            command: Paint::new().cyan(),
        }
    }
}

/// The text in this paint.
pub fn paint_text(paint: Paint, text: impl AsRef<str>) -> String {
    paint.style(text.as_ref()).to_string()
}
