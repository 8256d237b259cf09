// Gradients of scan.h. The states of a strip are computed again and kept for one direction at a time; then the walk goes
// back, with g the gradient of h:
//
//   g_t  = C_t dy_t + a_(t+1) g_(t+1)         dC_t = dy_t h_t          dB_t = g_t dt_t x_t
//   q_t  = g_t a_t h_(t-1)                    dA  += q_t dt_t          dx_t += g_t dt_t B_t + skip dy_t
//   ddt  = q_t A + g_t B_t x_t                ds   = ddt / (1 + e^-s)  and on to W, bias and p
#pragma once
#include "scan.h"

struct ScanGradients {
    float* x;       // (pictures,h,w,D), overwritten
    float* p;       // (pictures,h,w,4*(R+2N)), overwritten
    float* weight;  // (4,R,D), added to, as are the following
    float* bias;    // (4,D)
    float* decay;   // (4,D,N)
    float* skip;    // (4,D)
};

/** Scratch of a thread. */
template <int V>
struct BackwardRoom {
    static constexpr int C = V * VL;
    long padded;          // rank rounded up to whole vectors
    float* strip;         // Strip's own
    float *x, *dy, *dx;   // (L,C), the strip's channels side by side
    float* dt;            // (L,C)
    float* slope;         // (L,C), derivative of softplus
    float* h;             // (N,L,C)
    float* carry;         // (N,C)
    float* across;        // (C,padded), weights transposed
    float* weight;        // (R,C), gradients of the present direction
    float* decay;         // (N,C)
    float* ds;            // (STEPS,C)
    float* sum;           // (STEPS,C)
    float* p;             // (L,4*(R+2N)), this thread's share of one picture's
    static long floats(const ScanShape& s) {
        long padded = (s.rank + VL - 1) / VL * VL, l = s.length();
        return Strip<V, true>::floats(s) + l * C * (5 + s.states) + 2 * s.states * C + C * padded + s.rank * C +
               2 * STEPS * C + l * DIRECTIONS * s.width();
    }
    BackwardRoom(const ScanShape& s, float* room) {
        padded = (s.rank + VL - 1) / VL * VL;
        long l = s.length();
        auto take = [&](long n) { float* at = room; room += n; return at; };
        p = take(l * DIRECTIONS * s.width());
        strip = take(Strip<V, true>::floats(s));
        x = take(l * C);
        dy = take(l * C);
        dx = take(l * C);
        dt = take(l * C);
        slope = take(l * C);
        h = take(s.states * l * C);
        carry = take(s.states * C);
        across = take(C * padded);
        weight = take(s.rank * C);
        decay = take(s.states * C);
        ds = take(STEPS * C);
        sum = take(STEPS * C);
    }
};

template <int V, bool FULL>
struct BackwardStrip {
    static constexpr int C = V * VL;
    const ScanShape& shape;
    Strip<V, FULL> strip;
    BackwardRoom<V>& room;
    vf bias[V], skip[V];

    BackwardStrip(const ScanShape& s, const ScanInputs& in, long picture, long first, BackwardRoom<V>& r)
        : shape(s), strip(s, in, picture, first, r.strip), room(r) {}

    /** Walks forward and keeps dt, the slope of softplus and all states. */
    void remember() {
        memset(room.carry, 0, sizeof(float) * shape.states * C);
        for (long from = 0; from < shape.length(); from += STEPS) {
            strip.tile(from);
            strip.project();
            strip.step_sizes();
            long size = long(strip.count) * C;
            memcpy(room.dt + from * C, strip.dt, sizeof(float) * size);
            for (long i = 0; i < size; i += VL)
                store(room.slope + from * C + i, vsigmoid(load(strip.s + i), load(strip.e + i)));
            for (long n = 0; n < shape.states; n++) {
                strip.factors(n);
                float* h = room.h + (n * shape.length() + from) * C;
                vf state[V];
                for (int v = 0; v < V; v++) state[v] = load(room.carry + n * C + v * VL);
                for (int t = 0; t < strip.count; t++) {
                    float B = strip.slices[t][shape.rank + n];
                    long place = strip.at[t] * C;
                    for (int v = 0; v < V; v++) {
                        int i = t * C + v * VL;
                        state[v] = load(strip.a + i) * state[v] + load(strip.dt + i) * (B * load(room.x + place + v * VL));
                        store(h + i, state[v]);
                    }
                }
                for (int v = 0; v < V; v++) store(room.carry + n * C + v * VL, state[v]);
            }
        }
    }

