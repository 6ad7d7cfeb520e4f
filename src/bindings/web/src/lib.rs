//! A network in a web page: one tick at a time, with everything that its neurons say.
//!
//! The page sends requests as JSON and gets JSON back ([`Playground::answer`]); the same code runs
//! natively in the tests. Promises the bits of the native engines. Refuses to know how anything is
//! drawn.

mod anatomy;
mod arithmetic;
mod cause;
mod changes;
mod columns;
mod drive;
mod engines;
mod exports;
mod journal;
mod network;
mod observer;
mod playground;
mod request;
mod scenarios;
mod twin;
mod view;

pub use playground::Playground;
