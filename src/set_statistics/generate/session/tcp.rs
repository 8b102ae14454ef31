//! Sessions of TCP clients.

use super::{PLAIN, Session};
use crate::case::{Behaviour, Between, Case, Cut, Expectation, Payload, Step};
use crate::generate::Origin;
use crate::protocol::role::Transport;
use crate::set_statistics::Clause::{self, Num2, TcpS1, TcpS2, TcpS3, TcpS5, TcpS6, TcpS8, TcpS9};
use crate::set_statistics::generate::request::Request;
use crate::set_statistics::generate::visit::{AfterAnswer, First, Rude, Share, TcpVisit, place_at_share};

/// The case of these visits.
pub(in crate::set_statistics::generate) fn tcp_case(origin: Origin, seed: u64, visits: &[TcpVisit]) -> Case {
    let mut session = Session::default();
    visits.iter().for_each(|visit| session.add_visit(visit));
    session.into_case(origin, seed)
}

impl Session {
    fn add_visit(&mut self, visit: &TcpVisit) {
        match visit {
            TcpVisit::Asks { request, then } => self.add_asking_visit(request, then),
            TcpVisit::LengthFollows { request, length } => self.length_follows(request, *length),
            TcpVisit::Crowd { requests, asks_from, leaves_from } => self.add_crowd(requests, *asks_from, *leaves_from),
            TcpVisit::Alike { requests } => {
                requests.iter().for_each(|request| self.add_asking_visit(request, &AfterAnswer::Leaves))
            }
            TcpVisit::Many { rude, times } => {
                (0..*times).for_each(|_| self.add_rude_visit(rude));
                self.next_asks();
            }
            TcpVisit::Pair { first, then_leaves } => self.add_pair(*first, *then_leaves),
            TcpVisit::Rude(rude) => {
                self.add_rude_visit(rude);
                self.next_asks();
            }
        }
    }

    /// The server serves the next client, whatever the clients before it did.
    fn next_asks(&mut self) {
        let next = self.connect();
        self.send_and_expect_answer(&next, &PLAIN.into(), TcpS5);
        self.leave(&next);
    }

    /// The length is a piece of its own, and may be read with the message or not (TCP-S-9).
    fn length_follows(&mut self, request: &str, length: u32) {
        let (peer, joined) = (self.connect(), format!("{request}{length}"));
        let cut = Cut { at: vec![request.len()], between: Between::Taken };
        self.send_payload(&peer, Payload::from(joined.as_str()), cut);
        let named = |name: &str, shows: &[&str]| Behaviour {
            name: name.to_owned(),
            shows: shows.iter().map(|request| Payload::from(*request)).collect(),
        };
        let length = length.to_string();
        let separate = named("separate", &[request, &length]);
        let behaviours = vec![named("first-piece", &[request]), named("joined", &[&joined]), separate];
        let otherwise = "refused".to_owned();
        self.expect(Expectation::OneOf { on: vec![peer.clone()], behaviours, otherwise }, TcpS9);
        self.leave(&peer);
        self.next_asks();
    }

    /// Each is served, however many are there (TCP-S-6).
    fn add_crowd(&mut self, requests: &[Request], asks_from: Option<Share>, leaves_from: Share) {
        let mut peers = match asks_from {
            Some(place) => self.ask_in_turn(requests, place_at_share(place, requests.len())),
            None => self.ask_at_once(requests),
        };
        peers.rotate_left(place_at_share(leaves_from, requests.len()));
        peers.iter().for_each(|peer| self.leave(peer));
    }

    /// Each asks when it has come, before any is answered.
    fn ask_at_once(&mut self, requests: &[Request]) -> Vec<String> {
        let mut peers = Vec::new();
        for request in requests {
            let peer = self.connect();
            self.send_payload(&peer, request.to_payload(), Cut::default());
            peers.push(peer);
        }
        for (peer, request) in peers.iter().zip(requests) {
            self.expect_statistics(peer, request.to_payload(), TcpS6);
        }
        peers
    }

    /// All come, and then each asks and is answered, from this one on.
    fn ask_in_turn(&mut self, requests: &[Request], from: usize) -> Vec<String> {
        let peers: Vec<String> = requests.iter().map(|_| self.connect()).collect();
        let (before, behind) = (peers.iter().zip(requests).take(from), peers.iter().zip(requests).skip(from));
        behind
            .chain(before)
            .for_each(|(peer, request)| self.send_and_expect_answer(peer, &request.to_payload(), TcpS6));
        peers
    }

    fn connect(&mut self) -> String {
        let peer = self.next_peer_name("client");
        self.steps.push(Step::Connect { peer: peer.clone() });
        peer
    }

    fn send_payload(&mut self, peer: &str, payload: Payload, cut: Cut) {
        self.steps.push(Step::Send { peer: peer.to_owned(), payload, cut, to: Default::default() });
    }

    fn send_and_expect_answer(&mut self, peer: &str, request: &Payload, clause: Clause) {
        self.send_payload(peer, request.clone(), Cut::default());
        self.expect_statistics(peer, request.clone(), clause);
    }

    fn leave(&mut self, peer: &str) {
        self.steps.push(Step::Leave { peer: peer.to_owned() });
    }

    fn reset(&mut self, peer: &str) {
        self.steps.push(Step::Reset { peer: peer.to_owned() });
    }

