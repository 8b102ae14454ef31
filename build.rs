//! Tells cargo which folder is embedded, so that a file that comes or goes there is noticed.

fn main() {
    println!("cargo::rerun-if-changed=protocols");
}
