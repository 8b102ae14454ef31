//! The plan of a run: every case against every implementation that offers its roles, in one fixed order.

mod lane;
mod pairwise;

use super::event::SkippedImplementation;
use super::launch::{Given, Launcher, PortChoice, TrialPorts};
use super::overlay::Places;
use super::partition::Partition;
use super::pool::{Manner, TrialGroup};
use super::settings::Sharing;
use crate::case::{Case, CaseId, Selection};
use crate::generate::{self, Family};
use crate::implementation::{Implementation, KnownFailing, Tool, Unavailable};
use crate::protocol::current_spec;
use crate::protocol::role::Role;
use lane::Lane;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// One case against one implementation, or a pair's case against the client of one and the server of another.
#[derive(Debug, Clone)]
pub struct Trial {
    /// The implementation; in a cell of a matrix: the one whose server plays.
    pub implementation: Arc<Implementation>,
    /// In a cell of a matrix: the implementation whose client plays.
    pub client: Option<Arc<Implementation>>,
    /// The case.
    pub case: Arc<Case>,
    /// The origin of the case, if it is a generated one.
    pub origin: Option<generate::Origin>,
}

/// The generated cases of one family that a run plays.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The role.
    pub role: Role,
    /// The family.
    pub family: Family,
    /// The indices of its cases.
    pub indices: Indices,
}

/// The cases of a family that are played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Indices {
    /// The first so many.
    First(u64),
    /// These.
    These(Vec<u64>),
}

impl Indices {
    /// How many they are.
    pub fn count(&self) -> usize {
        match self {
            Indices::First(number) => usize::try_from(*number).unwrap_or(usize::MAX),
            Indices::These(all) => all.len(),
        }
    }

    /// Their numbers, in order.
    pub fn iter(&self) -> impl Iterator<Item = u64> + '_ {
        (0..self.count()).map(|at| self.get(at))
    }

    fn get(&self, at: usize) -> u64 {
        match self {
            Indices::First(_) => at as u64,
            Indices::These(all) => all[at],
        }
    }
}

/// All that a run will do. Generated cases are drawn when their turn comes: a plan of 100,000 takes no memory.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The implementations that take part, in the order in which they were named.
    pub implementations: Vec<Arc<Implementation>>,
    /// The trials to play.
    pub(super) content: Content,
    /// The seed of everything generated.
    pub seed: u64,
    /// Programs that can't be tried on this machine.
    pub skipped: Vec<SkippedImplementation>,
    /// The ids of the whole suite, chosen for this run or not: a known failure that was not tried is not out of date.
    pub suite: BTreeSet<CaseId>,
    /// Known failures that are listed beside the manifests.
    pub known_failing: Vec<KnownFailing>,
    /// How many cases of the suite are left out, of an implementation that starts slowly.
    pub left_out: usize,
    /// The part of the trials that this is; `None`: all of them.
    pub part: Option<PlanPart>,
    /// The programs that can be started here: the place of the implementation, and the role.
    pub(super) playable: Vec<(usize, Role)>,
}

/// The trials that a plan plays.
#[derive(Debug, Clone)]
pub(super) enum Content {
    /// Each implementation by itself, in the order of the implementations.
    Lanes(Vec<Lane>),
    /// The cells of a matrix, cell by cell.
    Cells(Vec<Trial>),
}

impl Default for Content {
    fn default() -> Content {
        Content::Lanes(Vec::new())
    }
}

/// The part of a plan that is run here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanPart {
    /// The part.
    pub partition: Partition,
    /// How many trials the whole plan has.
    pub whole: usize,
}

impl Plan {
    /// Plans `cases` for `implementations`; `required` names must not be skipped. The cases count as the whole suite,
    /// until [`Plan::of_suite`] says that there are more.
    pub fn new(implementations: Vec<Implementation>, cases: &[Arc<Case>], required: &[String]) -> Plan {
        let mut plan = Plan { suite: cases.iter().map(|case| case.id.clone()).collect(), ..Plan::default() };
        let mut lanes = Vec::new();
        for implementation in implementations {
            let implementation = implementation.behind_shims();
            let missing = unavailable_programs(&implementation);
            let is_required = required.contains(&implementation.name);
            plan.skipped.extend(describe_skipped(&implementation, &missing, is_required));
            let implementation = Arc::new(implementation);
            let offered = |role: &Role| implementation.programs.contains_key(role) && !missing.contains_key(role);
            let place = plan.implementations.len();
            plan.playable.extend(current_spec().roles().filter(offered).map(|role| (place, role)));
            lanes.push(Lane::new(current_spec().roles().filter(offered).collect(), cases));
            plan.implementations.push(implementation);
        }
        plan.content = Content::Lanes(lanes);
        plan
    }

