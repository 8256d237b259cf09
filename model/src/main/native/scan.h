// SS2D's core: the selective scan over a map in four directions, with the step projection before and the merge after it.
//
//   s_k  = bias_k + W_k p_k[0..R)          step before softplus        (pictures,h,w,D)
//   dt   = log(1 + e^s)
//   h_t  = e^(dt A) h_(t-1) + dt B_t x_t   along direction k           B_t = p_k[R..R+N), C_t = p_k[R+N..R+2N)
//   y   += C_t h_t + skip_k x_t            summed over k = 0..3
//
// Channels are independent: a task takes a strip of channels of one picture through all directions, so that nothing is
// permuted and no two tasks write the same number. The strip's channels are first copied side by side: positions of the
// map are far apart, and each is visited four times. The elementary functions run as separate passes over a tile of
// STEPS positions that stays in the first-level cache.
#pragma once
#include "layers.h"

struct ScanShape {
    long pictures, h, w, channels, rank, states;
    long length() const { return h * w; }
    long width() const { return rank + 2 * states; }  // of one direction's slice of p
};

struct ScanInputs {
    const float* x;       // (pictures,h,w,D)
    const float* p;       // (pictures,h,w,4*(R+2N))
    const float* weight;  // (4,R,D)
    const float* bias;    // (4,D)
    const float* decay;   // (4,D,N), A, negative
    const float* skip;    // (4,D)
};

constexpr int STEPS = 64;
constexpr int DIRECTIONS = 4;

/** Positions visited in one direction, in order. */
struct Walk {
    long h, w, row, column;
    int direction;
    Walk(long height, long width, int d, long t) : h(height), w(width), direction(d) {
        long at = d < 2 ? t : height * width - 1 - t;
        if (d % 2 == 0)
            row = at / width, column = at % width;
        else
            row = at % height, column = at / height;
    }
    long next() {
        long at = row * w + column;
        switch (direction) {
            case 0: if (++column == w) column = 0, row++; break;
            case 1: if (++row == h) row = 0, column++; break;
            case 2: if (column-- == 0) column = w - 1, row--; break;
            default: if (row-- == 0) row = h - 1, column--;
        }
        return at;
    }
};

/** Positions that share one load of weights: as many sums of two vectors as there are registers for. */
constexpr int TOGETHER = MR < 6 ? MR : 6;

/** acc[i] += rows[i] (n) * b (n, W vectors, rows `stride` floats apart): a product whose sums stay in registers. */
template <int T, int W>
INLINE void add_rows(const float* const* rows, long n, const float* b, long stride, vf (&acc)[T][W]) {
    const float* row[T];
    for (int i = 0; i < T; i++) row[i] = rows[i];
    for (long k = 0; k < n; k++) {
        vf right[W];
        for (int v = 0; v < W; v++) right[v] = load(b + k * stride + v * VL);
        for (int i = 0; i < T; i++) {
            vf left = splat(row[i][k]);
            for (int v = 0; v < W; v++) acc[i][v] += left * right[v];
        }
    }
}

template <int N>
struct Number {
    static constexpr int value = N;
};

/** Calls step(first, the number as a type) for runs of at most TOGETHER out of `count`, evenly long: no thin rest. */
template <typename Step>
INLINE void each_run(int count, Step step) {
    int runs = (count + TOGETHER - 1) / TOGETHER;
    for (int i = 0; i < runs; i++) {
        int from = count * i / runs, n = count * (i + 1) / runs - from;
        switch (n) {
            case 6: step(from, Number<TOGETHER < 6 ? TOGETHER : 6>()); break;
            case 5: step(from, Number<TOGETHER < 5 ? TOGETHER : 5>()); break;
            case 4: step(from, Number<TOGETHER < 4 ? TOGETHER : 4>()); break;
            case 3: step(from, Number<3>()); break;
            case 2: step(from, Number<2>()); break;
            default: step(from, Number<1>());
        }
    }
}

