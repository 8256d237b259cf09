package io.zerostream.job.internal.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.internal.control.Plan;
import io.zerostream.job.internal.control.PlanCodec;
import io.zerostream.job.internal.control.Registry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three subtasks that ask, and a clock that stands still unless told. */
class AgreementTest {
    private static final int SUBTASKS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private long now;
    private Agreement agreement = new Agreement(PATIENCE, () -> SUBTASKS, () -> now);

    @BeforeEach
    void allStart() {
        start(0);
    }

    @Test
    void nobodyIsAnsweredBeforeAllHaveSpoken() {
        assertThat(hello(0, 0, null).settled()).isFalse();
        assertThat(hello(1, 0, null).settled()).isFalse();
        assertThat(hello(2, 0, null).settled()).isTrue();
        assertThat(hello(0, 0, null).number()).isZero();
    }

    @Test
    void theHighestDecisionThatAnybodyRemembersCounts() throws Exception {
        restored(new Decision(4, plan(4)).toBytes());
        hello(0, 4, plan(4));
        hello(1, 5, plan(7));
        Answer answer = hello(2, 3, plan(2));

        assertThat(answer.number()).isEqualTo(5);
        assertThat(revision(answer)).isEqualTo(7);
    }

    @Test
    void whatAReleaseWithoutDecisionsServedIsTheFirstTheHighestRevisionIfTheyDiffer() throws Exception {
        restored(null);
        hello(0, 0, plan(2));
        hello(1, 0, plan(3));
        Answer answer = hello(2, 0, plan(1));

        assertThat(answer.number()).isEqualTo(1);
        assertThat(revision(answer)).isEqualTo(3);
    }

    @Test
    void aPlanIsDecidedWhenAllAreReadyAndByNoneBefore() {
        settled();
        assertThat(wish(0, 2, Progress.READY).number()).isZero();
        assertThat(wish(1, 2, Progress.READY).number()).isZero();
        assertThat(wish(2, 2, Progress.RETRYING).number()).isZero();
        Answer decided = wish(2, 2, Progress.READY);

        assertThat(decided.number()).isEqualTo(1);
        assertThat(revision(decided)).isEqualTo(2);
        assertThat(wish(0, 2, Progress.READY).number()).isEqualTo(1);
    }

    @Test
    void aNewerWishTakesThePlaceOfAnOlderOne() {
        settled();
        wish(0, 2, Progress.RETRYING);
        wish(1, 2, Progress.READY);
        wish(2, 2, Progress.READY);
        wish(0, 3, Progress.READY);
        wish(1, 3, Progress.READY);
        assertThat(revision(wish(2, 3, Progress.READY))).isEqualTo(3);
    }

    @Test
    void whatOneRefusesIsGivenUpForAllAndTheReasonNamesIt() {
        settled();
        wish(0, 2, Progress.READY);
        assertThat(wish(1, 2, Progress.REFUSED).givenUp()).isEqualTo("subtask 1 refuses: because 1");
        assertThat(wish(0, 2, Progress.READY).givenUp()).contains("subtask 1");
        assertThat(wish(2, 2, Progress.READY).givenUp()).as("who comes later").contains("subtask 1");
        assertThat(agreement.decision().number()).isZero();
    }

    @Test
    void afterSomeTimeWhatIsNotReadyEverywhereIsGivenUpWhenSomethingServes() {
        decided(1);
        wish(0, 2, Progress.READY);
        wish(1, 2, Progress.RETRYING);
        now += PATIENCE.toNanos();
        assertThat(wish(0, 2, Progress.READY).givenUp()).isNull();
        now++;
        assertThat(wish(0, 2, Progress.READY).givenUp())
                .contains("swap.timeout", "subtask 1 tries again and again: because 1", "subtask 2 has not come to it");
    }

    @Test
    void untilSomethingServesTheFirstPlanIsWaitedFor() {
        settled();
        wish(0, 1, Progress.RETRYING);
        now += 10 * PATIENCE.toNanos();
        assertThat(wish(0, 1, Progress.RETRYING).givenUp()).isNull();
    }

