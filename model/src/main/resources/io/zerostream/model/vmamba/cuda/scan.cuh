// What the kernels of SS2D's core share: the task, the order of a map's positions, and a chunk's steps.
//
//   s   = bias_k + W_k steps_t      dt = softplus(s)
//   h_t = e^(dt A_k) h_(t-1) + dt B_t x_t     along direction k, h = 0 before the first position
//   y   = sum over k of C_t h_t + skip_k x_t
//
// Directions: 0 along the rows, 1 along the columns, 2 and 3 their reverses; 0 with 2 and 1 with 3 are the two pairs, which
// visit the same positions. A pair's order is cut into chunks: a chunk's effect on the state is h -> e^(A sum dt) h + S, so
// chunks are walked side by side, what enters each is found from these summaries, and no factor ever exceeds 1.
//
// A block first lays its chunk's rows of p into shared memory and finds all steps dt there as a small product of matrices,
// every thread a square of positions and channels; only then one thread walks one channel. Blocks have TILE threads:
// STRIP channels in both directions of a pair, or TILE channels in one. Nothing depends on the order in which blocks run:
// results repeat bit by bit.
//
// Defined by who compiles: RANK, STATES (N), TILE; LONGEST and STEPS, the positions of a chunk in the forward and in the
// backward; RESIDENT, the blocks of the backward that a multiprocessor is to hold.

#define WIDTH (RANK + 2 * STATES)      // of one direction's slice of p: steps (R), B (N), C (N)
#define SLOTS (RANK + 2 + STATES)      // gradients of one channel's weights: W (R), bias, skip, A (N)
#define STRIP (TILE / 2)
#define LOG2_E 1.44269504f

/** All kernels' one argument. Every field has 8 bytes; the host writes them in this order. */
struct Task {
    const float* x;         // (B,H,W,D)
    const float* p;         // (B,H,W,4*WIDTH), 16-byte aligned
    const float* weight;    // (4,R,D)
    const float* bias;      // (4,D)
    const float* decay;     // A, negative (4,D,N)
    const float* skip;      // (4,D)
    float* y;               // (B,H,W,D)
    const float* dy;        // gradients, shaped as what they belong to
    float* dx;
    float* dp;
    float* dweight;
    float* dbias;
    float* ddecay;
    float* dskip;
    float* lengths;         // sum of dt of each chunk (B,4,chunks,D)
    float* states;          // summaries, then what enters each chunk (B,4,chunks,N,D); null when there is one chunk
    float* adjoints;        // the same for the gradient, which walks the other way; null in a forward
    float* tile_parts;      // dp as each tile of channels sees it (tiles,B,H,W,4*WIDTH)
    float* run_parts;       // gradients of weights as each run of chunks sees them (B,runs,4,SLOTS,D)
    long long pictures, height, width, channels;
    long long chunk, chunks;  // positions of a chunk, chunks of a map
    long long run, runs;      // chunks of a run, runs of a map
    long long pair;
};

/** 2^x by the hardware's own instruction, good to two units in the last place; far below 0 it gives 0. */
static __device__ float power2(float x) {
#ifdef __CUDA_ARCH__
    float y;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
    return y;
#else
    return exp2f(x);
#endif
}

/** Copies a number to shared memory without waiting for it, where the GPU can. */
static __device__ void copy_ahead(float* to, const float* from) {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
    asm volatile("cp.async.ca.shared.global [%0], [%1], 4;" ::"r"((unsigned)__cvta_generic_to_shared(to)), "l"(from) : "memory");
#else
    *to = *from;
#endif
}

/** Waits for this thread's copies; a barrier makes them everybody's. */
static __device__ void await_copies() {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
    asm volatile("cp.async.wait_all;" ::: "memory");
#endif
}

/** log(1 + e^s) = max(s, 0) + log(1 + e^-|s|): no branch, and a polynomial over (0,1] that keeps a small step's digits. */
static __device__ float softplus(float s) {
    float e = power2(fabsf(s) * -LOG2_E);
    float sum = 0.0052326943f;
    sum = sum * e - 0.0295052389f;
    sum = sum * e + 0.0782259521f;
    sum = sum * e - 0.136632458f;
    sum = sum * e + 0.191060068f;
    sum = sum * e - 0.248429822f;
    sum = sum * e + 0.333190968f;
    sum = sum * e - 0.499994931f;
    sum = sum * e + 0.99999997f;
    return fmaxf(s, 0) + e * sum;
}

/** Place on the map of a position of a pair's order. */
static __device__ int place_of(const Task& task, int pair, int order) {
    int height = (int)task.height;
    return pair == 0 ? order : order % height * (int)task.width + order / height;
}

#if WIDTH % 4 == 0
#define PACK float4
#elif WIDTH % 2 == 0
#define PACK float2
#else
#define PACK float
#endif

/** Room for so many positions side by side: whole 16-byte pieces, and one more against bank conflicts. */
static constexpr __device__ int along(int positions) { return (positions + 3) / 4 * 4 + 4; }

