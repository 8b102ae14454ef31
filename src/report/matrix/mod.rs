//! The matrix: every client against every server, as a table and, trial by trial, as a sequence diagram in text.
//!
//! The table is a fold over the JSON report's entries, so that a run and a merge of several reports show the same.

mod diagram;
mod diagrams;
mod markdown;
mod table;
mod text;

pub use diagram::render_diagram;
pub use diagrams::{Diagrams, Traced};
pub use markdown::{MatrixMarkdown, escape_markdown, render_markdown, skipped_lines};
pub use table::{Blame, Cell, Gravity, MatrixTable};
pub use text::render_text;
