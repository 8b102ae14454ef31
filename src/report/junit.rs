//! JUnit, as GitLab, Jenkins and others read it: a suite for each implementation, a test case for each trial.
//!
//! Known failures are reported as skipped, with their reason: readers of JUnit show expected failures that way.

use super::Reporter;
use super::date::date_from_seconds;
use super::plain::{plain, plain_lines};
use super::points::{Point, PointResult, Points};
use crate::engine::event::Event;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use std::io::{self, Write};
use std::time::Duration;

/// The suite of what is of no implementation.
const RUN: &str = "sockspec";

/// The JUnit report, written when the run is over.
#[derive(Debug)]
pub struct Junit<W> {
    out: W,
    points: Points,
    all: Vec<Point>,
    suites: Vec<TestSuite>,
    time: Duration,
    began: Option<u64>,
}

impl<W: Write> Junit<W> {
    /// A report that is written to `out`.
    pub fn new(out: W) -> Self {
        Junit { out, points: Points::default(), all: Vec::new(), suites: Vec::new(), time: Duration::ZERO, began: None }
    }

    fn add_point(&mut self, point: &Point) {
        let name = if point.suite.is_empty() { RUN.to_owned() } else { plain(&point.suite) };
        let at = self.suites.iter().position(|suite| suite.name.as_str() == name).unwrap_or_else(|| {
            let mut suite = TestSuite::new(name.clone());
            suite.timestamp = self.began.and_then(date_from_seconds).map(Into::into);
            self.suites.push(suite);
            self.suites.len() - 1
        });
        let suite = &mut self.suites[at];
        suite.time = Some(suite.time.unwrap_or_default() + point.duration);
        suite.add_test_case(test_case(&name, point));
    }
}

impl<W: Write> Reporter for Junit<W> {
    fn handle(&mut self, event: &Event) -> io::Result<()> {
        match event {
            Event::RunStarted(run) => self.began = run.began,
            Event::RunFinished(summary) => self.time = summary.duration,
            _ => {}
        }
        self.all.extend(self.points.points_from_event(event));
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.all.extend(self.points.final_points());
        let mut all = std::mem::take(&mut self.all);
        all.sort_by_key(|point| point.place);
        all.iter().for_each(|point| self.add_point(point));
        self.write()
    }
}

impl<W: Write> Junit<W> {
    fn write(&mut self) -> io::Result<()> {
        let mut report = Report::new("sockspec");
        report.set_time(self.time).add_test_suites(std::mem::take(&mut self.suites));
        let text = with_skipped(&report.to_string().map_err(io::Error::other)?);
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }
}

/// Writes a whole report of these points; `time` is how long the run took, `began` when, in seconds since 1970.
///
/// # Errors
/// It can't be written.
pub fn write(out: &mut dyn Write, points: &[Point], time: Duration, began: Option<u64>) -> io::Result<()> {
    let mut junit = Junit { time, began, ..Junit::new(out) };
    points.iter().for_each(|point| junit.add_point(point));
    junit.write()
}

/// quick-junit calls the number of skipped tests `disabled`, which the schema of Jenkins does not know; `skipped` it does.
fn with_skipped(text: &str) -> String {
    let is_head = |line: &str| line.trim_start().starts_with("<testsuite ");
    let line =
        |line: &str| if is_head(line) { line.replacen(" disabled=\"", " skipped=\"", 1) } else { line.to_owned() };
    text.split_inclusive('\n').map(line).collect()
}

/// `original.tcp-server`, so that Jenkins has a package for each implementation and a class for each role.
fn test_case(suite: &str, point: &Point) -> TestCase {
    let mut case = TestCase::new(plain(&point.name), test_case_status(&point.result));
    case.set_classname(format!("{suite}.{}", point.class)).set_time(point.duration);
    let more = match &point.result {
        PointResult::Passed { remarks } => remarks.clone(),
        PointResult::Known { text, .. } => vec![text.clone()],
        _ => Vec::new(),
    };
    let more: Vec<String> = point.note.iter().cloned().chain(more).collect();
    if !more.is_empty() {
        case.set_system_out(join_plain_lines(&more.join("\n")));
    }
    case
}

fn test_case_status(result: &PointResult) -> TestCaseStatus {
    let (kind, class, message, text) = match result {
        PointResult::Passed { .. } => return TestCaseStatus::success(),
        PointResult::Skipped { reason } => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(plain(reason));
            return status;
        }
        PointResult::Known { reason, .. } => {
            let mut status = TestCaseStatus::skipped();
            status.set_type("known-failing").set_message(format!("known failure: {}", plain(reason)));
            return status;
        }
        PointResult::Failed { what, text } => (NonSuccessKind::Failure, "unexpected", what, text),
        PointResult::Faulted { what, text } => (NonSuccessKind::Error, "fault", what, text),
    };
    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(class).set_message(plain(message)).set_description(join_plain_lines(text));
    status
}

/// The text line by line, with nothing in it that XML or a terminal could choke on.
fn join_plain_lines(text: &str) -> String {
    plain_lines(text).join("\n")
}
