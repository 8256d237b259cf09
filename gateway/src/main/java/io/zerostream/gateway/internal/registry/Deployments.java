package io.zerostream.gateway.internal.registry;

import io.zerostream.model.ModelException;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.SchemaRegistryException;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.change.ChangeRefusedException;
import io.zerostream.schemas.change.DeploymentSwitch;
import io.zerostream.schemas.change.ModelSwitch;
import io.zerostream.schemas.change.RegistryEditor;
import io.zerostream.schemas.change.Rescored;
import io.zerostream.schemas.change.SetSwitch;
import io.zerostream.schemas.change.SetSwitch.RolledBack;
import io.zerostream.schemas.registry.RegistryWriteException;
import io.zerostream.schemas.registry.RegistryWriter.Written;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Changes of what serves, for people: which version, which canary and shadow, which set an alias means, and back again.
 * Written through {@code schemas.change}, and returned when this gateway has read them, so a caller reads its own writes.
 * When another version becomes the active one, the class sets that it serves are scored as it recommends; a scoring that a
 * person chose stays. What broke off in between goes on when it is asked for again. Thread-safe. All methods throw {@link
 * RefusedException} with the reason.
 */
public final class Deployments {
    private final KafkaConnection kafka;
    private final ModelRegistryView models;
    private final ModelScoring scoring;
    private final ReadBack modelsRead;
    private final ReadBack classesRead;
    private final Clock clock;
    private final Duration patience;
    private final ReentrantLock changing = new ReentrantLock();

    /**
     * @param scoring what models recommend, and with it the view of their registry
     * @param modelsRead of model-registry
     * @param classesRead of class-registry
     * @param patience longest wait for a write, and for reading it back
     */
    public Deployments(
            KafkaConnection kafka,
            ModelScoring scoring,
            ReadBack modelsRead,
            ReadBack classesRead,
            Clock clock,
            Duration patience) {
        this.kafka = kafka;
        this.models = scoring.models();
        this.scoring = scoring;
        this.modelsRead = modelsRead;
        this.classesRead = classesRead;
        this.clock = clock;
        this.patience = patience;
    }

    /**
     * Lets a version serve.
     *
     * @param model null = the deployment's
     * @param set default class set; null = the present one, where it fits
     */
    public DeploymentChange activate(
            String name, @Nullable String model, String version, @Nullable String set, Asking asking) {
        String wanted = model != null
                ? model
                : models.deployment(name)
                        .map(Deployment::getModel)
                        .orElseThrow(() -> new RefusedException(
                                Refusal.BAD_REQUEST,
                                "there is no deployment '" + name + "' yet, so that the model must be named",
                                "name the 'model' beside its 'version'"));
        return follow(name, asking, deployments -> deployments.activate(name, wanted, version, set));
    }

    /**
     * Lets what served before serve again.
     *
     * @param version of the deployment's model; null = what served before
     */
    public DeploymentChange rollBack(String name, @Nullable String version, Asking asking) {
        return follow(name, asking, deployments -> deployments.rollBack(name, version));
    }

    /**
     * Lets a version label a share of the pictures.
     *
     * @param version null = none any more
     */
    public DeploymentChange canary(String name, @Nullable String version, float share, Asking asking) {
        return change(name, asking, deployments -> deployments.canary(name, version, share), List.of());
    }

    /**
     * Lets a version label beside.
     *
     * @param version null = none any more
     */
    public DeploymentChange shadow(String name, @Nullable String version, Asking asking) {
        return change(name, asking, deployments -> deployments.shadow(name, version), List.of());
    }

    /**
     * Lets an alias or a source use a set.
     *
     * @param set null = none of its own any more
     */
    public DeploymentChange use(String name, String alias, @Nullable String set, Asking asking) {
        List<String> warnings = set == null
                ? List.of()
                : LookAlikes.of(
                        alias,
                        models.deployment(name)
                                .map(deployment ->
                                        deployment.getSourceClassSets().keySet())
                                .orElse(Set.of()));
        return change(name, asking, deployments -> deployments.use(name, alias, set), warnings);
    }

    /**
     * Goes back to an earlier revision of a set, as its next.
     *
     * @return the new revision, and the classes that keep the values that they have
     */
    public RolledBack rollBackSet(String set, long revision, Asking asking) {
        return written(classesRead, () -> sets(asking).rollBack(set, revision));
    }

