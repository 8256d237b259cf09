package io.zerostream.trainer.data;

import java.nio.file.Path;
import java.util.List;

/** A layout of folders and files. */
interface DataSetFormat {
    /** For people. */
    String name();

    /** Files and folders, relative to the set's folder, by which it is known; all of them must be there. */
    List<String> markers();

    /**
     * Reads all but the pictures.
     *
     * @param findings hears of what is wrong but leaves something to read
     * @throws io.zerostream.trainer.TrainerException when too much is wrong to make a set of it
     */
    ZeroShotDataSet read(Path folder, Findings findings);
}
