// Forward: summaries of the chunks, what enters each, and then the chunks themselves; one pair of directions after the other.

/**
 * What each chunk does to the state, and (backward) to the gradient. Blocks: (tiles x 4 directions, chunks, pictures).
 * The gradient walks the other way; its summary is taken along with a running product of the factors.
 */
template <bool ADJOINT>
static __device__ void summarise_chunk(const Task& task) {
    int k = blockIdx.x % 4;
    int d = blockIdx.x / 4 * TILE + threadIdx.x;
    if (d >= task.channels) return;
    int picture = blockIdx.z, chunk = blockIdx.y, places = (int)(task.height * task.width);
    int first = chunk * (int)task.chunk, count = min((int)task.chunk, places - first);
    Channel channel(task, k, d);
    bool ahead = k < 2;
    Walk walk(task, k % 2, ahead ? first : first + count - 1);
    const float* x = task.x + (size_t)picture * places * task.channels + d;
    const float* dy = ADJOINT ? task.dy + (size_t)picture * places * task.channels + d : x;
    const float* p = task.p + (size_t)picture * places * 4 * WIDTH + k * WIDTH;
    float length = 0, state[STATES], product[STATES], adjoint[STATES];
#pragma unroll
    for (int n = 0; n < STATES; n++) state[n] = 0, product[n] = 1, adjoint[n] = 0;
#pragma unroll 4
    for (int t = 0; t < count; t++) {
        int at = walk.place * (int)task.channels;
        Row row(p + walk.place * 4 * WIDTH);
        float input = __ldg(x + at), upstream = ADJOINT ? __ldg(dy + at) : 0;
        float dt = channel.step(row);
        length += dt;
#pragma unroll
        for (int n = 0; n < STATES; n++) {
            float factor = expf(dt * channel.decay[n]);
            state[n] = factor * state[n] + dt * row.in(n) * input;
            if (ADJOINT) product[n] *= factor, adjoint[n] += product[n] * row.out(n) * upstream;
        }
        walk.step(ahead);
    }
    task.lengths[carried(task, picture, k, chunk, 1, 0, d)] = length;
#pragma unroll
    for (int n = 0; n < STATES; n++) {
        size_t at = carried(task, picture, k, chunk, STATES, n, d);
        task.states[at] = state[n];
        if (ADJOINT) task.adjoints[at] = adjoint[n];
    }
}

extern "C" __global__ void __launch_bounds__(TILE) summarise(Task task) { summarise_chunk<false>(task); }

extern "C" __global__ void __launch_bounds__(TILE) summarise_both(Task task) { summarise_chunk<true>(task); }

/** Replaces each chunk's summary by what enters it, in the order in which chunks are visited. */
static __device__ void carry_along(const Task& task, float* sums, int picture, int k, int n, int d, bool ahead) {
    int chunks = (int)task.chunks;
    float decay = task.decay[(k * task.channels + d) * STATES + n];
    float entering = 0;
#pragma unroll 8
    for (int i = 0; i < chunks; i++) {
        int chunk = ahead ? i : chunks - 1 - i;
        float length = __ldg(task.lengths + carried(task, picture, k, chunk, 1, 0, d));
        float* at = sums + carried(task, picture, k, chunk, STATES, n, d);
        float sum = *at;
        *at = entering;
        entering = expf(length * decay) * entering + sum;
    }
}

/** Blocks: (tiles x 4 directions, N, pictures). */
extern "C" __global__ void __launch_bounds__(TILE) carry(Task task) {
    int k = blockIdx.x % 4;
    int d = blockIdx.x / 4 * TILE + threadIdx.x;
    if (d >= task.channels) return;
    carry_along(task, task.states, blockIdx.z, k, blockIdx.y, d, k < 2);
    if (task.adjoints) carry_along(task, task.adjoints, blockIdx.z, k, blockIdx.y, d, k >= 2);
}

/** One pair's part of y; pair 0 writes, pair 1 adds. Blocks: (tiles, chunks, pictures). */
extern "C" __global__ void __launch_bounds__(TILE) apply(Task task) {
    __shared__ float ahead_part[LONGEST][TILE];  // what the first direction gives; each thread uses its own column
    int d = blockIdx.x * TILE + threadIdx.x;
    if (d >= task.channels) return;
    int picture = blockIdx.z, chunk = blockIdx.y, places = (int)(task.height * task.width);
    int first = chunk * (int)task.chunk, count = min((int)task.chunk, places - first);
    Walk walk(task, (int)task.pair, first);
    const float* x = task.x + (size_t)picture * places * task.channels + d;
    float* y = task.y + (size_t)picture * places * task.channels + d;
    for (int way = 0; way < 2; way++) {
        bool ahead = way == 0;
        int k = (int)task.pair + 2 * way;
        Channel channel(task, k, d);
        const float* p = task.p + (size_t)picture * places * 4 * WIDTH + k * WIDTH;
        float state[STATES];
#pragma unroll
        for (int n = 0; n < STATES; n++)
            state[n] = task.states ? __ldg(task.states + carried(task, picture, k, chunk, STATES, n, d)) : 0;
        if (!ahead) walk.step(false);  // the first direction ended one beyond
#pragma unroll 4
        for (int i = 0; i < count; i++) {
            int t = ahead ? i : count - 1 - i;
            int at = walk.place * (int)task.channels;
            Row row(p + walk.place * 4 * WIDTH);
            float input = __ldg(x + at);
            float dt = channel.step(row);
            float sum = channel.skip * input;
#pragma unroll
            for (int n = 0; n < STATES; n++) {
                state[n] = expf(dt * channel.decay[n]) * state[n] + dt * row.in(n) * input;
                sum += row.out(n) * state[n];
            }
            if (ahead) {
                ahead_part[t][threadIdx.x] = sum;
            } else {
                sum += ahead_part[t][threadIdx.x];
                y[at] = task.pair ? y[at] + sum : sum;
            }
            walk.step(ahead);
        }
    }
}
