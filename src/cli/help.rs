//! The text below the options in `--help`: exit codes and examples.

pub(super) const SOCKSPEC: &str = "\
Exit codes:
  0  everything as expected
  1  an unexpected result: a broken MUST (with --strict a broken SHOULD too), a known-failing
     entry out of date, or a verdict that differs when a trial is repeated
  2  usage, manifest or case file: nothing was run
  3  incomplete: something could not be run, or a report could not be written
  4  nothing matched, or nothing was there to run

Examples:
  sockspec init --tcp-server 'python3 server.py'  a manifest for your program, and a first verdict
  sockspec run .                                  the suite, against the sockspec.toml of this folder
  sockspec run --tcp-server 'python3 server.py'   one program, without a manifest
  sockspec run submissions/*                      a whole class, as a table
  sockspec run                                    the built-in reference and the original scripts
  sockspec run . --protocol uppercase             the suite of another protocol: a built-in one, or a folder
  sockspec show TCP-S-1                           what a clause asks for
";

pub(super) const RUN: &str = "\
Of several implementations one that can't be read, built or started never stops the others: it is
reported as a fault, and the run is incomplete. More than four are reported as a table: first what
could not be tried, then the worst. With --manifest, one manifest describes the programs of all folders.

Exit codes: 0 everything as expected; 1 an unexpected result, whatever else; 2 usage, or the one
manifest that was named can't be read: nothing was run; 3 something could not be run, a submission
among several too, and what was run is as expected; 4 nothing was there to run

Examples:
  sockspec run .                                           the sockspec.toml of this folder
  sockspec run --tcp-server 'python3 server.py'            a program without a manifest
  sockspec run --tcp-server './server -p {port}'           one that takes its port as an argument
  sockspec run submissions/*/ --report-csv class.csv       a class, for a spreadsheet
  sockspec run --manifest lab.toml submissions/*/          one manifest for all folders
  sockspec run . --protocol uppercase                      another protocol: a built-in one, or a folder
  sockspec run . --run 'tcp-server/robust' --trace         some cases, with all that was seen
  sockspec run . --generated 10000 --seed 7                many more generated cases
  sockspec run . --write-known-failing known.toml          today's failures as a list
  sockspec run . --known-failing known.toml                from then on only what is new fails
";

pub(super) const LIST: &str = "\
Exit codes: 0; 2 a pattern that matches nothing; 4 nothing is left of what was chosen

Examples:
  sockspec list                                 every case, with what it tries
  sockspec list --run 'tcp-*/robust' --json     some of them, for a program
  sockspec list --by-clause                     which cases check which clause
";

pub(super) const SHOW: &str = "\
Exit codes: 0; 2 there is no such case or clause

Examples:
  sockspec show tcp-server/published/session    the steps of a case
  sockspec show TCP-S-5                         the text of a clause, and its cases
";

pub(super) const REFERENCE: &str = "\
A server runs until it is stopped (Ctrl-C). A client asks for its two lines on the terminal.

Exit codes: those of the program: of a client 0 when it has printed the four results; 2 usage

Examples:
  sockspec reference tcp-server                 the server on port 16000
  sockspec reference tcp-client                 the client, in another window
  sockspec reference udp-server --port 5000
";

pub(super) const WIRE: &str = "\
The wire listens on one port of 127.0.0.1, and passes everything on to a server at another, with one
fault. So a correct server looks faulty to its clients, or, with --of client, a client to its server.
With a command it starts that program, and ends when it does: a server that is to listen at --to, or
a client that is to connect to --listen. Ctrl-C ends it.

Exit codes: those of the program behind it; 0; 1 a port can't be had; 2 usage

Examples:
  sockspec wire --list                                                  every fault, in a sentence
  sockspec wire --fault sent/last-byte-lost --listen 9001 --to 9000     a server that leaves out a byte
  sockspec wire --fault clients/one-at-a-time --listen 9001 --to 9000   one that serves one client at a time
  sockspec wire --fault received/cut-at-64 --udp --listen 9001 --to 9000
";

pub(super) const COMPLETIONS: &str = "\
Examples:
  source <(sockspec completions bash)
  sockspec completions bash > ~/.local/share/bash-completion/completions/sockspec
  sockspec completions zsh > ~/.zfunc/_sockspec
  sockspec completions fish > ~/.config/fish/completions/sockspec.fish
  sockspec completions powershell >> $PROFILE
";

pub(super) const MAN: &str = "\
Exit codes: 0; 2 the folder can't be written

Examples:
  sockspec man | man -l -                       read it
  sockspec man ~/.local/share/man/man1          install all pages; then: man sockspec-run
";

pub(super) const PROTOCOL: &str = "\
A protocol is a folder: clauses, roles, cases and a right implementation. docs/protocol.md is the guide.

Examples:
  sockspec protocol list                        the built-in protocols
  sockspec protocol new greeting                a small protocol of your own, which runs immediately
  sockspec protocol check greeting              what it lacks
  sockspec run . --protocol greeting            test your programs with it
";

pub(super) const PROTOCOL_NEW: &str = "\
The new protocol shows each thing that a protocol can have, once and with comments: clauses, three
roles, eight cases and a reference in Python 3. Its name is that of the folder.

Exit codes: 0; 2 the folder holds something, or can't be written

Examples:
  sockspec protocol new greeting
";

pub(super) const PROTOCOL_CHECK: &str = "\
A complaint names the file to change. There is one for each clause that no case names, for each
role that a clause binds without a case of that role, for each case that can't fail, for each file
that can't be read, for each role without a program, and for each family that can't be drawn. Then
the written cases are run against the protocol's own implementations, which must pass. At last the
first of these is run behind a faulty wire: for each fault that no case notices, it is said which
kind of case is missing. That is a hint, for a protocol need not forbid each of these faults.

Exit codes: 0 no complaint; 1 some; 2 there is no such protocol

Examples:
  sockspec protocol check greeting
  sockspec protocol check uppercase
";
