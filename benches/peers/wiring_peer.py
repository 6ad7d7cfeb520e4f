"""What pairs cost in PyTorch that are no dense matrix: random ones (CSR) and receptive fields (batched products of
unfolded patches), beside a dense layer. f32, a batch of 20, one core:

    OMP_NUM_THREADS=1 taskset -c 1 "$FAZIL_PEERS_VENV/bin/python" benches/peers/wiring_peer.py

Printed: ns a pair of the three products of backpropagation through one layer (forward, to the layer before, and the change
of weights), least of some, and their sum beside the dense layer's. `cargo bench --bench wiring` has the same layers.
"""

import os
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")

import torch

torch.set_num_threads(1)
torch.manual_seed(1)
BATCH = 20


def least(work):
    """Seconds of the fastest of some."""
    best, until = float("inf"), time.perf_counter() + 1.5
    while time.perf_counter() < until:
        begun = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begun)
    return best


def dense(n, m):
    theta, x, delta = torch.randn(m, n), torch.randn(n, BATCH), torch.randn(m, BATCH)
    return n * m, [
        lambda: theta @ x,
        lambda: theta.T @ delta,
        lambda: theta.addmm_(delta, x.T, alpha=1e-9),
    ]


def random(n, m, density):
    mask = torch.rand(m, n) < density
    theta = (torch.randn(m, n) * mask).to_sparse_csr()
    back = (torch.randn(n, m) * mask.T).to_sparse_csr()
    x, delta = torch.randn(n, BATCH), torch.randn(m, BATCH)
    x_t = x.T.contiguous()
    return theta._nnz(), [
        lambda: theta @ x,
        lambda: back @ delta,
        lambda: torch.sparse.sampled_addmm(theta, delta, x_t, alpha=1e-9),
    ]


def fields(side, n_in, n_out, field=3):
    out = side - field + 1
    patch = n_in * field * field
    theta = torch.randn(out * out, n_out, patch)
    x, delta = torch.randn(BATCH, n_in, side, side), torch.randn(out * out, n_out, BATCH)

    def patches():
        return torch.nn.functional.unfold(x, field).permute(2, 1, 0)

    def to_the_layer_before():
        below = torch.bmm(theta.transpose(1, 2), delta)
        return torch.nn.functional.fold(below.permute(2, 1, 0), (side, side), field)

    return theta.numel(), [
        lambda: torch.bmm(theta, patches()),
        to_the_layer_before,
        lambda: theta.baddbmm_(delta, patches().transpose(1, 2), alpha=1e-9),
    ]


def main():
    print(f"PyTorch {torch.__version__}, {torch.backends.cpu.get_cpu_capability()}, ns a pair, batch {BATCH}, f32")
    beside = None
    for name, (n_pairs, products) in [
        ("dense, 1024 to 1024", dense(1024, 1024)),
        ("10 % of 1024 x 4096, CSR", random(1024, 4096, 0.1)),
        ("fields of 3 x 3, 18 x 18 x 16 to 16 x 16 x 32", fields(18, 16, 32)),
        ("fields of 3 x 3, 16 x 16 x 32 to 14 x 14 x 32", fields(16, 32, 32)),
    ]:
        with torch.inference_mode():
            costs = [least(product) * 1e9 / n_pairs for product in products]
        whole = sum(costs)
        beside = beside or whole
        told = "  ".join(f"{cost:7.2f}" for cost in costs)
        print(f"{name:48} forward, back, change {told}   all {whole:7.2f}   {whole / beside:5.1f} x dense")


if __name__ == "__main__":
    main()
