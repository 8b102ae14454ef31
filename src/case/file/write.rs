//! A case as a case file.

mod words;

use crate::case::{
    Behaviour, Between, Case, Cut, Expectation, LineEnd, Matcher, NamedPattern, Pace, Payload, PayloadPart, ReplyFrom,
    ReplyOrigin, SendTo, Source, Step, When,
};
use crate::diagnosis::time;
use crate::protocol::current_spec;
use words::{exit_name, line_end, origin_name, reply_from_name};

/// The case as a file that reads back as the same case, a step a line.
///
/// The origin of a case is written only as a comment: a case that is read back comes from a file.
pub fn to_toml(case: &Case) -> String {
    let mut text = String::new();
    if let Source::Generator { family, seed } = &case.source {
        text += &format!("# made by the generator {}, seed {seed}\n", family.escape_debug());
    }
    let clauses: Vec<String> = case.clauses.iter().map(|clause| quote_text(clause.as_str())).collect();
    text += &format!("summary = {}\nclauses = {}\n", quote_text(&case.summary), render_list(&clauses));
    if let Some(patience) = case.patience {
        text += &format!("patience = {}\n", render_duration(patience));
    }
    if case.pace == Pace::Quick {
        text += "pace = \"quick\"\n";
    }
    text += "steps = [\n";
    for line in case.steps.iter().map(render_step) {
        text += &format!("  {line},\n");
    }
    text + "]\n"
}

/// The keys of a step with their values, in order.
struct StepKeys(Vec<String>);

impl StepKeys {
    fn from_entry(key: &str, value: impl AsRef<str>) -> StepKeys {
        StepKeys(Vec::new()).and(key, value)
    }

    fn and(mut self, key: &str, value: impl AsRef<str>) -> StepKeys {
        self.0.push(format!("{key} = {}", value.as_ref()));
        self
    }

    fn and_if(self, wanted: bool, key: &str, value: impl AsRef<str>) -> StepKeys {
        if wanted { self.and(key, value) } else { self }
    }

    fn render_table(&self) -> String {
        format!("{{ {} }}", self.0.join(", "))
    }
}

fn render_step(step: &Step) -> String {
    let line = match step {
        Step::Connect { peer } => StepKeys::from_entry("connect", quote_text(peer)),
        Step::Bind { peer, port } => match port {
            Some(port) => StepKeys::from_entry("bind", quote_text(peer)).and("port", port.to_string()),
            None => StepKeys::from_entry("bind", quote_text(peer)),
        },
        Step::Send { peer, payload, cut, to } => {
            let line = with_cut(
                StepKeys::from_entry("send", render_payload(payload)).and("on", quote_text(peer)),
                payload,
                cut,
            );
            match to {
                SendTo::Server => line,
                SendTo::SourceOf(other) if other == peer => line.and("to", quote_text("source")),
                SendTo::SourceOf(other) => {
                    line.and("to", StepKeys::from_entry("source-of", quote_text(other)).render_table())
                }
            }
        }
        Step::Reply { payload, cut, from, after } => {
            let line = with_cut(StepKeys::from_entry("reply", render_payload(payload)), payload, cut);
            let line = line.and_if(*from != ReplyFrom::Server, "from", quote_text(reply_from_name(from)));
            line.and_if(after.is_some(), "after", render_duration(after.unwrap_or_default()))
        }
        Step::Relay { wire, message } => {
            let line = StepKeys::from_entry("relay", quote_text(wire.name()));
            let line = wire.cut_offset().into_iter().fold(line, |line, at| line.and("at", at.to_string()));
            line.and_if(current_spec().judge.is_some() || !message.parts.is_empty(), "message", render_payload(message))
        }
        Step::HalfClose { peer } => StepKeys::from_entry("half-close", quote_text(peer)),
        Step::Leave { peer } => StepKeys::from_entry("leave", quote_text(peer)),
        Step::Reset { peer } => StepKeys::from_entry("reset", quote_text(peer)),
        Step::StaySilent => StepKeys::from_entry("stay-silent", "true"),
        Step::Pause { time } => StepKeys::from_entry("pause", render_duration(*time)),
        Step::Refuse => StepKeys::from_entry("refuse", "true"),
        Step::TakePort { port } => StepKeys::from_entry("take-port", port.to_string()),
        Step::File { name, content } => {
            StepKeys::from_entry("file", quote_text(name)).and("content", render_payload(content))
        }
        Step::Operation { name } => StepKeys::from_entry("operation", quote_text(name)),
        Step::Start => StepKeys::from_entry("start", "true"),
        Step::Stop => StepKeys::from_entry("stop", "true"),
        Step::Type { line, end, after } => {
            let line = StepKeys::from_entry("type", render_payload(line)).and_if(
                *end != LineEnd::LineFeed,
                "end",
                quote_text(line_end(*end)),
            );
            line.and_if(after.is_some(), "after", render_duration(after.unwrap_or_default()))
        }
        Step::Expect { what, clause } => build_expectation_line(what).and("clause", quote_text(clause.as_str())),
    };
    line.render_table()
}

