// Forward: summaries of the chunks, what enters each, and then the chunks themselves; one pair of directions after the other.

// Blocks that a multiprocessor is to hold, by which the compiler deals out registers; left to itself it spills some to fit more
// blocks in, or takes so many that too few are left to hide the memory behind.
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 900
#define MOST_APPLYING 11  // as shared memory allows
#else
#define MOST_APPLYING 16
#endif
constexpr int SUMMARISING = STATES > 1 ? 1 : RANK > 8 ? 12 : 14;
constexpr int SUMMARISING_BOTH = STATES > 1 ? 1 : RANK > 8 ? 12 : 16;
constexpr int APPLYING = STATES > 1 ? 1 : RANK > 8 ? 12 : MOST_APPLYING;

/**
 * A chunk of at most LENGTH positions in a pair's two directions, each for STRIP threads. AHEAD_OF_TIME: x, and with ADJOINT dy,
 * are copied to shared memory while the steps are found. That pays where threads would else wait for them, and costs where
 * blocks are short of shared memory or threads of time; the kernels tell which, as it was measured.
 */
template <int LENGTH, bool ADJOINT, bool AHEAD_OF_TIME>
struct Ways {
    // the steps take the place of the rows that they are found from
    union {
        // a stride of STRIP + 1 keeps the squares' writes out of one bank
        float step[2][LENGTH][STRIP + 1];  // dt; apply turns it into what the direction gives
        alignas(16) float steps[2][RANK][along(LENGTH)];
    };
    alignas(16) float ends[2][LENGTH][2 * STATES];  // B, C
    float x[AHEAD_OF_TIME ? LENGTH : 1][STRIP], dy[AHEAD_OF_TIME && ADJOINT ? LENGTH : 1][STRIP];
    int place[LENGTH], at[LENGTH];  // of the positions on the map, and of their channels

    /** Finds the chunk's places, and has x of channel d under way. */
    __device__ void begin(const Task& task, int pair, int d, int first, int count, int picture) {
        int way = threadIdx.x / STRIP, lane = threadIdx.x % STRIP;
        for (int t = threadIdx.x; t < count; t += TILE) {
            place[t] = place_of(task, pair, first + t);
            at[t] = place[t] * (int)task.channels;
        }
        __syncthreads();
        if (!AHEAD_OF_TIME) return;
        size_t map = (size_t)picture * task.height * task.width * task.channels + d;
#pragma unroll 4
        for (int t = way; t < count; t += 2) {
            copy_ahead(&x[t][lane], task.x + map + at[t]);
            if (ADJOINT) copy_ahead(&dy[t][lane], task.dy + map + at[t]);
        }
    }

    /** x, and dy, of the thread's channel, whose own begin at from. */
    __device__ float x_of(const float* from, int t, int lane) const {
        return AHEAD_OF_TIME ? x[t][lane] : __ldg(from + at[t]);
    }
    __device__ float dy_of(const float* from, int t, int lane) const {
        return AHEAD_OF_TIME ? dy[t][lane] : __ldg(from + at[t]);
    }

    /** Finds all steps of the chunk. */
    template <int UNROLLED>
    __device__ void find(const Task& task, int k, int strip, int count, int picture) {
        int way = k / 2, lane = threadIdx.x % STRIP;
        int channels = (int)task.channels, last = channels - 1, places = (int)(task.height * task.width);
        const float* p = task.p + (size_t)picture * places * 4 * WIDTH + k * WIDTH;
        lay_rows<LENGTH, STRIP>(p, place, count, lane, steps[way], ends[way]);
        if (AHEAD_OF_TIME) await_copies();
        __syncthreads();
        Square<LENGTH, STRIP> square(lane);
        const float* weight = task.weight + k * RANK * channels;
        const float* bias = task.bias + k * channels;
        square.template fill<UNROLLED>(
            steps[way], [=](int r, int c) { return __ldg(weight + r * channels + min(strip + c, last)); },
            [=](int c) { return __ldg(bias + min(strip + c, last)); });
        __syncthreads();
        square.store(step[way]);
        __syncthreads();
    }
};

/** Walks a channel along a chunk, to its summary. */
template <bool ADJOINT>
struct Summary {
    float length = 0, state[STATES], product[STATES], adjoint[STATES];

    template <bool AHEAD, class Chunk>
    __device__ void walk(const Chunk& ways, int count, const float* x, const float* dy, const float* decay) {
        int lane = threadIdx.x % STRIP;
#pragma unroll
        for (int n = 0; n < STATES; n++) state[n] = 0, product[n] = 1, adjoint[n] = 0;
#pragma unroll UNROLLED_WALK
        for (int i = 0; i < count; i++) {
            int t = AHEAD ? i : count - 1 - i;
            float input = ways.x_of(x, t, lane), upstream = ADJOINT ? ways.dy_of(dy, t, lane) : 0;
            float dt = ways.step[!AHEAD][t][lane], entry = dt * input;
            length += dt;
#pragma unroll
            for (int n = 0; n < STATES; n++) {
                float factor = power2(dt * decay[n]);
                state[n] = factor * state[n] + entry * ways.ends[!AHEAD][t][n];
                if (ADJOINT) {
                    product[n] *= factor;
                    adjoint[n] += product[n] * ways.ends[!AHEAD][t][STATES + n] * upstream;
                }
            }
        }
    }
};

