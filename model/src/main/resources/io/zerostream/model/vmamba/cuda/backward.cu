// Backward, after summarise_both and carry: each chunk is walked ahead once more for its states, and then back. With
// g_t = dL/dh_t = C_t dy_t + a_(t+1) g_(t+1), a_t = e^(dt A), per channel, state and direction:
//
//   dC_t = h_t dy_t    dB_t = dt x_t g_t    ddt = g_t (h_(t-1) A a_t + B_t x_t)    dA = sum g_t h_(t-1) a_t dt
//   dx_t = dt B_t g_t + skip dy_t           ds  = ddt sigmoid(s), and sigmoid(s) = 1 - e^(-dt)
//
// dB, dC and dsteps = W ds are sums over channels: a block sums its tile in shared memory, sum_tiles the tiles. Gradients of
// weights are sums over positions: a block sums its run of chunks, sum_runs the runs. dsteps and dW are products of matrices
// over the chunk in shared memory, every thread a few rows and columns of the result.

// a row of channels is a whole number of 16-byte pieces, and one more: eight neighbouring rows lie in different banks
#define LANES (TILE + 4)

/** What a block remembers of a chunk, by position and channel. The walk back turns most of it into gradients. */
struct Kept {
    alignas(16) float step[STEPS][LANES];          // dt, then ds
    alignas(16) float out[STEPS][STATES][LANES];   // h of the position before, then this channel's dC
    alignas(16) float in[STEPS][STATES][LANES];    // dx so far, then this channel's dB
    alignas(16) float weight[RANK][LANES];
    float x[STEPS][TILE], dy[STEPS][TILE];
    alignas(16) float steps[RANK][along(STEPS)];
    alignas(16) float ends[STEPS][2 * STATES];     // B, C
    int place[STEPS], at[STEPS];                   // of the positions on the map, and of their channels
};

/** 1 - e^(-dt), also for the smallest steps. */
static __device__ float sigmoid_of(float dt) {
    float sum = 0.00751022172f;
    sum = sum * dt - 0.0414889541f;
    sum = sum * dt + 0.166650815f;
    sum = sum * dt - 0.499999501f;
    sum = sum * dt + 0.999999997f;
    return dt < 0.25f ? dt * sum : 1 - power2(dt * -LOG2_E);
}

/** Where the tile's part of a column of dp goes. */
static __device__ float* part_of(const Task& task, const Kept& kept, int k, int t, int column) {
    size_t map = ((size_t)blockIdx.x * task.pictures + blockIdx.z) * (size_t)(task.height * task.width);
    return task.tile_parts + ((map + kept.place[t]) * 4 + k) * WIDTH + column;
}

/** The i-th of COUNT rows that are dealt out to DEALT threads; where they do not come out even, the last is taken again. */
template <int COUNT, int DEALT>
static __device__ int within(int i) {
    return COUNT % DEALT == 0 ? i : min(i, COUNT - 1);
}

static __device__ float4 four(const float* from) { return *(const float4*)from; }

/** Sums of a large rank leave little room in the registers. */
constexpr int UNROLLED_SUM = RANK > 8 ? 1 : 4;

/** dsteps = W ds over the tile's channels. A thread has every eighth position and every eighth column. */
static __device__ void sum_steps(const Task& task, const Kept& kept, int k, int count) {
    constexpr int EVERY = 8, ROWS = (STEPS + EVERY - 1) / EVERY, COLUMNS = (RANK + TILE / EVERY - 1) / (TILE / EVERY);
    int row = threadIdx.x % EVERY, column = threadIdx.x / EVERY;
    float sums[ROWS][COLUMNS] = {};
#pragma unroll UNROLLED_SUM
    for (int c = 0; c < TILE; c += 4) {
        float4 ds[ROWS];
#pragma unroll
        for (int i = 0; i < ROWS; i++) ds[i] = four(&kept.step[within<STEPS, EVERY>(row + i * EVERY)][c]);
#pragma unroll
        for (int j = 0; j < COLUMNS; j++) {
            float4 w = four(&kept.weight[within<RANK, TILE / EVERY>(column + j * (TILE / EVERY))][c]);
#pragma unroll
            for (int i = 0; i < ROWS; i++)
                sums[i][j] += ds[i].x * w.x + ds[i].y * w.y + ds[i].z * w.z + ds[i].w * w.w;
        }
    }
#pragma unroll
    for (int i = 0; i < ROWS; i++)
#pragma unroll
        for (int j = 0; j < COLUMNS; j++) {
            int t = row + i * EVERY, r = column + j * (TILE / EVERY);
            if (t < count && r < RANK) *part_of(task, kept, k, t, r) = sums[i][j];
        }
}

