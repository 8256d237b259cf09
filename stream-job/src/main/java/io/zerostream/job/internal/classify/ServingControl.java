package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.Alarm;
import io.zerostream.job.internal.Alarm.Code;
import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.control.ControlState;
import io.zerostream.job.internal.control.Plan;
import io.zerostream.model.ModelException;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.ModelVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what serves. The newest deployment is followed as soon as all its models are open and its default class set is
 * complete in their space; until then, and when one of them is refused, what served goes on serving. Until anything
 * serves, both registries are read to their end again and again, for the operator takes no input meanwhile. Task thread
 * only.
 */
final class ServingControl implements Background.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServingControl.class);
    private static final Duration REREAD = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofSeconds(5);

    /** Hears what serves from now on. */
    interface WhenServing {
        /**
         * @param before what served; null = nothing
         * @param opening how long opening took when models were opened for this, else zero
         */
        void serves(@Nullable Serving before, Serving serving, Duration opening);
    }

    private final ControlState control;
    private final Consumer<Alarm> alarms;
    private final WhenServing whenServing;
    private final OpenModels models = new OpenModels();
    private final Set<String> refused = new HashSet<>();
    private final Set<String> said = new HashSet<>();
    private @Nullable Background background;
    private @Nullable Serving serving;
    private @Nullable ModelVersion opening;
    private long openingSince;
    private Duration opened = Duration.ZERO;
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
    public void opened(ModelVersion version, SharedModel model) {
        opening = null;
        opened = opened.plusNanos(System.nanoTime() - openingSince);
        models.add(version, model);
        controlChanged();
    }

    @Override
    public void notOpened(ModelVersion version, Exception why) {
        opening = null;
        String subject = RegistryKeys.modelVersion(version.getName(), version.getVersion());
        if (why instanceof ModelException) {
            plans().stream().filter(plan -> plan.versions().contains(version)).forEach(plan -> refused.add(id(plan)));
            alarms.accept(new Alarm(
                    Code.MODEL_REFUSED,
                    subject,
                    "model " + Plan.id(version) + " is refused, what served before goes on: " + why.getMessage()));
            controlChanged();
        } else {
            boolean sick = why instanceof DeviceException;
            alarms.accept(new Alarm(
                    sick ? Code.DEVICE_SICK : Code.MODEL_UNREACHABLE,
                    subject,
                    "model " + Plan.id(version) + (sick ? " cannot serve" : " could not be fetched")
                            + ", trying again in " + RETRY.toSeconds() + " s: "
                            + (sick ? why.getMessage() : why)));
            open(version, RETRY);
        }
    }

    private void controlChanged() {
        if (serving != null && setsSeen != control.classes().changes()) {
            serve(serving.with(control.classes().serving()), Duration.ZERO);
        }
        List<Plan> plans = plans();
        for (Plan plan : plans) {
            if (serving != null && plan.equals(serving.plan())) {
                break;
            }
            Serving next = ready(plan);
            if (next == null) {
                break;
            }
            Obstacle obstacle = Obstacle.of(next, control.classes().waiting());
            if (obstacle == null) {
                activate(next);
                return;
            }
            report(plan, obstacle);
        }
        sayWhatIsNotPublished();
        dropWhatNobodyWants(plans);
    }

    /** What could serve, best first; on a restart what served before comes first, for it is known to be good. */
    private List<Plan> plans() {
        Optional<Plan> lastGood = serving == null ? control.models().lastGood() : Optional.empty();
        return Stream.of(lastGood, control.models().wanted())
                .flatMap(Optional::stream)
                .filter(plan -> !refused.contains(id(plan)))
                .toList();
    }

    /** The plan with its models if all are open, else null and the first of those that are not is on its way. */
    private @Nullable Serving ready(Plan plan) {
        for (ModelVersion version : plan.versions()) {
            if (models.get(version) == null) {
                open(plan, version);
                return null;
            }
        }
        Served active = models.get(plan.version());
        Served canary = plan.canary() == null ? null : models.get(plan.canary());
        Served shadow = plan.shadow() == null ? null : models.get(plan.shadow());
        return active == null
                ? null
                : new Serving(plan, active, canary, shadow, control.classes().serving());
    }

    private void open(Plan plan, ModelVersion version) {
        if (opening == null) {
            LOG.info(
                    "event=opening model=\"{}\" deployment={} revision={}",
                    Plan.id(version),
                    plan.deployment().getName(),
                    plan.deployment().getRevision());
            openingSince = System.nanoTime();
            open(version, Duration.ZERO);
        }
    }

    private void open(ModelVersion version, Duration delay) {
        if (background != null) {
            opening = version;
            background.open(version, delay);
        }
    }

    private void activate(Serving next) {
        control.models().serves(next.plan());
        Duration took = opened;
        opened = Duration.ZERO;
        said.clear();
        serve(next, took);
        models.keepOnly(next.plan().versions());
        // the newest may already want something else
        controlChanged();
    }

    private void serve(Serving next, Duration took) {
        Serving before = serving;
        serving = next;
        setsSeen = control.classes().changes();
        whenServing.serves(before, next, took);
    }

    /** Models that were opened for a deployment that has been replaced meanwhile. */
    private void dropWhatNobodyWants(List<Plan> plans) {
        List<ModelVersion> needed = new ArrayList<>();
        plans.forEach(plan -> needed.addAll(plan.versions()));
        if (serving != null) {
            needed.addAll(serving.plan().versions());
        }
        models.keepOnly(needed);
    }

    private void report(Plan plan, Obstacle obstacle) {
        if (!obstacle.refused()) {
            complain(obstacle.message());
        } else if (said.add(id(plan) + obstacle.message())) {
            alarms.accept(new Alarm(
                    Code.DEPLOYMENT_REFUSED,
                    RegistryKeys.deployment(plan.deployment().getName()),
                    "revision " + plan.deployment().getRevision() + " of deployment '"
                            + plan.deployment().getName() + "' is not followed, what served goes on: "
                            + obstacle.message()));
        }
    }

    private void sayWhatIsNotPublished() {
        List<String> missing = control.models().missing();
        if (!missing.isEmpty() && serving != null) {
            control.models()
                    .deployment()
                    .ifPresent(d -> complain("revision " + d.getRevision() + " of deployment '" + d.getName()
                            + "' names versions of model " + d.getModel() + " that are not published: " + missing
                            + "; what served goes on until they are"));
        }
    }

    private String whyNothingServes() {
        if (opening != null) {
            return "model " + Plan.id(opening) + " is being opened";
        }
        return control.models()
                .deployment()
                .map(d -> control.models().wanted().isEmpty()
                        ? "deployment '" + d.getName() + "' names versions of model " + d.getModel()
                                + " that are not published: "
                                + control.models().missing()
                        : "deployment '" + d.getName() + "' cannot serve yet, see above")
                .orElse(
                        "there is no deployment on model-registry that this job follows: publish a model and deploy it");
    }

    /** Says each thing once, for the same state is looked at again and again. */
    private void complain(String what) {
        if (said.add(what)) {
            LOG.warn("waiting: {}", what);
        }
    }

    private static String id(Plan plan) {
        StringBuilder id = new StringBuilder().append(plan.deployment().getRevision());
        plan.versions().forEach(version -> id.append('/').append(version.getSha256()));
        return id.toString();
    }

    /** Gives all models back; batches under way hold shares of their own. */
    @Override
    public void close() {
        serving = null;
        models.close();
    }
}