fn build_expectation_line(what: &Expectation) -> StepKeys {
    let expect = |name: &str| StepKeys::from_entry("expect", quote_text(name));
    match what {
        Expectation::Statistics { on, of } => {
            expect("statistics").and("of", render_payload(of)).and("on", quote_text(on))
        }
        Expectation::StatisticsOfEach { on, of } => {
            let of: Vec<String> = of.iter().map(render_payload).collect();
            expect("statistics-of-each").and("of", render_list(&of)).and("on", quote_text(on))
        }
        Expectation::Nothing { on: Some(on) } => expect("nothing").and("on", quote_text(on)),
        Expectation::Nothing { on: None } => expect("nothing"),
        Expectation::NoStatistics { on } => expect("no-statistics").and("on", quote_text(on)),
        Expectation::Closed { on } => expect("closed").and("on", quote_text(on)),
        Expectation::OneOf { on, behaviours, otherwise } => {
            let line = expect("one-of").and("on", render_peers(on)).and("names", render_names(behaviours));
            line.and("otherwise", quote_text(otherwise))
        }
        Expectation::AnsweredOn { of, peers, otherwise } => {
            let names = peers
                .iter()
                .fold(StepKeys(Vec::new()), |line, (name, peer)| line.and(&render_key(name), quote_text(peer)));
            expect("answered-on")
                .and("of", render_payload(of))
                .and("names", names.render_table())
                .and("otherwise", quote_text(otherwise))
        }
        Expectation::Observed { on } => expect("observed").and("on", quote_text(on)),
        Expectation::Message { text } => expect("message").and("text", render_payload(text)),
        Expectation::Length { text } => expect("length").and("text", render_payload(text)),
        Expectation::LengthHeldBack { message } => expect("length-held-back").and("message", render_payload(message)),
        Expectation::RelayedStatistics { of } => expect("relayed-statistics").and("of", render_payload(of)),
        Expectation::Results { of } => expect("results").and("of", render_payload(of)),
        Expectation::PrintsOneOf { behaviours, otherwise } => {
            expect("prints-one-of").and("names", render_names(behaviours)).and("otherwise", quote_text(otherwise))
        }
        Expectation::Reply { on, what, times, from, when, optional, or_skip } => {
            let line = with_matcher(expect("reply"), what).and("on", quote_text(on));
            let is_told = *times == 1 || matches!(what, Matcher::InAnyOrder(_));
            let line = line.and_if(!is_told, "times", times.to_string());
            let line =
                with_times(line.and_if(*from != ReplyOrigin::AskedPort, "from", quote_text(origin_name(*from))), *when);
            with_skip_keys(line, *optional, or_skip)
        }
        Expectation::NamedReply { on, names, otherwise } => {
            let one = |line: StepKeys, named: &NamedPattern| {
                let what = match &named.what {
                    Some(what) => with_matcher(StepKeys(Vec::new()), what).render_table(),
                    None => "{ nothing = true }".to_owned(),
                };
                line.and(&render_key(&named.name), what)
            };
            let names = names.iter().fold(StepKeys(Vec::new()), one);
            expect("one-of")
                .and("on", quote_text(on))
                .and("names", names.render_table())
                .and("otherwise", quote_text(otherwise))
        }
        Expectation::Sends { on, what, when, optional, or_skip } => {
            let line = with_matcher(expect("sends"), what);
            let line = on.iter().fold(line, |line, on| line.and("on", quote_text(on)));
            with_skip_keys(with_times(line, *when), *optional, or_skip)
        }
        Expectation::File { name, what } => {
            let line = expect("file").and("name", quote_text(name));
            match what {
                Some(what) => with_matcher(line, what),
                None => line.and("absent", "true"),
            }
        }
        Expectation::Prints { what } => with_matcher(expect("prints"), what),
        Expectation::Exit { how, between } => {
            let line = expect("exit").and("how", quote_text(exit_name(*how)));
            match between {
                Some((from, to)) => line.and("between", render_list(&[render_duration(*from), render_duration(*to)])),
                None => line,
            }
        }
    }
}

