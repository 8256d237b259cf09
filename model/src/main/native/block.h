// One VSS block: x += SS2D(norm(x)); x += MLP(norm2(x)). Maps are (pictures,h,w,channels), here (m,channels).
#pragma once
#include "weights.h"

/** What a block's gradients need of its forward; all kept, as memory for it is small beside the weights'. */
struct BlockTape {
    float *x, *z, *c, *p, *y, *x1, *before;
    void place(Arena& a, const BlockWeights& w, long m) {
        x = a.take(m * w.dim);           // input
        z = a.take(m * w.inner);         // after in_proj
        c = a.take(m * w.inner);         // after the convolution, before SiLU
        p = a.take(m * DIRECTIONS * w.width());
        y = a.take(m * w.inner);         // merged
        x1 = a.take(m * w.dim);          // after the first residual
        before = a.take(m * w.hidden);   // fc1's output before GELU
    }
};

/** Scratch for a block's forward; z, p, y only where no tape keeps them. */
struct BlockRoom {
    float *z, *u, *p, *y, *hidden, *scratch;
    long rows;    // of hidden
    long stride;  // floats between the threads' scratch
};

INLINE ScanShape scan_shape(const BlockWeights& w, long pictures, long h, long width) {
    return {pictures, h, width, w.inner, w.rank, w.states};
}

/** Rows of the hidden layer that are computed at once: they stay in the last-level cache. */
INLINE long hidden_rows(long m, long hidden) {
    long most = (1 << 20) / hidden;
    most = most < 192 ? 192 : most;
    return m < most ? m : most;
}

/** Pictures whose inner maps stay in the last-level cache. */
INLINE long pictures_at_once(long pictures, long length, int threads) {
    long least = (384 * threads + length - 1) / length;
    return pictures < least ? pictures : least;
}

INLINE long block_scratch(const BlockWeights& w, const ScanShape& s) {
    long most = block_floats(w.dim);
    if (block_floats(w.inner) > most) most = block_floats(w.inner);
    return scan_floats(s) > most ? scan_floats(s) : most;
}

INLINE BlockRoom block_room(Arena& a, const BlockWeights& w, long pictures, long h, long width, int threads, bool taped) {
    BlockRoom room{};
    long chunk = taped ? pictures : pictures_at_once(pictures, h * width, threads), rows = chunk * h * width;
    room.u = a.take(rows * w.inner);
    if (!taped) {
        room.z = a.take(rows * w.inner);
        room.p = a.take(rows * DIRECTIONS * w.width());
        room.y = a.take(rows * w.inner);
    }
    room.rows = hidden_rows(pictures * h * width, w.hidden);
    room.hidden = a.take(room.rows * w.hidden);
    room.stride = block_scratch(w, scan_shape(w, chunk, h, width)) + 64;
    room.scratch = a.take(room.stride * threads);
    return room;
}

/** SS2D of some pictures and the residual. z, c, p, y belong to these pictures; c may be null. */
static void ss2d(Team& team, const BlockWeights& w, long pictures, long h, long width, const float* x, float* z,
                 float* u, float* c, float* p, float* y, const float* scale, float* x1, float* scratch) {
    long m = pictures * h * width;
    product(team, m, w.dim, w.in.forward, w.inner, z, {}, scratch, norm_rows(x, w.dim, w.norm_w.at, w.norm_b.at));
    depthwise(team, pictures, h, width, w.inner, z, w.conv.at, true, c, u);
    product(team, m, w.inner, w.steps.forward, DIRECTIONS * w.width(), p, {}, scratch, plain_rows(u, w.inner));
    ScanInputs in{u, p, w.step_w.at, w.step_b.at, w.decay.at, w.skip.at};
    scan_forward(team, scan_shape(w, pictures, h, width), in, y, scratch);
    Epilogue e;
    e.scale = scale;
    e.rows_per_picture = h * width;
    x == x1 ? (void)(e.accumulate = true) : (void)(e.residual = x);
    product(team, m, w.inner, w.out.forward, w.dim, x1, e, scratch,
            norm_rows(y, w.inner, w.out_norm_w.at, w.out_norm_b.at));
}

/** MLP and the residual, a share of the rows at a time. */
static void mlp(Team& team, const BlockWeights& w, long m, long rows_per_picture, const float* x1, float* before,
                const BlockRoom& room, const float* scale, float* x2, float* scratch) {
    for (long from = 0; from < m; from += room.rows) {
        long rows = m - from < room.rows ? m - from : room.rows;
        Epilogue gelu;
        gelu.bias = w.fc1_b.at;
        gelu.gelu = true;
        gelu.before = before ? before + from * w.hidden : nullptr;
        product(team, rows, w.dim, w.fc1.forward, w.hidden, room.hidden, gelu, scratch,
                norm_rows(x1 + from * w.dim, w.dim, w.norm2_w.at, w.norm2_b.at));
        Epilogue e;
        e.bias = w.fc2_b.at;
        e.first_row = from;
        e.scale = scale;
        e.rows_per_picture = rows_per_picture;
        x1 == x2 ? (void)(e.accumulate = true) : (void)(e.residual = x1 + from * w.dim);
        product(team, rows, w.hidden, w.fc2.forward, w.dim, x2 + from * w.dim, e, scratch,
                plain_rows(room.hidden, w.hidden));
    }
}

/**
 * The block; by all threads of the team.
 *
 * @param x input (m,dim); overwritten with the output when there is no tape
 * @param tape keeps what the gradients need, its x being the input; null for inference
 * @param scales drop path: factors of the two branches, (2,pictures); null for 1
 * @param out (m,dim), with a tape only
 */
static void block_forward(Team& team, int thread, const BlockWeights& w, long pictures, long h, long width, float* x,
                          const BlockTape* tape, const float* scales, const BlockRoom& room, float* out) {
    long length = h * width, m = pictures * length;
    float* scratch = room.scratch + thread * room.stride;
    if (tape) {
        ss2d(team, w, pictures, h, width, tape->x, tape->z, room.u, tape->c, tape->p, tape->y, scales, tape->x1, scratch);
        mlp(team, w, m, length, tape->x1, tape->before, room, scales ? scales + pictures : nullptr, out, scratch);
        return;
    }
    long chunk = pictures_at_once(pictures, length, team.size);
    for (long from = 0; from < pictures; from += chunk) {
        long some = pictures - from < chunk ? pictures - from : chunk;
        float* part = x + from * length * w.dim;
        ss2d(team, w, some, h, width, part, room.z, room.u, nullptr, room.p, room.y, nullptr, part, scratch);
    }
    mlp(team, w, m, length, x, nullptr, room, nullptr, x, scratch);
}
