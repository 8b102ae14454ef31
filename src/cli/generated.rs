//! The generated cases of a run, and the cases that earlier ones have left behind.

use super::UsageError;
use super::arguments::{ColorChoice, GenerationArguments, SelectionArguments};
use super::settings::{Chosen, use_color};
use crate::case::{Case, CaseId, REGRESSIONS, file};
use crate::engine::plan::{Batch, Indices};
use crate::generate::{self, Family};
use crate::implementation::Implementation;
use crate::protocol::role::Role;
use crate::protocols;

/// The ids that patterns may mean besides those of cases: one of each family, and each that is named in full.
pub(super) fn selectable_ids(arguments: &SelectionArguments) -> Vec<CaseId> {
    generate::all_families(protocols::current_protocol().drawer)
        .chain(named_in_full(arguments))
        .map(generate::Origin::id)
        .collect()
}

/// The generated cases that patterns name in full.
fn named_in_full(arguments: &SelectionArguments) -> impl Iterator<Item = generate::Origin> {
    let words = arguments.run.iter().chain(&arguments.skip);
    words.filter_map(|word| {
        generate::Origin::from_case_id(protocols::current_protocol().drawer, &word.trim().parse().ok()?)
    })
}

/// The chosen cases of each family; one that is named in full is played however few were asked for.
pub(super) fn chosen_batches(
    arguments: &GenerationArguments,
    selection: &SelectionArguments,
    chosen: &Chosen,
) -> Vec<Batch> {
    let of_family = |one: generate::Origin| Batch {
        role: one.role,
        family: one.family,
        indices: chosen_indices(one.role, one.family, arguments, selection, chosen),
    };
    generate::all_families(protocols::current_protocol().drawer)
        .map(of_family)
        .filter(|batch| batch.indices.count() > 0)
        .collect()
}

fn chosen_indices(
    role: Role,
    family: Family,
    arguments: &GenerationArguments,
    selection: &SelectionArguments,
    chosen: &Chosen,
) -> Indices {
    let count = family.case_count(role, arguments.generated.unwrap_or(generate::by_default(role)));
    let keeps = |index: u64| chosen.includes_case(&generate::Origin { role, family, index }.id());
    let mut more: Vec<u64> =
        named_in_full(selection).filter(|one| one.role == role && one.family == family).map(|one| one.index).collect();
    more.retain(|index| *index >= count && keeps(*index));
    more.sort_unstable();
    more.dedup();
    // Nothing is kept in memory for a whole family, of which there may be many.
    if more.is_empty() && chosen.keeps_all_of(&format!("{role}/generated/{family}")) {
        Indices::First(count)
    } else {
        Indices::These((0..count).filter(|index| keeps(*index)).chain(more).collect())
    }
}

/// The cases beside the implementation's manifest that once failed.
pub(super) fn load_regressions(implementation: &Implementation) -> Result<Vec<Case>, UsageError> {
    let Some(folder) = implementation.origin.folder().map(|folder| folder.join(REGRESSIONS)) else {
        return Ok(Vec::new());
    };
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let color = use_color(ColorChoice::Auto, &std::io::stderr());
    let cases = file::load_all(&folder).map_err(|error| UsageError::from_rendered(error.render(color)))?;
    Ok(cases.into_iter().map(below_regressions).collect())
}

/// Renames `tcp-server/x` to `tcp-server/regressions/x`, so that no other case has its name.
fn below_regressions(case: Case) -> Case {
    let subject = case.id.subject().to_string();
    let id = case.id.as_str().replacen(&subject, &format!("{subject}/{REGRESSIONS}"), 1);
    Case { id: id.parse().unwrap_or(case.id), ..case }
}
