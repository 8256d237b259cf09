package io.zerostream.gateway.internal.registry;

import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.Calibration;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Provenance;
import io.zerostream.schemas.avro.SemanticSpace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A small registry like that of the demo: space and set "flags", three classes. */
public final class Flags {
    /** The 36 attributes of the flags space. */
    public static final List<String> ATTRIBUTES = List.of(
            ("vertical_bars horizontal_stripes four_or_more_stripes many_colours red green blue gold white black orange"
                            + " mainly_red mainly_green mainly_blue mainly_gold mainly_white mainly_black mainly_orange"
                            + " circle upright_cross diagonal_cross quartered sun_or_star many_stars crescent triangle"
                            + " object animal_or_plant writing top_left_red top_left_green top_left_blue top_left_gold"
                            + " top_left_white top_left_black top_left_orange")
                    .split(" "));

    static final SemanticSpace SPACE = new SemanticSpace("flags", ATTRIBUTES, List.of(), 1f);

    private Flags() {}

    /** A view that holds the space, the classes Chile, Denmark (seen) and Japan, and the set at revision 1. */
    public static ClassRegistryView view() {
        ClassRegistryView view = new ClassRegistryView();
        put(view, RegistryKeys.space("flags"), SPACE);
        addClass(view, "Chile", false, "red", "white", "blue", "horizontal_stripes", "sun_or_star", "top_left_blue");
        addClass(view, "Denmark", true, "red", "white", "upright_cross", "mainly_red", "top_left_red");
        addClass(view, "Japan", false, "red", "white", "circle", "mainly_white", "top_left_white");
        putSet(view, set("flags", 1, "Chile", "Denmark", "Japan"));
        return view;
    }

    /** A log that hands each record on at once. */
    public static RegistryLog log(Consumer<Change.Entry> taken) {
        return (topic, plan) -> {
            Change change = plan.get();
            change.entries().forEach(taken);
            return change;
        };
    }

    /** A set of the flags space. */
    public static ClassSet set(String name, long revision, String... members) {
        return new ClassSet(
                name, "flags", revision, List.of(members), 0.1f, 0.2f, 5, Instant.EPOCH, "test", Calibration.SOFTMAX);
    }

    /** Puts a prototype whose named attributes are 1. */
    public static void addClass(ClassRegistryView view, String name, boolean seen, String... attributes) {
        put(
                view,
                RegistryKeys.prototype("flags", name),
                new ClassPrototype(
                        "flags", name, vector(attributes), seen, Provenance.DATA_SET, "test", Instant.EPOCH, ""));
    }

    /** Puts a set. */
    public static void putSet(ClassRegistryView view, ClassSet set) {
        put(view, RegistryKeys.classSet(set.getName()), set);
    }

    static List<Float> vector(String... attributes) {
        List<Float> vector = new ArrayList<>(java.util.Collections.nCopies(ATTRIBUTES.size(), 0f));
        for (String attribute : attributes) {
            vector.set(ATTRIBUTES.indexOf(attribute), 1f);
        }
        return vector;
    }

    static void put(ClassRegistryView view, String key, Object record) {
        view.apply(key, new ClassRegistryRecord(record));
    }

    /** A request to add a class to the default set. */
    static ClassRequest request(String name, Map<String, Double> attributes) {
        return new ClassRequest(name, null, attributes, null, false, null, null, null, null);
    }
}
