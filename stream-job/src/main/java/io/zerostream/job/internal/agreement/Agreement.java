package io.zerostream.job.internal.agreement;

import io.zerostream.job.internal.control.PlanCodec;
import io.zerostream.schemas.registry.Revisions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides what all subtasks serve, from what they say when they ask. A plan is decided when every subtask wants it and
 * is ready to serve it. It is given up for all when one subtask refuses it, or when something serves already and not all
 * are ready in time. Wishes need no order: all subtasks read the same registry, and a newer wish of a subtask takes the
 * place of its older one.
 *
 * <p>After a restart the decision with the highest number counts, whoever remembers it: subtasks may have heard of one
 * that came after the coordinator's part of the checkpoint. So nobody is answered before all have spoken.
 *
 * <p>Time passes only when somebody asks, and who waits for something goes on asking. Plain Java, one thread.
 */
public final class Agreement {
    /** So many plans that were given up are remembered, for subtasks that come to them late. */
    private static final int KEPT = 16;

    private final Duration patience;
    private final IntSupplier subtasks;
    private final LongSupplier nanos;
    private final Attempts attempts = new Attempts();
    /** The last question of each subtask. */
    private final Map<Integer, Question> said = new TreeMap<>();
    /** By identity of a plan that somebody wants: since when it could have been agreed upon, nanoseconds. */
    private final Map<String, Long> since = new LinkedHashMap<>();
    /** Why plans that somebody wants are not followed, by identity. */
    private final Map<String, String> givenUp = new LinkedHashMap<>();

    private final KnownPlans plans = new KnownPlans();
    private Decision decision = Decision.NONE;
    /** Identity of what was decided; empty = nothing. */
    private String decided = "";

    private boolean settled;

    /**
     * @param patience how long a plan may take from the first wish to the last subtask that is ready
     * @param subtasks how many there are now
     * @param nanos a clock that only goes forward, nanoseconds
     */
    public Agreement(Duration patience, IntSupplier subtasks, LongSupplier nanos) {
        this.patience = patience;
        this.subtasks = subtasks;
        this.nanos = nanos;
    }

    /** Hears what a subtask says and answers it. */
    public Answer ask(Question question) {
        // one beyond the width ran before the job was made narrower
        if (attempts.isGone(question) || question.subtask() >= subtasks.getAsInt()) {
            return Answer.notYet(Set.of());
        }
        said.put(question.subtask(), question);
        plans.hear(question);
        settle();
        if (!settled) {
            return Answer.notYet(plans.unknown(question));
        }
        Question.Wish wish = question.wish();
        if (wish != null) {
            consider(wish);
        }
        Answer answer = new Answer(
                true,
                decision.number(),
                decision.number() == question.number() ? null : decision.plan(),
                wish == null ? null : givenUp.get(wish.identity()),
                wish == null || knows(wish.plan()) || givenUp.containsKey(wish.identity())
                        ? Set.of()
                        : Set.of(wish.identity()));
        forgetWhatNobodyWants();
        return answer;
    }

    /** What has been decided as far as anybody here knows, for those who decode: they may be wrong for a moment. */
    Decision decision() {
        return decision;
    }

    /** An attempt to run a subtask has begun: what attempts before it say does not count any more. */
    public void starts(int subtask, int attempt) {
        attempts.starts(subtask, attempt);
        said.values().removeIf(attempts::isGone);
    }

    /** An attempt has failed, what it says does not count any more, and what was given up may be tried again. */
    public void fails(int subtask, int attempt) {
        attempts.fails(subtask, attempt);
        forget(subtask);
    }

    /** As {@link #fails}, for the attempt that runs, if one does. */
    void isReset(int subtask) {
        attempts.isReset(subtask);
        forget(subtask);
    }

    private void forget(int subtask) {
        said.remove(subtask);
        since.clear();
        givenUp.clear();
    }

    /** For a checkpoint. */
    byte[] snapshot() {
        return decision.toBytes();
    }

    /** Goes back to a checkpoint; all subtasks do. */
    void restore(byte @Nullable [] snapshot) throws IOException {
        attempts.allAreReset();
        said.clear();
        since.clear();
        givenUp.clear();
        settled = false;
        plans.forgetAll();
        decide(Decision.fromBytes(snapshot));
    }

    private void decide(Decision next) {
        decision = next;
        byte[] plan = next.plan();
        if (plan != null) {
            decided = PlanCodec.read(plan).identity();
            plans.keep(decided, plan);
        } else {
            decided = "";
        }
    }

