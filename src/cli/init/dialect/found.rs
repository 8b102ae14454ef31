//! The knowledge of a dialect so far, program by program.

use super::probe::Probe;
use crate::implementation::{Implementation, Port};
use crate::protocol::ReplyTo;
use crate::protocol::role::{Role, Transport};
use crate::set_statistics::dialect::deduce::{
    ClientSpeech, DialectRemark, ProbeSet, ServerSight, ServerSpeech, likely_request_layouts, likely_response_layouts,
    of_client, of_server, results_of,
};
use crate::set_statistics::dialect::{Dialect, DialectPorts, Labels, Length, RequestLayout, ResponseLayout, Serves};
use crate::set_statistics::role::{tcp_client, tcp_server, udp_client, udp_server};
use crate::transcript::Bytes;

/// The knowledge so far.
pub(super) struct FoundDialect {
    pub(super) dialect: Dialect,
    pub(super) ports: DialectPorts,
    pub(super) remarks: Vec<DialectRemark>,
    /// The set with which servers are asked.
    set: ProbeSet,
    knows_prompts: bool,
    knows_request: bool,
    knows_response: bool,
    knows_labels: bool,
    knows_lines: Option<Transport>,
}

impl FoundDialect {
    /// The post's protocol, with the ports that the programs were seen to use.
    pub(super) fn new(implementation: &Implementation) -> FoundDialect {
        let mut found = FoundDialect {
            dialect: Dialect::default(),
            ports: DialectPorts::default(),
            remarks: Vec::new(),
            set: ProbeSet::FRACTIONS,
            knows_prompts: false,
            knows_request: false,
            knows_response: false,
            knows_labels: false,
            knows_lines: None,
        };
        for role in [tcp_server(), tcp_client(), udp_server(), udp_client()] {
            let program = implementation.programs.get(&role);
            if let Some(Port::Fixed(port)) = program.map(|program| program.port)
                && port != role.port()
            {
                let (own, key) = match role.transport() {
                    Transport::Tcp => (&mut found.ports.tcp, "ports.tcp"),
                    Transport::Udp => (&mut found.ports.udp, "ports.udp"),
                };
                if own.is_none() {
                    *own = Some(port);
                    found.remarks.push(DialectRemark::new_certain(key, format!("the {role}'s port")));
                }
            }
        }
        found
    }

    fn add_certain_remark(&mut self, key: &'static str, seen: impl Into<String>) {
        self.remarks.push(DialectRemark::new_certain(key, seen));
    }

    fn add_uncertain_remark(&mut self, key: &'static str, seen: impl Into<String>) {
        self.remarks.push(DialectRemark::new_uncertain(key, seen));
    }

    /// Takes in the client's prompts and messages.
    pub(super) fn take_in_clients_words(&mut self, probe: &Probe<'_>, transport: Transport) {
        let role = if transport == Transport::Tcp { tcp_client() } else { udp_client() };
        if !probe.has_program(role) {
            return;
        }
        let (set, count) = (ProbeSet::FRACTIONS, ProbeSet::FRACTIONS.words.len().to_string());
        // A client that holds its length back until it is answered needs an answer.
        let reply = self.render_response(&set);
        let Some(sight) = probe.observe_client(role, &set.typed_text(" "), &count, Some(&reply)) else { return };
        let Some(speech) = of_client(&sight, &set) else {
            let seen = format!("the {role} sends {} for `{}`", Bytes::from(sight.sent.as_slice()), set.typed_text(" "));
            return self.add_uncertain_remark("request", seen);
        };
        self.remarks.extend(speech.remarks.iter().cloned());
        if self.knows_prompts {
            return self.compare_client(role, &speech);
        }
        self.knows_prompts = true;
        self.knows_request = true;
        let ClientSpeech { prompts, length, request, .. } = speech;
        let asked = format!("the {role} asks {:?}, then {:?}", sight.before_message, sight.before_length);
        if sight.has_arguments {
            self.add_certain_remark("prompts.numbers", format!("the {role} takes arguments"));
        } else {
            self.add_certain_remark("prompts.numbers", asked.clone());
            self.add_certain_remark("prompts.length", asked);
        }
        let sent = Bytes::from(sight.sent.as_slice());
        self.add_certain_remark(
            "length",
            match length {
                Length::Sent => "it is sent by itself".to_owned(),
                Length::NotAsked if sight.takes_message_alone => {
                    format!("the {role}'s command takes the message alone")
                }
                Length::NotAsked => format!("the {role} sends \"{sent}\" before a second line is typed"),
                Length::NotSent => format!("the {role} asks for it, and sends \"{sent}\" alone"),
                Length::Joined => format!("the {role} sends \"{sent}\""),
            },
        );
        self.add_certain_remark("request", format!("the {role} sends \"{sent}\""));
        self.dialect.prompts = prompts;
        self.dialect.length = length;
        self.dialect.request = request;
    }

