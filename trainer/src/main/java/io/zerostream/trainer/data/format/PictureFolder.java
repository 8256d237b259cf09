package io.zerostream.trainer.data.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the pictures lie here that a file lists by their paths on the machine it was made on.
 *
 * @param root folder here
 * @param before what paths there have before that which is the same here
 */
record PictureFolder(Path root, String before) {

    /**
     * The usual folder, where all paths go through the one that its authors had; else any near in which an end of one of the
     * paths is a file. Empty when there is none.
     */
    static Optional<PictureFolder> of(PublishedLayout layout, Path folder, List<String> foreign) {
        Optional<Path> usual = layout.picturesIn(folder);
        if (usual.isPresent()
                && !layout.anchor().isEmpty()
                && foreign.stream().allMatch(path -> path.contains(layout.anchor()))) {
            return Optional.of(new PictureFolder(usual.get(), layout.anchor()));
        }
        List<Path> roots = layout.rootsIn(folder);
        return foreign.stream().flatMap(path -> find(path, roots).stream()).findFirst();
    }

    /** The longest end counts, so that a file of the same name elsewhere is not taken for it. */
    private static Optional<PictureFolder> find(String path, List<Path> roots) {
        int begin = 0;
        do {
            String end = path.substring(begin);
            for (Path root : roots) {
                if (isFile(root, end)) {
                    return Optional.of(new PictureFolder(root, path.substring(0, begin)));
                }
            }
            begin = path.indexOf('/', begin) + 1;
        } while (begin > 0);
        return Optional.empty();
    }

    private static boolean isFile(Path root, String path) {
        return StoredNames.inside(path)
                .map(root::resolve)
                .filter(Files::isRegularFile)
                .isPresent();
    }

    /** The path from {@link #root} on; whole when it has another beginning. */
    String within(String foreign) {
        int at = before.isEmpty() ? -1 : foreign.lastIndexOf(before);
        return foreign.substring(at < 0 ? 0 : at + before.length()).replaceFirst("^/+", "");
    }
}
