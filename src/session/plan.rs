//! A plan for examples in memory: as a scenario's defaults would have it.

use std::sync::Arc;

use crate::dataset::Examples;
use crate::engine::Circuit;
use crate::environment::{LastBatch, Prediction, Span, Timetable};
use crate::plasticity::Rule;
use crate::scalar::Scalar;
use crate::simulation::Plan;

impl<S: Scalar> Plan<S> {
    /// So many passes over `examples`, shuffled by seed 0, in batches of the circuit's lanes. The
    /// network settles by itself for P = L + 1 + t_d ticks before the teacher comes, under Z-IL and
    /// IL its prediction is imposed; the teacher stays for T = L ticks, under IL until the commit.
    ///
    /// # Panics
    /// If the examples are not as wide as the circuit's input and output layers.
    pub fn of(circuit: &Circuit<S>, examples: Arc<Examples<S>>, n_epochs: usize) -> Self {
        let (blueprint, settings) = (circuit.blueprint(), circuit.settings());
        let depth = blueprint.depth();
        let widths = [examples.n_outputs, examples.n_inputs];
        let expected = [blueprint.wiring.n_outputs(), blueprint.wiring.n_inputs()];
        assert_eq!(
            widths, expected,
            "outputs and inputs of the examples and of the circuit"
        );
        let (prediction, prediction_ticks) = match settings.rule.is_commanded() {
            true => (Prediction::Imposed, 0),
            false => {
                let quiet = settings.phi.quiet_ticks();
                (Prediction::Settle, (depth as u64 + 1).saturating_add(quiet))
            }
        };
        let learning_ticks = match settings.rule {
            Rule::IL { t_c } => t_c + 1,
            Rule::ZIL | Rule::FaZIL => depth as u64,
        };
        Self {
            timetable: Timetable {
                prediction_ticks: Span::fixed(prediction_ticks),
                learning_ticks: Span::fixed(learning_ticks),
                without_teacher: 0.0,
                n_lanes: settings.n_lanes,
                last_batch: LastBatch::Short,
                seed: 0,
                shuffle: true,
            },
            prediction,
            n_epochs,
            perturbation: 0.0,
            examples,
        }
    }
}
