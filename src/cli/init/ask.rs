//! The questions of `sockspec init`.

use crate::protocol::current_spec;
use crate::protocol::role::Role;
use std::io::{self, BufRead, Write};

/// Asks for each role's command; an empty answer leaves the role out.
pub(super) fn ask_for_commands(mut input: impl BufRead, mut output: impl Write) -> io::Result<Vec<(Role, String)>> {
    writeln!(output, "How are your programs started, as you type it in this folder? (Enter: there is none)")?;
    let mut commands = Vec::new();
    for role in current_spec().roles() {
        write!(output, "  {role}: ")?;
        output.flush()?;
        let mut line = String::new();
        if input.read_line(&mut line)? == 0 {
            // The end of the input answers the rest.
            writeln!(output)?;
            break;
        }
        if !line.trim().is_empty() {
            commands.push((role, line.trim().to_owned()));
        }
    }
    Ok(commands)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::set_statistics::role::{tcp_server, udp_server};

    #[test]
    fn an_empty_answer_leaves_a_role_out_and_the_end_all_others() {
        let mut asked = Vec::new();
        let commands = ask_for_commands(&b"python3 server.py\n\n  ./u \n"[..], &mut asked).unwrap();
        assert_eq!(commands, [(tcp_server(), "python3 server.py".into()), (udp_server(), "./u".into())]);
        let asked = String::from_utf8(asked).unwrap();
        assert!(current_spec().roles().all(|role| asked.contains(&format!("{role}: "))), "{asked}");
    }
}
