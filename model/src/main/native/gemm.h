// Matrix products on packed right sides. A packed matrix (k x n) is cut into panels of NR columns, zero-padded; a panel
// holds its rows one after the other, so that the kernel below reads it front to back.
#pragma once
#include "simd.h"
#include "team.h"

/** What is done to a product before it is stored, in this order. All may be null. */
struct Epilogue {
    const float* bias = nullptr;      // (n), added
    float* before = nullptr;          // (m,n), keeps the value before the activation
    bool gelu = false;
    const float* scale = nullptr;     // (pictures), factor of each picture's rows
    long rows_per_picture = 1;
    long first_row = 0;               // number of the output's first row, counted from the first picture
    const float* residual = nullptr;  // (m,n), added; may be the output itself
    bool accumulate = false;          // adds to what the output holds
};

INLINE long packed_size(long k, long n) { return (n + NR - 1) / NR * NR * k; }

/** Packs rows [panel] of w (n,k) for x * w^T. */
INLINE void pack_transposed(const float* w, long n, long k, long panel, float* packed) {
    float* to = packed + panel * NR * k;
    const float* from = w + panel * NR * k;
    long rows = n - panel * NR < NR ? n - panel * NR : NR;
    for (long i = 0; i < k; i++) {
        for (long j = 0; j < rows; j++) to[i * NR + j] = from[j * k + i];
        for (long j = rows; j < NR; j++) to[i * NR + j] = 0.f;
    }
}

/** Packs columns [panel] of w (k,n), whose rows are ld apart, for x * w. */
INLINE void pack_columns(const float* w, long k, long n, long ld, long panel, float* packed) {
    float* to = packed + panel * NR * k;
    long first = panel * NR;
    if (first + NR <= n) {
        for (long i = 0; i < k; i++)
            for (int v = 0; v < NV; v++) store(to + i * NR + v * VL, load(w + i * ld + first + v * VL));
    } else {
        for (long i = 0; i < k; i++)
            for (long j = 0; j < NR; j++) to[i * NR + j] = first + j < n ? w[i * ld + first + j] : 0.f;
    }
}

/**
 * One register tile: a (M x k) * panel (k x NR), M <= MR, given to sink(row, vector, value). Element (i,p) of a is
 * a[i * rs + p * cs].
 */
template <int M, typename Sink>
INLINE void micro(long k, const float* a, long rs, long cs, const float* panel, Sink sink) {
    vf acc[M][NV];
#pragma GCC unroll 16
    for (int i = 0; i < M; i++)
#pragma GCC unroll 4
        for (int v = 0; v < NV; v++) acc[i][v] = splat(0.f);
    for (long p = 0; p < k; p++) {
        vf b[NV];
#pragma GCC unroll 4
        for (int v = 0; v < NV; v++) b[v] = load(panel + p * NR + v * VL);
#pragma GCC unroll 16
        for (int i = 0; i < M; i++) {
            vf x = splat(a[i * rs + p * cs]);
#pragma GCC unroll 4
            for (int v = 0; v < NV; v++) acc[i][v] += x * b[v];
        }
    }
#pragma GCC unroll 16
    for (int i = 0; i < M; i++)
#pragma GCC unroll 4
        for (int v = 0; v < NV; v++) sink(i, v, acc[i][v]);
}

/** Where a tile goes: rows from `row`, columns from `column` of c (m,n). */
struct Target {
    float* c;
    long row, column, n;
    bool first, last;  // passes over the depth
    const Epilogue& e;
    long at(int i, int v) const { return (row + i) * n + column + v * VL; }
};

/** A whole tile without activation: everything happens in registers. */
struct PlainSink {
    const Target& t;
    INLINE_METHOD void operator()(int i, int v, vf x) const {
        long at = t.at(i, v);
        if (!t.first || t.e.accumulate) x += load(t.c + at);
        if (t.last) {
            if (t.e.bias) x += load(t.e.bias + t.column + v * VL);
            if (t.e.residual) x += load(t.e.residual + at);
        }
        store(t.c + at, x);
    }
};

