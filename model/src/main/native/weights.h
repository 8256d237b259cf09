// Weights in the forms in which the products and kernels read them. Input are the tensors of the published state_dict.
#pragma once
#include <initializer_list>

#include "arena.h"
#include "scan_backward.h"

/** A matrix w (out,in), packed for x * w^T and, for training, for dy * w. */
struct Linear {
    long out = 0, in = 0;
    float* forward = nullptr;
    float* backward = nullptr;

    void place(Arena& arena, long o, long i, bool training) {
        out = o;
        in = i;
        forward = arena.take(packed_size(in, out));
        if (training) backward = arena.take(packed_size(out, in));
    }
    void load(Team& team, const float* w) const {
        long panels = (out + NR - 1) / NR, back = backward ? (in + NR - 1) / NR : 0;
        team_for(team, int(panels + back), [&](int i) {
            if (i < panels)
                pack_transposed(w, out, in, i, forward);
            else
                pack_columns(w, out, in, in, i - panels, backward);
        });
    }
};

/** A vector or small array, copied. */
struct Copy {
    long size = 0;
    float* at = nullptr;
    void place(Arena& arena, long n) {
        size = n;
        at = arena.take(n);
    }
    void load(const float* w) const { memcpy(at, w, sizeof(float) * size); }
};

/** Order of a block's tensors in the state_dict. */
enum BlockTensor {
    NORM_W, NORM_B, X_PROJ, A_LOGS, SKIP, STEP_W, STEP_B, OUT_NORM_W, OUT_NORM_B, IN_PROJ, CONV, OUT_PROJ,
    NORM2_W, NORM2_B, FC1_W, FC1_B, FC2_W, FC2_B, BLOCK_TENSORS
};

struct BlockWeights {
    long dim, inner, rank, states, hidden;
    Linear in, steps, out, fc1, fc2;
    Copy norm_w, norm_b, skip, step_b, out_norm_w, out_norm_b, norm2_w, norm2_b, fc1_b, fc2_b;
    Copy decay;   // (4,D,N), -exp(A_logs)
    Copy step_w;  // (4,R,D)
    Copy conv;    // (9,D)
    Copy flipped; // (9,D), for the gradient of the input

    long width() const { return rank + 2 * states; }

    void place(Arena& a, bool training) {
        in.place(a, inner, dim, training);
        steps.place(a, DIRECTIONS * width(), inner, training);
        out.place(a, dim, inner, training);
        fc1.place(a, hidden, dim, training);
        fc2.place(a, dim, hidden, training);
        for (Copy* c : {&norm_w, &norm_b, &norm2_w, &norm2_b, &fc2_b}) c->place(a, dim);
        for (Copy* c : {&out_norm_w, &out_norm_b}) c->place(a, inner);
        for (Copy* c : {&skip, &step_b}) c->place(a, DIRECTIONS * inner);
        fc1_b.place(a, hidden);
        decay.place(a, DIRECTIONS * inner * states);
        step_w.place(a, DIRECTIONS * rank * inner);
        conv.place(a, 9 * inner);
        flipped.place(a, 9 * inner);
    }

    void load(Team& team, int thread, const float* const* w) {
        in.load(team, w[IN_PROJ]);
        steps.load(team, w[X_PROJ]);
        out.load(team, w[OUT_PROJ]);
        fc1.load(team, w[FC1_W]);
        fc2.load(team, w[FC2_W]);
        if (thread != 0) return;
        norm_w.load(w[NORM_W]);
        norm_b.load(w[NORM_B]);
        norm2_w.load(w[NORM2_W]);
        norm2_b.load(w[NORM2_B]);
        out_norm_w.load(w[OUT_NORM_W]);
        out_norm_b.load(w[OUT_NORM_B]);
        skip.load(w[SKIP]);
        step_b.load(w[STEP_B]);
        fc1_b.load(w[FC1_B]);
        fc2_b.load(w[FC2_B]);
        for (long i = 0; i < decay.size; i += VL) {
            int n = decay.size - i < VL ? int(decay.size - i) : VL;
            put(decay.at + i, -vexp(get(w[A_LOGS] + i, n)), n);
        }
        for (long k = 0; k < DIRECTIONS; k++)
            for (long r = 0; r < rank; r++)
                for (long d = 0; d < inner; d++)
                    step_w.at[(k * rank + r) * inner + d] = w[STEP_W][(k * inner + d) * rank + r];
        for (long t = 0; t < 9; t++)
            for (long d = 0; d < inner; d++) {
                conv.at[t * inner + d] = w[CONV][d * 9 + t];
                flipped.at[(8 - t) * inner + d] = w[CONV][d * 9 + t];
            }
    }
};

/** A 3x3 convolution of stride 2 as a product with rows (ky,kx,c), and the norm after it. */
struct ConvWeights {
    long in, out;
    Linear taps;
    float* reordered;  // (out,9*in), for packing
    Copy bias, norm_w, norm_b;

    void place(Arena& a, long from, long to, bool training) {
        in = from;
        out = to;
        taps.place(a, out, 9 * in, training);
        reordered = a.take(out * 9 * in);
        for (Copy* c : {&bias, &norm_w, &norm_b}) c->place(a, out);
    }
    /** w: the convolution's weight (out,in,3,3), its bias, the norm's weight and bias. */
    void load(Team& team, int thread, const float* const* w) {
        team_for(team, int(out), [&](int o) {
            for (long c = 0; c < in; c++)
                for (long t = 0; t < 9; t++) reordered[(o * 9 + t) * in + c] = w[0][(o * in + c) * 9 + t];
        });
        taps.load(team, reordered);
        if (thread != 0) return;
        bias.load(w[1]);
        norm_w.load(w[2]);
        norm_b.load(w[3]);
    }
};
