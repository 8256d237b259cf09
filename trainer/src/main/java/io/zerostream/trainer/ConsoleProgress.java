package io.zerostream.trainer;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows a run to a person: a bar with loss and remaining time on a terminal, a plain line now and then elsewhere. */
public final class ConsoleProgress implements ProgressListener {
    private static final int LINES_PER_STAGE = 20;

    private final PrintStream out;
    private final boolean terminal;
    private @Nullable ProgressBar bar;
    private String stage = "";
    private int steps;

    /**
     * @param out where to write
     * @param terminal whether {@code out} is a terminal that understands a bar
     */
    public ConsoleProgress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void stage(String name, int steps) {
        end();
        this.stage = name;
        this.steps = steps;
        if (terminal) {
            bar = new ProgressBarBuilder()
                    .setTaskName(name)
                    .setInitialMax(steps)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setConsumer(new ConsoleProgressBarConsumer(out))
                    .build();
        } else {
            out.printf(Locale.ROOT, "%s: %d steps%n", name, steps);
        }
    }

    @Override
    public void step(int step, double loss, Duration left) {
        if (bar != null) {
            bar.setExtraMessage(text(loss));
            bar.stepTo(step);
        } else if (step % Math.max(1, steps / LINES_PER_STAGE) == 0 || step == steps) {
            out.printf("%s %d/%d %s  %d s left%n", stage, step, steps, text(loss), left.toSeconds());
        }
    }

    private static String text(double loss) {
        return Double.isNaN(loss) ? "" : String.format(Locale.ROOT, " loss %.3f", loss);
    }

    @Override
    public void measured(String what, Map<String, Double> figures) {
        String text = figures.entrySet().stream()
                .map(e -> String.format(Locale.ROOT, "%s %.3f", e.getKey(), e.getValue()))
                .collect(Collectors.joining("  "));
        out.printf("%s%s: %s%n", bar == null ? "" : System.lineSeparator(), what, text);
    }

    @Override
    public void end() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
