//! Decides which faults a dialect can have: a part that it does not have can't go wrong.

use super::catalogue::{ReferenceFault, ReferenceFaultKind};
use super::console::{OTHER_READY_LINE, ServerLineFault};
use super::exchange::ExchangeFault;
use super::layout::Layout;
use super::prompting::Prompting;
use super::reading::ReadingFault;
use super::receiving::Receiving;
use super::sending::Sending;
use super::{WrongBehaviour, values::ValuesFault};
use crate::protocol::ReplyTo;
use crate::protocol::role::Transport;
use crate::set_statistics::console::{ready_line, result_labels};
use crate::set_statistics::dialect::{Dialect, LinePlaceholder, current};

/// Whether the fault makes a program of the current dialect do something wrong.
pub(super) fn applies_to_dialect(fault: &ReferenceFault) -> bool {
    let dialect = current();
    !fault.clause.is_off() && is_of_length(fault, dialect) && is_another(fault, dialect)
}

/// Whether there is a length for it to be about, if it is about one.
fn is_of_length(fault: &ReferenceFault, dialect: &Dialect) -> bool {
    let name = fault.id.rsplit('/').next().unwrap_or_default();
    let is_about_one =
        name.contains("length") && fault.kind != ReferenceFaultKind::Layout || matches!(name, "joined" | "aborts");
    let needs_it_typed = matches!(fault.deviation, WrongBehaviour::Receiving(Receiving::DividesByLength));
    match fault.deviation {
        _ if needs_it_typed => dialect.length.is_asked(),
        WrongBehaviour::Values(ValuesFault::DividedByLengthSent) => dialect.length.is_sent(),
        _ => !is_about_one || dialect.length.is_sent(),
    }
}

/// Whether what it does is something else than what is right.
fn is_another(fault: &ReferenceFault, dialect: &Dialect) -> bool {
    match fault.deviation {
        WrongBehaviour::Prompting(what) => is_another_text(what, dialect),
        WrongBehaviour::Console(what) => is_another_line(what, dialect, fault.role.transport()),
        // If servers answer the sender, a client needs no port of its own, and there is no other reply port.
        WrongBehaviour::Sending(Sending::NotBound) | WrongBehaviour::Exchange(ExchangeFault::OtherReplyPort) => {
            dialect.replies_to != ReplyTo::Sender
        }
        // A server that reads until a request ends may read it in any parts.
        WrongBehaviour::Reading(what) if fault.role.transport() == Transport::Tcp => match what {
            ReadingFault::Buffer(_) => dialect.request.end.is_empty(),
            ReadingFault::UntilLineFeed => !dialect.request.end.ends_with('\n'),
            _ => true,
        },
        WrongBehaviour::Layout(Layout::Round(before, between, behind)) => {
            let right = &dialect.response;
            !(before.is_empty() && between == right.separator && behind == right.end)
        }
        _ => true,
    }
}

fn is_another_text(what: Prompting, dialect: &Dialect) -> bool {
    use Prompting::{
        HighestFirst, LabelsInLowerCase, MeanFirst, OtherFirst, OtherSecond, PromptsInLowerCase, PromptsOnLines,
        PromptsSwapped, PromptsTrimmed, TwoSpaces,
    };
    let prompts = &dialect.prompts;
    let are_two = !prompts.message.is_empty() && !prompts.length.is_empty();
    match what {
        OtherFirst(_) => !prompts.message.is_empty(),
        OtherSecond(_) => !prompts.length.is_empty(),
        // A line end behind one prompt alone is an empty line (CON-7).
        PromptsSwapped | PromptsOnLines => are_two,
        PromptsTrimmed => prompts.joined_text().trim_end() != prompts.joined_text(),
        PromptsInLowerCase => prompts.joined_text().to_lowercase() != prompts.joined_text(),
        LabelsInLowerCase => result_labels().iter().any(|(_, label)| label.starts_with(char::is_uppercase)),
        TwoSpaces => result_labels().iter().any(|(_, label)| label.contains(": ")),
        HighestFirst | MeanFirst => result_labels().len() > 2,
        _ => true,
    }
}

fn is_another_line(what: ServerLineFault, dialect: &Dialect, transport: Transport) -> bool {
    let line = dialect.received.for_transport(transport).as_ref();
    let other = dialect.received.for_transport(transport.other()).as_ref();
    let is_list = line.is_some_and(|line| line.placeholder == LinePlaceholder::List);
    let has_prefix = line.is_some_and(|line| !line.before.is_empty());
    match what {
        ServerLineFault::LowerCaseReadyLine => ready_line(transport).is_some_and(|line| line.to_lowercase() != line),
        ServerLineFault::BannerFirst | ServerLineFault::ReadyTwice => ready_line(transport).is_some(),
        ServerLineFault::OtherCase => is_list && line.map(|line| &line.before) != other.map(|line| &line.before),
        ServerLineFault::OtherPrefix => is_list && has_prefix,
        ServerLineFault::OtherReadyLine => ready_line(transport) != Some(OTHER_READY_LINE),
        ServerLineFault::NoReadyLine | ServerLineFault::ReadyLineWithPort => true,
        _ => is_list,
    }
}
