package io.zerostream.cli.folder;

import io.zerostream.schemas.ImageEventLimits;
import java.time.Instant;

/**
 * A picture file of a folder, as it was read.
 *
 * @param name its path from the folder, with {@code /} between the parts on every system
 * @param mediaType by its name, for example {@code image/png}
 * @param content all of its bytes
 * @param modified when it was written last, by the file system's clock
 */
public record FolderFile(String name, String mediaType, byte[] content, Instant modified) {
    /**
     * An identity for its event that says which file it was, and so does its label: the name with what tells this version
     * from the next. The same file has the same one after a restart, so that readers can drop the repeat. Of names that are
     * too long for an event the end is kept.
     */
    public String eventId() {
        return eventId(name, modified, content.length, "");
    }

    /** A name with what tells this version of a file, or a part of it, from the next; of any length. */
    public static String version(String name, Instant modified, long bytes, String part) {
        return name + '@' + modified + '+' + bytes + part;
    }

    /**
     * The same of a file that is not in memory, or of a part of it.
     *
     * @param part what tells the part; empty = all
     */
    public static String eventId(String name, Instant modified, long bytes, String part) {
        String version = version("", modified, bytes, part);
        int room = ImageEventLimits.EVENT_ID - version.length();
        if (name.length() <= room) {
            return name + version;
        }
        String hash = Integer.toHexString(name.hashCode()) + "...";
        return hash + name.substring(name.length() - room + hash.length()) + version;
    }
}
