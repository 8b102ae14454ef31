//! The judge on hand-built cases and transcripts: each row is one deviation, and all that may be said of it.

mod blame;
mod client;
mod client_console;
mod endpoint;
mod evidence;
mod exit;
mod explanations;
mod impression;
mod info;
mod pair;
mod pair_udp;
mod promises;
mod reply;
mod segments;
mod server;
mod server_console;
mod session;
mod several;
mod waiting;

use sockspec::case::{Case, Cut, ExitExpectation, Expectation, LineEnd, Pace, ReplyFrom, Source, Step};
use sockspec::judge::Verdict;
use sockspec::protocol::clause::ClauseId;
use sockspec::protocol::role::{Side, Transport};
use sockspec::set_statistics::judge::judge_transcript;
use sockspec::transcript::{ExitStatus, Happening, Seen, Stream, Transcript};

const PROMPTS: &str = "Input integers with space in between: Enter the length of the set: ";
const RESULTS: &str = "The total of all numbers is: 27.4\nThe lowest number is: 3.4\nThe highest number is: 9.0\n\
                       The mean is: 5.48\n";

/// A case that promises no clause, so that nothing is said but what was seen.
fn case(id: &str, steps: Vec<Step>) -> Case {
    let id = id.parse().unwrap();
    let source = Source::File(format!("{id}.toml"));
    Case { id, summary: "x".to_owned(), clauses: Vec::new(), steps, patience: None, pace: Pace::Careful, source }
}

fn connect(peer: &str) -> Step {
    Step::Connect { peer: peer.to_owned() }
}

fn bind(peer: &str) -> Step {
    Step::Bind { peer: peer.to_owned(), port: Some(8000) }
}

fn send(peer: &str, request: &str) -> Step {
    Step::Send { peer: peer.to_owned(), payload: request.into(), cut: Cut::default(), to: Default::default() }
}

fn typed(line: &str) -> Step {
    Step::Type { line: line.into(), end: LineEnd::LineFeed, after: None }
}

fn replied(text: &str) -> Step {
    Step::Reply { payload: text.into(), cut: Cut::default(), from: ReplyFrom::Server, after: None }
}

fn expect(what: Expectation, clause: impl Into<ClauseId>) -> Step {
    let clause = clause.into();
    Step::Expect { what, clause }
}

fn statistics(on: &str, of: &str) -> Expectation {
    Expectation::Statistics { on: on.to_owned(), of: of.into() }
}

fn exits(how: ExitExpectation) -> Expectation {
    Expectation::Exit { how, between: None }
}

/// The events, in order. Each belongs to the step that was named last.
#[derive(Default)]
struct Script {
    seen: Vec<Seen>,
    step: Option<usize>,
    at: u64,
}

impl Script {
    fn step(mut self, step: usize) -> Script {
        self.step = Some(step);
        self
    }

    /// All steps are over.
    fn over(mut self) -> Script {
        self.step = None;
        self
    }

    /// This long since the trial began.
    fn at(mut self, milliseconds: u64) -> Script {
        self.at = milliseconds * 1000;
        self
    }

    fn see(mut self, what: Happening) -> Script {
        self.seen.push(Seen { at: self.at, step: self.step, what });
        self
    }

    fn started(self, program: Side) -> Script {
        self.see(Happening::Started { program })
    }

    fn ready(self, endpoints: &[&str]) -> Script {
        let endpoints = endpoints.iter().map(|endpoint| endpoint.parse().unwrap()).collect();
        self.see(Happening::Ready { program: Side::Server, endpoints })
    }

    fn received(self, peer: &str, text: &str) -> Script {
        self.see(Happening::Received { peer: peer.to_owned(), bytes: text.into() })
    }

    fn sent(self, peer: &str, text: &str) -> Script {
        self.see(Happening::Sent { peer: peer.to_owned(), bytes: text.into() })
    }

    fn datagram(self, peer: &str, from: &str, text: &str) -> Script {
        let from = from.parse().unwrap();
        self.see(Happening::DatagramReceived { peer: peer.to_owned(), from, bytes: text.into() })
    }

    fn typed(self, line: &str) -> Script {
        self.see(Happening::Typed { program: Side::Client, bytes: format!("{line}\n").into() })
    }

    fn prints(self, program: Side, stream: Stream, text: &str) -> Script {
        match text {
            "" => self,
            text => self.see(Happening::Printed { program, stream, bytes: text.into() }),
        }
    }

    fn exited(self, program: Side, code: i32) -> Script {
        self.see(Happening::Exited { program, status: ExitStatus::Code(code) })
    }

    fn transcript(self) -> Transcript {
        Transcript { seen: self.seen, ..Transcript::default() }
    }
}

/// All that the judge says save `pass`, a clause and a word each.
fn said(case: &Case, script: Script) -> Vec<String> {
    let findings = judge_transcript(case, &script.transcript());
    let told = findings.iter().filter(|finding| finding.verdict.word() != "pass");
    told.map(|finding| format!("{} {}", finding.clause, finding.verdict.word())).collect()
}

/// The names of all that is only observed, a clause and a name each.
fn noted(case: &Case, script: Script) -> Vec<String> {
    let findings = judge_transcript(case, &script.transcript());
    let names = findings.iter().filter_map(|finding| match &finding.verdict {
        Verdict::Noted(name) => Some(format!("{} {name}", finding.clause)),
        _ => None,
    });
    names.collect()
}

fn subject(transport: Transport, side: Side) -> String {
    format!("{}-{side}", transport.to_string().to_lowercase())
}
