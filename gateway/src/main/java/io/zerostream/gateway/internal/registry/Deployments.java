package io.zerostream.gateway.internal.registry;

import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.SchemaRegistryException;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.change.ChangeRefusedException;
import io.zerostream.schemas.change.DeploymentSwitch;
import io.zerostream.schemas.change.SetSwitch;
import io.zerostream.schemas.registry.RegistryWriteException;
import io.zerostream.schemas.registry.Revisions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Changes of what serves, for people: which version, which canary and shadow, which set an alias means, and back again.
 * Written through {@link DeploymentSwitch} and {@link SetSwitch}, and returned when this gateway has read them, so a caller
 * reads its own writes. When another version becomes the active one, a class set that was scored as the former one
 * recommends is scored as the new one does; a scoring that a person chose stays. Thread-safe. All methods throw {@link
 * RefusedException} with the reason.
 */
public final class Deployments {
    private static final long LOOK_MS = 20;

    private final KafkaConnection kafka;
    private final ModelRegistryView models;
    private final ClassRegistry classes;
    private final ModelScoring scoring;
    private final Clock clock;
    private final Duration patience;
    private final ReentrantLock changing = new ReentrantLock();

    /**
     * @param scoring what models recommend, and with it the view of their registry
     * @param patience longest wait for a write, and for reading it back
     */
    public Deployments(
            KafkaConnection kafka, ModelScoring scoring, ClassRegistry classes, Clock clock, Duration patience) {
        this.kafka = kafka;
        this.models = scoring.models();
        this.classes = classes;
        this.scoring = scoring;
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
     * @return the new revision
     */
    public long rollBackSet(String set, long revision, Asking asking) {
        long next = guarded(() -> sets(asking).rollBack(set, revision));
        awaitRead(() -> classes.view()
                .set(set)
                .filter(read -> isRead(read.getRevision(), next))
                .isPresent());
        return next;
    }

    /** Removes a set that no deployment uses. */
    public void removeSet(String set, Asking asking) {
        guarded(() -> {
            sets(asking).remove(set);
            return set;
        });
        awaitRead(() -> classes.view().set(set).isEmpty());
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

    private SetSwitch sets(Asking asking) {
        return new SetSwitch(kafka, asking.author(), clock, patience);
    }

    private DeploymentChange follow(String name, Asking asking, Function<DeploymentSwitch, Deployment> change) {
        Optional<Deployment> before = models.deployment(name);
        DeploymentChange done = change(name, asking, change, List.of());
        Deployment now = models.deployment(name).orElseThrow();
        List<String> warnings = new ArrayList<>(done.warnings());
        try {
            scoring.of(now)
                    .ifPresent(model -> warnings.addAll(
                            scored(model, before.flatMap(scoring::of), classes.set(now.getDefaultClassSet()), asking)));
        } catch (RefusedException | ModelException e) {
            // the deployment has changed, and an error would hide that
            warnings.add("γ and threshold of class set '" + now.getDefaultClassSet() + "' stay as they were: "
                    + SafeText.of(String.valueOf(e.getMessage())) + " (zerostream sets edit " + now.getDefaultClassSet()
                    + " --scoring-of " + now.getModel() + '/' + now.getVersion() + ")");
        }
        return new DeploymentChange(done.deployment(), done.changed(), warnings);
    }

    private List<String> scored(Manifest model, Optional<Manifest> before, ClassSet set, Asking asking) {
        List<String> said = new ArrayList<>();
        String id = model.name() + '/' + model.version();
        if (!ModelScoring.isOf(model, set)) {
            boolean follows = !asking.keepScoring()
                    && before.filter(former -> ModelScoring.isOf(former, set)).isPresent();
            if (follows) {
                Change change = classes.putSet(set.getName(), SetRequest.scoredAs(id, set.getRevision(), asking.author()));
                said.add("class set '" + set.getName() + "' revision " + change.revision() + " is scored as " + id
                        + " recommends: " + ModelScoring.text(model));
            } else {
                said.add("class set '" + set.getName() + "' keeps its own γ and threshold; " + id + " recommends "
                        + ModelScoring.text(model) + " (zerostream sets edit " + set.getName() + " --scoring-of " + id
                        + ")");
            }
        }
        if (model.rejectsNothing()) {
            said.add("the threshold of " + id + " rejects nothing: every picture gets a label, whatever it shows");
        }
        return said;
    }

    private DeploymentChange change(
            String name, Asking asking, Function<DeploymentSwitch, Deployment> change, List<String> warnings) {
        long before = models.deployment(name).map(Deployment::getRevision).orElse(0L);
        DeploymentSwitch deployments = new DeploymentSwitch(kafka, asking.author(), clock, patience);
        Deployment now = guarded(() -> change.apply(deployments));
        awaitRead(() -> models.deployment(name)
                .filter(read -> isRead(read.getRevision(), now.getRevision()))
                .isPresent());
        return new DeploymentChange(now, now.getRevision() != before, warnings);
    }

    /** Another writer may have gone on from it before it was looked at. */
    private static boolean isRead(long read, long written) {
        return read == written || Revisions.follows(read, written);
    }

    /** One at a time: each reads both registries whole, and only one of them could write. */
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

    private void awaitRead(BooleanSupplier read) {
        long end = System.nanoTime() + patience.toNanos();
        try {
            while (!read.getAsBoolean()) {
                if (System.nanoTime() - end > 0) {
                    throw away("the change was written but not read back within " + patience.toSeconds() + " s", null);
                }
                Thread.sleep(LOOK_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away("the change was written; the gateway is closing", e);
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
