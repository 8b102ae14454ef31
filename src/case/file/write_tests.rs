use super::*;
use crate::case::{
    Behaviour, Between, Cut, ExitExpectation, Expectation, LineEnd, Pace, PairWire, Payload, PayloadPart, ReplyFrom,
    Source, Subject,
};
use crate::protocol::clause::Level;
use crate::protocol::role::{Side, Transport};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use std::time::Duration;

const PEERS: [&str; 3] = ["a", "näher \"b\"", "c'"];

proptest! {
    #[test]
    fn a_case_reads_back_as_it_was_written(case in any_case()) {
        let text = to_toml(&case);
        let back = parse("case.toml", case.id.clone(), &text);
        let back = back.unwrap_or_else(|error| panic!("{text}\n{}", error.render(false)));
        prop_assert_eq!(back, case, "{}", text);
    }
}

#[test]
fn a_case_is_written_a_step_a_line() {
    let text = "summary = \"A request in pieces.\"\nclauses = [\"TCP-S-9\"]\npatience = \"8s\"\nsteps = [\n  \
                { connect = \"a\" },\n  \
                { send = [{ text = \"1 \", times = 511 }, \"1\"], on = \"a\", cut = [3], between = \"answered\" },\n  \
                { send = { escaped = '\\xff\\x00' }, on = \"a\" },\n  \
                { send = \"5 4 6 9\\n\", on = \"a\", cut = \"bytes\" },\n  \
                { expect = \"one-of\", on = \"a\", names = { joined = \"5 4\", separate = [\"5\", \"4\"], refused = [] }, \
                otherwise = \"refused\", clause = \"TCP-S-9\" },\n]\n";
    let case = parse("a.toml", "tcp-server/x".parse().unwrap(), text).unwrap_or_else(|e| panic!("{}", e.render(false)));
    assert_eq!(to_toml(&case), text);
}

#[test]
fn a_generated_case_tells_its_origin_in_a_comment() {
    let text =
        "summary = \"x\"\nclauses = [\"REQ-1\"]\nsteps = [\n  { expect = \"nothing\", clause = \"REQ-1\" },\n]\n";
    let mut case = parse("a.toml", "tcp-server/x".parse().unwrap(), text).unwrap();
    case.source = Source::Generator { family: "sets\nof numbers".to_owned(), seed: 7 };
    assert_eq!(to_toml(&case), format!("# made by the generator sets\\nof numbers, seed 7\n{text}"));
}

fn any_case() -> impl Strategy<Value = Case> {
    select(Subject::all().collect::<Vec<_>>()).prop_flat_map(|subject| {
        let summary = "[ -~äß€]{0,20}[a-z]\\.";
        let clauses = subsequence(binding_clauses(subject, |_| true), 1..5);
        (
            summary,
            clauses,
            proptest::option::of(any_time()),
            select(vec![Pace::Careful, Pace::Quick]),
            vec(any_step(subject), 0..12),
            any_expect_step(subject),
        )
            .prop_map(move |parts| assemble_case(subject, parts))
    })
}

type Parts = (String, Vec<ClauseId>, Option<Duration>, Pace, Vec<Step>, Step);

/// The case, with all clients and sockets that its steps name.
fn assemble_case(subject: Subject, (summary, clauses, patience, pace, steps, last): Parts) -> Case {
    let id: CaseId = format!("{subject}/round/trip").parse().unwrap();
    let source = Source::File(format!("{id}.toml"));
    let enter = |peer: &str| match subject {
        Subject::Role(role) if role.side() == Side::Client => None,
        Subject::Pair(_) => None,
        Subject::Role(role) if role.transport() == Transport::Tcp => Some(Step::Connect { peer: peer.to_owned() }),
        Subject::Role(_) => Some(Step::Bind { peer: peer.to_owned(), port: Some(8000).filter(|_| peer == "a") }),
    };
    let steps = without_the_dead(PEERS.iter().filter_map(|peer| enter(peer)).chain(steps).chain([last]).collect());
    Case { id, summary, clauses, steps, patience, pace, source }
}

/// The steps without those in which a client or socket sends after it has gone.
fn without_the_dead(steps: Vec<Step>) -> Vec<Step> {
    let mut gone: Vec<String> = Vec::new();
    let mut lives = |step: &Step| match step {
        Step::HalfClose { peer } | Step::Leave { peer } | Step::Reset { peer } => {
            gone.push(peer.clone());
            true
        }
        Step::Send { peer, .. } => !gone.contains(peer),
        Step::Reply { from: ReplyFrom::Server, .. } => gone.is_empty(),
        _ => true,
    };
    steps.into_iter().filter(|step| lives(step)).collect()
}

/// The clauses that bind the subject.
fn binding_clauses(subject: Subject, wanted: fn(ClauseId) -> bool) -> Vec<ClauseId> {
    let binds = |id: &ClauseId| subject.roles().iter().any(|role| id.roles().contains(role)) && wanted(*id);
    crate::protocol::current_spec().clauses().filter(binds).collect()
}

