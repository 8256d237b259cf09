package io.zerostream.trainer.data.format;

import io.zerostream.trainer.Runs;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.Finding;
import io.zerostream.trainer.data.Findings;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.flags.FlagsDataSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Opens data sets. Which layout a folder has is found out. */
public final class DataSets {
    private static final List<DataSetFormat> FORMATS = List.of(
            new SplitListsFormat(),
            new ProposedSplitsFormat(PublishedLayout.CUB),
            new ProposedSplitsFormat(PublishedLayout.AWA2),
            new ProposedSplitsFormat(PublishedLayout.SUN),
            new OtherSplitsFormat(),
            new FolderPerClassFormat());
    private static final int SHOWN = 3;

    private DataSets() {}

    /**
     * A set and what was noticed while it was read.
     *
     * @param layout name of the layout that the folder has
     */
    public record Reading(String layout, ZeroShotDataSet data, List<Finding> findings) {}

    /**
     * Opens a data set by what a person wrote: {@code flags}, which needs no folder, or a folder.
     *
     * @throws TrainerException as {@link #open(Path)}
     */
    public static ZeroShotDataSet open(String nameOrFolder) {
        return nameOrFolder.equals(FlagsDataSet.NAME) ? FlagsSet.make() : open(Path.of(nameOrFolder));
    }

    /**
     * Opens a folder. Pictures are not looked at yet.
     *
     * @throws TrainerException when the folder has none of the known layouts, saying what was looked for, or what was read
     *     is damaged
     */
    public static ZeroShotDataSet open(Path folder) {
        Reading reading = read(folder);
        return checked(folder, reading.data(), reading.findings());
    }

    /**
     * Opens a folder for evaluation: one with lists and pictures but without tables of classes takes these from a run.
     *
     * @param run a training's folder, with what {@link ClassTables} left there; need not exist
     * @throws TrainerException as {@link #open(Path)}
     */
    public static ZeroShotDataSet open(Path folder, Path run) {
        if (ClassTables.in(folder) || !SplitListsFormat.hasLists(folder) || !ClassTables.in(run)) {
            return open(folder);
        }
        Findings findings = new Findings();
        return checked(folder, SplitListsFormat.read(folder, run, findings), findings.all());
    }

    /**
     * The classes that a run was trained with, without any picture: what {@link ClassTables} left beside its checkpoint.
     *
     * @param run a training's folder, or that of the checkpoint in it
     * @param name of the data set
     * @return empty when nothing was left there
     * @throws TrainerException when the tables are damaged
     */
    public static Optional<ZeroShotDataSet> ofRun(Path run, String name) {
        Path folder = run.toAbsolutePath().normalize();
        return Stream.of(folder, folder.resolveSibling("."))
                .map(Path::normalize)
                .limit(folder.endsWith(Runs.CHECKPOINT) ? 2 : 1)
                .filter(ClassTables::in)
                .findFirst()
                .map(tables -> {
                    Findings findings = new Findings();
                    return checked(tables, SplitListsFormat.tables(tables, name, findings), findings.all());
                });
    }

    private static ZeroShotDataSet checked(Path folder, ZeroShotDataSet data, List<Finding> findings) {
        List<Finding> errors = findings.stream()
                .filter(f -> f.severity() == Finding.Severity.ERROR)
                .toList();
        if (!errors.isEmpty()) {
            throw new TrainerException("the data set in " + folder + " has " + errors.size() + " errors: "
                    + errors.stream().limit(SHOWN).map(Finding::toString).collect(Collectors.joining("; "))
                    + (errors.size() > SHOWN ? "; …" : "") + ". './zerostream data check " + folder
                    + "' lists all of them");
        }
        return data;
    }

    /** Reads as much as can be read. */
    public static Reading read(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new TrainerException("there is no folder " + folder + " to read a data set from");
        }
        List<DataSetFormat> recognised =
                FORMATS.stream().filter(format -> format.recognises(folder)).toList();
        if (!recognised.isEmpty()) {
            DataSetFormat format = recognised.size() == 1
                    ? recognised.get(0)
                    : recognised.stream()
                            .filter(each -> each.isWhole(folder))
                            .findFirst()
                            .orElse(recognised.get(0));
            Findings findings = new Findings();
            ZeroShotDataSet data = format.read(folder, findings);
            return new Reading(format.name(), data, findings.all());
        }
        throw new TrainerException("the data set in " + folder + " has no layout known here. Looked for: "
                + FORMATS.stream().map(f -> f.name() + ": " + f.lookedFor()).collect(Collectors.joining("; ")));
    }

    /** The folder's name, by which a set without a name of its own is called. */
    static String nameOf(Path folder) {
        Path last = folder.toAbsolutePath().normalize().getFileName();
        return last == null ? "data" : last.toString().toLowerCase(Locale.ROOT);
    }
}
