//! The `case` room.
