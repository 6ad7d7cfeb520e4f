//! Backpropagation as plain loops over matrices, with a saboteur in each.

use super::*;

impl<S: Scalar> Case<S> {
    /// The same by plain loops.
    pub(super) fn plain(&self, saboteur: Saboteur) -> Vec<S> {
        let mut weights = self.blueprint.weights.clone();
        clear(&mut weights, &self.lost);
        let mut found = Vec::new();
        for [inputs, targets] in &self.batches {
            let f = |l: usize, y: &Vec<S>| -> Vec<(S, S)> {
                let pairs = y.iter().map(|y| self.blueprint.transfer(l).pair(y));
                pairs.collect()
            };
            // y, f(y) and f′(y), and δ, each [lane][layer][neuron].
            let passes = inputs.iter().zip(targets).map(|(input, target)| {
                let depth = self.blueprint.depth();
                let (mut y, mut pairs) = (vec![vec![]; depth], vec![vec![]; depth + 1]);
                pairs[depth] = f(depth, input);
                for l in (0..depth).rev() {
                    y[l] = predict(&weights, l, &pairs[l + 1], saboteur);
                    pairs[l] = f(l, &y[l]);
                }
                let start = target.iter().zip(&y[0]).map(|(s, y)| s.clone() - y);
                let mut delta = vec![start.collect::<Vec<S>>()];
                for l in 1..depth {
                    let mut old = weights.clone();
                    if saboteur == Saboteur::LearnsFirst {
                        let first = &mut old.theta[l - 1].values[0];
                        *first = first.clone() + &(delta[l - 1][0].clone() * &pairs[l][0].0);
                    }
                    delta.push(send_up(
                        &old.theta[l - 1],
                        &delta[l - 1],
                        &pairs[l],
                        saboteur,
                    ));
                }
                (y, pairs, delta)
            });
            let passes: Vec<_> = passes.collect();
            for l in 0..self.blueprint.depth() {
                for (y, _, delta) in &passes {
                    let both = y[l].iter().zip(&delta[l]);
                    found.extend(both.flat_map(|(y, delta)| [y.clone(), delta.clone()]));
                }
            }
            self.learn(&mut weights, &passes, saboteur);
            if saboteur != Saboteur::Heals {
                clear(&mut weights, &self.lost);
            }
        }
        found.extend(flat(&weights));
        found
    }

    /// w += α γ^l Σ_b δ_i f(y_j), divided by B if that is asked for.
    fn learn(&self, weights: &mut Weights<S>, passes: &[LanePass<S>], saboteur: Saboteur) {
        let n_lanes = S::from_count(passes.len());
        let mut rate = S::one();
        for (l, theta) in weights.theta.iter_mut().enumerate() {
            let alpha = self.alpha.clone() * &rate;
            let after = |weight: &S, products: Vec<(S, S)>| {
                let sum = sum(products, is_backwards(saboteur));
                match self.is_mean {
                    true if saboteur == Saboteur::DividesAlpha => {
                        (alpha.clone() / &n_lanes).multiply_add(&sum, weight)
                    }
                    true => weight.clone() + &(alpha.clone() * &sum / &n_lanes),
                    false => alpha.multiply_add(&sum, weight),
                }
            };
            for k in 0..theta.values.len() {
                let (i, j) = (k / theta.columns, k % theta.columns);
                let products = passes
                    .iter()
                    .map(|(_, pairs, delta)| (delta[l][i].clone(), pairs[l + 1][j].0.clone()));
                theta.values[k] = after(&theta.values[k], products.collect());
            }
            for (i, bias) in weights.bias.get_mut(l).into_iter().flatten().enumerate() {
                let products = passes
                    .iter()
                    .map(|(_, _, delta)| (delta[l][i].clone(), S::one()));
                *bias = after(bias, products.collect());
            }
            rate = rate * &self.gamma;
        }
    }
}

/// y, (f, f′) and δ of one lane, `[layer][neuron]`.
type LanePass<S> = (Vec<Vec<S>>, Vec<Vec<(S, S)>>, Vec<Vec<S>>);

fn is_backwards(saboteur: Saboteur) -> bool {
    saboteur == Saboteur::LanesBackwards
}

/// Σ a · b from 0, each product and sum rounded once.
fn sum<S: Scalar>(mut products: Vec<(S, S)>, is_backwards: bool) -> S {
    if is_backwards {
        products.reverse();
    }
    sum_from(S::zero(), &products)
}

fn sum_from<S: Scalar>(start: S, products: &[(S, S)]) -> S {
    products
        .iter()
        .fold(start, |sum, (a, b)| a.multiply_add(b, &sum))
}

/// y of one layer in one lane.
fn predict<S: Scalar>(
    weights: &Weights<S>,
    l: usize,
    above: &[(S, S)],
    saboteur: Saboteur,
) -> Vec<S> {
    let neuron = |i: usize| {
        let row = weights.theta[l].row(i).iter().zip(above);
        let products: Vec<(S, S)> = row.map(|(w, (f, _))| (w.clone(), f.clone())).collect();
        let Some(bias) = weights.bias.get(l) else {
            return sum(products, saboteur == Saboteur::SumsBackwards);
        };
        if saboteur == Saboteur::BiasFirst {
            return sum_from(bias[i].clone(), &products);
        }
        sum(products, saboteur == Saboteur::SumsBackwards) + &bias[i]
    };
    (0..weights.theta[l].rows).map(neuron).collect()
}

/// δ of the layer above `below` in one lane.
fn send_up<S: Scalar>(
    theta: &Matrix<S>,
    below: &[S],
    pairs: &[(S, S)],
    saboteur: Saboteur,
) -> Vec<S> {
    let neuron = |(j, (_, slope)): (usize, &(S, S))| {
        let products = below
            .iter()
            .enumerate()
            .map(|(i, delta)| (theta.at(i, j).clone(), delta.clone()));
        slope.clone() * &sum(products.collect(), saboteur == Saboteur::SumsBackwards)
    };
    pairs.iter().enumerate().map(neuron).collect()
}
