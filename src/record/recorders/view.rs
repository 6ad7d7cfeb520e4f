//! A presentation as the recorders of single neurons see it.

use super::scene::{Moment, Scene};
use super::silence::Silence;
use super::streams::Streams;

/// A scene, a moment in it, the ε of its error neurons, and for how long they had been quiet.
pub(super) type View<'a, S> = (&'a Scene<S>, &'a Moment<'a, S>, &'a Streams<S>, &'a Silence);