    fn add_asking_visit(&mut self, request: &Request, then: &AfterAnswer) {
        let served_by = if self.served { TcpS3 } else { TcpS1 };
        let peer = self.connect();
        let clause = request.deciding_clause(Transport::Tcp).unwrap_or(served_by);
        if matches!(then, AfterAnswer::HalfClosesAtOnce) {
            self.send_payload(&peer, request.to_payload(), Cut::default());
            self.steps.push(Step::HalfClose { peer: peer.clone() });
            self.expect_statistics(&peer, request.to_payload(), clause);
            return self.expect(Expectation::Closed { on: peer }, TcpS8);
        }
        self.send_and_expect_answer(&peer, &request.to_payload(), clause);
        match then {
            AfterAnswer::Leaves | AfterAnswer::HalfClosesAtOnce => {}
            AfterAnswer::HalfCloses => {
                self.steps.push(Step::HalfClose { peer: peer.clone() });
                return self.expect(Expectation::Closed { on: peer }, TcpS8);
            }
            AfterAnswer::SendsLength { length, cut } => {
                self.send_payload(&peer, Payload::from(length.as_str()), cut_at(cut, length.len()));
                self.expect(Expectation::Nothing { on: Some(peer.clone()) }, TcpS2);
            }
        }
        self.leave(&peer);
    }

    /// No client keeps the server from serving another one (TCP-S-6).
    fn add_pair(&mut self, first: First, then_leaves: bool) {
        let plain = Payload::from(PLAIN);
        let one = self.connect();
        let served_by = if self.served { TcpS3 } else { TcpS1 };
        match first {
            First::IsSilent | First::AsksToo => {}
            First::Lingers => self.send_and_expect_answer(&one, &plain, served_by),
            First::SendsLength => {
                self.send_and_expect_answer(&one, &plain, served_by);
                self.send_payload(&one, Payload::from("3"), Cut::default());
                self.expect(Expectation::Nothing { on: Some(one.clone()) }, TcpS2);
            }
            First::SendsNonsense => {
                self.send_payload(&one, Payload::from("hello"), Cut::default());
                self.expect(Expectation::NoStatistics { on: one.clone() }, TcpS5);
            }
        }
        let other = self.connect();
        if matches!(first, First::AsksToo) {
            self.send_payload(&one, Payload::from("5 4 6"), Cut::default());
        }
        // A server that dies of nonsense breaks TCP-S-5; so does one that waits for the client that sent it.
        self.send_and_expect_answer(&other, &plain, if matches!(first, First::SendsNonsense) { TcpS5 } else { TcpS6 });
        match first {
            First::IsSilent | First::Lingers | First::SendsLength | First::SendsNonsense => {}
            First::AsksToo => self.expect_statistics(&one, Payload::from("5 4 6"), TcpS6),
        }
        match first {
            First::IsSilent if then_leaves => {
                self.leave(&other);
                self.leave(&one);
                // One has left without a word.
                let next = self.connect();
                self.send_and_expect_answer(&next, &plain, TcpS5);
                return self.leave(&next);
            }
            First::IsSilent => self.send_and_expect_answer(&one, &Payload::from("5 4 6"), TcpS6),
            First::Lingers | First::AsksToo | First::SendsLength | First::SendsNonsense => {}
        }
        self.leave(&one);
        self.leave(&other);
    }

    fn add_rude_visit(&mut self, rude: &Rude) {
        let peer = self.connect();
        match rude {
            Rude::Leaves { at_once } => {
                self.steps.extend((!at_once).then_some(Step::StaySilent));
                self.leave(&peer);
            }
            Rude::Resets { at_once } => {
                self.steps.extend((!at_once).then_some(Step::StaySilent));
                self.reset(&peer);
            }
            Rude::HalfCloses => {
                self.steps.push(Step::HalfClose { peer: peer.clone() });
                self.expect(Expectation::NoStatistics { on: peer.clone() }, TcpS5);
                self.expect(Expectation::Closed { on: peer.clone() }, TcpS8);
                self.leave(&peer);
            }
            Rude::AsksAndResets { request } => {
                self.send_payload(&peer, request.to_payload(), Cut::default());
                self.steps.push(Step::StaySilent);
                self.reset(&peer);
            }
            Rude::AsksInPieces { request, cut } => {
                let payload = request.to_payload();
                let cut = cut_at(cut, payload.to_vec().len());
                self.send_payload(&peer, payload, cut);
                self.steps.push(Step::StaySilent);
                self.leave(&peer);
            }
            Rude::SendsLookalike { bytes } => self.send_and_expect_refusal(&peer, bytes, Num2, false),
            Rude::SendsNonsense { bytes, resets } => self.send_and_expect_refusal(&peer, bytes, TcpS5, *resets),
            Rude::SendsTooMuch { numbers } => {
                let payload = Request::Filled { digit: '1', times: *numbers, last: "1".to_owned() }.to_payload();
                self.send_payload(&peer, payload, Cut::default());
                self.steps.push(Step::StaySilent);
                self.leave(&peer);
            }
        }
    }

    fn send_and_expect_refusal(&mut self, peer: &str, bytes: &[u8], clause: Clause, resets: bool) {
        self.send_payload(peer, Payload::from(bytes), Cut::default());
        self.expect(Expectation::NoStatistics { on: peer.to_owned() }, clause);
        if resets { self.reset(peer) } else { self.leave(peer) }
    }
}

/// The cut at these shares of `length` bytes, the ends left out.
pub(in crate::set_statistics::generate) fn cut_at(shares: &[Share], length: usize) -> Cut {
    let mut places: Vec<usize> = if length < 2 {
        Vec::new()
    } else {
        shares.iter().map(|share| 1 + place_at_share(*share, length - 1)).collect()
    };
    places.sort_unstable();
    places.dedup();
    Cut { at: places, between: Between::Taken }
}
