//! The rest of a session after a program has ended in the middle of it.

use super::{Case, Expectation, Pace, Step};

impl Case {
    /// The rest of a session behind step `at`, for a program that is started afresh. It begins with the next visit, and
    /// keeps the sockets that are still bound. `None` if nothing is left.
    pub fn rest_after(&self, at: usize) -> Option<Case> {
        let begins = |from: &usize| self.pace == Pace::Quick && self.stands_alone_from(*from);
        let from = (at + 1..self.steps.len()).find(begins)?;
        let (before, rest) = self.steps.split_at(from);
        let bound = before.iter().filter(|step| match step {
            Step::Bind { peer, .. } => rest.iter().any(|later| later.is_about(peer)),
            _ => false,
        });
        let mut case = Case { steps: bound.chain(rest).cloned().collect(), ..self.clone() };
        case.promise_what_it_expects();
        (!case.clauses.is_empty()).then_some(case)
    }

    /// Whether something is begun at this step, and no connection from before is used from here on.
    fn stands_alone_from(&self, from: usize) -> bool {
        let connected = self.steps[..from].iter().filter_map(|step| match step {
            Step::Connect { peer } => Some(peer),
            _ => None,
        });
        let begins = matches!(self.steps[from], Step::Connect { .. } | Step::Bind { .. } | Step::Send { .. });
        begins && connected.into_iter().all(|peer| !self.steps[from..].iter().any(|step| step.is_about(peer)))
    }
}

impl Step {
    /// Whether the step does or expects something on this connection or socket.
    pub fn is_about(&self, name: &str) -> bool {
        match self {
            Step::Connect { peer } | Step::Bind { peer, .. } | Step::Send { peer, .. } => peer == name,
            Step::HalfClose { peer } | Step::Leave { peer } | Step::Reset { peer } => peer == name,
            Step::Expect { what: Expectation::Closed { on }, .. } => on == name,
            Step::Expect { what, .. } => what.listens_to(name),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::{Origin, families_of};
    use crate::set_statistics::role::{tcp_server, udp_server};

    fn find_statistics_steps(case: &Case) -> impl Iterator<Item = usize> {
        let is = |step: &Step| matches!(step, Step::Expect { what: Expectation::Statistics { .. }, .. });
        case.steps.iter().enumerate().filter(move |(_, step)| is(step)).map(|(at, _)| at)
    }

    /// Each part of a session stands by itself: it opens what it uses, and nothing of it is lost.
    #[test]
    fn the_rest_of_a_session_is_a_session() {
        for (role, family) in [
            (tcp_server(), "sessions"),
            (tcp_server(), "malformed"),
            (udp_server(), "sessions"),
            (udp_server(), "malformed"),
        ] {
            let drawer = crate::protocols::default().drawer;
            let family = families_of(drawer, role).find(|known| known.as_str() == family).unwrap();
            let whole = Origin { role, family, index: 1 }.draw_case(0);
            for at in find_statistics_steps(&whole) {
                let Some(rest) = whole.rest_after(at) else { continue };
                let bound = rest.steps.iter().take_while(|step| matches!(step, Step::Bind { .. })).count();
                assert!(whole.steps.ends_with(&rest.steps[bound..]), "{role} {at}");
                assert!(rest.steps.len() - bound < whole.steps.len() - at, "{role} {at}");
                for step in &rest.steps {
                    let opens = |name: &str| {
                        let is =
                            |s: &Step| matches!(s, Step::Connect { peer } | Step::Bind { peer, .. } if peer == name);
                        rest.steps.iter().any(is)
                    };
                    if let Step::Send { peer, .. } | Step::Leave { peer } | Step::Reset { peer } = step {
                        assert!(opens(peer), "{role} {at}: {peer} is not opened in {:?}", rest.steps);
                    }
                }
            }
            assert!(whole.rest_after(whole.steps.len() - 1).is_none());
        }
    }
}
