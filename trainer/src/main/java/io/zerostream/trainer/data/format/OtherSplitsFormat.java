package io.zerostream.trainer.data.format;

import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.Findings;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.data.matlab.MatlabFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Any other set that comes as {@code att_splits.mat} and {@code res101.mat}: aPY, AWA1, or one of a person's own. */
final class OtherSplitsFormat implements DataSetFormat {
    @Override
    public String name() {
        return "another set with splits as xlsa17's";
    }

    @Override
    public String lookedFor() {
        return PublishedLayout.SPLITS_FILE + " and " + PublishedLayout.PICTURES_FILE
                + " in the folder, in one of its folders or in one of data or xlsa17/data, pictures in images, JPEGImages or"
                + " pictures";
    }

    @Override
    public boolean recognises(Path folder) {
        return !PublishedLayout.othersIn(folder).isEmpty();
    }

    @Override
    public boolean isWhole(Path folder) {
        return PublishedLayout.othersIn(folder).stream().anyMatch(layout -> hasPictures(layout, folder));
    }

    @Override
    public ZeroShotDataSet read(Path folder, Findings findings) {
        List<PublishedLayout> found = PublishedLayout.othersIn(folder);
        List<PublishedLayout> whole = found.size() == 1
                ? found
                : found.stream().filter(layout -> hasPictures(layout, folder)).toList();
        if (whole.size() != 1) {
            throw new TrainerException("there are splits of "
                    + found.stream().map(PublishedLayout::name).toList() + " in " + folder + ", and pictures of "
                    + whole.stream().map(PublishedLayout::name).toList()
                    + "; leave those of one set there, with its pictures");
        }
        return new ProposedSplitsFormat(whole.get(0)).read(folder, findings);
    }

    private static boolean hasPictures(PublishedLayout layout, Path folder) {
        return layout.splitsIn(folder)
                .map(splits -> splits.resolve(PublishedLayout.PICTURES_FILE))
                .filter(Files::exists)
                .map(file -> NumberedPictures.paths(MatlabFile.read(file, Set.of("image_files"))))
                .flatMap(paths -> PictureFolder.of(layout, folder, paths))
                .isPresent();
    }
}
