package io.zerostream.schemas.change;

import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.registry.ClassFold;
import io.zerostream.schemas.registry.ModelFold;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The revisions that class sets get when their γ and threshold follow the version that a deployment wants active. Reads the
 * registries, writes nothing.
 *
 * @param sets the new revisions
 * @param outcome for people
 */
record NextScoring(List<ClassSet> sets, Rescored outcome) {

    /**
     * Plans.
     *
     * @param keep whether all keep what they have
     */
    static NextScoring of(
            ClassFold classes,
            ModelFold models,
            String deployment,
            Function<ModelVersion, Optional<SetScoring>> recommends,
            boolean keep) {
        SortedMap<String, Long> followed = new TreeMap<>();
        List<String> chosen = new ArrayList<>();
        List<String> shared = new ArrayList<>();
        List<ClassSet> sets = new ArrayList<>();
        ScoringRule rule = new ScoringRule(models, recommends);
        Optional<ModelVersion> active = Optional.ofNullable(
                        models.deployments().get(RegistryKeys.deployment(deployment)))
                .flatMap(rule::active);
        Optional<SetScoring> recommended = active.flatMap(recommends);
        String space = active.map(ModelVersion::getSpace).orElse("");
        recommended.ifPresent(wanted -> {
            for (String name : List.copyOf(classes.setNames())) {
                ClassSet set = classes.set(name).orElseThrow();
                if (!set.getSpace().equals(space) || SetScoring.of(set).equals(wanted)) {
                    continue;
                }
                if (keep || rule.isChosen(set)) {
                    chosen.add(name);
                } else if (rule.servesOthers(set, deployment, wanted)) {
                    shared.add(name);
                } else {
                    followed.put(name, classes.nextRevision(name));
                    sets.add(ClassSet.newBuilder(set)
                            .setRevision(classes.nextRevision(name))
                            .setGamma(wanted.gamma())
                            .setCalibration(wanted.calibration())
                            .setUnknownThreshold(wanted.unknownThreshold())
                            .build());
                }
            }
        });
        return new NextScoring(List.copyOf(sets), new Rescored(followed, List.copyOf(chosen), List.copyOf(shared)));
    }
}
