//! The first lines of the console report: what is run, how, and what the words mean that come later.

use crate::engine::event::{ImplementationInfo, NetworkKind, RunStarted};
use crate::report::plain::plain;
use crate::report::words::count;

/// The words of a report that a beginner does not know.
const WORDS: &str = "A trial plays one case to one program. A clause is one rule of the protocol.";

/// What is run; how, and with which seed; what the words mean: three lines.
pub fn heading(run: &RunStarted) -> [String; 3] {
    let names: Vec<String> = run.implementations.iter().map(named).collect();
    let strict = if run.strict { "; SHOULD clauses count as MUST" } else { "" };
    [
        format!("sockspec: {}{}", count(run.trials, "trial"), of(&names)),
        format!("          {}; generated cases are drawn from seed {}{strict}", network(run), run.seed),
        format!("          {WORDS}"),
    ]
}

/// What is started in place of shims, a line each: it explains which version of an interpreter was tried.
pub fn shims(run: &RunStarted) -> Vec<String> {
    let all = run.implementations.iter().flat_map(|one| &one.shims);
    all.map(|(word, program)| format!("{} is {}, by its shim", plain(word), plain(&program.to_string_lossy())))
        .collect()
}

fn named(implementation: &ImplementationInfo) -> String {
    let name = plain(&implementation.name);
    match &implementation.language {
        Some(language) => format!("{name} ({})", plain(language)),
        None => name,
    }
}

fn of(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => format!(" of {one}"),
        [rest @ .., last] => format!(" of {} and {last}", rest.join(", ")),
    }
}

fn network(run: &RunStarted) -> String {
    match (run.network, run.jobs) {
        (NetworkKind::Host, _) => "one at a time, on this machine's own network".to_owned(),
        (NetworkKind::Namespaces, 1) => "one at a time, each in a network of its own".to_owned(),
        (NetworkKind::Namespaces, jobs) => format!("{jobs} at a time, each in a network of its own"),
    }
}
