package io.zerostream.trainer.loop;

import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.data.DataSets;
import java.nio.file.Path;

/** A process of its own that goes on with a run, to be killed again. Arguments: data, run. */
final class RunToResume {
    private RunToResume() {}

    public static void main(String[] arguments) {
        LoopRun.resume(DataSets.open(Path.of(arguments[0])), Path.of(arguments[1]), ProgressListener.NONE);
    }
}
