//! Mistakes in what a person wrote, a file or a command line: where it is wrong, why, and what to write instead.
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