/** A tile of any width, with everything an epilogue can ask for. */
struct AnySink {
    const Target& t;
    INLINE_METHOD void operator()(int i, int v, vf x) const {
        long at = t.at(i, v);
        long rest = t.n - t.column - v * VL;
        if (rest <= 0) return;
        int part = rest < VL ? int(rest) : VL;
        auto get = [&](const float* p) { return part == VL ? load(p) : load_part(p, part); };
        auto put = [&](float* p, vf value) { part == VL ? store(p, value) : store_part(p, value, part); };
        if (!t.first || t.e.accumulate) x += get(t.c + at);
        if (t.last) {
            if (t.e.bias) x += get(t.e.bias + t.column + v * VL);
            if (t.e.before) put(t.e.before + at, x);
            if (t.e.gelu) x = vgelu(x);
            if (t.e.scale) x *= t.e.scale[(t.e.first_row + t.row + i) / t.e.rows_per_picture];
            if (t.e.residual) x += get(t.e.residual + at);
        }
        put(t.c + at, x);
    }
};

/** Runs micro for a height that is only known now. */
template <int M>
struct Micro {
    static void run(int m, long k, const float* a, long rs, const float* panel, const Target& t, bool plain) {
        if (m != M)
            Micro<M - 1>::run(m, k, a, rs, panel, t, plain);
        else if (plain)
            micro<M>(k, a, rs, 1, panel, PlainSink{t});
        else
            finish_late(k, a, rs, panel, t);
    }
    /** The rarer endings work on a stored tile: unrolled into the kernel they would only fill the instruction cache. */
    static void finish_late(long k, const float* a, long rs, const float* panel, const Target& t) {
        alignas(64) float tile[M * NR];
        micro<M>(k, a, rs, 1, panel, [&](int i, int v, vf x) { store(tile + i * NR + v * VL, x); });
        AnySink sink{t};
        for (int i = 0; i < M; i++)
            for (int v = 0; v < NV; v++) sink(i, v, load(tile + i * NR + v * VL));
    }
};
template <>
struct Micro<0> {
    static void run(int, long, const float*, long, const float*, const Target&, bool) {}
};

/** Depth of a product's pass: a panel's share of it stays in the first-level cache. */
INLINE long depth_step(long k) {
    constexpr long most = 384;
    long passes = (k + most - 1) / most;
    return ((k + passes - 1) / passes + 7) / 8 * 8;
}

/**
 * Rows [from, to) and panels [panel_from, panel_to) of c (m,n) = a * b. a holds just these rows, `lda` apart; c and the
 * epilogue's arrays are whole.
 */
static void product_block(const float* a, long lda, long from, long to, long k, const float* packed, long n,
                          long panel_from, long panel_to, float* c, const Epilogue& e) {
    long rows = to - from;
    long tiles = (rows + MR - 1) / MR;
    long step = depth_step(k);
    for (long p = 0; p < k; p += step) {
        long depth = k - p < step ? k - p : step;
        bool first = p == 0, last = p + depth == k;
        for (long j = panel_from; j < panel_to; j++) {
            bool plain = (j + 1) * NR <= n && !(last && (e.gelu || e.before || e.scale));
            for (long t = 0; t < tiles; t++) {
                long r0 = rows * t / tiles;  // tiles of nearly equal height: no thin one at the end
                int height = int(rows * (t + 1) / tiles - r0);
                // a share of the next panel on its way into the first-level cache
                for (long i = depth * t / tiles; i < depth * (t + 1) / tiles; i++)
                    __builtin_prefetch(packed + (j + 1) * NR * k + (p + i) * NR);
                Micro<MR>::run(height, depth, a + r0 * lda + p, lda, packed + j * NR * k + p * NR,
                               Target{c, from + r0, j * NR, n, first, last, e}, plain);
            }
        }
    }
}

