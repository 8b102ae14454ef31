//! Tells cargo which folders are embedded, so that a file that comes or goes there is noticed.

fn main() {
    println!("cargo::rerun-if-changed=protocols");
    println!("cargo::rerun-if-changed=src/cli/protocol/template");
}
