//! The console output of the programs (CON-1 to CON-5).

use super::dialect::{self, Dialect};
use super::number::PrintedNumber;
use super::statistics::{Field, Statistics};
use crate::protocol::role::Transport;

/// The client's first prompt (CON-1); the cursor stays behind it. Empty if nothing is asked.
pub fn message_prompt() -> &'static str {
    &dialect::current().prompts.message
}

/// The client's second prompt (CON-1); the cursor stays behind it. Empty if nothing is asked.
pub fn length_prompt() -> &'static str {
    &dialect::current().prompts.length
}

/// The label before each result line of a client, and the result's field, in their order (CON-2).
pub fn result_labels() -> &'static [(Field, String)] {
    &dialect::current().labels.lines
}

/// A server's first line (CON-3), without its line end; `None`: it prints none.
pub fn ready_line(transport: Transport) -> Option<&'static str> {
    dialect::current().ready.for_transport(transport).as_deref()
}

/// A server's line for one request, without its line end, as Python 2 prints it (CON-5); `text`: the request as it came.
/// `None`: it prints none.
pub fn format_received(transport: Transport, values: &[f64], text: &[u8]) -> Option<String> {
    let Dialect { received, numbers, request, .. } = dialect::current();
    let text = text.strip_suffix(request.end.as_bytes()).unwrap_or(text);
    let received = received.for_transport(transport).as_ref()?;
    Some(received.format_line(values, &String::from_utf8_lossy(text), numbers.integers))
}

/// Reads a server's line for one request, without its line end (CON-4). The text round the list must match to the
/// letter. The numbers may have any spelling, separated by a comma and any number of spaces. `None` for any other line.
pub fn parse_received(transport: Transport, line: &str) -> Option<Vec<PrintedNumber>> {
    let Dialect { received, request, .. } = dialect::current();
    received.for_transport(transport).as_ref()?.read(line, &request.separator)
}

/// A client's result lines, without their line ends (CON-2).
pub fn format_results(statistics: &Statistics) -> Vec<String> {
    let numbers = &dialect::current().numbers;
    let line = |(field, label): &(Field, String)| format!("{label}{}", numbers.spell_value(statistics.get(*field)));
    result_labels().iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(Transport::Tcp, &[5.0, 4.0, 6.0, 9.0, 3.4], "Received data: [5.0, 4.0, 6.0, 9.0, 3.4]")]
    #[case(Transport::Udp, &[6.0, 5.0, 9.0, 7.0, 4.2], "received data: [6.0, 5.0, 9.0, 7.0, 4.2]")]
    #[case(Transport::Udp, &[5.0], "received data: [5.0]")]
    #[case(Transport::Tcp, &[-0.0, 1e11, 5e-324], "Received data: [-0.0, 100000000000.0, 5e-324]")]
    fn a_received_line_reads_back(#[case] transport: Transport, #[case] values: &[f64], #[case] line: &str) {
        assert_eq!(format_received(transport, values, b"").unwrap(), line);
        let read: Vec<f64> = parse_received(transport, line).unwrap().iter().map(|number| number.value).collect();
        assert_eq!(read, values);
    }

    #[test]
    fn the_published_ready_lines() {
        let rest = "server has started and is ready to receive";
        assert_eq!(ready_line(Transport::Tcp).unwrap(), format!("TCP {rest}"));
        assert_eq!(ready_line(Transport::Udp).unwrap(), format!("UDP {rest}"));
    }

    #[rstest]
    #[case("Received data: [5,4,  6]", true)]
    #[case("received data: [5.0]", false)]
    #[case("Received data: 5.0", false)]
    #[case("Received data: [5.0 4.0]", false)]
    #[case("Received data: [5.0] ", false)]
    #[case("Received data: ['5']", false)]
    fn the_list_is_judged_by_value_and_the_rest_to_the_letter(#[case] line: &str, #[case] is_one: bool) {
        assert_eq!(parse_received(Transport::Tcp, line).is_some(), is_one);
    }

    #[test]
    fn the_published_tcp_results() {
        let lines = format_results(&Statistics::from_values(&[5.0, 4.0, 6.0, 9.0, 3.4]));
        let published = [
            "The total of all numbers is: 27.4",
            "The lowest number is: 3.4",
            "The highest number is: 9.0",
            "The mean is: 5.48",
        ];
        assert_eq!(lines, published);
    }
}
