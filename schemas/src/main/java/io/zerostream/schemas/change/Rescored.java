package io.zerostream.schemas.change;

import java.util.List;
import java.util.SortedMap;

/**
 * What became of γ and threshold of the class sets that a model serves, once it was activated. Sets that had what it
 * recommends already are not among them.
 *
 * @param followed sets that are scored as it recommends now, with their new revisions
 * @param chosen sets that keep what somebody chose, or was asked to keep
 * @param shared sets that keep theirs because another deployment is matched against them too
 */
public record Rescored(SortedMap<String, Long> followed, List<String> chosen, List<String> shared) {}
