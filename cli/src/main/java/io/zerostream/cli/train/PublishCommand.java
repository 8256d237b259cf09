package io.zerostream.cli.train;

import io.zerostream.cli.client.UserException;
import io.zerostream.cli.demo.FlagsScenario;
import io.zerostream.cli.options.JsonOption;
import io.zerostream.cli.options.KafkaOptions;
import io.zerostream.cli.options.Outputs;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.checkpoint.ModelCard;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.change.Rescored;
import io.zerostream.trainer.Runs;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.data.format.DataSets;
import io.zerostream.trainer.flags.run.FlagsCheckpoint;
import io.zerostream.trainer.publish.ClassSetPlan;
import io.zerostream.trainer.publish.Publication;
import io.zerostream.trainer.publish.Publication.Activation;
import io.zerostream.trainer.publish.Publication.PublishedSet;
import io.zerostream.trainer.publish.Publisher;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Publishes a checkpoint, and the classes it was trained with as a class set. */
@Command(
        name = "publish",
        description = {
            "Publish the checkpoint of a training run, or the bundled one, with the classes of its data set.",
            "Classes that people added to the set, and values they gave, stay; other sets keep their classes."
        },
        mixinStandardHelpOptions = true)
public final class PublishCommand implements Callable<Integer> {
    private static final String DEPLOYMENT = "default";
    private static final int TOP_K = 5;
    private static final int NAMED = 10;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "RUN", description = "Folder of the training run, or of a checkpoint.")
    private @Nullable Path run;

    @Option(names = "--bundled", description = "Publish the checkpoint that ships with ZeroStream.")
    private boolean bundled;

    @Option(
            names = "--data",
            paramLabel = "DATA",
            description = "Data set whose classes to publish with it (default: those that the run was trained with).")
    private @Nullable String data;

    @Option(
            names = "--set",
            paramLabel = "SET",
            description = {
                "Class set to publish the classes to (default: named after the data set).",
                "With --activate it becomes the deployment's default class set."
            })
    private @Nullable String set;

    @Option(
            names = "--only-these",
            description = "Drop the classes that people added to the set, and the values they gave.")
    private boolean alone;

    @Option(
            names = "--activate",
            description = {
                "Let the running job use it.",
                "The deployment's default class set stays where it is in the model's space, unless --set names another."
            })
    private boolean activate;

    @Mixin
    private JsonOption json;

    @Mixin
    private KafkaOptions kafka;

    @Override
    public Integer call() {
        if ((run == null) != bundled) {
            throw new UserException("name either the folder of a training run or --bundled");
        }
        Checkpoint checkpoint = run == null ? FlagsCheckpoint.bundled() : Runs.checkpoint(run);
        ClassSetPlan classes = data != null
                ? ClassSetPlan.of(DataSets.open(data), checkpoint.manifest(), TOP_K)
                : run == null ? new FlagsScenario().initialSet(checkpoint) : ofRun(run, checkpoint.manifest());
        if (run != null) {
            Outputs.write(run.resolve("model-card.md"), ModelCard.of(checkpoint.manifest()));
        }
        Publication done = publish(
                checkpoint,
                classes.as(set == null ? classes.name() : set, alone),
                kafka.connection(),
                activate,
                set != null);
        PrintWriter out = spec.commandLine().getOut();
        if (!json.print(out, done)) {
            say(done, checkpoint.manifest(), out);
        }
        return 0;
    }

    /** Publishes what a training has just left, and says what became of it. */
    static void publish(Path run, Checkpoint checkpoint, KafkaConnection kafka, boolean activate, PrintWriter out) {
        say(publish(checkpoint, ofRun(run, checkpoint.manifest()), kafka, activate, false), checkpoint.manifest(), out);
    }

    private static Publication publish(
            Checkpoint checkpoint, ClassSetPlan classes, KafkaConnection kafka, boolean activate, boolean asDefault) {
        Publisher publisher = new Publisher(kafka, System.getProperty("user.name", "cli"));
        return activate
                ? publisher.publish(checkpoint, classes, DEPLOYMENT, asDefault)
                : publisher.publish(checkpoint, classes);
    }

    private static ClassSetPlan ofRun(Path run, Manifest manifest) {
        ZeroShotDataSet classes = DataSets.ofRun(run, manifest.space().name())
                .orElseThrow(() -> new UserException("there are no classes.csv and class_attributes.csv in " + run
                        + ", so it does not say which classes model " + manifest.name()
                        + " was trained with: name its data set with --data"));
        return ClassSetPlan.of(classes, manifest, TOP_K);
    }

    private static void say(Publication done, Manifest manifest, PrintWriter out) {
        PublishedSet classSet = done.classSet();
        out.printf(
                "published %s %s in %d chunks%n",
                SafeText.of(done.model()), SafeText.of(done.version()), done.chunks());
        out.printf(
                "class set '%s' revision %d: %d classes%n",
                SafeText.of(classSet.name()), classSet.revision(), classSet.classes());
        if (!classSet.kept().isEmpty()) {
            out.println(
                    "  classes that it had beside stay in it: " + some(classSet.kept()) + " (--only-these drops them)");
        }
        if (!classSet.values().isEmpty()) {
            out.println("  values that people gave stay, of: " + some(classSet.values())
                    + " (--only-these puts the data set's back)");
        }
        if (!classSet.others().isEmpty()) {
            out.println(
                    "  sets that have classes whose values changed have a new revision: " + some(classSet.others()));
        }
        if (classSet.scoringStays() && done.activation() == null) {
            out.println(
                    "  its γ and threshold are those that it serves with, or that somebody chose, not this model's");
        }
        if (manifest.rejectsNothing()) {
            out.println("note: this model's threshold of " + manifest.unknownThreshold()
                    + " rejects nothing" + (manifest.unknownThreshold() <= -1 ? "" : " of what it was chosen on")
                    + ": every picture gets a label, whatever it shows");
        }
        Activation activation = done.activation();
        if (activation == null) {
            out.println("It serves when you say so: zerostream models activate " + SafeText.of(done.model()) + ' '
                    + SafeText.of(done.version()));
        } else {
            say(activation, done, out);
        }
        out.flush();
    }

    private static void say(Activation activation, Publication done, PrintWriter out) {
        Rescored scoring = activation.scoring();
        if (!scoring.followed().isEmpty()) {
            out.println("scored as the model recommends: class set "
                    + some(scoring.followed().entrySet().stream()
                            .map(set -> "'" + set.getKey() + "' revision " + set.getValue())
                            .toList()));
        }
        String takeThem = "; 'zerostream sets edit SET --scoring-of " + SafeText.of(done.model() + '/' + done.version())
                + "' takes those of this model";
        if (!scoring.chosen().isEmpty()) {
            out.println("kept γ and threshold, which somebody chose: class set " + some(scoring.chosen()) + takeThem);
        }
        if (!scoring.shared().isEmpty()) {
            out.println("kept γ and threshold, for another deployment serves it too: class set "
                    + some(scoring.shared()) + takeThem);
        }
        out.println("deployment '" + DEPLOYMENT + "' revision " + done.deploymentRevision()
                + " wants it; 'zerostream status' says when the job serves it");
        String set = SafeText.of(activation.defaultSet());
        String former = activation.former();
        if (former != null && !former.equals(activation.defaultSet())) {
            out.println("note: pictures that name no class set are matched against '" + set
                    + "' from now on, no longer '" + SafeText.of(former) + "'");
        } else if (!activation.defaultSet().equals(done.classSet().name())) {
            out.println("note: pictures that name no class set are matched against '" + set
                    + "' as before (--set or 'zerostream models activate --set' changes that)");
        }
    }

    private static String some(List<String> names) {
        return SafeText.of(String.join(", ", names.subList(0, Math.min(NAMED, names.size()))), 1000)
                + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "");
    }
}
