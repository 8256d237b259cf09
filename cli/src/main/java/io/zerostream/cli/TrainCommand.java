package io.zerostream.cli;

import io.zerostream.model.checkpoint.Checkpoint;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a network and, if asked to, publishes it. */
@Command(
        name = "train",
        description = "Train ZeroMamba and report T1, U, S and H beside their chance levels.",
        mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** Data sets that can be trained on. */
    enum Data {
        FLAGS
    }

    @Option(names = "--data", required = true, description = "Data set: ${COMPLETION-CANDIDATES}.")
    private Data data;

    @Mixin
    private TrainingOptions training;

    @Mixin
    private KafkaOptions kafka;

    @Option(names = "--publish", description = "Publish the model when it is trained.")
    private boolean publish;

    @Option(names = "--activate", description = "Publish it and let the running job use it.")
    private boolean activate;

    @Override
    public Integer call() {
        Checkpoint checkpoint =
                switch (data) {
                    case FLAGS -> training.train(Home.current().prepared());
                };
        if (publish || activate) {
            ModelsCommand.publish(
                    checkpoint, kafka.connection(), activate, spec.commandLine().getOut());
        }
        return 0;
    }
}
