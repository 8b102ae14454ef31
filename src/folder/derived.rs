//! Derives cases from the written ones of a server: the same messages in other pieces, beside others, or after others.
//! The expectations of a written case must still hold. If one does not, the clause breaks that `[derive]` names.
//!
//! Pure. A derived case is an ordinary case, the same one for the same seed. Its id is
//! `ROLE/derived/KIND/NAME-OF-THE-WRITTEN-CASE/NUMBER`, and its source is the written case's.

mod company;
mod draws;
mod restart;
mod segments;

use crate::case::id::DERIVED;
use crate::case::{Case, CaseId, Expectation, Matcher, Step, Subject, When};
use crate::protocol::clause::{ClauseId, Level};
use crate::protocol::role::{Role, Side, Transport};
use crate::protocol::{Derivation, Derive};
pub(super) use draws::Draws;
use std::collections::{BTreeMap, BTreeSet};

/// The cases that are derived from these, in their order: all that can be, or as many of each sort as `derive` says.
pub fn derive_cases(derive: &Derive, written: &[Case], seed: u64) -> Vec<Case> {
    let all: Vec<Case> = written.iter().flat_map(|case| derive_from_case(derive, case, seed)).collect();
    let Some(most) = derive.most else { return all };
    let mut sorts: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, case) in all.iter().enumerate() {
        let sort: Vec<&str> = case.id.as_str().split('/').take(3).collect();
        sorts.entry(sort.join("/")).or_default().push(place);
    }
    let chosen: BTreeSet<usize> =
        sorts.iter().flat_map(|(sort, places)| pick_spread(sort, places, most, seed)).collect();
    all.into_iter().enumerate().filter(|(place, _)| chosen.contains(place)).map(|(_, case)| case).collect()
}

/// At most so many of these, one drawn from each of as many equal parts: all written cases have their share.
fn pick_spread(sort: &str, places: &[usize], most: usize, seed: u64) -> Vec<usize> {
    let mut draws = Draws::new(&format!("{sort}/{most}"), seed);
    let parts = most.min(places.len());
    let begin = |part: usize| part * places.len() / parts;
    (0..parts).map(|part| places[begin(part) + draws.draw_below(begin(part + 1) - begin(part))]).collect()
}

/// How many bytes a case may send so that others are derived from it.
const LONGEST: usize = 1 << 20;

/// One variant of a written case, and what it does to it in words.
struct DerivedVariant {
    steps: Vec<Step>,
    /// A sentence that follows the written case's summary.
    note: String,
}

impl DerivedVariant {
    fn new(steps: Vec<Step>, note: impl Into<String>) -> DerivedVariant {
        DerivedVariant { steps, note: note.into() }
    }
}

/// A written case that others can be derived from.
struct WrittenCase<'c> {
    case: &'c Case,
    role: Role,
}

/// The cases that can be derived from one.
fn derive_from_case(derive: &Derive, case: &Case, seed: u64) -> Vec<Case> {
    let Some(written) = WrittenCase::from_case(case) else { return Vec::new() };
    let mut derived = Vec::new();
    for kind in Derivation::ALL {
        let Some(clause) = derive.clause_for(kind).filter(|clause| written.allows_kind(kind, *clause)) else {
            continue;
        };
        let mut draws = Draws::new(&format!("{kind}/{}", case.id), seed);
        let serves_several = derive.clause_for(Derivation::Interleaved).is_some();
        let variants = match kind {
            Derivation::Cut => segments::cut_messages(&written, &mut draws),
            Derivation::Together => segments::join_messages(&written),
            Derivation::Interleaved => company::interleave_clients(&written, &mut draws),
            Derivation::AfterRudeClients => company::after_rude_clients(&written, serves_several),
            Derivation::AfterRestart => restart::after_restart(&written, serves_several),
            Derivation::UnexpectedBytes => company::unexpected_bytes(&written, &mut draws),
        };
        let numbered = variants.into_iter().zip(1..);
        derived.extend(numbered.map(|(variant, number)| written.to_derived_case(kind, clause, variant, number)));
    }
    derived
}

