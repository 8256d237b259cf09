package io.zerostream.cli.folder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is known of all that lies in a folder, by paths relative to it. What was taken or refused and has gone stays known
 * for as long as there is room, so that it is not taken again when it comes back as it was: a share may be unmounted for a
 * while, whole or in part. How many are open or refused is counted as it changes, for that is asked often and there may be
 * many files.
 */
final class KnownFiles {
    /** Of files that have gone; 30 MB. */
    static final int REMEMBERED = 100_000;

    private final Settling settling;
    private final Map<Path, Known> files = new HashMap<>();
    /** Those of them that may still be taken. */
    private final Map<Path, Known> open = new TreeMap<>();
    /** Those that went, the one that went first in front. */
    private final Map<Path, Known> gone = new LinkedHashMap<>();

    private final int remembered;
    private final Map<Refusal.Reason, Long> refused = new EnumMap<>(Refusal.Reason.class);
    /** Neither taken nor refused so far. */
    private long undecided;

    private long looks;

    KnownFiles(Settling settling) {
        this(settling, REMEMBERED);
    }

    /** @param remembered how many that have gone stay known */
    KnownFiles(Settling settling, int remembered) {
        this.settling = settling;
        this.remembered = remembered;
    }

    /**
     * Looks at the folder; what is not there any more has gone, unless the folder it lay in cannot be looked at.
     *
     * @param now when this look began
     * @param went takes files that went before they were taken or refused
     * @throws EmptiedException when nothing is in the folder any more; then nothing has gone, as far as anybody knows
     * @throws IOException when the folder itself cannot be looked at; likewise
     */
    void look(Path folder, long now, Consumer<Path> went) throws IOException {
        look(folder, FolderEntries::look, now, went);
    }

    /** How a folder is looked at. */
    @FunctionalInterface
    interface Eyes {
        void look(Path folder, FolderEntries.Receiver receiver) throws IOException;
    }

    /** The same with other eyes. */
    void look(Path folder, Eyes eyes, long now, Consumer<Path> went) throws IOException {
        looks++;
        Set<Path> hidden = new HashSet<>();
        boolean[] any = new boolean[1];
        eyes.look(folder, new FolderEntries.Receiver() {
            @Override
            public void file(Path file, Version version) {
                any[0] = true;
                seen(file, version, null, now);
            }

            @Override
            public void other(Path path, Refusal.Reason obstacle) {
                any[0] = true;
                seen(path, Version.UNKNOWN, obstacle, now);
            }

            @Override
            public void failed(Path path) {
                any[0] = true;
                hidden.add(path);
                Known known = known(path);
                if (known != null) {
                    known.look = looks;
                } else {
                    seen(path, Version.UNKNOWN, Refusal.Reason.UNREADABLE, now);
                }
            }
        });
        if (!any[0] && !files.isEmpty()) {
            throw new EmptiedException(folder);
        }
        List<Path> missing = files.entrySet().stream()
                .filter(entry -> entry.getValue().look != looks && !isIn(hidden, entry.getKey()))
                .map(Map.Entry::getKey)
                .toList();
        missing.forEach(path -> {
            Known known = of(path);
            if (!known.done && known.refused == null && known.obstacle == null) {
                went.accept(path);
            }
            forget(path);
        });
    }

    /** Whether it lies in a folder that could not be looked at, and so is there still, as far as anybody knows. */
    private static boolean isIn(Set<Path> hidden, Path path) {
        for (Path above = path; !hidden.isEmpty() && above != null; above = above.getParent()) {
            if (hidden.contains(above)) {
                return true;
            }
        }
        return false;
    }

    private void seen(Path path, Version version, Refusal.@Nullable Reason obstacle, long now) {
        Known known = known(path);
        boolean isNew = known == null;
        if (known == null) {
            known = new Known();
            add(path, known);
        }
        known.look = looks;
        // a link that leads nowhere for a while is no new version of what it led to
        boolean lost = version.equals(Version.UNKNOWN) && obstacle == null;
        if (isNew || obstacle != known.obstacle || (!lost && !version.equals(known.version))) {
            changed(path, version, now);
            known.obstacle = obstacle;
        } else if (known.isStill(now)) {
            known.stood = true;
        }
    }

    /** What was known of it, also before it went. */
    private @Nullable Known known(Path path) {
        Known back = gone.remove(path);
        if (back != null) {
            add(path, back);
        }
        return files.get(path);
    }

    private void add(Path path, Known known) {
        files.put(path, known);
        count(known, 1);
    }

    /** One that the last look saw. */
    Known of(Path file) {
        return Objects.requireNonNull(files.get(file), () -> file + " was never seen");
    }

    /** Those that may be taken, in the order of their names. */
    List<Path> due(long now) {
        return open.entrySet().stream()
                .filter(entry -> entry.getValue().due(now))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** It is another than it was. */
    void changed(Path file, Version version, long now) {
        change(file, known -> known.changed(version, now, settling));
    }

    /** This version was taken. */
    void sent(Path file, Version version) {
        change(file, known -> known.sent(version));
    }

    /**
     * It is not taken.
     *
     * @param forGood until it changes
     * @return whether that is news
     */
    boolean refused(Path file, Refusal.Reason reason, boolean forGood) {
        boolean[] news = new boolean[1];
        change(file, known -> {
            known.done |= forGood;
            news[0] = known.refused(reason);
        });
        return news[0];
    }

    private void change(Path file, Consumer<Known> change) {
        Known known = of(file);
        count(known, -1);
        change.accept(known);
        count(known, 1);
        if (known.done) {
            open.remove(file);
        } else {
            open.put(file, known);
        }
    }

    private void count(Known known, long by) {
        if (known.refused != null) {
            refused.merge(known.refused, by, (a, b) -> a + b == 0 ? null : a + b);
        } else if (!known.done) {
            undecided += by;
        }
    }

    /** It is not there any more. */
    void forget(Path file) {
        Known known = of(file);
        count(known, -1);
        files.remove(file);
        open.remove(file);
        if (known.done) {
            gone.put(file, known);
            if (gone.size() > remembered) {
                gone.remove(gone.keySet().iterator().next());
            }
        }
    }

    /** Whether each was taken or refused. */
    boolean settled() {
        return undecided == 0;
    }

    /** How many are refused at present, by reason. */
    Map<Refusal.Reason, Long> refused() {
        return new EnumMap<>(refused);
    }
}
