package io.zerostream.cameras.run;

import io.zerostream.schemas.PictureWriter.NotWrittenException;
import io.zerostream.schemas.avro.ImageEvent;

/** Where pictures go. Thread-safe: all cameras of a runner share it. */
@FunctionalInterface
public interface PictureSink {
    /**
     * Sends a picture and waits until it is kept.
     *
     * @throws NotWrittenException when it is not, with the reason for people
     * @throws InterruptedException when the runner closes
     */
    void put(ImageEvent picture) throws NotWrittenException, InterruptedException;
}
