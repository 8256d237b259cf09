// Gradients of block.h, from back to front.
#pragma once
#include "block.h"

/** Scratch for a block's gradients, shared by the team. */
struct BlockBackRoom {
    float *wide;                      // (m,hidden)
    float *inner, *inner2, *inner3;  // (m,D)
    float *narrow, *scaled;   // (m,dim)
    float *dp;                // (m,4*(R+2N))
    float *step_w, *decay, *conv;  // gradients in the kernels' layouts
    float *sums;              // for norms and columns
    float *shared;            // for weight_gradient
    float *scratch;
    long stride;
};

INLINE BlockBackRoom block_back_room(Arena& a, const BlockWeights& w, long pictures, long h, long width, int threads) {
    long m = pictures * h * width;
    BlockBackRoom r{};
    r.wide = a.take(m * w.hidden);
    r.inner = a.take(m * w.inner);
    r.inner2 = a.take(m * w.inner);
    r.inner3 = a.take(m * w.inner);
    r.narrow = a.take(m * w.dim);
    r.scaled = a.take(m * w.dim);
    r.dp = a.take(m * DIRECTIONS * w.width());
    r.step_w = a.take(w.step_w.size);
    r.decay = a.take(w.decay.size);
    r.conv = a.take(w.conv.size);
    long widest = w.hidden > w.inner ? w.hidden : w.inner;
    widest = widest > DIRECTIONS * w.width() ? widest : DIRECTIONS * w.width();
    r.sums = a.take(PARTS * 2 * widest);
    r.shared = a.take(gradient_floats(widest, widest));
    ScanShape s = scan_shape(w, pictures, h, width);
    r.stride = scan_backward_floats(s) + 64;
    r.scratch = a.take(r.stride * threads);
    return r;
}

/** y += x, rows scaled per picture when factors are given. */
static void add(Team& team, long count, const float* x, float* y) {
    each_vector(team, count, [&](long i, int n) { put(y + i, get(y + i, n) + get(x + i, n), n); });
}
static const float* scaled(Team& team, long pictures, long per_picture, const float* x, const float* factors, float* y) {
    if (!factors) return x;
    team_for(team, int(pictures), [&](int p) {
        for (long i = 0; i < per_picture; i++) y[p * per_picture + i] = x[p * per_picture + i] * factors[p];
    });
    return y;
}

static void mlp_backward(Team& team, const BlockWeights& w, long pictures, long length, const BlockTape& t,
                         const float* scale, float* dx, float* const* g, const BlockBackRoom& r) {
    long m = pictures * length;
    const float* dy = scaled(team, pictures, length * w.dim, dx, scale, r.scaled);
    gelu(team, m * w.hidden, t.before, r.wide);
    weight_gradient(team, m, w.dim, w.hidden, dy, r.wide, g[FC2_W], r.shared);
    add_columns(team, m, w.dim, dy, g[FC2_B], r.sums);
    product(team, m, w.dim, w.fc2.backward, w.hidden, r.wide, {}, nullptr, plain_rows(dy, w.dim));
    gelu_backward(team, m * w.hidden, t.before, r.wide, r.wide);
    norm(team, m, w.dim, t.x1, w.norm2_w.at, w.norm2_b.at, false, r.narrow);
    weight_gradient(team, m, w.hidden, w.dim, r.wide, r.narrow, g[FC1_W], r.shared);
    add_columns(team, m, w.hidden, r.wide, g[FC1_B], r.sums);
    product(team, m, w.hidden, w.fc1.backward, w.dim, r.narrow, {}, nullptr, plain_rows(r.wide, w.hidden));
    norm_backward(team, m, w.dim, t.x1, w.norm2_w.at, r.narrow, r.narrow, g[NORM2_W], g[NORM2_B], r.sums);
    add(team, m * w.dim, r.narrow, dx);
}

