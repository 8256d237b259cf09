package io.zerostream.trainer.loop;

import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.data.DataSets;
import java.nio.file.Path;

/** A process of its own that trains, to be killed. Arguments: data, run. */
final class RunToKill {
    private RunToKill() {}

    public static void main(String[] arguments) {
        LoopRun.run(
                ColouredSquares.config(),
                DataSets.open(Path.of(arguments[0])),
                Path.of(arguments[1]),
                ProgressListener.NONE);
    }
}
