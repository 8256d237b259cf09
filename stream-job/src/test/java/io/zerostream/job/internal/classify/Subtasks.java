package io.zerostream.job.internal.classify;

import ai.djl.Device;
import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.control.RegistryContent;
import io.zerostream.job.internal.control.RegistryReader;
import io.zerostream.job.internal.models.SharedModels;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the subtasks of a job in this JVM see and do, as if each ran in a process of its own: registries that grow, models
 * that open or not by subtask, and what came out. Static, for it is reached from inside the job.
 */
final class Subtasks {
    private static final Pattern SUBTASK = Pattern.compile("\\((\\d+)/\\d+\\)");

    static final List<ControlRecord> REGISTRY = new CopyOnWriteArrayList<>();
    /** What happens in a subtask that opens a version, one after the other; nothing = it opens. By version@subtask. */
    static final Map<String, Queue<Attempt>> ATTEMPTS = new ConcurrentHashMap<>();
    /** So many calls fail of a version that is opened next in a subtask, those of its probe first. By version@subtask. */
    static final Map<String, Integer> SPASMS = new ConcurrentHashMap<>();

    static final Queue<ZeroShotLabel> LABELS = new ConcurrentLinkedQueue<>();
    static final Queue<JobNotice> NOTICES = new ConcurrentLinkedQueue<>();
    static final Queue<Integer> DECODED_HEIGHTS = new ConcurrentLinkedQueue<>();
    static final AtomicBoolean FAIL_NOW = new AtomicBoolean();
    private static final Map<Integer, SharedModels> PROCESSES = new ConcurrentHashMap<>();
    private static final AtomicInteger STREAMED = new AtomicInteger();

    private Subtasks() {}

    /** What opening a model comes to. */
    interface Attempt {
        void run() throws Exception;
    }

    static void reset() {
        REGISTRY.clear();
        ATTEMPTS.clear();
        SPASMS.clear();
        LABELS.clear();
        NOTICES.clear();
        DECODED_HEIGHTS.clear();
        PROCESSES.clear();
        STREAMED.set(0);
        FAIL_NOW.set(false);
    }

    static void attempts(String version, int subtask, Attempt... attempts) {
        ATTEMPTS.put(version + '@' + subtask, new ConcurrentLinkedQueue<>(List.of(attempts)));
    }

    /** The next record of a stream that never ends: when there is no news, the last one again. */
    static ControlRecord next() {
        return REGISTRY.get(STREAMED.get() < REGISTRY.size() ? STREAMED.getAndIncrement() : REGISTRY.size() - 1);
    }

    static SharedModels process(int subtask) {
        return PROCESSES.computeIfAbsent(subtask, s -> new SharedModels());
    }

    /** Opens models as {@link #ATTEMPTS} says; the thread's name tells the subtask. */
    static ZeroShotModel open(ModelVersion version, Device device) throws Exception {
        Matcher name = SUBTASK.matcher(Thread.currentThread().getName());
        if (!name.find()) {
            throw new AssertionError("no subtask in " + Thread.currentThread().getName());
        }
        String place = version.getVersion() + '@' + (Integer.parseInt(name.group(1)) - 1);
        Queue<Attempt> attempts = ATTEMPTS.get(place);
        Attempt attempt = attempts == null ? null : attempts.poll();
        if (attempt != null) {
            attempt.run();
        }
        ColourModel model = new ColourModel(version.getVersion());
        model.spasms.set(Objects.requireNonNullElse(SPASMS.remove(place), 0));
        return model;
    }

    /** Reads {@link #REGISTRY}. */
    static final class Reader implements RegistryReader {
        private static final long serialVersionUID = 1L;

        @Override
        public RegistryContent readClasses() {
            return of(Topics.CLASS_REGISTRY);
        }

        @Override
        public RegistryContent readModels() {
            return of(Topics.MODEL_REGISTRY);
        }

        @Override
        public Watch watch() {
            return Watch.ofNothing();
        }

        private static RegistryContent of(Topics.Topic topic) {
            return new RegistryContent(
                    topic.name(),
                    1,
                    REGISTRY.stream()
                            .filter(r -> r.topic().equals(topic.name()))
                            .toList());
        }
    }
}
