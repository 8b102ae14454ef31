//! The visits of clients to a server: the stories of which a session is made.

use super::family::{FamilyKind, SESSION};
use super::request::{self, Request};
use crate::generate::Sequence;
use crate::generate::or_one_of;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// One visit to a TCP server.
#[derive(Debug, Clone)]
pub(super) enum TcpVisit {
    /// It asks, gets its answer, and goes in some way.
    Asks { request: Request, then: AfterAnswer },
    /// It asks, its length follows at once, and then comes a client that asks.
    LengthFollows { request: &'static str, length: u32 },
    /// As many clients as requests are there at once, each asks, and they leave from `leaves_from` on. If `asks_from`
    /// is a place, all are there before the first asks, and they ask one after the other from that place on.
    Crowd { requests: Vec<Request>, asks_from: Option<Share>, leaves_from: Share },
    /// Two clients, one after the other, ask for what is nearly the same.
    Alike { requests: [Request; 2] },
    /// This number of rude clients come, one after the other; a client that asks comes after them.
    Many { rude: Rude, times: usize },
    /// Two clients are there at once.
    Pair { first: First, then_leaves: bool },
    /// Something that a dependable server outlives; a client that asks comes after it.
    Rude(Rude),
}

/// How a client goes that has been answered.
#[derive(Debug, Clone)]
pub(super) enum AfterAnswer {
    /// It closes.
    Leaves,
    /// It ends its side, and the server ends its own.
    HalfCloses,
    /// It ends its side before it has its answer.
    HalfClosesAtOnce,
    /// It sends its length first, cut at these places, and closes.
    SendsLength { length: String, cut: Vec<Share> },
}

/// The behaviour of the first of two clients that are there at once; the second asks.
#[derive(Debug, Clone, Copy)]
pub(super) enum First {
    /// It says nothing.
    IsSilent,
    /// It has been answered, and lingers.
    Lingers,
    /// It asks too, before either is answered.
    AsksToo,
    /// It has been answered and has sent its length, and lingers.
    SendsLength,
    /// It has sent something that is no request, and lingers.
    SendsNonsense,
}

/// A behaviour of a client that is not polite (TCP-S-5).
#[derive(Debug, Clone)]
pub(super) enum Rude {
    /// It goes without a word: once the server waits for one, or at once.
    Leaves { at_once: bool },
    /// It resets without a word.
    Resets { at_once: bool },
    /// It ends its side without a word.
    HalfCloses,
    /// It asks and resets.
    AsksAndResets { request: Request },
    /// It sends a request in pieces.
    AsksInPieces { request: Request, cut: Vec<Share> },
    /// It sends what looks like a request and is none.
    SendsLookalike { bytes: Vec<u8> },
    /// It sends nonsense, and closes or resets.
    SendsNonsense { bytes: Vec<u8>, resets: bool },
    /// It sends more than 1024 bytes.
    SendsTooMuch { numbers: usize },
}

/// One visit to a UDP server.
#[derive(Debug, Clone)]
pub(super) enum UdpVisit {
    /// A request.
    Asks { request: Request },
    /// Two requests, one after the other, that are nearly the same.
    Alike { requests: [Request; 2] },
    /// An empty datagram.
    SendsNothing,
    /// It sends bytes that look like a request and are none.
    SendsLookalike { bytes: Vec<u8> },
    /// Nonsense.
    SendsNonsense { bytes: Vec<u8> },
    /// More than 2048 bytes.
    SendsTooMuch { numbers: usize },
    /// Requests one behind the other, before any is answered.
    AsksAtOnce { requests: Vec<&'static str> },
    /// A request from another port than 8000.
    AsksFromElsewhere,
    /// A request whose sender is gone when the reply comes.
    AsksAndIsGone,
    /// This number of datagrams that are no request.
    Many { bytes: Vec<u8>, times: usize },
}

/// The sessions of a family for TCP servers.
pub(super) fn tcp_visits(family: FamilyKind) -> BoxedStrategy<Vec<TcpVisit>> {
    let element = match family {
        FamilyKind::Numbers => asking_visits(request::number_sets()).boxed(),
        FamilyKind::Spellings => asking_visits(request::spelled_requests()).boxed(),
        FamilyKind::Sizes => asking_visits(request::sized_requests(1024)).boxed(),
        FamilyKind::Malformed => {
            prop_oneof![1 => asking_visits(request::simple_requests()), 3 => malformed_messages().prop_map(TcpVisit::Rude)].boxed()
        }
        FamilyKind::Mixed => or_one_of(plain_visits(), mixed_visit()).boxed(),
        _ => or_one_of(plain_visits(), any_visit()).boxed(),
    };
    Sequence { element, length: SESSION }.boxed()
}

/// Each way to visit at its plainest.
fn plain_visits() -> Vec<TcpVisit> {
    let asks = |then| TcpVisit::Asks { request: Request::Text("1 2 6".to_owned()), then };
    let nonsense = Rude::SendsNonsense { bytes: b"x".to_vec(), resets: false };
    vec![
        asks(AfterAnswer::Leaves),
        asks(AfterAnswer::HalfCloses),
        asks(AfterAnswer::SendsLength { length: "3".to_owned(), cut: Vec::new() }),
        TcpVisit::Rude(Rude::Leaves { at_once: false }),
        TcpVisit::Rude(Rude::Resets { at_once: false }),
        TcpVisit::Rude(nonsense),
        TcpVisit::Pair { first: First::IsSilent, then_leaves: false },
    ]
}

fn asking_visits(request: impl Strategy<Value = Request> + Clone + 'static) -> impl Strategy<Value = TcpVisit> + Clone {
    request.prop_map(|request| TcpVisit::Asks { request, then: AfterAnswer::Leaves })
}

fn malformed_messages() -> impl Strategy<Value = Rude> + Clone {
    prop_oneof![
        3 => request::lookalike_requests().prop_map(|bytes| Rude::SendsLookalike { bytes }),
        1 => request::nonsense_bytes().prop_map(|bytes| Rude::SendsNonsense { bytes, resets: false }),
    ]
}

fn any_visit() -> impl Strategy<Value = TcpVisit> {
    let length = prop_oneof![
        4 => (0_u32..100).prop_map(|number| number.to_string()),
        1 => number_of_many_digits(),
        1 => select(vec!["five", " 5", "5\n", "-1", "3.5"]).prop_map(str::to_owned),
    ];
    let then = prop_oneof![
        3 => Just(AfterAnswer::Leaves),
        1 => Just(AfterAnswer::HalfCloses),
        2 => (length, any_cuts(3)).prop_map(|(length, cut)| AfterAnswer::SendsLength { length, cut }),
    ];
    let first = select(vec![First::IsSilent, First::Lingers, First::AsksToo, First::SendsLength, First::SendsNonsense]);
    prop_oneof![
        5 => (request::simple_requests(), then).prop_map(|(request, then)| TcpVisit::Asks { request, then }),
        2 => (first, any::<bool>()).prop_map(|(first, then_leaves)| TcpVisit::Pair { first, then_leaves }),
        4 => rude_visits().prop_map(TcpVisit::Rude),
    ]
}

/// Any visit, those at the edges, crowds, and many of one kind.
fn mixed_visit() -> impl Strategy<Value = TcpVisit> {
    let then = prop_oneof![2 => Just(AfterAnswer::Leaves), 1 => Just(AfterAnswer::HalfClosesAtOnce)];
    let early = (select(vec!["5 4 6", "40 2", "7"]), 0_u32..12);
    let asks_from = prop_oneof![Just(None), any_share().prop_map(Some)];
    let crowd = (vec(request::simple_requests(), 3..20), asks_from, any_share());
    let many = prop_oneof![
        Just(Rude::Leaves { at_once: true }),
        Just(Rude::Resets { at_once: true }),
        Just(Rude::HalfCloses),
        request::nonsense_bytes().prop_map(|bytes| Rude::SendsNonsense { bytes, resets: true }),
    ];
    prop_oneof![
        9 => (request::edge_requests(), then).prop_map(|(request, then)| TcpVisit::Asks { request, then }),
        6 => any_visit(),
        1 => early.prop_map(|(request, length)| TcpVisit::LengthFollows { request, length }),
        1 => request::similar_requests().prop_map(|requests| TcpVisit::Alike { requests }),
        1 => crowd.prop_map(|(requests, asks_from, leaves_from)| TcpVisit::Crowd { requests, asks_from, leaves_from }),
        1 => (many, 5_usize..30).prop_map(|(rude, times)| TcpVisit::Many { rude, times }),
    ]
}

fn number_of_many_digits() -> impl Strategy<Value = String> {
    (1_usize..60).prop_map(|digits| "7".repeat(digits))
}

fn rude_visits() -> BoxedStrategy<Rude> {
    prop_oneof![
        2 => any::<bool>().prop_map(|at_once| Rude::Leaves { at_once }),
        2 => any::<bool>().prop_map(|at_once| Rude::Resets { at_once }),
        1 => Just(Rude::HalfCloses),
        1 => request::simple_requests().prop_map(|request| Rude::AsksAndResets { request }),
        2 => (request::number_sets(), any_cuts(4)).prop_map(|(request, cut)| Rude::AsksInPieces { request, cut }),
        2 => (request::nonsense_bytes(), any::<bool>()).prop_map(|(bytes, resets)| Rude::SendsNonsense { bytes, resets }),
        1 => (520_usize..4000).prop_map(|numbers| Rude::SendsTooMuch { numbers }),
    ]
    .boxed()
}

/// A place in something, in thousandths of its length: few enough that the nearest is soon found.
pub(super) type Share = u16;

/// Any place.
pub(super) fn any_share() -> impl Strategy<Value = Share> + Clone {
    0_u16..1000
}

/// The place among `length` things.
pub(super) fn place_at_share(share: Share, length: usize) -> usize {
    usize::from(share) * length / 1000
}

/// Places at which a stream is cut, as shares of its length; fewer are simpler.
pub(super) fn any_cuts(most: usize) -> impl Strategy<Value = Vec<Share>> + Clone {
    vec(any_share(), 0..=most)
}

/// The sessions of a family for UDP servers.
pub(super) fn udp_visits(family: FamilyKind) -> BoxedStrategy<Vec<UdpVisit>> {
    let asks = |request: BoxedStrategy<Request>| request.prop_map(|request| UdpVisit::Asks { request }).boxed();
    let lookalike = request::lookalike_requests().prop_map(|bytes| UdpVisit::SendsLookalike { bytes });
    let nonsense = request::nonsense_bytes().prop_map(|bytes| UdpVisit::SendsNonsense { bytes });
    let element = match family {
        FamilyKind::Numbers => asks(request::number_sets().boxed()),
        FamilyKind::Spellings => asks(request::spelled_requests().boxed()),
        FamilyKind::Sizes => asks(request::sized_requests(2048).boxed()),
        FamilyKind::Malformed => {
            prop_oneof![2 => asks(request::simple_requests().boxed()), 3 => lookalike, 1 => nonsense].boxed()
        }
        FamilyKind::Mixed => or_one_of(
            plain_datagrams(),
            prop_oneof![
                8 => asks(request::edge_requests().boxed()),
                1 => request::similar_requests().prop_map(|requests| UdpVisit::Alike { requests }),
                2 => at_once(),
                1 => nonsense,
                1 => Just(UdpVisit::AsksAndIsGone),
                1 => (request::nonsense_bytes(), 5_usize..30).prop_map(|(bytes, times)| UdpVisit::Many { bytes, times }),
            ],
        )
        .boxed(),
        _ => or_one_of(
            plain_datagrams(),
            prop_oneof![
                5 => asks(request::simple_requests().boxed()),
                2 => at_once(),
                1 => Just(UdpVisit::SendsNothing),
                1 => nonsense,
                1 => (1030_usize..4000).prop_map(|numbers| UdpVisit::SendsTooMuch { numbers }),
                1 => Just(UdpVisit::AsksFromElsewhere),
                1 => Just(UdpVisit::AsksAndIsGone),
            ],
        )
        .boxed(),
    };
    Sequence { element, length: SESSION }.boxed()
}

/// Some requests with clearly different answers; two are simplest.
fn at_once() -> impl Strategy<Value = UdpVisit> {
    let apart = vec!["1 2 6", "40", "-7 300", "0.5 0.25 0.125 2000", "9 9 9 9 9 9"];
    let some = subsequence(apart, 2..=4).prop_shuffle();
    some.prop_map(|requests| UdpVisit::AsksAtOnce { requests })
}

/// Each kind of datagram at its plainest.
fn plain_datagrams() -> Vec<UdpVisit> {
    let asks = UdpVisit::Asks { request: Request::Text("1 2 6".to_owned()) };
    let at_once = UdpVisit::AsksAtOnce { requests: vec!["1 2 6", "40"] };
    vec![asks, at_once, UdpVisit::SendsNothing, UdpVisit::SendsNonsense { bytes: b"x".to_vec() }]
}
