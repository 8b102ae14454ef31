//! CPython itself as the oracle of how numbers are spelled and read.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, thread};

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
    /// A Python 2.7: named by `SOCKSPEC_PYTHON27`, on the path, or installed by pyenv.
    pub fn find_27() -> Option<Python> {
        let named = env::var_os("SOCKSPEC_PYTHON27").map(PathBuf::from);
        let candidates = named.into_iter().chain([PathBuf::from("python2.7")]).chain(pyenv_27());
        candidates.map(|program| Python { program }).find(|python| python.is_version((2, 7)))
    }

    /// Any Python 3 on the path.
    pub fn find_3() -> Option<Python> {
        Some(Python { program: PathBuf::from("python3") }).filter(|python| python.is_version((3, 0)))
    }

    /// Whether it runs at all (a shim may not), as the same major version and at least the same minor one.
    fn is_version(&self, (major, minor): (u32, u32)) -> bool {
        let check = format!("import sys; sys.exit(not ({major}, {minor}) <= sys.version_info[:2] < ({},))", major + 1);
        let status =
            Command::new(&self.program).args(["-c", &check]).stdout(Stdio::null()).stderr(Stdio::null()).status();
        status.is_ok_and(|status| status.success())
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

fn pyenv_27() -> impl Iterator<Item = PathBuf> {
    let versions = env::home_dir().unwrap_or_default().join(".pyenv/versions");
    let entries = fs::read_dir(versions).into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("2.7."))
        .map(|entry| entry.path().join(Path::new("bin/python2.7")))
}

/// Says on standard error that an oracle is missing.
pub fn skip(what: &str) {
    eprintln!("skipped: {what}");
}

/// Bytes as the script takes them.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
