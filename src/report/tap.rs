//! TAP 13, which every reader knows, written as trials finish: a test point for each, with a YAML block if something is
//! wrong.
//!
//! A trial that fails by a text stands at the end, when it is known whether that text differs everywhere. A point that
//! leaves out such a text says so in a comment.
//!
//! A known failure is a TODO: `not ok`, and expected.

use super::Reporter;
use super::plain::{plain, plain_lines};
use super::points::{Point, PointResult, Points};
use crate::engine::event::Event;
use std::io::{self, Write};

/// The TAP report.
#[derive(Debug)]
pub struct TapReport<W> {
    out: W,
    points: Points,
    told: usize,
    is_open: bool,
}

impl<W: Write> TapReport<W> {
    /// A report that is written to `out`.
    pub fn new(out: W) -> Self {
        TapReport { out, points: Points::default(), told: 0, is_open: false }
    }

    fn write_version_once(&mut self) -> io::Result<()> {
        if !std::mem::replace(&mut self.is_open, true) {
            writeln!(self.out, "TAP version 13")?;
        }
        Ok(())
    }

    fn write_points(&mut self, points: &[Point]) -> io::Result<()> {
        for point in points {
            self.told += 1;
            write!(self.out, "{}", test_point(self.told, point))?;
        }
        Ok(())
    }
}

impl<W: Write> Reporter for TapReport<W> {
    fn handle(&mut self, event: &Event) -> io::Result<()> {
        self.write_version_once()?;
        if let Event::Notice { text } = event {
            return writeln!(self.out, "# {}", plain(text));
        }
        let points = self.points.points_from_event(event);
        self.write_points(&points)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.write_version_once()?;
        let points = self.points.final_points();
        self.write_points(&points)?;
        writeln!(self.out, "1..{}", self.told)?;
        self.out.flush()
    }
}

/// Writes a whole report of these points.
///
/// # Errors
/// It can't be written.
pub fn write(out: &mut dyn Write, points: &[Point]) -> io::Result<()> {
    writeln!(out, "TAP version 13")?;
    for (at, point) in points.iter().enumerate() {
        write!(out, "{}", test_point(at + 1, point))?;
    }
    writeln!(out, "1..{}", points.len())
}

/// The lines of one test point.
fn test_point(number: usize, point: &Point) -> String {
    let words: Vec<String> = [&point.suite, &point.class, &point.name]
        .iter()
        .filter(|word| !word.is_empty())
        .map(|word| escape_description(word))
        .collect();
    let (ok, directive, block) = match &point.result {
        PointResult::Passed { .. } => (true, String::new(), String::new()),
        PointResult::Skipped { reason } => (true, format!(" # SKIP {}", escape_description(reason)), String::new()),
        PointResult::Known { reason, text } => {
            (false, format!(" # TODO {}", escape_description(reason)), render_yaml_block("known-failing", reason, text))
        }
        PointResult::Failed { what, text } => (false, String::new(), render_yaml_block("fail", what, text)),
        PointResult::Faulted { what, text } => (false, String::new(), render_yaml_block("fault", what, text)),
    };
    let ok = if ok { "ok" } else { "not ok" };
    let note = point.note.as_ref().map_or_else(String::new, |note| format!("# {}\n", plain(note)));
    format!("{ok} {number} - {}{directive}\n{block}{note}", words.join(" "))
}

/// A description in which nothing can be taken for a directive.
fn escape_description(text: &str) -> String {
    plain(text).replace('\\', "\\\\").replace('#', "\\#")
}

/// The block below a test point: its severity, what is wrong, and all of it as a text of several lines.
fn render_yaml_block(severity: &str, what: &str, text: &str) -> String {
    let message = serde_json::Value::String(plain(what)).to_string();
    let mut block = format!("  ---\n  message: {message}\n  severity: {severity}\n");
    // Readers that know but a part of YAML, as Perl's, end a text at an empty line.
    let lines: Vec<String> = plain_lines(text).into_iter().filter(|line| !line.is_empty()).collect();
    if !lines.is_empty() {
        block += "  told: |\n";
        block += &lines.iter().map(|line| format!("    {}\n", line.trim_end())).collect::<String>();
    }
    block + "  ...\n"
}
