//! What a person is told about a fault of the set-up, beside the fault itself.

use crate::engine::event::Fault;
use crate::protocol::role::Side;

/// What to do about the fault, in plain words.
pub fn advice(fault: &Fault) -> String {
    match fault {
        Fault::CannotStart { .. } => {
            "check `command` in the manifest: is the program installed, spelled so, and executable?".to_owned()
        }
        Fault::BuildFailed { command, .. } => {
            format!("run `{command}` by hand in the implementation's folder and mend what it complains about")
        }
        Fault::ExitedEarly { .. } => {
            "run the program's command by hand: it must go on running and wait for clients".to_owned()
        }
        Fault::NeverReady { role, port, .. } => never_ready(role.side(), *port),
        Fault::GivenUp { .. } => "mend what keeps it from coming up, which is told beside this".to_owned(),
        Fault::OtherPort { role, found, .. } => format!("write `port = {found}` under [{role}] in the manifest"),
        Fault::TooManyProcesses { .. } => {
            "a program that goes on starting others takes a machine down; one that needs so many: --limit-processes"
                .to_owned()
        }
        Fault::World { .. } => {
            "the program under test is not to blame: this machine, or its settings, refused the harness".to_owned()
        }
    }
}

/// The end of what the program printed before the fault.
pub fn output(fault: &Fault) -> &str {
    match fault {
        Fault::BuildFailed { output, .. } | Fault::ExitedEarly { output, .. } => output,
        Fault::CannotStart { .. } | Fault::NeverReady { .. } | Fault::GivenUp { .. } => "",
        Fault::OtherPort { .. } | Fault::TooManyProcesses { .. } | Fault::World { .. } => "",
    }
}

fn never_ready(side: Side, port: u16) -> String {
    let takes = match side {
        Side::Server => "listen on, or bind,",
        Side::Client => "use",
    };
    format!("the program must {takes} port {port}; if it takes a parameter for it, write \"{{port}}\" in `command`")
}