    /** The share of state n in one tile, backwards; adds to ds, dx, dB, dC and dA. */
    void back(long n, long from) {
        strip.factors(n);
        const float* h = room.h + (n * shape.length() + from) * C;
        vf carry[V], dA[V], A[V];
        for (int v = 0; v < V; v++) {
            carry[v] = load(room.carry + n * C + v * VL);
            dA[v] = load(room.decay + n * C + v * VL);
            A[v] = load(strip.decay + n * C + v * VL);
        }
        for (int t = strip.count - 1; t >= 0; t--) {
            const float* p = strip.slices[t] + shape.rank;
            float B = p[n], Cn = p[shape.states + n];
            long place = strip.at[t] * C;
            vf sumB = splat(0.f), sumC = splat(0.f);
            for (int v = 0; v < V; v++) {
                int i = t * C + v * VL;
                vf up = load(room.dy + place + v * VL), x = load(room.x + place + v * VL), dt = load(strip.dt + i);
                vf before = from + t == 0 ? splat(0.f) : load(h + i - C);
                vf g = Cn * up + carry[v];
                carry[v] = load(strip.a + i) * g;
                vf q = carry[v] * before;
                dA[v] += q * dt;
                vf gx = g * x, gd = g * dt;
                sumB += gd * x;
                sumC += up * load(h + i);
                vf old = load(room.dx + place + v * VL);
                vf ddt = q * A[v] + gx * B;
                if (n == 0) {
                    skip[v] += up * x;
                    old += up * load(strip.skip + v * VL);
                } else {
                    ddt += load(room.ds + i);
                }
                store(room.dx + place + v * VL, old + gd * B);
                store(room.ds + i, ddt);
            }
            float* dp = share(t) + shape.rank;
            dp[n] += sum(sumB);
            dp[shape.states + n] += sum(sumC);
        }
        for (int v = 0; v < V; v++) {
            store(room.carry + n * C + v * VL, carry[v]);
            store(room.decay + n * C + v * VL, dA[v]);
        }
    }

    float* share(int t) const {
        return room.p + strip.at[t] * DIRECTIONS * shape.width() + strip.direction * shape.width();
    }

    /** From the gradients of the tile's s to those of bias, W and the low-rank part of p. */
    __attribute__((noinline)) void unproject() {
        for (int t = 0; t < strip.count; t++)
            for (int v = 0; v < V; v++) bias[v] += load(room.ds + t * C + v * VL);
        each_run(int(shape.rank), [&](int r, auto number) INLINE_LAMBDA { weights<number.value>(r); });
        long r = 0;
        for (; r + 2 * VL <= room.padded; r += 2 * VL) low<2>(r);
        if (r < room.padded) low<1>(r);
    }

    /** Gradients of T rows of W. */
    template <int T>
    INLINE_METHOD void weights(long r) {
        vf sum[T][V];
        for (int i = 0; i < T; i++)
            for (int v = 0; v < V; v++) sum[i][v] = load(room.weight + (r + i) * C + v * VL);
        for (int t = 0; t < strip.count; t++) {
            const float* p = strip.slices[t] + r;
            vf ds[V];
            for (int v = 0; v < V; v++) ds[v] = load(room.ds + t * C + v * VL);
            for (int i = 0; i < T; i++) {
                vf step = splat(p[i]);
                for (int v = 0; v < V; v++) sum[i][v] += step * ds[v];
            }
        }
        for (int i = 0; i < T; i++)
            for (int v = 0; v < V; v++) store(room.weight + (r + i) * C + v * VL, sum[i][v]);
    }

    /** Gradients of W vectors of p, from number r on. */
    template <int W>
    INLINE_METHOD void low(long r) {
        each_run(strip.count, [&](int t, auto number) INLINE_LAMBDA {
            constexpr int T = number.value;
            const float* rows[T];
            vf sum[T][W] = {};
            for (int i = 0; i < T; i++) rows[i] = room.ds + (t + i) * C;
            add_rows<T, W>(rows, C, room.across + r, room.padded, sum);
            for (int i = 0; i < T; i++)
                for (int w = 0; w < W; w++) {
                    long at = r + w * VL;
                    int part = shape.rank - at < VL ? int(shape.rank - at) : VL;
                    float* to = share(t + i) + at;
                    put(to, get(to, part) + sum[i][w], part);
                }
        });
    }

