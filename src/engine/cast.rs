//! The players of a trial: one implementation, or the client of one and the server of another.

use super::plan::{Content, Plan, Trial};
use crate::case::{Case, Subject};
use crate::implementation::Implementation;
use crate::protocol::current_spec;
use crate::protocol::role::{Role, Side};
use std::sync::Arc;

/// The two implementations behind a pair. If one implementation plays alone, it is both client and server.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cast<'t> {
    pub(super) client: &'t Arc<Implementation>,
    pub(super) server: &'t Arc<Implementation>,
}

impl<'t> Cast<'t> {
    /// The implementation whose program plays this role.
    pub(super) fn implementation_for(self, role: Role) -> &'t Arc<Implementation> {
        match role.side() {
            Side::Client => self.client,
            Side::Server => self.server,
        }
    }
}

impl Trial {
    /// `case` against one implementation, which plays all of its roles.
    pub fn new(implementation: &Arc<Implementation>, case: &Arc<Case>) -> Trial {
        Trial { implementation: Arc::clone(implementation), client: None, case: Arc::clone(case), origin: None }
    }

    /// The implementations that play.
    pub(super) fn cast(&self) -> Cast<'_> {
        Cast { client: self.client.as_ref().unwrap_or(&self.implementation), server: &self.implementation }
    }
}

impl Plan {
    /// The cells of a matrix: every client against every server, over each transport that `cases` has pairs for, cell by
    /// cell. `required` names must not be skipped. `keeps` says which cells are wanted, by the names of client and server.
    ///
    /// Known failures of the manifests cover what each program does in any cell. Whether one is out of date is for a run
    /// of the implementation by itself to say.
    pub fn for_matrix(
        implementations: Vec<Implementation>,
        cases: &[Arc<Case>],
        required: &[String],
        keeps: impl Fn(&str, &str) -> bool,
    ) -> Plan {
        // The plan of a plain run knows which programs can play which roles; its pairs are the diagonal.
        let diagonal = Plan::new(implementations, cases, required);
        let cells = diagonal.build_cells(cases, keeps);
        Plan { content: Content::Cells(cells), ..diagonal }
    }

    fn build_cells(&self, cases: &[Arc<Case>], keeps: impl Fn(&str, &str) -> bool) -> Vec<Trial> {
        let mut trials = Vec::new();
        for pair in current_spec().pairs() {
            let pairs = || cases.iter().filter(|case| case.id.subject() == Subject::Pair(pair));
            let with = |wanted| self.playable.iter().filter(move |(_, role)| *role == wanted);
            for (client, _) in with(pair.client) {
                for (server, _) in with(pair.server) {
                    let (client, server) = (&self.implementations[*client], &self.implementations[*server]);
                    if keeps(&client.name, &server.name) {
                        let cell = |case| Trial { client: Some(Arc::clone(client)), ..Trial::new(server, case) };
                        trials.extend(pairs().map(cell));
                    }
                }
            }
        }
        trials
    }
}
