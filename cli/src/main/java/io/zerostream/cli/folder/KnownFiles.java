package io.zerostream.cli.folder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is known of all that lies in a folder, by paths relative to it. */
final class KnownFiles {
    private final Map<Path, Known> files = new HashMap<>();
    private long looks;

    /**
     * Looks at the folder; what is not there any more is forgotten, unless the folder it lay in cannot be looked at.
     *
     * @param settledAt when what has changed may be taken
     * @param gone takes files that went before they were taken or refused
     * @throws IOException when the folder itself cannot be looked at; then nothing is forgotten
     */
    void look(Path folder, long settledAt, Consumer<Path> gone) throws IOException {
        looks++;
        FolderEntries.look(folder, new FolderEntries.Receiver() {
            @Override
            public void file(Path file, Version version) {
                seen(file, version, null, settledAt);
            }

            @Override
            public void other(Path path, Refusal.Reason obstacle) {
                seen(path, Version.UNKNOWN, obstacle, settledAt);
            }

            @Override
            public void failed(Path path) {
                if (files.containsKey(path)) {
                    of(path).look = looks;
                } else {
                    seen(path, Version.UNKNOWN, Refusal.Reason.UNREADABLE, settledAt);
                }
                // what lies in it is there still, as far as anybody knows
                files.forEach((name, known) -> known.look = name.startsWith(path) ? looks : known.look);
            }
        });
        files.entrySet().removeIf(entry -> {
            Known known = entry.getValue();
            boolean went = known.look != looks;
            if (went && !known.done && known.refused == null && known.obstacle == null) {
                gone.accept(entry.getKey());
            }
            return went;
        });
    }

    private void seen(Path path, Version version, Refusal.@Nullable Reason obstacle, long settledAt) {
        Known known = files.computeIfAbsent(path, name -> new Known());
        boolean isNew = known.look == 0;
        known.look = looks;
        // a link that leads nowhere for a while is no new version of what it led to
        boolean lost = version.equals(Version.UNKNOWN) && obstacle == null;
        if (isNew || obstacle != known.obstacle || (!lost && !version.equals(known.version))) {
            known.changed(version, settledAt);
            known.obstacle = obstacle;
        }
    }

    /** One that the last look saw. */
    Known of(Path file) {
        return Objects.requireNonNull(files.get(file), () -> file + " was never seen");
    }

    /** Those that may be taken, in the order of their names. */
    List<Path> due(long now) {
        return files.entrySet().stream()
                .filter(entry -> !entry.getValue().done && now - entry.getValue().dueAt >= 0)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    void forget(Path file) {
        files.remove(file);
    }

    /** Whether each was taken or refused. */
    boolean settled() {
        return all().allMatch(known -> known.done || known.refused != null);
    }

    /** How many are refused at present, by reason. */
    Map<Refusal.Reason, Long> refused() {
        Map<Refusal.Reason, Long> counts = new EnumMap<>(Refusal.Reason.class);
        all().forEach(known -> {
            if (known.refused != null) {
                counts.merge(known.refused, 1L, Long::sum);
            }
        });
        return counts;
    }

    private Stream<Known> all() {
        return files.values().stream();
    }
}
