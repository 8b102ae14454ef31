//! Echo, discard, chargen and daytime: roles of any name, and a stream without end.

use super::run;
use std::time::{Duration, Instant};

#[test]
fn the_reference_passes_and_an_endless_stream_delays_nobody() {
    let begun = Instant::now();
    let ran = run(&["run", "--protocol", "simple-services", "--strict"]);
    if !ran.skips() {
        assert_eq!(ran.code, Some(0), "{}", ran.text);
        assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    }
}
