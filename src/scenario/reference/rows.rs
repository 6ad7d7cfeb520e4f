//! What no type says of a field or a choice: its meaning, its range, an example.
//!
//! Counts have their range and unit from the bounds that every scenario is held against, and
//! defaults come from the scenario itself where they do not depend on other fields.

use super::data_rows::data_rows;

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

/// All of them, in the order of the page.
pub(super) fn rows() -> impl Iterator<Item = &'static Row> + Clone {
    let last = ROWS.iter().rposition(|row| row.path.starts_with("data"));
    let (before, after) = ROWS.split_at(last.map_or(0, |last| last + 1));
    before.iter().chain(data_rows()).chain(after)
}

#[rustfmt::skip]
const ROWS: &[Row] = &[
    row("format_version", "the version of the format of scenario files", "1", "1"),
    row("name", "the name by which results are filed", "a name for a directory, not a path", "\"my-run\""),
    row("about", "what the scenario shows, in one line", "", "\"two layers learn digits\""),
    row("precision", "the numbers it computes with", "", "F32"),
    row("precision: F32", "32-bit floats", "", "F32"),
    row("precision: F64", "64-bit floats", "", "F64"),
    row("precision: Exact", "fractions, which are never rounded; for activations that keep a fraction a fraction", "", "Exact"),

    row("network", "the layers, and the weights at birth", "", "(widths: [64, 32, 10])"),
    row("network.widths", "neurons of each layer, the input layer first; at least two layers, none empty", "", "[64, 32, 10]"),
    row("network.activation", "f, the activation of every layer above the output", "", "ReLU"),
    row("network.activation: Logistic", "1 / (1 + e^-x)", "", "Logistic"),
    row("network.activation: Tanh", "the hyperbolic tangent", "", "Tanh"),
    row("network.activation: ReLU", "max(x, 0); f'(0) = 0", "", "ReLU"),
    row("network.activation: LeakyReLU", "x above 0, x/100 up to and at 0", "", "LeakyReLU"),
    row("network.activation: Identity", "x", "", "Identity"),
    row("network.activation: HardSigmoid", "clamp(x/6 + 1/2, 0, 1)", "", "HardSigmoid"),
    row("network.activation: Square", "x squared", "", "Square"),
    row("network.input_transfer", "what input neurons send", "", "Identity"),
    row("network.input_transfer: Activation", "f of the input", "", "Activation"),
    row("network.input_transfer: Identity", "the input itself", "", "Identity"),
    row("network.bias", "whether error neurons have a bias synapse", "", "true"),
    row("network.initial", "where the weights at birth come from; biases are born 0 unless they are given", "", "Xavier(seed: 1)"),
    row("network.initial: Xavier", "uniform within gain * sqrt(6 / (n_pre + n_post)) of 0", "", "Xavier(seed: 1)"),
    row("network.initial: Xavier.seed", "the seed of the draws", "", "1"),
    row("network.initial: Xavier.gain", "a factor on the bound", "above 0", "2").or("1"),
    row("network.initial: Uniform", "uniform from low to high", "", "Uniform(seed: 1, low: -0.1, high: 0.1)"),
    row("network.initial: Uniform.seed", "the seed of the draws", "", "1"),
    row("network.initial: Uniform.low", "the smallest weight", "", "-0.1"),
    row("network.initial: Uniform.high", "the bound that weights stay below", "above low", "0.1"),
    row("network.initial: Normal", "normal with mean 0", "", "Normal(seed: 1, deviation: 0.1)"),
    row("network.initial: Normal.seed", "the seed of the draws", "", "1"),
    row("network.initial: Normal.deviation", "the standard deviation", "above 0", "0.1"),
    row("network.initial: File", "a safetensors file with theta.l, and bias.l and feedback.l where there are such", "", "File(\"weights.safetensors\")"),
    row("network.initial: Given", "written out", "", "Given((theta: [[[0.5, -0.5]]]))"),
    row("network.initial: Given.theta", "a matrix for each l from 1: [l - 1][post][pre], from value neuron (l, pre) to error neuron (l - 1, post)", "", "[[[0.5, -0.5]]]"),
    row("network.initial: Given.bias", "biases for each l from 0: [l][post]", "", "[[0.1]]").or("none, so biases are born 0"),
    row("network.feedback_weights", "how the feedback copies of the weights are born", "", "Independent(seed: 7)"),
    row("network.feedback_weights: Mirrored", "equal to the feedforward weights", "", "Mirrored"),
    row("network.feedback_weights: Independent", "drawn on their own from the same distribution", "", "Independent(seed: 7)"),
    row("network.feedback_weights: Independent.seed", "the seed of the draws", "", "7"),
    row("network.decay", "Kolen-Pollack decay: the fraction of itself that a weight loses when it commits", "from 0 to below 1", "0.01"),
    row("network.state", "how value neurons keep x", "", "Plain"),
    row("network.state: Pair", "as two numbers, x rounded and what rounding left out: epsilon is then backpropagation's delta to the bit", "", "Pair"),
    row("network.state: Plain", "as one number, the paper's own arithmetic", "", "Plain"),

    row("learning", "how synapses learn", "", "(rule: FaZIL, alpha: 0.01)"),
    row("learning.rule", "when a synapse commits its change", "", "FaZIL"),
    row("learning.rule: IL", "inference learning: a controller says commit once, at t = t_c", "", "IL(t_c: 20)"),
    row("learning.rule: IL.t_c", "the tick of the commit, counted from teacher onset", "", "20"),
    row("learning.rule: ZIL", "zero-divergence IL: a controller says commit to layer l at t = l", "", "ZIL"),
    row("learning.rule: FaZIL", "fully autonomous Z-IL: each synapse commits when its own phi fires", "", "FaZIL"),
    row("learning.feedback", "when error neurons speak upward", "", "Phasic").or("Phasic for FaZIL, Tonic for IL and ZIL"),
    row("learning.feedback: Tonic", "in every tick, as in the paper", "", "Tonic"),
    row("learning.feedback: Phasic", "only in the tick in which their gate, a phi, fires", "", "Phasic"),
    row("learning.phi", "the spike detector on every synapse and gate: it fires when epsilon moves after it was quiet for t_d ticks", "", "Exact(t_d: 4)"),
    row("learning.phi: Exact", "quiet means that epsilon is 0", "", "Exact(t_d: 4)"),
    row("learning.phi: Exact.t_d", "ticks of quiet before it can fire, at least 1", "", "4"),
    row("learning.phi: Tolerance", "quiet means that |epsilon| is below q", "", "Tolerance(t_d: 4, q: 0.01)"),
    row("learning.phi: Tolerance.t_d", "ticks of quiet before it can fire, at least 1", "", "4"),
    row("learning.phi: Tolerance.q", "the threshold", "above 0, in units of x", "0.01"),
    row("learning.phi: Never", "it never fires", "", "Never"),
    row("learning.phi: Always", "it fires in every tick", "", "Always"),
    row("learning.overrides", "synapses with a phi of their own; of several that match the last one holds", "", "[(synapse: \"error/0/*<-value/1/0..3\", phi: Never)]"),
    row("learning.overrides.synapse", "which synapses, at least one", "a pattern of synapses", "\"error/0/*<-value/1/0..3\""),
    row("learning.overrides.side", "which copy of the weight", "", "Feedforward").or("Both"),
    row("learning.overrides.side: Feedforward", "theta, in the error neuron", "", "Feedforward"),
    row("learning.overrides.side: Feedback", "theta', in the value neuron", "", "Feedback"),
    row("learning.overrides.side: Both", "both copies", "", "Both"),
    row("learning.overrides.phi", "their phi, as learning.phi", "", "Never"),
    row("learning.alpha", "the learning rate", "above 0", "0.01"),
    row("learning.gamma", "the integration step of x", "above 0", "1"),
    row("learning.reduction", "how the lanes of a batch add up to one change", "", "Mean"),
    row("learning.reduction: Sum", "alpha * sum", "", "Sum"),
    row("learning.reduction: Mean", "alpha * sum / lanes presented", "", "Mean"),

    row("timetable", "how long, how often and in which order examples are shown", "", "(batch: 10, epochs: 25)").or("that of each of its fields"),
    row("timetable.prediction", "how the network comes to its prediction", "", "Settle"),
    row("timetable.prediction: Settle", "it is left to itself for prediction_ticks", "", "Settle"),
    row("timetable.prediction: Imposed", "x = mu is set from outside, as in the paper", "", "Imposed"),
    row("timetable.prediction_ticks", "P: ticks of stimulus before the teacher, at least L + t_d; 0 with Imposed", "", "[7, 12]").or("L + 1 + t_d; 0 with Imposed"),
    row("timetable.learning_ticks", "T: ticks of stimulus with the teacher, at least L, with IL above t_c", "", "[2, 6]").or("L; with IL t_c + 1"),
    row("timetable.without_teacher", "the chance that a presentation without teacher comes in between", "from 0 to 0.999", "0.05"),
    row("timetable.batch", "lanes: examples that are presented side by side, at least 1", "", "10"),
    row("timetable.last_batch", "what becomes of a last batch that does not fill all lanes", "", "Drop"),
    row("timetable.last_batch: Short", "it is shown", "", "Short"),
    row("timetable.last_batch: Drop", "it is left out", "", "Drop"),
    row("timetable.epochs", "passes over the training examples; 0 only tests", "", "25"),
    row("timetable.shuffle", "whether each epoch has an order of its own", "", "true"),
    row("timetable.seed", "the seed of order, P, T and missing teachers", "", "1"),
    row("timetable.perturbation", "the standard deviation of noise on an imposed prediction", "at least 0, in units of x", "0.01"),

    row("data", "where the examples come from", "", "Digits()"),
    row("data: Digits", "the 1797 embedded handwritten digits of 8x8 pixels: 64 inputs, 10 targets", "", "Digits()"),
    row("data: Digits.test", "the fraction that is held out for testing", "from 0 to below 1", "0.3").or("0.2"),
    row("data: Digits.split_seed", "the seed of the shuffle before examples are held out", "", "1").or("0"),
    row("data: Digits.input", "what a white and a black pixel become", "", "(-1, 1)").or("(0, 1)"),
    row("data: Digits.target", "what a target is at the other classes, and at its own", "", "(0.1, 0.9)").or("(0, 1)"),
    row("data: Idx", "images and labels in four IDX files, as MNIST is published", "", "Idx(path: \"mnist\")"),
    row("data: Idx.path", "the directory of the four files", "", "\"mnist\"").or("$FAZIL_MNIST"),
    row("data: Idx.train", "only the first so many training examples", "", "1000").or("all"),
    row("data: Idx.test", "only the first so many test examples", "", "1000").or("all"),
    row("data: Idx.input", "what a pixel of 0 and one of 255 become", "", "(-1, 1)").or("(0, 1)"),
    row("data: Idx.target", "what a target is at the other classes, and at its own", "", "(0.1, 0.9)").or("(0, 1)"),
    row("data: Tensors", "safetensors files with input, target and perhaps label", "", "Tensors(train: \"train.safetensors\")"),
    row("data: Tensors.train", "the file of the training examples", "", "\"train.safetensors\""),
    row("data: Tensors.test", "the file of the test examples", "", "\"test.safetensors\"").or("the training examples"),
    row("data: Xor", "the four patterns of exclusive or: 2 inputs, 1 target", "", "Xor()"),
    row("data: Xor.input", "what false and true are at an input", "", "(-1, 1)").or("(0, 1)"),
    row("data: Xor.target", "what false and true are at the target", "", "(0.1, 0.9)").or("(0, 1)"),
    row("data: Pairs", "examples that are written out", "", "Pairs(train: [(input: [0, 1], target: [1])])"),
    row("data: Pairs.train", "the training examples", "", "[(input: [0, 1], target: [1])]"),
    row("data: Pairs.train.input", "the inputs of an example", "", "[0, 1]"),
    row("data: Pairs.train.target", "the targets of an example", "", "[1]"),
    row("data: Pairs.test", "the test examples", "", "[(input: [0, 1], target: [1])]").or("the training examples"),
    row("data: Pairs.test.input", "the inputs of an example", "", "[0, 1]"),
    row("data: Pairs.test.target", "the targets of an example", "", "[1]"),

    row("faults", "what goes wrong as it may in a brain", "", "(activity_noise: 1e-5)").or("nothing goes wrong"),
    row("faults.activity_noise", "the standard deviation of the noise that each hidden value neuron adds to its x in every tick", "at least 0, in units of x", "1e-5"),
    row("faults.message_noise", "the standard deviation of the relative error of each value that a neuron says", "at least 0", "1e-3"),
    row("faults.corrupted", "the chance that a value that a neuron says arrives as 0", "from 0 to 1", "0.01"),
    row("faults.silent_phi", "the fraction of the connections whose phi never fires", "from 0 to 1", "0.1"),
    row("faults.firing_phi", "the fraction of the connections whose phi fires in every tick", "from 0 to 1 - silent_phi", "0.01"),
    row("faults.t_d_jitter", "j: each phi has a t_d of its own from t_d - j to t_d + j, at least 1", "", "2"),
    row("faults.lesions", "what is lost in mid-run", "", "[(at: 100, what: \"value/1/3\")]"),
    row("faults.lesions.at", "how many presentations come before it", "", "100"),
    row("faults.lesions.what", "a value neuron, or synapses", "a hidden neuron, or a pattern of synapses", "\"value/1/3\""),
    row("faults.lesions.side", "which copy of a synapse's weight; a neuron loses both", "", "Feedback").or("Both"),
    row("faults.lesions.side: Feedforward", "theta, in the error neuron", "", "Feedforward"),
    row("faults.lesions.side: Feedback", "theta', in the value neuron", "", "Feedback"),
    row("faults.lesions.side: Both", "both copies", "", "Both"),
    row("faults.seed", "the seed of all draws of faults", "", "1"),

    row("engine", "who computes; never changes a result", "", "(kind: Packed)").or("Auto, with as many threads as pay"),
    row("engine.kind", "which engine", "", "Packed"),
    row("engine.kind: Auto", "packed, but for fractions, noisy neurons and recorded messages", "", "Auto"),
    row("engine.kind: Literal", "the definition: every neuron has a mailbox, every synapse gets a message", "", "Literal"),
    row("engine.kind: Packed", "the same agents side by side in memory, much faster", "", "Packed"),
    row("engine.threads", "worker threads; 0 means one per core", "", "2").or("as many as pay"),
    row("engine.instruction_set", "the vector instructions of the packed engine", "", "Portable").or("the best of the machine"),
    row("engine.instruction_set: Portable", "what every machine has", "", "Portable"),
    row("engine.instruction_set: Avx2", "AVX2 and FMA, 256 bits", "", "Avx2"),
    row("engine.instruction_set: Avx512", "AVX-512, 512 bits", "", "Avx512"),

    row("show_ticks", "how many presentations are shown on the screen tick by tick", "", "3"),
    row("record", "what is recorded (docs/recording.md)", "", "[(what: Phi)]"),
    row("record.what", "the variable", "", "Epsilon"),
    row("record.what: Phi", "every event of phi: a spike, or one that was expected and did not come", "", "Phi"),
    row("record.what: X", "x of value neurons, every tick", "", "X"),
    row("record.what: XResidue", "what rounding left out of x, every tick", "", "XResidue"),
    row("record.what: Rate", "f(x) of value neurons, every tick", "", "Rate"),
    row("record.what: Mu", "mu of error neurons, every tick", "", "Mu"),
    row("record.what: Epsilon", "epsilon of error neurons, every tick", "", "Epsilon"),
    row("record.what: PhiState", "for how many ticks epsilon was quiet", "", "PhiState"),
    row("record.what: Theta", "theta of feedforward synapses, after each presentation", "", "Theta"),
    row("record.what: ThetaPrime", "theta' of feedback synapses, after each presentation", "", "ThetaPrime"),
    row("record.what: DeltaTheta", "every change of a weight, with the weight before and after", "", "DeltaTheta"),
    row("record.what: MessagesIn", "what neurons heard", "", "MessagesIn"),
    row("record.what: MessagesOut", "what neurons said", "", "MessagesOut"),
    row("record.of", "of which neurons or synapses", "a pattern, or \"*\"", "\"error/1/*\"").or("\"*\", all that have it"),
    row("record.every", "every how many presentations, at least 1", "", "10").or("1"),
    row("record.during", "when", "", "Presentations(0..10)").or("Always"),
    row("record.during: Always", "from the first to the last presentation", "", "Always"),
    row("record.during: Presentations", "from one presentation up to, but not including, another, counted from 0", "", "Presentations(0..10)"),
    row("record.during: Epochs", "from one epoch up to, but not including, another, counted from 0", "", "Epochs(0..2)"),
    row("record.format", "how it is written", "", "Csv").or("Parquet"),
    row("record.format: Parquet", "columns in few bytes, for pandas, polars and DuckDB", "", "Parquet"),
    row("record.format: Csv", "text, for anything", "", "Csv"),
    row("record.format: JsonLines", "a JSON object a line", "", "JsonLines"),
    row("record.most_bytes", "the most bytes that its file may take, at least 65536", "", "1000000").or("1000000000"),
];
