package io.zerostream.model.matching;

import io.zerostream.model.ModelException;
import java.util.List;

/** An attribute name that the semantic space does not have; carries the names nearest to it. */
public class UnknownAttributeException extends ModelException {
    private static final long serialVersionUID = 1L;
    private final List<String> nearest;

    /**
     * @param attribute the name that was asked for
     * @param space name of the space
     * @param nearest names of the space, nearest first; may be none
     */
    public UnknownAttributeException(String attribute, String space, List<String> nearest) {
        super("space '" + space + "' has no attribute '" + attribute + "'; "
                + NearestNames.hint(nearest, "GET /api/spaces names those that it has"));
        this.nearest = List.copyOf(nearest);
    }

    /** Names of the space by edit distance, nearest first. */
    public List<String> nearest() {
        return nearest;
    }
}
