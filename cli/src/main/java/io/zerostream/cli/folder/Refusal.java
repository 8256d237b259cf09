package io.zerostream.cli.folder;

/**
 * What lies in a folder and is not taken.
 *
 * @param name its path from the folder, with {@code /} between the parts
 * @param reason why, in a word
 * @param message why, and what to do
 */
public record Refusal(String name, Reason reason, String message) {
    /** Why a file is not taken. */
    public enum Reason {
        /** Its name ends as no picture's does. */
        NO_PICTURE("no pictures by their names"),
        /** It has more bytes than a picture may have. */
        TOO_LARGE("too large"),
        /** It, or the folder it lies in, cannot be read; it is tried again. */
        UNREADABLE("not to be read"),
        /** It changes again and again, and was never met as a whole picture; it is tried again. */
        RESTLESS("always being written"),
        /** It was seen, and went before it was whole and read. */
        GONE("gone before they were read"),
        /** It is a link to a folder: following it might take the same pictures twice, or go round for ever. */
        LINK_TO_FOLDER("links to folders"),
        /** It is neither file nor folder: a pipe, a device. */
        SPECIAL("neither files nor folders");

        private final String many;

        Reason(String many) {
            this.many = many;
        }

        /** For people, after a number: {@code 3 too large}. */
        public String many() {
            return many;
        }
    }
}
