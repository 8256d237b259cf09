// The VMamba backbone: patch embedding, stages of blocks, a downsampling after each stage but the last.
#pragma once
#include <new>

#include "block_backward.h"
#include "zerostream.h"

struct Stage {
    long dim, inner, hidden, depth;
};

/** A map's size. */
struct Size {
    long h, w;
    Size half() const { return {(h + 1) / 2, (w + 1) / 2}; }
    long length() const { return h * w; }
};

constexpr int MOST_STAGES = 16;
constexpr int MOST_BLOCKS = 1024;

struct Network {
    int stages = 0, blocks = 0;
    Stage stage[MOST_STAGES];
    BlockWeights block[MOST_BLOCKS];
    ConvWeights embed[2];
    ConvWeights down[MOST_STAGES];
    float* memory = nullptr;
    size_t memory_size = 0;
    bool training = false;
    Pool pool;

    int tensors() const { return 8 + blocks * BLOCK_TENSORS + (stages - 1) * 4; }

    /** Lays the weights out; only measures without memory. */
    void place(Arena& a) {
        embed[0].place(a, 3, stage[0].dim / 2, training);
        embed[1].place(a, stage[0].dim / 2, stage[0].dim, training);
        int b = 0;
        for (int s = 0; s < stages; s++) {
            for (int i = 0; i < stage[s].depth; i++) block[b++].place(a, training);
            if (s + 1 < stages) down[s].place(a, stage[s].dim, stage[s + 1].dim, training);
        }
    }

    bool load(const float* const* w, bool for_training, int threads) {
        if (!memory || training != for_training) {
            pool.give(memory, memory_size);
            training = for_training;
            Arena measure;
            place(measure);
            memory = pool.take(measure.used, memory_size);
            if (!memory) return false;
            Arena arena{memory, 0};
            place(arena);
        }
        struct Context {
            Network* net;
            const float* const* w;
        } context{this, w};
        team_run(threads, [](Team& team, int thread, void* c) {
            Context& x = *static_cast<Context*>(c);
            x.net->load_all(team, thread, x.w);
        }, &context);
        return true;
    }

    void load_all(Team& team, int thread, const float* const* w) {
        embed[0].load(team, thread, w);
        embed[1].load(team, thread, w + 4);
        w += 8;
        int b = 0;
        for (int s = 0; s < stages; s++) {
            for (int i = 0; i < stage[s].depth; i++, w += BLOCK_TENSORS) block[b++].load(team, thread, w);
            if (s + 1 < stages) down[s].load(team, thread, w), w += 4;
        }
    }

    ~Network() {
        if (memory) pool.give(memory, memory_size);
    }
};

/** What a forward with gradients keeps. */
struct Tape {
    Network* net;
    float* memory;
    size_t memory_size;
    long pictures;
    Size input;
    float* picture;               // (B,H,W,3)
    float* conv[2];               // patch embedding, before the norms
    float* active;                // its first norm's output after GELU
    BlockTape block[MOST_BLOCKS];
    float* before_down[MOST_STAGES];  // a stage's output
    float* down[MOST_STAGES];     // the downsampling's, before its norm
    float* scales;                // (blocks,2,B), or null
    float* map;                   // output, (B,h,w,F)
};

/** One call. Without a tape x is one map that is overwritten block by block. */
struct Forward {
    Network& net;
    Tape* tape;
    long pictures;
    Size input;
    const float* images;  // (B,H,W,3)
    float* out;
    int threads;

    float *half, *x, *other, *scratch;
    long stride;
    BlockRoom room[MOST_STAGES];

    void place(Arena& a) {
        Size s1 = input.half(), s2 = s1.half();
        const Stage* st = net.stage;
        long most = pictures * s2.length() * st[0].dim, rows = block_floats(9 * st[0].dim / 2);
        Size s = s2;
        half = a.take(pictures * s1.length() * st[0].dim / 2);
        for (int i = 0; i < net.stages; i++) {
            long size = pictures * s.length() * st[i].dim;
            most = size > most ? size : most;
            if (block_floats(9 * st[i].dim) > rows) rows = block_floats(9 * st[i].dim);
            s = s.half();
        }
        if (tape) {
            place_tape(a);
        } else {
            x = a.take(most);
            other = a.take(most);
        }
        stride = rows + 64;
        scratch = a.take(stride * threads);
        s = s2;
        long start = a.used, end = start;
        for (int i = 0, b = 0; i < net.stages; b += net.stage[i].depth, i++, s = s.half()) {
            a.used = start;  // the stages use the same room, one after the other
            room[i] = block_room(a, net.block[b], pictures, s.h, s.w, threads, tape != nullptr);
            end = a.used > end ? a.used : end;
        }
        a.used = end;
    }

