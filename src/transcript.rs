//! Everything seen in one trial, in order.
