//! The `reference` room.