fn any_time() -> impl Strategy<Value = Duration> {
    prop_oneof![1..100_000u64, (1..100u64).prop_map(|s| s * 1000)].prop_map(Duration::from_millis)
}

fn any_payload() -> impl Strategy<Value = Payload> {
    let bytes = prop_oneof![
        3 => "[0-9 .e+-]{0,12}".prop_map(String::into_bytes),
        1 => any::<String>().prop_map(String::into_bytes),
        1 => vec(any::<u8>(), 0..8),
    ];
    let part = (bytes, prop_oneof![3 => Just(1usize), 1 => 1usize..600]);
    let part = part.prop_map(|(bytes, times)| PayloadPart { bytes: bytes.into(), times });
    prop_oneof![3 => vec(part.clone(), 1..2), 1 => vec(part, 0..4)].prop_map(|parts| Payload { parts })
}

/// A payload and a cut of it; a datagram is not cut.
fn cut_payload(transport: Transport) -> impl Strategy<Value = (Payload, Cut)> {
    any_payload().prop_flat_map(move |payload| {
        let places: Vec<usize> = match transport {
            Transport::Tcp => (1..payload.to_vec().len().min(40)).collect(),
            Transport::Udp => Vec::new(),
        };
        let most = places.len();
        let at = prop_oneof![Just(Vec::new()), subsequence(places.clone(), 0..=most), Just(places)];
        (at, select(vec![Between::Taken, Between::Answered])).prop_map(move |(at, between)| {
            let between = if at.is_empty() { Between::Taken } else { between };
            (payload.clone(), Cut { at, between })
        })
    })
}

fn any_peer(subject: Subject) -> impl Strategy<Value = String> {
    let names: &[&str] = match subject {
        Subject::Role(role) if role.side() == Side::Client && role.transport() == Transport::Tcp => &["connection"],
        Subject::Role(role) if role.side() == Side::Client => &["server"],
        Subject::Role(_) | Subject::Pair(_) => &PEERS,
    };
    select(names.to_vec()).prop_map(str::to_owned)
}

/// Any step that fits the subject, except those by which a client or socket comes.
fn any_step(subject: Subject) -> BoxedStrategy<Step> {
    let transport = subject.transport();
    let one = [
        Step::Start,
        Step::Stop,
        Step::StaySilent,
        Step::Pause { time: Duration::from_millis(5500) },
        Step::Refuse,
        Step::TakePort { port: 8000 },
    ];
    let all = prop_oneof![
        3 => any_expect_step(subject),
        1 => select(one.to_vec()),
        2 => (any_peer(subject), cut_payload(transport)).prop_map(|(peer, (payload, cut))| Step::Send { peer, payload, cut, to: Default::default() }),
        1 => any_peer(subject).prop_map(|peer| Step::HalfClose { peer }),
        1 => any_peer(subject).prop_map(|peer| Step::Leave { peer }),
        1 => any_peer(subject).prop_map(|peer| Step::Reset { peer }),
        2 => any_type_step(),
        2 => any_reply_step(transport),
        1 => (select(wires_for_transport(transport)), any_payload()).prop_map(|(wire, message)| Step::Relay { wire, message }),
    ];
    all.prop_filter("does not fit the subject", move |step| step_fits_subject(step, subject)).boxed()
}

fn step_fits_subject(step: &Step, subject: Subject) -> bool {
    let name = match step {
        Step::Send { .. } => "send",
        Step::HalfClose { .. } => "half-close",
        Step::Leave { .. } => "leave",
        Step::Reset { .. } => "reset",
        Step::Refuse => "refuse",
        Step::TakePort { .. } => "take-port",
        Step::Type { .. } => "type",
        Step::Reply { .. } => "reply",
        Step::Relay { .. } => "relay",
        _ => "expect",
    };
    form::step_forms().any(|form| form.name == name && form.place.is_for_subject(subject))
}

fn any_type_step() -> impl Strategy<Value = Step> {
    let ends = vec![LineEnd::LineFeed, LineEnd::CarriageReturn, LineEnd::EndOfInput, LineEnd::Nothing];
    let after = proptest::option::of(any_time());
    (any_payload(), select(ends), after).prop_map(|(line, end, after)| Step::Type { line, end, after })
}

fn any_reply_step(transport: Transport) -> impl Strategy<Value = Step> {
    let from = match transport {
        Transport::Tcp => vec![ReplyFrom::Server],
        Transport::Udp => vec![ReplyFrom::Server, ReplyFrom::OtherPort, ReplyFrom::OtherAddress],
    };
    (cut_payload(transport), select(from), proptest::option::of(any_time()))
        .prop_map(|((payload, cut), from, after)| Step::Reply { payload, cut, from, after })
}

