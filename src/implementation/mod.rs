//! The `implementation` room.
