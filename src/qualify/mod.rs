//! Whether the suite notices what it claims to: it is played against a correct program with one fault at a time. The
//! reference of the default protocol has faults of its own; any other program gets those of a wire.

mod hunt;
mod idle;
mod kills;
mod lineup;
mod outcome;
mod rates;
mod target;

pub use kills::Kills;
pub use outcome::{Caught, Examined, Hunt, Kill, Qualification, TriedCase};
pub use rates::Rate;
pub use target::{FaultTopic, Injection, Target, WirePort};

use crate::case::Case;
use crate::engine::plan::{Batch, Plan};
use crate::engine::rows::{Player, play_rows};
use crate::engine::settings::Settings;
use crate::implementation::Implementation;
use lineup::Lineup;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Instant;
use target::ShownFolder;

/// The question of a hunt.
#[derive(Debug)]
pub struct Examination {
    /// The faults, and what is legal.
    pub targets: Vec<Target>,
    /// The healthy programs.
    pub reference: Implementation,
    /// The cases from files.
    pub cases: Vec<Arc<Case>>,
    /// The generated cases.
    pub batches: Vec<Batch>,
    /// The seed of those.
    pub seed: u64,
    /// How far each fault is hunted.
    pub depth: Depth,
    /// The goal of the hunt.
    pub about: About,
}

/// The goal of a hunt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// That each fault is caught.
    FaultsAlone,
    /// That each case from a file catches a fault, too. It takes all faults to show that.
    CasesToo,
}

/// How far a fault is hunted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Depth {
    /// Until a case names the clause that it breaks, once with cases from files and once with generated ones. Cases that
    /// are for this clause come first.
    FirstKill,
    /// Through every case, in the order of the suite.
    EveryCase,
    /// With the cases alone that are known to catch it, and with no generated ones.
    Known(Kills),
}

/// Hunts every fault, and reports each when it is done, in their order.
pub fn qualify(question: &Examination, settings: &Settings, mut tell: impl FnMut(&Examined)) -> Qualification {
    let begun = Instant::now();
    // Interpreters are looked for here, by threads: a worker, which has a namespace of processes, can start none.
    let _ = Plan::new(vec![question.reference.clone()], &[], &[]);
    let shown = ShownFolder::new(settings);
    let lineup = Lineup::new(question, shown.as_ref());
    let (mut faults, mut controls): (Vec<Examined>, Vec<Examined>) = (Vec::new(), Vec::new());
    let reference = [Arc::new(question.reference.clone())];
    let hunt = |at: usize, player: &mut Player<'_>| hunt::hunt_fault(&question.targets[at], &lineup, player);
    play_rows(&reference, settings, question.targets.len(), hunt, |examined: Examined| {
        tell(&examined);
        if examined.is_legal { controls.push(examined) } else { faults.push(examined) }
    });
    let mut cases: Vec<TriedCase> =
        lineup.cases_to_play().map(|case| TriedCase::from_examined(&case.id, &faults)).collect();
    let idle: Vec<Arc<Case>> = lineup
        .cases_to_play()
        .zip(&cases)
        .filter(|(_, tried)| tried.catches.is_none())
        .map(|(case, _)| Arc::clone(case))
        .collect();
    if question.depth == Depth::FirstKill && question.about == About::CasesToo {
        let try_out = |at: usize, player: &mut Player<'_>| idle::try_out(&idle[at], &lineup, player);
        play_rows(&reference, settings, idle.len(), try_out, |tried: TriedCase| {
            if let Some(place) = cases.iter_mut().find(|one| one.case == tried.case) {
                *place = tried;
            }
        });
    }
    Qualification {
        schema: outcome::SCHEMA,
        seed: question.seed,
        depth: question.depth.clone(),
        about: question.about,
        cases,
        faults,
        controls,
        duration: begun.elapsed(),
    }
}
