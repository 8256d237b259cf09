package io.zerostream.model.vmamba.cuda;

import io.zerostream.model.vmamba.cuda.Task.Field;

/** The kernels of one call in their order, on addresses of the device. Everything goes onto one stream. */
final class Schedule {
    /** Where the arrays of {@code Ss2dKernel.Inputs}, or their gradients, lie on the device. */
    record Addresses(long x, long p, long stepWeight, long stepBias, long decay, long skip) {}

    /** As in the source: so many gradients of weights are summed by a thread each. */
    static final long MANY = 65_536;

    private final Sizes sizes;
    private final Launcher launcher;

    Schedule(Sizes sizes, Launcher launcher) {
        this.sizes = sizes;
        this.launcher = launcher;
    }

    /** Floats that {@link #forward} needs for itself; may be 0. */
    long forwardScratch() {
        return layForward(new Task(), forwardChunks(), new Room(0));
    }

    /** Floats that {@link #backward} needs for itself. */
    long backwardScratch() {
        return layBackward(new Task(), backwardChunks(), new Room(0));
    }

    private Chunks forwardChunks() {
        return Chunks.forward(sizes);
    }

    private Chunks backwardChunks() {
        return Chunks.backward(sizes, launcher.multiprocessors());
    }

    /**
     * @param in inputs
     * @param y where the result goes
     * @param scratch {@link #forwardScratch} floats
     */
    void forward(Addresses in, long y, long scratch) {
        Chunks chunks = forwardChunks();
        Task task = task(in, chunks).set(Field.Y, y);
        layForward(task, chunks, new Room(scratch));
        if (chunks.count() > 1) {
            launch("summarise", task, sizes.strips() * 2L, chunks.count(), sizes.pictures());
            carry(task, chunks, 1);
        }
        for (int pair = 0; pair < 2; pair++) {
            launch("apply", task.set(Field.PAIR, pair), sizes.strips(), chunks.count(), sizes.pictures());
        }
    }

    /**
     * @param in inputs
     * @param dy gradient of the result
     * @param out where the gradients go
     * @param scratch {@link #backwardScratch} floats
     */
    void backward(Addresses in, long dy, Addresses out, long scratch) {
        Chunks chunks = backwardChunks();
        Task task = task(in, chunks)
                .set(Field.DY, dy)
                .set(Field.DX, out.x())
                .set(Field.DP, out.p())
                .set(Field.DWEIGHT, out.stepWeight())
                .set(Field.DBIAS, out.stepBias())
                .set(Field.DDECAY, out.decay())
                .set(Field.DSKIP, out.skip());
        layBackward(task, chunks, new Room(scratch));
        if (chunks.count() > 1) {
            launch("summarise_both", task, sizes.strips() * 2L, chunks.count(), sizes.pictures());
            carry(task, chunks, 2);
        }
        for (int pair = 0; pair < 2; pair++) {
            launch("gradients", task.set(Field.PAIR, pair), sizes.tiles(), chunks.runs(), sizes.pictures());
        }
        launch("sum_tiles", task, (rows() + KernelCode.TILE - 1) / KernelCode.TILE, 1, 1);
        boolean many = 4L * sizes.code().slots() * sizes.channels() >= MANY;
        launch(
                "sum_runs",
                task,
                many ? sizes.tiles() : sizes.groups(),
                sizes.code().slots(),
                4);
    }

    private void carry(Task task, Chunks chunks, int kinds) {
        if (chunks.carried()) {
            launch(
                    "carry",
                    task,
                    sizes.groups() * 4L,
                    (long) kinds * sizes.code().states(),
                    sizes.pictures());
        }
    }

    private Task task(Addresses in, Chunks chunks) {
        return new Task()
                .set(Field.X, in.x())
                .set(Field.P, in.p())
                .set(Field.WEIGHT, in.stepWeight())
                .set(Field.BIAS, in.stepBias())
                .set(Field.DECAY, in.decay())
                .set(Field.SKIP, in.skip())
                .set(Field.PICTURES, sizes.pictures())
                .set(Field.HEIGHT, sizes.height())
                .set(Field.WIDTH, sizes.width())
                .set(Field.CHANNELS, sizes.channels())
                .set(Field.CHUNK, chunks.length())
                .set(Field.CHUNKS, chunks.count())
                .set(Field.RUN, chunks.run())
                .set(Field.RUNS, chunks.runs());
    }

    private long layForward(Task task, Chunks chunks, Room room) {
        if (chunks.count() > 1) {
            long entries = sizes.pictures() * 4 * chunks.count() * sizes.channels();
            task.set(Field.LENGTHS, room.take(entries));
            task.set(Field.STATES, room.take(entries * sizes.code().states()));
        }
        return room.taken();
    }

    private long layBackward(Task task, Chunks chunks, Room room) {
        layForward(task, chunks, room);
        if (chunks.count() > 1) {
            long entries = sizes.pictures() * 4 * chunks.count() * sizes.channels();
            task.set(Field.ADJOINTS, room.take(entries * sizes.code().states()));
        }
        task.set(Field.TILE_PARTS, room.take(sizes.tiles() * rows()));
        long slots = 4L * sizes.code().slots() * sizes.channels();
        task.set(Field.RUN_PARTS, room.take(sizes.pictures() * chunks.runs() * slots));
        return room.taken();
    }

    /** Numbers of p. */
    private long rows() {
        return sizes.pictures() * sizes.places() * 4 * sizes.code().width();
    }

    private void launch(String kernel, Task task, long x, long y, long z) {
        int[] grid = {Math.toIntExact(x), Math.toIntExact(y), Math.toIntExact(z)};
        launcher.launch(sizes.code(), kernel, grid, task);
    }

    /** Hands out pieces of the scratch, one after the other. */
    private static final class Room {
        private final long base;
        private long floats;

        Room(long base) {
            this.base = base;
        }

        long take(long count) {
            long address = base + floats * Float.BYTES;
            floats += count;
            return address;
        }

        long taken() {
            return floats;
        }
    }
}
