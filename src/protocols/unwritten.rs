//! The cases of a protocol that are not written: which clauses they check, and whether they can be drawn.

use crate::folder::ProtocolFolder;
use crate::generate::{self, Origin, Undrawn};
use crate::protocol::clause::ClauseId;
use crate::protocol::role::{Role, Side};
use crate::protocol::{Derivation, Home, current_spec};

/// The seed of the cases that are drawn to see whether they can be.
const FIRST_SEED: u64 = 0;

/// The clauses of the current protocol that cases check which are not written, each with the role that they test.
pub fn checked_clauses() -> Vec<(ClauseId, Role)> {
    let spec = current_spec();
    let Some(folder) = reload_folder() else { return Vec::new() };
    // The folder was read again, so its clauses and roles are no handles into the current protocol.
    let own = |clause: ClauseId, role: Role| {
        Some((spec.find_clause(clause.as_str()).ok()?, spec.find_role(role.as_str()).ok()?))
    };
    let derived = Derivation::ALL.into_iter().filter_map(|derivation| folder.derive.clause_for(derivation));
    let derived = derived.flat_map(|clause| clause.roles().iter().map(move |role| (clause, *role)));
    let drawn = folder.families.iter().flat_map(|family| family.clauses.iter().map(|clause| (*clause, family.role)));
    let servers = derived.filter(|(_, role)| role.side() == Side::Server);
    servers.chain(drawn).filter_map(|(clause, role)| own(clause, role)).collect()
}

/// A family of the current protocol of which no case can be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndrawnFamily {
    /// The family's name.
    pub name: String,
    /// Why: in several lines, if its model is at fault.
    pub reason: Undrawn,
}

/// Draws the first case of each family, and asks the model for the answers; what does not work. A model that fails once is not
/// asked again.
pub fn find_undrawn_families() -> Vec<UndrawnFamily> {
    let drawer = super::current_protocol().drawer;
    let mut failing = Vec::new();
    for role in current_spec().roles() {
        for family in generate::families_of(drawer, role) {
            let Err(reason) = (Origin { role, family, index: 0 }).try_tree(FIRST_SEED) else { continue };
            let is_new = !matches!(reason, Undrawn::Fault(_)) || failing.is_empty();
            if is_new {
                failing.push(UndrawnFamily { name: family.as_str().to_owned(), reason });
            }
        }
    }
    failing
}

/// The current protocol's files, read again.
fn reload_folder() -> Option<ProtocolFolder> {
    match &current_spec().home {
        Home::BuiltIn => ProtocolFolder::built_in(&current_spec().name)?.ok(),
        Home::Folder(home) => ProtocolFolder::load(home).ok(),
    }
}
