// Backward, after summarise_both and carry: each chunk is walked ahead once more for its states, and then back. With
// g_t = dL/dh_t = C_t dy_t + a_(t+1) g_(t+1), a_t = e^(dt A), per channel, state and direction:
//
//   dC_t = h_t dy_t    dB_t = dt x_t g_t    ddt = g_t (h_(t-1) A a_t + B_t x_t)    dA = sum g_t h_(t-1) a_t dt
//   dx_t = dt B_t g_t + skip dy_t           ds  = ddt sigmoid(s), and sigmoid(s) = 1 - e^(-dt)
//
// dB, dC and dsteps = W ds are sums over channels: a block sums its tile in shared memory, sum_tiles the tiles. Gradients of
// weights are sums over positions: a thread sums its run of chunks, sum_runs the runs.

#define LANES (TILE + 1)  // one more column keeps a walk along the positions out of one memory bank

/** What a block remembers of a chunk, by position and channel. The walk back turns the first two into their gradients. */
struct Kept {
    float step[STEPS][LANES];          // dt, then ds
    float out[STEPS][STATES][LANES];   // h, then this channel's dC
    float in[STEPS][STATES][LANES];    // this channel's dB
    float weight[RANK][LANES];
    int place[STEPS];
};

/** Sums over the tile's channels; (position, column of p) pairs are dealt out to the threads. */
static __device__ void sum_channels(const Task& task, const Kept& kept, int k, int count) {
    int places = (int)(task.height * task.width);
    size_t map = ((size_t)blockIdx.x * task.pictures + blockIdx.z) * places;
    for (int i = threadIdx.x; i < count * WIDTH; i += TILE) {
        int t = i / WIDTH, column = i % WIDTH;
        float sum = 0;
        if (column < RANK) {
            for (int c = 0; c < TILE; c++) sum += kept.step[t][c] * kept.weight[column][c];
        } else {
            const float* values =
                column < RANK + STATES ? kept.in[t][column - RANK] : kept.out[t][column - RANK - STATES];
            for (int c = 0; c < TILE; c++) sum += values[c];
        }
        task.tile_parts[((map + kept.place[t]) * 4 + k) * WIDTH + column] = sum;
    }
}

/** Two steps of a large rank have no room in the registers. */
constexpr int UNROLLED_BACK = RANK > 32 ? 1 : 2;

/** A thread's share of a run: one channel in one direction. */
struct Gradient {
    float weight[RANK], decay[STATES], bias, skip;
    __device__ Gradient() {
#pragma unroll
        for (int r = 0; r < RANK; r++) weight[r] = 0;
#pragma unroll
        for (int n = 0; n < STATES; n++) decay[n] = 0;
        bias = skip = 0;
    }
    __device__ void store(const Task& task, int k, int d) const {
        size_t run = ((size_t)blockIdx.z * task.runs + blockIdx.y) * 4 + k;
        float* to = task.run_parts + run * SLOTS * task.channels + d;
#pragma unroll
        for (int r = 0; r < RANK; r++) to[r * task.channels] = weight[r];
        to[RANK * task.channels] = bias;
        to[(RANK + 1) * task.channels] = skip;
#pragma unroll
        for (int n = 0; n < STATES; n++) to[(RANK + 2 + n) * task.channels] = decay[n];
    }
};

