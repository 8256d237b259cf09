// Normalisation, activations and convolutions on channels-last maps, forward and backward.
#pragma once
#include "gemm.h"

constexpr float NORM_EPSILON = 1e-5f;

/** Mean and 1 / standard deviation (biased) of n floats. */
INLINE void moments(const float* x, long n, float& mean, float& rate) {
    vf s = splat(0.f);
    float rest = 0;
    long i = 0;
    for (; i + VL <= n; i += VL) s += load(x + i);
    for (long r = i; r < n; r++) rest += x[r];
    mean = (sum(s) + rest) / n;
    vf q = splat(0.f);
    rest = 0;
    for (i = 0; i + VL <= n; i += VL) {
        vf d = load(x + i) - mean;
        q += d * d;
    }
    for (long r = i; r < n; r++) rest += (x[r] - mean) * (x[r] - mean);
    rate = 1.f / __builtin_sqrtf((sum(q) + rest) / n + NORM_EPSILON);
}

/** y = (x - mean) * rate * weight + bias over the last axis of one row; y may be x. */
INLINE void norm_row(const float* x, long n, const float* weight, const float* bias, float* y) {
    float mean, rate;
    moments(x, n, mean, rate);
    long i = 0;
    for (; i + VL <= n; i += VL) store(y + i, (load(x + i) - mean) * rate * load(weight + i) + load(bias + i));
    for (; i < n; i++) y[i] = (x[i] - mean) * rate * weight[i] + bias[i];
}

/** The left side of a product: layer-normalised rows of x (m,k). */
INLINE auto norm_rows(const float* x, long k, const float* weight, const float* bias) {
    return [=](long from, long to, float* scratch, long& ld) {
        for (long r = from; r < to; r++) norm_row(x + r * k, k, weight, bias, scratch + (r - from) * k);
        ld = k;
        return static_cast<const float*>(scratch);
    };
}

constexpr long ROWS = 64;  // rows of a task of an element-wise operation

INLINE int row_tasks(long m) { return int((m + ROWS - 1) / ROWS); }

template <typename F>
static void each_row(Team& team, long m, F f) {
    team_for(team, row_tasks(m), [&](int task) {
        for (long r = task * ROWS; r < m && r < (task + 1) * ROWS; r++) f(r);
    });
}

/** y = norm(x), rows (m,n), with GELU when asked; y may be x. */
static void norm(Team& team, long m, long n, const float* x, const float* weight, const float* bias, bool gelu,
                 float* y) {
    each_row(team, m, [&](long r) {
        float* to = y + r * n;
        norm_row(x + r * n, n, weight, bias, to);
        if (gelu) {
            long i = 0;
            for (; i + VL <= n; i += VL) store(to + i, vgelu(load(to + i)));
            if (i < n) store_part(to + i, vgelu(load_part(to + i, int(n - i))), int(n - i));
        }
    });
}

/**
 * Gradients of y = norm(x): dx from dy (may be the same array), added to `onto` when that is given and stored there; and
 * the weights' gradients, added. The rows are cut into a fixed number of parts whose sums are added in order: the result
 * does not depend on which thread did what. `shared` holds PARTS * 2 * n floats.
 */
constexpr int PARTS = 16;
static void norm_backward(Team& team, long m, long n, const float* x, const float* weight, const float* dy, float* dx,
                          float* dweight, float* dbias, float* shared) {
    team_for(team, PARTS, [&](int part) {
        float* gw = shared + part * 2 * n;
        float* gb = gw + n;
        memset(gw, 0, sizeof(float) * 2 * n);
        for (long r = m * part / PARTS; r < m * (part + 1) / PARTS; r++) {
            const float* xr = x + r * n;
            const float* dr = dy + r * n;
            float* to = dx + r * n;
            float mean, rate;
            moments(xr, n, mean, rate);
            vf s1 = splat(0.f), s2 = splat(0.f);
            for (long i = 0; i < n; i += VL) {
                int k = n - i < VL ? int(n - i) : VL;
                auto get = [&](const float* p) { return k == VL ? load(p + i) : load_part(p + i, k); };
                auto put = [&](float* p, vf v) { k == VL ? store(p + i, v) : store_part(p + i, v, k); };
                vf d = get(dr);
                // beyond the end both factors must be zero
                vf hat = k == VL ? (get(xr) - mean) * rate : load_part(xr + i, k) * rate - mean * rate;
                put(gw, get(gw) + d * hat);
                put(gb, get(gb) + d);
                vf g = d * get(weight);
                s1 += g;
                s2 += g * hat;
            }
            float a = sum(s1) / n, b = sum(s2) / n;
            for (long i = 0; i < n; i += VL) {
                int k = n - i < VL ? int(n - i) : VL;
                auto get = [&](const float* p) { return k == VL ? load(p + i) : load_part(p + i, k); };
                vf hat = (get(xr) - mean) * rate;
                vf v = rate * (get(dr) * get(weight) - a - hat * b);
                k == VL ? store(to + i, v) : store_part(to + i, v, k);
            }
        }
    });
    team_for(team, 1, [&](int) {
        for (int part = 0; part < PARTS; part++) {
            const float* gw = shared + part * 2 * n;
            for (long i = 0; i < n; i++) dweight[i] += gw[i], dbias[i] += gw[n + i];
        }
    });
}

