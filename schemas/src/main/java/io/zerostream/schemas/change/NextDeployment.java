package io.zerostream.schemas.change;

import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.registry.ClassFold;
import io.zerostream.schemas.registry.ModelFold;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The revisions that a deployment may have next. What the job would refuse is refused here, before it is written: versions
 * that are not published, class sets that are not there, and those of another space than the model's. Reads the registries,
 * writes nothing. A revision that says what the present one says is the present one.
 */
final class NextDeployment {
    private static final int NAMED = 20;

    private final ModelFold models;
    private final ClassFold classes;
    private final String author;
    private final Instant now;

    /**
     * @param author who changes, as records carry it
     * @param now dates the record
     */
    NextDeployment(ModelFold models, ClassFold classes, String author, Instant now) {
        this.models = models;
        this.classes = classes;
        this.author = author;
        this.now = now.truncatedTo(ChronoUnit.MILLIS);
    }

    /** The present revision. @throws ChangeRefusedException when there is none, naming those there are */
    Deployment present(String name) {
        return find(name)
                .orElseThrow(() -> new ChangeRefusedException("there is no deployment '" + SafeText.of(name)
                        + "'; there are "
                        + some(models.deployments().values().stream()
                                .map(Deployment::getName)
                                .toList())
                        + ": activate a model first"));
    }

    Optional<Deployment> find(String name) {
        return Optional.ofNullable(models.deployments().get(RegistryKeys.deployment(name)));
    }

    /**
     * Another model or version serves. A canary ends; so does a shadow, unless it is another version of that model.
     *
     * @param set default class set; null = the present one, or else the one named as the model's space
     */
    Deployment activate(String name, String model, String version, @Nullable String set) {
        Deployment before = find(name).orElse(null);
        return activate(name, model, version, set, before == null ? Map.of() : Map.copyOf(before.getSourceClassSets()));
    }

    /**
     * The same with the present default set, where it is in the model's space.
     *
     * @param otherwise the default set where it is not
     */
    Deployment activateKeepingSet(String name, String model, String version, String otherwise) {
        Optional<String> kept = presentSet(find(name).orElse(null), version(model, version));
        return activate(name, model, version, kept.orElse(otherwise));
    }

    private Optional<String> presentSet(@Nullable Deployment before, ModelVersion active) {
        return Optional.ofNullable(before).map(Deployment::getDefaultClassSet).filter(set -> fits(set, active));
    }

    /** @param sources class sets of sources and aliases */
    Deployment activate(String name, String model, String version, @Nullable String set, Map<String, String> sources) {
        Deployment before = find(name).orElse(null);
        ModelVersion active = version(model, version);
        String wanted = set != null ? set : presentSet(before, active).orElse(active.getSpace());
        requireFits(wanted, active);
        List<String> misfits = new TreeMap<>(sources)
                .entrySet().stream()
                        .filter(entry -> !sources.containsKey(entry.getValue()))
                        .filter(entry -> classes.set(entry.getValue()).isPresent() && !fits(entry.getValue(), active))
                        .map(Map.Entry::getKey)
                        .toList();
        if (!misfits.isEmpty()) {
            throw new ChangeRefusedException("the sources and aliases " + some(misfits) + " of deployment '" + name
                    + "' use class sets of another space than '" + active.getSpace() + "', in which model " + id(active)
                    + " was trained: take these away first (zerostream sets use NAME --off)");
        }
        Deployment.Builder next = before == null ? first(name) : Deployment.newBuilder(before);
        boolean shadowStays =
                before != null && before.getModel().equals(model) && !version.equals(before.getShadowVersion());
        return revised(
                before,
                next.setModel(model)
                        .setVersion(version)
                        .setDefaultClassSet(wanted)
                        .setSourceClassSets(sources)
                        .setCanaryVersion(null)
                        .setCanaryShare(0)
                        .setShadowVersion(shadowStays && before != null ? before.getShadowVersion() : null));
    }

    /**
     * A version labels a share of the pictures beside the active one.
     *
     * @param version null = none any more
     * @param share in (0,1]
     */
    Deployment canary(String name, @Nullable String version, float share) {
        Deployment before = present(name);
        if (version != null) {
            requireBeside(before, version, "canary");
            if (!(share > 0 && share <= 1)) {
                throw new ChangeRefusedException("a canary's share is above 0 and at most 1, not " + share);
            }
        }
        return revised(
                before,
                Deployment.newBuilder(before).setCanaryVersion(version).setCanaryShare(version == null ? 0 : share));
    }

    /**
     * A version labels every picture beside, for nobody but its own topic.
     *
     * @param version null = none any more
     */
    Deployment shadow(String name, @Nullable String version) {
        Deployment before = present(name);
        if (version != null) {
            requireBeside(before, version, "shadow");
        }
        return revised(before, Deployment.newBuilder(before).setShadowVersion(version));
    }

