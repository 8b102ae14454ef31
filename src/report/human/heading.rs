//! The first lines of the console report: what is run, how, and what the words mean that come later.

use crate::engine::event::{ImplementationInfo, NetworkKind, RunStarted};
use crate::report::plain::plain;
use crate::report::words::format_count;

/// The words of a report that a beginner does not know.
const WORDS: &str = "A trial plays one case to one program. A clause is one rule of the protocol.";

/// The heading, three lines: what is run; how, and with which seed; what the words mean.
pub fn render_heading(run: &RunStarted) -> [String; 3] {
    let names: Vec<String> = run.implementations.iter().map(name_with_language).collect();
    let strict = if run.strict { "; SHOULD clauses count as MUST" } else { "" };
    [
        format!("sockspec: {}{}", format_count(run.trials, "trial"), join_names(&names)),
        format!("          {}; generated cases are drawn from seed {}{strict}", describe_network(run), run.seed),
        format!("          {WORDS}"),
    ]
}

/// The programs that are started in place of shims, a line each: they show which version of an interpreter was tried.
pub fn shim_lines(run: &RunStarted) -> Vec<String> {
    let all = run.implementations.iter().flat_map(|one| &one.shims);
    all.map(|(word, program)| format!("{} is {}, by its shim", plain(word), plain(&program.to_string_lossy())))
        .collect()
}

fn name_with_language(implementation: &ImplementationInfo) -> String {
    let name = plain(&implementation.name);
    match &implementation.language {
        Some(language) => format!("{name} ({})", plain(language)),
        None => name,
    }
}

fn join_names(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => format!(" of {one}"),
        [rest @ .., last] => format!(" of {} and {last}", rest.join(", ")),
    }
}

fn describe_network(run: &RunStarted) -> String {
    match (run.network, run.jobs) {
        (NetworkKind::Host, _) => "one at a time, on this machine's own network".to_owned(),
        (NetworkKind::Namespaces, 1) => "one at a time, each in a network of its own".to_owned(),
        (NetworkKind::Namespaces, jobs) => format!("{jobs} at a time, each in a network of its own"),
    }
}
