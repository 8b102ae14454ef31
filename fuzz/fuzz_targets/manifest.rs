//! A manifest of any text is read, or its mistake is shown.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sockspec::implementation::load;

fuzz_target!(|text: &[u8]| {
    let path = std::env::temp_dir().join(format!("sockspec-fuzz-{}.toml", std::process::id()));
    std::fs::write(&path, text).unwrap();
    if let Err(error) = load(&path) {
        let _ = error.render(false);
    }
});