/** One pair's gradients; of dx, the first direction of pair 0 writes, the others add. Blocks: (tiles, runs, pictures). */
extern "C" __global__ void __launch_bounds__(TILE) gradients(Task task) {
    __shared__ Kept kept;
    int lane = threadIdx.x;
    bool live = blockIdx.x * TILE + lane < task.channels;
    // threads beyond the last channel keep the barriers company: their upstream is 0, so all they add is 0
    int d = live ? (int)(blockIdx.x * TILE + lane) : (int)task.channels - 1;
    int picture = blockIdx.z, places = (int)(task.height * task.width);
    size_t map = (size_t)picture * places * task.channels + d;
    const float* x = task.x + map;
    const float* dy = task.dy + map;
    float* dx = task.dx + map;
    int from = blockIdx.y * (int)task.run, to = min(from + (int)task.run, (int)task.chunks);
    for (int way = 0; way < 2; way++) {
        bool ahead = way == 0;
        int k = (int)task.pair + 2 * way;
        const float* p = task.p + (size_t)picture * places * 4 * WIDTH + k * WIDTH;
        Channel channel(task, k, d);
        Gradient sum;
#pragma unroll
        for (int r = 0; r < RANK; r++) kept.weight[r][lane] = channel.weight[r];
        for (int chunk = from; chunk < to; chunk++) {
            int first = chunk * STEPS, count = min(STEPS, places - first);
            float entering[STATES], state[STATES], adjoint[STATES];
#pragma unroll
            for (int n = 0; n < STATES; n++) {
                size_t at = carried(task, picture, k, chunk, STATES, n, d);
                entering[n] = state[n] = task.states ? __ldg(task.states + at) : 0;
                adjoint[n] = task.states && live ? __ldg(task.adjoints + at) : 0;
            }
            Walk walk(task, (int)task.pair, ahead ? first : first + count - 1);
#pragma unroll 2
            for (int t = 0; t < count; t++) {
                Row row(p + walk.place * 4 * WIDTH);
                float input = __ldg(x + walk.place * (int)task.channels);
                float dt = channel.step(row);
                kept.step[t][lane] = dt;
                if (lane == 0) kept.place[t] = walk.place;
#pragma unroll
                for (int n = 0; n < STATES; n++) {
                    state[n] = expf(dt * channel.decay[n]) * state[n] + dt * row.in(n) * input;
                    kept.out[t][n][lane] = state[n];
                }
                walk.step(ahead);
            }
#pragma unroll UNROLLED_BACK
            for (int t = count - 1; t >= 0; t--) {
                walk.step(!ahead);
                int at = walk.place * (int)task.channels;
                Row row(p + walk.place * 4 * WIDTH);
                float input = __ldg(x + at), upstream = live ? __ldg(dy + at) : 0;
                float dt = kept.step[t][lane];
                float dinput = channel.skip * upstream, ddt = 0;
#pragma unroll
                for (int n = 0; n < STATES; n++) {
                    float before = t > 0 ? kept.out[t - 1][n][lane] : entering[n];
                    float factor = expf(dt * channel.decay[n]);
                    float g = row.out(n) * upstream + adjoint[n];
                    adjoint[n] = factor * g;
                    kept.out[t][n][lane] *= upstream;
                    kept.in[t][n][lane] = dt * input * g;
                    dinput += dt * row.in(n) * g;
                    ddt += g * (before * channel.decay[n] * factor + row.in(n) * input);
                    sum.decay[n] += adjoint[n] * before * dt;
                }
                float ds = ddt * -expm1f(-dt);
                kept.step[t][lane] = ds;
#pragma unroll
                for (int r = 0; r < RANK; r++) sum.weight[r] += row.values[r] * ds;
                sum.bias += ds;
                sum.skip += upstream * input;
                if (live) dx[at] = task.pair || !ahead ? dx[at] + dinput : dinput;
            }
            __syncthreads();
            sum_channels(task, kept, k, count);
            __syncthreads();
        }
        if (live) sum.store(task, k, d);
    }
}

/** dp from the tiles' parts. Blocks: (numbers of dp / TILE). */
extern "C" __global__ void __launch_bounds__(TILE) sum_tiles(Task task) {
    size_t all = (size_t)(task.pictures * task.height * task.width) * 4 * WIDTH;
    size_t i = (size_t)blockIdx.x * TILE + threadIdx.x;
    if (i >= all) return;
    int tiles = ((int)task.channels + TILE - 1) / TILE;
    float sum = 0;
#pragma unroll 4
    for (int tile = 0; tile < tiles; tile++) sum += __ldg(task.tile_parts + tile * all + i);
    task.dp[i] = sum;
}

/** Gradients of the weights from the runs' parts, in double: there may be thousands. Blocks: (tiles, SLOTS, 4). */
extern "C" __global__ void __launch_bounds__(TILE) sum_runs(Task task) {
    int channels = (int)task.channels, slot = blockIdx.y, k = blockIdx.z;
    int d = blockIdx.x * TILE + threadIdx.x;
    if (d >= channels) return;
    double sum = 0;
    int all = (int)(task.pictures * task.runs);
#pragma unroll 8
    for (int i = 0; i < all; i++)
        sum += __ldg(task.run_parts + (((size_t)i * 4 + k) * SLOTS + slot) * channels + d);
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
