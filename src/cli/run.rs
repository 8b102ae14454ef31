//! `sockspec run`: the main job.

use super::UsageError;
use super::arguments::{RegressionsChoice, RunArguments};
use super::class::Class;
use super::reporters::Reporters;
use super::settings::Chosen;
use super::{generated, known_failing, settings};
use crate::case::{Case, CaseId};
use crate::engine::event::Event;
use crate::engine::plan::Plan;
use crate::engine::run::run as run_plan;
use crate::engine::settings::{Regressions, Settings, Sharing};
use crate::implementation::MANIFEST_NAME;
use crate::protocols::dialects;
use crate::world::Interruption;
use crate::world::isolation::enter_isolation;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

pub(super) fn run(arguments: &RunArguments) -> Result<u8, UsageError> {
    let helper = std::env::current_exe().ok();
    // Before anything starts a thread: the kernel gives a user namespace to a process with one thread only.
    let isolation = enter_isolation(helper.as_ref());
    let interruption = Interruption::by_signals().map_err(UsageError::new)?;
    let class = Class::read(&arguments.implementations, &arguments.ad_hoc, arguments.manifest.as_deref())?;
    if let Some(unknown) = arguments.require.iter().find(|name| class.names().all(|known| known != **name)) {
        let names: Vec<&str> = class.names().collect();
        let names = names.join(", ");
        return Err(UsageError::new(format!(
            "--require {unknown}: no such implementation takes part in this run; those that do: {names}"
        )));
    }
    if arguments.implementations.is_empty()
        && arguments.ad_hoc.commands_by_role().next().is_none()
        && Path::new(MANIFEST_NAME).is_file()
    {
        // Standard error may be gone; the heading says what is played, too.
        let _ = writeln!(io::stderr(), "note: this folder's {MANIFEST_NAME} takes no part: `sockspec run .` plays it");
    }
    let size = class.names().count();
    let (implementations, regressions): (Vec<_>, Vec<_>) = class.members.into_iter().unzip();
    let all = settings::all_cases(&arguments.selection)?;
    let suite: Vec<CaseId> = all.iter().map(|case| case.id.clone()).collect();
    let generated_ids = generated::selectable_ids(&arguments.selection);
    let every = regressions.iter().flatten().map(|case| &case.id).chain(&suite).chain(&generated_ids);
    let chosen = Chosen::new(&arguments.selection, every)?;
    let batches = generated::chosen_batches(&arguments.generation, &arguments.selection, &chosen);
    let keep = |cases: Vec<Case>| -> Vec<Arc<Case>> {
        cases.into_iter().filter(|case| chosen.includes_case(&case.id)).map(Arc::new).collect()
    };
    let cases = keep(all);
    let known_failing = known_failing::read(&arguments.known_failing.known_failing)?;
    let partition = settings::choose_partition(arguments.partition)?;
    let mut reporters = Reporters::open(arguments, size)?;
    let settings = Settings {
        jobs: arguments.play.jobs,
        time_limit: arguments.play.time_limit,
        budget: arguments.budget,
        strict: arguments.strict,
        fail_fast: arguments.fail_fast,
        capture: arguments.pcap.is_some(),
        sharing: if arguments.fresh { Sharing::Never } else { Sharing::Optimistic },
        repeat: arguments.repeat,
        artifacts: Some(arguments.artifacts.clone()),
        began: settings::start_time(),
        regressions: choose_regressions(arguments, size),
        cases: arguments.selection.cases.clone(),
        confinement: arguments.play.confinement.to_confinement(),
        interruption: interruption.clone(),
        ..Settings::new(crate::protocols::current_protocol(), isolation, helper)
    };
    let plan = Plan::new(implementations, &cases, &arguments.require);
    let plan = plan.with_skipped(class.unreadable).of_suite(suite).with_known_failing(known_failing);
    // A user who names cases gets them.
    let is_open = arguments.selection.run.is_empty() && arguments.generation.generated.is_none();
    let plan = if is_open { plan.with_fewer_cases() } else { plan };
    let plan = regressions
        .into_iter()
        .enumerate()
        .fold(plan, |plan, (place, cases)| plan.with_first_cases(place, &keep(cases)));
    let plan = plan.with_generated_cases(arguments.generation.seed, &batches);
    let plan = partition.into_iter().fold(plan, Plan::restrict_to_part);
    let mut dropped = dialects::of_base().describe_dropped();
    let summary = run_plan(&plan, &settings, |event| {
        reporters.handle(&event);
        if let Some(text) = dropped.take() {
            reporters.handle(&Event::Notice { text });
        }
    });
    let exit = reporters.finish().unwrap_or(summary.exit);
    // The folders of built-in implementations go with the plan. All output is written: from here on the signal has its
    // usual effect.
    drop(plan);
    interruption.end_by_signal();
    Ok(exit)
}

/// The small cases of one implementation are kept in its folder. The folders of a class belong to others: nothing is
/// written there unless the user asks for it.
fn choose_regressions(arguments: &RunArguments, size: usize) -> Regressions {
    let is_alone = size == 1 && arguments.manifest.is_none();
    match arguments.regressions {
        Some(RegressionsChoice::Keep) => Regressions::Kept,
        None if is_alone => Regressions::Kept,
        Some(RegressionsChoice::Leave) | None => Regressions::NotKept,
    }
}
