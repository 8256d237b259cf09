// Matching of vectors with many classes: one pass over the classes, which lie packed as the right side of a product.
// Scores stay in the cache; of each block of classes only its leaders go out, so that a set may be far larger than what
// its scores would need, and the result depends neither on the threads nor on the other vectors.
#pragma once
#include "arena.h"
#include "gemm.h"
#include "team.h"

constexpr long MATCH_BLOCK = 1536;  // classes of a block; a multiple of every NR
static_assert(MATCH_BLOCK % NR == 0, "a block is whole panels");
constexpr long MATCH_VECTORS = 64;  // vectors of a call; their scores of a block stay in the second-level cache

/** Rows of many classes (count, depth), packed. */
struct Classes {
    long count = 0, depth = 0;
    float* packed = nullptr;
    size_t size = 0;

    /** Memory for the rows, zeros; false when there is none. */
    bool allocate(long classes, long attributes) {
        count = classes;
        depth = attributes;
        size = size_t(packed_size(depth, count)) * sizeof(float);
        void* at = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (at == MAP_FAILED) return false;
        madvise(at, size, MADV_HUGEPAGE);
        packed = static_cast<float*>(at);
        return true;
    }
    ~Classes() {
        if (packed) munmap(packed, size);
    }
    void put(long first, long rows, const float* from) {
        for (long r = 0; r < rows; r++) {
            long c = first + r;
            float* to = packed + c / NR * NR * depth + c % NR;
            for (long i = 0; i < depth; i++) to[i * NR] = from[r * depth + i];
        }
    }
    long blocks() const { return (count + MATCH_BLOCK - 1) / MATCH_BLOCK; }
};

/** Where the leaders go; all by vector, then block. */
struct Leaders {
    float* largest;  // (vectors, blocks)
    float* sums;     // (vectors, blocks), of e^(score - largest)
    long k;
    int32_t* best;   // (vectors, blocks, k), classes by falling score, ties by rising number; -1 beyond the block's
    float* scores;   // (vectors, blocks, k)
};

/** The leaders of n scores, 1 <= n <= MATCH_BLOCK; s may be written up to the next whole vector. */
static void lead(float* s, long n, int32_t first_class, const Leaders& to, long at) {
    long whole = (n + VL - 1) / VL * VL;
    for (long i = n; i < whole; i++) s[i] = -3e38f;
    vf most = load(s);
    for (long i = VL; i < whole; i += VL) most = vmax(most, load(s + i));
    float largest = most[0];
    for (int i = 1; i < VL; i++) largest = most[i] > largest ? most[i] : largest;
    vf total = splat(0.f);
    vf shift = splat(largest);
    for (long i = 0; i < whole; i += VL) total += vexp_negative(load(s + i) - shift);
    to.largest[at] = largest;
    to.sums[at] = sum(total);
    int32_t* best = to.best + at * to.k;
    float* scores = to.scores + at * to.k;
    long found = 0;
    for (long i = 0; i < n; i++) {
        if (found == to.k && !(s[i] > scores[to.k - 1])) continue;
        long place = found < to.k ? found++ : to.k - 1;
        for (; place > 0 && s[i] > scores[place - 1]; place--) {
            best[place] = best[place - 1];
            scores[place] = scores[place - 1];
        }
        best[place] = first_class + int32_t(i);
        scores[place] = s[i];
    }
    for (; found < to.k; found++) best[found] = -1;
}

/** One call: blocks are shared out among the threads. */
struct Matching {
    const Classes& classes;
    const float* vectors;
    long count;
    Leaders to;
    float* scratch;

    void run(Team& team, int thread) {
        float* scores = scratch + thread * MATCH_VECTORS * MATCH_BLOCK;
        team_for(team, int(classes.blocks()), [&](int block) {
            long first = block * MATCH_BLOCK;
            long n = classes.count - first < MATCH_BLOCK ? classes.count - first : MATCH_BLOCK;
            product_block(vectors, classes.depth, 0, count, classes.depth, classes.packed + first * classes.depth,
                          MATCH_BLOCK, 0, (n + NR - 1) / NR, scores, Epilogue{});
            for (long v = 0; v < count; v++)
                lead(scores + v * MATCH_BLOCK, n, int32_t(first), to, v * classes.blocks() + block);
        });
    }
};