/** dB and dC: a thread sums a row of channels. */
static __device__ void sum_ends(const Task& task, const Kept& kept, int k, int count) {
    for (int i = threadIdx.x; i < count * 2 * STATES; i += TILE) {
        int t = i / (2 * STATES), column = i % (2 * STATES);
        const float* row = column < STATES ? kept.in[t][column] : kept.out[t][column - STATES];
        float4 sum = four(row);
#pragma unroll
        for (int c = 4; c < TILE; c += 4) {
            float4 more = four(row + c);
            sum.x += more.x, sum.y += more.y, sum.z += more.z, sum.w += more.w;
        }
        *part_of(task, kept, k, t, RANK + column) = (sum.x + sum.y) + (sum.z + sum.w);
    }
}

/** A block's share of dW over its run: a thread has a quarter of the rows for 4 channels. */
struct WeightGradient {
    static constexpr int ROWS = (RANK + 3) / 4, PIECE = STEPS % 4 == 0 ? 4 : 1;
    int channel, row;
    float sums[ROWS][4];
    __device__ WeightGradient() : channel(threadIdx.x % (TILE / 4) * 4), row(threadIdx.x / (TILE / 4) * ROWS) {
#pragma unroll
        for (int i = 0; i < ROWS; i++)
#pragma unroll
            for (int j = 0; j < 4; j++) sums[i][j] = 0;
    }
    /** Rows of steps beyond the chunk must be 0, and ds there a number. */
    __device__ void add(const Kept& kept) {
#pragma unroll 1
        for (int t = 0; t < STEPS; t += PIECE) {
            float4 ds[PIECE];
#pragma unroll
            for (int i = 0; i < PIECE; i++) ds[i] = four(&kept.step[t + i][channel]);
#pragma unroll
            for (int m = 0; m < ROWS; m++) {
                float step[PIECE];
                take(step, &kept.steps[within<RANK, 4>(row + m)][t]);
#pragma unroll
                for (int i = 0; i < PIECE; i++) {
                    sums[m][0] += step[i] * ds[i].x, sums[m][1] += step[i] * ds[i].y;
                    sums[m][2] += step[i] * ds[i].z, sums[m][3] += step[i] * ds[i].w;
                }
            }
        }
    }
    __device__ void store(float* to, int channels) const {
#pragma unroll
        for (int m = 0; m < ROWS; m++)
#pragma unroll
            for (int j = 0; j < 4; j++) {
                int d = blockIdx.x * TILE + channel + j;
                if (row + m < RANK && d < channels) to[(row + m) * channels + d] = sums[m][j];
            }
    }
};

/** As UNROLLED_WALK, with more to hold. */
constexpr int UNROLLED_BACK = STATES == 1 ? 4 : 1;

/** A channel on its way through its run of chunks, in one direction; it sums the gradients of its own weights. */
struct Line {
    float* dx;
    float skip, decay[STATES];
    float state[STATES], adjoint[STATES];
    float bias = 0, through = 0, slope[STATES];  // gradients: bias, skip, A

    /** Along the direction, for the states. */
    template <bool AHEAD>
    __device__ void there(Kept& kept, int count) {
        int lane = threadIdx.x;
#pragma unroll UNROLLED_BACK
        for (int i = 0; i < count; i++) {
            int t = AHEAD ? i : count - 1 - i;
            float dt = kept.step[t][lane], entry = dt * kept.x[t][lane];
#pragma unroll
            for (int n = 0; n < STATES; n++) {
                kept.out[t][n][lane] = state[n];
                state[n] = power2(dt * decay[n]) * state[n] + entry * kept.ends[t][n];
            }
        }
    }

