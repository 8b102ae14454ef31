//! What the programs print (CON-1 to CON-5).

use super::number::{Printed, format_repr, format_str};
use super::statistics::{Field, Statistics};
use crate::protocol::role::Transport;

/// The client's first prompt (CON-1); the cursor stays behind it.
pub const PROMPT_MESSAGE: &str = "Input integers with space in between: ";

/// The client's second prompt (CON-1); the cursor stays behind it.
pub const PROMPT_LENGTH: &str = "Enter the length of the set: ";

/// What stands before the four results of a client, in the order of [`Field::ALL`] (CON-2).
pub const LABELS: [&str; 4] =
    ["The total of all numbers is: ", "The lowest number is: ", "The highest number is: ", "The mean is: "];

/// A server's first line (CON-3), without its line end.
pub const fn ready_line(transport: Transport) -> &'static str {
    match transport {
        Transport::Tcp => "TCP server has started and is ready to receive",
        Transport::Udp => "UDP server has started and is ready to receive",
    }
}

/// What stands before a server's list of numbers (CON-4); the UDP server's is in lower case.
pub const fn received_prefix(transport: Transport) -> &'static str {
    match transport {
        Transport::Tcp => "Received data: ",
        Transport::Udp => "received data: ",
    }
}

/// A server's line for one request, without its line end, as Python 2 prints it (CON-5).
pub fn format_received(transport: Transport, values: &[f64]) -> String {
    let list: Vec<String> = values.iter().copied().map(format_repr).collect();
    format!("{}[{}]", received_prefix(transport), list.join(", "))
}

/// Reads a server's line for one request, its line end taken off (CON-4): the prefix to the letter, then a list in
/// brackets, its numbers in any spelling, separated by a comma and any number of spaces. `None` for any other line.
pub fn parse_received(transport: Transport, line: &str) -> Option<Vec<Printed>> {
    let list = line.strip_prefix(received_prefix(transport))?.strip_prefix('[')?.strip_suffix(']')?;
    if list.is_empty() {
        return Some(Vec::new());
    }
    list.split(',').map(|number| Printed::parse(number.trim_matches(' ').as_bytes())).collect()
}

/// A client's four result lines, without their line ends (CON-2).
pub fn format_results(statistics: &Statistics) -> [String; 4] {
    std::array::from_fn(|index| format!("{}{}", LABELS[index], format_str(statistics.get(Field::ALL[index]))))
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
        assert_eq!(format_received(transport, values), line);
        let read: Vec<f64> = parse_received(transport, line).unwrap().iter().map(|number| number.value).collect();
        assert_eq!(read, values);
    }

    #[test]
    fn the_published_ready_lines() {
        let rest = "server has started and is ready to receive";
        assert_eq!(ready_line(Transport::Tcp), format!("TCP {rest}"));
        assert_eq!(ready_line(Transport::Udp), format!("UDP {rest}"));
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
        let lines = format_results(&Statistics::of(&[5.0, 4.0, 6.0, 9.0, 3.4]));
        let published = [
            "The total of all numbers is: 27.4",
            "The lowest number is: 3.4",
            "The highest number is: 9.0",
            "The mean is: 5.48",
        ];
        assert_eq!(lines, published);
    }
}
