//! Compares programs of any protocol beside their messages: coming up again, complaining.

use super::difference::{Channel, DifferenceKind};
use super::input::InputClass;
use super::walk::{CasePlace, Walk, escape_bytes};

/// Whether one comes up again after a restart and the other does not, which is noted.
pub(crate) fn note_restart(walk: &mut Walk<'_>) -> bool {
    let down = walk.accounts.map(|account| account.stays_down());
    if down[0] == down[1] {
        return false;
    }
    let words = |down: bool| if down { "it does not come up again" } else { "it comes up again" }.to_owned();
    let place = CasePlace { channel: Channel::Life, step: None, input: None, class: InputClass::Nothing };
    walk.note_of_any(&place, DifferenceKind::Restart, down.map(words));
    true
}

/// Compares whether both say something on standard error; what it is only if every byte counts.
pub(crate) fn note_complaints(walk: &mut Walk<'_>) {
    let side = walk.role.side();
    let texts = walk.accounts.map(|account| account.collect_stderr(side));
    let place = CasePlace { channel: Channel::Errors, step: None, input: None, class: InputClass::Nothing };
    let observed = [0, 1].map(|which: usize| match texts[which].as_slice() {
        [] => "nothing".to_owned(),
        text => escape_bytes(text),
    });
    if texts[0].is_empty() != texts[1].is_empty() {
        walk.note_of_any(&place, DifferenceKind::Complains, observed);
    } else if walk.is_exact() && texts[0] != texts[1] {
        walk.note_of_any(&place, DifferenceKind::LeftOpen, observed);
    }
}
