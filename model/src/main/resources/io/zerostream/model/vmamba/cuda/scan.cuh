// What the kernels of SS2D's core share: the task, the walk over a map, one channel's weights, one step.
//
//   s   = bias_k + W_k steps_t      dt = softplus(s)
//   h_t = e^(dt A_k) h_(t-1) + dt B_t x_t     along direction k, h = 0 before the first position
//   y   = sum over k of C_t h_t + skip_k x_t
//
// Directions: 0 along the rows, 1 along the columns, 2 and 3 their reverses; 0 with 2 and 1 with 3 are the two pairs, which
// visit the same positions. A pair's order is cut into chunks: a chunk's effect on the state is h -> e^(A sum dt) h + S, so
// chunks are walked side by side, what enters each is found from these summaries, and no factor ever exceeds 1.
//
// One thread is one channel; a block is TILE channels, so that neighbours read neighbouring floats. Positions' rows of p are
// the same for all threads of a block: the cache hands them out. Defined by who compiles: RANK, STATES (N), TILE, and STEPS,
// the length of a chunk in the backward. Nothing depends on the order in which blocks run: results repeat bit by bit.

#define WIDTH (RANK + 2 * STATES)      // of one direction's slice of p: steps (R), B (N), C (N)
#define SLOTS (RANK + 2 + STATES)      // gradients of one channel's weights: W (R), bias, skip, A (N)
#define LONGEST 64                     // chunk of the forward

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

/** A place of a map and the way along a pair's order, in both directions. */
struct Walk {
    int place;
    int inner, length, stride, jump;
    __device__ Walk(const Task& task, int pair, int order) {
        length = (int)(pair == 0 ? task.width : task.height);
        stride = (int)(pair == 0 ? 1 : task.width);
        int outer = (int)(pair == 0 ? task.width : 1);
        inner = order % length;
        place = order / length * outer + inner * stride;
        jump = outer - length * stride;
    }
    __device__ void step(bool ahead) {
        if (ahead) {
            place += stride;
            if (++inner == length) inner = 0, place += jump;
        } else {
            if (inner-- == 0) inner = length - 1, place -= jump;
            place -= stride;
        }
    }
};

#if WIDTH % 4 == 0
#define PACK float4
#elif WIDTH % 2 == 0
#define PACK float2
#else
#define PACK float
#endif

/** A position's slice of p, read in the widest pieces that its alignment allows. */
struct Row {
    float values[WIDTH];
    __device__ explicit Row(const float* from) {
        constexpr int EACH = sizeof(PACK) / sizeof(float);
#pragma unroll
        for (int i = 0; i < WIDTH / EACH; i++) {
            PACK piece = __ldg((const PACK*)from + i);
#pragma unroll
            for (int j = 0; j < EACH; j++) values[i * EACH + j] = ((const float*)&piece)[j];
        }
    }
    __device__ float in(int n) const { return values[RANK + n]; }            // B
    __device__ float out(int n) const { return values[RANK + STATES + n]; }  // C
};

/** The weights of a channel in a direction. */
struct Channel {
    float weight[RANK], decay[STATES], bias, skip;
    __device__ Channel(const Task& task, int k, int d) {
        int channels = (int)task.channels;
#pragma unroll
        for (int r = 0; r < RANK; r++) weight[r] = __ldg(task.weight + (k * RANK + r) * channels + d);
#pragma unroll
        for (int n = 0; n < STATES; n++) decay[n] = __ldg(task.decay + (k * channels + d) * STATES + n);
        bias = __ldg(task.bias + k * channels + d);
        skip = __ldg(task.skip + k * channels + d);
    }
    /** dt of a position. */
    __device__ float step(const Row& row) const {
        float s = bias;
#pragma unroll
        for (int r = 0; r < RANK; r++) s += row.values[r] * weight[r];
        return s > 20 ? s : log1pf(expf(s));
    }
};

/** Where a chunk's number of channel d lies in (B,4,chunks,rows,D). */
static __device__ size_t carried(const Task& task, int picture, int k, int chunk, int rows, int row, int d) {
    return ((((size_t)picture * 4 + k) * task.chunks + chunk) * rows + row) * task.channels + d;
}
