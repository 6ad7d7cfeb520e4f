// The lessons: what a student is to do and to answer, checked by what the student does. Each step
// also has the answer for the teacher, and the way through it that the tests walk.

import type { App, Deed } from "./app";

export interface Step {
  text: string;
  /** Whether the student has done it. */
  check?: (app: App, deeds: Deed[]) => boolean;
  ask?: { question: string; choices: string[]; right: number; why: string };
  answer: string;
  walk: string;
}
export interface Lesson { id: number; title: string; aim: string; open: { name: string } | { ron: string }; steps: Step[] }

const did = (what: string, value?: string) => (_: App, deeds: Deed[]) => deeds.some((deed) => deed.what === what && (value === undefined || deed.value === value));
const times = (what: string, n: number) => (_: App, deeds: Deed[]) => deeds.filter((deed) => deed.what === what).length >= n;
const selected = (id: string) => (app: App) => app.selected === id;
const epsilon = (app: App, layer: number, index: number) => app.state.layers[layer]?.e?.[index] ?? null;

const one = `(
    name: "one error neuron",
    precision: Exact,
    network: (widths: [2, 1], activation: Identity, initial: Given(theta: [[[1, "1/2"]]])),
    learning: (rule: FaZIL, alpha: "1/4"),
    timetable: (epochs: 1),
    data: Pairs(train: [(input: [1, 2], target: [1])]),
)`;
const wave = `(
    name: "five layers",
    network: (widths: [3, 3, 3, 3, 3, 2], activation: Tanh, input_transfer: Identity, bias: true, initial: Xavier(seed: 4)),
    learning: (rule: FaZIL, alpha: 0.1),
    timetable: (epochs: 100, shuffle: false),
    data: Pairs(train: [(input: [1, 0.5, -1], target: [1, 0]), (input: [-0.5, 1, 0.25], target: [0, 1])]),
)`;
const charge = `(
    name: "who is in charge",
    network: (widths: [2, 3, 1], activation: Tanh, input_transfer: Identity, bias: true, initial: Xavier(seed: 2)),
    learning: (rule: ZIL, alpha: 0.1),
    timetable: (prediction: Imposed, epochs: 100, shuffle: false),
    data: Xor(),
)`;
const small = (extra: string) => `(
    name: "exclusive or",
    network: (widths: [2, 4, 1], activation: Tanh, input_transfer: Identity, bias: true, initial: Xavier(seed: 1)),
    learning: (rule: FaZIL, alpha: 0.1${extra}),
    timetable: (epochs: 100),
    data: Xor(),
)`;
const digits = (learning: string, timetable: string) => `(
    name: "small digits",
    network: (widths: [64, 12, 10], activation: ReLU, bias: true, initial: Xavier(seed: 1)),
    learning: (rule: FaZIL, alpha: 0.01${learning}),
    timetable: (${timetable}epochs: 100),
    data: Digits(),
)`;

