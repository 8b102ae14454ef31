//! From what was typed to what it means.

use super::UsageError;
use super::arguments::{AdHocArguments, ColorChoice, SelectionArguments};
use crate::case::select::Selection;
use crate::case::{Case, CaseId, Subject, file};
use crate::engine::partition::Partition;
use crate::implementation::{AdHoc, Implementation, ad_hoc, named};
use crate::protocol::role::Role;
use std::ffi::OsStr;
use std::io::IsTerminal;
use std::sync::Arc;

/// The implementations that were named, or the built-in ones.
pub(super) fn implementations(names: &[String], flags: &AdHocArguments) -> Result<Vec<Implementation>, UsageError> {
    let color = use_color(ColorChoice::Auto, &std::io::stderr());
    let mut found = Vec::new();
    if let Some(first) = flags.commands().next() {
        let _ = first;
        found.push(ad_hoc(described(flags)).map_err(|error| UsageError(error.render(color)))?);
    }
    let built_in = ["reference".to_owned(), "original".to_owned()];
    let names = if names.is_empty() && found.is_empty() { &built_in[..] } else { names };
    for name in names {
        found.push(named(name).map_err(|error| UsageError(error.render(color)))?);
    }
    Ok(found)
}

fn described(flags: &AdHocArguments) -> AdHoc {
    let commands = flags.commands().map(|(role, command)| (role, command.clone())).collect();
    AdHoc {
        name: flags.name.clone(),
        commands,
        port: flags.port,
        reply_port: flags.reply_port,
        input: None,
        console: None,
        stop: None,
        time_limit: None,
    }
}

/// The command with which programs given as flags can be run again.
pub(super) fn invocation(flags: &AdHocArguments) -> String {
    let mut words = vec!["sockspec".to_owned(), "run".to_owned()];
    for (role, command) in flags.commands() {
        words.extend([format!("--{role}"), command.clone()]);
    }
    let numbers = [("--port", flags.port), ("--reply-port", flags.reply_port)];
    words.extend(numbers.into_iter().filter_map(|(flag, port)| Some([flag.to_owned(), port?.to_string()])).flatten());
    shlex::try_join(words.iter().map(String::as_str)).unwrap_or_else(|_| words.join(" "))
}

/// The cases that were chosen; a pattern that matches nothing is a mistake.
pub(super) fn cases(arguments: &SelectionArguments) -> Result<Vec<Arc<Case>>, UsageError> {
    let all = file::built_in();
    let selection = Selection::new(&arguments.run, &arguments.skip).map_err(UsageError::new)?;
    selection.check(all.iter().map(|case| &case.id)).map_err(UsageError::new)?;
    let chosen = all.into_iter().filter(|case| selection.keeps(&case.id) && has_role(case, &arguments.role));
    Ok(chosen.map(Arc::new).collect())
}

/// The ids of all cases that a run without a selection would play.
pub(super) fn suite() -> Vec<CaseId> {
    file::built_in().into_iter().map(|case| case.id).collect()
}

/// The part that was asked for: by the flag, or else by the variables of a test runner that shards.
pub(super) fn partition(flag: Option<Partition>) -> Result<Option<Partition>, UsageError> {
    let [index, total] = ["TEST_SHARD_INDEX", "TEST_TOTAL_SHARDS"].map(std::env::var_os);
    match (flag, index, total) {
        (Some(_), _, _) | (None, None, None) => Ok(flag),
        (None, Some(index), Some(total)) => shard(&index, &total).map(Some),
        (None, _, _) => {
            Err(UsageError::new("TEST_SHARD_INDEX and TEST_TOTAL_SHARDS belong together: set both, or none"))
        }
    }
}

/// A shard as test runners count it: from 0.
fn shard(index: &OsStr, total: &OsStr) -> Result<Partition, UsageError> {
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

fn has_role(case: &Case, wanted: &[Role]) -> bool {
    match case.id.subject() {
        _ if wanted.is_empty() => true,
        Subject::Role(role) => wanted.contains(&role),
        Subject::Pair(_) => false,
    }
}

/// Whether to use colours on `stream`.
pub(super) fn use_color(choice: ColorChoice, stream: &impl IsTerminal) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
    }
}
