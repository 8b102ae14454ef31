//! How like two texts are, for showing what came nearest to what should have come.

/// How much of a text is compared, in characters: what a program prints may have any length.
const COMPARED: usize = 200;

/// From 0 (nothing in common) to 1 (the same).
pub(super) fn rate_likeness(left: &str, right: &str) -> f64 {
    let head = |text: &str| text.chars().take(COMPARED).collect::<String>();
    strsim::normalized_levenshtein(&head(left), &head(right))
}

/// Of these texts the one that is most like `wanted`, if one is as like it as `least`.
pub(super) fn find_nearest<'l>(texts: impl Iterator<Item = &'l str>, wanted: &str, least: f64) -> Option<&'l str> {
    let rated = texts.map(|text| (rate_likeness(text, wanted), text)).filter(|(rate, _)| *rate >= least);
    rated.max_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, text)| text)
}
