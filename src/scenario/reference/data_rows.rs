//! What no type says of the readers of data: the meaning of each field, its range, an example. What
//! readers share is said once.

use super::row::{Row, row};

/// A field that says how numbers are scaled, and its choices.
macro_rules! scale {
    ($field:literal, $about:literal, $example:literal, $default:literal) => {
        [
            row(concat!("data: ", $field), $about, "", $example).or($default),
            row(concat!("data: ", $field, ": AsIs"), "numbers as they stand", "", "AsIs"),
            row(concat!("data: ", $field, ": Levels"), "the lowest and the highest grey level become the ends", "", "Levels"),
            row(concat!("data: ", $field, ": MinMax"), "the lowest and the highest number of each column, over the training examples, become the ends", "", "MinMax"),
            row(concat!("data: ", $field, ": Range"), "two numbers that become the ends", "", "Range(low: 0, high: 255)"),
            row(concat!("data: ", $field, ": Standard"), "each column's mean over the training examples becomes 0, and its standard deviation 1", "", "Standard"),
        ]
    };
}

/// The examples that are held out.
macro_rules! hold_out {
    ($reader:literal) => {
        [
            row(
                concat!("data: ", $reader, ".hold_out"),
                "a part of the training examples that is tested on",
                "",
                "(fraction: 0.2)",
            )
            .or("none"),
            row(
                concat!("data: ", $reader, ".hold_out.fraction"),
                "the part that is held out",
                "above 0, below 1",
                "0.2",
            ),
            row(
                concat!("data: ", $reader, ".hold_out.seed"),
                "the seed of the shuffle before examples are held out",
                "",
                "1",
            )
            .or("0"),
            row(
                concat!("data: ", $reader, ".hold_out.stratified"),
                "whether every class is held out in the same proportion",
                "",
                "true",
            )
            .or("false"),
        ]
    };
}

/// The ends to which inputs and targets are scaled.
macro_rules! ends {
    ($reader:literal) => {
        [
            row(concat!("data: ", $reader, ".input"), "the ends to which inputs are scaled", "", "(-1, 1)").or("(0, 1)"),
            row(concat!("data: ", $reader, ".target"), "what a target is at the other classes, and at its own; or the ends to which targets are scaled", "", "(0.1, 0.9)").or("(0, 1)"),
        ]
    };
}

/// The names of classes.
macro_rules! classes {
    ($reader:literal) => {
        [row(
            concat!("data: ", $reader, ".classes"),
            "the names of the classes, in the order of the outputs",
            "",
            "[\"cat\", \"dog\"]",
        )
        .or("none")]
    };
}

/// Arrays of inputs and answers, by name.
macro_rules! arrays {
    ($reader:literal, $example:literal) => {
        [
            row(
                concat!("data: ", $reader, ".train"),
                "the arrays of the training examples",
                "",
                $example,
            ),
            row(
                concat!("data: ", $reader, ".train.inputs"),
                "the inputs, an example a row",
                "",
                "\"x.npy\"",
            ),
            row(
                concat!("data: ", $reader, ".train.labels"),
                "the classes, counted from 0",
                "",
                "\"y.npy\"",
            )
            .or("none"),
            row(
                concat!("data: ", $reader, ".train.targets"),
                "the numbers to answer, an example a row",
                "",
                "\"t.npy\"",
            )
            .or("none"),
            row(
                concat!("data: ", $reader, ".test"),
                "the arrays of the test examples",
                "",
                $example,
            )
            .or("what is held out, or the training examples"),
            row(
                concat!("data: ", $reader, ".test.inputs"),
                "the inputs, an example a row",
                "",
                "\"x.npy\"",
            ),
            row(
                concat!("data: ", $reader, ".test.labels"),
                "the classes, counted from 0",
                "",
                "\"y.npy\"",
            )
            .or("none"),
            row(
                concat!("data: ", $reader, ".test.targets"),
                "the numbers to answer, an example a row",
                "",
                "\"t.npy\"",
            )
            .or("none"),
            row(
                concat!("data: ", $reader, ".label_column"),
                "the column of the labels, counted from 0, where they have several",
                "",
                "0",
            )
            .or("their only column"),
        ]
    };
}

