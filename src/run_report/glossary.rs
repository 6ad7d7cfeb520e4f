//! What words and symbols mean: the legend of the report page and of the screen.
//!
//! Promises the same sentences as `docs/GLOSSARY.md`, which has more of them.

/// The words of the report page, in the order in which they build on one another.
pub(crate) const TERMS: [[&str; 2]; 17] = [
    [
        "layer l",
        "Layers are counted from the output: layer 0 is the output, layer L the input.",
    ],
    [
        "value neuron",
        "An agent that holds an activity x, says f(x) to the next layer towards the output, and moves x by the errors it hears; value/1/3 is neuron 3 of layer 1.",
    ],
    [
        "error neuron",
        "An agent that adds up the prediction μ of one value neuron's activity from the layer above (nearer to the input), and holds the prediction error ε = x − μ.",
    ],
    [
        "θ, θ′",
        "The weight of a connection, which exists twice: θ in the error neuron at its end, and its copy θ′ in the value neuron at its beginning; neither end ever reads the other's.",
    ],
    [
        "tick, t",
        "One step of a neuron's own clock: it hears its messages, computes and speaks; in tables, pictures and words about a run, t is counted from teacher onset.",
    ],
    [
        "stimulus, teacher",
        "The stimulus holds the x of the input layer at an example's input; the teacher holds the x of layer 0 at its target.",
    ],
    [
        "presentation",
        "The ticks for which one batch of examples is shown: first the stimulus alone, then, mostly, stimulus and teacher.",
    ],
    [
        "teacher onset",
        "The tick t = 0 of a presentation, in which the teacher appears at layer 0.",
    ],
    [
        "wave",
        "A disturbance that reaches one layer after the other, one tick each: the stimulus's from the input to layer 0, then the teacher's error from layer 0 towards the input.",
    ],
    [
        "t = l",
        "The tick in which the teacher's error reaches layer l, l ticks after teacher onset; in this tick ε of layer l equals backpropagation's δ.",
    ],
    [
        "φ",
        "The spike detector of a synapse: it fires when ε was quiet for at least t_d ticks and is now moved by feedback, and then the synapse changes its weight; nothing else tells it to.",
    ],
    [
        "expected, missed, false",
        "A φ is expected to fire at t = l if ε is not 0 then; it is missed if it does not, and false if it fires in any other tick.",
    ],
    [
        "vanished",
        "An error that is 0 at t = l because rounding made it 0, although backpropagation's δ is not 0.",
    ],
    [
        "settled",
        "A network in which every ε is quiet in the last tick before the teacher's onset; else the presentation counts as unsettled.",
    ],
    [
        "imposed",
        "Set from outside, as the paper does with x = μ before each example; each such state is counted as an intervention.",
    ],
    [
        "controller",
        "An agent outside the network that tells synapses when to change, under the rules IL and Z-IL; under Fa-Z-IL there is none.",
    ],
    [
        "twin",
        "Plain backpropagation with the same initial weights, taught the same examples in the same order: what the network is compared with.",
    ],
];

/// Words that the report page of a graph needs besides.
pub(crate) const TERMS_OF_GRAPHS: [[&str; 2]; 3] = [
    [
        "population",
        "Neurons of one kind, named by a word: error/V1/7 is error neuron 7 of V1; a layer of a chain is a population whose name is its number.",
    ],
    [
        "level",
        "The longest path from a population to an output, counted in projections; in a chain the layer.",
    ],
    [
        "t = level",
        "What t = l is in a graph of populations, where the level takes the place of l: the tick in which the teacher's error reaches a population, as many ticks after teacher onset as its level.",
    ],
];

/// The legend of the screen: the symbols of its table.
pub const SHORT_LEGEND: &str = "\
φ: the spike detector of a synapse; when it fires, the synapse changes its weight
t = l: l ticks after the teacher appears at the output, layer 0, its error reaches layer l
θ, θ′: a weight and its copy at the other end of the connection; w_BP: backpropagation's weight
twin: backpropagation with the same initial weights, taught the same examples in the same order
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_glossary_has_every_sentence_of_the_report_page() {
        let glossary = include_str!("../../docs/GLOSSARY.md");
        for [term, meaning] in TERMS.into_iter().chain(TERMS_OF_GRAPHS) {
            let line = format!("- **{term}**: {meaning}");
            assert!(glossary.lines().any(|found| found == line), "{line}");
        }
    }
}
