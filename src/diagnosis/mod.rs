//! Mistakes in a person's text, a file or a command line: the place, the problem, and the text to write instead.
//!
//! Knows no format: what a manifest or a case file may hold is known in their own rooms.

pub mod mistake;
mod suggestion;
mod syntax;
pub mod time;

pub use mistake::Mistake;
pub use time::{TimeLimitError, parse_time_limit};

pub(crate) use mistake::{Problem, line_of, render_diagnostic, wrap_lines};
pub(crate) use suggestion::{did_you_mean, find_nearest};
pub(crate) use syntax::{describe_expected, describe_value_type};