export const LESSONS: Lesson[] = [
  {
    id: 1, title: "One neuron, alone with its mailbox", open: { ron: one },
    aim: "An error neuron knows its own state and what is in its mailbox. That is enough to learn.",
    steps: [
      { text: "Blue circles are value neurons; they hold an activity x. Red squares are error neurons; they hold the error ε. Choose the red square.", check: selected("error/0/0"), answer: "Click the red square, or go to it with the Tab and arrow keys and press Enter.", walk: "select error/0/0" },
      { text: "Press “One tick” once. Then read what is in its mailbox.", check: (app) => app.state.tick >= 1, ask: { question: "How many neurons told it something new in this first tick?", choices: ["none", "one", "three"], right: 2, why: "The two inputs told it f(x), and its own value neuron told it x." }, answer: "Three: both inputs and its own value neuron.", walk: "tick; answer 2" },
      { text: "It predicts μ = 1 · 1 + 1/2 · 2 = 2, but its value neuron holds x = 0. Go on tick by tick until ε is 0.", check: (app) => app.state.tick > 1 && epsilon(app, 0, 0) === 0, answer: "One more tick: nobody holds x, so it becomes μ, and ε = x − μ = 0.", walk: "tick" },
      { text: "Look at its mailbox in the next tick.", check: times("tick", 1), ask: { question: "What do its neighbours say when nothing changes?", choices: ["“nothing new”", "the same numbers again", "they send no message at all"], right: 0, why: "Every neuron says something in every tick, so that each knows when its tick is complete; but “nothing new” carries no number." }, answer: "“Nothing new”. It is counted apart, as a beat.", walk: "tick; answer 0" },
      { text: "Now let the teacher come: press “One tick” until t = 0. The target is 1, and the prediction was 2.", check: (app) => app.state.t === 0, ask: { question: "What is ε now?", choices: ["1", "−1", "2"], right: 1, why: "ε = x − μ = 1 − 2 = −1." }, answer: "−1.", walk: "until 0; answer 1" },
      { text: "φ fired (the yellow star), and both synapses changed by α · ε · f(x), with α = 1/4.", ask: { question: "By how much did the synapse change that heard f(x) = 2?", choices: ["by −1/4", "by −1/2", "by −2"], right: 1, why: "1/4 · (−1) · 2 = −1/2. Choose the synapse to see it." }, answer: "By −1/2; the other by −1/4.", walk: "answer 1" },
      { text: "Think back over all the arithmetic that you have seen here.", ask: { question: "Did this neuron need to know the time, its layer, or the state of another neuron?", choices: ["yes, the time", "yes, its layer", "no: only its own state and its mailbox"], right: 2, why: "In the program, what tries to read more does not even compile." }, answer: "No.", walk: "answer 2" },
    ],
  },
  {
    id: 2, title: "The network on the blackboard", open: { name: "hand" },
    aim: "One step of learning in fractions, to be worked out by hand and compared.",
    steps: [
      { text: "This network has two inputs (1 and 2), two hidden neurons and one output. Work out by hand what it predicts: hidden 1·1 + 1/2·2 and 1/2·1 + 1·2; output 1·2 − 1/2·5/2. Then go to the tick in which the teacher comes (t = 0).", check: (app) => app.state.t === 0, ask: { question: "What did the network predict?", choices: ["3/4", "1", "5/4"], right: 0, why: "2 − 5/4 = 3/4." }, answer: "3/4.", walk: "until 0; answer 0" },
      { text: "The target is 1. Choose the red square of the output, error/0/0.", check: selected("error/0/0"), ask: { question: "What is its ε?", choices: ["1/4", "−1/4", "3/4"], right: 0, why: "1 − 3/4 = 1/4." }, answer: "1/4.", walk: "select error/0/0; answer 0" },
      { text: "Choose the synapse from value/1/0 to it (click the line, or use the list of its synapses).", check: selected("error/0/0<-value/1/0"), ask: { question: "α is 1/16, and value/1/0 says 2. By how much did θ change?", choices: ["1/64", "1/32", "1/16"], right: 1, why: "1/16 · 1/4 · 2 = 1/32." }, answer: "1/32 (the other output weight: 5/128).", walk: "select error/0/0<-value/1/0; answer 1" },
      { text: "The synapses of the hidden neurons have not changed yet. Press “One tick” once more.", check: (app) => app.state.t === 1, ask: { question: "Why could they not change before?", choices: ["they were waiting for a command", "the error had not reached them", "their weights were 0"], right: 1, why: "ε of the output travels through θ′ and arrives one tick later. Nobody commands anything here." }, answer: "The error needs one tick to travel from layer 0 to layer 1.", walk: "tick; answer 1" },
      { text: "Choose the synapse error/1/0<-value/2/1 and press “Why did it change?”: the chain of messages from the teacher to this change lights up.", check: did("why", "error/1/0<-value/2/1"), answer: "Teacher → value/0/0 → error/0/0 at t = 0 → value/1/0 → error/1/0 at t = 1.", walk: "select error/1/0<-value/2/1; why" },
      { text: "Look at the panel “Backpropagation beside it”.", ask: { question: "By how much do the weights differ from backpropagation's?", choices: ["by a little, because of rounding", "by the number 0", "they are not comparable"], right: 1, why: "Fractions are exact; the difference is not small, it is 0." }, answer: "By the number 0.", walk: "answer 1" },
    ],
  },
  {
    id: 3, title: "The wave", open: { ron: wave },
    aim: "The synapses of layer l learn at t = l, each by its own decision.",
    steps: [
      { text: "A network with five layers of weights. Press “One presentation” and look at the timeline below the picture.", check: did("presentation"), answer: "Yellow dots show where φ fired; grey boxes where it is expected.", walk: "presentation" },
      { text: "The dots form a staircase: the wave.", ask: { question: "At which tick did the synapses of layer 3 fire?", choices: ["t = 0", "t = 3", "t = 4"], right: 1, why: "Layer l fires at t = l, and at no other time." }, answer: "t = 3.", walk: "answer 1" },
      { text: "Go back to t = 1: click that tick in the timeline.", check: (app, deeds) => app.state.t === 1 && deeds.some((deed) => deed.what === "go"), answer: "Any tick can be gone back to; the bits are the same.", walk: "timeline 1" },
      { text: "The twin, backpropagation, has learned everything already. Look at the number of weights that differ.", ask: { question: "Which layers of the network have learned what backpropagation learned?", choices: ["none", "0 and 1", "all"], right: 1, why: "At t = 1 the wave has passed layers 0 and 1." }, answer: "Layers 0 and 1.", walk: "answer 1" },
      { text: "Go on tick by tick to the end of the presentation, and watch that number.", check: (app) => app.state.t === 4, ask: { question: "How many weights differ in the end?", choices: ["0", "a few", "all"], right: 0, why: "Every weight has backpropagation's bits." }, answer: "0.", walk: "until 4; answer 0" },
      { text: "In the panel of the twin, ε of layer l at t = l stands beside backpropagation's δ.", ask: { question: "Why is t = l the right moment for layer l?", choices: ["a clock says so", "then the error has just arrived, and is backpropagation's δ", "then ε is largest"], right: 1, why: "One tick earlier it had not arrived; one tick later other things have changed. φ fires on the first ε after quiet." }, answer: "In that tick ε is δ, bit for bit.", walk: "answer 1" },
    ],
  },
  {
    id: 4, title: "Who is in charge?", open: { ron: charge },
    aim: "Z-IL needs a controller that counts ticks. With φ nobody is in charge, and the result is the same.",
    steps: [
      { text: "This network follows Z-IL: the grey box below is a controller. Press “One presentation”, then look at “Counted”.", check: did("presentation"), answer: "The controller has sent commands, one to each neuron and commit.", walk: "presentation" },
      { text: "Look at the number of commands, and at “x = μ imposed from outside”.", check: (app) => app.state.commands > 0, ask: { question: "What does the controller have to know?", choices: ["the right weights", "the time since the teacher came, and each neuron's layer", "nothing"], right: 1, why: "It tells layer l to learn at t = l." }, answer: "The time since onset, and the layers.", walk: "answer 1" },
      { text: "Now choose the rule “Fa-Z-IL, phasic”, and press “One presentation”: the controller is gone.", check: (app, deeds) => did("rule", "phasic")(app, deeds) && app.scene.rule === "FaZIL" && app.state.presentation >= 1, answer: "The rule takes effect with the next presentation.", walk: "rule phasic; presentation" },
      { text: "Press “One presentation” again, and look at “Counted”.", check: times("presentation", 1), ask: { question: "How many commands were sent since the rule changed?", choices: ["none", "as many as before", "one for each layer"], right: 0, why: "The number does not grow any more. In this program a Fa-Z-IL synapse cannot even be sent a command: that kind of message has no values." }, answer: "None; the counter stands still.", walk: "presentation; answer 0" },
      { text: "Look at the twin: how many weights differ?", check: (app) => app.state.different === 0, ask: { question: "Then who told each synapse when to learn?", choices: ["the teacher", "its own φ", "its neighbours"], right: 1, why: "φ looks only at ε, and at whether x moved while μ did not." }, answer: "Its own φ. No weight differs.", walk: "answer 1" },
    ],
  },
  {
    id: 5, title: "Why phasic?", open: { ron: digits(", feedback: Tonic", "prediction_ticks: 10, ") },
    aim: "With feedback in every tick the network never comes to rest by itself, and φ cannot fire.",
    steps: [
      { text: "This network sees handwritten digits. Its feedback is tonic: every error neuron speaks upward in every tick. Nobody imposes x = μ. Press “One presentation”.", check: did("presentation"), answer: "The energy in the timeline does not go to 0 before the teacher comes.", walk: "presentation" },
      { text: "Look at the energy before the teacher comes (t < 0), and at “φ missed its moment”.", check: (app) => app.state.missed > 0, ask: { question: "What does φ wait for?", choices: ["for ticks in which ε is exactly 0", "for the teacher", "for a large ε"], right: 0, why: "It fires on the first ε after quiet. Here there is never quiet." }, answer: "For quiet, which never comes.", walk: "answer 0" },
      { text: "Choose the rule “Fa-Z-IL, phasic”, then press “One presentation”.", check: (app, deeds) => did("rule", "phasic")(app, deeds) && did("presentation")(app, deeds), answer: "Now an error neuron speaks upward only in the tick in which its own φ fires.", walk: "rule phasic; presentation" },
      { text: "Look at the timeline and at “φ missed its moment” again.", check: (app) => app.state.missed === 0, ask: { question: "Why does the network come to rest now?", choices: ["it has learned", "a pulse moves the hidden neurons for one tick only, and then x returns to μ", "somebody resets it"], right: 1, why: "After the pulse nothing pushes x away from μ." }, answer: "Pulses last one tick.", walk: "answer 1" },
      { text: "The paper's own way is “Fa-Z-IL, tonic (the paper's)”. Choose it, press “One presentation”, and look at “Counted”.", check: (app, deeds) => did("rule", "tonic")(app, deeds) && app.state.interventions > 0, ask: { question: "What is its price?", choices: ["more messages", "x = μ is imposed on every hidden neuron from outside", "a controller"], right: 1, why: "Each of those is an intervention, and they are counted." }, answer: "An intervention from outside before each teacher.", walk: "rule tonic; presentation; answer 1" },
    ],
  },
  {
    id: 6, title: "Break it", open: { ron: small("") },
    aim: "Damage that backpropagation can have too leaves the two equal; damage to one end does not.",
    steps: [
      { text: "Press “One presentation” twice. In health no weight differs.", check: (app, deeds) => times("presentation", 2)(app, deeds) && app.state.different === 0, answer: "0 weights differ.", walk: "presentation*2" },
      { text: "Choose the hidden neuron value/1/1 and press “Lose this neuron”. Then press “One presentation” twice.", check: (app, deeds) => deeds.some((deed) => deed.what === "lesion" && (deed.value ?? "").includes("value/1/1")) && times("presentation", 2)(app, deeds), ask: { question: "Do weights differ from the twin's now?", choices: ["yes", "no: the twin has lost the neuron too"], right: 1, why: "Backpropagation in the smaller network is still what is learned." }, answer: "No.", walk: "select value/1/1; break lose; presentation*2; answer 1" },
      { text: "Go back to tick 0: everything is whole again, and what you did will be done again if you go on. Instead, choose the synapse error/0/0<-value/1/2 and press “Cut θ′ only”.", check: (app, deeds) => deeds.some((deed) => deed.what === "go") && deeds.some((deed) => deed.what === "lesion" && (deed.value ?? "").includes("feedback")) && app.state.oneSided, answer: "Now the error no longer reaches value/1/2.", walk: "go 0; select error/0/0<-value/1/2; break cut feedback" },
      { text: "Press “One presentation” twice, and look at the twin.", check: (app, deeds) => times("presentation", 2)(app, deeds) && app.state.different > 0, ask: { question: "Why do weights differ now?", choices: ["rounding", "error/1/2 hears no error any more and does not learn; in backpropagation forward and backward weight are one", "the twin is broken"], right: 1, why: "This damage has no counterpart in backpropagation, so equality is not claimed." }, answer: "Half a connection does not exist in backpropagation.", walk: "presentation*2; answer 1" },
      { text: "Go back to tick 0. Choose error/0/0 and press “Drop its next message”. Then press “One presentation”, and read what the program says.", check: (app, deeds) => deeds.some((deed) => deed.what === "drop") && app.state.ended !== null, ask: { question: "What happened?", choices: ["the network learned something wrong", "a neuron waits for ever for a message that was lost, and the program names it"], right: 1, why: "The protocol is strict: nobody takes a tick before all its messages have come." }, answer: "A fault with a name: who starved, in which slot, and who should have spoken.", walk: "go 0; select error/0/0; break drop; presentation; answer 1" },
      { text: "Go back to tick 0 once more. Choose error/1/0 and press “φ never fires”. Then press “One presentation” twice.", check: (app, deeds) => deeds.some((deed) => deed.what === "phi Never") && app.state.missed > 0, answer: "“φ missed its moment” is not 0: those synapses do not learn any more.", walk: "go 0; select error/1/0; break phi Never; presentation*2" },
    ],
  },
  {
    id: 7, title: "φ and rounding", open: { ron: digits("", "") },
    aim: "φ tests ε for exact zero. That works with rounded numbers only if nothing is left out.",
    steps: [
      { text: "Each x is kept as two numbers: x, and the rest that rounding left out. Press “One presentation” three times.", check: (app, deeds) => times("presentation", 3)(app, deeds) && app.state.different === 0, answer: "0 weights differ, with rounding.", walk: "presentation*3" },
      { text: "Choose the arithmetic “Plain: x is one rounded number”, then press “One presentation” five times, and look at the twin.", check: (app, deeds) => did("state Plain")(app, deeds) && times("presentation", 5)(app, deeds) && app.state.different > 0, ask: { question: "How large is the largest difference?", choices: ["tiny: a matter of rounding", "large: the network learns something else"], right: 0, why: "ε is rounded to the spacing of x, so its last bits are lost." }, answer: "Tiny, but not 0: the paper's own arithmetic loses ε's last bits.", walk: "state Plain; presentation*5; answer 0" },
      { text: "Set t_d to 1 and press “One presentation”: a φ that needs one quiet tick only.", check: (app, deeds) => did("set td")(app, deeds) && did("presentation")(app, deeds), answer: "φ still fires at t = l: after settling there is quiet enough.", walk: "set td 1; presentation" },
      { text: "Now try to set γ to 0.5.", check: did("refused gamma"), ask: { question: "Why is that refused?", choices: ["γ must be a whole number", "x then comes ever nearer to μ and never reaches it, and φ waits for exact quiet"], right: 1, why: "With γ = 1 x lands on μ exactly." }, answer: "The message says it.", walk: "set gamma 0.5; answer 1" },
      { text: "Go back to tick 0. Add noise of 0.01 to x, press “One presentation” twice, and look at “φ fired at another tick” and at “φ missed its moment”.", check: (app, deeds) => did("noise")(app, deeds) && (app.state.missed > 0 || app.state.false > 0), ask: { question: "What does noise do to φ?", choices: ["nothing", "there is no exact quiet any more, so φ fails"], right: 1, why: "This is a limit of the method; docs/autonomy.md says so." }, answer: "φ fails. It would need a threshold (phi: Tolerance).", walk: "go 0; noise 0.01; presentation*2; answer 1" },
    ],
  },
  {
    id: 8, title: "What is not plausible", open: { ron: small("") },
    aim: "An honest list: what this network has that a brain probably has not.",
    steps: [
      { text: "Press “One presentation”, then choose the synapse error/0/0<-value/1/0. Compare θ and θ′.", check: (app, deeds) => did("presentation")(app, deeds) && app.selected === "error/0/0<-value/1/0", ask: { question: "What is remarkable about them?", choices: ["they are the same number, kept in two places", "θ′ is 0", "they are random"], right: 0, why: "They begin equal and change equally. Who made them equal at the beginning?" }, answer: "They are equal: weight symmetry at birth is assumed, not explained.", walk: "presentation; select error/0/0<-value/1/0; answer 0" },
      { text: "Choose error/0/0 and look at its ε over some ticks.", check: selected("error/0/0"), ask: { question: "What can ε do that the firing rate of a neuron cannot?", choices: ["be large", "be negative", "change quickly"], right: 1, why: "A rate is never below 0. Two populations, one for each sign, are one way out." }, answer: "It can be negative.", walk: "select error/0/0; answer 1" },
      { text: "Add noise of 0.02 to x and press “One presentation” three times.", check: (app, deeds) => did("noise")(app, deeds) && times("presentation", 3)(app, deeds), ask: { question: "Does the network still learn what backpropagation learns?", choices: ["yes, bit for bit", "no"], right: 1, why: "Exact silence is not something that a brain has." }, answer: "No.", walk: "noise 0.02; presentation*3; answer 1" },
      { text: "Every neuron here has exactly one error neuron, linked one to one, and every message arrives within one tick.", ask: { question: "Which of these does the program assume without explaining how it grew?", choices: ["the one-to-one partners and the delay of one tick", "when to learn", "in which order neurons compute"], right: 0, why: "When to learn is explained by φ; the order of computing is free. The wiring is given." }, answer: "Wiring and delay.", walk: "answer 0" },
      { text: "Choose the rule “Backpropagation (the twin)” and compare.", check: (app) => app.view === "bp", ask: { question: "What then has been shown here?", choices: ["that the brain does backpropagation", "that local rules with nobody in charge are enough to do exactly what backpropagation does", "that backpropagation is wrong"], right: 1, why: "It is an existence proof, not a claim about the brain. docs/autonomy.md is for the sceptic." }, answer: "It is possible; whether brains do it is another question.", walk: "rule bp; answer 1" },
    ],
  },
];
