//! The system call in which a thread sleeps, and what can end it.

/// A system call and its six arguments.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SystemCall {
    number: u64,
    arguments: [u64; 6],
}

/// The events that can end it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CallWait {
    /// A signal, and what comes on this descriptor, or its own time-out.
    OnDescriptor(u64),
    /// A signal, and what comes on one of many descriptors, of which some may be timers.
    OnMany,
    /// The same, or a time-out.
    OnManyForAWhile,
    /// A signal.
    ForSignal,
    /// Another thread.
    ForThreads,
    /// A time-out, or something unknown.
    Other,
}

impl SystemCall {
    /// Reads /proc/PID/task/TID/syscall (proc(5)): a number, then six arguments in hexadecimal; `running` otherwise.
    pub(super) fn parse(text: &[u8]) -> Option<SystemCall> {
        let mut words = std::str::from_utf8(text).ok()?.split_whitespace();
        let number = words.next()?.parse().ok()?;
        let mut arguments = [0; 6];
        for argument in &mut arguments {
            *argument = u64::from_str_radix(words.next()?.strip_prefix("0x")?, 16).ok()?;
        }
        Some(SystemCall { number, arguments })
    }

    pub(super) fn classify_wait(&self) -> CallWait {
        let argument = |at: usize| self.arguments[at];
        let on_many = |is_timeless: bool| if is_timeless { CallWait::OnMany } else { CallWait::OnManyForAWhile };
        match waiting_of(self.number) {
            Some(Waiting::OnDescriptor) => CallWait::OnDescriptor(argument(0)),
            Some(Waiting::UnlessPointer(at)) => on_many(argument(at) == 0),
            Some(Waiting::UnlessMilliseconds(at)) => on_many(argument(at) as i32 == -1),
            Some(Waiting::Futex) if matches!(argument(1) & 0x7f, 0 | 9) && argument(3) == 0 => CallWait::ForThreads,
            Some(Waiting::Always) => CallWait::ForSignal,
            Some(Waiting::Futex) | None => CallWait::Other,
        }
    }

    /// Whether it waits for what comes on a descriptor, be it only for a while. A mere read may be one of a file.
    pub(super) fn is_for_input(&self) -> bool {
        match waiting_of(self.number) {
            Some(_) if READS.contains(&self.number) => false,
            Some(Waiting::OnDescriptor | Waiting::UnlessPointer(_) | Waiting::UnlessMilliseconds(_)) => true,
            Some(Waiting::Futex | Waiting::Always) => false,
            None => !KNOWS_CALLS,
        }
    }
}

/// The numbers of read and readv.
const READS: [u64; 2] = if cfg!(target_arch = "aarch64") { [63, 65] } else { [0, 19] };

/// Whether the numbers of this machine's system calls are known.
const KNOWS_CALLS: bool = cfg!(any(target_arch = "x86_64", target_arch = "aarch64"));

/// The events that can end a system call besides input.
#[derive(Clone, Copy)]
enum Waiting {
    /// A receive time-out of the socket in the first argument.
    OnDescriptor,
    /// The time-out to which the argument points, unless it is a null pointer.
    UnlessPointer(usize),
    /// The time-out in milliseconds, unless it is -1.
    UnlessMilliseconds(usize),
    /// A futex: its time-out is the fourth argument, and only the waiting operations (0 and 9) are meant.
    Futex,
    /// Nothing.
    Always,
}

/// The waiting system calls by their number on x86-64.
#[cfg(target_arch = "x86_64")]
fn waiting_of(number: u64) -> Option<Waiting> {
    Some(match number {
        0 | 19 | 43 | 45 | 47 | 288 => Waiting::OnDescriptor, // read readv accept recvfrom recvmsg accept4
        7 => Waiting::UnlessMilliseconds(2),                  // poll
        232 | 281 => Waiting::UnlessMilliseconds(3),          // epoll_wait epoll_pwait
        271 => Waiting::UnlessPointer(2),                     // ppoll
        441 => Waiting::UnlessPointer(3),                     // epoll_pwait2
        23 | 270 => Waiting::UnlessPointer(4),                // select pselect6
        202 => Waiting::Futex,
        34 | 61 | 130 | 247 => Waiting::Always, // pause wait4 rt_sigsuspend waitid
        _ => return None,
    })
}

