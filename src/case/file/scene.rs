//! The scene that the steps read so far have set up: it decides which steps may come next.

use super::form::{StepForm, expectation_forms, step_forms};
use crate::case::Subject;
use crate::diagnosis::did_you_mean;
use crate::document::{Document, FileError, Table, Text};
use crate::protocol::clause::{ClauseId, Level, UnknownClause};
use crate::protocol::role::{Side, Transport};
use crate::protocol::{Unit, current_spec};

/// The subject of the case, and the clients and sockets that are there.
pub(super) struct Scene<'a> {
    pub(super) document: &'a Document<'a>,
    pub(super) subject: Subject,
    /// The clients and sockets that earlier steps connected or bound, in order.
    peers: Vec<String>,
    /// The clients and sockets that can't send any more, and why.
    silenced: Vec<(String, &'static str)>,
    /// The round of the repetition that is read.
    round: Option<u16>,
}

impl<'a> Scene<'a> {
    pub(super) fn new(document: &'a Document<'a>, subject: Subject) -> Scene<'a> {
        Scene { document, subject, peers: there_from_the_start(subject), silenced: Vec::new(), round: None }
    }

    pub(super) fn transport(&self) -> Transport {
        self.subject.transport()
    }

    /// Whether a client and a server are there, and the harness is the wire.
    pub(super) fn is_of_a_pair(&self) -> bool {
        matches!(self.subject, Subject::Pair(_))
    }

    /// Whether it is about a client, and the harness has more sockets than the one that is there from the start.
    pub(super) fn is_client_with_sockets(&self) -> bool {
        let own = there_from_the_start(self.subject).len();
        own > 0 && self.peers.len() > own
    }

    /// The unit that is one message of the server.
    pub(super) fn server_unit(&self) -> Unit {
        let server = self.subject.roles().into_iter().find(|role| role.side() == Side::Server);
        server.map_or(Unit::Stream, |role| role.unit())
    }

    /// Advice that names the forms that fit the subject.
    pub(super) fn one_of<'f>(&self, forms: impl IntoIterator<Item = &'f StepForm>) -> String {
        let fitting = forms.into_iter().filter(|form| form.place.is_for_subject(self.subject));
        let names = fitting.map(|form| form.name).collect::<Vec<_>>().join(", ");
        format!("in a {} case write one of {names}", self.subject)
    }

    /// A step that fits the subject.
    pub(super) fn step_example(&self) -> &'static str {
        let fitting = step_forms().find(|form| form.keys.len() < 3 && form.place.is_for_subject(self.subject));
        fitting.map_or("{ start = true }", |form| form.example)
    }

    /// An expectation that fits the subject.
    pub(super) fn expectation_example(&self) -> &'static str {
        let fitting =
            expectation_forms().iter().find(|form| form.name != "message" && form.place.is_for_subject(self.subject));
        fitting.map_or("{ start = true }", |form| form.example)
    }

    /// The round of a repetition begins, or the repetition is over.
    pub(super) fn begin_round(&mut self, round: Option<u16>) {
        self.round = round;
    }

    /// The name of a client or socket that comes in this round.
    fn in_this_round(&self, name: &str) -> String {
        self.round.map_or_else(|| name.to_owned(), |round| format!("{name}-{round}"))
    }

    /// Somebody new, by the name that the step gives.
    pub(super) fn add_peer(&mut self, name: &Text<'_>) -> Result<String, FileError> {
        let blank = name.value.trim().is_empty() || name.value.contains(char::is_control);
        if blank {
            return Err(name.error_at_text(
                "this is no name",
                "a name is plain text",
                "write a short name, such as \"a\"",
            ));
        }
        let own = self.in_this_round(name.value);
        if self.peers.contains(&own) {
            let message = format!("`{own}` is there already");
            let help = "give each client and each socket a name of its own, such as \"a\" and \"b\"";
            return Err(name.error_at_text(message, "the second one of this name", help));
        }
        self.peers.push(own.clone());
        Ok(own)
    }

    /// A client or socket that is there, by name.
    pub(super) fn find_peer(&self, name: &Text<'_>) -> Result<String, FileError> {
        for known in [self.in_this_round(name.value), name.value.to_owned()] {
            if self.peers.contains(&known) {
                return Ok(known);
            }
        }
        let label = did_you_mean(name.value, self.peers.iter().map(String::as_str));
        let label = label.unwrap_or_else(|| "no step before this one makes it".to_owned());
        Err(name.error_at_text(format!("nobody is called `{}` here", name.value), label, self.how_to_enter(name.value)))
    }

    /// The client or socket that `table` means: the one named by `on`, or the latest.
    pub(super) fn resolve_peer(&self, table: &Table<'_>) -> Result<String, FileError> {
        match table.read_text("on", "write the name of one client or socket: on = \"a\"")? {
            Some(name) => self.find_peer(&name),
            None => self.latest_peer(table),
        }
    }

    /// The client or socket that came last.
    pub(super) fn latest_peer(&self, table: &Table<'_>) -> Result<String, FileError> {
        self.peers.last().cloned().ok_or_else(|| {
            let label = "no step before this one makes any";
            let help = self.how_to_enter("a");
            table.document.error_at(table.span.clone(), "there is no client or socket of the harness yet", label, help)
        })
    }

    /// The client or socket that sends in `table`; an error if it has gone.
    pub(super) fn resolve_sender(&self, table: &Table<'_>) -> Result<String, FileError> {
        let name = self.resolve_peer(table)?;
        let Some((_, why)) = self.silenced.iter().find(|(peer, _)| *peer == name) else { return Ok(name) };
        let span = table.get("on").map_or_else(|| table.span.clone(), toml::Spanned::span);
        let help = if there_from_the_start(self.subject).is_empty() {
            format!("send before that, or let another one send: {}", self.entry_example("b"))
        } else {
            "write this step before that one".to_owned()
        };
        Err(table.document.error_at(
            span,
            format!("`{name}` {why}, and can't send any more"),
            "nothing goes out here any more",
            help,
        ))
    }

    /// From here on `peer` sends nothing, for it `why`.
    pub(super) fn silence_peer(&mut self, peer: String, why: &'static str) -> String {
        self.silenced.push((peer.clone(), why));
        peer
    }

    /// The program starts: a client calls anew.
    pub(super) fn note_program_start(&mut self) {
        let anew = there_from_the_start(self.subject);
        self.silenced.retain(|(peer, _)| !anew.contains(peer));
    }

    /// The step by which a client or socket comes.
    fn entry_example(&self, name: &str) -> String {
        let verb = if self.transport() == Transport::Tcp { "connect" } else { "bind" };
        format!("{{ {verb} = \"{name}\" }}")
    }

    fn how_to_enter(&self, name: &str) -> String {
        let there = self.peers.join(", ");
        if !there_from_the_start(self.subject).is_empty() {
            let more = match (current_spec().judge.is_none(), self.transport()) {
                (true, Transport::Udp) => {
                    format!("; for another one write a step before this one: {}", self.entry_example(name))
                }
                _ => String::new(),
            };
            return format!("in a {} case the harness has one: \"{there}\"{more}", self.subject);
        }
        let step = format!("write a step before this one: {}", self.entry_example(name));
        if self.peers.is_empty() { step } else { format!("so far there is {there}: use that name, or {step}") }
    }

    /// A clause that binds one of the subject's roles.
    pub(super) fn parse_clause(&self, text: &Text<'_>) -> Result<ClauseId, FileError> {
        let clause: ClauseId = text.value.parse().map_err(|error: UnknownClause| {
            let message = format!("`{}` is not a clause", error.text);
            text.error_at_text(
                message,
                error.nearest.map_or_else(
                    || "the protocol states no clause".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                ),
                self.clauses_help(),
            )
        })?;
        if self.is_bound_by(clause) {
            return Ok(clause);
        }
        let roles: Vec<&str> = clause.roles().iter().map(|role| role.as_str()).collect();
        let message = format!("`{clause}` says nothing of a {}", self.subject);
        Err(text.error_at_text(message, format!("this clause binds a {}", roles.join(" and a ")), self.clauses_help()))
    }

    /// The clause of an expectation.
    pub(super) fn clause_of(&self, table: &Table<'_>) -> Result<ClauseId, FileError> {
        let help = "say which clause is broken if this is not seen: clause = \"RSP-2\"";
        let text = table.read_text("clause", help)?.ok_or_else(|| table.missing_key_error("clause", help))?;
        self.parse_clause(&text)
    }

    /// The clause of an expectation that notes and judges nothing.
    pub(super) fn info_clause_of(&self, table: &Table<'_>, name: &str) -> Result<ClauseId, FileError> {
        let clause = self.clause_of(table)?;
        if clause.level() == Level::Info {
            return Ok(clause);
        }
        let info = current_spec().clauses().filter(|id| id.level() == Level::Info && self.is_bound_by(*id));
        let help = format!("write one of {}, or expect something that can be wrong", join_clauses(info));
        let message = format!("`{name}` only notes what is seen, and `{clause}` has to be judged");
        let span = table.get("clause").map_or_else(|| table.span.clone(), toml::Spanned::span);
        Err(table.document.error_at(span, message, format!("a {}, not an INFO", clause.level()), help))
    }

    fn is_bound_by(&self, clause: ClauseId) -> bool {
        self.subject.roles().iter().any(|role| clause.roles().contains(role))
    }

    fn clauses_help(&self) -> String {
        let fitting = current_spec().clauses().filter(|id| self.is_bound_by(*id));
        format!("the clauses for a {} are {}", self.subject, join_clauses(fitting))
    }
}

/// The connection or socket that is there before the first step: a client under test talks to it.
fn there_from_the_start(subject: Subject) -> Vec<String> {
    match subject {
        Subject::Role(role) if role.side() == Side::Client => match role.transport() {
            Transport::Tcp => vec!["connection".to_owned()],
            Transport::Udp => vec![super::SERVER_SOCKET.to_owned()],
        },
        Subject::Role(_) | Subject::Pair(_) => Vec::new(),
    }
}

fn join_clauses(clauses: impl Iterator<Item = ClauseId>) -> String {
    clauses.map(|clause| clause.as_str()).collect::<Vec<_>>().join(", ")
}
