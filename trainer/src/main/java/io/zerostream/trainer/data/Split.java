package io.zerostream.trainer.data;

/** The lists of pictures that a zero-shot data set has. */
public enum Split {
    /** Pictures of seen classes, for training and for choosing settings. */
    TRAIN("train"),
    /** Other pictures of seen classes, for the test alone. */
    TEST_SEEN("test_seen"),
    /** Pictures of unseen classes, for the test alone. */
    TEST_UNSEEN("test_unseen");

    private final String listName;

    Split(String listName) {
        this.listName = listName;
    }

    /** As the published splits call it. */
    public String listName() {
        return listName;
    }
}