/**
 * A strip of V vectors of channels, with its weights copied side by side and zero beyond the last channel; FULL when
 * all its channels are there.
 */
template <int V, bool FULL>
struct Strip {
    static constexpr int C = V * VL;
    const ScanShape& shape;
    const ScanInputs& in;
    long picture, first;
    int valid;
    float* weight;  // (R,C) of the present direction
    alignas(64) float bias[C], skip[C];
    float* decay;  // (N,C)
    long at[STEPS];              // positions of the present tile
    const float* slices[STEPS];  // their rows of p in the present direction
    int count;
    int direction;
    alignas(64) float s[STEPS * C], e[STEPS * C], dt[STEPS * C], a[STEPS * C];

    /** room: floats(shape). */
    Strip(const ScanShape& sh, const ScanInputs& i, long pic, long channel, float* room)
        : shape(sh), in(i), picture(pic), first(channel) {
        valid = shape.channels - first < C ? int(shape.channels - first) : C;
        weight = room;
        decay = room + shape.rank * C;
    }
    static long floats(const ScanShape& s) { return (s.rank + s.states) * C; }

    /** Copies this strip's channels of a map's picture to (L,C), zero beyond the last channel; or back. */
    void gather(const float* map, float* side) const {
        const float* from = map + picture * shape.length() * shape.channels + first;
        for (long i = 0; i < shape.length(); i++)
            for (int v = 0; v < V; v++) store(side + i * C + v * VL, read(from + i * shape.channels, v));
    }
    void scatter(const float* side, float* map) const {
        float* to = map + picture * shape.length() * shape.channels + first;
        for (long i = 0; i < shape.length(); i++)
            for (int v = 0; v < V; v++) write(to + i * shape.channels, v, load(side + i * C + v * VL));
    }
    vf read(const float* p, int v) const {
        if (FULL) return load(p + v * VL);
        int rest = valid - v * VL;
        return rest >= VL ? load(p + v * VL) : load_part(p + v * VL, rest > 0 ? rest : 0);
    }
    void write(float* p, int v, vf x) const {
        if (FULL) return store(p + v * VL, x);
        int rest = valid - v * VL;
        rest >= VL ? store(p + v * VL, x) : store_part(p + v * VL, x, rest > 0 ? rest : 0);
    }

    void turn(int k) {
        direction = k;
        long d = shape.channels;
        for (long r = 0; r < shape.rank; r++)
            for (int v = 0; v < V; v++) store(weight + r * C + v * VL, read(in.weight + (k * shape.rank + r) * d + first, v));
        for (int v = 0; v < V; v++) {
            store(bias + v * VL, read(in.bias + k * d + first, v));
            store(skip + v * VL, read(in.skip + k * d + first, v));
        }
        for (long n = 0; n < shape.states; n++)
            for (int c = 0; c < C; c++)
                decay[n * C + c] = c < valid ? in.decay[(k * d + first + c) * shape.states + n] : 0.f;
    }

    /** s of the tile. Not inlined: the elementary functions around it would take its registers. */
    __attribute__((noinline)) void project() {
        each_run(count, [&](int from, auto number) INLINE_LAMBDA { project_steps<number.value>(from); });
    }
    template <int T>
    INLINE_METHOD void project_steps(int t) {
        vf acc[T][V];
        for (int i = 0; i < T; i++)
            for (int v = 0; v < V; v++) acc[i][v] = load(bias + v * VL);
        add_rows<T, V>(slices + t, shape.rank, weight, C, acc);
        for (int i = 0; i < T; i++)
            for (int v = 0; v < V; v++) store(s + (t + i) * C + v * VL, acc[i][v]);
    }
    void step_sizes() {
        for (int i = 0; i < count * C; i += VL) store(e + i, vexp_negative(-vabs(load(s + i))));
        for (int i = 0; i < count * C; i += VL) store(dt + i, vsoftplus(load(s + i), load(e + i)));
    }
    void factors(long n) {
        for (int v = 0; v < V; v++) {
            vf A = load(decay + n * C + v * VL);
            for (int t = 0; t < count; t++) store(a + t * C + v * VL, vexp_negative(load(dt + t * C + v * VL) * A));
        }
    }
    void tile(long from) {
        Walk walk(shape.h, shape.w, direction, from);
        count = shape.length() - from < STEPS ? int(shape.length() - from) : STEPS;
        const float* p = in.p + picture * shape.length() * DIRECTIONS * shape.width() + direction * shape.width();
        for (int t = 0; t < count; t++) {
            at[t] = walk.next();
            slices[t] = p + at[t] * DIRECTIONS * shape.width();
        }
    }
};

