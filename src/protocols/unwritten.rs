//! Which clauses a protocol's derived and generated cases check.

use crate::folder::Folder;
use crate::protocol::clause::ClauseId;
use crate::protocol::role::{Role, Side};
use crate::protocol::{Derivation, Home, current};

/// The clauses of the current protocol that cases check which are not written, each with the role that they test.
pub fn checked() -> Vec<(ClauseId, Role)> {
    let spec = current();
    let folder = match &spec.home {
        Home::BuiltIn => Folder::built_in(&spec.name),
        Home::Folder(home) => Some(Folder::load(home)),
    };
    let Some(Ok(folder)) = folder else { return Vec::new() };
    // The folder was read again, so its clauses and roles are no handles into the current protocol.
    let own = |clause: ClauseId, role: Role| Some((spec.clause(clause.as_str()).ok()?, spec.role(role.as_str()).ok()?));
    let derived = Derivation::ALL.into_iter().filter_map(|derivation| folder.derive.clause(derivation));
    let derived = derived.flat_map(|clause| clause.roles().iter().map(move |role| (clause, *role)));
    let drawn = folder.families.iter().flat_map(|family| family.clauses.iter().map(|clause| (*clause, family.role)));
    let servers = derived.filter(|(_, role)| role.side() == Side::Server);
    servers.chain(drawn).filter_map(|(clause, role)| own(clause, role)).collect()
}