/** How a product (m x k) * (k x n) is shared out: row blocks times groups of panels. */
struct Shares {
    long blocks, groups, panels;
    Shares(int threads, long m, long k, long n) {
        long height = 131072 / k;  // a block of the left side stays in the second-level cache
        height = height < 4 * MR ? 4 * MR : height > 32 * MR ? 32 * MR : height;
        blocks = (m + height - 1) / height;
        panels = (n + NR - 1) / NR;
        groups = threads == 1 || blocks >= 4 * threads ? 1 : (4 * threads + blocks - 1) / blocks;
        groups = groups > panels ? panels : groups;
    }
    int count() const { return int(blocks * groups); }
};

/**
 * c (m,n) = rows * b with the epilogue; by all threads of the team, ends with a barrier.
 *
 * @param rows gives the left side: rows(from, to, scratch, &ld) returns a pointer to the rows [from, to), which may lie
 *     in scratch, a buffer of this thread's with room for MAX_BLOCK floats
 */
template <typename Rows>
static void product(Team& team, long m, long k, const float* packed, long n, float* c, const Epilogue& e, float* scratch,
                    Rows rows) {
    Shares shares(team.size, m, k, n);
    team_for(team, shares.count(), [&](int task) {
        long block = task / shares.groups, group = task % shares.groups;
        long from = m * block / shares.blocks, to = m * (block + 1) / shares.blocks;
        long ld = k;
        const float* a = rows(from, to, scratch, ld);
        product_block(a, ld, from, to, k, packed, n, shares.panels * group / shares.groups,
                      shares.panels * (group + 1) / shares.groups, c, e);
    });
}

/** Floats that a thread's scratch for the left side must hold for depth k. */
INLINE long block_floats(long k) {
    long height = 131072 / k;
    height = height < 4 * MR ? 4 * MR : height > 32 * MR ? 32 * MR : height;
    return height * k;
}

/** The left side as it lies in memory: (m,k) without gaps. */
INLINE auto plain_rows(const float* a, long k) {
    return [a, k](long from, long, float*, long& ld) {
        ld = k;
        return a + from * k;
    };
}

constexpr long GRADIENT_STEP = 256;  // rows of a pass of weight_gradient

/** Floats of scratch, shared by the team, that weight_gradient needs. */
INLINE long gradient_floats(long n, long k) {
    return GRADIENT_STEP * ((n + MR - 1) / MR * MR + (k + NR - 1) / NR * NR);
}

/** dw (n,k) += dy (m,n)^T * x (m,k); by all threads of the team. */
static void weight_gradient(Team& team, long m, long n, long k, const float* dy, const float* x, float* dw,
                            float* shared) {
    long slivers = (n + MR - 1) / MR, panels = (k + NR - 1) / NR;
    float* left = shared;
    float* right = shared + GRADIENT_STEP * slivers * MR;
    for (long from = 0; from < m; from += GRADIENT_STEP) {
        long depth = m - from < GRADIENT_STEP ? m - from : GRADIENT_STEP;
        team_for(team, int(slivers + panels), [&](int task) {
            if (task < panels) {
                pack_columns(x + from * k, depth, k, k, task, right);
            } else {
                long s = task - panels;
                float* to = left + s * MR * depth;
                const float* source = dy + from * n + s * MR;
                for (long i = 0; i < depth; i++)
                    for (int j = 0; j < MR; j++) to[i * MR + j] = s * MR + j < n ? source[i * n + j] : 0.f;
            }
        });
        Epilogue add;
        add.accumulate = true;
        constexpr long GROUP = 8;  // slivers of a task
        long groups = (slivers + GROUP - 1) / GROUP;
        team_for(team, int(panels * groups), [&](int task) {
            long panel = task / groups, group = task % groups;
            for (long s = group * GROUP; s < slivers && s < (group + 1) * GROUP; s++) {
                Target t{dw, s * MR, panel * NR, k, true, true, add};
                const float* a = left + s * MR * depth;
                const float* b = right + panel * NR * depth;
                if ((s + 1) * MR <= n && (panel + 1) * NR <= k)
                    micro<MR>(depth, a, 1, MR, b, PlainSink{t});
                else
                    micro<MR>(depth, a, 1, MR, b, [&](int i, int v, vf x) {
                        if (s * MR + i < n) AnySink{t}(i, v, x);
                    });
            }
        });
    }
}
