//! Error output without what depends on the machine: stack frames, paths, addresses in memory, numbers of threads.

/// The lines that are left: of a stack trace the last line alone, which says what went wrong.
pub fn reduce_diagnostics(text: &str) -> Vec<String> {
    let mut kept = Vec::new();
    let mut in_traceback = false;
    for line in text.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
        if line.starts_with("Traceback (") {
            in_traceback = true;
        } else if in_traceback && line.starts_with([' ', '\t']) {
            continue;
        } else if !is_frame(line) {
            in_traceback = false;
            kept.push(words_reduced(line));
        }
    }
    kept
}

/// A frame of a stack trace of Java, of JavaScript, or of Python without its first line.
fn is_frame(line: &str) -> bool {
    let inner = line.trim_start();
    inner.len() < line.len() && (inner.starts_with("at ") || inner.starts_with("File \""))
}

fn words_reduced(line: &str) -> String {
    let line = without_thread_number(line);
    line.split(' ').map(word_reduced).collect::<Vec<_>>().join(" ")
}

/// `thread 'main' (4711) panicked` is `thread 'main' panicked`.
fn without_thread_number(line: &str) -> String {
    let cut = line.strip_prefix("thread '").and_then(|rest| {
        let (name, rest) = rest.split_once("' (")?;
        let (number, rest) = rest.split_once(") ")?;
        number.bytes().all(|byte| byte.is_ascii_digit()).then(|| format!("thread '{name}' {rest}"))
    });
    cut.unwrap_or_else(|| line.to_owned())
}

/// A word with an absolute path keeps the path's last part; an address in memory is `0x…`.
fn word_reduced(word: &str) -> String {
    let start = word.find(|c: char| !matches!(c, '"' | '\'' | '(' | '[' | '<' | '`')).unwrap_or(word.len());
    let (opening, rest) = word.split_at(start);
    if is_address(rest) {
        let digits = rest[2..].find(|c: char| !c.is_ascii_hexdigit()).map_or("", |at| &rest[2 + at..]);
        return format!("{opening}0x…{digits}");
    }
    match rest.strip_prefix('/').and_then(|path| path.rsplit_once('/')) {
        Some((_, name)) => format!("{opening}…/{name}"),
        None => word.to_owned(),
    }
}

/// `0x` and at least eight hexadecimal digits: shorter ones are numbers that someone typed.
fn is_address(word: &str) -> bool {
    let digits = word.strip_prefix("0x").unwrap_or_default();
    digits.bytes().take_while(u8::is_ascii_hexdigit).count() >= 8
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn of_a_traceback_the_last_line_stays() {
        let text = "Traceback (most recent call last):\n  File \"/home/a/serverTCP.py\", line 21, in <module>\n    \
                    data = [float(n) for n in line]\nValueError: could not convert string to float: 0x10\n";
        assert_eq!(reduce_diagnostics(text), ["ValueError: could not convert string to float: 0x10"]);
    }

    #[rstest]
    #[case("python: can't open file '/srv/a/b.py': [Errno 2]", "python: can't open file '…/b.py': [Errno 2]")]
    #[case("thread 'main' (4711) panicked at /src/main.rs:3:5:", "thread 'main' panicked at …/main.rs:3:5:")]
    #[case("<socket object at 0x7f31c0ffee00>", "<socket object at 0x…>")]
    #[case("error: 27.4 / 5 is not 0x10", "error: 27.4 / 5 is not 0x10")]
    #[case("error: [Errno 98] Address already in use", "error: [Errno 98] Address already in use")]
    #[case("\tat org.python.Main.main(Main.java:1)", "")]
    fn what_depends_on_the_machine_goes(#[case] line: &str, #[case] left: &str) {
        assert_eq!(reduce_diagnostics(line).join("\n"), left);
    }
}
