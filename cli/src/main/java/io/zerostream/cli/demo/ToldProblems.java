package io.zerostream.cli.demo;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Tells people once when something goes wrong, and once when it is right again. One thread. */
final class ToldProblems {
    private static final Duration BETWEEN = Duration.ofSeconds(2);

    private final Supplier<List<String>> problems;
    private final Consumer<String> out;
    private final Set<String> told = new HashSet<>();
    private long nextAt = System.nanoTime();

    /**
     * @param problems what is wrong at present
     * @param out takes a line
     */
    ToldProblems(Supplier<List<String>> problems, Consumer<String> out) {
        this.problems = problems;
        this.out = out;
    }

    /** Looks, unless it did so just now. */
    void look() {
        if (System.nanoTime() - nextAt >= 0) {
            nextAt = System.nanoTime() + BETWEEN.toNanos();
            tell(problems.get());
        }
    }

    void tell(List<String> now) {
        told.removeIf(problem -> {
            boolean over = !now.contains(problem);
            if (over) {
                out.accept("No longer: " + problem);
            }
            return over;
        });
        now.stream().filter(told::add).forEach(problem -> out.accept("Problem: " + problem));
    }
}