/** Rows of weights under way together while steps are found, as the registers allow. */
constexpr int SUMMARISED_ROWS = RANK < 8 ? RANK : 4;

/**
 * What each chunk does to the state, and (backward) to the gradient. Blocks: (strips x 2 pairs, chunks, pictures).
 * The gradient walks the other way; its summary is taken along with a running product of the factors.
 */
template <bool ADJOINT, class Chunk>
static __device__ void summarise_chunk(const Task& task, Chunk& ways) {
    int pair = blockIdx.x % 2, strip = blockIdx.x / 2 * STRIP;
    int way = threadIdx.x / STRIP, k = pair + 2 * way, d = strip + threadIdx.x % STRIP;
    int picture = blockIdx.z, chunk = blockIdx.y, places = (int)(task.height * task.width);
    int first = chunk * (int)task.chunk, count = min((int)task.chunk, places - first);
    ways.begin(task, pair, min(d, (int)task.channels - 1), first, count, picture);
    ways.template find<SUMMARISED_ROWS>(task, k, strip, count, picture);
    if (d >= task.channels) return;
    size_t map = (size_t)picture * places * task.channels + d;
    const float *x = task.x + map, *dy = ADJOINT ? task.dy + map : nullptr;
    float decay[STATES];
#pragma unroll
    for (int n = 0; n < STATES; n++) decay[n] = decay_of(task, k, d, n);
    Summary<ADJOINT> summary;
    if (way == 0)
        summary.template walk<true>(ways, count, x, dy, decay);
    else
        summary.template walk<false>(ways, count, x, dy, decay);
    task.lengths[carried(task, picture, k, chunk, 1, 0, d)] = summary.length;
#pragma unroll
    for (int n = 0; n < STATES; n++) {
        size_t at = carried(task, picture, k, chunk, STATES, n, d);
        task.states[at] = summary.state[n];
        if (ADJOINT) task.adjoints[at] = summary.adjoint[n];
    }
}

extern "C" __global__ void __launch_bounds__(TILE, SUMMARISING) summarise(Task task) {
    __shared__ Ways<LONGEST, false, false> ways;
    summarise_chunk<false>(task, ways);
}

extern "C" __global__ void __launch_bounds__(TILE, SUMMARISING_BOTH) summarise_both(Task task) {
    __shared__ Ways<STEPS, true, (RANK > 8)> ways;
    summarise_chunk<true>(task, ways);
}

#define SEGMENTS 8                   // of a row of chunks; a warp reads whole sectors of 8 channels
#define GROUP (TILE / SEGMENTS)      // channels of a block that cuts a long row of numbers into segments
#define IN_FLIGHT 8                  // loads of a thread that are under way together

/** One of a block's segments of the chunks, in the order in which chunks are visited. */
struct Segment {
    float length[SEGMENTS][GROUP], sum[SEGMENTS][GROUP];
};

/** Replaces each chunk's summary by what enters it, in the order in which chunks are visited. */
static __device__ void carry_along(const Task& task, Segment& shared, float* sums, int k, int n, bool ahead) {
    int column = threadIdx.x % GROUP, segment = threadIdx.x / GROUP;
    int d = blockIdx.x / 4 * GROUP + column, picture = blockIdx.z, chunks = (int)task.chunks;
    int each = (chunks + SEGMENTS - 1) / SEGMENTS, from = segment * each, to = min(from + each, chunks);
    bool live = d < task.channels;
    float decay = live ? decay_of(task, k, d, n) : 0;
    float length = 0, state = 0;
    for (int round = 0; round < 2; round++) {
        if (live)
            for (int i = from; i < to; i += IN_FLIGHT) {
                float lengths[IN_FLIGHT], states[IN_FLIGHT];
#pragma unroll
                for (int j = 0; j < IN_FLIGHT; j++) {
                    int chunk = min(i + j, to - 1);
                    if (!ahead) chunk = chunks - 1 - chunk;
                    lengths[j] = __ldg(task.lengths + carried(task, picture, k, chunk, 1, 0, d));
                    states[j] = sums[carried(task, picture, k, chunk, STATES, n, d)];
                }
#pragma unroll
                for (int j = 0; j < IN_FLIGHT; j++) {
                    if (i + j >= to) break;
                    int chunk = ahead ? i + j : chunks - 1 - i - j;
                    if (round == 1) sums[carried(task, picture, k, chunk, STATES, n, d)] = state;
                    length += lengths[j];
                    state = power2(lengths[j] * decay) * state + states[j];
                }
            }
        if (round == 1) break;
        shared.length[segment][column] = length;
        shared.sum[segment][column] = state;
        __syncthreads();
        state = 0;
        for (int i = 0; i < segment; i++)
            state = power2(shared.length[i][column] * decay) * state + shared.sum[i][column];
    }
}

