package io.zerostream.gateway.internal.registry;

import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.matching.Calibration;
import io.zerostream.model.matching.ScoringOptions;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.SemanticSpace;
import io.zerostream.schemas.registry.RegistryLimits;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns wishes about class sets into checked changes of the registry. Reads the view, writes nothing. */
final class SetEditor {
    /** Nothing is unknown. */
    private static final double NO_THRESHOLD = -1;

    private static final int DEFAULT_TOP_K = 5;

    private final ClassRegistryView view;
    private final ModelScoring models;
    private final Clock clock;

    /** @param models what they recommend for a new set */
    SetEditor(ClassRegistryView view, ModelScoring models, Clock clock) {
        this.view = view;
        this.models = models;
        this.clock = clock;
    }

    /**
     * Creates a set, or changes what the request names.
     *
     * @throws RefusedException with the reason
     */
    Change put(String setName, SetRequest request) {
        String name = Names.checked("the set name", setName);
        Optional<ClassSet> before = view.set(name);
        long revision = before.map(ClassSet::getRevision).orElse(0L);
        Sets.demandRevision(name, revision, request.expectedRevision());
        String space = space(name, before, request);
        List<String> members = request.members() == null
                ? before.map(ClassSet::getMembers).orElseThrow(() -> noMembers(name))
                : members(name, space, request.members());
        Optional<Manifest> model = request.scoringOf() != null
                ? Optional.of(models.named(request.scoringOf(), space))
                : before.isPresent() ? Optional.empty() : models.active(space);
        SeenPenalty penalty = penalty(name, before, model, request);
        double threshold = or(
                request.unknownThreshold(),
                model.map(Manifest::unknownThreshold)
                        .or(() -> before.map(ClassSet::getUnknownThreshold))
                        .map(Float::doubleValue)
                        .orElse(NO_THRESHOLD));
        int topK = request.topK() == null ? before.map(ClassSet::getTopK).orElse(DEFAULT_TOP_K) : request.topK();
        checkOptions(penalty, threshold, topK);
        ClassSet next = new ClassSet(
                name,
                space,
                view.nextRevision(name),
                members,
                penalty.gamma(),
                (float) threshold,
                topK,
                clock.instant(),
                Names.author(request.author()),
                io.zerostream.schemas.avro.Calibration.valueOf(
                        penalty.calibration().name()));
        if (before.filter(present -> isSame(present, next)).isPresent()) {
            return new Change(name, revision, List.of(), List.of());
        }
        return new Change(
                name,
                next.getRevision(),
                List.of(new Change.Entry(RegistryKeys.classSet(name), new ClassRegistryRecord(next))),
                warnings(before, next));
    }

    private List<String> warnings(Optional<ClassSet> before, ClassSet next) {
        List<String> warnings = new ArrayList<>();
        if (before.isEmpty()) {
            warnings.addAll(LookAlikes.of(
                    next.getName(), view.sets().stream().map(ClassSet::getName).toList()));
        }
        warnings.addAll(SetWarnings.of(before, next));
        return warnings;
    }

    /** But for who said so, and when. */
    private static boolean isSame(ClassSet present, ClassSet next) {
        ClassSet again = ClassSet.newBuilder(next)
                .setRevision(present.getRevision())
                .setChangedAt(present.getChangedAt())
                .setAuthor(present.getAuthor())
                .build();
        return present.equals(again);
    }

    private String space(String name, Optional<ClassSet> before, SetRequest request) {
        String wanted = request.space();
        if (before.isPresent()) {
            String fixed = before.get().getSpace();
            if (wanted != null && !wanted.equals(fixed)) {
                throw new RefusedException(
                        Refusal.SPACE_FIXED,
                        "set '" + name + "' lives in space '" + fixed + "' and cannot move to '" + SafeText.of(wanted)
                                + "'",
                        "create a new set");
            }
            return fixed;
        }
        if (wanted != null) {
            return Sets.space(view, wanted).getName();
        }
        List<SemanticSpace> spaces = view.spaces();
        if (spaces.size() != 1) {
            throw new RefusedException(
                    Refusal.BAD_REQUEST,
                    "a new set must name its 'space'",
                    "there are: "
                            + String.join(
                                    ", ",
                                    spaces.stream().map(SemanticSpace::getName).toList()));
        }
        return spaces.get(0).getName();
    }

    private List<String> members(String set, String space, List<@Nullable String> wanted) {
        if (wanted.size() > RegistryLimits.MEMBERS) {
            throw new RefusedException(
                    Refusal.BAD_VALUE,
                    "set '" + set + "' would have " + wanted.size() + " members",
                    "a set has at most " + RegistryLimits.MEMBERS);
        }
        Set<String> members = new LinkedHashSet<>();
        for (String member : wanted) {
            if (member == null || view.prototype(space, member).isEmpty()) {
                String name = String.valueOf(member);
                throw RefusedException.unknown(
                        Refusal.BAD_VALUE,
                        "space '" + space + "' has no class '" + SafeText.of(name) + "'",
                        name,
                        view.classNames(space),
                        "add the class first (POST /api/classes)");
            }
            if (!members.add(member)) {
                throw new RefusedException(
                        Refusal.BAD_VALUE, "'" + member + "' is named twice in 'members'", "name each class once");
            }
        }
        if (members.isEmpty()) {
            throw noMembers(set);
        }
        return List.copyOf(members);
    }

    private static SeenPenalty penalty(
            String set, Optional<ClassSet> before, Optional<Manifest> model, SetRequest request) {
        Calibration former = model.map(Manifest::calibration)
                .or(() -> before.map(s -> Calibration.valueOf(s.getCalibration().name())))
                .orElse(Calibration.SOFTMAX);
        Calibration wanted = request.calibration() == null ? former : request.calibration();
        float gamma = model.map(Manifest::gamma)
                .or(() -> before.map(ClassSet::getGamma))
                .orElse(0f);
        if (request.gamma() != null) {
            gamma = request.gamma().floatValue();
        } else if (wanted != former && gamma != 0) {
            throw new RefusedException(
                    Refusal.BAD_VALUE,
                    "the gamma of set '" + set + "' is " + gamma + " " + former.unit() + ", and means nothing "
                            + wanted.unit(),
                    "name 'gamma' together with 'calibration'");
        }
        try {
            return new SeenPenalty(gamma, wanted);
        } catch (ModelException e) {
            throw badOption(e);
        }
    }

    private static void checkOptions(SeenPenalty penalty, double threshold, int topK) {
        try {
            new ScoringOptions(penalty, (float) threshold, topK);
        } catch (ModelException e) {
            throw badOption(e);
        }
    }

    private static RefusedException badOption(ModelException e) {
        return new RefusedException(
                Refusal.BAD_VALUE,
                String.valueOf(e.getMessage())
                        .replace("unknownThreshold", "unknown_threshold")
                        .replace("topK", "top_k"),
                "gamma: 0 to 1, or from 0 on where calibration is LOGITS; unknown_threshold: -1 (off) to 1; top_k: at"
                        + " least 1");
    }

    private static double or(@Nullable Double value, double otherwise) {
        return value == null ? otherwise : value;
    }

    private static RefusedException noMembers(String name) {
        return new RefusedException(
                Refusal.BAD_VALUE,
                "set '" + name + "' would have no members, and a set needs at least one",
                "name classes of the space in 'members'");
    }
}