    template <bool AHEAD, bool MORE>
    __device__ void back(Kept& kept, int count) {
        int lane = threadIdx.x;
#pragma unroll UNROLLED_BACK
        for (int i = count - 1; i >= 0; i--) {
            int t = AHEAD ? i : count - 1 - i;
            float input = kept.x[t][lane], upstream = kept.dy[t][lane];
            float dt = kept.step[t][lane], entry = dt * input;
            float dinput = skip * upstream, ddt = 0;
            if (MORE) dinput += kept.in[t][0][lane];
#pragma unroll
            for (int n = 0; n < STATES; n++) {
                float b = kept.ends[t][n], factor = power2(dt * decay[n]), faded = factor * kept.out[t][n][lane];
                float g = kept.ends[t][STATES + n] * upstream + adjoint[n];
                adjoint[n] = factor * g;
                kept.out[t][n][lane] = (faded + entry * b) * upstream;
                kept.in[t][n][lane] = entry * g;
                dinput += dt * b * g;
                ddt += g * (faded * (decay[n] / LOG2_E) + b * input);
                slope[n] += g * faded * dt;
            }
            float ds = ddt * sigmoid_of(dt);
            kept.step[t][lane] = ds;
            bias += ds;
            through += upstream * input;
            dx[kept.at[t]] = dinput;
        }
    }

    __device__ void store(const Task& task, float* part, int d) const {
        int channels = (int)task.channels;
        part[RANK * channels + d] = bias;
        part[(RANK + 1) * channels + d] = through;
#pragma unroll
        for (int n = 0; n < STATES; n++) part[(RANK + 2 + n) * channels + d] = slope[n];
    }
};

/** Finds all steps of a chunk. */
static __device__ void find_steps(const Task& task, Kept& kept, int picture, int k, int count) {
    int lane = threadIdx.x, channels = (int)task.channels, tile = blockIdx.x * TILE;
    const float* p = task.p + (size_t)picture * task.height * task.width * 4 * WIDTH + k * WIDTH;
    lay_rows<STEPS, TILE>(p, kept.place, count, lane, kept.steps, kept.ends);
    __syncthreads();
    Square<STEPS, TILE> square(lane);
    const float* bias = task.bias + k * channels;
    square.fill<2>(
        kept.steps, [&](int r, int c) { return kept.weight[r][c]; },
        [=](int c) { return __ldg(bias + min(tile + c, channels - 1)); });
    square.store(kept.step);
    await_copies();
    __syncthreads();
}

/** One pair's gradients; of dx, the first direction of pair 0 writes, the others add. Blocks: (tiles, runs, pictures). */
extern "C" __global__ void __launch_bounds__(TILE, RESIDENT) gradients(Task task) {
    __shared__ Kept kept;
    int lane = threadIdx.x, channels = (int)task.channels, pair = (int)task.pair, tile = blockIdx.x * TILE;
    bool live = tile + lane < channels;
    int d = live ? tile + lane : channels - 1;
    int picture = blockIdx.z, places = (int)(task.height * task.width);
    size_t map = (size_t)picture * places * channels + d;
    int from = blockIdx.y * (int)task.run, to = min(from + (int)task.run, (int)task.chunks);
    for (int way = 0; way < 2; way++) {
        int k = pair + 2 * way;
        bool more = pair || way;  // dx has something already
        Line line = {task.dx + map, __ldg(task.skip + k * channels + d), {}, {}, {}, 0, 0, {}};
#pragma unroll
        for (int n = 0; n < STATES; n++) line.decay[n] = decay_of(task, k, d, n);
#pragma unroll 8
        for (int r = 0; r < RANK; r++) kept.weight[r][lane] = __ldg(task.weight + (k * RANK + r) * channels + d);
        WeightGradient weights;
        for (int chunk = from; chunk < to; chunk++) {
            int first = chunk * STEPS, count = min(STEPS, places - first);
            if (lane < count) {
                kept.place[lane] = place_of(task, pair, first + lane);
                kept.at[lane] = kept.place[lane] * channels;
            }
#pragma unroll
            for (int n = 0; n < STATES; n++) {
                float decay = line.decay[n];
                line.state[n] = entering(task, task.states, picture, k, chunk, n, d, decay, way == 0);
                line.adjoint[n] = entering(task, task.adjoints, picture, k, chunk, n, d, decay, way == 1);
            }
            __syncthreads();
            if (live) {
#pragma unroll 4
                for (int t = 0; t < count; t++) {
                    size_t at = map + kept.at[t];
                    copy_ahead(&kept.x[t][lane], task.x + at);
                    copy_ahead(&kept.dy[t][lane], task.dy + at);
                    if (more) copy_ahead(&kept.in[t][0][lane], task.dx + at);
                }
            }
            find_steps(task, kept, picture, k, count);
            if (!live) {
                // threads beyond the last channel keep the barriers company and add nothing to the sums
                for (int t = 0; t < STEPS; t++) {
                    kept.step[t][lane] = 0;
#pragma unroll
                    for (int n = 0; n < STATES; n++) kept.out[t][n][lane] = kept.in[t][n][lane] = 0;
                }
            } else if (way == 1) {
                line.there<false>(kept, count);
                line.back<false, true>(kept, count);
            } else if (pair == 1) {
                line.there<true>(kept, count);
                line.back<true, true>(kept, count);
            } else {
                line.there<true>(kept, count);
                line.back<true, false>(kept, count);
            }
            __syncthreads();
            sum_steps(task, kept, k, count);
            sum_ends(task, kept, k, count);
            weights.add(kept);
            __syncthreads();
        }
        float* part = task.run_parts + (((size_t)picture * task.runs + blockIdx.y) * 4 + k) * SLOTS * channels;
        weights.store(part, channels);
        if (live) line.store(task, part, d);
    }
}

