package io.zerostream.gateway.internal.history;

import io.zerostream.gateway.internal.view.MarkView;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.NoticeKind;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * When other models, canaries or shadows and other revisions of class sets began to serve, as jobs told it. What a job says
 * again after a restart is no swap, nor is a deployment's revision by which the same models serve. Thread-safe; so many of
 * the newest.
 */
public final class Marks {
    private static final String MODEL = "MODEL";
    private static final String CLASS_SET = "CLASS_SET";
    /** Class sets, of deployments, of which it is known what served last. */
    private static final int SUBJECTS = 10_000;

    private final int most;
    private final Deque<Mark> marks = new ArrayDeque<>();
    private final Map<Subject, String> serving = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Subject, String> eldest) {
            return size() > SUBJECTS;
        }
    };

    private record Mark(
            Instant at, String code, String subject, String deployment, String model, long revision, String text) {}

    /** @param name the class set's key; of models the deployment is all */
    private record Subject(String deployment, String name) {}

    /** @param most swaps kept */
    public Marks(int most) {
        this.most = most;
    }

    /** The jobs' next notice. */
    public synchronized void notice(JobNotice notice) {
        boolean set = notice.getCode().equals(CLASS_SET);
        if (notice.getKind() != NoticeKind.SWAP || (!set && !notice.getCode().equals(MODEL))) {
            return;
        }
        String now = set ? String.valueOf(notice.getRevision()) : ServingModels.of(notice);
        String before = serving.put(new Subject(notice.getDeployment(), set ? notice.getSubject() : ""), now);
        if (now.equals(before)) {
            return;
        }
        marks.addLast(new Mark(
                notice.getAt(),
                notice.getCode(),
                notice.getSubject(),
                notice.getDeployment(),
                SafeText.of(notice.getModel()),
                notice.getRevision(),
                SafeText.of(notice.getMessage())));
        if (marks.size() > most) {
            marks.removeFirst();
        }
    }

    /** Another topic is read, of which nothing has been. */
    public synchronized void forget() {
        marks.clear();
        serving.clear();
    }

    /** Swaps of a class set, and of models, in a stretch of time, in the order of the topic. */
    synchronized List<MarkView> between(String classSet, Instant from, Instant to) {
        String key = RegistryKeys.classSet(classSet);
        return marks.stream()
                .filter(mark -> mark.code().equals(MODEL) || mark.subject().equals(key))
                .filter(mark -> !mark.at().isBefore(from) && mark.at().isBefore(to))
                .map(mark -> new MarkView(
                        mark.at().toString(),
                        mark.code().equals(MODEL) ? "model" : "class_set",
                        mark.deployment(),
                        mark.model(),
                        mark.revision(),
                        mark.text()))
                .toList();
    }
}