    void direction(int k, const ScanGradients& out) {
        strip.turn(k);
        for (long r = 0; r < room.padded; r++)
            for (int c = 0; c < C; c++)
                room.across[c * room.padded + r] = r < shape.rank ? strip.weight[r * C + c] : 0.f;
        remember();
        memset(room.carry, 0, sizeof(float) * shape.states * C);
        memset(room.weight, 0, sizeof(float) * shape.rank * C);
        memset(room.decay, 0, sizeof(float) * shape.states * C);
        for (int v = 0; v < V; v++) bias[v] = skip[v] = splat(0.f);
        for (long from = (shape.length() - 1) / STEPS * STEPS; from >= 0; from -= STEPS) {
            strip.tile(from);
            memcpy(strip.dt, room.dt + from * C, sizeof(float) * strip.count * C);
            for (long n = 0; n < shape.states; n++) back(n, from);
            for (long i = 0; i < long(strip.count) * C; i += VL)
                store(room.ds + i, load(room.ds + i) * load(room.slope + from * C + i));
            unproject();
        }
        long d = shape.channels, first = strip.first;
        for (int v = 0; v < V; v++) {
            add(out.bias + k * d + first, v, bias[v]);
            add(out.skip + k * d + first, v, skip[v]);
            for (long r = 0; r < shape.rank; r++)
                add(out.weight + (k * shape.rank + r) * d + first, v, load(room.weight + r * C + v * VL));
        }
        for (long n = 0; n < shape.states; n++)
            for (int c = 0; c < strip.valid; c++) out.decay[(k * d + first + c) * shape.states + n] += room.decay[n * C + c];
    }
    void add(float* p, int v, vf x) { strip.write(p, v, strip.read(p, v) + x); }
};

template <bool FULL>
static void scan_backward_strip(const ScanShape& shape, const ScanInputs& in, const float* dy, const ScanGradients& out,
                                long picture, long first, BackwardRoom<STRIP>& room) {
    BackwardStrip<STRIP, FULL> back(shape, in, picture, first, room);
    back.strip.gather(in.x, room.x);
    back.strip.gather(dy, room.dy);
    memset(room.dx, 0, sizeof(float) * shape.length() * STRIP * VL);
    for (int k = 0; k < DIRECTIONS; k++) back.direction(k, out);
    back.strip.scatter(room.dx, out.x);
}

/** Floats of scratch of one thread for scan_backward. */
INLINE long scan_backward_floats(const ScanShape& s) { return BackwardRoom<STRIP>::floats(s); }

/**
 * All gradients; by all threads of the team.
 *
 * A strip belongs to one thread for all pictures, so the weights' gradients need no lock; those of p are summed over the
 * threads in a fixed order, picture by picture.
 *
 * @param scratch start of all threads' scratch, `stride` floats apart
 */
static void scan_backward(Team& team, int thread, const ScanShape& shape, const ScanInputs& in, const float* dy,
                          const ScanGradients& out, float* scratch, long stride) {
    long size = shape.length() * DIRECTIONS * shape.width();
    long strips = (shape.channels + STRIP * VL - 1) / (STRIP * VL);
    BackwardRoom<STRIP> room(shape, scratch + thread * stride);
    for (long picture = 0; picture < shape.pictures; picture++) {
        memset(room.p, 0, sizeof(float) * size);
        for (long s = thread; s < strips; s += team.size) {
            long first = s * STRIP * VL;
            if (first + STRIP * VL <= shape.channels)
                scan_backward_strip<true>(shape, in, dy, out, picture, first, room);
            else
                scan_backward_strip<false>(shape, in, dy, out, picture, first, room);
        }
        team.barrier();
        float* dp = out.p + picture * size;
        each_vector(team, size, [&](long i, int n) {
            vf total = get(scratch + i, n);
            for (int other = 1; other < team.size; other++) total += get(scratch + other * stride + i, n);
            put(dp + i, total, n);
        });
    }
}
