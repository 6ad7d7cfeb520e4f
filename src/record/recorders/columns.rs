//! The columns of every recorded table.

use crate::record::column::{Column, Kind};
use crate::record::recording::{Group, Recording, Selection, What};

const PRESENTATION: Column = Column::new(
    "presentation",
    "presentations",
    Kind::Integer,
    "counted from 0 over the run, with and without teacher, a batch being one",
);
const LANE: Column = Column::new("lane", "lanes", Kind::Integer, "which of the batch, from 0");
const TICK: Column = Column::new(
    "tick",
    "ticks",
    Kind::Integer,
    "relative to teacher onset, or to where the onset would have been",
);
const LAYER: Column = Column::new(
    "layer",
    "layers",
    Kind::Integer,
    "l of the error neuron or of the value neuron itself; 0 is the output",
);
const POST: Column = Column::new("post", "neurons", Kind::Integer, "i of the error neuron");
const PRE: Column = Column::new(
    "pre",
    "neurons",
    Kind::Integer,
    "j of the value neuron in layer l + 1; -1 is the bias",
);
const PRE_OR_ALL: Column = Column::new(
    "pre",
    "neurons",
    Kind::Integer,
    "j of the value neuron in layer l + 1; -1 is the bias; missing: all of them, bias included",
)
.optional();
const SIDE: Column = Column::new(
    "side",
    "",
    Kind::Text,
    "feedforward (in the error neuron) or feedback (in the value neuron)",
);

/// The table that goes with every other one.
pub(super) fn presentations() -> Vec<Column> {
    let column = |name, unit, meaning| Column::new(name, unit, Kind::Integer, meaning);
    vec![
        PRESENTATION,
        LANE,
        column("epoch", "epochs", "counted from 0"),
        column("example", "examples", "which training example, from 0"),
        column("prediction_ticks", "ticks", "P: stimulus alone"),
        column("learning_ticks", "ticks", "T: stimulus and teacher"),
        column("taught", "", "1 if there was a teacher, else 0"),
    ]
}

const PRE_LAYER: Column = Column::new(
    "pre_layer",
    "populations",
    Kind::Integer,
    "the number of the value neuron's population, as in the list of populations; missing: the bias, or \
     all of them",
)
.optional();

/// The columns of a recording's table. In a chain the layer of a synapse's value neuron is the one
/// above; elsewhere it has a column, and what is said of the others is of populations.
pub(super) fn of(recording: &Recording, is_chain: bool) -> Vec<Column> {
    let mut columns = of_chain(recording);
    if is_chain {
        return columns;
    }
    columns.iter_mut().for_each(speak_of_populations);
    let pre = columns.iter().position(|column| column.name == PRE.name);
    if let Some(pre) = pre {
        columns.insert(pre, PRE_LAYER);
    }
    columns
}

/// Says of a column what it holds in a graph, where a number in `layer` is a population's and no level.
fn speak_of_populations(column: &mut Column) {
    if column.name == LAYER.name {
        column.unit = PRE_LAYER.unit;
    }
    column.meaning = match (column.name, column.is_optional) {
        ("layer", _) => {
            "the number of the population of the error neuron or of the value neuron itself, as in the \
             list of populations"
        }
        ("pre", false) => "j of the value neuron within its population; -1 is the bias",
        ("pre", true) => {
            "j of the value neuron within its population; -1 is the bias; missing: all of them, bias \
             included"
        }
        ("index", _) => "i within its population",
        ("outcome", _) => {
            "hit: fired at t = its level, that of the error neuron's population (feedback: later by the \
             delay of the projection), where ε was not 0; false: fired at another tick; miss: did not fire"
        }
        _ => return,
    };
}

fn of_chain(recording: &Recording) -> Vec<Column> {
    let what = recording.what;
    let value = |meaning| Column::new("value", what.unit(), Kind::RepeatedNumber, meaning);
    match (what.group(), what) {
        (Group::Phi, _) => of_phi(recording),
        (_, What::DeltaTheta) => {
            let number = |name, meaning| Column::new(name, what.unit(), Kind::Number, meaning);
            vec![
                PRESENTATION,
                TICK,
                SIDE,
                LAYER,
                POST,
                PRE,
                number(
                    "delta",
                    "the change of the weight in this tick, all lanes together",
                ),
                number("before", "the weight before it"),
                number("after", "the weight after it"),
            ]
        }
        (Group::Synapse, _) => {
            let value = value("the weight at the end of the presentation");
            vec![PRESENTATION, LAYER, POST, PRE, value]
        }
        (Group::Message, _) => of_messages(),
        (_, What::PhiState) => {
            let value = value("how long ε had been quiet; missing: ever since birth");
            vec![PRESENTATION, LANE, TICK, LAYER, INDEX, value.optional()]
        }
        _ => vec![
            PRESENTATION,
            LANE,
            TICK,
            LAYER,
            INDEX,
            value("its value in this tick"),
        ],
    }
}

const INDEX: Column = Column::new("index", "neurons", Kind::Integer, "i within its layer");

const OUTCOME: Column = Column::new(
    "outcome",
    "",
    Kind::Text,
    "hit: fired at t = l where ε was not 0; false: fired at another tick; miss: did not fire",
);
const EPSILON: Column = Column::new(
    "epsilon",
    "units of x",
    Kind::Number,
    "ε of the error neuron in this tick",
);
const QUIET: Column = Column::new(
    "quiet",
    "ticks",
    Kind::Integer,
    "for how long ε, as this side hears it, had been quiet; missing: ever since birth, or since \
     a prediction was imposed",
)
.optional();
const N_SYNAPSES: Column = Column::new(
    "n_synapses",
    "synapses",
    Kind::Integer,
    "for how many synapses this row stands",
);

fn of_phi(recording: &Recording) -> Vec<Column> {
    let unit = What::DeltaTheta.unit();
    let weight = |name, meaning| Column::new(name, unit, Kind::Number, meaning).optional();
    let place = [PRESENTATION, LANE, TICK, LAYER, POST];
    let event = [SIDE, OUTCOME, EPSILON, QUIET];
    let mut columns = place.to_vec();
    match recording.of {
        Selection::Synapses(_) => {
            columns.push(PRE);
            columns.extend(event);
            columns.extend([
                weight(
                    "delta",
                    "the change of the weight in this tick, all lanes together",
                ),
                weight("before", "the weight before it"),
                weight("after", "the weight after it"),
            ]);
        }
        _ => {
            columns.extend([PRE_OR_ALL, N_SYNAPSES]);
            columns.extend(event);
        }
    }
    columns
}

fn of_messages() -> Vec<Column> {
    let text = |name, meaning| Column::new(name, "", Kind::Text, meaning);
    let number = |name, meaning| {
        Column::new(name, "units of x or f(x)", Kind::RepeatedNumber, meaning).optional()
    };
    vec![
        PRESENTATION,
        LANE,
        TICK,
        text("neuron", "who heard or said it"),
        text("other", "who said it, or who is meant to hear it"),
        text("carries", "what kind of message it was"),
        number(
            "value",
            "what it carried; missing: a command, or no teacher",
        ),
        number("mu", "μ, which goes with ε to the own value neuron"),
        number(
            "x_residue",
            "what rounding left out of x, which goes with x to the own error neuron",
        ),
    ]
}
