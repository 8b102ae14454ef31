//! Generated cases in reports: those that show nothing new are only counted.

use crate::case::{Case, Source, Step};
use crate::protocol::role::Side;

/// How many exchanges a case holds: a client's is one, of a server's each client or datagram that comes.
pub fn count_exchanges(case: &Case) -> usize {
    let roles = case.id.subject().roles();
    if roles.iter().any(|role| role.side() == Side::Client) {
        return 1;
    }
    let connects = case.steps.iter().filter(|step| matches!(step, Step::Connect { .. })).count();
    let sends = case.steps.iter().filter(|step| matches!(step, Step::Send { .. })).count();
    if connects > 0 { connects } else { sends }
}

/// The family's name, if a generator made the case.
pub fn generator_family(case: &Case) -> Option<&str> {
    match &case.source {
        Source::Generator { family, .. } => Some(family),
        Source::File(_) => None,
    }
}

/// The case's id; of a generated one its family's, so that a list of many stays short.
pub fn case_or_family_name(case: &Case) -> String {
    match generator_family(case) {
        Some(family) => format!("{}/generated/{family}/*", case.id.subject()),
        None => case.id.to_string(),
    }
}