/** Blocks: (groups x 4 directions, N for the states and N more for the adjoints if there are any, pictures). */
extern "C" __global__ void __launch_bounds__(TILE) carry(Task task) {
    __shared__ Segment segment;
    int k = blockIdx.x % 4, n = blockIdx.y % STATES;
    if (blockIdx.y < STATES)
        carry_along(task, segment, task.states, k, n, k < 2);
    else
        carry_along(task, segment, task.adjoints, k, n, k >= 2);
}

/** apply's chunk: a small rank's threads would wait for x, a large one's rows need the room. */
using Applied = Ways<LONGEST, false, (RANK <= 16)>;

/** As SUMMARISED_ROWS. */
constexpr int APPLIED_ROWS = RANK > 16 ? 4 : RANK > 8 ? 3 : 2;

/** A channel on its way through a chunk. */
struct Giver {
    const float* x;
    float* y;
    float decay[STATES], state[STATES], skip;

    template <bool AHEAD>
    __device__ float give(const Applied& ways, int t, int lane) {
        float input = ways.x_of(x, t, lane);
        float dt = ways.step[!AHEAD][t][lane], entry = dt * input, sum = skip * input;
#pragma unroll
        for (int n = 0; n < STATES; n++) {
            state[n] = power2(dt * decay[n]) * state[n] + entry * ways.ends[!AHEAD][t][n];
            sum += ways.ends[!AHEAD][t][STATES + n] * state[n];
        }
        return sum;
    }

    /** Up to the middle; MORE adds what y has already. */
    template <bool AHEAD, bool MORE>
    __device__ void leave(Applied& ways, int lane, int count) {
        int middle = AHEAD ? (count + 1) / 2 : count / 2;
#pragma unroll UNROLLED_WALK
        for (int i = 0; i < middle; i++) {
            int t = AHEAD ? i : count - 1 - i;
            float before = MORE ? y[ways.at[t]] : 0;
            ways.step[!AHEAD][t][lane] = before + give<AHEAD>(ways, t, lane);
        }
    }

    /** Beyond the middle. */
    template <bool AHEAD>
    __device__ void finish(const Applied& ways, int lane, int count) {
        int middle = AHEAD ? (count + 1) / 2 : count / 2;
#pragma unroll UNROLLED_WALK
        for (int i = middle; i < count; i++) {
            int t = AHEAD ? i : count - 1 - i;
            y[ways.at[t]] = ways.step[AHEAD][t][lane] + give<AHEAD>(ways, t, lane);
        }
    }
};

/**
 * One pair's part of y; pair 0 writes, pair 1 adds. Both directions walk at once from either end: up to the middle each
 * leaves what it gives in shared memory, beyond it each adds what the other has left. Blocks: (strips, chunks, pictures).
 */
extern "C" __global__ void __launch_bounds__(TILE, APPLYING) apply(Task task) {
    __shared__ Applied ways;
    int pair = (int)task.pair, strip = blockIdx.x * STRIP, channels = (int)task.channels;
    int way = threadIdx.x / STRIP, lane = threadIdx.x % STRIP, k = pair + 2 * way;
    bool live = strip + lane < channels;
    int d = live ? strip + lane : channels - 1;
    int picture = blockIdx.z, chunk = blockIdx.y, places = (int)(task.height * task.width);
    int first = chunk * (int)task.chunk, count = min((int)task.chunk, places - first);
    ways.begin(task, pair, d, first, count, picture);
    Giver giver;
#pragma unroll
    for (int n = 0; n < STATES; n++) {
        giver.decay[n] = decay_of(task, k, d, n);
        giver.state[n] = entering(task, task.states, picture, k, chunk, n, d, giver.decay[n], way == 0);
    }
    ways.find<APPLIED_ROWS>(task, k, strip, count, picture);
    size_t map = (size_t)picture * places * channels + d;
    giver.x = task.x + map;
    giver.y = task.y + map;
    giver.skip = __ldg(task.skip + k * channels + d);
    if (live && way == 0) {
        if (pair == 0)
            giver.leave<true, false>(ways, lane, count);
        else
            giver.leave<true, true>(ways, lane, count);
    } else if (live) {
        if (pair == 0)
            giver.leave<false, false>(ways, lane, count);
        else
            giver.leave<false, true>(ways, lane, count);
    }
    __syncthreads();
    if (live && way == 0)
        giver.finish<true>(ways, lane, count);
    else if (live)
        giver.finish<false>(ways, lane, count);
}
