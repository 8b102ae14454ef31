//! The page's colours: every text can be read on what it stands on (WCAG 2, AA: 4.5 to 1), by day and by night.

use std::collections::BTreeMap;

const STYLE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/report/html/style.css"));

/// The colours of the first two `:root` blocks: light, then dark.
fn palettes() -> Vec<BTreeMap<&'static str, &'static str>> {
    let blocks = STYLE.split(":root {").skip(1).take(2).map(|rest| rest.split('}').next().unwrap());
    let pairs =
        |block: &'static str| block.split(';').filter_map(|line| line.trim().strip_prefix("--")?.split_once(": #"));
    blocks.map(|block| pairs(block).collect()).collect()
}

/// The relative luminance of `rrggbb`, as WCAG defines it.
fn luminance(colour: &str) -> f64 {
    let channel = |at: usize| f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
    let linear = |c: f64| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
    0.2126 * linear(channel(0)) + 0.7152 * linear(channel(2)) + 0.0722 * linear(channel(4))
}

fn contrast(one: &str, other: &str) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn the_measure_is_the_standards() {
    assert!((contrast("000000", "ffffff") - 21.0).abs() < 0.01);
    assert!((contrast("777777", "ffffff") - 4.48).abs() < 0.01);
}

#[test]
fn every_text_can_be_read() {
    let palettes = palettes();
    assert_eq!(palettes.len(), 2);
    let tones = ["pass", "fail", "warn", "known", "fault", "noted", "skipped"];
    for palette in palettes {
        let own = tones.map(|tone| (tone, format!("{tone}-back")));
        let own = own.iter().map(|(tone, back)| (*tone, back.as_str()));
        let plain =
            ["ink", "quiet", "link"].into_iter().chain(tones).flat_map(|tone| [(tone, "paper"), (tone, "card")]);
        let banners = ["pass-back", "fail-back", "fault-back"].map(|back| ("quiet", back));
        for (text, back) in own.chain(plain).chain(banners).chain([("mark-ink", "mark")]) {
            let found = contrast(palette[text], palette[back]);
            assert!(found >= 4.5, "{text} on {back}: {found:.2}");
        }
    }
}
