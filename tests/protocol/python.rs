//! CPython itself as the oracle of how numbers are spelled and read.

use crate::python27;
use sockspec::implementation::Tool;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;

/// Answers each line of standard input with one line: `f <bits>` with the number's two spellings, `t <text>` with the
/// bits of what `float()` reads, or `-`. Texts and bits are in hexadecimal.
const SCRIPT: &str = r#"
import binascii, struct, sys
def bits(x):
    return binascii.hexlify(struct.pack('>d', x)).decode('ascii')
def read(text):
    try:
        x = float(text)
    except ValueError:
        return '-'
    return 'nan' if x != x else bits(x)
def spell(x):
    return (str(x) if sys.version_info[0] == 2 else '%.12g' % x) + ' ' + repr(x)
out = []
for line in sys.stdin:
    kind, _, data = line.rstrip('\n').partition(' ')
    data = binascii.unhexlify(data.encode('ascii'))
    out.append(spell(struct.unpack('>d', data)[0]) if kind == 'f' else read(data))
sys.stdout.write('\n'.join(out))
"#;

/// A Python that was found.
pub struct Python {
    program: PathBuf,
}

impl Python {
    /// CPython 2.7: others have spellings of their own. `what` is left out without it.
    pub fn find_27(what: &str) -> Option<Python> {
        python27::cpython(what).map(|program| Python { program })
    }

    /// Any Python 3.
    pub fn find_3() -> Option<Python> {
        Tool::Python3.find().ok().map(|program| Python { program })
    }

    /// Runs the script once on all lines; one answer a line.
    pub fn answer(&self, lines: &[String]) -> Vec<String> {
        let mut python = Command::new(&self.program)
            .args(["-c", SCRIPT])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it has just run");
        let mut stdin = python.stdin.take().expect("a pipe");
        let input = lines.join("\n");
        let writer = thread::spawn(move || stdin.write_all(input.as_bytes()));
        let output = python.wait_with_output().expect("its output");
        writer.join().expect("no panic").expect("all lines written");
        assert!(output.status.success());
        let answers: Vec<String> =
            String::from_utf8(output.stdout).expect("ASCII").lines().map(str::to_owned).collect();
        assert_eq!(answers.len(), lines.len());
        answers
    }
}

/// Bytes as the script takes them.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
