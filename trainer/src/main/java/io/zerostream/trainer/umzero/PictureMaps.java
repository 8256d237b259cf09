package io.zerostream.trainer.umzero;

import io.zerostream.model.image.ImageInput;
import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.data.LabelledPicture;
import io.zerostream.trainer.learn.Lanes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The maps of a list of pictures, of every branch. Closing deletes them. */
final class PictureMaps implements AutoCloseable {
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<BranchMaps> branches;
    private final int size;

    /**
     * @param pictures numbered by their place
     * @param branches their maps, by branch; closed with this
     */
    PictureMaps(List<LabelledPicture> pictures, List<BranchMaps> branches) {
        this.branches = branches;
        size = pictures.size();
        for (int i = 0; i < pictures.size(); i++) {
            numbers.put(pictures.get(i).path(), i);
        }
    }

    /**
     * Makes the maps.
     *
     * @param name of the pictures, for people and files
     * @param start a network with pretrained weights
     * @param units how many units of its convolutional networks to run
     * @param input what pictures must look like
     * @param folder to keep the maps in
     * @param lanes one a branch
     * @param listener hears of pictures as steps
     * @throws io.zerostream.trainer.TrainerException when a picture cannot be opened or the maps cannot be kept
     */
    static PictureMaps of(
            String name,
            List<LabelledPicture> pictures,
            HybridStage start,
            int units,
            ImageInput input,
            Path folder,
            Lanes lanes,
            ProgressListener listener) {
        listener.stage("maps of " + name + " pictures", pictures.size());
        long began = System.nanoTime();
        List<BranchMaps> branches = lanes.all(
                start.network().branches().size(),
                i -> BranchMaps.of(
                        start.network().branches().get(i).backbone(),
                        start.manager(),
                        units,
                        pictures,
                        input,
                        folder.resolve(name + "-" + i + ".maps"),
                        done -> {
                            // of one branch, so that one thread at a time speaks to the listener
                            if (i == 0) {
                                Duration passed = Duration.ofNanos(System.nanoTime() - began);
                                listener.step(
                                        done,
                                        Double.NaN,
                                        passed.multipliedBy(pictures.size() - done)
                                                .dividedBy(done));
                            }
                        }));
        return new PictureMaps(pictures, branches);
    }

    /** Number of pictures. */
    int size() {
        return size;
    }

    /** The maps of one branch. */
    BranchMaps branch(int i) {
        return branches.get(i);
    }

    /** The numbers under which the maps of these pictures are kept. */
    int[] numbers(List<LabelledPicture> pictures) {
        return pictures.stream()
                .mapToInt(p -> Objects.requireNonNull(numbers.get(p.path()), p.path()))
                .toArray();
    }

    @Override
    public void close() {
        branches.forEach(BranchMaps::close);
    }
}
