//! The same case after the server was stopped and started.

use super::company::rename_peers;
use super::{DerivedVariant, WrittenCase};
use crate::case::{Expectation, Step};

/// A server that was started, stopped and started again, and one that has served in between. If the server may send one
/// client's messages to others (`are_apart` is false), at most one client may leave before the stop. Otherwise one
/// would get a message about another.
pub(super) fn after_restart(written: &WrittenCase<'_>, are_apart: bool) -> Vec<DerivedVariant> {
    if written.has_restart() {
        return Vec::new();
    }
    let steps = &written.case.steps;
    let restart = [Step::Stop, Step::Start];
    let idle = [&[Step::Start], &restart[..], steps].concat();
    // A client that stays would lose its connection at the stop: that is no breach.
    let before: Vec<Step> = steps.iter().map(|step| rename_peers(step, "before")).collect();
    let leaves = leave_steps(&before);
    let served = [&before, &leaves, &restart[..], steps].concat();
    let mut variants = vec![DerivedVariant::new(idle, "Here the server was stopped and started before.")];
    if !before.iter().any(is_about_all) && (are_apart || leaves.len() < 2) {
        variants.push(DerivedVariant::new(
            served,
            "Here the server has served the same, was stopped and was started before.",
        ));
    }
    variants
}

fn is_about_all(step: &Step) -> bool {
    matches!(step, Step::Expect { what: Expectation::Nothing { on: None }, .. })
}

/// A step for each client or socket that is still there.
fn leave_steps(steps: &[Step]) -> Vec<Step> {
    let has_gone = |name: &str| {
        steps.iter().any(|step| matches!(step, Step::Leave { peer } | Step::Reset { peer } if peer == name))
    };
    let staying = steps.iter().filter_map(Step::entering_peer).filter(|name| !has_gone(name));
    staying.map(|name| Step::Leave { peer: name.to_owned() }).collect()
}