impl<'c> WrittenCase<'c> {
    /// A server's case of which everything is judged; what an INFO clause only notes may differ in company. One that sends
    /// very much is long enough as it is.
    fn from_case(case: &'c Case) -> Option<WrittenCase<'c>> {
        let Subject::Role(role) = case.id.subject() else { return None };
        let clauses = || case.steps.iter().filter_map(clause_of);
        let is_short = case.steps.iter().map(sent_bytes).sum::<usize>() <= LONGEST;
        let is_judged = clauses().next().is_some() && clauses().all(|clause| clause.level() != Level::Info);
        // What need not come may be late in company.
        let must_come =
            |step: &Step| !matches!(step, Step::Expect { what: Expectation::Reply { optional: true, .. }, .. });
        let is_judged = is_judged && case.steps.iter().all(must_come);
        (role.side() == Side::Server && is_judged && is_short).then_some(WrittenCase { case, role })
    }

    /// Whether cases of this kind can be derived from it, and could break the clause.
    fn allows_kind(&self, kind: Derivation, clause: ClauseId) -> bool {
        let is_stream = self.role.transport() == Transport::Tcp;
        let is_no_stricter = clause.level() != Level::Must
            || self.case.steps.iter().filter_map(clause_of).any(|clause| clause.level() == Level::Must);
        clause.roles().contains(&self.role) && (is_stream || !kind.needs_a_stream()) && is_no_stricter
    }

    /// Whether the program is started or stopped by a step.
    fn has_restart(&self) -> bool {
        self.case.steps.iter().any(|step| matches!(step, Step::Start | Step::Stop | Step::TakePort { .. }))
    }

    /// Whether an expectation is about all clients and sockets, also about those that are added.
    fn is_about_all(&self) -> bool {
        let is_about_all = |step: &Step| matches!(step, Step::Expect { what: Expectation::Nothing { on: None }, .. });
        self.case.steps.iter().any(is_about_all)
    }

    /// Whether an expectation counts the time since the step before it.
    fn measures_time(&self) -> bool {
        let measures = |step: &Step| match step {
            Step::Expect { what: Expectation::Reply { what, when, .. }, .. } => {
                *when != When::default() || *what == Matcher::Again
            }
            _ => false,
        };
        self.case.steps.iter().any(measures)
    }

    /// Whether a socket has the port at which every client gets its replies.
    fn binds_a_port(&self) -> bool {
        self.case.steps.iter().any(|step| matches!(step, Step::Bind { port: Some(_), .. }))
    }

    /// A name that no client or socket of the case has.
    fn free_name(&self, wanted: &str) -> String {
        let is_taken = |name: &str| self.case.steps.iter().any(|step| step.entering_peer() == Some(name));
        let mut name = wanted.to_owned();
        while is_taken(&name) {
            name.push('x');
        }
        name
    }

    /// The case with this part before the first client or socket comes.
    fn insert_before_clients(&self, before: Vec<Step>) -> Vec<Step> {
        let first = self.case.steps.iter().position(|step| step.entering_peer().is_some()).unwrap_or_default();
        let (set_up, rest) = self.case.steps.split_at(first);
        [set_up, &before, rest].concat()
    }

    fn to_derived_case(&self, kind: Derivation, clause: ClauseId, variant: DerivedVariant, number: usize) -> Case {
        let subject = self.case.id.subject();
        let id = self.case.id.as_str();
        let name = id.split_once('/').map_or(id, |(_, name)| name);
        let mut case = Case {
            id: CaseId::new(subject, &format!("{DERIVED}/{kind}/{name}/{number}")),
            summary: format!("{} {}", self.case.summary, variant.note),
            steps: variant.steps.into_iter().map(|step| set_clause(step, clause)).collect(),
            ..self.case.clone()
        };
        case.promise_what_it_expects();
        case
    }
}

/// How many bytes the harness sends in this step.
fn sent_bytes(step: &Step) -> usize {
    match step {
        Step::Send { payload, .. } => payload.to_vec().len(),
        _ => 0,
    }
}

/// The same step; if it expects something, this clause is to blame. A program that breaks what it should do breaks no
/// MUST, in whatever company.
fn set_clause(step: Step, clause: ClauseId) -> Step {
    match step {
        Step::Expect { clause: own, .. } if own.level() == Level::Should && clause.level() == Level::Must => step,
        Step::Expect { what, .. } => Step::Expect { what, clause },
        other => other,
    }
}

fn clause_of(step: &Step) -> Option<ClauseId> {
    match step {
        Step::Expect { clause, .. } => Some(*clause),
        _ => None,
    }
}

#[cfg(test)]
#[path = "derived/tests.rs"]
mod tests;
