//! Sessions of datagrams.

use super::{PLAIN, Session};
use crate::case::{Behaviour, Case, Cut, Expectation, Payload, Step};
use crate::generate::Origin;
use crate::protocol::role::Transport;
use crate::set_statistics::Clause::{self, Num2, UdpS1, UdpS4, UdpS5, UdpS6, UdpS7};
use crate::set_statistics::generate::request::Request;
use crate::set_statistics::generate::visit::UdpVisit;
use crate::set_statistics::role::REPLY_PORT;

/// The case of these visits.
pub(in crate::set_statistics::generate) fn udp_case(origin: Origin, seed: u64, visits: &[UdpVisit]) -> Case {
    let mut session = UdpSession { session: Session::default(), home: String::new() };
    session.come_home();
    visits.iter().for_each(|visit| session.add_visit(visit));
    session.session.into_case(origin, seed)
}

/// A session, and the socket on port 8000.
struct UdpSession {
    session: Session,
    home: String,
}

impl UdpSession {
    fn come_home(&mut self) {
        self.home = self.session.next_peer_name("home");
        self.session.steps.push(Step::Bind { peer: self.home.clone(), port: Some(REPLY_PORT) });
    }

    fn send_datagram(&mut self, peer: &str, payload: Payload) {
        self.session.steps.push(Step::Send {
            peer: peer.to_owned(),
            payload,
            cut: Cut::default(),
            to: Default::default(),
        });
    }

    fn send_and_expect_answer(&mut self, request: &Payload, clause: Clause) {
        let home = self.home.clone();
        self.send_datagram(&home, request.clone());
        self.session.expect_statistics(&home, request.clone(), clause);
    }

    fn add_visit(&mut self, visit: &UdpVisit) {
        let plain = Payload::from(PLAIN);
        match visit {
            UdpVisit::Asks { request } => {
                return self.send_and_expect_answer(
                    &request.to_payload(),
                    request.deciding_clause(Transport::Udp).unwrap_or(UdpS1),
                );
            }
            UdpVisit::Alike { requests } => {
                return requests.iter().for_each(|request| self.send_and_expect_answer(&request.to_payload(), UdpS1));
            }
            UdpVisit::SendsNothing => self.send_and_expect_refusal(&[], UdpS4),
            UdpVisit::SendsLookalike { bytes } => self.send_and_expect_refusal(bytes, Num2),
            UdpVisit::SendsNonsense { bytes } => self.send_and_expect_refusal(bytes, UdpS4),
            UdpVisit::Many { bytes, times } => {
                let home = self.home.clone();
                (1..*times).for_each(|_| self.send_datagram(&home, Payload::from(bytes.as_slice())));
                self.send_and_expect_refusal(bytes, UdpS4);
            }
            UdpVisit::SendsTooMuch { numbers } => self.too_much(*numbers),
            UdpVisit::AsksAtOnce { requests } => return self.ask_at_once(requests),
            UdpVisit::AsksFromElsewhere => return self.ask_from_elsewhere(),
            UdpVisit::AsksAndIsGone => return self.ask_and_leave(),
        }
        self.send_and_expect_answer(&plain, UdpS4);
    }

    fn ask_at_once(&mut self, requests: &[&'static str]) {
        let (on, of) = (self.home.clone(), requests.iter().map(|request| Payload::from(*request)).collect::<Vec<_>>());
        of.iter().for_each(|request| self.send_datagram(&on, request.clone()));
        self.session.expect(Expectation::StatisticsOfEach { on, of }, UdpS1);
    }

    fn send_and_expect_refusal(&mut self, bytes: &[u8], clause: Clause) {
        let home = self.home.clone();
        self.send_datagram(&home, Payload::from(bytes));
        self.session.expect(Expectation::NoStatistics { on: home }, clause);
    }

    /// Whatever is answered is right; the wait keeps it apart from the next reply.
    fn too_much(&mut self, numbers: usize) {
        let home = self.home.clone();
        let request = |times: usize| Request::Filled { digit: '1', times, last: "1".to_owned() }.to_payload();
        self.send_datagram(&home, request(numbers));
        let named = |name: &str, of| Behaviour { name: name.to_owned(), shows: vec![of] };
        let behaviours = vec![named("full", request(numbers)), named("truncated", request(1023))];
        let otherwise = "refused".to_owned();
        self.session.expect(Expectation::OneOf { on: vec![home], behaviours, otherwise }, UdpS7);
    }

    fn ask_from_elsewhere(&mut self) {
        let (home, of) = (self.home.clone(), Payload::from("5 4 6"));
        let other = self.session.next_peer_name("elsewhere");
        self.session.steps.push(Step::Bind { peer: other.clone(), port: None });
        self.send_datagram(&other, of.clone());
        let peers = vec![("port-8000".to_owned(), home), ("source".to_owned(), other.clone())];
        let otherwise = "neither".to_owned();
        self.session.expect(Expectation::AnsweredOn { of, peers, otherwise }, UdpS6);
        self.session.steps.push(Step::Leave { peer: other });
    }

    fn ask_and_leave(&mut self) {
        let other = self.session.next_peer_name("elsewhere");
        self.session.steps.push(Step::Leave { peer: self.home.clone() });
        self.session.steps.push(Step::Bind { peer: other.clone(), port: None });
        self.send_datagram(&other, Payload::from("5 4 6"));
        self.session.steps.push(Step::StaySilent);
        self.session.steps.push(Step::Leave { peer: other });
        self.come_home();
        self.send_and_expect_answer(&PLAIN.into(), UdpS5);
    }
}
