package io.zerostream.cli.folder;

import io.zerostream.cli.folder.Refusal.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** What is wrong with a file that is not taken, and what to do. */
final class RefusalText {
    private RefusalText() {}

    static String of(Reason reason) {
        return switch (reason) {
            case NO_PICTURE ->
                "its name ends as no picture's does. Name it .jpg, .png, .webp, .gif or .bmp if it is one";
            case RESTLESS ->
                "it is written again and again, and no whole picture was found in it so far. Write it under a name that"
                        + " ends otherwise, and rename it when it is complete";
            case GONE -> "it was gone before it was read. Put it there again if it is to be sent";
            case LINK_TO_FOLDER -> "it is a link to a folder, which is not followed. Put the folder itself there";
            case SPECIAL -> "it is neither a file nor a folder. Take it away";
            case UNREADABLE -> "this user may not look at it, or its disk fails. Mend its rights";
            case TOO_LARGE -> "it is too large. Save it smaller, or take it away";
        };
    }

    static String of(IOException problem) {
        if (problem instanceof NoSuchFileException) {
            return "it is a link to nothing. Put there what it leads to";
        }
        return problem instanceof AccessDeniedException
                ? "this user may not read it. Mend its rights"
                : "it cannot be read (" + problem + "). Put a sound copy there, or take it away";
    }

    static String tooLarge(long size, long limit) {
        return "it has " + size + " bytes, and the limit is " + limit + ". Save it smaller, or take it away";
    }
}
