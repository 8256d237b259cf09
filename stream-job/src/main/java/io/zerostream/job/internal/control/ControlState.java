package io.zerostream.job.internal.control;

import io.zerostream.job.internal.Alarm;
import io.zerostream.schemas.RegistryKey;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.registry.RegistryLimits;
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

    private final Consumer<Alarm> alarms;
    private final ClassRegistry classes;
    private final ModelRegistry models;
    private final Records<Long> positions = new Records<>();

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
