//! The engine: plays cases in worlds and tells what happens as events. It never prints and judges no values.

pub mod event;