/// The rows, group by group.
#[rustfmt::skip] // One line a row, so that they can be read as a table.
const GROUPS: &[&[Row]] = &[
    &scale!("Csv.scale", "how inputs are scaled", "MinMax", "AsIs"),
    &scale!("Csv.target_scale", "how numbers to answer are scaled", "Standard", "AsIs"),
    &hold_out!("Csv"),
    &ends!("Csv"),
    &scale!("Digits.scale", "how inputs are scaled", "MinMax", "Levels"),
    &scale!("Idx.scale", "how inputs are scaled", "MinMax", "Levels"),
    &hold_out!("Idx"),
    &classes!("Idx"),
    &scale!("IdxFiles.scale", "how inputs are scaled", "MinMax", "AsIs"),
    &scale!("IdxFiles.target_scale", "how numbers to answer are scaled", "Standard", "AsIs"),
    &hold_out!("IdxFiles"),
    &ends!("IdxFiles"),
    &classes!("IdxFiles"),
    &arrays!("IdxFiles", "(inputs: \"x.idx\", labels: \"y.idx\")"),
    &scale!("ImageFolder.scale", "how inputs are scaled", "MinMax", "Levels"),
    &hold_out!("ImageFolder"),
    &ends!("ImageFolder"),
    &scale!("Npy.scale", "how inputs are scaled", "MinMax", "AsIs"),
    &scale!("Npy.target_scale", "how numbers to answer are scaled", "Standard", "AsIs"),
    &hold_out!("Npy"),
    &ends!("Npy"),
    &classes!("Npy"),
    &arrays!("Npy", "(inputs: \"x.npy\", labels: \"y.npy\")"),
    &scale!("Npz.scale", "how inputs are scaled", "MinMax", "AsIs"),
    &scale!("Npz.target_scale", "how numbers to answer are scaled", "Standard", "AsIs"),
    &hold_out!("Npz"),
    &ends!("Npz"),
    &classes!("Npz"),
    &arrays!("Npz", "(inputs: \"x\", labels: \"y\")"),
    &scale!("Tensors.scale", "how inputs are scaled", "MinMax", "AsIs"),
    &scale!("Tensors.target_scale", "how numbers to answer are scaled", "Standard", "AsIs"),
    &hold_out!("Tensors"),
    &ends!("Tensors"),
    &classes!("Tensors"),
    &[
        row("data: Arrays", "examples that a program hands over with the scenario", "", "Arrays(inputs: 2, outputs: 1)"),
        row("data: Arrays.inputs", "numbers in an input", "", "2"),
        row("data: Arrays.outputs", "numbers in a target", "", "1"),
        row("data: Csv", "text files, a row for each example", "", "Csv(train: \"train.csv\", label: \"class\")"),
        row("data: Csv.classes", "the names of the classes, in the order of the outputs", "", "[\"cat\", \"dog\"]").or("the labels themselves"),
        row("data: Csv.delimiter", "what stands between cells: one ASCII character", "", "\";\"").or("\",\""),
        row("data: Csv.header", "whether the first line names the columns", "", "false").or("true"),
        row("data: Csv.ignore", "columns that are neither inputs nor answers", "", "[\"id\"]").or("none"),
        row("data: Csv.inputs", "the columns of the inputs, in this order", "", "[\"x1\", \"x2\"]").or("all others"),
        row("data: Csv.label", "the column with each example's class", "", "\"class\"").or("none: there are targets"),
        row("data: Csv.targets", "the columns with the numbers to answer", "", "[\"y\"]").or("none: there is a label"),
        row("data: Csv.test", "the file of the test examples", "", "\"train.csv\"").or("what is held out, or the training examples"),
        row("data: Csv.train", "the file of the training examples", "", "\"train.csv\""),
        row("data: Digits.stratified", "whether every class is held out in the same proportion", "", "true").or("false"),
        row("data: IdxFiles", "IDX files of every type, each by its name", "", "IdxFiles(train: (inputs: \"x.idx\", labels: \"y.idx\"))"),
        row("data: ImageFolder", "a folder of images for each class (needs the feature images)", "", "ImageFolder(train: \"photos\")"),
        row("data: ImageFolder.colour", "what a pixel is", "", "Rgb").or("Grey"),
        row("data: ImageFolder.colour: Grey", "one number a pixel, its luminance", "", "Grey"),
        row("data: ImageFolder.colour: Rgb", "red, green and blue", "", "Rgb"),
        row("data: ImageFolder.scale: Range.high", "what becomes the high end", "", "255"),
        row("data: ImageFolder.scale: Range.low", "what becomes the low end", "", "0"),
        row("data: ImageFolder.size", "width and height [pixels] to which images are resized", "", "(32, 32)").or("as they are"),
        row("data: ImageFolder.test", "the folder of the test examples", "", "\"photos\"").or("what is held out, or the training examples"),
        row("data: ImageFolder.train", "the folder of the training examples", "", "\"photos\""),
        row("data: LinearTeacher", "drawn inputs, and what a drawn linear map makes of them", "", "LinearTeacher(inputs: 4, outputs: 2)"),
        row("data: LinearTeacher.inputs", "numbers in an input", "", "2"),
        row("data: LinearTeacher.noise", "the standard deviation of the noise", "0 or above", "0.05").or("0"),
        row("data: LinearTeacher.outputs", "numbers in a target", "", "1"),
        row("data: LinearTeacher.seed", "names the draws", "", "1").or("0"),
        row("data: LinearTeacher.test", "test examples", "", "400").or("200"),
        row("data: LinearTeacher.train", "training examples", "", "400").or("400"),
        row("data: Npy", "NumPy's files, an array each", "", "Npy(train: (inputs: \"x.npy\", labels: \"y.npy\"))"),
        row("data: Npz", "a file with several of NumPy's arrays", "", "Npz(path: \"data.npz\", train: (inputs: \"x\", labels: \"y\"))"),
        row("data: Npz.path", "the file", "", "\"data.npz\""),
        row("data: RandomTargets", "drawn inputs with targets that have nothing to do with them", "", "RandomTargets(inputs: 4, outputs: 2)"),
        row("data: RandomTargets.inputs", "numbers in an input", "", "2"),
        row("data: RandomTargets.outputs", "numbers in a target", "", "1"),
        row("data: RandomTargets.seed", "names the draws", "", "1").or("0"),
        row("data: RandomTargets.target", "the range in which targets are drawn", "", "(0.1, 0.9)").or("(0, 1)"),
        row("data: RandomTargets.train", "training examples", "", "400").or("400"),
        row("data: Tensors.scale: Range.high", "what becomes the high end", "", "255"),
        row("data: Tensors.scale: Range.low", "what becomes the low end", "", "0"),
        row("data: Tensors.target_scale: Range.high", "what becomes the high end", "", "255"),
        row("data: Tensors.target_scale: Range.low", "what becomes the low end", "", "0"),
        row("data: TwoMoons", "two half circles, drawn: 2 inputs, 2 targets", "", "TwoMoons()"),
        row("data: TwoMoons.noise", "the standard deviation of the noise", "0 or above", "0.05").or("0.1"),
        row("data: TwoMoons.seed", "names the draws", "", "1").or("0"),
        row("data: TwoMoons.target", "what a target is at the other classes, and at its own; or the ends to which targets are scaled", "", "(0.1, 0.9)").or("(0, 1)"),
        row("data: TwoMoons.test", "test examples", "", "400").or("200"),
        row("data: TwoMoons.train", "training examples", "", "400").or("400"),
    ],
];

/// All of them, in the order of their paths.
pub(super) fn data_rows() -> Vec<&'static Row> {
    let mut rows: Vec<&Row> = GROUPS.iter().copied().flatten().collect();
    rows.sort_by_key(|row| row.path);
    rows
}
