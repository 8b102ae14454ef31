//! Advice to the user about a fault of the set-up, beside the fault itself.

use crate::engine::event::Fault;
use crate::protocol::role::Side;

/// Advice on the fault, in plain words.
pub fn advice_for_fault(fault: &Fault) -> String {
    match fault {
        Fault::CannotStart { command, .. } => cannot_start(command),
        Fault::BuildFailed { command, .. } => {
            format!("run `{command}` by hand in the implementation's folder, and fix what it complains about")
        }
        Fault::ExitedEarly { .. } => {
            "run the program's command by hand: it must go on running and wait for clients".to_owned()
        }
        Fault::NeverReady { role, instead: Some((transport, port)), .. } => {
            let other = format!("{transport}-{}", role.side()).to_lowercase();
            format!("it took {transport} port {port} instead: name it with --{other}, or under [{other}] in a manifest")
        }
        Fault::NeverReady { role, port, instead: None, .. } => never_ready(role.side(), *port),
        Fault::OnlyIpv6 { .. } => {
            "let it listen at 127.0.0.1, or at every address: `localhost` may mean ::1 alone (Node 17 and later)"
                .to_owned()
        }
        Fault::GivenUp { .. } => "fix what keeps it from coming up, which is reported beside this".to_owned(),
        Fault::OutOfBudget { .. } => {
            "find out what it waits for or does without an end; if it is only slow, allow more: \
                                      --budget 5min, or `budget` in the manifest"
                .to_owned()
        }
        Fault::OtherPort { role, found, .. } => format!("write `port = {found}` under [{role}] in the manifest"),
        Fault::TooManyProcesses { .. } => {
            "a program that goes on starting others takes a machine down; one that needs so many: --limit-processes"
                .to_owned()
        }
        Fault::World { .. } => {
            "the program under test is not to blame: this machine, or its settings, refused sockspec".to_owned()
        }
    }
}

/// The end of what the program printed before the fault.
pub fn output_before_fault(fault: &Fault) -> &str {
    match fault {
        Fault::BuildFailed { output, .. } | Fault::ExitedEarly { output, .. } => output,
        Fault::CannotStart { .. } | Fault::NeverReady { .. } | Fault::OnlyIpv6 { .. } | Fault::GivenUp { .. } => "",
        Fault::OutOfBudget { .. } | Fault::OtherPort { .. } => "",
        Fault::TooManyProcesses { .. } | Fault::World { .. } => "",
    }
}

/// Source files that people name in place of a command: their endings, and what starts them.
const STARTED_BY: [(&str, &str); 9] = [
    (".py", "python3"),
    (".js", "node"),
    (".mjs", "node"),
    (".rb", "ruby"),
    (".pl", "perl"),
    (".php", "php"),
    (".sh", "sh"),
    (".java", "java"),
    (".jar", "java -jar"),
];

fn cannot_start(command: &str) -> String {
    let file = command.split(' ').next().unwrap_or_default();
    match STARTED_BY.iter().find(|(ending, _)| file.ends_with(ending)) {
        Some((_, program)) => {
            format!("{file} is no command by itself: write how you start it, as in \"{program} {file}\"")
        }
        None => "check the command: is the program installed, spelled so, and executable?".to_owned(),
    }
}

fn never_ready(side: Side, port: u16) -> String {
    let takes = match side {
        Side::Server => "listen on, or bind,",
        Side::Client => "use",
    };
    format!("the program must {takes} port {port}; if it takes a parameter for it, write \"{{port}}\" in `command`")
}
