package io.zerostream.job.internal.serving;

import io.zerostream.job.internal.Alarm;
import io.zerostream.job.internal.Alarm.Code;
import io.zerostream.job.internal.agreement.Progress;
import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.control.ControlState;
import io.zerostream.job.internal.control.Plan;
import io.zerostream.job.internal.control.RegistryContent;
import io.zerostream.job.internal.models.SharedModel;
import io.zerostream.schemas.Backoff;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelVersion;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this subtask serves: what all subtasks have agreed to serve, as soon as its models are open and its default class
 * set is complete in their space. Beside that, the newest deployment is made ready, and the others are told how far it
 * is; until all have agreed, and when one of them refuses it, what served goes on serving. Until anything serves, both
 * registries are read to their end again and again, for the operator takes no input meanwhile. Task thread only.
 */
public final class ServingControl implements Background.Listener, Agreeing.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServingControl.class);
    private static final Duration REREAD = Duration.ofSeconds(1);
    private static final Backoff AWAY = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final ModelDesk.Status NOTHING = new ModelDesk.Status(Progress.OPENING, "");

    /** Hears what serves from now on, and what is under way. */
    interface WhenServing {
        /**
         * @param before what served; null = nothing
         * @param opening how long opening took when models were opened for this, else zero
         */
        void serves(@Nullable Serving before, Serving serving, Duration opening);

        /**
         * What is to come next.
         *
         * @param wanted null = nothing: what serves is what is wanted
         */
        void prepares(@Nullable Plan wanted, ModelDesk.Status status);
    }

    /** Makes this subtask's side of the agreement. */
    public interface AgreeingFactory {
        Agreeing with(Agreeing.Listener listener);
    }

    private final ControlState control;
    private final Consumer<Alarm> alarms;
    private final WhenServing whenServing;
    private final Agreeing agreeing;
    private final ModelDesk desk;
    private final NotServing notServing;
    /** Why plans are followed by nobody, by their identity. */
    private final Map<String, String> givenUp = new HashMap<>();

    private final Set<String> said = new HashSet<>();
    private @Nullable Background background;
    private @Nullable Serving serving;
    private long setsSeen;
    private boolean registriesRead;
    /** Whether a registry has more than was read of it, which the stream will not bring. */
    private boolean behind;

    private int unreadable;
    private boolean left;

    public ServingControl(
            ControlState control, AgreeingFactory agreeing, Consumer<Alarm> alarms, WhenServing whenServing) {
        this.control = control;
        this.alarms = alarms;
        this.whenServing = whenServing;
        this.notServing = new NotServing(alarms, System::nanoTime);
        this.agreeing = agreeing.with(this);
        this.desk = new ModelDesk(alarms, this::controlChanged);
    }

    /** Begins: reads the registries, asks what was decided, then serves as soon as it can. */
    public void start(Background work) {
        background = work;
        desk.start(work);
        control.models().lastGood().ifPresent(desk::trust);
        work.readRegistries(Duration.ZERO);
        agreeing.start(work);
        tellWhatDoesNotServe(work);
    }

    private void tellWhatDoesNotServe(Background work) {
        if (serving == null && !left) {
            notServing.look(due(), this::whyNothingServes);
            work.later(LOOK_AGAIN, "late", () -> tellWhatDoesNotServe(work));
        }
    }

    /** What is to serve: what served before, which is what was decided, else what the registry has; null = nothing. */
    private @Nullable Deployment due() {
        return control.models()
                .lastGood()
                .map(Plan::deployment)
                .or(() -> control.models().deployment())
                .orElse(null);
    }

    /** What to answer batches with; null until the registries were read to their end and something can serve. */
    @Nullable
    public Serving serving() {
        return serving;
    }

    /** Whether a model that is wanted does not answer its probe pictures for a reason that is the device's. Any thread. */
    public boolean deviceSick() {
        return desk.deviceSick();
    }

    /** A record came by the stream. */
    public void apply(ControlRecord record) {
        if (control.applyNext(record)) {
            controlChanged();
        }
    }

    /** No more pictures come. */
    public void leave() {
        left = true;
        agreeing.leave();
    }

    /** A class set was built and swapped. */
    public void setsChanged() {
        controlChanged();
    }

    @Override
    public void registriesRead(RegistryContent classes, RegistryContent models) {
        unreadable = 0;
        behind = control.apply(classes);
        behind |= control.apply(models);
        registriesRead = true;
        controlChanged();
        reread(behind ? Duration.ZERO : REREAD);
    }

    @Override
    public void registriesUnreadable(Exception why) {
        unreadable++;
        Duration wait = AWAY.after(unreadable);
        LOG.warn("cannot read the registries, trying again in {} ms: {}", wait.toMillis(), why.toString());
        reread(wait);
    }

    @Override
    public void registriesAre(Map<String, Long> topicIds) {
        control.requireSame(topicIds);
    }

    /** When there is reason to. */
    private void reread(Duration delay) {
        if (serving == null) {
            complain(whyNothingServes() + "; pictures wait");
        }
        if ((serving == null || behind) && background != null) {
            background.readRegistries(delay);
        }
    }

    @Override
    public void opened(ModelVersion version, SharedModel model) {
        desk.opened(version, model);
        controlChanged();
    }

    @Override
    public void notOpened(ModelVersion version, Exception why) {
        desk.notOpened(version, why);
        controlChanged();
    }

    @Override
    public void changed() {
        Plan decided = agreeing.decided();
        if (decided != null) {
            desk.trust(decided);
        }
        controlChanged();
    }

    @Override
    public void givenUp(Plan plan, String why) {
        givenUp.put(plan.identity(), why);
        alarms.accept(new Alarm(
                        Code.DEPLOYMENT_REFUSED,
                        RegistryKeys.deployment(plan.deployment().getName()),
                        describe(plan) + " is followed by no subtask, what served goes on: " + why)
                .ofModel(plan.modelId())
                .ofRevision(plan.deployment().getRevision())
                .because(why));
        controlChanged();
    }

    private void controlChanged() {
        if (serving != null && setsSeen != control.classes().changes()) {
            serve(serving.with(control.classes().serving()), Duration.ZERO);
        }
        // the newest may be what was decided, and that is never refused: it is not tried before this is known
        boolean settled = agreeing.settled();
        Plan decided =
                settled ? agreeing.decided() : control.models().lastGood().orElse(null);
        Plan wanted = settled ? wanted(decided).orElse(null) : null;
        Plan now = serving == null ? null : serving.plan();
        desk.want(Stream.concat(Stream.of(now, decided, wanted), agreeing.promised().stream())
                .filter(Objects::nonNull)
                .distinct()
                .toList());
        if (decided != null && settled && registriesRead && !isSame(decided, now)) {
            follow(decided);
        }
        ModelDesk.Status status = wanted == null ? NOTHING : status(wanted);
        whenServing.prepares(wanted, status);
        agreeing.wish(registriesRead ? wanted : null, status);
        sayWhatIsNotPublished();
    }

    /** The newest deployment, unless it was decided or given up. */
    private Optional<Plan> wanted(@Nullable Plan decided) {
        return control.models()
                .wanted()
                .filter(plan -> !isSame(plan, decided))
                .filter(plan -> !givenUp.containsKey(plan.identity()));
    }

    private static boolean isSame(Plan plan, @Nullable Plan other) {
        return other != null && plan.identity().equals(other.identity());
    }

    private void follow(Plan decided) {
        Serving next = ready(decided);
        Obstacle obstacle = next == null ? null : obstacle(next);
        if (next != null && obstacle == null) {
            said.clear();
            serve(next, desk.takeOpeningTime());
            // models of what served before are not needed any more
            controlChanged();
        } else if (obstacle != null) {
            complain(obstacle.message());
        }
    }

    /** How far a plan is here, what the registry lacks included. */
    private ModelDesk.Status status(Plan plan) {
        Serving next = ready(plan);
        if (next == null) {
            return desk.status(plan);
        }
        Obstacle obstacle = obstacle(next);
        if (obstacle == null) {
            return new ModelDesk.Status(Progress.READY, "");
        }
        if (!obstacle.refused()) {
            complain(obstacle.message());
        }
        return new ModelDesk.Status(obstacle.refused() ? Progress.REFUSED : Progress.WAITING, obstacle.message());
    }

    /** Null = nothing. Before anything serves, also sets that the registry has whole: pictures may ask for each of them. */
    private @Nullable Obstacle obstacle(Serving next) {
        Obstacle obstacle = Obstacle.of(next, control.classes().waiting());
        return obstacle == null && serving == null && control.classes().hasFirstBuilds()
                ? new Obstacle(false, "large class sets that the registry has are still being made ready")
                : obstacle;
    }

    /** The plan with its models if all are open, else null. */
    private @Nullable Serving ready(Plan plan) {
        if (plan.versions().stream().anyMatch(version -> desk.get(version) == null)) {
            return null;
        }
        Served active = desk.get(plan.version());
        Served canary = plan.canary() == null ? null : desk.get(plan.canary());
        Served shadow = plan.shadow() == null ? null : desk.get(plan.shadow());
        return active == null
                ? null
                : new Serving(plan, active, canary, shadow, control.classes().serving());
    }

    private void serve(Serving next, Duration took) {
        Serving before = serving;
        serving = next;
        setsSeen = control.classes().changes();
        notServing.serves(next.plan());
        whenServing.serves(before, next, took);
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
        if (!agreeing.settled()) {
            return Objects.requireNonNullElse(
                    agreeing.silence(), "not all subtasks have said yet what they served before");
        }
        Plan plan =
                Optional.ofNullable(agreeing.decided()).or(() -> wanted(null)).orElse(null);
        if (plan != null) {
            ModelDesk.Status status = status(plan);
            if (status.progress() == Progress.READY) {
                return describe(plan) + " is ready here, and not yet in all subtasks";
            }
            return describe(plan) + " is " + status.progress()
                    + (status.reason().isEmpty() ? "" : ": " + status.reason());
        }
        return control.models()
                .deployment()
                .map(d -> control.models().wanted().isEmpty()
                        ? "deployment '" + d.getName() + "' names versions of model " + d.getModel()
                                + " that are not published: "
                                + control.models().missing()
                        : "revision " + d.getRevision() + " of deployment '" + d.getName() + "' cannot serve: "
                                + control.models()
                                        .wanted()
                                        .map(refused -> givenUp.get(refused.identity()))
                                        .orElse("see job-notices")
                                + ": deploy another version")
                .orElse(
                        "there is no deployment on model-registry that this job follows: publish a model and deploy it");
    }

    private static String describe(Plan plan) {
        return "revision " + plan.deployment().getRevision() + " of deployment '"
                + plan.deployment().getName() + "' (model " + plan.modelId() + ')';
    }

    /** Says each thing once, for the same state is looked at again and again. */
    private void complain(String what) {
        if (said.add(what)) {
            LOG.warn("waiting: {}", what);
        }
    }

    /** Gives all models back; batches under way hold shares of their own. */
    @Override
    public void close() {
        serving = null;
        desk.close();
    }
}