/// With what a message must be.
fn with_matcher(line: StepKeys, what: &Matcher) -> StepKeys {
    let each = |all: &[Matcher]| {
        render_list(&all.iter().map(|one| with_matcher(StepKeys(Vec::new()), one).render_table()).collect::<Vec<_>>())
    };
    match what {
        Matcher::Text(payload) => line.and("text", render_payload(payload)),
        Matcher::Regex(pattern) => line.and("regex", quote_literal(pattern.as_str())),
        Matcher::Json(value) => line.and("json", quote_literal(&value.to_string())),
        Matcher::Not(other) => line.and("not", with_matcher(StepKeys(Vec::new()), other).render_table()),
        Matcher::All(all) => line.and("all", each(all)),
        Matcher::InAnyOrder(all) => line.and("in-any-order", each(all)),
        Matcher::Again => line.and("again", "true"),
        Matcher::Anything => line.and("anything", "true"),
    }
}

fn with_skip_keys(line: StepKeys, optional: bool, or_skip: &Option<String>) -> StepKeys {
    let line = line.and_if(optional, "optional", "true");
    or_skip.iter().fold(line, |line, reason| line.and("or-skip", quote_text(reason)))
}

fn with_times(line: StepKeys, when: When) -> StepKeys {
    let line = match when.not_before {
        Some(time) => line.and("not-before", render_duration(time)),
        None => line,
    };
    match when.within {
        Some(time) => line.and("within", render_duration(time)),
        None => line,
    }
}

fn with_cut(line: StepKeys, payload: &Payload, cut: &Cut) -> StepKeys {
    if *cut == Cut::default() {
        return line;
    }
    let everywhere = cut.at.len() > 3 && cut.at.iter().copied().eq(1..payload.to_vec().len());
    let offsets: Vec<String> = cut.at.iter().map(usize::to_string).collect();
    let line = line.and("cut", if everywhere { quote_text("bytes") } else { render_list(&offsets) });
    line.and_if(cut.between == Between::Answered, "between", quote_text("answered"))
}

/// One peer as it is, several as a list.
fn render_peers(on: &[String]) -> String {
    match on {
        [one] => quote_text(one),
        several => render_list(&several.iter().map(|peer| quote_text(peer)).collect::<Vec<_>>()),
    }
}

fn render_names(behaviours: &[Behaviour]) -> String {
    let line = behaviours.iter().fold(StepKeys(Vec::new()), |line, behaviour| {
        line.and(&render_key(&behaviour.name), render_requests(&behaviour.shows))
    });
    line.render_table()
}

/// A name as a TOML key: bare if possible.
fn render_key(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let bare = !name.is_empty() && name.chars().all(plain);
    if bare { name.to_owned() } else { quote_text(name) }
}

/// One request that is no list as it is, all else as a list of requests.
fn render_requests(requests: &[Payload]) -> String {
    match requests {
        [one] if one.parts.len() == 1 => render_payload(one),
        several => render_list(&several.iter().map(render_payload).collect::<Vec<_>>()),
    }
}

fn render_payload(payload: &Payload) -> String {
    match payload.parts.as_slice() {
        [one] => render_part(one),
        several => render_list(&several.iter().map(render_part).collect::<Vec<_>>()),
    }
}

fn render_part(part: &PayloadPart) -> String {
    let line = match std::str::from_utf8(part.bytes.as_slice()) {
        Ok(text) if part.times == 1 => return quote_text(text),
        Ok(text) => StepKeys::from_entry("text", quote_text(text)),
        Err(_) => StepKeys::from_entry("escaped", quote_literal(&part.bytes.to_string())),
    };
    line.and_if(part.times != 1, "times", part.times.to_string()).render_table()
}

/// Text between single quotes, which have no escapes, if such quotes can hold it.
fn quote_literal(text: &str) -> String {
    if text.contains(|c: char| c == '\'' || c.is_control()) { quote_text(text) } else { format!("'{text}'") }
}

/// Text between quotation marks.
fn quote_text(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted += "\\\"",
            '\\' => quoted += "\\\\",
            '\n' => quoted += "\\n",
            '\r' => quoted += "\\r",
            '\t' => quoted += "\\t",
            c if c.is_control() => quoted += &format!("\\u{:04x}", u32::from(c)),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

fn render_list(entries: &[String]) -> String {
    format!("[{}]", entries.join(", "))
}

fn render_duration(time: std::time::Duration) -> String {
    quote_text(&time::write(time))
}