    /**
     * An alias or a source uses a set; everything that points to the alias follows.
     *
     * @param set null = it has none of its own any more
     */
    Deployment use(String name, String alias, @Nullable String set) {
        if (set == null) {
            Deployment before = present(name);
            Map<String, String> fewer = new TreeMap<>(before.getSourceClassSets());
            if (fewer.remove(alias) == null) {
                throw new ChangeRefusedException("no source or alias '" + SafeText.of(alias) + "' of deployment '"
                        + name + "' has a class set of its own; these have: " + some(List.copyOf(fewer.keySet())));
            }
            return revised(before, Deployment.newBuilder(before).setSourceClassSets(fewer));
        }
        if (classes.set(alias).isPresent()) {
            throw new ChangeRefusedException(
                    "'" + SafeText.of(alias) + "' is the name of a class set, and pictures that"
                            + " ask for it mean that set: choose another alias");
        }
        Deployment before = present(name);
        set(set);
        find(before.getModel(), before.getVersion()).ifPresent(active -> requireFits(set, active));
        Map<String, String> sources = new TreeMap<>(before.getSourceClassSets());
        sources.put(alias, set);
        return revised(before, Deployment.newBuilder(before).setSourceClassSets(sources));
    }

    private void requireBeside(Deployment deployment, String version, String what) {
        ModelVersion beside = version(deployment.getModel(), version);
        if (version.equals(deployment.getVersion())) {
            throw new ChangeRefusedException("version " + SafeText.of(version) + " is the active one of deployment '"
                    + deployment.getName() + "': a " + what + " is another version of model " + deployment.getModel());
        }
        find(deployment.getModel(), deployment.getVersion())
                .filter(active -> !active.getSpace().equals(beside.getSpace()))
                .ifPresent(active -> {
                    throw new ChangeRefusedException("model " + id(beside) + " was trained in space '"
                            + beside.getSpace() + "', but " + id(active) + ", beside which it is to run, in '"
                            + active.getSpace() + "'");
                });
    }

    /** A published version. @throws ChangeRefusedException when it is not, naming those that are */
    ModelVersion version(String model, String version) {
        return find(model, version)
                .orElseThrow(() -> new ChangeRefusedException("there is no version '" + SafeText.of(version)
                        + "' of a model '" + SafeText.of(model) + "'; published are "
                        + some(models.versions().values().stream()
                                .map(NextDeployment::id)
                                .toList())));
    }

    private Optional<ModelVersion> find(String model, String version) {
        return model.isEmpty() || version.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(models.versions().get(RegistryKeys.modelVersion(model, version)));
    }

    private ClassSet set(String name) {
        return classes.set(name)
                .orElseThrow(() -> new ChangeRefusedException("there is no class set '" + SafeText.of(name)
                        + "'; there are " + some(List.copyOf(classes.setNames()))));
    }

    private boolean fits(String set, ModelVersion model) {
        return classes.set(set)
                .filter(found -> found.getSpace().equals(model.getSpace()))
                .isPresent();
    }

    private void requireFits(String name, ModelVersion model) {
        ClassSet set = set(name);
        if (!set.getSpace().equals(model.getSpace())) {
            throw new ChangeRefusedException("class set '" + set.getName() + "' is in space '" + set.getSpace()
                    + "', but model " + id(model) + " was trained in '" + model.getSpace()
                    + "': pictures could not be matched against it");
        }
    }

    private static Deployment.Builder first(String name) {
        return Deployment.newBuilder().setName(name).setRevision(0);
    }

    private Deployment revised(@Nullable Deployment before, Deployment.Builder next) {
        String name = next.getName();
        next.setChangedAt(now).setAuthor(author);
        next.setRevision(before == null ? 0 : before.getRevision());
        Deployment same = before == null
                ? null
                : Deployment.newBuilder(before)
                        .setChangedAt(now)
                        .setAuthor(author)
                        .build();
        Deployment wanted = next.build();
        return wanted.equals(same)
                ? Objects.requireNonNull(before)
                : Deployment.newBuilder(wanted)
                        .setRevision(models.nextRevision(name))
                        .build();
    }

    /** Name and version, as the job's notices name a model. */
    static String id(ModelVersion version) {
        return version.getName() + ' ' + version.getVersion();
    }

    /** The first of them, for people. */
    static String some(List<String> names) {
        return SafeText.of(
                names.size() <= NAMED
                        ? names.toString()
                        : names.subList(0, NAMED) + " and " + (names.size() - NAMED) + " more",
                2000);
    }
}
