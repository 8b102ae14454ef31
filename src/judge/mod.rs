//! The `judge` room.
