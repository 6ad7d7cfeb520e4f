//! Broken data, through the program: each is one clear error that names the file and the row or the
//! byte, the exit code is 1, and nothing is left behind.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod data_bytes;

use std::path::Path;
use std::process::Command;

use data_bytes::{archive, idx, npy, zipped};

/// What is wrong: the source, files by name, and what is said.
struct Case {
    source: &'static str,
    files: Vec<(&'static str, Vec<u8>)>,
    expected: &'static str,
}

fn case(source: &'static str, files: &[(&'static str, &[u8])], expected: &'static str) -> Case {
    let files = files
        .iter()
        .map(|(name, bytes)| (*name, bytes.to_vec()))
        .collect();
    Case {
        source,
        files,
        expected,
    }
}

const CSV: &str = r#"Csv(train: "a.csv", label: "k")"#;
const SUM: &str = r#"Csv(train: "a.csv", targets: ["k", "l"])"#;
const NPY: &str = r#"Npy(train: (inputs: "x.npy", labels: "y.npy"))"#;
const NPZ: &str = r#"Npz(path: "a.npz", train: (inputs: "x", labels: "y"))"#;
const IDX: &str = r#"IdxFiles(train: (inputs: "x.idx", labels: "y.idx"))"#;
const TENSORS: &str = r#"Tensors(train: "a.st")"#;

fn table(text: &str, expected: &'static str) -> Case {
    case(CSV, &[("a.csv", text.as_bytes())], expected)
}

