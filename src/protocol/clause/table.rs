//! The one table that all of a clause is read from: variant, id, level, roles, behaviours, sentence, text.

use super::Level::{Info, Must, Should};
use super::{Clause, Role};

const ALL: &[Role] = &Role::ALL;
const SERVERS: &[Role] = &[Role::TcpServer, Role::UdpServer];
const CLIENTS: &[Role] = &[Role::TcpClient, Role::UdpClient];
const TCP_SERVER: &[Role] = &[Role::TcpServer];
const TCP_CLIENT: &[Role] = &[Role::TcpClient];
const UDP_SERVER: &[Role] = &[Role::UdpServer];
const UDP_CLIENT: &[Role] = &[Role::UdpClient];

/// Makes the enum, its list and its entries from the rows.
macro_rules! clauses {
    ($($id:ident $name:literal $level:ident $roles:ident [$($behaviour:literal),*] $sentence:literal $text:literal;)+) => {
        /// One rule of the protocol, by the id that PROTOCOL.md gives it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ClauseId {
            $(#[doc = concat!("`", $name, "`: ", $sentence)] $id,)+
        }

        impl ClauseId {
            /// Every clause, section by section, in the order of their numbers.
            pub const ALL: &'static [ClauseId] = &[$(ClauseId::$id),+];

            pub(super) const fn entry(self) -> &'static Clause {
                match self {
                    $(ClauseId::$id => &Clause {
                        name: $name, level: $level, roles: $roles, behaviours: &[$($behaviour),*],
                        sentence: $sentence, text: $text,
                    },)+
                }
            }
        }
    };
}

