//! A case as a case file.

mod words;

use crate::case::{
    Behaviour, Between, Case, Cut, Expectation, LineEnd, Matcher, NamedPattern, Pace, Payload, PayloadPart, ReplyFrom,
    ReplyOrigin, SendTo, Source, Step, When,
};
use crate::diagnosis::time;
use crate::protocol::current;
use words::{exit_name, line_end, origin, origin_name};

/// The case as a file that reads back as the same case, a step a line.
///
/// Where a case came from is not written, save as a comment: read back, it comes from a file.
pub fn to_toml(case: &Case) -> String {
    let mut text = String::new();
    if let Source::Generator { family, seed } = &case.source {
        text += &format!("# made by the generator {}, seed {seed}\n", family.escape_debug());
    }
    let clauses: Vec<String> = case.clauses.iter().map(|clause| quoted(clause.as_str())).collect();
    text += &format!("summary = {}\nclauses = {}\n", quoted(&case.summary), list(&clauses));
    if let Some(patience) = case.patience {
        text += &format!("patience = {}\n", duration(patience));
    }
    if case.pace == Pace::Quick {
        text += "pace = \"quick\"\n";
    }
    text += "steps = [\n";
    for line in case.steps.iter().map(step) {
        text += &format!("  {line},\n");
    }
    text + "]\n"
}

/// The keys of a step with their values, in order.
struct StepKeys(Vec<String>);

impl StepKeys {
    fn of(key: &str, value: impl AsRef<str>) -> StepKeys {
        StepKeys(Vec::new()).and(key, value)
    }

    fn and(mut self, key: &str, value: impl AsRef<str>) -> StepKeys {
        self.0.push(format!("{key} = {}", value.as_ref()));
        self
    }

    fn and_if(self, wanted: bool, key: &str, value: impl AsRef<str>) -> StepKeys {
        if wanted { self.and(key, value) } else { self }
    }

    fn table(&self) -> String {
        format!("{{ {} }}", self.0.join(", "))
    }
}

fn step(step: &Step) -> String {
    let line = match step {
        Step::Connect { peer } => StepKeys::of("connect", quoted(peer)),
        Step::Bind { peer, port } => match port {
            Some(port) => StepKeys::of("bind", quoted(peer)).and("port", port.to_string()),
            None => StepKeys::of("bind", quoted(peer)),
        },
        Step::Send { peer, payload, cut, to } => {
            let line = with_cut(StepKeys::of("send", bytes(payload)).and("on", quoted(peer)), payload, cut);
            match to {
                SendTo::Server => line,
                SendTo::SourceOf(other) if other == peer => line.and("to", quoted("source")),
                SendTo::SourceOf(other) => line.and("to", StepKeys::of("source-of", quoted(other)).table()),
            }
        }
        Step::Reply { payload, cut, from, after } => {
            let line = with_cut(StepKeys::of("reply", bytes(payload)), payload, cut);
            let line = line.and_if(*from != ReplyFrom::Server, "from", quoted(origin(from)));
            line.and_if(after.is_some(), "after", duration(after.unwrap_or_default()))
        }
        Step::Relay { wire, message } => {
            let line = StepKeys::of("relay", quoted(wire.name()));
            let line = wire.at().into_iter().fold(line, |line, at| line.and("at", at.to_string()));
            line.and_if(current().judge.is_some() || !message.parts.is_empty(), "message", bytes(message))
        }
        Step::HalfClose { peer } => StepKeys::of("half-close", quoted(peer)),
        Step::Leave { peer } => StepKeys::of("leave", quoted(peer)),
        Step::Reset { peer } => StepKeys::of("reset", quoted(peer)),
        Step::StaySilent => StepKeys::of("stay-silent", "true"),
        Step::Refuse => StepKeys::of("refuse", "true"),
        Step::TakePort { port } => StepKeys::of("take-port", port.to_string()),
        Step::File { name, content } => StepKeys::of("file", quoted(name)).and("content", bytes(content)),
        Step::Operation { name } => StepKeys::of("operation", quoted(name)),
        Step::Start => StepKeys::of("start", "true"),
        Step::Stop => StepKeys::of("stop", "true"),
        Step::Type { line, end, after } => {
            let line =
                StepKeys::of("type", bytes(line)).and_if(*end != LineEnd::LineFeed, "end", quoted(line_end(*end)));
            line.and_if(after.is_some(), "after", duration(after.unwrap_or_default()))
        }
        Step::Expect { what, clause } => expectation(what).and("clause", quoted(clause.as_str())),
    };
    line.table()
}

