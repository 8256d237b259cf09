package io.zerostream.gateway.internal.view;

import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.SemanticSpace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A class as callers see it.
 *
 * @param attributes values that are not zero, by attribute name, in the order of the space
 */
public record ClassView(
        String name,
        boolean seen,
        Map<String, Float> attributes,
        String provenance,
        String author,
        String createdAt,
        String note) {

    /** The prototype as the registry has it. */
    public static ClassView of(ClassPrototype p, SemanticSpace space) {
        Map<String, Float> attributes = new LinkedHashMap<>();
        List<String> names = space.getAttributes();
        for (int i = 0; i < Math.min(names.size(), p.getVector().size()); i++) {
            if (p.getVector().get(i) != 0) {
                attributes.put(names.get(i), p.getVector().get(i));
            }
        }
        return new ClassView(
                p.getName(),
                p.getSeen(),
                attributes,
                p.getProvenance().name(),
                p.getAuthor(),
                p.getCreatedAt().toString(),
                p.getNote());
    }
}