    /** Removes a set that no deployment uses. */
    public void removeSet(String set, Asking asking) {
        written(classesRead, () -> sets(asking).remove(set));
    }

    /**
     * Removes the record of a version that no deployment has.
     *
     * @return what stays, for people
     */
    public List<String> removeModel(String model, String version, Asking asking) {
        ModelVersion removed = written(modelsRead, () -> new ModelSwitch(editor(asking)).remove(model, version));
        return List.of(
                removed.getUri() == null
                        ? "its weights stay on model-chunks (" + removed.getChunks()
                                + " records), and nobody reads them"
                        : "its weights stay at " + SafeText.of(removed.getUri()),
                "class sets stay; γ and threshold that it recommended count as chosen from now on, unless another"
                        + " version of its space recommends the same");
    }

    /**
     * Who asks, and how.
     *
     * @param author may be empty
     * @param keepScoring whether class sets keep γ and threshold in any case
     */
    public record Asking(String author, boolean keepScoring) {
        /** Checks the author. @throws RefusedException when that is no name */
        public static Asking by(@Nullable String author, boolean keepScoring) {
            return new Asking(Names.author(author), keepScoring);
        }
    }

    private RegistryEditor editor(Asking asking) {
        return new RegistryEditor(kafka, asking.author(), clock, patience);
    }

    private SetSwitch sets(Asking asking) {
        return new SetSwitch(editor(asking));
    }

    private DeploymentChange follow(
            String name, Asking asking, Function<DeploymentSwitch, Written<Deployment>> change) {
        DeploymentChange done = change(name, asking, change, List.of());
        List<String> warnings = new ArrayList<>(done.warnings());
        try {
            Rescored sets = written(
                    classesRead, () -> sets(asking).followModel(name, ModelScoring::recommended, asking.keepScoring()));
            scoring.of(done.deployment()).ifPresent(model -> warnings.addAll(ModelScoring.told(model, sets)));
        } catch (RefusedException | ModelException e) {
            // the deployment has changed, and an error would hide that
            warnings.add("whether γ and threshold of its class sets followed the model is not known: "
                    + SafeText.of(String.valueOf(e.getMessage())) + "; activate "
                    + SafeText.of(done.deployment().getModel()
                            + ' '
                            + done.deployment().getVersion())
                    + " (once more), and they do");
        }
        return new DeploymentChange(done.deployment(), done.changed(), warnings);
    }

    private DeploymentChange change(
            String name, Asking asking, Function<DeploymentSwitch, Written<Deployment>> change, List<String> warnings) {
        long before = models.deployment(name).map(Deployment::getRevision).orElse(0L);
        Written<Deployment> done = guarded(() -> change.apply(new DeploymentSwitch(editor(asking))));
        List<String> said = new ArrayList<>(warnings);
        if (!isRead(modelsRead, done.end())) {
            // it has changed, and an error would hide that
            said.add("it is written; this gateway has not read it within " + patience.toSeconds()
                    + " s, and shows for a while what was before");
        }
        Deployment now = done.result();
        return new DeploymentChange(now, now.getRevision() != before, said);
    }

    /** One at a time: each reads both registries whole, and only one of them could write. */
    private <T> T written(ReadBack read, Supplier<Written<T>> change) {
        Written<T> done = guarded(change);
        if (!isRead(read, done.end())) {
            throw away("the change was written but not read back within " + patience.toSeconds() + " s", null);
        }
        return done.result();
    }

    private boolean isRead(ReadBack read, long end) {
        try {
            return read.await(end, patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away("the change was written; the gateway is closing", e);
        }
    }

    private <T> T guarded(Supplier<T> change) {
        changing.lock();
        try {
            return change.get();
        } catch (ChangeRefusedException e) {
            throw new RefusedException(Refusal.DOES_NOT_FIT, String.valueOf(e.getMessage()), "");
        } catch (RegistryWriteException | KafkaException | SchemaRegistryException e) {
            throw away(String.valueOf(e.getMessage()), e);
        } finally {
            changing.unlock();
        }
    }

    private static RefusedException away(String message, @Nullable Throwable cause) {
        RefusedException refused =
                new RefusedException(Refusal.KAFKA_AWAY, message, "look at GET /api/models before trying again");
        if (cause != null) {
            refused.initCause(cause);
        }
        return refused;
    }
}