#[rustfmt::skip] // One line a case, so that they can be read as a list.
fn tables() -> Vec<Case> {
    let mut cases = vec![
        table("", "a.csv: the file is empty"),
        table("x,y,k\n", "a.csv: no example to learn from"),
        table("x,y,k\n1,2,0\n1,2\n", "a.csv: line 3 has 2 cells, expected 3"),
        table("x,y,k\n1,2,0\n1,2,0,4\n", "a.csv: line 3 has 4 cells, expected 3"),
        table("x,y,k\n1,5,2,0\n", "a decimal comma makes two cells of one"),
        table("x,y,k\n1,2,0\n\n3,4,1\n", "a.csv: line 3 is empty"),
        table("x,y,k\n1,2,0\n   \n", "a.csv: line 3 has 1 cell, expected 3"),
        table("x,y,k\n1,,0\n3,4,1\n", "a.csv: line 2, column 'y': the cell is blank"),
        table("x,y,k\n1,2,\n", "a.csv: line 2, column 'k': '' is no label"),
        table("x,y,k\n1,2,a\u{202e}b\n", "a.csv: line 2, column 'k': 'a\\u{202e}b' is no label"),
        case(r#"Csv(train: "a.csv", label: "k", classes: ["0", "a\u{202e}"])"#, &[("a.csv", b"x,y,k\n1,2,0\n1,2,0\n")], "the class 'a\\u{202e}' has a character that cannot be seen"),
        table("x,y,k\n1,two,0\n3,4,1\n", "a.csv: line 2, column 'y': 'two' is not a number"),
        table("x,y,k\n1,NaN,0\n3,4,1\n", "a.csv: line 2, column 'y': 'NaN' stands for a missing value"),
        table("x,y,k\n1,NA,0\n3,4,1\n", "a.csv: line 2, column 'y': 'NA' stands for a missing value"),
        table("x,y,k\n1,-inf,0\n3,4,1\n", "a.csv: line 2, column 'y': '-inf' is not finite"),
        table("x,y,k\n1,1e999,0\n3,4,1\n", "a.csv: line 2, column 'y': '1e999'"),
        table("x,y,k\n1,9007199254740993,0\n3,4,1\n", "a.csv: line 2, column 'y': '9007199254740993' is an integer that F64 does not hold exactly"),
        table("x,y,k\n1,\"2,5\",0\n3,4,1\n", "a.csv: line 2, column 'y': '2,5' has a decimal comma, expected a decimal point, as in 2.5"),
        table("x;y;k\n1,5;2;0\n", "a.csv: line 1 is one cell, 'x;y;k': if cells stand between ';', say delimiter: \";\""),
        table("1,2,0\n3,4,1\n", "a.csv: line 1 holds numbers only, and is no header: if the file has none, say header: false"),
        case(r#"Csv(train: "a.csv", label: "2", header: false)"#, &[("a.csv", b"x,y,k\n1,2,0\n")], "a.csv: line 1, column 2 (counted from 0): the label is 'k', and half of the labels or more are numbers, expected a whole number; if line 1 has the names of the columns, say header: true"),
        table("x,y,kind\n1,2,0\n", "a.csv: there is no column 'k', expected one of 'x', 'y', 'kind'"),
        table("x,x,k,k\n1,2,0,0\n", "a.csv: two columns are called 'k'"),
        table(",x,y,k\n0,1,2,0\n", "column 0 (counted from 0) has no name"),
        table("x,y,k\n1,\"2,0\n3,4,1\n", "a.csv: line 2, byte 8: this quote is not closed"),
        table("x,y,k\n1,\"2\"3,0\n", "a.csv: line 2, byte 11: a quote ends, and its cell goes on"),
        table("x,y,k\n1,2\"3,0\n", "a.csv: line 2, byte 9: a quote within a cell"),
        table("x,y,k\n1,2,\"a\nb\"\n", "a.csv: line 2, column 2 (counted from 0): a quoted cell goes over several lines"),
        table("x,y,k\n1,2,0\n1,2,-1\n", "a.csv: line 3, column 'k': the label is -1, expected 0 to"),
        table("x,y,k\n1,2,1\n1,2,2\n", "the output layer has 2 neurons, and Csv has 3 outputs"),
        table("x,y,k\n1,2,0\n1,2,40000000000\n", "a.csv: line 3, column 'k': the label is 40000000000"),
        table("x,y,k\n1,2,0\n1,2,9999999999999999999999999999999999999999999\n", "a.csv: line 3, column 'k': the label is '9999999999999999999999999999999999999999…', expected a much smaller number"),
        table("x,y,k\n1,2,0\n3,4,1\n5,6,NaN\n", "a.csv: line 4, column 'k': the label is 'NaN', and half of the labels or more are numbers, expected a whole number"),
        table("x,y,k\n1,2,NA\n3,4,1\n5,6,0\n", "a.csv: line 2, column 'k': the label is 'NA', and half"),
        table("x,y,k\n1,2,0\n3,4,cat\n5,6,1\n", "a.csv: line 3, column 'k': the label is 'cat', and half"),
        table("x,y,k\n1,2,0.5\n3,4,1.5\n", "a.csv: line 2, column 'k': the label is '0.5', expected a whole number; numbers to answer are columns in targets"),
        case(r#"Csv(train: "a.csv", test: "b.csv", label: "k")"#, &[("a.csv", b"x,y,k\n1,2,0\n1,2,1\n"), ("b.csv", b"x,y,k\n1,2,c\n")], "b.csv: line 2, column 'k': the label is 'c'"),
        table("x,y,k\n1,1e999999999,0\n3,4,1\n", "a.csv: line 2, column 'y': '1e999999999' is too large for F64"),
        table("x,y,k\n1,2,a\n1,2,b\n1,2,c\n", "the output layer has 2 neurons, and Csv has 3 outputs"),
        case(CSV, &[("a.csv", b"x,y,k\n1,\0,0\n")], "a.csv: line 2, byte 8: a zero byte"),
        case(CSV, &[("a.csv", b"\xff\xfex\0,\0")], "a.csv: byte 0: the text is UTF-16"),
        case(CSV, &[("a.csv", b"x,y,k\n1,\xe4,0\n")], "a.csv: line 2, column 1 (counted from 0): the text is not UTF-8"),
        case(SUM, &[("a.csv", b"x,y,k,l\n1,2,3,4\n1,2,,4\n")], "a.csv: line 3, column 'k': the cell is blank"),
        case(r#"Csv(train: "a.csv")"#, &[("a.csv", b"x,y,k\n1,2,0\n")], "expected either label, the column with the classes, or targets"),
        case(r#"Csv(train: "a.csv", label: "k", delimiter: ", ")"#, &[("a.csv", b"x,y,k\n1,2,0\n")], "expected one ASCII character"),
        case(r#"Csv(train: "a.csv", label: "k", classes: ["a", "b"])"#, &[("a.csv", b"x,y,k\n1,2,a\n3,4,c\n")], "a.csv: line 3, column 'k': 'c' is no class"),
        case(r#"Csv(train: "a.csv", test: "b.csv", label: "k")"#, &[("a.csv", b"x,y,k\n1,2,0\n1,2,1\n"), ("b.csv", b"y,x,k\n1,2,0\n")], "b.csv: column 0 (counted from 0) is called 'y', and 'x' in"),
        case(r#"Csv(train: "a.csv", test: "b.csv", label: "k")"#, &[("a.csv", b"x,y,k\n1,2,a\n1,2,b\n"), ("b.csv", b"x,y,k\n1,2,c\n")], "b.csv: line 2, column 'k': 'c' is no class"),
        case(r#"Csv(train: "a.csv", label: "k", scale: Levels)"#, &[("a.csv", b"x,y,k\n1,2,0\n1,2,1\n")], "the inputs are no grey levels of bytes"),
        case(r#"Csv(train: "a.csv", targets: ["k", "l"], hold_out: (fraction: 0.5, stratified: true))"#, &[("a.csv", b"x,y,k,l\n1,2,3,4\n1,2,5,4\n")], "a.csv: the examples have no classes"),
    ];
    let mut cut = zipped(b"x,y,k\n1,2,0\n1,2,1\n");
    cut.truncate(cut.len() - 8);
    cases.push(case(CSV, &[("a.csv", &cut)], "a.csv: the gzip stream ends without its checksum"));
    cases
}

#[rustfmt::skip] // As above.
fn arrays() -> Vec<Case> {
    let labels = npy("|u1", "(2,)", &[0, 1]);
    let x = |bytes: Vec<u8>, expected| case(NPY, &[("x.npy", &bytes), ("y.npy", &labels)], expected);
    let good = npy("<f4", "(2, 2)", &[0; 16]);
    let y = |bytes: Vec<u8>, expected| case(NPY, &[("x.npy", &good), ("y.npy", &bytes)], expected);
    let singles = |numbers: [f32; 4]| numbers.map(f32::to_le_bytes).concat();
    let mut swapped = npy(">f4", "(2, 2)", &singles([1.0, 2.0, 3.0, 4.0]));
    swapped.extend([0; 4]);
    let zip = archive(&[("x", &good), ("y", &labels)]);
    let mut corrupt = zip.clone();
    // Past the entry's header (its name and what follows have the lengths at 26 and 28): its bytes.
    let name_and_more = usize::from(zip[26]) + usize::from(zip[28]);
    corrupt[30 + name_and_more + 12] ^= 0x55;
    vec![
        x(Vec::new(), "x.npy: is not a NumPy array (.npy): it begins with the bytes"),
        x(b"\x93NUMPY\x01".to_vec(), "x.npy: is not a NumPy array"),
        x(b"hello, world, this is text".to_vec(), "x.npy: is not a NumPy array (.npy): it begins with the bytes 68 65 6c 6c 6f"),
        x(zip.clone(), "expected 93 4e 55 4d 50 59 (it looks like a zip archive"),
        x(npy("<f4", "(2, 2)", &[0; 15]), "x.npy: breaks off at byte"),
        x(npy("<f4", "(2, 2)", &[0; 17]), "x.npy: goes on too long at byte"),
        x(swapped, "x.npy: goes on too long at byte"),
        x(npy("<f4", "(4294967296, 4294967296, 2)", &[0; 16]), "x.npy: its header announces the shape"),
        x(npy("<f4", "(-2, 2)", &[0; 16]), "x.npy: is not a NumPy array that can be read: at byte"),
        x(npy("|O", "(2, 2)", &[0; 16]), "its type is '|O', Python objects"),
        x(npy("<c8", "(2, 1)", &[0; 16]), "its type is '<c8', complex numbers"),
        x(npy("<f4", "(2, 2)", &singles([1.0, f32::NAN, 0.0, 0.0])), "x.npy: the array holds NaN at row 0, column 1"),
        x(npy("<f4", "(2, 2)", &singles([1.0, 0.0, 0.0, f32::INFINITY])), "x.npy: the array holds inf at row 1, column 1"),
        x(npy("<i8", "(2, 2)", &[1, 9007199254740993, 2, 3_i64].map(i64::to_le_bytes).concat()), "x.npy: the array holds 9007199254740993 at row 0, column 1"),
        x(npy("<f4", "(4, 1)", &[0; 16]), "y.npy: the array is of the shape [2], expected 4 rows"),
        x(npy("<f4", "()", &[0; 4]), "x.npy: the array is of the shape []"),
        x(npy("<f4", "(0, 2)", &[]), "y.npy: the array is of the shape [2], expected 0 rows"),
        x(npy("<f4", "(2, 3)", &[0; 24]), "the input layer has 2 neurons, and Npy has 3 inputs"),
        y(npy("|u1", "(2,)", &[0, 7]), "the output layer has 2 neurons, and Npy has 8 outputs"),
        y(npy("<f4", "(2,)", &singles([0.0, 0.5, 0.0, 0.0])[..8]), "y.npy: the array holds the label 0.5 at row 1"),
        y(npy("|u1", "(2, 2)", &[0; 4]), "y.npy: the array is of the shape [2, 2], expected one label an example"),
        case(NPZ, &[("a.npz", &zip[..zip.len() - 9])], "a.npz: is not a whole zip archive"),
        case(NPZ, &[("a.npz", b"")], "a.npz: is not a whole zip archive (.npz): no table of contents ends at byte 0"),
        case(NPZ, &[("a.npz", &archive(&[("x", &good)]))], "a.npz: there is no array 'y'; it holds x"),
        case(NPZ, &[("a.npz", &archive(&[("x", &good[..good.len() - 1]), ("y", &labels)]))], "a.npz: array 'x': breaks off at byte"),
        case(NPZ, &[("a.npz", &archive(&[("x", b"text"), ("y", &labels)]))], "a.npz: array 'x': is not a NumPy array"),
        case(NPZ, &[("a.npz", &corrupt)], "a.npz: array 'x'"),
    ]
}

#[rustfmt::skip] // As above.
fn settings() -> Vec<Case> {
    let table: &[u8] = b"x,y,k\n1,2,0\n3,4,1\n";
    let hot: &[u8] = b"x,y,k,l\n1,2,1,0\n3,4,0,1\n";
    let csv = |source, expected| case(source, &[("a.csv", table)], expected);
    let one_hot = |source, expected| case(source, &[("a.csv", hot)], expected);
    let (floats, labels) = (npy("<f4", "(2, 2)", &[0; 16]), npy("|u1", "(2,)", &[0, 1]));
    let ones = npy("|u1", "(2, 2)", &[1, 0, 0, 1]);
    let arrays = |source, expected| {
        case(source, &[("x.npy", &floats), ("y.npy", &labels), ("t.npy", &ones)], expected)
    };
    let (short, bytes) = (idx(0x0b, &[2, 2], &[0; 8]), idx(0x08, &[2], &[0, 1]));
    let idx_files = |source, expected| case(source, &[("x.idx", &short), ("y.idx", &bytes)], expected);
    vec![
        csv(r#"Csv(train: "a.csv", label: "k", hold_out: (fraction: 0.1))"#, "the fraction 0.1 of 2 examples is rounded to 0, which leaves 2 to learn from and 0 to be tested on"),
        arrays(r#"Npy(train: (inputs: "x.npy", labels: "y.npy"), hold_out: (fraction: 0.99))"#, "the fraction 0.99 of 2 examples is rounded to 2, which leaves 0 to learn from and 2 to be tested on"),
        csv(r#"Csv(train: "a.csv", label: "k", hold_out: (fraction: 0))"#, "a number between 0 and 1, both excluded"),
        csv(r#"Csv(train: "a.csv", label: "k", target_scale: Range(low: 0, high: 100))"#, "the answers are classes, and Range scales numbers to answer"),
        csv(r#"Csv(train: "a.csv", label: "k", target_scale: MinMax)"#, "the answers are classes, and MinMax scales numbers to answer"),
        arrays(r#"Npy(train: (inputs: "x.npy", labels: "y.npy"), target_scale: Standard)"#, "the answers are classes, and Standard scales numbers to answer"),
        idx_files(r#"IdxFiles(train: (inputs: "x.idx", labels: "y.idx"), target_scale: MinMax)"#, "the answers are classes, and MinMax scales numbers to answer"),
        one_hot(r#"Csv(train: "a.csv", targets: ["k", "l"], target: (0.1, 0.9))"#, "target_scale: AsIs does not use the ends (0.1, 0.9)"),
        arrays(r#"Npy(train: (inputs: "x.npy", targets: "t.npy"), label_column: 3)"#, "no labels are named, of which it would be the column"),
        one_hot(r#"Csv(train: "a.csv", targets: ["k", "l"], classes: ["a", "b", "c"])"#, "classes holds 3 names, and a target 2 numbers"),
        arrays(r#"Npy(train: (inputs: "x.npy", targets: "t.npy"), classes: ["a"])"#, "classes holds 1 name, and a target 2 numbers"),
        // `check` passed two names for a single number to answer, and `run` refused them.
        csv(r#"Csv(train: "a.csv", targets: ["k"], classes: ["a", "b"])"#, "classes holds 2 names, and a target 1 number"),
        case(r#"Npy(train: (inputs: "x.npy", targets: "t.npy"), classes: ["a", "b"])"#, &[("x.npy", &floats), ("t.npy", &npy("|u1", "(2, 1)", &[0, 1]))], "classes holds 2 names, and a target 1 number"),
        csv(r#"Csv(train: "a.csv", label: "k", classes: ["0", "1", "0"])"#, "the class '0' stands twice, at 0 and 2 (counted from 0)"),
        arrays(r#"Npy(train: (inputs: "x.npy", labels: "y.npy"), classes: ["cat", ""])"#, "the class 1 (counted from 0) has a blank name"),
        csv(r#"Csv(train: "a.csv", label: "k", scale: Levels)"#, "the inputs are no grey levels of bytes"),
        arrays(r#"Npy(train: (inputs: "x.npy", labels: "y.npy"), scale: Levels)"#, "the inputs are no grey levels of bytes"),
        idx_files(r#"IdxFiles(train: (inputs: "x.idx", labels: "y.idx"), scale: Levels)"#, "the inputs are no grey levels of bytes"),
        csv(r#"Csv(train: "a.csv", label: "k", scale: Range(low: -1.7e308, high: 1.7e308))"#, "(-1.7e308, 1.7e308) is too wide for F64"),
        case("RandomTargets(inputs: 2, outputs: 2, target: (-1.7e308, 1.7e308))", &[], "(-1.7e308, 1.7e308) is too wide for F64"),
        case("LinearTeacher(inputs: 0, outputs: 2)", &[], "inputs is 0: there are no numbers in the input of an example"),
        case("RandomTargets(inputs: 2, outputs: 0)", &[], "outputs is 0: there are no numbers in the target of an example"),
    ]
}

fn safetensors(header: &str, n_data: usize) -> Vec<u8> {
    let length = (header.len() as u64).to_le_bytes();
    [&length[..], header.as_bytes(), &vec![0; n_data]].concat()
}

#[rustfmt::skip] // As above.
fn others() -> Vec<Case> {
    let labels = idx(8, &[2], &[0, 1]);
    let x = |bytes: Vec<u8>, expected| case(IDX, &[("x.idx", &bytes), ("y.idx", &labels)], expected);
    let tensors = |header: &str, n, expected| case(TENSORS, &[("a.st", &safetensors(header, n))], expected);
    vec![
        x(Vec::new(), "x.idx: ends after 0 bytes"),
        x(idx(0x0a, &[2, 2], &[0; 4]), "x.idx: is not an IDX file: bytes 0 to 3 are 0x00000a02"),
        x(idx(0x0d, &[2, 2], &[0; 15]), "x.idx: ends after 27 bytes (uncompressed), expected 28"),
        x(idx(0x08, &[2, 2], &[0; 5]), "x.idx: goes on after 16 bytes"),
        x(idx(0x08, &[u32::MAX, u32::MAX, 9], &[0; 5]), "x.idx: ends after 21 bytes"),
        x(idx(0x0e, &[2, 2], &[1.0, 2.0, f64::INFINITY, 0.0].map(f64::to_be_bytes).concat()), "x.idx: the file holds inf at row 1, column 0"),
        x(idx(0x08, &[3, 2], &[0; 6]), "y.idx: the file is of the shape [2], expected 3 rows"),
        x(idx(0x08, &[2, 0], &[]), "x.idx: the file is of the shape [2, 0]"),
        case(IDX, &[("x.idx", &idx(8, &[2, 2], &[0; 4])), ("y.idx", &idx(0x0c, &[2, 8], &[0; 64]))], "y.idx: the file is of the shape [2, 8], expected one label an example, or label_column"),
        tensors("{}", 0, "a.st: no tensor 'input'"),
        tensors(r#"{"input":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}"#, 16, "a.st: no tensor 'target'; it holds input"),
        tensors(r#"{"input":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"label":{"dtype":"U8","shape":[3],"data_offsets":[16,19]}}"#, 19, "a.st: tensor 'label' is [3], expected [2]"),
        case(TENSORS, &[("a.st", b"PK\x03\x04 and more")], "a.st: is not a whole safetensors file: bytes 0 to 7"),
        case(r#"ImageFolder(train: "folder")"#, &[("folder/cats/.hidden", b"")], "folder/cats: the folder is empty"),
        case(r#"ImageFolder(train: "folder")"#, &[("folder/cats/a.txt", b"")], "folder/cats/a.txt: is no image"),
        case(r#"ImageFolder(train: "folder")"#, &[("folder/a.png", b"")], "folder/a.png: is a file, expected a folder"),
    ]
}

/// Images that are none, where the program reads images; that it does not, where it does not.
#[rustfmt::skip] // As above.
fn images() -> Vec<Case> {
    const FOLDER: &str = r#"ImageFolder(train: "folder")"#;
    if !cfg!(feature = "images") {
        let expected = "folder/a/1.png: this program was built without the feature images";
        return vec![case(FOLDER, &[("folder/a/1.png", b""), ("folder/b/1.png", b"")], expected)];
    }
    vec![
        case(FOLDER, &[("folder/a/1.png", b""), ("folder/b/1.png", b"")], "folder/a/1.png: is neither a PNG nor a JPEG image"),
        case(FOLDER, &[("folder/a/1.png", b"GIF89a..."), ("folder/b/1.png", b"")], "folder/a/1.png: is neither a PNG nor a JPEG image"),
        case(FOLDER, &[("folder/a/1.png", b"\x89PNG\r\n\x1a\n"), ("folder/b/1.png", b"")], "folder/a/1.png: is not a whole image"),
        case(FOLDER, &[("folder/a/1.jpg", b"\xff\xd8\xff\xe0"), ("folder/b/1.png", b"")], "folder/a/1.jpg: is not a whole image"),
    ]
}

/// Runs a scenario with these data; what it said, if it did as it should.
fn refusal(case: &Case) -> Result<String, String> {
    refusal_of("run", case)
}

/// What `fazil run` or `fazil check` says.
fn refusal_of(command: &str, case: &Case) -> Result<String, String> {
    let place = tempfile::tempdir().unwrap();
    let here = place.path();
    for (name, bytes) in &case.files {
        let path = here.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let text = format!(
        "(name: \"own\", network: (widths: [2, 2], activation: Tanh), learning: (rule: FaZIL, alpha: \
         0.01), timetable: (batch: 1, epochs: 1), data: {})",
        case.source
    );
    std::fs::write(here.join("own.ron"), text).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_fazil"))
        .args([command, "own.ron"])
        .current_dir(here)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let is_left =
        |folder: &Path| folder.exists() && std::fs::read_dir(folder).unwrap().next().is_some();
    match output.status.code() {
        Some(1) if !said.contains(case.expected) => Err(said),
        Some(1) if is_left(&here.join("runs")) => Err(format!("left behind something: {said}")),
        Some(1) if said.matches("expected").count() > 4 || said.contains("panicked") => Err(said),
        Some(1) => Ok(said),
        code => Err(format!("exit code {code:?}: {said}")),
    }
}

fn check(cases: Vec<Case>) -> usize {
    let n = cases.len();
    let mut wrong = Vec::new();
    for case in cases {
        if let Err(said) = refusal(&case) {
            wrong.push(format!(
                "{}\nexpected: {}\nfound: {said}",
                case.source, case.expected
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {n}:\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
    n
}

#[test]
fn broken_tables_are_refused_with_line_and_column() {
    assert!(check(tables()) >= 40);
}

#[test]
fn broken_arrays_are_refused_with_row_or_byte() {
    assert!(check(arrays()) >= 25);
}

#[test]
fn other_broken_files_are_refused_by_name() {
    assert!(check(others()) >= 15);
}

/// Some were ignored, and some were refused by `run` alone.
#[test]
fn settings_without_effect_are_refused_by_check_and_by_run() {
    assert!(check(settings()) >= 20);
    for case in settings() {
        let refused = refusal_of("check", &case);
        assert!(refused.is_ok(), "{}: {}", case.source, refused.unwrap_err());
    }
}

#[test]
fn names_of_classes_are_refused_where_answers_are_numbers() {
    let source = r#"Csv(train: "a.csv", targets: ["k", "l"], classes: ["a", "b"])"#;
    let numbers = case(
        source,
        &[("a.csv", b"x,y,k,l\n1,2,3,4\n3,4,5,6\n")],
        "classes has names, and the answers are numbers that are not one-hot",
    );
    refusal(&numbers).unwrap();
    let one_hot = case(source, &[("a.csv", b"x,y,k,l\n1,2,1,0\n3,4,0,1\n")], "");
    let said = refusal(&one_hot).unwrap_err();
    assert!(said.starts_with("exit code Some(0)"), "{said}");
}

/// It was said twice: of the scenario, and of the headers of its files.
#[test]
fn a_scale_of_targets_for_labels_is_refused_once() {
    let inputs = npy("<f4", "(2, 2)", &[0; 16]);
    let labels = npy("|u1", "(2,)", &[0, 1]);
    let scaled = case(
        r#"Npy(train: (inputs: "x.npy", labels: "y.npy"), target_scale: MinMax)"#,
        &[("x.npy", &inputs), ("y.npy", &labels)],
        "the answers are classes, and MinMax scales numbers to answer",
    );
    for command in ["check", "run"] {
        let said = refusal_of(command, &scaled).unwrap();
        assert_eq!(said.matches(scaled.expected).count(), 1, "{said}");
    }
}

/// A label of 10.0 stood between those of 1.0 and 2.0.
#[test]
fn whole_labels_are_classes_however_they_are_written() {
    let labels = case(CSV, &[("a.csv", b"x,y,k\n1,2,0\n3,4,1.0\n5,6,1e0\n")], "");
    let said = refusal(&labels).unwrap_err();
    assert!(said.starts_with("exit code Some(0)"), "{said}");
    let names = r#"Csv(train: "a.csv", label: "k", classes: ["1", "NaN"])"#;
    let named = case(names, &[("a.csv", b"x,y,k\n1,2,1\n3,4,1\n5,6,NaN\n")], "");
    let said = refusal(&named).unwrap_err();
    assert!(said.starts_with("exit code Some(0)"), "{said}");
}

#[test]
fn a_decimal_comma_is_no_advice_where_cells_stand_between_blanks() {
    let source = r#"Csv(train: "a.csv", label: "k", delimiter: " ")"#;
    let long = case(
        source,
        &[("a.csv", b"x y k\n1 2 0 4\n")],
        "line 2 has 4 cells, expected 3",
    );
    let said = refusal(&long).unwrap();
    assert!(!said.contains("decimal comma"), "{said}");
}

/// The values are not read, and nobody was told.
#[test]
fn check_says_what_it_did_not_read() {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("a.csv"), "x,y,k\n1,oops,0\n3,4,1\n").unwrap();
    let said_of = |initial: &str, data: &str| {
        let text = format!(
            "(name: \"own\", network: (widths: [2, 2], activation: Tanh{initial}), learning: (rule: \
             FaZIL, alpha: 0.01), data: {data})"
        );
        std::fs::write(place.path().join("own.ron"), text).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_fazil"))
            .args(["check", "own.ron"])
            .current_dir(place.path())
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()
    };
    let said = |data: &str| said_of("", data);
    let unread = "nothing wrong with it; of the data, headers and labels were read, and no other";
    assert!(said(CSV).contains(unread), "{}", said(CSV));
    let drawn = said("TwoMoons()");
    assert!(drawn.contains("nothing wrong with it\n"), "{drawn}");
    let header = r#"{"theta.1":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}"#;
    std::fs::write(place.path().join("w.st"), safetensors(header, 16)).unwrap();
    let initial = ", initial: File(\"w.st\")";
    let weights = "; of the weights, the header was read, and no numbers\n";
    let (drawn, table) = (said_of(initial, "TwoMoons()"), said_of(initial, CSV));
    let alone = format!("nothing wrong with it{weights}");
    assert!(drawn.contains(&alone), "{drawn}");
    let both = format!("{unread} numbers{weights}");
    assert!(table.contains(&both), "{table}");
}

/// Folders are listed; of images it said that their headers were read.
#[cfg(feature = "images")]
#[test]
fn check_says_that_it_opened_no_image() {
    let images = [("folder/a/1.png", &b""[..]), ("folder/b/1.png", b"")];
    let source = r#"ImageFolder(train: "folder", size: (2, 1))"#;
    let said = refusal_of("check", &case(source, &images, "")).unwrap_err();
    let expected = "nothing wrong with it; its images were not opened\n";
    assert!(said.contains(expected), "{said}");
    let mut first = std::io::Cursor::new(Vec::new());
    let image = image::GrayImage::new(2, 1);
    image.write_to(&mut first, image::ImageFormat::Png).unwrap();
    let images = [("folder/a/1.png", first.get_ref().as_slice()), images[1]];
    let source = r#"ImageFolder(train: "folder")"#;
    let said = refusal_of("check", &case(source, &images, "")).unwrap_err();
    let expected = "nothing wrong with it; of its images, only the header of the first was read\n";
    assert!(said.contains(expected), "{said}");
}

#[test]
fn broken_images_are_refused_by_name() {
    check(images());
}

#[test]
fn data_that_are_whole_are_no_error() {
    let good = case(CSV, &[("a.csv", b"x,y,k\n1,2,0\n3,4,1\n")], "");
    let said = refusal(&good).unwrap_err();
    assert!(said.starts_with("exit code Some(0)"), "{said}");
}
