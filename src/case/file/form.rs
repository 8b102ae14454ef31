//! The steps and the expectations that a case file may hold: their keys, and the subjects that they fit.

use crate::case::Subject;
use crate::protocol::current_spec;
use crate::protocol::role::{Side, Transport};

/// How one step, or one expectation, is written.
pub(super) struct StepForm {
    /// Its name: the step's first key, or the word after `expect`.
    pub(super) name: &'static str,
    /// All its keys.
    pub(super) keys: &'static [&'static str],
    /// The subjects whose cases may contain it.
    pub(super) place: StepPlace,
    /// One of its kind.
    pub(super) example: &'static str,
    /// In the cases of which protocols it may stand.
    audience: Audience,
}

/// The protocols that have a form.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Audience {
    All,
    /// Those whose judge is built in.
    BuiltIn,
    /// Protocols that are folders.
    General,
}

/// In which cases a step may stand.
#[derive(Clone, Copy)]
pub(super) struct StepPlace {
    sides: &'static [Option<Side>],
    transports: &'static [Transport],
}

const SERVER: &[Option<Side>] = &[Some(Side::Server)];
const CLIENT: &[Option<Side>] = &[Some(Side::Client)];
const ONE: &[Option<Side>] = &[Some(Side::Server), Some(Side::Client)];
/// A pair has no one side.
const PAIR: &[Option<Side>] = &[None];
const CONSOLE: &[Option<Side>] = &[Some(Side::Client), None];
const ANY: &[Option<Side>] = &[Some(Side::Server), Some(Side::Client), None];

const TCP: &[Transport] = &[Transport::Tcp];
const UDP: &[Transport] = &[Transport::Udp];
const BOTH: &[Transport] = &[Transport::Tcp, Transport::Udp];

impl StepPlace {
    /// Whether it is in cases about `subject`.
    pub(super) fn is_for_subject(self, subject: Subject) -> bool {
        let side = match subject {
            Subject::Role(role) => Some(role.side()),
            Subject::Pair(_) => None,
        };
        self.sides.contains(&side) && self.transports.contains(&subject.transport())
    }

    /// The subjects, in words: `tcp-server and udp-server`.
    pub(super) fn describe_subjects(self) -> String {
        let names: Vec<String> =
            Subject::all().filter(|subject| self.is_for_subject(*subject)).map(|s| s.to_string()).collect();
        match names.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, others)) => format!("{} and {last}", others.join(", ")),
            None => String::new(),
        }
    }
}

const fn new_form(
    name: &'static str,
    keys: &'static [&'static str],
    sides: &'static [Option<Side>],
    transports: &'static [Transport],
    example: &'static str,
) -> StepForm {
    StepForm { name, keys, place: StepPlace { sides, transports }, example, audience: Audience::All }
}

impl StepForm {
    const fn for_audience(self, audience: Audience) -> StepForm {
        StepForm { audience, ..self }
    }
}

/// Every step of the current protocol, in the order of the README.
pub(super) fn step_forms() -> impl Iterator<Item = &'static StepForm> + Clone {
    let other = if current_spec().judge.is_some() { Audience::General } else { Audience::BuiltIn };
    STEPS.iter().filter(move |form| form.audience != other)
}

