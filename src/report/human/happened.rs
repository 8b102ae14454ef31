//! The steps of a trial and the program's reactions, short enough to stand in a failure.

use super::style::{Style, paint_text};
use crate::report::parting::without_parting_words;
use crate::report::plain::plain;
use crate::report::shortened::shorten_runs;
use crate::report::words::{self, format_count};
use crate::transcript::{Bytes, Happening, Seen, Transcript, WaitEnd, describe_happening, quote_bytes};

/// How many lines are shown, and how many of them are the first ones.
const SHOWN: usize = 24;
const FIRST: usize = 6;
/// How many lines of one output are shown: the last ones, which say what went wrong.
const OUTPUT: usize = 6;

/// A line for each event of the trial. If there are too many, the middle is left out. `decided`: the step that matters.
pub fn render_happenings(transcript: &Transcript, decided: Option<usize>, style: &Style) -> Vec<String> {
    let told = notable_happenings(transcript);
    let lines: Vec<Vec<String>> = told.iter().map(|seen| happening_lines(&seen.what)).collect();
    if lines.len() <= SHOWN {
        return lines.concat();
    }
    let end = end_of(&told, decided).max(SHOWN);
    let start = end - (SHOWN - FIRST);
    let left_out = |number: usize| {
        let text = format!("  … {} left out", format_count(number, "line"));
        (number > 0).then(|| vec![paint_text(style.faint, text)])
    };
    let head = lines[..FIRST].iter().cloned().chain(left_out(start - FIRST));
    let shown = head.chain(lines[start..end].iter().cloned()).chain(left_out(lines.len() - end));
    shown.flatten().collect()
}

/// The end of the lines that belong to the step that decided; the end of all, if no step did.
fn end_of(told: &[Seen], step: Option<usize>) -> usize {
    let last = step.and_then(|step| told.iter().rposition(|seen| seen.step.is_some_and(|at| at <= step)));
    last.map_or(told.len(), |index| index + 1)
}

/// The happenings worth a line, pieces of one output joined.
fn notable_happenings(transcript: &Transcript) -> Vec<Seen> {
    let starting = |what: &Happening| {
        matches!(
            what,
            Happening::Setting { .. } | Happening::Started { .. } | Happening::Ready { .. } | Happening::Bound { .. }
        )
    };
    let mut told: Vec<Seen> = Vec::new();
    let mut stopping = false;
    for seen in without_parting_words(transcript.seen.iter()).skip_while(|seen| starting(&seen.what)) {
        stopping |= seen.step.is_none() && matches!(seen.what, Happening::StopAsked { .. });
        if is_routine(&seen.what, stopping) {
            continue;
        }
        match told.last_mut().and_then(|last| join_output(&last.what, &seen.what)) {
            Some(what) => told.last_mut().expect("there is a last one").what = what,
            None => told.push(seen.clone()),
        }
    }
    told
}

/// A wait that was met, and the polite end of every trial.
fn is_routine(what: &Happening, stopping: bool) -> bool {
    match what {
        Happening::Waited { until } => *until == WaitEnd::Met,
        Happening::StopAsked { .. } | Happening::Exited { .. } => stopping,
        _ => false,
    }
}

/// Two pieces of the same output as one.
fn join_output(first: &Happening, second: &Happening) -> Option<Happening> {
    use Happening::Printed;
    let (Printed { program, stream, bytes: head }, Printed { program: also, stream: same, bytes: tail }) =
        (first, second)
    else {
        return None;
    };
    let bytes = [head.as_slice(), tail.as_slice()].concat().into();
    (program == also && stream == same).then_some(Printed { program: *program, stream: *stream, bytes })
}

/// One line; of an output of several lines each on its own.
fn happening_lines(what: &Happening) -> Vec<String> {
    let line = |text: String| format!("{} {}", words::find_doer(what).mark(), shorten_runs(&plain(&text)));
    let Happening::Printed { program, stream, bytes } = what else { return vec![line(describe_happening(what))] };
    let printed: Vec<Bytes> = bytes.as_slice().split_inclusive(|&byte| byte == b'\n').map(Bytes::from).collect();
    let left_out = printed.len().saturating_sub(OUTPUT);
    let head = format!("the {program} {}", words::printing_verb(*stream));
    match printed.as_slice() {
        [] | [_] => vec![line(format!("{head} {}", quote_bytes(bytes)))],
        all => {
            let more = (left_out > 0).then(|| format!("    … {}", format_count(left_out, "line")));
            let shown = all[left_out..].iter().map(|one| format!("    {}", shorten_runs(&plain(&quote_bytes(one)))));
            std::iter::once(line(format!("{head}:"))).chain(more).chain(shown).collect()
        }
    }
}