fn wires_for_transport(transport: Transport) -> Vec<PairWire> {
    match transport {
        Transport::Tcp => vec![PairWire::MessageFirst, PairWire::Joined, PairWire::ReplyCut { at: 6 }],
        Transport::Udp => vec![PairWire::AsItComes, PairWire::Overtaken, PairWire::Doubled, PairWire::RepliesLost],
    }
}

/// Any `expect` step that fits the subject.
fn any_expect_step(subject: Subject) -> BoxedStrategy<Step> {
    let judged = (any_judged_expectation(subject), select(binding_clauses(subject, |_| true)));
    let noted = select(binding_clauses(subject, |clause| clause.level() == Level::Info))
        .prop_flat_map(move |clause| (any_info_expectation(subject, clause), Just(clause)));
    prop_oneof![3 => judged, 1 => noted].prop_map(|(what, clause)| Step::Expect { what, clause }).boxed()
}

fn any_judged_expectation(subject: Subject) -> BoxedStrategy<Expectation> {
    let server = prop_oneof![
        (any_peer(subject), any_payload()).prop_map(|(on, of)| Expectation::Statistics { on, of }),
        (any_peer(subject), vec(any_payload(), 1..4)).prop_map(|(on, of)| Expectation::StatisticsOfEach { on, of }),
        proptest::option::of(any_peer(subject)).prop_map(|on| Expectation::Nothing { on }),
        any_peer(subject).prop_map(|on| Expectation::NoStatistics { on }),
        any_peer(subject).prop_map(|on| Expectation::Closed { on }),
    ];
    let hows = vec![ExitExpectation::Success, ExitExpectation::Failure, ExitExpectation::Orderly, ExitExpectation::Any];
    let between =
        proptest::option::of((any_time(), any_time()).prop_map(|(from, more)| (from - from / 2, from + more)));
    let between = between.prop_map(|b| b.map(|(from, to)| (Duration::from_millis(from.as_millis() as u64), to)));
    let console = prop_oneof![
        any_payload().prop_map(|text| Expectation::Message { text }),
        any_payload().prop_map(|text| Expectation::Length { text }),
        any_payload().prop_map(|message| Expectation::LengthHeldBack { message }),
        (select(hows), between).prop_map(|(how, between)| Expectation::Exit { how, between }),
    ];
    let results = any_payload().prop_map(|of| Expectation::Results { of });
    let relayed = any_payload().prop_map(|of| Expectation::RelayedStatistics { of });
    let any = match subject {
        _ if is_server(subject) => server.boxed(),
        Subject::Pair(_) => prop_oneof![5 => console, 1 => relayed].boxed(),
        Subject::Role(_) => prop_oneof![4 => console, 1 => results].boxed(),
    };
    let fits = move |what: &Expectation| match what {
        Expectation::Closed { .. } | Expectation::LengthHeldBack { .. } => subject.transport() == Transport::Tcp,
        Expectation::StatisticsOfEach { .. } => subject.transport() == Transport::Udp,
        _ => true,
    };
    any.prop_filter("is the other transport's", fits).boxed()
}

fn any_info_expectation(subject: Subject, clause: ClauseId) -> BoxedStrategy<Expectation> {
    let most = if is_server(subject) { 4 } else { 2 };
    let names: Vec<String> = match clause.behaviours() {
        [] => vec!["plain".to_owned(), "with space \"x\"".to_owned(), "ä".to_owned()],
        known => known.iter().map(|name| (*name).to_owned()).collect(),
    };
    let all = names.len();
    let places = (subsequence(names.clone(), 1..=all), vec(any_peer(subject), all));
    let places = places.prop_map(|(names, peers)| names.into_iter().zip(peers).collect::<Vec<_>>());
    let otherwise = [names.clone(), vec!["something else".to_owned()]].concat();
    let behaviours = (subsequence(names.clone(), 1..=all).prop_shuffle(), vec(vec(any_payload(), 0..most), all));
    let behaviours = behaviours.prop_map(|(names, shows)| {
        names.into_iter().zip(shows).map(|(name, shows)| Behaviour { name, shows }).collect::<Vec<_>>()
    });
    let on = subsequence(PEERS.map(str::to_owned).to_vec(), 1..=3);
    let parts = (on, behaviours, select(otherwise.clone()));
    if !is_server(subject) {
        return parts.prop_map(|(_, behaviours, otherwise)| Expectation::PrintsOneOf { behaviours, otherwise }).boxed();
    }
    let one_of = parts.prop_map(|(on, behaviours, otherwise)| Expectation::OneOf { on, behaviours, otherwise });
    let answered_on = (any_payload(), places, select(otherwise))
        .prop_map(|(of, peers, otherwise)| Expectation::AnsweredOn { of, peers, otherwise });
    prop_oneof![one_of, answered_on, any_peer(subject).prop_map(|on| Expectation::Observed { on })].boxed()
}

fn is_server(subject: Subject) -> bool {
    matches!(subject, Subject::Role(role) if role.side() == Side::Server)
}