    /// The same plan, which plays these cases of the implementation at `place` too, before the others of their roles.
    /// The cells of a matrix stay as they are.
    pub fn with_first_cases(mut self, place: usize, cases: &[Arc<Case>]) -> Plan {
        self.suite.extend(cases.iter().map(|case| case.id.clone()));
        if let Content::Lanes(lanes) = &mut self.content {
            lanes[place].begin_with(cases);
        }
        self
    }

    /// The same plan, in which an implementation that starts slowly here plays the cases alone that its manifest names for
    /// that, and no generated ones. A pattern that is none, which the manifest's reader refuses, chooses nothing.
    pub fn with_fewer_cases(mut self) -> Plan {
        let Content::Lanes(lanes) = &mut self.content else { return self };
        for (lane, implementation) in lanes.iter_mut().zip(&self.implementations) {
            let Some(fewer) = implementation.fewer_cases.as_ref().filter(|fewer| fewer.holds.applies_here()) else {
                continue;
            };
            if let Ok(chosen) = Selection::new(&fewer.run, &[]) {
                self.left_out += lane.shorten(|id| chosen.includes_case(id));
            }
        }
        self
    }

    /// The same plan, with generated cases behind the others of each role; a matrix has none.
    pub fn with_generated_cases(mut self, seed: u64, batches: &[Batch]) -> Plan {
        self.seed = seed;
        if let Content::Lanes(lanes) = &mut self.content {
            lanes.iter_mut().for_each(|lane| lane.add_generated_cases(batches));
        }
        self
    }

    /// The same plan, of a run that has more implementations, which can't be tried.
    pub fn with_skipped(mut self, skipped: Vec<SkippedImplementation>) -> Plan {
        self.skipped.extend(skipped);
        self
    }

    /// The same plan, chosen out of a suite that holds these cases too.
    pub fn of_suite(mut self, suite: impl IntoIterator<Item = CaseId>) -> Plan {
        self.suite.extend(suite);
        self
    }

    /// The same plan, with known failures that are listed beside the manifests.
    pub fn with_known_failing(mut self, known_failing: Vec<KnownFailing>) -> Plan {
        self.known_failing.extend(known_failing);
        self
    }

    /// One part of the plan's trials; the parts together are the whole.
    pub fn restrict_to_part(mut self, partition: Partition) -> Plan {
        self.part = Some(PlanPart { partition, whole: self.count_all_trials() });
        self
    }

    /// How many trials are played.
    pub fn len(&self) -> usize {
        self.part.map_or_else(|| self.count_all_trials(), |part| part.partition.share_of(part.whole))
    }

