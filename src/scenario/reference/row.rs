//! A row of the reference of a scenario: a field and what it means.

/// A field, `learning.phi: Tolerance.q`, or a choice, `learning.phi: Tolerance`.
pub(super) struct Row {
    pub(super) path: &'static str,
    pub(super) about: &'static str,
    /// Range and unit, for what is not a count.
    pub(super) range: &'static str,
    /// A value that can stand there.
    pub(super) example: &'static str,
    /// For fields of choices, and for defaults that depend on other fields. Empty: the field is
    /// required, or its default is found.
    pub(super) default: &'static str,
}

pub(super) const fn row(
    path: &'static str,
    about: &'static str,
    range: &'static str,
    example: &'static str,
) -> Row {
    Row {
        path,
        about,
        range,
        example,
        default: "",
    }
}

impl Row {
    pub(super) const fn or(self, default: &'static str) -> Self {
        Self { default, ..self }
    }
}