    /// The second client says the same, or a person must look.
    fn compare_client(&mut self, role: Role, speech: &ClientSpeech) {
        let own = &self.dialect;
        if speech.prompts != own.prompts {
            let seen = format!("the {role} asks otherwise: {:?}", speech.prompts.joined_text());
            self.add_uncertain_remark("prompts", seen);
        } else if speech.length != own.length || speech.request != own.request {
            self.add_uncertain_remark("length", format!("the {role} sends in another form than the TCP client"));
        }
    }

    /// Takes in the server's lines and answers.
    pub(super) fn take_in_server(&mut self, probe: &Probe<'_>, transport: Transport) {
        let role = if transport == Transport::Tcp { tcp_server() } else { udp_server() };
        if !probe.has_program(role) {
            return;
        }
        let Some((sight, speech)) = self.ask_server(probe, role) else {
            return self.add_uncertain_remark("request", format!("the {role} answers no request that is known here"));
        };
        self.remarks.extend(speech.remarks.iter().cloned());
        if !self.knows_response {
            self.knows_response = true;
            let reply = Bytes::from(sight.reply.as_slice());
            self.add_certain_remark("response", format!("the {role} answers \"{reply}\""));
            if speech.numbers.integers {
                self.add_certain_remark("integers", format!("the {role} answers integers, and no fractions"));
            }
            self.dialect.response = speech.response.clone();
            self.dialect.numbers = speech.numbers.clone();
        }
        if sight.has_ended && self.dialect.serves == Serves::All {
            self.dialect.serves = Serves::One;
            self.add_certain_remark("serves", format!("the {role} ends when its client has left"));
        }
        self.take_in_lines(role, &sight, speech);
    }

    fn take_in_lines(&mut self, role: Role, sight: &ServerSight, speech: ServerSpeech) {
        let started = format!("the {role} prints {:?} when it starts", sight.at_start);
        let asked = format!("the {role} prints {:?} when it is asked", sight.afterwards);
        self.add_certain_remark("ready", started);
        self.add_certain_remark("received", asked);
        let (ready, received) = (&mut self.dialect.ready, &mut self.dialect.received);
        match role.transport() {
            Transport::Tcp => (ready.tcp, received.tcp) = (speech.ready, speech.received),
            Transport::Udp => (ready.udp, received.udp) = (speech.ready, speech.received),
        }
        self.knows_lines = Some(role.transport());
    }

    /// Asks the server in the form that its client has, or, if that is not known, in one after the other, until it answers.
    fn ask_server(&mut self, probe: &Probe<'_>, role: Role) -> Option<(ServerSight, ServerSpeech)> {
        let known = [(self.dialect.request.clone(), self.dialect.length.is_joined())];
        let forms: Vec<(RequestLayout, bool)> =
            if self.knows_request { known.to_vec() } else { likely_request_layouts() };
        for set in [ProbeSet::FRACTIONS, ProbeSet::INTEGERS] {
            for (layout, is_joined) in &forms {
                let request = set.sent_text(layout, *is_joined);
                let reply_port = role.reply_port();
                let Some(mut sight) = probe.observe_server(role, &request, None) else { continue };
                let mut to = ReplyTo::Sender;
                if role.transport() == Transport::Udp && sight.reply.is_empty() {
                    sight = probe.observe_server(role, &request, reply_port).unwrap_or_default();
                    to = Dialect::default().replies_to;
                }
                let Some(speech) = of_server(&sight, &set, &request) else { continue };
                if role.transport() == Transport::Udp && to == ReplyTo::Sender {
                    self.dialect.replies_to = to;
                    self.add_certain_remark("ports.reply", format!("the {role} answers to the port that has asked"));
                }
                if !self.knows_request {
                    self.take_in_request(role, layout, *is_joined);
                }
                self.set = set;
                return Some((sight, speech));
            }
        }
        None
    }

