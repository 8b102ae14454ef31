//! How many clients a case brings to a server, in all and at once.

use super::{Case, Step};
use std::collections::BTreeSet;

/// More visits than that are there to show what a server loses with each.
const MANY: usize = 150;

impl Step {
    /// The client or socket that comes with this step.
    pub fn entering_peer(&self) -> Option<&str> {
        match self {
            Step::Connect { peer } | Step::Bind { peer, .. } => Some(peer),
            _ => None,
        }
    }
}

impl Case {
    /// How often a client comes or asks: connections made, sockets opened, and messages sent.
    fn visits(&self) -> usize {
        self.steps.iter().filter(|step| step.entering_peer().is_some() || matches!(step, Step::Send { .. })).count()
    }

    /// Whether so many clients come that a server that loses something with each runs out of it.
    pub fn has_many_visits(&self) -> bool {
        self.visits() > MANY
    }

    /// How many clients are there at once at most.
    pub fn most_clients_at_once(&self) -> usize {
        let (mut there, mut most) = (BTreeSet::new(), 0);
        for step in &self.steps {
            match step {
                Step::Leave { peer } | Step::Reset { peer } => {
                    there.remove(peer.as_str());
                }
                step => there.extend(step.entering_peer()),
            }
            most = most.max(there.len());
        }
        most
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    #[rstest]
    #[case::one_after_the_other("tcp-server/many/polite", 528, 1)]
    #[case::at_once("tcp-server/clients/thirty-at-once", 74, 30)]
    #[case::datagrams("udp-server/many/polite", 265, 1)]
    fn clients_are_counted(#[case] id: &str, #[case] visits: usize, #[case] at_once: usize) {
        let case = crate::case::built_in().into_iter().find(|case| case.id.as_str() == id).unwrap();
        assert_eq!((case.visits(), case.most_clients_at_once()), (visits, at_once));
    }
}
