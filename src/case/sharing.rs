//! Decides which cases can be played to a server that has served others before.

use super::{Case, Expectation, Step, Subject};
use crate::protocol::role::Side;

/// More clients than that may use up what a server has of something, which the next case would meet.
const MOST_CLIENTS: usize = 16;

impl Case {
    /// Whether a server that has served other cases before may play it, and others after it: a few clients come, ask and go.
    /// The server's start, its end, its files and the clock are no matter of the case.
    pub fn can_share_a_server(&self) -> bool {
        let is_a_servers = matches!(self.id.subject(), Subject::Role(role) if role.side() == Side::Server);
        let enters = |step: &&Step| step.entering_peer().is_some();
        is_a_servers
            && !self.is_about_segments()
            && !self.waits_for_a_clock()
            && self.steps.iter().all(is_a_visit)
            && !self.has_many_visits()
            && (1..=MOST_CLIENTS).contains(&self.steps.iter().filter(enters).count())
    }
}

/// Whether the step is one of a client's visit, and what it expects is seen by clients.
fn is_a_visit(step: &Step) -> bool {
    match step {
        Step::Connect { .. }
        | Step::Bind { .. }
        | Step::Send { .. }
        | Step::HalfClose { .. }
        | Step::Leave { .. }
        | Step::Reset { .. }
        | Step::StaySilent => true,
        Step::Expect { what, .. } => is_seen_by_clients(what),
        _ => false,
    }
}

/// A server may keep to the port of its first client: cases that ask from several ports need one that nobody has asked.
fn is_seen_by_clients(what: &Expectation) -> bool {
    matches!(
        what,
        Expectation::Statistics { .. }
            | Expectation::StatisticsOfEach { .. }
            | Expectation::NoStatistics { .. }
            | Expectation::Nothing { .. }
            | Expectation::Closed { .. }
            | Expectation::OneOf { .. }
            | Expectation::Observed { .. }
            | Expectation::Reply { .. }
            | Expectation::NamedReply { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn built_in(id: &str) -> Case {
        super::super::built_in().into_iter().find(|case| case.id.as_str() == id).unwrap_or_else(|| panic!("no {id}"))
    }

    #[rstest]
    #[case::asks_and_leaves("tcp-server/published/session", true)]
    #[case::is_cut("tcp-server/cuts/in-two-pieces", true)]
    #[case::datagrams("udp-server/published/session", true)]
    #[case::is_restarted("tcp-server/life/restart", false)]
    #[case::many_clients("tcp-server/clients/sixty-in-a-row", false)]
    #[case::many_datagrams("udp-server/many/polite", false)]
    #[case::asks_from_another_port("udp-server/clients/another-port-first", false)]
    #[case::a_clients("tcp-client/published/session", false)]
    #[case::a_pairs("tcp-pair/published/joined", false)]
    fn whether_a_case_can_share_a_server(#[case] id: &str, #[case] can: bool) {
        assert_eq!(built_in(id).can_share_a_server(), can);
    }
}
