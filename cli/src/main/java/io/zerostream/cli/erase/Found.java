package io.zerostream.cli.erase;

import java.util.List;

/**
 * What a look at the topics found.
 *
 * @param places where there are records of the source, by topics and partitions
 * @param unseen what nobody can read yet, whosever it is
 */
record Found(List<Place> places, List<Unseen> unseen) {
    /** Before anybody looked. */
    static final Found NOTHING = new Found(List.of(), List.of());

    /** Keeps no list of others. */
    Found {
        places = List.copyOf(places);
        unseen = List.copyOf(unseen);
    }
}