    /// The form in which a server was asked that has no client.
    fn take_in_request(&mut self, role: Role, layout: &RequestLayout, is_joined: bool) {
        self.knows_request = true;
        self.dialect.request = layout.clone();
        self.add_certain_remark("request", format!("the {role} answers it"));
        if is_joined {
            self.dialect.length = Length::Joined;
            self.add_certain_remark("length", format!("the {role} answers numbers with their count behind them"));
        } else {
            self.add_uncertain_remark(
                "length",
                "no client was tried: whether the length is asked for, and sent, is not seen",
            );
        }
    }

    /// The response of this set in the dialect's form.
    fn render_response(&self, set: &ProbeSet) -> String {
        self.laid_out(set, &self.dialect.response)
    }

    fn laid_out(&self, set: &ProbeSet, layout: &ResponseLayout) -> String {
        let spelled = layout.order.map(|field| self.dialect.numbers.spell_value(set.results[field as usize]));
        spelled.join(&layout.separator) + &layout.end
    }

    /// Takes in the client's output for a response in the server's own form. If that is not known, it tries one form
    /// after the other.
    pub(super) fn take_in_clients_results(&mut self, probe: &Probe<'_>, transport: Transport) {
        let role = if transport == Transport::Tcp { tcp_client() } else { udp_client() };
        if !probe.has_program(role) || self.knows_labels {
            return;
        }
        let known = [self.dialect.response.clone()];
        let layouts = if self.knows_response { known.to_vec() } else { likely_response_layouts(&self.dialect) };
        let (set, count) = (self.set, self.set.words.len().to_string());
        // A client may give up before the reply comes, on a machine that is busy: it is asked once more.
        for layout in layouts.iter().chain(&layouts) {
            let reply = self.laid_out(&set, layout);
            let Some(sight) = probe.observe_client(role, &set.typed_text(" "), &count, Some(&reply)) else { continue };
            let Some(labels) = results_of(&sight.printed, &set) else { continue };
            if !self.knows_response {
                self.add_certain_remark("response", format!("the {role} reads \"{}\"", reply.escape_debug()));
                self.add_uncertain_remark(
                    "response",
                    "no server was tried: this is the first form that the client reads",
                );
                self.dialect.response = layout.clone();
            }
            return self.take_in_labels(role, labels, &sight.printed);
        }
        self.add_uncertain_remark("labels", format!("the {role} prints no results that are known here"));
    }

    fn take_in_labels(&mut self, role: Role, labels: Labels, printed: &str) {
        self.knows_labels = true;
        self.add_certain_remark("labels", format!("the {role} prints it"));
        self.add_certain_remark("labels.off", format!("the {role} prints {printed:?}"));
        self.add_certain_remark("labels.order", format!("the {role} prints {printed:?}"));
        let result = labels.lines.iter().map(|(_, label)| label.clone()).collect::<Vec<_>>();
        let others = printed.lines().filter(|line| !line.trim().is_empty());
        let extra: Vec<&str> =
            others.filter(|line| !result.iter().any(|label| line.starts_with(label.as_str()))).collect();
        if let [extra, ..] = extra[..] {
            self.add_uncertain_remark("clauses", format!("the {role} prints {extra:?} too: CON-7 = \"off\"?"));
        }
        self.dialect.labels = labels;
    }
}