/** The recurrence of state n over the tile; FIRST sets y, otherwise it is added to. The skip goes with state 0. */
template <int V, bool FULL, bool FIRST>
INLINE void recur(const Strip<V, FULL>& strip, long n, const float* x, float* y, float* state) {
    constexpr int C = V * VL;
    long rank = strip.shape.rank, states = strip.shape.states;
    vf h[V], skip[V];
    for (int v = 0; v < V; v++) {
        h[v] = load(state + v * VL);
        skip[v] = n == 0 ? load(strip.skip + v * VL) : splat(0.f);
    }
    for (int t = 0; t < strip.count; t++) {
        const float* p = strip.slices[t] + rank + n;
        vf B = splat(p[0]), out = splat(p[states]);
        long place = strip.at[t] * C;
        for (int v = 0; v < V; v++) {
            int i = t * C + v * VL;
            vf u = load(x + place + v * VL);
            h[v] = load(strip.a + i) * h[v] + load(strip.dt + i) * (B * u);
            vf sum = out * h[v] + skip[v] * u;
            store(y + place + v * VL, FIRST ? sum : sum + load(y + place + v * VL));
        }
    }
    for (int v = 0; v < V; v++) store(state + v * VL, h[v]);
}

template <int V, bool FULL>
static void scan_strip(const ScanShape& shape, const ScanInputs& in, long picture, long first, float* out,
                       float* room) {
    Strip<V, FULL> strip(shape, in, picture, first, room);
    constexpr int C = Strip<V, FULL>::C;
    float* state = room + Strip<V, FULL>::floats(shape);  // (N,C)
    float* x = state + shape.states * C;                  // (L,C)
    float* y = x + shape.length() * C;                    // (L,C)
    strip.gather(in.x, x);
    for (int k = 0; k < DIRECTIONS; k++) {
        strip.turn(k);
        memset(state, 0, sizeof(float) * shape.states * C);
        for (long from = 0; from < shape.length(); from += STEPS) {
            strip.tile(from);
            strip.project();
            strip.step_sizes();
            for (long n = 0; n < shape.states; n++) {
                strip.factors(n);
                k == 0 && n == 0 ? recur<V, FULL, true>(strip, n, x, y, state + n * C)
                                 : recur<V, FULL, false>(strip, n, x, y, state + n * C);
            }
        }
    }
    strip.scatter(y, out);
}

constexpr int STRIP = 2;  // vectors of a strip

/** Floats of scratch of one thread for scan_forward. */
INLINE long scan_floats(const ScanShape& s) { return Strip<STRIP, true>::floats(s) + (s.states + 2 * s.length()) * STRIP * VL; }

/** y (pictures,h,w,D); by all threads of the team, each with its scratch. */
static void scan_forward(Team& team, const ScanShape& shape, const ScanInputs& in, float* y, float* scratch) {
    long strips = (shape.channels + STRIP * VL - 1) / (STRIP * VL);
    team_for(team, int(shape.pictures * strips), [&](int task) {
        long picture = task / strips, first = task % strips * STRIP * VL;
        if (first + STRIP * VL <= shape.channels)
            scan_strip<STRIP, true>(shape, in, picture, first, y, scratch);
        else
            scan_strip<STRIP, false>(shape, in, picture, first, y, scratch);
    });
}
