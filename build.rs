//! Tells cargo which folders are embedded, so that a file that comes or goes there is noticed.

fn main() {
    for folder in ["cases", "implementations/original", "implementations/reference"] {
        println!("cargo::rerun-if-changed=fixtures/{folder}");
    }
}