/** sums (n) += columns of x (m,n). `shared` holds PARTS * n floats. */
static void add_columns(Team& team, long m, long n, const float* x, float* sums, float* shared) {
    team_for(team, PARTS, [&](int part) {
        float* s = shared + part * n;
        memset(s, 0, sizeof(float) * n);
        for (long r = m * part / PARTS; r < m * (part + 1) / PARTS; r++)
            for (long i = 0; i < n; i++) s[i] += x[r * n + i];
    });
    team_for(team, 1, [&](int) {
        for (int part = 0; part < PARTS; part++)
            for (long i = 0; i < n; i++) sums[i] += shared[part * n + i];
    });
}

/** y[i] = f(i) for count floats in vectors; get and put handle the last, partial one. */
template <typename F>
static void each_vector(Team& team, long count, F f) {
    constexpr long CHUNK = 4096;
    team_for(team, int((count + CHUNK - 1) / CHUNK), [&](int task) {
        long end = (task + 1) * CHUNK < count ? (task + 1) * CHUNK : count;
        for (long i = task * CHUNK; i < end; i += VL) f(i, end - i < VL ? int(end - i) : VL);
    });
}
INLINE vf get(const float* p, int n) { return n == VL ? load(p) : load_part(p, n); }
INLINE void put(float* p, vf v, int n) { n == VL ? store(p, v) : store_part(p, v, n); }

/** dx = dy * gelu'(x); dx may be dy. */
static void gelu_backward(Team& team, long count, const float* x, const float* dy, float* dx) {
    each_vector(team, count, [&](long i, int n) { put(dx + i, get(dy + i, n) * vgelu_slope(get(x + i, n)), n); });
}
static void gelu(Team& team, long count, const float* x, float* y) {
    each_vector(team, count, [&](long i, int n) { put(y + i, vgelu(get(x + i, n)), n); });
}

constexpr long CHANNELS = 16 * VL;  // of a task of a depthwise convolution: its weights stay in the first-level cache

/** Pointers to the nine neighbours of a position; those outside the map point to zeros. */
struct Neighbours {
    const float* at[9];
    Neighbours(const float* x, long picture, long h, long w, long c, long row, long column) {
        static const float zeros[CHANNELS] = {};
        for (int t = 0; t < 9; t++) {
            long y = row + t / 3 - 1, q = column + t % 3 - 1;
            bool inside = y >= 0 && y < h && q >= 0 && q < w;
            at[t] = inside ? x + ((picture * h + y) * w + q) * c : zeros;
        }
    }
};

/**
 * Depthwise 3x3 convolution with padding 1 and, when asked, SiLU: x to y, both (pictures,h,w,c). Weights (9,c).
 *
 * @param before keeps the value before SiLU; may be null
 */
static void depthwise(Team& team, long pictures, long h, long w, long c, const float* x, const float* weight,
                      bool silu, float* before, float* y) {
    long groups = (c + CHANNELS - 1) / CHANNELS;
    team_for(team, int(pictures * h * groups), [&](int task) {
        long row = task / groups % h, picture = task / groups / h, first = task % groups * CHANNELS;
        long end = first + CHANNELS < c ? first + CHANNELS : c;
        for (long q = 0; q < w; q++) {
            Neighbours near(x + first, picture, h, w, c, row, q);
            long at = ((picture * h + row) * w + q) * c;
            auto channel = [&](long i, int n) INLINE_LAMBDA {
                vf even = splat(0.f), odd = splat(0.f);  // two chains of additions
#pragma GCC unroll 9
                for (int t = 0; t < 9; t++) {
                    vf term = get(near.at[t] + i - first, n) * get(weight + t * c + i, n);
                    t % 2 ? odd += term : even += term;
                }
                vf v = even + odd;
                if (before) put(before + at + i, v, n);
                put(y + at + i, silu ? vsilu(v) : v, n);
            };
            long i = first;
            for (; i + VL <= end; i += VL) channel(i, VL);
            if (i < end) channel(i, int(end - i));
        }
    });
}

