package io.zerostream.cli.train;

import io.zerostream.cli.client.Home;
import io.zerostream.cli.client.UserException;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.checkpoint.published.PublishedFile;
import io.zerostream.model.checkpoint.published.PublishedImport;
import io.zerostream.model.checkpoint.published.PublishedImport.Imported;
import io.zerostream.model.checkpoint.published.PublishedNetwork;
import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.model.tensors.TensorNames;
import io.zerostream.trainer.data.Benchmark;
import io.zerostream.trainer.data.Findings;
import io.zerostream.trainer.data.format.SemanticSpaces;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a checkpoint of weights that others published. */
@Command(
        name = "import",
        description = "Make a checkpoint of published ZeroMamba or VMamba weights (.pth or .safetensors).",
        mixinStandardHelpOptions = true)
public final class ImportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The published file. Nothing that a .pth file names is ever run.")
    private Path file;

    @Option(
            names = "--architecture",
            required = true,
            paramLabel = "NETWORK",
            completionCandidates = Networks.class,
            description = "What it holds: ${COMPLETION-CANDIDATES}. A vmamba-* file is a backbone: its zero-shot heads"
                    + " start untrained.")
    private String architecture;

    @Option(
            names = "--space",
            required = true,
            paramLabel = "SPACE",
            description =
                    "Attributes it was trained with: cub, sun, awa2, a data set's folder, or a file of names; with"
                            + " --attributes any name.")
    private String space;

    @Option(
            names = "--attributes",
            paramLabel = "FILE",
            description = "Attribute names in training order: one a line, or a CSV with a column each.")
    private @Nullable Path attributes;

    @Option(
            names = "--word-vectors",
            paramLabel = "FILE",
            description =
                    "CSV of attribute name and numbers. Only a bare backbone needs it: a ZeroMamba file has its own.")
    private @Nullable Path wordVectors;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for the checkpoint (default: a new one under the home).")
    private @Nullable Path out;

    @Option(names = "--name", description = "Name of the model (default: network and space).")
    private @Nullable String name;

    @Option(
            names = "--gamma",
            description = "Seen-class penalty, 0 to 1 (default: the published one of the space, else 0).")
    private @Nullable Float gamma;

    @Option(
            names = "--image-size",
            defaultValue = "448",
            description = "Pixels, height and width of its pictures (default: ${DEFAULT-VALUE}, as published).")
    private int imageSize;

    /** What --architecture takes. */
    static final class Networks implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return PublishedNetwork.ids().iterator();
        }
    }

    @Override
    public Integer call() {
        PublishedNetwork network = PublishedNetwork.of(architecture)
                .orElseThrow(() -> new UserException(
                        "no network '" + architecture + "' can be imported; there are " + PublishedNetwork.ids()));
        if (!Files.isRegularFile(file)) {
            throw new UserException("there is no file " + file + " to import");
        }
        Findings findings = new Findings();
        SemanticSpace found = SemanticSpaces.of(space, attributes, wordVectors, findings);
        findings.all().forEach(spec.commandLine().getErr()::println);
        String model = name == null ? network.id() + "-" + found.name() : name;
        Path folder =
                out == null ? Home.current().prepared().path().resolve("models").resolve(model) : out;
        if (Files.exists(folder.resolve("manifest.json"))) {
            throw new UserException(folder + " holds a checkpoint already; name another folder with --out");
        }
        Imported imported;
        try (PublishedFile published = PublishedFile.open(file)) {
            imported = request(network, found, model).read(published);
        }
        imported.checkpoint().write(folder);
        report(network, imported, folder, spec.commandLine().getOut());
        return 0;
    }

    private PublishedImport request(PublishedNetwork network, SemanticSpace found, String model) {
        Optional<Benchmark> benchmark = Benchmark.of(found.name()).filter(b -> network.withHeads());
        float published = benchmark.map(Benchmark::publishedGamma).orElse(0f);
        String chosenOn = benchmark
                .map(b -> "published for " + b.title() + "; what it was chosen on is not said")
                .orElse("nothing: it is 0 until it is chosen");
        return new PublishedImport(
                network,
                found,
                model,
                imageSize,
                gamma == null ? published : gamma,
                gamma == null ? chosenOn : "given by hand when the weights were imported",
                "as published in " + file.getFileName());
    }

    private static void report(PublishedNetwork network, Imported imported, Path folder, PrintWriter out) {
        Manifest manifest = imported.checkpoint().manifest();
        out.printf(
                "imported %s %s: %d attributes, pictures of %d×%d, γ %s (%s)%n",
                manifest.name(),
                manifest.version(),
                manifest.space().size(),
                manifest.input().height(),
                manifest.input().width(),
                manifest.gamma(),
                manifest.scoringChosenOn());
        if (!network.withHeads()) {
            out.println("its zero-shot heads are not trained: it is a start for training, its labels are chance");
        }
        List<String> leftOut = imported.leftOut();
        if (!leftOut.isEmpty()) {
            out.println("left out " + leftOut.size() + " tensors of the file that lie beside the network: "
                    + TensorNames.few(leftOut));
        }
        out.println("The checkpoint is in " + folder.toAbsolutePath());
        out.flush();
    }
}
