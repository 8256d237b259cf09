package io.zerostream.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.config.EventTime;
import io.zerostream.job.config.SightingSettings;
import org.junit.jupiter.api.Test;

class AccountTest {
    private static final String SET = Labels.SET;
    private static final String SOURCE = "harbour";

    private final Account account = new Account(EventTime.DEFAULT, null);

    @Test
    void isContentWhenEachPictureEndsOnce() {
        send("a", "b", "c");
        label("a", 0);
        account.deadLetter(new Account.Place(0, 1));
        label("c", 20);
        window(0, 10, 1);
        window(20, 30, 1);

        assertThat(account.verdict()).matches(Verdict::good);
        assertThat(account.verdict().examples()).isEmpty();
    }

    @Test
    void seesALostPicture() {
        send("a", "b");
        label("a", 0);

        assertThat(account.verdict()).matches(v -> v.lost() == 1 && !v.good());
        assertThat(account.verdict().examples()).first().asString().startsWith("b was sent 1 times and ended 0");
    }

    @Test
    void seesASecondLabel() {
        send("a");
        label("a", 0);
        label("a", 0);

        assertThat(account.verdict()).matches(v -> v.doubled() == 1 && !v.good());
    }

    @Test
    void seesALabelBesideADeadLetter() {
        send("a");
        label("a", 0);
        account.deadLetter(new Account.Place(0, 0));

        assertThat(account.verdict()).matches(v -> v.doubled() == 1 && !v.good());
    }

    @Test
    void countsEachRepeatOfTheSameIdAsAPicture() {
        send("a", "a");
        label("a", 0);
        assertThat(account.verdict().lost()).isEqualTo(1);

        label("a", 0);
        assertThat(account.verdict()).matches(Verdict::good);
    }

    @Test
    void seesLabelsThatChangedPlaces() {
        send("a", "b");
        label("b", 1);
        label("a", 0);

        assertThat(account.verdict()).matches(v -> v.outOfOrder() == 1 && v.lost() == 0 && !v.good());
    }

    @Test
    void sourcesHaveNoOrderAmongThem() {
        send("a", "b");
        account.label(Labels.of("b", "stadium", 1));
        account.label(Labels.of("a", SOURCE, 0));

        assertThat(account.verdict()).matches(Verdict::good);
    }

    @Test
    void seesEndsOfPicturesThatWereNeverSent() {
        label("a", 0);
        account.deadLetter(new Account.Place(3, 7));

        assertThat(account.verdict()).matches(v -> v.strange() == 2 && !v.good());
    }

    @Test
    void identifiesAnUnreadablePictureByItsPlace() {
        account.picture(null, new Account.Place(2, 5), 0);
        assertThat(account.verdict().lost()).isEqualTo(1);

        account.deadLetter(new Account.Place(2, 5));
        assertThat(account.verdict()).matches(Verdict::good);
    }

    @Test
    void seesAWindowPublishedTwice() {
        send("a");
        label("a", 0);
        window(0, 10, 1);
        window(0, 10, 1);

        assertThat(account.verdict()).matches(v -> v.wrongWindows() == 1 && !v.good());
    }

    @Test
    void seesAWindowThatCountsTooMuchOrTooLittle() {
        send("a", "b");
        label("a", 0);
        label("b", 1);
        window(0, 10, 1);
        assertThat(account.verdict().wrongWindows()).isEqualTo(1);

        Account other = new Account(EventTime.DEFAULT, null);
        other.picture("a", new Account.Place(0, 0), 100);
        other.label(Labels.of("a", SOURCE, 0));
        other.window(new WindowAccount.Published(SET, SOURCE, 0, 10, false, 2));
        assertThat(other.verdict().wrongWindows()).isPositive();
    }

    @Test
    void seesAClosedWindowThatNobodyPublished() {
        send("a", "b");
        label("a", 0);
        label("b", 20);
        window(20, 30, 1);

        assertThat(account.verdict()).matches(v -> v.wrongWindows() == 1 && !v.good());
    }

    @Test
    void saysNothingOfWindowsThatAreOpen() {
        send("a", "b");
        label("a", 0);
        label("b", 20);
        window(0, 10, 1);

        assertThat(account.verdict()).matches(v -> v.good() && v.openLabels() == 1);
    }

    @Test
    void lateLabelsBalanceWhatTheirWindowLacks() {
        send("a", "b", "c");
        label("a", 0);
        label("b", 1);
        window(0, 10, 1);
        account.window(new WindowAccount.Published(SET, SOURCE, 20, 30, true, 1));
        label("c", 15);

        assertThat(account.verdict()).matches(v -> v.wrongWindows() == 0 && v.lateLabels() == 1);
    }

    @Test
    void windowsGoByTheArrivalOfAPictureThatSaysItIsOlderThanTheJobBelieves() {
        account.picture("a", new Account.Place(0, 0), 60_000);
        account.label(Labels.of("a", SOURCE, 0));
        window(55_000, 55_010, 1);

        assertThat(account.verdict()).matches(Verdict::good);
    }

    @Test
    void looksAtSightingsWhereItKnowsHowTheyAreFound() {
        for (SightingSettings settings : new SightingSettings[] {null, SightingSettings.DEFAULT}) {
            Account own = new Account(EventTime.DEFAULT, settings);
            for (int i = 0; i < 4; i++) {
                long at = i * 1000L;
                own.picture("p" + i, new Account.Place(0, i), at);
                own.label(Labels.of("p" + i, SOURCE, at, at, "Norway", 0.5f));
            }
            own.window(new WindowAccount.Published(SET, SOURCE, 0, 2001, false, 3));
            assertThat(own.verdict()).matches(v -> v.wrongSightings() == (settings == null ? 0 : 1));
            assertThat(own.verdict().good()).isEqualTo(settings == null);
        }
    }

    private void send(String... ids) {
        for (int i = 0; i < ids.length; i++) {
            account.picture(ids[i], new Account.Place(0, i), 100);
        }
    }

    private void label(String id, long capturedAt) {
        account.label(Labels.of(id, SOURCE, capturedAt));
    }

    private void window(long start, long end, long labels) {
        account.window(new WindowAccount.Published(SET, SOURCE, start, end, false, labels));
    }
}
