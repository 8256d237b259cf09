package io.zerostream.job.internal.control;

import io.zerostream.job.internal.Alarm;
import io.zerostream.schemas.RegistryKey;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.registry.RegistryLimits;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Both registries as of the last record applied. Every record may come more than once, by the stream and by reading the
 * topics at start: its offset tells whether it is news. Plain Java, one thread.
 */
public final class ControlState {
    /** Beside the names of topics. */
    private static final String DECISION = "decision";

    /** Behind the name of a topic: which topic of that name was read. */
    private static final String TOPIC_ID = "/id";

    private final Consumer<Alarm> alarms;
    private final ClassRegistry classes;
    private final ModelRegistry models;
    private final Records<Long> positions = new Records<>();
    /** Offset of the last record that came by the stream, by topic. */
    private final Map<String, Long> streamed = new HashMap<>();

    /**
     * One that builds all class sets at once.
     *
     * @param deployment the deployment to follow
     * @param alarms hears of what is refused
     */
    public ControlState(String deployment, Consumer<Alarm> alarms) {
        this(deployment, alarms, new ClassRegistry(alarms, SetBuilding.AT_ONCE, () -> {}));
    }

    /**
     * @param deployment the deployment to follow
     * @param alarms hears of what is refused
     * @param classes a fresh class registry
     */
    public ControlState(String deployment, Consumer<Alarm> alarms, ClassRegistry classes) {
        this.alarms = alarms;
        this.classes = classes;
        this.models = new ModelRegistry(deployment, alarms);
    }

    /** The class registry. */
    public ClassRegistry classes() {
        return classes;
    }

    /** The model registry. */
    public ModelRegistry models() {
        return models;
    }

    /** Offset of the last record applied, by topic; and what else is to be remembered as a number. */
    public Records<Long> positions() {
        return positions;
    }

    /** Number of the decision that {@code models().lastGood()} is, as all subtasks count them; 0 = none is known. */
    public long decision() {
        Long number = positions.get(DECISION);
        return number == null ? 0 : number;
    }

    /** Remembers what all subtasks are to serve. */
    public void decided(long number, Plan plan) {
        positions.put(DECISION, number);
        models.serves(plan);
    }

    /** Takes over remembered positions into a fresh state. */
    public void restorePositions(Map<String, Long> remembered) {
        remembered.forEach(positions::put);
    }

    /**
     * Applies what is news of a registry that was read to its end. A topic that was created again, or that is another
     * cluster's, counts from 0 once more: then all that its predecessor said is forgotten, but what serves.
     *
     * @return whether to read it again: it is a new topic, of which the stream brought more than was read, and that was
     *     taken for old news of the former one
     */
    public boolean apply(RegistryContent content) {
        boolean replaced = isReplaced(content);
        if (replaced) {
            forget(content.topic());
        }
        content.records().forEach(this::apply);
        return replaced && streamed.getOrDefault(content.topic(), -1L) > content.lastOffset();
    }

    private boolean isReplaced(RegistryContent content) {
        if (content.topicId() == 0) {
            return false;
        }
        Long before = positions.get(content.topic() + TOPIC_ID);
        positions.put(content.topic() + TOPIC_ID, content.topicId());
        return before != null && before != content.topicId();
    }

    /**
     * Kafka says which topics the registries are at present; of those that were not read yet nothing can be said.
     *
     * @param topicIds by name, as in {@link RegistryContent#topicId}
     * @throws IllegalStateException when one is not that which was read: only a restart reads the new one from its
     *     beginning
     */
    public void requireSame(Map<String, Long> topicIds) {
        topicIds.forEach((topic, id) -> {
            Long read = positions.get(topic + TOPIC_ID);
            if (read != null && !read.equals(id)) {
                throw new IllegalStateException("topic " + topic + " is not the one that was read any more: it was"
                        + " created again while the job ran; the job restarts and reads it anew");
            }
        });
    }

    private void forget(String topic) {
        positions.remove(topic);
        if (topic.equals(Topics.CLASS_REGISTRY.name())) {
            classes.forget();
        } else {
            models.forget();
        }
        alarms.accept(new Alarm(
                Alarm.Code.REGISTRY_REPLACED,
                "topic " + topic + " is not the one that was read before: it was created again, or is another"
                        + " cluster's. What it says now counts from its beginning; what served goes on until then. If"
                        + " this was not meant, publish again what is missing"));
    }

    /**
     * As {@link #apply(ControlRecord)}, for records as the stream brings them.
     *
     * @throws IllegalStateException when they begin again: the topic was replaced, and only a restart reads the new one
     *     from its beginning
     */
    public boolean applyNext(ControlRecord record) {
        Long before = streamed.put(record.topic(), record.offset());
        if (before != null && record.offset() < before) {
            throw new IllegalStateException(
                    "topic " + record.topic() + " begins again, with offset " + record.offset() + " after " + before
                            + ": it was created again while the job ran; the job restarts and reads it anew");
        }
        return apply(record);
    }

    /**
     * Applies one record unless it is old news. What cannot be is refused with an alarm; nothing is thrown.
     *
     * @return whether it was news
     */
    public boolean apply(ControlRecord record) {
        Long last = positions.get(record.topic());
        if (last != null && record.offset() <= last) {
            return false;
        }
        positions.put(record.topic(), record.offset());
        String key = SafeText.of(record.key());
        if (record.problem() != null) {
            alarm(
                    key,
                    "record " + record.offset() + " of " + record.topic() + " ('" + key + "') cannot be read: "
                            + SafeText.of(record.problem()) + "; ignored");
            return true;
        }
        Optional<RegistryKey> parsed =
                record.key().length() > RegistryLimits.KEY_CHARS ? Optional.empty() : RegistryKeys.parse(record.key());
        if (parsed.isEmpty()) {
            alarm(
                    key,
                    "record " + record.offset() + " of " + record.topic() + " has the unknown key '" + key
                            + "'; ignored");
        } else if (removesSetInUse(record, parsed.get())) {
            alarms.accept(new Alarm(
                    Alarm.Code.REMOVAL_IGNORED,
                    key,
                    "class set '" + SafeText.of(parsed.get().name())
                            + "' was removed but a deployment uses it, as default or for a source or alias; it stays:"
                            + " let them use another one first"));
        } else if (record.topic().equals(Topics.CLASS_REGISTRY.name())) {
            classes.apply(record.key(), record.classes());
        } else {
            models.apply(record.key(), record.model());
        }
        return true;
    }

    private boolean removesSetInUse(ControlRecord record, RegistryKey key) {
        return key.kind() == RegistryKey.Kind.CLASS_SET && record.classes() == null && models.uses(key.name());
    }

    private void alarm(String key, String message) {
        alarms.accept(new Alarm(Alarm.Code.UNREADABLE_CONTROL, key, message));
    }
}
