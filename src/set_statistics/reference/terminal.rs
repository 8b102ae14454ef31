//! The programs' input from and output to their terminal.

use crate::set_statistics::console;
use crate::set_statistics::dialect::{self, Dialect};
use crate::set_statistics::message::parse_reply;
use crate::set_statistics::reference::Failure;
use crate::set_statistics::reference::fault::Injected;
use crate::set_statistics::statistics::Statistics;
use std::fmt::Display;
use std::io::{self, BufRead, Write};

/// Prints a line at once and in one write, so that lines of several threads never mix and none waits in a buffer. A
/// terminal that is gone stops no server.
pub fn print_line(fault: &Injected, line: &str) {
    for line in fault.printed_lines(line) {
        for piece in fault.split_line(&format!("{line}\n")) {
            write_out(piece);
            fault.pause_between_words();
        }
    }
}

fn write_out(text: &str) {
    let mut out = io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Prints an error on standard error; standard output is for results alone (CON-7).
pub fn report_error(what: &dyn Display) {
    let _ = writeln!(io::stderr(), "{what}");
}

/// Asks for the message, then for the length (CON-1). Both as bytes, exactly as typed (TCP-C-1).
pub fn ask_for_lines(fault: &Injected) -> (Vec<u8>, Vec<u8>) {
    let [first, second] = fault.choose_prompts([console::message_prompt(), console::length_prompt()]);
    let message = ask_one(&first);
    let length = if dialect::current().length.is_asked() { ask_one(&second) } else { Vec::new() };
    (message, length)
}

/// The message as it is sent: as it was typed, with what the dialect puts behind it.
pub fn on_the_wire(message: &[u8], length: &[u8]) -> Vec<u8> {
    let Dialect { request, length: rule, .. } = dialect::current();
    if rule.is_joined() {
        with_end(&[message, request.separator.as_bytes(), length].concat())
    } else {
        with_end(message)
    }
}

/// The bytes to send, with the end that the dialect asks for.
pub fn with_end(text: &[u8]) -> Vec<u8> {
    [text, dialect::current().request.end.as_bytes()].concat()
}

/// The prompt ends no line, so it has to be flushed. The end of input ends the line as a line feed does.
fn ask_one(prompt: &str) -> Vec<u8> {
    write_out(prompt);
    let mut line = Vec::new();
    let _ = io::stdin().lock().read_until(b'\n', &mut line);
    if line.last() == Some(&b'\n') {
        line.pop();
    }
    line
}

/// Prints the four results (CON-2).
pub fn print_results(fault: &Injected, statistics: &Statistics) {
    fault
        .choose_result_lines(statistics, console::format_results(statistics))
        .iter()
        .for_each(|line| print_line(fault, line));
}

/// Reads a reply. It is spelled as a request is, so a line end behind it does no harm (RSP-3), but it is four numbers.
pub fn read_reply(reply: &[u8]) -> Result<Statistics, Failure> {
    match parse_reply(reply)?[..] {
        [total, lowest, highest, mean] => Ok(Statistics { total, lowest, highest, mean }),
        ref numbers => Err(Failure::Count(numbers.len())),
    }
}