/** Copies neighbours, 16 bytes at a time where their number allows. */
template <int COUNT>
static __device__ void take(float (&to)[COUNT], const float* from) {
    if constexpr (COUNT % 4 == 0) {
#pragma unroll
        for (int i = 0; i < COUNT; i += 4) {
            float4 piece = *(const float4*)(from + i);
            to[i] = piece.x, to[i + 1] = piece.y, to[i + 2] = piece.z, to[i + 3] = piece.w;
        }
    } else {
#pragma unroll
        for (int i = 0; i < COUNT; i++) to[i] = from[i];
    }
}

/**
 * Lays a chunk's rows of p into shared memory: steps turned over, so that positions are neighbours, and B and C (the ends of a
 * row) by position. p is a picture's, from the direction's slice on. Rows beyond the chunk are 0.
 */
template <int LENGTH, int THREADS>
static __device__ void lay_rows(const float* p, const int* places, int count, int lane, float (*steps)[along(LENGTH)],
                                float (*ends)[2 * STATES]) {
    constexpr int EACH = sizeof(PACK) / sizeof(float);
#pragma unroll 8
    for (int i = lane; i < LENGTH * (WIDTH / EACH); i += THREADS) {
        int t = i % LENGTH, first = i / LENGTH * EACH;
        PACK piece = {};
        if (t < count) piece = __ldg((const PACK*)(p + places[t] * 4 * WIDTH + first));
#pragma unroll
        for (int j = 0; j < EACH; j++) {
            int column = first + j;
            float value = ((const float*)&piece)[j];
            if (column < RANK)
                steps[column][t] = value;
            else
                ends[t][column - RANK] = value;
        }
    }
}

/** Positions of a walk whose loads are in flight together. */
constexpr int UNROLLED_WALK = STATES == 1 ? 8 : STATES <= 4 ? 2 : 1;

/**
 * A thread's square of a chunk's steps: a quarter of the positions, in one piece, by 4 channels, THREADS / 4 apart, so that a
 * warp's reads of weights and its writes of steps touch neighbours.
 */
template <int LENGTH, int THREADS>
struct Square {
    static constexpr int APART = THREADS / 4, POSITIONS = (LENGTH + 3) / 4;
    int channel, position;
    float values[POSITIONS][4];
    __device__ explicit Square(int lane) : channel(lane % APART), position(lane / APART * POSITIONS) {}
    /** weight(r, c) and bias(c), of the block's channel c; weights of UNROLLED rows are under way together. */
    template <int UNROLLED, class Weight, class Bias>
    __device__ void fill(const float (*steps)[along(LENGTH)], Weight weight, Bias bias) {
#pragma unroll
        for (int j = 0; j < 4; j++) {
            float b = bias(channel + j * APART);
#pragma unroll
            for (int i = 0; i < POSITIONS; i++) values[i][j] = b;
        }
#pragma unroll UNROLLED
        for (int r = 0; r < RANK; r++) {
            float row[POSITIONS];
            take(row, steps[r] + position);
#pragma unroll
            for (int j = 0; j < 4; j++) {
                float w = weight(r, channel + j * APART);
#pragma unroll
                for (int i = 0; i < POSITIONS; i++) values[i][j] += row[i] * w;
            }
        }
    }
    template <int LANES>
    __device__ void store(float (*to)[LANES]) const {
#pragma unroll
        for (int i = 0; i < POSITIONS; i++)
            if (LENGTH % 4 == 0 || position + i < LENGTH)
#pragma unroll
                for (int j = 0; j < 4; j++) to[position + i][channel + j * APART] = softplus(values[i][j]);
    }
};

/** Where a chunk's number of channel d lies in (B,4,chunks,rows,D). */
static __device__ size_t carried(const Task& task, int picture, int k, int chunk, int rows, int row, int d) {
    return ((((size_t)picture * 4 + k) * task.chunks + chunk) * rows + row) * task.channels + d;
}

#define FOLDED 32  // chunks of a map that need no kernel of their own to find what enters each

/**
 * What enters a chunk: carry has left it where the chunk's summary was, or there are so few chunks that whoever needs it
 * takes the summaries before it together. ahead tells in which order chunks are visited.
 */
static __device__ float entering(const Task& task, const float* sums, int picture, int k, int chunk, int n, int d,
                                 float decay, bool ahead) {
    if (!sums) return 0;
    size_t step = (size_t)task.channels;
    const float* sum = sums + carried(task, picture, k, chunk, STATES, n, d);
    if (task.chunks > FOLDED) return __ldg(sum);
    int before = ahead ? chunk : (int)task.chunks - 1 - chunk, onward = ahead ? 1 : -1;
    const float* length = task.lengths + carried(task, picture, k, chunk, 1, 0, d) - (long long)onward * before * step;
    sum -= (long long)onward * before * STATES * step;
    float state = 0;
#pragma unroll 8
    for (int i = 0; i < before; i++) {
        state = power2(__ldg(length) * decay) * state + __ldg(sum);
        length += onward * (long long)step, sum += onward * (long long)(STATES * step);
    }
    return state;
}

/** A in powers of 2. */
static __device__ float decay_of(const Task& task, int k, int d, int n) {
    return __ldg(task.decay + (k * task.channels + d) * STATES + n) * LOG2_E;
}