/// The waiting system calls by their number on AArch64.
#[cfg(target_arch = "aarch64")]
fn waiting_of(number: u64) -> Option<Waiting> {
    Some(match number {
        63 | 65 | 202 | 207 | 212 | 242 => Waiting::OnDescriptor, // read readv accept recvfrom recvmsg accept4
        22 => Waiting::UnlessMilliseconds(3),                     // epoll_pwait
        73 => Waiting::UnlessPointer(2),                          // ppoll
        441 => Waiting::UnlessPointer(3),                         // epoll_pwait2
        72 => Waiting::UnlessPointer(4),                          // pselect6
        98 => Waiting::Futex,
        95 | 133 | 260 => Waiting::Always, // waitid rt_sigsuspend wait4
        _ => return None,
    })
}

/// On other machines no wait is known to be without a time-out.
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn waiting_of(_: u64) -> Option<Waiting> {
    None
}

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::reads_a_console("0 0x0 0x55 0x2000 0x0 0x0 0x0 0x7ffd 0x7f22", CallWait::OnDescriptor(0))]
    #[case::polls_for_ever("7 0x55 0x2 0xffffffff 0x0 0x0 0x0 0x7ffd 0x7f22", CallWait::OnMany)]
    #[case::polls_for_a_second("7 0x55 0x2 0x3e8 0x0 0x0 0x0 0x7ffd 0x7f22", CallWait::OnManyForAWhile)]
    #[case::selects_for_ever("23 0x4 0x55 0x0 0x0 0x0 0x0 0x7ffd 0x7f22", CallWait::OnMany)]
    #[case::selects_for_a_while("23 0x4 0x55 0x0 0x0 0x7ffe 0x0 0x7ffd 0x7f22", CallWait::OnManyForAWhile)]
    #[case::waits_for_a_thread("202 0x55 0x189 0x0 0x0 0x0 0xffffffff 0x7ffd 0x7f22", CallWait::ForThreads)]
    #[case::waits_for_a_thread_for_a_while("202 0x55 0x189 0x0 0x7ffe 0x0 0xffffffff 0x7ffd 0x7f22", CallWait::Other)]
    #[case::wakes_a_thread("202 0x55 0x1 0x1 0x0 0x0 0x0 0x7ffd 0x7f22", CallWait::Other)]
    #[case::waits_for_a_child("61 0xffffffff 0x7ffe 0x0 0x0 0x0 0x0 0x7ffd 0x7f22", CallWait::ForSignal)]
    #[case::sleeps("35 0x7ffe 0x7ffe 0x0 0x0 0x0 0x0 0x7ffd 0x7f22", CallWait::Other)]
    fn calls_are_classified(#[case] text: &str, #[case] wait: CallWait) {
        assert_eq!(SystemCall::parse(text.as_bytes()).map(|call| call.classify_wait()), Some(wait));
    }

    #[rstest]
    #[case::reads_a_file("0 0x3 0x55 0x2000 0x0 0x0 0x0 0x7ffd 0x7f22", false)]
    #[case::accepts("43 0x3 0x0 0x0 0x0 0x0 0x0 0x7ffd 0x7f22", true)]
    #[case::polls_for_a_second("7 0x55 0x2 0x3e8 0x0 0x0 0x0 0x7ffd 0x7f22", true)]
    #[case::sleeps("230 0x1 0x0 0x7ffe 0x0 0x0 0x0 0x7ffd 0x7f22", false)]
    #[case::waits_for_a_thread("202 0x55 0x189 0x0 0x0 0x0 0xffffffff 0x7ffd 0x7f22", false)]
    #[case::waits_for_a_child("61 0xffffffff 0x7ffe 0x0 0x0 0x0 0x0 0x7ffd 0x7f22", false)]
    fn calls_for_input(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(SystemCall::parse(text.as_bytes()).map(|call| call.is_for_input()), Some(expected));
    }

    #[rstest]
    #[case::runs("running\n")]
    #[case::is_in_no_call("-1 0x7ffd 0x7f22\n")]
    #[case::is_cut_off("0 0x0 0x55")]
    fn no_calls(#[case] text: &str) {
        assert_eq!(SystemCall::parse(text.as_bytes()), None);
    }
}
