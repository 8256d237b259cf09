package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.Alarm;
import io.zerostream.job.internal.Alarm.Code;
import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.control.ControlState;
import io.zerostream.job.internal.control.Plan;
import io.zerostream.job.internal.control.ServingSet;
import io.zerostream.model.ModelException;
import io.zerostream.schemas.avro.Deployment;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what serves. The newest deployment is followed as soon as its model is open and its default class set is
 * complete in the model's space; until then, and when it is refused, what served goes on serving. Until anything serves,
 * both registries are read to their end again and again, for the operator takes no input meanwhile. Task thread only.
 */
final class ServingControl implements Background.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServingControl.class);
    private static final Duration REREAD = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofSeconds(5);

    /** Gets going; told how long opening took when a model was opened for this, else zero. */
    interface WhenServing {
        void serves(Serving serving, Duration opening);
    }

    private final ControlState control;
    private final Consumer<Alarm> alarms;
    private final WhenServing whenServing;
    private final Map<String, SharedModel> spare = new HashMap<>();
    private final Set<String> refused = new HashSet<>();
    private final Set<String> complaints = new HashSet<>();
    private @Nullable Background background;
    private @Nullable Serving serving;
    private @Nullable Plan opening;
    private long openingSince;
    private Duration lastOpening = Duration.ZERO;
    private long setsSeen;
    private boolean registriesRead;

    ServingControl(ControlState control, Consumer<Alarm> alarms, WhenServing whenServing) {
        this.control = control;
        this.alarms = alarms;
        this.whenServing = whenServing;
    }

    /** Begins: reads the registries, then serves as soon as it can. */
    void start(Background work) {
        background = work;
        work.readRegistries(Duration.ZERO);
    }

    /** What to answer batches with; null until the registries were read to their end and something can serve. */
    @Nullable
    Serving serving() {
        return registriesRead ? serving : null;
    }

    /** A record came by the stream. */
    void apply(ControlRecord record) {
        if (control.apply(record)) {
            controlChanged();
        }
    }

    @Override
    public void registriesRead(List<ControlRecord> records) {
        records.forEach(control::apply);
        registriesRead = true;
        controlChanged();
        rereadUnlessServing();
    }

    @Override
    public void registriesUnreadable(Exception why) {
        LOG.warn("cannot read the registries, trying again: {}", why.toString());
        rereadUnlessServing();
    }

    private void rereadUnlessServing() {
        if (serving() == null && background != null) {
            complain(whyNothingServes() + "; pictures wait");
            background.readRegistries(REREAD);
        }
    }

    @Override
    public void opened(Plan plan, SharedModel model) {
        opening = null;
        lastOpening = Duration.ofNanos(System.nanoTime() - openingSince);
        SharedModel before = spare.put(plan.version().getSha256(), model);
        if (before != null) {
            before.release();
        }
        controlChanged();
    }

    @Override
    public void notOpened(Plan plan, Exception why) {
        opening = null;
        if (why instanceof ModelException) {
            refused.add(id(plan));
            alarms.accept(new Alarm(
                    Code.MODEL_REFUSED,
                    "model " + plan.modelId() + " is refused, what served before goes on: " + why.getMessage()));
            controlChanged();
        } else {
            alarms.accept(new Alarm(
                    Code.MODEL_UNREACHABLE,
                    "model " + plan.modelId() + " could not be fetched, trying again in " + RETRY.toSeconds() + " s: "
                            + why));
            open(plan, RETRY);
        }
    }

    private void controlChanged() {
        if (serving != null && setsSeen != control.classes().changes()) {
            serve(new Serving(serving.model(), serving.plan(), control.classes().serving()), Duration.ZERO);
        }
        for (Plan plan : plans()) {
            if (serving != null && plan.equals(serving.plan())) {
                return;
            }
            SharedModel model = open(plan);
            if (model == null) {
                return;
            }
            String obstacle = obstacle(plan, model);
            if (obstacle == null) {
                activate(plan, model);
                return;
            }
            complain(obstacle);
        }
    }

    /** What could serve, best first; on a restart what served before comes first, for it is known to be good. */
    private List<Plan> plans() {
        Optional<Plan> lastGood = serving == null ? control.models().lastGood() : Optional.empty();
        return Stream.of(lastGood, control.models().wanted())
                .flatMap(Optional::stream)
                .filter(plan -> !refused.contains(id(plan)))
                .toList();
    }

    /** The model if it is open, else null and it is on its way. */
    private @Nullable SharedModel open(Plan plan) {
        String sha256 = plan.version().getSha256();
        if (serving != null && serving.plan().version().getSha256().equals(sha256)) {
            return serving.model();
        }
        SharedModel model = spare.get(sha256);
        if (model == null && opening == null) {
            LOG.info(
                    "opening model {} for revision {} of deployment '{}'",
                    plan.modelId(),
                    plan.deployment().getRevision(),
                    plan.deployment().getName());
            openingSince = System.nanoTime();
            open(plan, Duration.ZERO);
        }
        return model;
    }

    private void open(Plan plan, Duration delay) {
        if (background != null) {
            opening = plan;
            background.open(plan, delay);
        }
    }

    private @Nullable String obstacle(Plan plan, SharedModel model) {
        String name = plan.deployment().getDefaultClassSet();
        ServingSet set = control.classes().serving().get(name);
        if (set == null) {
            return "class set '" + name + "', the default of deployment '"
                    + plan.deployment().getName() + "', "
                    + control.classes().waiting().getOrDefault(name, "does not exist");
        }
        List<String> attributes = set.scorer().prototypes().space().attributes();
        return attributes.equals(model.model().space().attributes())
                ? null
                : "class set '" + name + "' is in space '" + set.space() + "', but model " + plan.modelId()
                        + " was trained in '" + model.model().space().name() + "': publish the set in that space";
    }

    private void activate(Plan plan, SharedModel model) {
        Serving before = serving;
        SharedModel share = before != null && before.model() == model ? model : model.retain();
        control.models().serves(plan);
        serve(new Serving(share, plan, control.classes().serving()), lastOpening);
        if (before != null && before.model() != share) {
            before.model().release();
        }
        spare.values().forEach(SharedModel::release);
        spare.clear();
        complaints.clear();
        lastOpening = Duration.ZERO;
        logActivation(plan);
        controlChanged();
    }

    private static void logActivation(Plan plan) {
        Deployment deployment = plan.deployment();
        LOG.info(
                "model {} serves, by revision {} of deployment '{}', default class set '{}'",
                plan.modelId(),
                deployment.getRevision(),
                deployment.getName(),
                deployment.getDefaultClassSet());
        if (deployment.getShadowVersion() != null || deployment.getCanaryVersion() != null) {
            LOG.warn(
                    "deployment '{}' names a shadow or a canary; this release serves the active version only",
                    deployment.getName());
        }
    }

    private void serve(Serving next, Duration opened) {
        serving = next;
        setsSeen = control.classes().changes();
        whenServing.serves(next, opened);
    }

    private String whyNothingServes() {
        if (opening != null) {
            return "model " + opening.modelId() + " is being opened";
        }
        return control.models()
                .deployment()
                .map(d -> control.models().wanted().isEmpty()
                        ? "deployment '" + d.getName() + "' names model " + d.getModel() + ' ' + d.getVersion()
                                + ", which is not published"
                        : "deployment '" + d.getName() + "' cannot serve yet, see above")
                .orElse(
                        "there is no deployment on model-registry that this job follows: publish a model and deploy it");
    }

    /** Says each thing once, for the same state is looked at again and again. */
    private void complain(String what) {
        if (complaints.add(what)) {
            LOG.warn("waiting: {}", what);
        }
    }

    private static String id(Plan plan) {
        return plan.deployment().getRevision() + "/" + plan.version().getSha256();
    }

    /** Gives all models back; batches under way hold shares of their own. */
    @Override
    public void close() {
        if (serving != null) {
            serving.model().release();
            serving = null;
        }
        spare.values().forEach(SharedModel::release);
        spare.clear();
    }
}