    private void settle() {
        if (settled
                || said.size() < subtasks.getAsInt()
                || !said.values().stream().allMatch(attempts::isOfRunning)
                || !said.values().stream().allMatch(question -> knows(question.held()))) {
            return;
        }
        settled = true;
        for (Question question : said.values()) {
            byte[] held = question.held() == null ? null : plans.get(question.held());
            if (held != null && isNewer(question.number(), held)) {
                decide(new Decision(question.number(), held));
            }
        }
        if (decision.plan() != null && decision.number() == 0) {
            // served by a release that decided nothing
            decide(new Decision(1, decision.plan()));
        }
    }

    private boolean knows(@Nullable Told plan) {
        return plan == null || plans.get(plan) != null;
    }

    private boolean isNewer(long number, byte[] plan) {
        byte[] known = decision.plan();
        return known == null
                || number > decision.number()
                || (number == 0 && decision.number() == 0 && Revisions.follows(revision(plan), revision(known)));
    }

    private static long revision(byte[] plan) {
        return PlanCodec.read(plan).deployment().getRevision();
    }

    private void consider(Question.Wish wish) {
        String plan = wish.identity();
        // subtasks that have not heard of it yet still wish for what was decided
        if (givenUp.containsKey(plan) || decided.equals(plan)) {
            return;
        }
        byte[] bytes = plans.get(wish.plan());
        long waits = nanos.getAsLong() - since.computeIfAbsent(plan, p -> nanos.getAsLong());
        List<Question> others = said.values().stream().filter(q -> !q.leaves()).toList();
        if (any(others, plan, Progress.REFUSED)) {
            giveUp(wish, Progress.REFUSED, "");
        } else if (bytes != null
                && said.size() == subtasks.getAsInt()
                && others.stream().allMatch(q -> is(q, plan, Progress.READY))) {
            decide(new Decision(decision.number() + 1, bytes));
        } else if (any(others, plan, Progress.WAITING)) {
            // for the registry, which is the same for all: nobody's fault
            since.put(plan, nanos.getAsLong());
        } else if (decision.plan() != null && waits > patience.toNanos()) {
            giveUp(wish, null, "not all subtasks were ready within " + patience.toMillis() + " ms (swap.timeout): ");
        }
    }

    private static boolean any(List<Question> questions, String plan, Progress progress) {
        return questions.stream().anyMatch(q -> is(q, plan, progress));
    }

    private static boolean is(Question question, String plan, Progress progress) {
        Question.Wish wish = question.wish();
        return wish != null && wish.identity().equals(plan) && wish.progress() == progress;
    }

    /** @param only subtasks that are this far are named; null = all that are not ready */
    private void giveUp(Question.Wish wish, @Nullable Progress only, String why) {
        Map<String, List<String>> subtasksByFault = new LinkedHashMap<>();
        for (int subtask = 0; subtask < subtasks.getAsInt(); subtask++) {
            String fault = fault(said.get(subtask), wish.identity(), only);
            if (fault != null) {
                subtasksByFault.computeIfAbsent(fault, f -> new ArrayList<>()).add(Integer.toString(subtask));
            }
        }
        StringBuilder reason = new StringBuilder(why);
        subtasksByFault.forEach((fault, who) -> reason.append(reason.length() == why.length() ? "" : "; ")
                .append(who.size() == 1 ? "subtask " : "subtasks ")
                .append(String.join(", ", who))
                .append(' ')
                .append(fault));
        givenUp.put(wish.identity(), reason.toString());
    }

    private static @Nullable String fault(@Nullable Question question, String plan, @Nullable Progress only) {
        if (question != null && question.leaves()) {
            return null;
        }
        Question.Wish wish = question == null ? null : question.wish();
        if (wish == null || !wish.identity().equals(plan)) {
            return only == null ? "has not come to it" : null;
        }
        if (only == null ? wish.progress() == Progress.READY : wish.progress() != only) {
            return null;
        }
        return switch (wish.progress()) {
            case REFUSED -> "refuses: " + wish.reason();
            case RETRYING -> "tries again and again: " + wish.reason();
            case WAITING -> "waits: " + wish.reason();
            case OPENING -> "is still opening " + wish.name();
            case READY -> "is ready";
        };
    }

    private void forgetWhatNobodyWants() {
        List<String> wanted = said.values().stream()
                .map(Question::wish)
                .filter(Objects::nonNull)
                .map(Question.Wish::identity)
                .toList();
        since.keySet().retainAll(wanted);
        plans.forgetAllBut(Stream.concat(
                        Stream.of(decided),
                        said.values().stream().flatMap(Question::plans).map(Told::identity))
                .collect(Collectors.toSet()));
        while (givenUp.size() > KEPT) {
            givenUp.remove(givenUp.keySet().iterator().next());
        }
    }
}
