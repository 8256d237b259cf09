package io.zerostream.trainer.data.check;

import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.image.ImageLimits;
import io.zerostream.model.image.ImagePreprocessor;
import io.zerostream.model.image.ImageRejectedException;
import io.zerostream.trainer.data.Finding;
import io.zerostream.trainer.data.Findings;
import io.zerostream.trainer.data.LabelledPicture;
import io.zerostream.trainer.data.Split;
import io.zerostream.trainer.data.ZeroShotDataSet;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Opens every picture, as many at a time as there are cores, and compares them by hash. */
final class PictureCheck {
    private static final int SMALL = 32;

    private final ImagePreprocessor preprocessor = ImagePreprocessor.exact(ImageLimits.defaults());
    private final Map<String, List<Place>> byHash = new ConcurrentHashMap<>();
    private final Findings findings;

    private PictureCheck(Findings findings) {
        this.findings = findings;
    }

    private record Place(Split split, LabelledPicture picture) {}

    static void check(ZeroShotDataSet data, Findings findings) {
        PictureCheck check = new PictureCheck(findings);
        for (Split split : Split.values()) {
            data.pictures(split).parallelStream().forEach(picture -> check.look(new Place(split, picture)));
        }
        check.duplicates(data);
    }

    private void look(Place place) {
        String path = place.picture().path();
        try {
            byte[] content = place.picture().content().read();
            preprocessor.decode(content, SMALL, SMALL);
            List<Place> same = byHash.computeIfAbsent(Checkpoint.sha256(content), hash -> new ArrayList<>(1));
            synchronized (same) {
                same.add(place);
            }
        } catch (NoSuchFileException | FileNotFoundException e) {
            findings.error(
                    Finding.Kind.PICTURE_ABSENT,
                    path,
                    "is in " + place.split().listName() + ", but there is no such file");
        } catch (IOException e) {
            findings.error(Finding.Kind.PICTURE_UNREADABLE, path, "cannot be read (" + e + ")");
        } catch (ImageRejectedException e) {
            findings.error(Finding.Kind.PICTURE_UNREADABLE, path, e.reason() + ": " + e.getMessage());
        }
    }

    private void duplicates(ZeroShotDataSet data) {
        for (List<Place> places : byHash.values()) {
            Map<String, Place> byPath = new TreeMap<>();
            places.forEach(place -> byPath.put(place.picture().path(), place));
            List<Place> files = List.copyOf(byPath.values());
            if (files.size() < 2) {
                continue;
            }
            Place first = files.get(0);
            for (Place other : files.subList(1, files.size())) {
                boolean across = first.split() != other.split();
                String message = "is " + first.picture().path() + ", byte for byte"
                        + (across
                                ? " (" + first.split().listName() + " and "
                                        + other.split().listName() + ")"
                                : "")
                        + (first.picture().label() == other.picture().label()
                                ? ""
                                : ", under another class ("
                                        + data.classes()
                                                .get(first.picture().label())
                                                .id() + ")");
                if (across) {
                    findings.error(
                            Finding.Kind.DUPLICATE_ACROSS_SPLITS,
                            other.picture().path(),
                            message);
                } else {
                    findings.warning(Finding.Kind.DUPLICATE, other.picture().path(), message);
                }
            }
        }
    }
}