    void place_tape(Arena& a) {
        Size s1 = input.half(), s = s1.half();
        float* copy = a.take(pictures * input.length() * 3);
        if (copy) memcpy(copy, images, sizeof(float) * pictures * input.length() * 3);
        tape->picture = copy;
        tape->conv[0] = a.take(pictures * s1.length() * net.stage[0].dim / 2);
        tape->active = half;
        tape->conv[1] = a.take(pictures * s.length() * net.stage[0].dim);
        for (int i = 0, b = 0; i < net.stages; i++) {
            long m = pictures * s.length();
            for (int k = 0; k < net.stage[i].depth; k++, b++) tape->block[b].place(a, net.block[b], m);
            tape->before_down[i] = a.take(m * net.stage[i].dim);
            s = s.half();
            if (i + 1 < net.stages) tape->down[i] = a.take(pictures * s.length() * net.stage[i + 1].dim);
        }
        tape->map = tape->before_down[net.stages - 1];
        tape->scales = a.take(2L * net.blocks * pictures);
    }

    /** Convolution and norm from a map of this size; `raw` keeps the value before the norm and may be the output. */
    void convolve(Team& team, int thread, const ConvWeights& w, Size from, const float* in, float* raw, bool gelu,
                  float* to) {
        Size s = from.half();
        long m = pictures * s.length();
        Epilogue e;
        e.bias = w.bias.at;
        product(team, m, 9 * w.in, w.taps.forward, w.out, raw, e, scratch + thread * stride,
                patches(in, from.h, from.w, w.in));
        norm(team, m, w.out, raw, w.norm_w.at, w.norm_b.at, gelu, to);
    }

    void run(Team& team, int thread) {
        Size s = input;
        convolve(team, thread, net.embed[0], s, images, tape ? tape->conv[0] : half, true, half);
        s = s.half();
        float* now = tape ? tape->block[0].x : x;
        convolve(team, thread, net.embed[1], s, half, tape ? tape->conv[1] : now, false, now);
        s = s.half();
        for (int i = 0, b = 0; i < net.stages; i++) {
            for (int k = 0; k < net.stage[i].depth; k++, b++) {
                bool last = k + 1 == net.stage[i].depth;
                float* to = !tape ? nullptr : last ? tape->before_down[i] : tape->block[b + 1].x;
                const float* scales = tape && tape->scales ? tape->scales + 2L * b * pictures : nullptr;
                block_forward(team, thread, net.block[b], pictures, s.h, s.w, now, tape ? &tape->block[b] : nullptr,
                              scales, room[i], to);
                if (tape) now = to;
            }
            if (i + 1 == net.stages) break;
            float* to = tape ? tape->block[b].x : now == x ? other : x;
            convolve(team, thread, net.down[i], s, now, tape ? tape->down[i] : to, false, to);
            s = s.half();
            now = to;
        }
        each_vector(team, pictures * s.length() * net.stage[net.stages - 1].dim,
                    [&](long i, int n) { put(out + i, get(now + i, n), n); });
    }
};

struct Backward {
    Network& net;
    Tape& tape;
    const float* up;
    float* const* grads;
    int threads;

    float *dx, *dpatches, *other, *reordered, *sums, *shared;
    BlockBackRoom room[MOST_STAGES];