const STEPS: &[StepForm] = &[
    new_form("connect", &["connect"], SERVER, TCP, r#"{ connect = "a" }"#),
    new_form("bind", &["bind", "port"], SERVER, UDP, r#"{ bind = "home", port = 8000 }"#)
        .for_audience(Audience::BuiltIn),
    new_form("bind", &["bind", "port"], ONE, UDP, r#"{ bind = "home", port = 8000 }"#).for_audience(Audience::General),
    new_form("send", &["send", "on", "cut", "between"], SERVER, BOTH, r#"{ send = "5 4 6", on = "a" }"#)
        .for_audience(Audience::BuiltIn),
    new_form("send", &["send", "on", "cut", "between", "to"], SERVER, BOTH, r#"{ send = "5 4 6", on = "a" }"#)
        .for_audience(Audience::General),
    new_form("half-close", &["half-close"], ONE, TCP, r#"{ half-close = "a" }"#),
    new_form("leave", &["leave"], ONE, BOTH, r#"{ leave = "a" }"#),
    new_form("reset", &["reset"], ONE, TCP, r#"{ reset = "a" }"#),
    new_form("stay-silent", &["stay-silent"], ANY, BOTH, "{ stay-silent = true }"),
    new_form("pause", &["pause"], ANY, BOTH, r#"{ pause = "2s" }"#),
    new_form("refuse", &["refuse"], CLIENT, BOTH, "{ refuse = true }"),
    new_form("take-port", &["take-port"], ONE, BOTH, "{ take-port = 8000 }"),
    new_form("file", &["file", "content"], ONE, BOTH, r#"{ file = "notes.txt", content = "hello" }"#)
        .for_audience(Audience::General),
    new_form("operation", &["operation"], ONE, BOTH, r#"{ operation = "fetch" }"#).for_audience(Audience::General),
    new_form("start", &["start"], ANY, BOTH, "{ start = true }"),
    new_form("stop", &["stop"], ANY, BOTH, "{ stop = true }"),
    new_form("type", &["type", "end", "after"], CONSOLE, BOTH, r#"{ type = "5 4 6" }"#),
    new_form(
        "reply",
        &["reply", "cut", "between", "from", "after"],
        CLIENT,
        BOTH,
        r#"{ reply = "27.4 3.4 9.0 5.48" }"#,
    ),
    new_form("relay", &["relay", "at", "message"], PAIR, BOTH, r#"{ relay = "message-first", message = "5 4 6" }"#),
    new_form("expect", &["expect"], ANY, BOTH, r#"{ expect = "statistics", of = "5 4 6", clause = "RSP-2" }"#),
];

/// The expectations that a case of the current protocol may have: a protocol with a built-in judge has words of its
/// own.
pub(super) fn expectation_forms() -> &'static [StepForm] {
    if current_spec().judge.is_some() { EXPECTATIONS } else { GENERAL }
}

/// The keys of a message's matcher; exactly one of them stands there.
pub(super) const MATCHERS: [&str; 7] = ["text", "regex", "json", "not", "all", "again", "anything"];

/// Several messages of a server, each once; it stands in the place of a matcher.
pub(super) const IN_ANY_ORDER: &str = "in-any-order";

/// The keys of a matcher for a part of a message, a console or a file: nothing came before it that could come again.
pub(super) const PLAIN_MATCHERS: [&str; 6] = ["text", "regex", "json", "not", "all", "anything"];

/// Every expectation of a protocol that is a folder, in the order of docs/protocol.md.
const GENERAL: &[StepForm] = &[
    new_form(
        "reply",
        &[
            "text",
            "regex",
            "json",
            "not",
            "all",
            IN_ANY_ORDER,
            "again",
            "anything",
            "on",
            "times",
            "from",
            "within",
            "not-before",
            "optional",
            "or-skip",
            "clause",
        ],
        ANY,
        BOTH,
        r#"{ expect = "reply", text = "HELLO", on = "a", clause = "…" }"#,
    ),
    new_form("nothing", &["on", "clause"], ANY, BOTH, r#"{ expect = "nothing", on = "a", clause = "…" }"#),
    new_form("closed", &["on", "clause"], SERVER, TCP, r#"{ expect = "closed", on = "a", clause = "…" }"#),
    new_form(
        "one-of",
        &["on", "names", "otherwise", "clause"],
        SERVER,
        BOTH,
        r#"{ expect = "one-of", names = { echo = { text = "x" }, silence = { nothing = true } }, otherwise = "other", clause = "…" }"#,
    ),
    new_form(
        "sends",
        &[
            "text",
            "regex",
            "json",
            "not",
            "all",
            "again",
            "anything",
            "on",
            "within",
            "not-before",
            "optional",
            "or-skip",
            "clause",
        ],
        CONSOLE,
        BOTH,
        r#"{ expect = "sends", text = "hello", clause = "…" }"#,
    ),
    new_form(
        "prints",
        &["text", "regex", "json", "not", "all", "anything", "clause"],
        ANY,
        BOTH,
        r#"{ expect = "prints", text = "HELLO", clause = "…" }"#,
    ),
    new_form(
        "file",
        &["name", "text", "regex", "json", "not", "all", "anything", "absent", "clause"],
        ONE,
        BOTH,
        r#"{ expect = "file", name = "notes.txt", text = "hello", clause = "…" }"#,
    ),
    new_form(
        "exit",
        &["how", "between", "clause"],
        CONSOLE,
        BOTH,
        r#"{ expect = "exit", how = "success", clause = "…" }"#,
    ),
];

/// Every expectation of set-statistics, in the order of the README.
const EXPECTATIONS: &[StepForm] = &[
    new_form(
        "statistics",
        &["of", "on", "clause"],
        SERVER,
        BOTH,
        r#"{ expect = "statistics", of = "5 4 6", clause = "RSP-2" }"#,
    ),
    new_form(
        "statistics-of-each",
        &["of", "on", "clause"],
        SERVER,
        UDP,
        r#"{ expect = "statistics-of-each", of = ["5 4 6", "7"], clause = "UDP-S-1" }"#,
    ),
    new_form("nothing", &["on", "clause"], SERVER, BOTH, r#"{ expect = "nothing", clause = "REQ-1" }"#),
    new_form("no-statistics", &["on", "clause"], SERVER, BOTH, r#"{ expect = "no-statistics", clause = "REQ-1" }"#),
    new_form("closed", &["on", "clause"], SERVER, TCP, r#"{ expect = "closed", on = "a", clause = "TCP-S-8" }"#),
    new_form(
        "one-of",
        &["on", "names", "otherwise", "clause"],
        SERVER,
        BOTH,
        r#"{ expect = "one-of", names = { whole = "5 4 6", first = "5 4" }, otherwise = "refused", clause = "…" }"#,
    ),
    new_form(
        "answered-on",
        &["of", "names", "otherwise", "clause"],
        SERVER,
        BOTH,
        r#"{ expect = "answered-on", of = "5 4 6", names = { source = "a" }, otherwise = "neither", clause = "UDP-S-6" }"#,
    ),
    new_form("observed", &["on", "clause"], SERVER, BOTH, r#"{ expect = "observed", clause = "NUM-6" }"#),
    new_form("message", &["text", "clause"], CONSOLE, BOTH, r#"{ expect = "message", text = "5 4 6", clause = "…" }"#),
    new_form("length", &["text", "clause"], CONSOLE, BOTH, r#"{ expect = "length", text = "3", clause = "…" }"#),
    new_form(
        "length-held-back",
        &["message", "clause"],
        CONSOLE,
        TCP,
        r#"{ expect = "length-held-back", message = "5 4 6", clause = "TCP-C-6" }"#,
    ),
    new_form(
        "results",
        &["of", "clause"],
        CLIENT,
        BOTH,
        r#"{ expect = "results", of = "27.4 3.4 9.0 5.48", clause = "CON-2" }"#,
    ),
    new_form(
        "relayed-statistics",
        &["of", "clause"],
        PAIR,
        BOTH,
        r#"{ expect = "relayed-statistics", of = "5 4 6", clause = "TCP-C-2" }"#,
    ),
    new_form(
        "prints-one-of",
        &["names", "otherwise", "clause"],
        CONSOLE,
        BOTH,
        r#"{ expect = "prints-one-of", names = { takes = "27.4 3.4 9.0 5.48" }, otherwise = "refuses", clause = "RSP-3" }"#,
    ),
    new_form(
        "exit",
        &["how", "between", "clause"],
        CONSOLE,
        BOTH,
        r#"{ expect = "exit", how = "success", clause = "…" }"#,
    ),
];
