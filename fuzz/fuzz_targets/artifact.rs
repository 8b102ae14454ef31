//! An artifact of any text is read, or its mistake is shown.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sockspec::report::artifact::read;

fuzz_target!(|text: &[u8]| {
    let path = std::env::temp_dir().join(format!("sockspec-fuzz-{}.toml", std::process::id()));
    std::fs::write(&path, text).unwrap();
    let id = "tcp-server/a/b".parse().unwrap();
    for id in [None, Some(&id)] {
        if let Err(error) = read(&path, id) {
            let _ = error.render(false);
        }
    }
});