/** dp from the tiles' parts. Blocks: (numbers of dp / TILE). */
extern "C" __global__ void __launch_bounds__(TILE) sum_tiles(Task task) {
    size_t all = (size_t)(task.pictures * task.height * task.width) * 4 * WIDTH;
    size_t i = (size_t)blockIdx.x * TILE + threadIdx.x;
    if (i >= all) return;
    int tiles = ((int)task.channels + TILE - 1) / TILE;
    float sum = 0;
#pragma unroll 8
    for (int tile = 0; tile < tiles; tile++) sum += __ldg(task.tile_parts + tile * all + i);
    task.dp[i] = sum;
}

/** A thread's share of the parts. */
template <int SHARES>
static __device__ double sum_parts(const float* parts, int share, int all, size_t stride) {
    double sum = 0;
#pragma unroll 8
    for (int i = share; i < all; i += SHARES) sum += __ldg(parts + i * stride);
    return sum;
}

#define MANY 65536  // gradients of weights that keep a GPU busy with a thread each

/**
 * Gradients of the weights from the runs' parts, in double: there may be thousands. Where there are few gradients, a block sums
 * the parts in segments for a group of channels. Blocks: (tiles or groups, SLOTS, 4).
 */
extern "C" __global__ void __launch_bounds__(TILE) sum_runs(Task task) {
    __shared__ double sums[TILE];
    int channels = (int)task.channels, slot = blockIdx.y, k = blockIdx.z;
    int segments = 4 * SLOTS * task.channels < MANY ? SEGMENTS : 1, group = TILE / segments;
    int column = threadIdx.x % group, segment = threadIdx.x / group;
    int d = blockIdx.x * group + column;
    double sum = 0;
    int all = (int)(task.pictures * task.runs);
    if (d < channels) {
        const float* parts = task.run_parts + ((size_t)k * SLOTS + slot) * channels + d;
        size_t stride = (size_t)4 * SLOTS * channels;
        sum = segments == 1 ? sum_parts<1>(parts, 0, all, stride) : sum_parts<SEGMENTS>(parts, segment, all, stride);
    }
    sums[threadIdx.x] = sum;
    __syncthreads();
    if (segment > 0 || d >= channels) return;
    for (int i = 1; i < segments; i++) sum += sums[i * group + column];
    int row = k * channels + d;
    if (slot < RANK)
        task.dweight[(k * RANK + slot) * channels + d] = (float)sum;
    else if (slot == RANK)
        task.dbias[row] = (float)sum;
    else if (slot == RANK + 1)
        task.dskip[row] = (float)sum;
    else
        task.ddecay[row * STATES + slot - RANK - 2] = (float)sum;
}
