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
pub(in crate::set_statistics::generate) fn udp(origin: Origin, seed: u64, visits: &[UdpVisit]) -> Case {
    let mut session = UdpSession { session: Session::default(), home: String::new() };
    session.come_home();
    visits.iter().for_each(|visit| session.visit(visit));
    session.session.case(origin, seed)
}

/// A session, and the socket on port 8000.
struct UdpSession {
    session: Session,
    home: String,
}

impl UdpSession {
    fn come_home(&mut self) {
        self.home = self.session.name("home");
        self.session.steps.push(Step::Bind { peer: self.home.clone(), port: Some(REPLY_PORT) });
    }

    fn send(&mut self, peer: &str, payload: Payload) {
        self.session.steps.push(Step::Send {
            peer: peer.to_owned(),
            payload,
            cut: Cut::default(),
            to: Default::default(),
        });
    }

    fn ask(&mut self, request: &Payload, clause: Clause) {
        let home = self.home.clone();
        self.send(&home, request.clone());
        self.session.expect_statistics(&home, request.clone(), clause);
    }

    fn visit(&mut self, visit: &UdpVisit) {
        let plain = Payload::from(PLAIN);
        match visit {
            UdpVisit::Asks { request } => {
                return self.ask(&request.payload(), request.clause(Transport::Udp).unwrap_or(UdpS1));
            }
            UdpVisit::Alike { requests } => {
                return requests.iter().for_each(|request| self.ask(&request.payload(), UdpS1));
            }
            UdpVisit::SendsNothing => self.refused(&[], UdpS4),
            UdpVisit::SendsLookalike { bytes } => self.refused(bytes, Num2),
            UdpVisit::SendsNonsense { bytes } => self.refused(bytes, UdpS4),
            UdpVisit::Many { bytes, times } => {
                let home = self.home.clone();
                (1..*times).for_each(|_| self.send(&home, Payload::from(bytes.as_slice())));
                self.refused(bytes, UdpS4);
            }
            UdpVisit::SendsTooMuch { numbers } => self.too_much(*numbers),
            UdpVisit::AsksAtOnce { requests } => return self.ask_at_once(requests),
            UdpVisit::AsksFromElsewhere => return self.ask_from_elsewhere(),
            UdpVisit::AsksAndIsGone => return self.gone(),
        }
        self.ask(&plain, UdpS4);
    }

    fn ask_at_once(&mut self, requests: &[&'static str]) {
        let (on, of) = (self.home.clone(), requests.iter().map(|request| Payload::from(*request)).collect::<Vec<_>>());
        of.iter().for_each(|request| self.send(&on, request.clone()));
        self.session.expect(Expectation::StatisticsOfEach { on, of }, UdpS1);
    }

    fn refused(&mut self, bytes: &[u8], clause: Clause) {
        let home = self.home.clone();
        self.send(&home, Payload::from(bytes));
        self.session.expect(Expectation::NoStatistics { on: home }, clause);
    }

    /// Whatever is answered is right; the wait keeps it apart from the next reply.
    fn too_much(&mut self, numbers: usize) {
        let home = self.home.clone();
        let request = |times: usize| Request::Filled { digit: '1', times, last: "1".to_owned() }.payload();
        self.send(&home, request(numbers));
        let named = |name: &str, of| Behaviour { name: name.to_owned(), shows: vec![of] };
        let behaviours = vec![named("full", request(numbers)), named("truncated", request(1023))];
        let otherwise = "refused".to_owned();
        self.session.expect(Expectation::OneOf { on: vec![home], behaviours, otherwise }, UdpS7);
    }

    fn ask_from_elsewhere(&mut self) {
        let (home, of) = (self.home.clone(), Payload::from("5 4 6"));
        let other = self.session.name("elsewhere");
        self.session.steps.push(Step::Bind { peer: other.clone(), port: None });
        self.send(&other, of.clone());
        let peers = vec![("port-8000".to_owned(), home), ("source".to_owned(), other.clone())];
        let otherwise = "neither".to_owned();
        self.session.expect(Expectation::AnsweredOn { of, peers, otherwise }, UdpS6);
        self.session.steps.push(Step::Leave { peer: other });
    }

    fn gone(&mut self) {
        let other = self.session.name("elsewhere");
        self.session.steps.push(Step::Leave { peer: self.home.clone() });
        self.session.steps.push(Step::Bind { peer: other.clone(), port: None });
        self.send(&other, Payload::from("5 4 6"));
        self.session.steps.push(Step::StaySilent);
        self.session.steps.push(Step::Leave { peer: other });
        self.come_home();
        self.ask(&PLAIN.into(), UdpS5);
    }
}