    void place(Arena& a) {
        Size s1 = tape.input.half(), s = s1.half();
        const Stage* st = net.stage;
        long b = tape.pictures;
        long most = b * s1.length() * st[0].dim / 2, patch = b * s.length() * 9 * st[0].dim / 2;
        if (b * s1.length() * 27 > patch) patch = b * s1.length() * 27;
        long conv = st[0].dim * 9 * st[0].dim, widest = 9 * st[0].dim;
        for (int i = 0; i < net.stages; i++, s = s.half()) {
            if (b * s.length() * st[i].dim > most) most = b * s.length() * st[i].dim;
            if (i + 1 == net.stages) break;
            long p = b * s.half().length() * 9 * st[i].dim;
            patch = p > patch ? p : patch;
            if (9 * st[i].dim > widest) widest = 9 * st[i].dim;
            if (st[i + 1].dim > widest) widest = st[i + 1].dim;
            if (9 * st[i].dim * st[i + 1].dim > conv) conv = 9 * st[i].dim * st[i + 1].dim;
        }
        dx = a.take(most);
        other = a.take(most);
        dpatches = a.take(patch);
        reordered = a.take(conv);
        sums = a.take(PARTS * 2 * widest);
        shared = a.take(gradient_floats(widest, widest));
        long start = a.used, end = start;
        s = s1.half();
        for (int i = 0, k = 0; i < net.stages; k += st[i].depth, i++, s = s.half()) {
            a.used = start;
            room[i] = block_back_room(a, net.block[k], b, s.h, s.w, threads);
            end = a.used > end ? a.used : end;
        }
        a.used = end;
    }

    /** From the gradient of the norm's output d to that of the input (null: not wanted), and the weights'. */
    void convolve(Team& team, int thread, const ConvWeights& w, Size from, const float* in, const float* raw, float* d,
                  float* const* g, float* din) {
        long m = tape.pictures * from.half().length(), taps = 9 * w.in;
        norm_backward(team, m, w.out, raw, w.norm_w.at, d, d, g[2], g[3], sums);
        add_columns(team, m, w.out, d, g[1], sums);
        auto rows = patches(in, from.h, from.w, w.in);
        team_for(team, row_tasks(m), [&](int t) {
            long first = t * ROWS, last = first + ROWS < m ? first + ROWS : m, ld;
            rows(first, last, dpatches + first * taps, ld);
        });
        team_for(team, 1, [&](int) { memset(reordered, 0, sizeof(float) * w.out * taps); });
        weight_gradient(team, m, w.out, taps, d, dpatches, reordered, shared);
        team_for(team, int(w.out), [&](int o) {
            for (long c = 0; c < w.in; c++)
                for (long t = 0; t < 9; t++) g[0][(o * w.in + c) * 9 + t] += reordered[(o * 9 + t) * w.in + c];
        });
        if (!din) return;
        product(team, m, w.out, w.taps.backward, taps, dpatches, {}, nullptr, plain_rows(d, w.out));
        patches_backward(team, tape.pictures, from.h, from.w, w.in, dpatches, din);
        (void)thread;
    }

    void run(Team& team, int thread) {
        Size sizes[MOST_STAGES];
        sizes[0] = tape.input.half().half();
        for (int i = 1; i < net.stages; i++) sizes[i] = sizes[i - 1].half();
        int last = net.stages - 1;
        each_vector(team, tape.pictures * sizes[last].length() * net.stage[last].dim,
                    [&](long i, int n) { put(dx + i, get(up + i, n), n); });
        float* const* g = grads + net.tensors();
        float *d = dx, *spare = other;
        for (int i = last, b = net.blocks - 1; i >= 0; i--) {
            if (i < last) {
                g -= 4;
                convolve(team, thread, net.down[i], sizes[i], tape.before_down[i], tape.down[i], d, g, spare);
                float* swap = d;
                d = spare;
                spare = swap;
            }
            for (int k = 0; k < net.stage[i].depth; k++, b--) {
                g -= BLOCK_TENSORS;
                block_backward(team, thread, net.block[b], tape.pictures, sizes[i].h, sizes[i].w, tape.block[b],
                               tape.scales ? tape.scales + 2L * b * tape.pictures : nullptr, d, g, room[i]);
            }
        }
        convolve(team, thread, net.embed[1], tape.input.half(), tape.active, tape.conv[1], d, grads + 4, spare);
        // through GELU and the first norm: the value before GELU is computed again
        long m = tape.pictures * tape.input.half().length(), n = net.embed[0].out;
        norm(team, m, n, tape.conv[0], net.embed[0].norm_w.at, net.embed[0].norm_b.at, false, d);
        gelu_backward(team, m * n, d, spare, spare);
        convolve(team, thread, net.embed[0], tape.input, tape.picture, tape.conv[0], spare, grads, nullptr);
    }
};
