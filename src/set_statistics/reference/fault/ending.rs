//! How a client ends.

use super::row::{Breaks, Breaks::Clients, Breaks::EachClient, DeviationRow, Shows};
use super::{Injected, WrongBehaviour};
use crate::set_statistics::Clause::{Con7, TcpC3, TcpC4, UdpC2, UdpC3, UdpC5};
use crate::set_statistics::console::format_results;
use crate::set_statistics::reference::Failure;
use crate::set_statistics::statistics::Statistics;
use std::thread;

/// The flaw in its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EndingFault {
    /// It ends with this code after it has printed the results.
    SuccessAs(u8),
    /// It ends with this code after it has failed.
    FailureAs(u8),
    NeverAfterResults,
    NeverAfterFailure,
    SilentlyAfterFailure,
    ComplaintAmongResults,
    ZerosAfterFailure,
}

use EndingFault::*;

const fn row(
    name: &'static str,
    what: EndingFault,
    breaks: Breaks,
    shows: Shows,
    sentence: &'static str,
) -> DeviationRow {
    DeviationRow { name, deviation: WrongBehaviour::Ending(what), breaks, shows, sentence }
}

const DONE: Breaks = EachClient(TcpC3, UdpC2);
const FAILED: Breaks = EachClient(TcpC4, UdpC5);

pub(super) const ROWS: &[DeviationRow] = &[
    row("exits-with-1", SuccessAs(1), DONE, Shows::Always, "It exits with 1 when all is well."),
    row("exits-with-4", SuccessAs(4), DONE, Shows::Always, "It exits with the number of results."),
    row("never-exits", NeverAfterResults, DONE, Shows::Always, "It does not exit when it has printed the results."),
    row("fails-with-0", FailureAs(0), FAILED, Shows::Sometimes, "It exits with 0 when it has failed."),
    row("never-fails", NeverAfterFailure, FAILED, Shows::Sometimes, "It does not exit when it has failed."),
    row(
        "fails-silently",
        SilentlyAfterFailure,
        Breaks::EachClient(TcpC4, UdpC3),
        Shows::Sometimes,
        "It does not say that it has failed.",
    ),
    row(
        "complains-among-results",
        ComplaintAmongResults,
        Clients(Con7),
        Shows::Sometimes,
        "It says on standard output that it has failed.",
    ),
    row("zeros-after-failure", ZerosAfterFailure, FAILED, Shows::Sometimes, "It prints zeros when it has failed."),
];

impl Injected {
    /// The exit code of a client that has come this far, and what it says before.
    pub(in crate::set_statistics::reference) fn choose_exit_code(
        &self,
        outcome: &Result<(), Failure>,
        right: u8,
    ) -> u8 {
        let Some(WrongBehaviour::Ending(how)) = self.deviation else { return right };
        match (how, outcome) {
            (SuccessAs(code), Ok(())) | (FailureAs(code), Err(_)) => code,
            (NeverAfterResults, Ok(())) | (NeverAfterFailure, Err(_)) => loop {
                thread::park();
            },
            (ZerosAfterFailure, Err(_)) => {
                let zeros = Statistics { total: 0.0, lowest: 0.0, highest: 0.0, mean: 0.0 };
                self.choose_result_lines(&zeros, format_results(&zeros)).iter().for_each(|line| println!("{line}"));
                right
            }
            _ => right,
        }
    }

    /// The message about a failure on standard error.
    pub(in crate::set_statistics::reference) fn choose_complaint<'f>(
        &self,
        failure: &'f Failure,
    ) -> Option<&'f Failure> {
        match self.deviation {
            Some(WrongBehaviour::Ending(SilentlyAfterFailure)) => None,
            Some(WrongBehaviour::Ending(ComplaintAmongResults)) => {
                println!("{failure}");
                Some(failure)
            }
            _ => Some(failure),
        }
    }
}
