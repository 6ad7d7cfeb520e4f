//! What can be reproduced, how much of it, and where its files are left.

use std::path::PathBuf;

/// A table or figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reproduction {
    /// What each model is.
    Table2,
    /// How well φ finds its moment.
    Table3,
    /// What it costs to break C1, C2 or C3.
    Fig3,
    /// Final test errors.
    Classification,
    /// Time per update.
    Table4,
    /// Ticks to silence (ours).
    Settling,
}

impl Reproduction {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 6] = [
        Self::Table2,
        Self::Table3,
        Self::Fig3,
        Self::Classification,
        Self::Table4,
        Self::Settling,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Table2 => "table2",
            Self::Table3 => "table3",
            Self::Fig3 => "fig3",
            Self::Classification => "classification",
            Self::Table4 => "table4",
            Self::Settling => "settling",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// What it is, in one line.
    pub fn about(self) -> &'static str {
        match self {
            Self::Table2 => "equivalence, local plasticity, partial and full autonomy, measured",
            Self::Table3 => "success, misses and false spikes of phi for every t_d",
            Self::Fig3 => "the cost of breaking C1, C2 or C3, in test error and in weights",
            Self::Classification => "final test errors of all models, run for run beside BP's",
            Self::Table4 => "time of a weight update under each rule, as a ratio to BP",
            Self::Settling => "ours: ticks to silence against weight gain, depth and gamma",
        }
    }
}

/// How much is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// Seconds; for tests.
    Tiny,
    /// Minutes on two cores.
    Quick,
    /// The paper's own size.
    Full,
}

/// How to reproduce.
#[derive(Clone, Debug)]
pub struct ReproduceOptions {
    /// How much is run.
    pub size: Size,
    /// The directory of MNIST's four IDX files; the embedded digits if there is none.
    pub mnist: Option<PathBuf>,
    /// Where results and finished runs are left.
    pub out: PathBuf,
    /// Runs at a time; 0 means one per core. Never changes a result.
    pub n_threads: usize,
}

/// Where the files of one table or figure are left.
pub fn folder(which: Reproduction, options: &ReproduceOptions) -> PathBuf {
    let suffix = match options.size {
        Size::Full => "-full",
        _ => "",
    };
    options.out.join(format!("{}{suffix}", which.name()))
}
