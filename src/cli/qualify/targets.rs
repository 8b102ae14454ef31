//! The targets of a hunt: the faults of the default protocol's reference, or those of a wire before any correct
//! program.

use super::QualifyArguments;
use crate::cli::UsageError;
use crate::diagnosis::find_nearest;
use crate::implementation::{Implementation, built_in_names, load_named_implementation};
use crate::protocol::current_spec;
use crate::protocol::role::Role;
use crate::qualify::{Target, WirePort};
use crate::set_statistics::reference::fault;
use crate::wire::catalogue_for;
use crate::world::Isolation;
use globset::GlobBuilder;
use std::io::{self, Write};

/// The healthy programs, and all that can be wrong with them.
pub(in crate::cli) struct Subjects {
    pub(in crate::cli) healthy: Implementation,
    pub(in crate::cli) targets: Vec<Target>,
}

/// The subjects that these arguments ask for.
pub(super) fn choose_subjects(arguments: &QualifyArguments, isolation: &Isolation) -> Result<Subjects, UsageError> {
    let own_faults = has_faults_of_its_own();
    let healthy = arguments.with.clone().map_or_else(own_implementation, Ok)?;
    let healthy =
        load_named_implementation(&healthy).map_err(|error| UsageError::from_rendered(error.render(false)))?;
    let all = if own_faults && arguments.with.is_none() {
        fault::list_faults().into_iter().map(Target::from).collect()
    } else {
        of_wire(&healthy, WirePort::choose_free(isolation))?
    };
    let targets = choose_targets(&arguments.fault, all)?;
    Ok(Subjects { healthy, targets })
}

/// Whether the reference of the current protocol has faults that know the protocol: the default one has, and its dialects.
pub(in crate::cli) fn has_faults_of_its_own() -> bool {
    let current = current_spec();
    let base = current.base.as_ref().map_or(current, |base| base.spec);
    base == crate::protocol::default()
}

/// The name of the protocol's own implementation, of which it is said that it is correct.
fn own_implementation() -> Result<String, UsageError> {
    built_in_names().into_iter().next().ok_or_else(|| {
        let name = &current_spec().name;
        UsageError::new(format!("{name} has no implementation of its own: name a correct one, as in --with FOLDER"))
    })
}

/// The faults of a wire before each program of an implementation. A program whose port is compiled in can't have a wire.
fn of_wire(healthy: &Implementation, port: WirePort) -> Result<Vec<Target>, UsageError> {
    let (targets, left_out) = wire_targets(healthy, port);
    for role in &left_out {
        let why = "a wire needs a program that takes its port as {port}, and answers to where it was asked from";
        // Standard error may be gone; the faults are not listed either.
        let _ = writeln!(io::stderr(), "the {role} of {} is left out: {why}", healthy.name);
    }
    if targets.is_empty() {
        Err(UsageError::new(format!("no program of {} can be run behind a wire", healthy.name)))
    } else {
        Ok(targets)
    }
}

/// The faults of a wire before each program that can have one, and the roles of those that can't.
pub(in crate::cli) fn wire_targets(healthy: &Implementation, port: WirePort) -> (Vec<Target>, Vec<String>) {
    let can =
        |role: &Role| healthy.programs.get(role).is_some_and(|program| program.behind_relay(&[], port.0).is_some());
    let roles = || current_spec().roles().filter(|role| healthy.programs.contains_key(role));
    let of_role = |role| catalogue_for(role).map(move |entry| Target::of_wire(role, entry, port));
    let left_out = roles().filter(|role| !can(role)).map(|role| role.to_string()).collect();
    (roles().filter(can).flat_map(of_role).collect(), left_out)
}

/// The faults that were asked for; a pattern that matches none is a mistake.
fn choose_targets(patterns: &[String], mut targets: Vec<Target>) -> Result<Vec<Target>, UsageError> {
    let matchers = patterns.iter().map(|pattern| {
        let glob = GlobBuilder::new(pattern.trim_end_matches('/')).build();
        let glob =
            glob.map_err(|error| UsageError::new(format!("--fault {pattern}: {}", error.kind())))?.compile_matcher();
        let matches = move |id: &str| {
            let above = id.match_indices('/').map(|(at, _)| &id[..at]);
            above.chain([id]).any(|part| glob.is_match(part))
        };
        if !targets.iter().any(|target| matches(&target.id)) {
            let ids = targets.iter().map(|target| target.id.as_str());
            return Err(UsageError::new(format!("--fault: {}", unknown_fault_message(pattern, ids))));
        }
        Ok(matches)
    });
    let matchers = matchers.collect::<Result<Vec<_>, UsageError>>()?;
    targets.retain(|target| matchers.is_empty() || matchers.iter().any(|matches| matches(&target.id)));
    Ok(targets)
}

/// The message about a name that no fault has.
pub(super) fn unknown_fault_message<'t>(id: &str, all: impl Iterator<Item = &'t str>) -> String {
    let near = find_nearest(id, all);
    let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    format!("no fault matches `{id}`{near} (sockspec qualify --list prints all)")
}
