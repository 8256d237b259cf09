package io.zerostream.job.internal.serving;

import io.zerostream.job.internal.Mail;
import io.zerostream.job.internal.agreement.Answer;
import io.zerostream.job.internal.agreement.Progress;
import io.zerostream.job.internal.agreement.Question;
import io.zerostream.job.internal.agreement.Told;
import io.zerostream.job.internal.control.ControlState;
import io.zerostream.job.internal.control.Plan;
import io.zerostream.job.internal.control.PlanCodec;
import io.zerostream.schemas.Backoff;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This subtask's side of the agreement on what all subtasks serve: tells how far it is, hears what was decided, and asks
 * again while there is something to hear. What was decided is remembered in the control state. Task thread only.
 */
public final class Agreeing {
    private static final Logger LOG = LoggerFactory.getLogger(Agreeing.class);
    private static final Backoff ASK_AGAIN = new Backoff(Duration.ofMillis(20), Duration.ofMillis(500));

    /** Hears the answers, on the task's thread. */
    public interface Listener {
        /** What was decided is known, or another plan is decided than before; or less is {@link #promised}. */
        void changed();

        /** The plan that was wished for is followed by nobody. */
        void givenUp(Plan plan, String why);
    }

    private final Function<Question, CompletableFuture<Answer>> coordinator;
    private final int subtask;
    private final int attempt;
    private final ControlState control;
    private final Mail mail;
    private final Listener listener;
    private @Nullable Background background;
    private boolean settled;
    private @Nullable Wish wish;
    /** By identity. */
    private final Map<String, Plan> promised = new HashMap<>();

    /** Identities of plans that the next question is to tell of in whole. */
    private Set<String> unknown = Set.of();

    private @Nullable String silence;
    private boolean asking;
    private boolean timed;
    private boolean left;
    private int unanswered;

    /**
     * @param coordinator asks it; the future may complete on any thread, and fails when it is away
     * @param subtask index of this subtask
     * @param attempt how often it was restarted
     */
    public Agreeing(
            Function<Question, CompletableFuture<Answer>> coordinator,
            int subtask,
            int attempt,
            ControlState control,
            Mail mail,
            Listener listener) {
        this.coordinator = coordinator;
        this.subtask = subtask;
        this.attempt = attempt;
        this.control = control;
        this.mail = mail;
        this.listener = listener;
    }

    /** Says what this subtask served before, and asks. */
    void start(Background work) {
        background = work;
        ask();
    }

    /** What is to be served; null = nothing was decided, or it is not known yet. */
    @Nullable
    Plan decided() {
        return settled && control.decision() > 0 ? control.models().lastGood().orElse(null) : null;
    }

    /** Whether it is known what was decided, if anything was. */
    boolean settled() {
        return settled;
    }

    /** Why the last question has no answer, for people; null = it has one, or it may come. */
    @Nullable
    String silence() {
        return silence;
    }

    /**
     * Plans that this subtask may be taken at its word for: it has said that it could serve them at once, and does not
     * know yet that nobody counts on it any more. Their models are to stay open.
     */
    Collection<Plan> promised() {
        return promised.values();
    }

    /** What this subtask wants to follow, and how far it is with it; null = nothing. */
    void wish(@Nullable Plan plan, ModelDesk.Status status) {
        Wish next = plan == null ? null : new Wish(plan, plan.identity(), status);
        if (isSame(next, wish)) {
            return;
        }
        wish = next;
        unanswered = 0;
        ask();
    }

    private static boolean isSame(@Nullable Wish one, @Nullable Wish other) {
        if (one == null || other == null) {
            return one == null && other == null;
        }
        return one.identity().equals(other.identity()) && one.status().equals(other.status());
    }

    /** This subtask has seen all its pictures: nobody needs to wait for it. */
    void leave() {
        left = true;
        coordinator
                // nobody answers it: all is said at once
                .apply(new Question(subtask, attempt, control.decision(), held(true), null, true))
                .whenComplete((answer, failure) -> LOG.info("event=left heard={}", failure == null));
    }

    private void ask() {
        if (background == null || asking || left) {
            return;
        }
        asking = true;
        Wish about = wish;
        if (about != null && about.isReady()) {
            promised.put(about.identity(), about.plan());
        }
        coordinator
                .apply(new Question(
                        subtask,
                        attempt,
                        control.decision(),
                        held(false),
                        about == null ? null : about.inWords(tell(about.plan(), false)),
                        false))
                .whenComplete((answer, failure) -> mail.post("what was decided", () -> heard(about, answer, failure)));
    }

    private @Nullable Told held(boolean whole) {
        return settled
                ? null
                : control.models().lastGood().map(plan -> tell(plan, whole)).orElse(null);
    }

    private Told tell(Plan plan, boolean whole) {
        String identity = plan.identity();
        return new Told(identity, whole || unknown.contains(identity) ? PlanCodec.write(plan) : null);
    }

    private void heard(@Nullable Wish about, @Nullable Answer answer, @Nullable Throwable failure) {
        asking = false;
        unanswered++;
        boolean toTell = false;
        if (answer == null) {
            complain(Silence.why(failure));
        } else {
            silence = null;
            toTell = !unknown.containsAll(answer.unknown());
            unknown = answer.unknown();
            // the last word counts: what was said before it may have been decided, but will not be any more
            boolean released =
                    promised.keySet().retainAll(about != null && about.isReady() ? Set.of(about.identity()) : Set.of());
            boolean learnt = answer.settled() && learn(answer);
            if (released || learnt) {
                listener.changed();
            }
            if (answer.settled()) {
                hearWhatWasGivenUp(about, answer.givenUp());
            }
        }
        if (toTell || !isSame(wish, about)) {
            ask();
        } else if (mustAsk()) {
            askLater();
        }
    }

    /** Once for the same reason, for it is asked again twice a second. */
    private void complain(String why) {
        if (!why.equals(silence)) {
            LOG.warn("what was decided is not known, asking again: {}", why);
        }
        silence = why;
    }

    private boolean mustAsk() {
        return !settled || wish != null || !promised.isEmpty();
    }

    /** @return whether there was news */
    private boolean learn(Answer answer) {
        boolean first = !settled;
        settled = true;
        if (answer.plan() == null || answer.number() <= control.decision()) {
            return first;
        }
        Plan plan = PlanCodec.read(answer.plan());
        LOG.info(
                "event=decided number={} deployment={} revision={} model=\"{}\"",
                answer.number(),
                plan.deployment().getName(),
                plan.deployment().getRevision(),
                plan.modelId());
        control.decided(answer.number(), plan);
        return true;
    }

    private void hearWhatWasGivenUp(@Nullable Wish about, @Nullable String why) {
        Wish given = wish;
        if (why != null && about != null && given != null && given.identity().equals(about.identity())) {
            wish = null;
            listener.givenUp(given.plan(), why);
        }
    }

    private void askLater() {
        if (background != null && !timed) {
            timed = true;
            background.later(ASK_AGAIN.after(unanswered), "ask what was decided", () -> {
                timed = false;
                if (mustAsk()) {
                    ask();
                }
            });
        }
    }

    /** @param status how far this subtask is with the plan */
    private record Wish(Plan plan, String identity, ModelDesk.Status status) {
        boolean isReady() {
            return status.progress() == Progress.READY;
        }

        Question.Wish inWords(Told told) {
            return new Question.Wish(told, plan.modelId(), status.progress(), status.reason());
        }
    }
}
