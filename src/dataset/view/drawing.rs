//! One example as text: an image in shades, or its first numbers.

/// From the lowest number to the highest.
const SHADES: &[u8] = b" .:-=+*#%@";

/// The widest image that is drawn [pixels].
const WIDEST: usize = 80;

/// The numbers that are listed of an example that is no image.
const MOST_NUMBERS: usize = 12;

/// The first example, whose numbers have this shape.
pub(super) fn first_example(numbers: &[f64], shape: &[usize]) -> String {
    match image(numbers, shape) {
        Some(image) => format!("the first example:\n{image}"),
        None => {
            let shown = numbers.iter().take(MOST_NUMBERS);
            let shown: Vec<String> = shown.map(f64::to_string).collect();
            let dots = if shown.len() < numbers.len() {
                ", …"
            } else {
                ""
            };
            format!("the first example: {}{dots}\n", shown.join(", "))
        }
    }
}

/// Rows of shades, if the shape is that of an image: two sides, or a square of 16 pixels or more.
fn image(numbers: &[f64], shape: &[usize]) -> Option<String> {
    let (rows, columns, n_channels) = match *shape {
        [rows, columns] | [rows, columns, 1] if rows > 1 && columns > 1 => (rows, columns, 1),
        [rows, columns, 3] => (rows, columns, 3),
        [n] => {
            let side = (4..=WIDEST).find(|side| side * side == n)?;
            (side, side, 1)
        }
        _ => return None,
    };
    if columns > WIDEST || rows > WIDEST {
        return None;
    }
    let shade = |pixel: &[f64]| pixel.iter().sum::<f64>() / n_channels as f64;
    let shades: Vec<f64> = numbers.chunks(n_channels).map(shade).collect();
    let low = shades.iter().copied().fold(f64::INFINITY, f64::min);
    let high = shades.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // Letters are about twice as high as wide.
    let width = if 2 * columns <= WIDEST { 2 } else { 1 };
    let letter = |shade: &f64| {
        let share = (shade - low) / (high - low);
        let k = (share * (SHADES.len() - 1) as f64).round() as usize; // NaN is 0.
        char::from(SHADES[k.min(SHADES.len() - 1)])
            .to_string()
            .repeat(width)
    };
    let row = |row: &[f64]| -> String {
        let letters: String = row.iter().map(letter).collect();
        format!("  {}\n", letters.trim_end())
    };
    Some(shades.chunks(columns).map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_drawn_and_other_numbers_are_listed() {
        let cross: Vec<f64> = (0..16)
            .map(|k| f64::from(u8::from(k / 4 == k % 4)))
            .collect();
        let expected = "the first example:\n  @@\n    @@\n      @@\n        @@\n";
        assert_eq!(first_example(&cross, &[16]), expected);
        assert_eq!(first_example(&cross, &[4, 4]), expected);
        assert_eq!(
            first_example(&[1.5, -2.0], &[2]),
            "the first example: 1.5, -2\n"
        );
        // An image of one shade.
        assert_eq!(
            first_example(&[3.0; 4], &[2, 2]),
            "the first example:\n  \n  \n"
        );
    }
}