fn expectation(what: &Expectation) -> StepKeys {
    let expect = |name: &str| StepKeys::of("expect", quoted(name));
    match what {
        Expectation::Statistics { on, of } => expect("statistics").and("of", bytes(of)).and("on", quoted(on)),
        Expectation::StatisticsOfEach { on, of } => {
            let of: Vec<String> = of.iter().map(bytes).collect();
            expect("statistics-of-each").and("of", list(&of)).and("on", quoted(on))
        }
        Expectation::Nothing { on: Some(on) } => expect("nothing").and("on", quoted(on)),
        Expectation::Nothing { on: None } => expect("nothing"),
        Expectation::NoStatistics { on } => expect("no-statistics").and("on", quoted(on)),
        Expectation::Closed { on } => expect("closed").and("on", quoted(on)),
        Expectation::OneOf { on, behaviours, otherwise } => {
            let line = expect("one-of").and("on", peers(on)).and("names", names(behaviours));
            line.and("otherwise", quoted(otherwise))
        }
        Expectation::AnsweredOn { of, peers, otherwise } => {
            let names =
                peers.iter().fold(StepKeys(Vec::new()), |line, (name, peer)| line.and(&key(name), quoted(peer)));
            expect("answered-on").and("of", bytes(of)).and("names", names.table()).and("otherwise", quoted(otherwise))
        }
        Expectation::Observed { on } => expect("observed").and("on", quoted(on)),
        Expectation::Message { text } => expect("message").and("text", bytes(text)),
        Expectation::Length { text } => expect("length").and("text", bytes(text)),
        Expectation::LengthHeldBack { message } => expect("length-held-back").and("message", bytes(message)),
        Expectation::RelayedStatistics { of } => expect("relayed-statistics").and("of", bytes(of)),
        Expectation::Results { of } => expect("results").and("of", bytes(of)),
        Expectation::PrintsOneOf { behaviours, otherwise } => {
            expect("prints-one-of").and("names", names(behaviours)).and("otherwise", quoted(otherwise))
        }
        Expectation::Reply { on, what, times, from, when, optional, or_skip } => {
            let line = matched(expect("reply"), what).and("on", quoted(on));
            let is_told = *times == 1 || matches!(what, Matcher::InAnyOrder(_));
            let line = line.and_if(!is_told, "times", times.to_string());
            let line = timed(line.and_if(*from != ReplyOrigin::AskedPort, "from", quoted(origin_name(*from))), *when);
            skippable(line, *optional, or_skip)
        }
        Expectation::NamedReply { on, names, otherwise } => {
            let one = |line: StepKeys, named: &NamedPattern| {
                let what = match &named.what {
                    Some(what) => matched(StepKeys(Vec::new()), what).table(),
                    None => "{ nothing = true }".to_owned(),
                };
                line.and(&key(&named.name), what)
            };
            let names = names.iter().fold(StepKeys(Vec::new()), one);
            expect("one-of").and("on", quoted(on)).and("names", names.table()).and("otherwise", quoted(otherwise))
        }
        Expectation::Sends { on, what, when, optional, or_skip } => {
            let line = matched(expect("sends"), what);
            let line = on.iter().fold(line, |line, on| line.and("on", quoted(on)));
            skippable(timed(line, *when), *optional, or_skip)
        }
        Expectation::File { name, what } => {
            let line = expect("file").and("name", quoted(name));
            match what {
                Some(what) => matched(line, what),
                None => line.and("absent", "true"),
            }
        }
        Expectation::Prints { what } => matched(expect("prints"), what),
        Expectation::Exit { how, between } => {
            let line = expect("exit").and("how", quoted(exit_name(*how)));
            match between {
                Some((from, to)) => line.and("between", list(&[duration(*from), duration(*to)])),
                None => line,
            }
        }
    }
}