/** Gradients of the scan's weights from the kernels' layouts to the state_dict's. */
static void restore_layouts(Team& team, const BlockWeights& w, float* const* g, const BlockBackRoom& r) {
    team_for(team, 1, [&](int) {
        for (long k = 0; k < DIRECTIONS; k++)
            for (long d = 0; d < w.inner; d++)
                for (long i = 0; i < w.rank; i++)
                    g[STEP_W][(k * w.inner + d) * w.rank + i] += r.step_w[(k * w.rank + i) * w.inner + d];
        for (long i = 0; i < w.decay.size; i++) g[A_LOGS][i] += r.decay[i] * w.decay.at[i];
        for (long d = 0; d < w.inner; d++)
            for (long t = 0; t < 9; t++) g[CONV][d * 9 + t] += r.conv[t * w.inner + d];
    });
}

static void ss2d_backward(Team& team, int thread, const BlockWeights& w, long pictures, long h, long width,
                          const BlockTape& t, const float* scale, float* dx, float* const* g, const BlockBackRoom& r) {
    long m = pictures * h * width, steps = DIRECTIONS * w.width();
    const float* dy = scaled(team, pictures, h * width * w.dim, dx, scale, r.scaled);
    norm(team, m, w.inner, t.y, w.out_norm_w.at, w.out_norm_b.at, false, r.inner);
    weight_gradient(team, m, w.dim, w.inner, dy, r.inner, g[OUT_PROJ], r.shared);
    product(team, m, w.dim, w.out.backward, w.inner, r.inner, {}, nullptr, plain_rows(dy, w.dim));
    norm_backward(team, m, w.inner, t.y, w.out_norm_w.at, r.inner, r.inner, g[OUT_NORM_W], g[OUT_NORM_B], r.sums);
    each_vector(team, m * w.inner, [&](long i, int n) { put(r.inner2 + i, vsilu(get(t.c + i, n)), n); });
    team_for(team, 1, [&](int) {
        memset(r.step_w, 0, sizeof(float) * w.step_w.size);
        memset(r.decay, 0, sizeof(float) * w.decay.size);
        memset(r.conv, 0, sizeof(float) * w.conv.size);
    });
    ScanInputs in{r.inner2, t.p, w.step_w.at, w.step_b.at, w.decay.at, w.skip.at};
    ScanGradients out{r.inner3, r.dp, r.step_w, g[STEP_B], r.decay, g[SKIP]};
    scan_backward(team, thread, scan_shape(w, pictures, h, width), in, r.inner, out, r.scratch, r.stride);
    weight_gradient(team, m, steps, w.inner, r.dp, r.inner2, g[X_PROJ], r.shared);
    Epilogue onto;
    onto.accumulate = true;
    product(team, m, steps, w.steps.backward, w.inner, r.inner3, onto, nullptr, plain_rows(r.dp, steps));
    silu_backward(team, m * w.inner, t.c, r.inner3, r.inner3);
    depthwise_gradient(team, pictures, h, width, w.inner, t.z, r.inner3, r.conv);
    depthwise(team, pictures, h, width, w.inner, r.inner3, w.flipped.at, false, nullptr, r.inner);
    norm(team, m, w.dim, t.x, w.norm_w.at, w.norm_b.at, false, r.narrow);
    weight_gradient(team, m, w.inner, w.dim, r.inner, r.narrow, g[IN_PROJ], r.shared);
    product(team, m, w.inner, w.in.backward, w.dim, r.narrow, {}, nullptr, plain_rows(r.inner, w.inner));
    norm_backward(team, m, w.dim, t.x, w.norm_w.at, r.narrow, r.narrow, g[NORM_W], g[NORM_B], r.sums);
    add(team, m * w.dim, r.narrow, dx);
    restore_layouts(team, w, g, r);
}

/**
 * All gradients of a block; by all threads of the team.
 *
 * @param dx gradient of the output (m,dim); overwritten with that of the input
 * @param g gradients of the block's tensors in the state_dict's order, added to
 */
static void block_backward(Team& team, int thread, const BlockWeights& w, long pictures, long h, long width,
                           const BlockTape& t, const float* scales, float* dx, float* const* g,
                           const BlockBackRoom& r) {
    mlp_backward(team, w, pictures, h * width, t, scales ? scales + pictures : nullptr, dx, g, r);
    ss2d_backward(team, thread, w, pictures, h, width, t, scales, dx, g, r);
}