    /// Whether nothing is played.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn count_all_trials(&self) -> usize {
        match &self.content {
            Content::Lanes(lanes) => lanes.iter().map(Lane::len).sum(),
            Content::Cells(cells) => cells.len(),
        }
    }

    /// The trial at this place of those that are played.
    ///
    /// # Panics
    /// There are not so many.
    pub fn trial_at(&self, at: usize) -> Trial {
        let place = self.place_in_whole(at);
        let found = match &self.content {
            Content::Lanes(lanes) => self.trial_of_lanes(lanes, place),
            Content::Cells(cells) => cells.get(place).cloned(),
        };
        found.unwrap_or_else(|| panic!("the plan has no trial {at}"))
    }

    /// The trials that are played, in groups of one program or pair each; cases of a server may share a process if
    /// `sharing` says so.
    pub(super) fn group_trials(&self, sharing: Sharing) -> Vec<TrialGroup> {
        let player = |at: usize| {
            let place = self.place_in_whole(at);
            match &self.content {
                Content::Cells(cells) => cells.get(place).map(|trial| (self.places_of(trial), trial.case.id.subject())),
                Content::Lanes(lanes) => lane_at(lanes, place)
                    .map(|(lane, at)| (Places { client: lane, server: lane }, lanes[lane].subject_at(at))),
            }
        };
        let mut bounds: Vec<usize> = Vec::new();
        let mut last = None;
        for at in 0..self.len() {
            let player = player(at);
            if player != last {
                bounds.push(at);
                last = player;
            }
        }
        bounds.push(self.len());
        bounds.windows(2).map(|ends| TrialGroup::new(ends[0]..ends[1], |at| self.manner_at(at, sharing))).collect()
    }

    /// The trials of each implementation, in order; those of a matrix all together.
    pub(super) fn lane_ranges(&self) -> Vec<Range<usize>> {
        let Content::Lanes(lanes) = &self.content else { return std::iter::once(0..self.len()).collect() };
        // Each part of a plan deals the trials out in order.
        let ends = lanes.iter().scan(0, |end, lane| {
            *end += lane.len();
            Some(*end)
        });
        let index = |end: usize| self.part.map_or(end, |part| part.partition.share_of(end));
        let bounds: Vec<usize> = std::iter::once(0).chain(ends.map(index)).collect();
        bounds.windows(2).map(|ends| ends[0]..ends[1]).collect()
    }

    fn place_in_whole(&self, at: usize) -> usize {
        self.part.map_or(at, |part| part.partition.place_of(at))
    }

    /// How the trial at this place is played.
    fn manner_at(&self, at: usize, sharing: Sharing) -> Manner {
        let place = self.place_in_whole(at);
        let manner = match &self.content {
            Content::Cells(cells) => cells.get(place).map(|trial| lane::manner_of(&trial.case)),
            Content::Lanes(lanes) => lane_at(lanes, place).map(|(lane, at)| lanes[lane].manner_at(at)),
        };
        match manner {
            Some(Manner::Shared) if sharing == Sharing::Never => Manner::Alone,
            manner => manner.unwrap_or(Manner::Alone),
        }
    }

    fn trial_of_lanes(&self, lanes: &[Lane], place: usize) -> Option<Trial> {
        let (lane, at) = lane_at(lanes, place)?;
        let (case, origin) = lanes[lane].case_at(at, self.seed);
        Some(Trial { origin, ..Trial::new(&self.implementations[lane], &case) })
    }

    /// Whether the trials are the cells of a matrix.
    pub(super) fn is_matrix(&self) -> bool {
        matches!(self.content, Content::Cells(_))
    }

    /// Whether the implementation at `place` plays anything.
    pub(super) fn has_trials_for(&self, place: usize) -> bool {
        match &self.content {
            Content::Lanes(lanes) => lanes[place].len() > 0,
            Content::Cells(_) => (0..self.len()).any(|at| self.places_of(&self.trial_at(at)).has_place(place)),
        }
    }

    /// How many trials have a program that this tool runs; in a matrix all, if one has.
    pub(super) fn trials_of(&self, tool: Tool) -> usize {
        let asks = |at: usize| self.implementations[at].asks_for(tool);
        match &self.content {
            Content::Lanes(lanes) => {
                lanes.iter().enumerate().filter(|(at, _)| asks(*at)).map(|(_, lane)| lane.len()).sum()
            }
            Content::Cells(cells) => {
                if (0..self.implementations.len()).any(asks) {
                    cells.len()
                } else {
                    0
                }
            }
        }
    }

    /// The places of a trial's implementations among all.
    pub(super) fn places_of(&self, trial: &Trial) -> Places {
        let place = |its: &Arc<Implementation>| {
            let found = self.implementations.iter().position(|one| Arc::ptr_eq(one, its));
            found.unwrap_or(self.implementations.len())
        };
        let cast = trial.cast();
        Places { client: place(cast.client), server: place(cast.server) }
    }
}

/// The lane that holds this place, and the place in it.
fn lane_at(lanes: &[Lane], place: usize) -> Option<(usize, usize)> {
    let mut left = place;
    for (at, lane) in lanes.iter().enumerate() {
        if left < lane.len() {
            return Some((at, left));
        }
        left -= lane.len();
    }
    None
}

/// The programs whose interpreters are not to be found here.
fn unavailable_programs(implementation: &Implementation) -> BTreeMap<Role, Unavailable> {
    let find = |role: Role| {
        let ports = TrialPorts::for_roles(implementation, &[role], PortChoice::Protocol);
        let typed = vec![b"1".to_vec(); role.inputs().len()];
        let nowhere = std::path::Path::new("/");
        let given = Given { typed, operation: None, folder: nowhere };
        Launcher::new(implementation, role, ports, given, nowhere).err()
    };
    implementation.programs.keys().filter_map(|&role| Some((role, find(role)?))).collect()
}

/// The report of it: once for the whole implementation, if all its programs lack the same.
fn describe_skipped(
    implementation: &Implementation,
    missing: &BTreeMap<Role, Unavailable>,
    required: bool,
) -> Vec<SkippedImplementation> {
    let tell = |role: Option<Role>, why: &Unavailable| SkippedImplementation {
        implementation: implementation.name.clone(),
        role,
        reason: why.what.clone(),
        advice: why.advice.clone(),
        required,
    };
    let all_the_same = missing.len() == implementation.programs.len()
        && missing.values().all(|why| Some(&why.what) == missing.values().next().map(|first| &first.what));
    match missing.values().next() {
        Some(why) if all_the_same => vec![tell(None, why)],
        Some(_) | None => missing.iter().map(|(&role, why)| tell(Some(role), why)).collect(),
    }
}