/// With what a message must be.
fn matched(line: StepKeys, what: &Matcher) -> StepKeys {
    let each =
        |all: &[Matcher]| list(&all.iter().map(|one| matched(StepKeys(Vec::new()), one).table()).collect::<Vec<_>>());
    match what {
        Matcher::Text(payload) => line.and("text", bytes(payload)),
        Matcher::Regex(pattern) => line.and("regex", literal(pattern.as_str())),
        Matcher::Json(value) => line.and("json", literal(&value.to_string())),
        Matcher::Not(other) => line.and("not", matched(StepKeys(Vec::new()), other).table()),
        Matcher::All(all) => line.and("all", each(all)),
        Matcher::InAnyOrder(all) => line.and("in-any-order", each(all)),
        Matcher::Again => line.and("again", "true"),
        Matcher::Anything => line.and("anything", "true"),
    }
}

fn skippable(line: StepKeys, optional: bool, or_skip: &Option<String>) -> StepKeys {
    let line = line.and_if(optional, "optional", "true");
    or_skip.iter().fold(line, |line, reason| line.and("or-skip", quoted(reason)))
}

fn timed(line: StepKeys, when: When) -> StepKeys {
    let line = match when.not_before {
        Some(time) => line.and("not-before", duration(time)),
        None => line,
    };
    match when.within {
        Some(time) => line.and("within", duration(time)),
        None => line,
    }
}

fn with_cut(line: StepKeys, payload: &Payload, cut: &Cut) -> StepKeys {
    if *cut == Cut::default() {
        return line;
    }
    let everywhere = cut.at.len() > 3 && cut.at.iter().copied().eq(1..payload.to_vec().len());
    let offsets: Vec<String> = cut.at.iter().map(usize::to_string).collect();
    let line = line.and("cut", if everywhere { quoted("bytes") } else { list(&offsets) });
    line.and_if(cut.between == Between::Answered, "between", quoted("answered"))
}

/// One peer as it is, several as a list.
fn peers(on: &[String]) -> String {
    match on {
        [one] => quoted(one),
        several => list(&several.iter().map(|peer| quoted(peer)).collect::<Vec<_>>()),
    }
}

fn names(behaviours: &[Behaviour]) -> String {
    let line = behaviours
        .iter()
        .fold(StepKeys(Vec::new()), |line, behaviour| line.and(&key(&behaviour.name), shown(&behaviour.shows)));
    line.table()
}

/// A name as a TOML key: bare where it can be.
fn key(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let bare = !name.is_empty() && name.chars().all(plain);
    if bare { name.to_owned() } else { quoted(name) }
}

/// One request that is no list as it is, all else as a list of requests.
fn shown(requests: &[Payload]) -> String {
    match requests {
        [one] if one.parts.len() == 1 => bytes(one),
        several => list(&several.iter().map(bytes).collect::<Vec<_>>()),
    }
}

fn bytes(payload: &Payload) -> String {
    match payload.parts.as_slice() {
        [one] => part(one),
        several => list(&several.iter().map(part).collect::<Vec<_>>()),
    }
}

fn part(part: &PayloadPart) -> String {
    let line = match std::str::from_utf8(part.bytes.as_slice()) {
        Ok(text) if part.times == 1 => return quoted(text),
        Ok(text) => StepKeys::of("text", quoted(text)),
        Err(_) => StepKeys::of("escaped", literal(&part.bytes.to_string())),
    };
    line.and_if(part.times != 1, "times", part.times.to_string()).table()
}

/// Text between single quotes, where nothing is an escape, if it can stand there.
fn literal(text: &str) -> String {
    if text.contains(|c: char| c == '\'' || c.is_control()) { quoted(text) } else { format!("'{text}'") }
}

/// Text between quotation marks.
fn quoted(text: &str) -> String {
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

fn list(entries: &[String]) -> String {
    format!("[{}]", entries.join(", "))
}

fn duration(time: std::time::Duration) -> String {
    quoted(&time::write(time))
}
