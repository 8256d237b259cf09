package io.zerostream.trainer.data.format;

import io.zerostream.trainer.data.Findings;
import io.zerostream.trainer.data.ZeroShotDataSet;
import java.nio.file.Path;

/** A layout of folders and files. */
interface DataSetFormat {
    /** For people. */
    String name();

    /** For people: the files and folders by which it is known. */
    String lookedFor();

    /** Whether a folder has this layout; looks at little. */
    boolean recognises(Path folder);

    /** Whether pictures are there too. Who unpacks xlsa17 has the splits of five sets, and pictures of one, say. */
    default boolean isWhole(Path folder) {
        return true;
    }

    /**
     * Reads all but the pictures.
     *
     * @param findings hears of what is wrong but leaves something to read
     * @throws io.zerostream.trainer.TrainerException when too much is wrong to make a set of it
     */
    ZeroShotDataSet read(Path folder, Findings findings);
}
