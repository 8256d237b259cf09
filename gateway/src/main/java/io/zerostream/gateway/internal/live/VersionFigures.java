package io.zerostream.gateway.internal.live;

import io.zerostream.gateway.internal.view.LabelView;
import io.zerostream.gateway.internal.view.ShadowView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How the labels of each version that served look, of the versions that labelled last. Not thread-safe. */
final class VersionFigures {
    private static final int VERSIONS = 10;

    private final Map<String, Figures> latest = new LinkedHashMap<>(16, 0.75f, true);

    private static final class Figures {
        private final String model;
        private final String version;
        private long labels;
        private long unknown;
        private double scores;

        Figures(String model, String version) {
            this.model = model;
            this.version = version;
        }

        ShadowView.OfVersion view() {
            return new ShadowView.OfVersion(model, version, labels, scores / labels, unknown / (double) labels);
        }
    }

    void add(LabelView label) {
        Figures figures = latest.computeIfAbsent(
                label.model() + '\n' + label.modelVersion(), key -> new Figures(label.model(), label.modelVersion()));
        figures.labels++;
        figures.unknown += label.label() == null ? 1 : 0;
        figures.scores += label.top().isEmpty() ? 0 : label.top().get(0).score();
        if (latest.size() > VERSIONS) {
            latest.remove(latest.keySet().iterator().next());
        }
    }

    List<ShadowView.OfVersion> view() {
        List<ShadowView.OfVersion> all =
                new ArrayList<>(latest.values().stream().map(Figures::view).toList());
        Collections.reverse(all);
        return all;
    }
}