    @Test
    void whatWaitsForTheRegistryIsNotGivenUp() {
        decided(1);
        for (int subtask = 0; subtask < SUBTASKS; subtask++) {
            wish(subtask, 2, Progress.WAITING);
        }
        now += 10 * PATIENCE.toNanos();
        wish(0, 2, Progress.WAITING);
        wish(0, 2, Progress.READY);
        wish(1, 2, Progress.READY);
        assertThat(revision(wish(2, 2, Progress.READY))).isEqualTo(2);
    }

    @Test
    void aRestartOfSubtasksTakesNothingBackAndTriesAgainWhatWasGivenUp() {
        decided(1);
        wish(1, 2, Progress.REFUSED);
        agreement.fails(1, 0);
        agreement.starts(1, 1);
        Answer answer = agreement.ask(new Question(1, 1, 0, null, null, false));
        assertThat(answer.settled()).isTrue();
        assertThat(answer.number()).isEqualTo(1);

        agreement.ask(new Question(1, 1, 1, null, wished(2, 1, Progress.READY), false));
        wish(0, 2, Progress.READY);
        assertThat(wish(2, 2, Progress.READY).number()).isEqualTo(2);
    }

    @Test
    void whatAnAttemptThatFailedSaysDoesNotCount() {
        settled();
        agreement.fails(1, 0);
        assertThat(wish(1, 2, Progress.READY).settled()).isFalse();
        wish(0, 2, Progress.READY);
        assertThat(wish(2, 2, Progress.READY).number()).isZero();
    }

    @Test
    void whatWasSaidByAnAttemptBeforeTheOneThatRunsDoesNotCount() {
        settled();
        wish(1, 2, Progress.READY);
        agreement.starts(1, 1);
        assertThat(wish(1, 2, Progress.READY).settled()).isFalse();
        wish(0, 2, Progress.READY);
        assertThat(wish(2, 2, Progress.READY).number()).isZero();
    }

    @Test
    void whatIsSaidTooLateByThoseBeforeARestoreDoesNotSettleIt() throws Exception {
        decided(1);
        agreement.restore(agreement.snapshot());
        for (int subtask = 0; subtask < SUBTASKS; subtask++) {
            assertThat(hello(subtask, 1, null).settled()).isFalse();
        }
        start(1);
        assertThat(ask(0, 1, 1, plan(1)).settled()).isFalse();
        assertThat(ask(1, 1, 2, plan(5)).settled()).isFalse();
        assertThat(hello(2, 1, null).settled()).isFalse();
        Answer answer = ask(2, 1, 1, plan(1));
        assertThat(answer.settled()).isTrue();
        assertThat(revision(answer)).isEqualTo(5);
    }

    @Test
    void anAgreementThatBeginsAnewIsNotSettledByThoseOfItsPredecessor() {
        Agreement next = new Agreement(PATIENCE, () -> SUBTASKS, () -> now);
        for (int subtask = 0; subtask < SUBTASKS; subtask++) {
            assertThat(next.ask(new Question(subtask, 0, 0, null, null, false)).settled())
                    .isFalse();
            next.starts(subtask, 1);
        }
        for (int subtask = 0; subtask < SUBTASKS; subtask++) {
            assertThat(next.ask(new Question(subtask, 1, 0, null, null, false)).settled())
                    .isEqualTo(subtask == SUBTASKS - 1);
        }
    }

    @Test
    void whoAsksBeforeFlinkSaysThatItRunsIsHeard() {
        Agreement next = new Agreement(PATIENCE, () -> SUBTASKS, () -> now);
        next.starts(0, 3);
        next.starts(1, 0);
        next.ask(new Question(2, 0, 0, null, null, true));
        next.ask(new Question(1, 0, 0, null, null, false));
        next.starts(2, 0);
        assertThat(next.ask(new Question(0, 3, 0, null, null, false)).settled()).isTrue();
    }

