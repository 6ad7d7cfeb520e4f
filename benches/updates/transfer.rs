// What f and f′ cost alone, for `contest.rs`.

/// What f and f′ of the inputs of W1, 784 x 20 numbers, cost under each instruction set; with
/// every set about half of the one before, or the loop is not in vectors.
fn transfers<S: Scalar>(precision: &str, is_test: bool) {
    let mut draws = Draws::new(1, "transfer");
    let x: Vec<S> = (0..784 * 20)
        .map(|_| S::from_f64(8.0 * draws.unit() - 4.0))
        .collect();
    let (mut rates, mut slopes) = (x.clone(), x.clone());
    for set in InstructionSet::ALL
        .into_iter()
        .filter(|set| set.is_available())
    {
        for f in [Activation::Logistic, Activation::Tanh] {
            let samples = (0..if is_test { 1 } else { 200 }).map(|_| {
                let begun = Instant::now();
                f.transfer(set, &x, &mut rates, &mut slopes);
                std::hint::black_box((&mut rates, &mut slopes));
                begun.elapsed().as_secs_f64()
            });
            let name = format!("{f:?} {precision} {set:?}");
            println!("{name:<26}{:>10.2}", 1e6 * median(samples.collect()));
        }
    }
}