clauses! {
    End1 "END-1" Should SERVERS []
        "The server takes 127.0.0.1 only, not every address of the machine."
        "A server takes 127.0.0.1 only, not every address of the machine.";
    End2 "END-2" Should TCP_CLIENT []
        "The client makes one connection, no more."
        "A TCP client makes one connection, no more.";
    End3 "END-3" Info TCP_CLIENT ["before-prompts", "after-prompts"]
        "When the client connects."
        "When a TCP client connects: before it prompts, as the original does, or after.";

    Num1 "NUM-1" Must ALL []
        "A number is an optional sign, decimal digits with an optional point, and an optional exponent."
        "A number is an optional sign, decimal digits with an optional point (`1.`, `.5`, `007`), and an optional \
         `e` or `E` exponent with an optional sign. A single trailing line end is accepted after the last one.";
    Num2 "NUM-2" Should ALL []
        "What else Python 2.7's float() reads is a number too, and nothing else is."
        "The rest of what Python 2.7 `float()` reads from a byte string is a number too: `inf`, `infinity`, `nan` in \
         any case and with a sign; an exponent out of range (`1e400` is infinity, `1e-400` zero, `5e-324` a \
         subnormal); other ASCII white space before or after a number. Nothing else is: not the empty string (so two \
         spaces in a row, a leading or a trailing space make a request malformed), `0x10`, `1_000`, `1,5`, `--1`, \
         `1L`, `1j`, `1d5`, `nan(123)`, a NUL after a digit, non-ASCII digits, a no-break space, or two numbers \
         joined by a tab.";
    Num3 "NUM-3" Must SERVERS []
        "Results are computed in IEEE 754 binary64; any order and any method of summing is right."
        "Arithmetic is IEEE 754 binary64. Any order and any method of summing is right: a value is rejected only \
         outside the rigorous bound |got - exact| <= n * u * sum(|x_i|), u = 2^-53, widened by the printing \
         precision. The mean's bound is the total's over n, and one rounding more.";
    Num4 "NUM-4" Must ALL []
        "A printed result carries at least 12 significant digits, unless fewer say it exactly."
        "A printed result carries at least 12 significant digits of the computed value, unless fewer say it exactly. \
         More digits are right. Fewer, as the six decimals of C's `%f`, are not, unless they happen to be exact.";
    Num5 "NUM-5" Should ALL []
        "Results are printed as Python 2's str() prints them."
        "Results are printed as Python 2's `str` prints them: 12 significant digits, trailing zeros dropped, `.0` \
         added to an integral value; with an exponent of at least two digits from 10^11 on and below 10^-4; `inf`, \
         `-inf`, `nan`. In the server's console list each number is printed as Python's `repr` does instead: the \
         shortest digits that read back as the same number.";
    Num6 "NUM-6" Info SERVERS []
        "What is answered where the order of summing or comparing decides."
        "Where a set holds nan or an infinity, or the sum of its magnitudes overflows binary64, the result depends \
         on the order of summing and comparing: it is noted, not judged. The original sums from integer 0, left to \
         right.";

    Req1 "REQ-1" Must SERVERS []
        "A request is one or more numbers separated by exactly one space, and a trailing line end is accepted."
        "A request is one or more numbers separated by exactly one space (0x20), nothing before, nothing after; a \
         trailing `\\n` or `\\r\\n` belongs to the last number's white space and is accepted.";
    Req2 "REQ-2" Must SERVERS []
        "One number is a whole request."
        "One number is a whole request.";
    Req3 "REQ-3" Must SERVERS []
        "Fractions are numbers too."
        "Fractions are numbers too, though the post says integers: its own examples hold 4.2 and 3.4.";

    Rsp1 "RSP-1" Must SERVERS []
        "A response is four numbers separated by one space: total, lowest, highest, mean, and no terminator."
        "A response is four numbers separated by one space: total, lowest, highest, mean, in this order, with no \
         terminator.";
    Rsp2 "RSP-2" Must SERVERS []
        "Total, lowest, highest and mean are those of the request's numbers."
        "Total, lowest, highest and mean are those of the request's numbers; the mean is total / count, and the \
         count is that of the numbers read, never the length sent.";
    Rsp3 "RSP-3" Info CLIENTS ["takes", "refuses"]
        "What the client makes of a response that ends in a line end."
        "A client given a response that ends in a line end takes it, as the original does, or refuses it.";

    TcpS1 "TCP-S-1" Must TCP_SERVER []
        "The server answers a request without waiting for the end of the stream or for the length."
        "The server answers a request without waiting for the end of the stream or for the length.";
    TcpS2 "TCP-S-2" Must TCP_SERVER []
        "A length that arrives after the reply changes nothing."
        "A length that arrives after the reply changes nothing: no second reply, no failure.";
    TcpS3 "TCP-S-3" Must TCP_SERVER []
        "After one client the next is served, any number in a row."
        "After one client the next is served, any number in a row.";
    TcpS4 "TCP-S-4" Must TCP_SERVER []
        "A request of up to 1024 bytes is answered in full."
        "A request of up to 1024 bytes is answered in full.";
    TcpS5 "TCP-S-5" Should TCP_SERVER []
        "The server survives a client that leaves, resets or sends nonsense, and serves the next."
        "The server survives a client that connects and leaves, one that resets, one that sends something that is no \
         request, and an oversized request; the next client is served. It sends no statistics for something that is \
         no request.";
    TcpS6 "TCP-S-6" Should TCP_SERVER []
        "One silent client does not keep others from being served."
        "One silent client does not keep others from being served.";
    TcpS7 "TCP-S-7" Should TCP_SERVER []
        "A server that was stopped can be started again at once on the same port."
        "A server that was stopped can be started again at once on the same port, even when it closed first.";
    TcpS8 "TCP-S-8" Should TCP_SERVER []
        "When a client has closed, the server closes its side too."
        "When a client has closed, the server closes its side too.";
    TcpS9 "TCP-S-9" Info TCP_SERVER ["first-piece", "joined", "separate", "refused"]
        "What the server makes of a request that arrives in pieces."
        "A request that arrives in pieces (`5 4`, then ` 6`): the first piece is answered, as the original does, or \
         the pieces joined, or each separately, or the request is refused.";
    TcpS10 "TCP-S-10" Info TCP_SERVER ["concatenated", "other"]
        "What the server makes of message and length in one piece."
        "Message and length in one piece (`5 4 6 9 3.4` and `5` arrive as `5 4 6 9 3.45`): taken as one request, as \
         the original does (27.45), or otherwise.";
    TcpS11 "TCP-S-11" Info TCP_SERVER ["truncated", "full", "refused"]
        "What the server makes of a request of over 1024 bytes."
        "A request of over 1024 bytes is cut off, as the original does (a number may be cut in half and the answer \
         silently wrong), answered in full, or refused.";
    TcpS12 "TCP-S-12" Info TCP_SERVER ["one-piece", "pieces"]
        "Whether the reply leaves the server in one piece."
        "The reply leaves the server in one piece, as the original's does, or in pieces: right, but a client that \
         reads once can't use the latter.";

    TcpC1 "TCP-C-1" Must TCP_CLIENT []
        "The client sends the message exactly as typed, then the length, and nothing else."
        "The client sends the message's bytes exactly as typed, without the line end (one line feed, or the end of \
         input), then the length's: nothing before, between or after. The message goes out without waiting for the \
         server; the length may go out before the reply or after it.";
    TcpC2 "TCP-C-2" Must TCP_CLIENT []
        "The client prints what the server replied, not what it computed itself."
        "The client prints what the server replied, not what it computed itself.";
    TcpC3 "TCP-C-3" Must TCP_CLIENT []
        "The client closes the connection and exits 0."
        "After it has printed the results, the client closes the connection and exits 0.";
    TcpC4 "TCP-C-4" Should TCP_CLIENT []
        "Without a proper reply the client says so on standard error and exits non-zero."
        "Refused, closed without a reply, reset, or answered with something that is no response, the client says so \
         on standard error, prints no statistics, and exits non-zero. It waits at least 1 s for a reply and gives \
         up within 5 s of its last input.";
    TcpC5 "TCP-C-5" Should TCP_CLIENT []
        "A reply that arrives in pieces is read whole."
        "A reply that arrives in pieces is read whole: while fewer than four numbers have come, it is not complete.";
    TcpC6 "TCP-C-6" Should TCP_CLIENT []
        "The length does not reach the server joined to the message."
        "What the client sends can be told apart by the server however TCP cuts it: the length does not reach the \
         server joined to the message. A client that sends the length only after the reply is safe.";
    TcpC7 "TCP-C-7" Info TCP_CLIENT ["short", "whole"]
        "What the client makes of a reply that is cut inside its last number."
        "A reply cut inside its last number, which no client can tell from a whole one but by waiting: the short \
         number is printed, as the original does, or the whole one.";
    TcpC8 "TCP-C-8" Info TCP_CLIENT ["one-segment", "two-segments"]
        "Whether message and length leave the client in one segment."
        "Message and length leave the client in one segment, or in two (or more), as the original's do: in one they \
         reach every server joined.";

    UdpS1 "UDP-S-1" Must UDP_SERVER []
        "Every datagram that is a request gets one reply, the length's datagram too."
        "Every datagram that is a request gets one reply, the length's datagram too: `5` is answered with \
         `5.0 5.0 5.0 5.0`.";
    UdpS2 "UDP-S-2" Must UDP_SERVER []
        "A client bound to port 8000 gets the reply there, from the server's own port."
        "A client bound to port 8000 gets the reply there, from the server's own port.";
    UdpS3 "UDP-S-3" Must UDP_SERVER []
        "A datagram of up to 2048 bytes is answered in full."
        "A datagram of up to 2048 bytes is answered in full.";
    UdpS4 "UDP-S-4" Should UDP_SERVER []
        "The server survives an empty datagram, nonsense and an oversized datagram, and answers the next."
        "The server survives an empty datagram, something that is no request, and an oversized datagram; the next \
         is answered. It sends no statistics for something that is no request.";
    UdpS5 "UDP-S-5" Should UDP_SERVER []
        "A reply that cannot be delivered does not stop the server."
        "A reply that cannot be delivered (ICMP port unreachable) does not stop the server.";
    UdpS6 "UDP-S-6" Info UDP_SERVER ["port-8000", "source", "neither"]
        "Where the reply goes when the server is asked from another port than 8000."
        "Asked from another port than 8000, the server replies to port 8000, as the original does, to the port that \
         asked, or to neither.";
    UdpS7 "UDP-S-7" Info UDP_SERVER ["truncated", "full", "refused"]
        "What the server makes of a datagram of over 2048 bytes."
        "A datagram of over 2048 bytes is cut off, as the original does, answered in full, or refused.";

    UdpC1 "UDP-C-1" Must UDP_CLIENT []
        "The client sends two datagrams from port 8000: the message as typed, then the length as typed."
        "The client sends two datagrams from port 8000: the message as typed, then the length as typed.";
    UdpC2 "UDP-C-2" Must UDP_CLIENT []
        "The client prints the statistics of the reply to the message, and exits 0."
        "The client prints the statistics of the reply to the message, and exits 0.";
    UdpC3 "UDP-C-3" Should UDP_CLIENT []
        "Without a reply the client gives up in time, says so on standard error and exits non-zero."
        "Without a reply the client waits at least 1 s and gives up within 5 s of its last input: a message on \
         standard error, a non-zero exit.";
    UdpC4 "UDP-C-4" Should UDP_CLIENT []
        "A datagram from elsewhere than the server is not taken for the reply."
        "A datagram from another address or port than the server's is not taken for the reply.";
    UdpC5 "UDP-C-5" Should UDP_CLIENT []
        "A reply that is no response is an error: no statistics, a non-zero exit."
        "A reply that is no response is an error: no statistics, a non-zero exit.";
    UdpC6 "UDP-C-6" Info UDP_CLIENT ["prints-first", "prints-right"]
        "What the client prints when the length's reply overtakes the message's."
        "When the length's reply overtakes the message's, the client prints the one that came first, as the \
         original does, or the right one.";
    UdpC7 "UDP-C-7" Info UDP_CLIENT ["exits", "other-port"]
        "What the client does when port 8000 is taken."
        "When port 8000 is taken, the client exits with an error, as the original does, or takes another port.";

    Con1 "CON-1" Must CLIENTS []
        "The client prompts for the numbers, reads a line, prompts for the length, and reads a line."
        "On standard output, each before its line is read, a client prompts \
         `Input integers with space in between: `, reads a line, then prompts `Enter the length of the set: `, and \
         reads a line. It does not apply to an implementation whose manifest says that it takes arguments.";
    Con2 "CON-2" Must CLIENTS []
        "The client prints the four result lines, in order, the labels to the letter."
        "A client prints four lines: `The total of all numbers is: T`, `The lowest number is: L`, \
         `The highest number is: H`, `The mean is: M`, in this order; the labels to the letter, the numbers by \
         NUM-4.";
    Con3 "CON-3" Must SERVERS []
        "The server's first line says that it has started and is ready to receive."
        "A server's first line is `TCP server has started and is ready to receive` or \
         `UDP server has started and is ready to receive`.";
    Con4 "CON-4" Must SERVERS []
        "For each request the server prints the received numbers as a list."
        "For each request the TCP server prints `Received data: [a, b, ...]`, the UDP server \
         `received data: [a, b, ...]` (lower case), the numbers judged by value to 12 digits.";
    Con5 "CON-5" Should SERVERS []
        "The list of received numbers is printed to the letter as Python 2 prints it."
        "The list of received numbers is printed to the letter as Python 2 prints it (NUM-5).";
    Con6 "CON-6" Must ALL []
        "The two published sessions hold, line for line."
        "The two published sessions hold, line for line; numbers by value (NUM-4). UDP: message `6 5 9 7 4.2`, \
         length `5`; TCP: message `5 4 6 9 3.4`, length `5`.";
    Con7 "CON-7" Should ALL []
        "Nothing else goes to standard output."
        "Nothing else goes to standard output, of a client or of a server, than the console section names.";
}