    @Test
    void oneThatTellsTheWholePlanIsEnough() {
        settled();
        for (int subtask = 0; subtask < SUBTASKS; subtask++) {
            assertThat(wishByName(subtask, 2).unknown()).containsExactly(named(2).identity());
        }
        assertThat(wish(1, 2, Progress.READY).number()).isEqualTo(1);
        Answer other = wishByName(0, 2);
        assertThat(other.unknown()).isEmpty();
        assertThat(revision(other)).isEqualTo(2);
    }

    @Test
    void whatWasDecidedNeedsNotBeToldAgain() throws Exception {
        restored(new Decision(4, plan(4)).toBytes());
        for (int subtask = 0; subtask < SUBTASKS; subtask++) {
            Answer answer = agreement.ask(new Question(subtask, 0, 4, named(4), null, false));
            assertThat(answer.unknown()).isEmpty();
            assertThat(answer.settled()).isEqualTo(subtask == SUBTASKS - 1);
        }
    }

    @Test
    void aDecisionThatOneRemembersCountsOnlyWhenItWasToldInWhole() throws Exception {
        restored(new Decision(4, plan(4)).toBytes());
        hello(0, 4, plan(4));
        hello(1, 4, plan(4));
        Answer named = agreement.ask(new Question(2, 0, 5, named(6), null, false));
        assertThat(named.settled()).isFalse();
        assertThat(named.unknown()).containsExactly(named(6).identity());
        assertThat(hello(0, 4, plan(4)).settled()).isFalse();
        hello(2, 5, plan(6));
        assertThat(revision(hello(0, 4, plan(4)))).isEqualTo(6);
    }

    private Answer wishByName(int subtask, long revision) {
        return agreement.ask(new Question(
                subtask, 0, 0, null, new Question.Wish(named(revision), "colours", Progress.READY, ""), false));
    }

    private void restored(byte @Nullable [] snapshot) throws Exception {
        agreement = new Agreement(PATIENCE, () -> SUBTASKS, () -> now);
        agreement.restore(snapshot);
        start(0);
    }

    private void start(int attempt) {
        for (int subtask = 0; subtask < SUBTASKS; subtask++) {
            agreement.starts(subtask, attempt);
        }
    }

    private Answer ask(int subtask, int attempt, long number, byte[] held) {
        return agreement.ask(new Question(subtask, attempt, number, told(held), null, false));
    }

    @Test
    void whoHasSeenAllItsPicturesIsNotWaitedFor() {
        agreement.ask(new Question(2, 0, 0, null, null, true));
        hello(0, 0, null);
        hello(1, 0, null);
        wish(0, 1, Progress.READY);
        assertThat(wish(1, 1, Progress.READY).number()).isEqualTo(1);
    }

    private void settled() {
        for (int subtask = 0; subtask < SUBTASKS; subtask++) {
            hello(subtask, 0, null);
        }
    }

    private void decided(long revision) {
        settled();
        for (int subtask = 0; subtask < SUBTASKS; subtask++) {
            wish(subtask, revision, Progress.READY);
        }
        assertThat(agreement.decision().number()).isEqualTo(1);
    }

    private Answer hello(int subtask, long number, byte @Nullable [] held) {
        return agreement.ask(new Question(subtask, 0, number, held == null ? null : told(held), null, false));
    }

    private Answer wish(int subtask, long revision, Progress progress) {
        return agreement.ask(new Question(subtask, 0, 0, null, wished(revision, subtask, progress), false));
    }

    private static Question.Wish wished(long revision, int subtask, Progress progress) {
        return new Question.Wish(told(plan(revision)), "colours", progress, "because " + subtask);
    }

    private static Told told(byte[] plan) {
        return new Told(PlanCodec.read(plan).identity(), plan);
    }

    /** By its identity alone. */
    private static Told named(long revision) {
        return new Told(told(plan(revision)).identity(), null);
    }

    private static byte[] plan(long revision) {
        return PlanCodec.write(new Plan(
                Registry.deployment(revision, "v" + revision, "colours"),
                Registry.version("v" + revision),
                null,
                null));
    }

    private static long revision(Answer answer) {
        assertThat(answer.plan()).isNotNull();
        return PlanCodec.read(answer.plan()).deployment().getRevision();
    }
}
