//! Which faults a dialect can have: what it does not have can't go wrong.

use super::catalogue::{Fault, Kind};
use super::console::{Console, OTHER_READY_LINE};
use super::exchange::Exchange;
use super::layout::Layout;
use super::prompting::Prompting;
use super::reading::Reading;
use super::receiving::Receiving;
use super::sending::Sending;
use super::{Deviation, values::Values};
use crate::protocol::ReplyTo;
use crate::protocol::role::Transport;
use crate::set_statistics::console::{labels, ready_line};
use crate::set_statistics::dialect::{Dialect, Placeholder, current};

/// Whether the fault makes a program of the current dialect do something wrong.
pub(super) fn applies(fault: &Fault) -> bool {
    let dialect = current();
    !fault.clause.is_off() && is_of_length(fault, dialect) && is_another(fault, dialect)
}

/// Whether there is a length for it to be about, if it is about one.
fn is_of_length(fault: &Fault, dialect: &Dialect) -> bool {
    let name = fault.id.rsplit('/').next().unwrap_or_default();
    let is_about_one = name.contains("length") && fault.kind != Kind::Layout || matches!(name, "joined" | "aborts");
    let needs_it_typed = matches!(fault.deviation, Deviation::Receiving(Receiving::DividesByLength));
    match fault.deviation {
        _ if needs_it_typed => dialect.length.is_asked(),
        Deviation::Values(Values::DividedByLengthSent) => dialect.length.is_sent(),
        _ => !is_about_one || dialect.length.is_sent(),
    }
}

/// Whether what it does is something else than what is right.
fn is_another(fault: &Fault, dialect: &Dialect) -> bool {
    match fault.deviation {
        Deviation::Prompting(what) => is_another_text(what, dialect),
        Deviation::Console(what) => is_another_line(what, dialect, fault.role.transport()),
        // Whoever answers the sender needs no port of its own, and no other.
        Deviation::Sending(Sending::NotBound) | Deviation::Exchange(Exchange::OtherReplyPort) => {
            dialect.replies_to != ReplyTo::Sender
        }
        // A server that reads until a request ends may read it in any parts.
        Deviation::Reading(what) if fault.role.transport() == Transport::Tcp => match what {
            Reading::Buffer(_) => dialect.request.end.is_empty(),
            Reading::UntilLineFeed => !dialect.request.end.ends_with('\n'),
            _ => true,
        },
        Deviation::Layout(Layout::Round(before, between, behind)) => {
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
        PromptsTrimmed => prompts.joined().trim_end() != prompts.joined(),
        PromptsInLowerCase => prompts.joined().to_lowercase() != prompts.joined(),
        LabelsInLowerCase => labels().iter().any(|(_, label)| label.starts_with(char::is_uppercase)),
        TwoSpaces => labels().iter().any(|(_, label)| label.contains(": ")),
        HighestFirst | MeanFirst => labels().len() > 2,
        _ => true,
    }
}

fn is_another_line(what: Console, dialect: &Dialect, transport: Transport) -> bool {
    let line = dialect.received.of(transport).as_ref();
    let other = dialect.received.of(transport.other()).as_ref();
    let is_list = line.is_some_and(|line| line.placeholder == Placeholder::List);
    let has_prefix = line.is_some_and(|line| !line.before.is_empty());
    match what {
        Console::LowerCaseReadyLine => ready_line(transport).is_some_and(|line| line.to_lowercase() != line),
        Console::BannerFirst | Console::ReadyTwice => ready_line(transport).is_some(),
        Console::OtherCase => is_list && line.map(|line| &line.before) != other.map(|line| &line.before),
        Console::OtherPrefix => is_list && has_prefix,
        Console::OtherReadyLine => ready_line(transport) != Some(OTHER_READY_LINE),
        Console::NoReadyLine | Console::ReadyLineWithPort => true,
        _ => is_list,
    }
}
