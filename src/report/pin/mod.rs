//! One trial as a text that is the same in every run, for snapshots.
//!
//! Nothing in it depends on times, on scheduling, on how reads divided a stream, or on ports, process numbers and paths
//! of the machine. What is under test is never touched: numbers, labels, the bytes of replies stand as they came.

mod chance;
mod channel;
mod console;
mod diagnostics;

use super::plain::plain;
use super::words;
use crate::case::Case;
use crate::engine::event::Judged;
use crate::judge::{Finding, Verdict};
use crate::protocol::role::Side;
use crate::transcript::{Happening, Transcript};

/// The programs that a trial may have, in the order of the report.
const PROGRAMS: [Side; 2] = [Side::Server, Side::Client];

/// The text: the case, its steps, each connection or socket, each program's console and end, the verdicts.
pub fn render_pinned(case: &Case, transcript: &Transcript, findings: &[Judged]) -> String {
    let mut blocks = vec![render_head(case)];
    blocks.extend(channel::render_channels(case, transcript));
    for program in PROGRAMS {
        blocks.extend(console::render_stdout(case, transcript, program));
        blocks.extend(console::render_stderr(transcript, program));
    }
    blocks.extend(render_program_ends(transcript));
    blocks.push(render_block("verdicts", verdict_lines(findings)));
    blocks.join("\n")
}

/// A title, and its lines below it.
fn render_block(title: &str, lines: impl IntoIterator<Item = String>) -> String {
    let lines = lines.into_iter().map(|line| format!("  {line}").trim_end().to_owned() + "\n");
    std::iter::once(format!("{title}:\n")).chain(lines).collect()
}

fn render_head(case: &Case) -> String {
    let steps = case.steps.iter().enumerate();
    let steps = steps.map(|(index, step)| format!("{}. {}", index + 1, plain(&words::describe_step(step))));
    format!("{}\n{}\n\n{}", case.id, plain(&case.summary), render_block("steps", steps))
}

/// How each program ended, if it ended by itself while the case was played. Afterwards the harness leaves and asks the
/// program to stop; chance decides which of the two ends it.
fn render_program_ends(transcript: &Transcript) -> Option<String> {
    let ends = PROGRAMS.into_iter().flat_map(|program| {
        let mut asked = false;
        let by_itself = transcript.seen.iter().filter_map(move |seen| match &seen.what {
            Happening::Started { program: p } if *p == program => {
                asked = false;
                None
            }
            Happening::StopAsked { program: p, .. } if *p == program => {
                asked = true;
                None
            }
            Happening::Exited { program: p, status } if *p == program && !asked && seen.step.is_some() => Some(status),
            _ => None,
        });
        by_itself.map(move |status| format!("the {program} {status}"))
    });
    let lines: Vec<_> = ends.map(|line| plain(&line)).collect();
    (!lines.is_empty()).then(|| render_block("end", lines))
}

/// `MUST RSP-1 pass`, in a pair `MUST RSP-1 server pass`, one a line, in the protocol's order.
fn verdict_lines(findings: &[Judged]) -> Vec<String> {
    let mut findings: Vec<_> = findings.iter().map(|judged| &judged.finding).collect();
    findings.sort_by_key(|finding| (finding.clause, finding.side));
    findings.into_iter().map(verdict_line).collect()
}

fn verdict_line(finding: &Finding) -> String {
    let side = finding.side.map_or_else(String::new, |side| format!("{side} "));
    let (clause, level) = (finding.clause, finding.clause.level());
    match &finding.verdict {
        Verdict::Noted(name) => format!("{level} {clause} {side}noted {}", plain(name)),
        other => format!("{level} {clause} {side}{}", other.word()),
    }
}