/** dx = dy * silu'(x); dx may be dy. */
static void silu_backward(Team& team, long count, const float* x, const float* dy, float* dx) {
    each_vector(team, count, [&](long i, int n) {
        vf s = get(x + i, n);
        vf sigmoid = 1.f / (1.f + vexp(-s));
        put(dx + i, get(dy + i, n) * sigmoid * (1.f + s * (1.f - sigmoid)), n);
    });
}

/** dweight (9,c) += gradient of the depthwise convolution; each group of channels is one task. */
static void depthwise_gradient(Team& team, long pictures, long h, long w, long c, const float* x, const float* dy,
                               float* dweight) {
    constexpr long GROUP = 4 * VL;
    team_for(team, int((c + GROUP - 1) / GROUP), [&](int task) {
        long first = task * GROUP, end = first + GROUP < c ? first + GROUP : c;
        alignas(64) float sums[9 * GROUP] = {};
        for (long at = 0; at < pictures * h * w; at++) {
            Neighbours near(x + first, at / (h * w), h, w, c, at / w % h, at % w);
            for (long i = first; i < end; i += VL) {
                int n = end - i < VL ? int(end - i) : VL;
                vf d = get(dy + at * c + i, n);
                for (int t = 0; t < 9; t++) {
                    float* s = sums + t * GROUP + i - first;
                    store(s, load(s) + d * get(near.at[t] + i - first, n));
                }
            }
        }
        for (int t = 0; t < 9; t++)
            for (long i = first; i < end; i++) dweight[t * c + i] += sums[t * GROUP + i - first];
    });
}

/**
 * The left side of a 3x3 convolution of stride 2 with padding 1 as a product: rows are output positions of
 * (pictures,ceil(h/2),ceil(w/2)), columns (ky,kx,c). Input (pictures,h,w,c).
 */
INLINE auto patches(const float* x, long h, long w, long c) {
    return [=](long from, long to, float* scratch, long& ld) {
        long oh = (h + 1) / 2, ow = (w + 1) / 2;
        ld = 9 * c;
        for (long r = from; r < to; r++) {
            long picture = r / (oh * ow), y = r / ow % oh, q = r % ow;
            float* row = scratch + (r - from) * ld;
            for (int t = 0; t < 9; t++) {
                long iy = 2 * y + t / 3 - 1, ix = 2 * q + t % 3 - 1;
                if (iy < 0 || iy >= h || ix < 0 || ix >= w)
                    memset(row + t * c, 0, sizeof(float) * c);
                else
                    memcpy(row + t * c, x + ((picture * h + iy) * w + ix) * c, sizeof(float) * c);
            }
        }
        return static_cast<const float*>(scratch);
    };
}

/** The transpose of patches: dx (pictures,h,w,c) from the gradients of all rows; dx is overwritten. */
static void patches_backward(Team& team, long pictures, long h, long w, long c, const float* rows, float* dx) {
    long oh = (h + 1) / 2, ow = (w + 1) / 2;
    team_for(team, int(pictures * h), [&](int task) {
        long picture = task / h, iy = task % h;
        for (long ix = 0; ix < w; ix++) {
            float* to = dx + (long(task) * w + ix) * c;
            memset(to, 0, sizeof(float) * c);
            for (int t = 0; t < 9; t++) {
                long y2 = iy + 1 - t / 3, x2 = ix + 1 - t % 3;
                if ((y2 | x2) & 1 || y2 < 0 || x2 < 0 || y2 / 2 >= oh || x2 / 2 >= ow) continue;
                const float* from = rows + (((picture * oh + y2 / 2) * ow + x2 / 2) * 9 + t) * c;
                for (long i = 0; i < c; i++) to[i] += from[i];
            }
        }
    });
}
