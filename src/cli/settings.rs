//! Converts typed arguments into settings.

use super::UsageError;
use super::arguments::{AdHocArguments, ColorChoice, SelectionArguments};
use crate::case::select::{Choice, SelectError, Selection};
use crate::case::{Case, CaseId, Subject, file};
use crate::engine::partition::Partition;
use crate::engine::summary::NOTHING_RAN;
use crate::implementation::{AdHoc, Implementation, ad_hoc, default_names, load_named_implementation};
use crate::protocol::current_spec;
use crate::protocol::role::Role;
use crate::protocols;
use std::ffi::OsStr;
use std::io::IsTerminal;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// Seeds everything generated, unless another is given: two runs are the same run.
pub(super) const SEED: u64 = 0;

/// The time when the run begins, in seconds since 1970: SOURCE_DATE_EPOCH, so that a report can be made again to the
/// byte, or else the clock.
pub(super) fn start_time() -> Option<u64> {
    let given = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.trim().parse().ok());
    given.or_else(|| Some(SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs()))
}

/// The implementations that were named, or the built-in ones.
pub(super) fn load_implementations(
    names: &[String],
    flags: &AdHocArguments,
) -> Result<Vec<Implementation>, UsageError> {
    let color = use_color(ColorChoice::Auto, &std::io::stderr());
    if let Some(mistake) = flags.find_mistake() {
        return Err(UsageError::new(mistake));
    }
    let mut found = Vec::new();
    if flags.commands_by_role().next().is_some() {
        found
            .push(ad_hoc(to_ad_hoc(flags).as_typed()).map_err(|error| UsageError::from_rendered(error.render(color)))?);
    }
    let built_in = default_names();
    let names = if names.is_empty() && found.is_empty() { &built_in[..] } else { names };
    for name in names {
        found.push(load_named_implementation(name).map_err(|error| UsageError::from_rendered(error.render(color)))?);
    }
    Ok(found)
}

fn to_ad_hoc(flags: &AdHocArguments) -> AdHoc {
    let commands = flags.commands_by_role().map(|(role, command)| (role, command.clone())).collect();
    AdHoc {
        name: flags.name.clone(),
        typed: Vec::new(),
        commands,
        port: flags.port,
        reply_port: flags.reply_port,
        input: None,
        console: None,
        stop: None,
        time_limit: None,
    }
}

/// The cases that were chosen; a pattern that matches nothing is a mistake.
pub(super) fn chosen_cases(arguments: &SelectionArguments) -> Result<Vec<Arc<Case>>, UsageError> {
    choose_cases(arguments, all_cases(arguments)?)
}

/// Those of `all` that were chosen; a pattern that matches none of them is a mistake.
pub(super) fn choose_cases(arguments: &SelectionArguments, all: Vec<Case>) -> Result<Vec<Arc<Case>>, UsageError> {
    let chosen = Chosen::new(arguments, all.iter().map(|case| &case.id))?;
    Ok(cases_kept(all, &chosen))
}

/// Those of the cases that were chosen.
pub(super) fn cases_kept(all: Vec<Case>, chosen: &Chosen) -> Vec<Arc<Case>> {
    all.into_iter().filter(|case| chosen.includes_case(&case.id)).map(Arc::new).collect()
}

/// The part that was asked for: by the flag, or else by the variables of a test runner that shards.
pub(super) fn choose_partition(flag: Option<Partition>) -> Result<Option<Partition>, UsageError> {
    let [index, total] = ["TEST_SHARD_INDEX", "TEST_TOTAL_SHARDS"].map(std::env::var_os);
    match (flag, index, total) {
        (Some(_), _, _) | (None, None, None) => Ok(flag),
        (None, Some(index), Some(total)) => parse_shard(&index, &total).map(Some),
        (None, _, _) => {
            Err(UsageError::new("TEST_SHARD_INDEX and TEST_TOTAL_SHARDS belong together: set both, or none"))
        }
    }
}

/// A shard as test runners count it: from 0.
fn parse_shard(index: &OsStr, total: &OsStr) -> Result<Partition, UsageError> {
    let number = |text: &OsStr| text.to_str().and_then(|text| text.trim().parse::<usize>().ok());
    let part =
        number(index).zip(number(total)).and_then(|(index, total)| Partition::new(index.checked_add(1)?, total).ok());
    part.ok_or_else(|| {
        let (index, total) = (index.display(), total.display());
        UsageError::new(format!(
            "TEST_SHARD_INDEX={index} TEST_TOTAL_SHARDS={total} is no shard: the index counts from 0 and stays below the total"
        ))
    })
}

/// The chosen cases.
pub(super) struct Chosen {
    selection: Selection,
    roles: Vec<Role>,
}

impl Chosen {
    /// Reads the patterns; one that matches none of `all` is a mistake.
    pub(super) fn new<'c>(
        arguments: &SelectionArguments,
        all: impl IntoIterator<Item = &'c CaseId>,
    ) -> Result<Chosen, UsageError> {
        let selection = Selection::new(&arguments.run, &arguments.skip).map_err(UsageError::new)?;
        selection.check_patterns(all).map_err(|error| match error {
            // The flags are right; there is nothing to run.
            SelectError::Unmatched { chooses: Choice::Run, .. } => {
                UsageError { exit: NOTHING_RAN, ..UsageError::new(error) }
            }
            _ => UsageError::new(error),
        })?;
        let role =
            |name: &String| current_spec().find_role(name).map_err(|error| UsageError::new(format!("--role: {error}")));
        Ok(Chosen { selection, roles: arguments.role.iter().map(role).collect::<Result<_, _>>()? })
    }

    /// Whether this one was.
    pub(super) fn includes_case(&self, id: &CaseId) -> bool {
        self.selection.includes_case(id) && self.has_role(id)
    }

    /// Whether every case of this folder was.
    pub(super) fn keeps_all_of(&self, folder: &str) -> bool {
        // A pattern that matches the folder matches all below it, but one that does not may still match some.
        self.selection.has_no_skips() && folder.parse().is_ok_and(|id: CaseId| self.includes_case(&id))
    }

    fn has_role(&self, id: &CaseId) -> bool {
        match id.subject() {
            _ if self.roles.is_empty() => true,
            Subject::Role(role) => self.roles.contains(&role),
            Subject::Pair(_) => false,
        }
    }
}

/// The built-in cases, and those of the folders that were named.
pub(super) fn all_cases(arguments: &SelectionArguments) -> Result<Vec<Case>, UsageError> {
    let color = use_color(ColorChoice::Auto, &std::io::stderr());
    let mut all = protocols::load_all_cases().map_err(|error| UsageError::from_rendered(error.render(color)))?;
    for folder in &arguments.cases {
        for case in file::load_all(folder).map_err(|error| UsageError::from_rendered(error.render(color)))? {
            if all.iter().any(|known| known.id == case.id) {
                let (folder, id) = (folder.display(), &case.id);
                return Err(UsageError::new(format!(
                    "--cases {folder}: there is a case {id} already; rename the file"
                )));
            }
            all.push(case);
        }
    }
    Ok(all)
}

/// Whether to use colours on `stream`.
pub(super) fn use_color(choice: ColorChoice, stream: &impl IsTerminal) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
    }
}
