package io.zerostream.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import com.tngtech.archunit.core.domain.AccessTarget.MethodCallTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.zerostream.schemas.Topics;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrows between modules: see docs/architecture in the README's map. */
class ArchitectureTest {
    private static final String OURS = "io.zerostream.";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.zerostream");

    /** Of DJL's NDArray: their gradient reads the other operand. Those of add, sub, mod and clip do not. */
    private static final Set<String> READ_BY_THE_GRADIENT =
            Set.of("mul", "muli", "div", "divi", "pow", "powi", "maximum", "minimum");

    /** Of DJL's Activation: they call those with a Java number. */
    private static final Set<String> WITH_NUMBERS_INSIDE = Set.of("relu6", "relu6Block", "swish", "swishBlock");

    /** Whose results no gradient is asked for. */
    private static final Set<String> WITHOUT_GRADIENTS = Set.of(
            // constants, pictures, and maps that lie on disk: what a network is given
            "model.inference.DjlZeroShotModel.<init>",
            "trainer.umzero.BranchMaps.bytes",
            "trainer.umzero.BranchMaps.images",
            "trainer.umzero.BranchMaps.read",
            // a random mask, no weight behind it
            "model.vmamba.VssBlock.dropped",
            // steps on weights, from gradients that are there
            "bench.internal.TrainingStep.descend",
            "trainer.learn.Adam.step",
            "trainer.learn.SgdMomentum.step",
            "trainer.learn.TrainedWeights.change",
            // of a network that is trained, as a Java array
            "trainer.umzero.BranchLearner.vectors",
            // solved in closed form
            "trainer.umzero.Eszsl$Problem.inverse");

    private static final Set<String> REGISTRIES = Set.of("CLASS_REGISTRY", "MODEL_REGISTRY");

    /** Circles of packages that stay, each with its reason. */
    private static final Map<Set<String>, String> CIRCLES = Map.of(
            Set.of("model.vmamba", "model.vmamba.cpu", "model.vmamba.cuda"),
            "the network asks for the kernels of its device, and these take the network's own shapes",
            Set.of("job.internal", "job.internal.control", "job.internal.sightings", "job.internal.stats"),
            "Descriptors and JobTypes list all state of the job in one place, whoever keeps it");

    @ParameterizedTest(name = "{0} uses nothing of ours but {1}")
    @CsvSource({
        "schemas, ''",
        "model, ''",
        "trainer, schemas model",
        "job, schemas model",
        "gateway, schemas model",
        "cameras, schemas",
        "platform, schemas",
        "conformance, schemas model trainer",
        "bench, schemas model trainer job gateway platform",
        "faults, schemas model trainer job platform",
    })
    void modulesPointOneWay(String module, String allowed) {
        String[] mayUse = Stream.concat(
                        Stream.of(module), Arrays.stream(allowed.split(" ")).filter(name -> !name.isEmpty()))
                .map(name -> "io.zerostream." + name + "..")
                .toArray(String[]::new);

        noClasses()
                .that()
                .resideInAPackage("io.zerostream." + module + "..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.zerostream..").and(resideOutsideOfPackages(mayUse)))
                .because("data flows one way: move the code down, or pass what it needs in")
                .check(CLASSES);
    }

    /** Two writers that do not know of each other lose a change: see RegistryWriter. */
    @Test
    void onlyTheRegistryWriterWritesToTheRegistries() {
        Set<String> writers = CLASSES.stream()
                .filter(type -> !type.getPackageName().equals(OURS + "schemas.registry"))
                .flatMap(type -> type.getCodeUnits().stream())
                .filter(unit -> unit.getFieldAccesses().stream()
                        .anyMatch(access -> access.getTargetOwner().isEquivalentTo(Topics.class)
                                && REGISTRIES.contains(access.getTarget().getName())))
                .filter(unit -> unit.getMethodCallsFromSelf().stream().anyMatch(call -> call.getTarget()
                        .getName()
                        .toLowerCase(Locale.ROOT)
                        .contains("producer")))
                .map(JavaCodeUnit::getFullName)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(writers).as("take a RegistryWriter").isEmpty();
    }

    /** What stands in a circle can only be understood as one: a change anywhere in it may reach all of it. */
    @Test
    void packagesFormNoCirclesButThoseWithAReason() {
        assertThat(circles())
                .as("move what both sides use to a package below them, or tell here why they must know each other; and"
                        + " take out a circle that is no longer there")
                .containsExactlyInAnyOrderElementsOf(CIRCLES.keySet());
    }

    private static Set<Set<String>> circles() {
        Map<String, Set<String>> uses = new TreeMap<>();
        for (JavaClass type : CLASSES) {
            String from = shortName(type);
            Set<String> to = uses.computeIfAbsent(from, name -> new TreeSet<>());
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(used -> used.getPackageName().startsWith(OURS))
                    .map(ArchitectureTest::shortName)
                    .filter(name -> !name.equals(from))
                    .forEach(to::add);
        }
        Map<String, Set<String>> reached =
                uses.keySet().stream().collect(Collectors.toMap(Function.identity(), name -> reachable(name, uses)));
        return reached.keySet().stream()
                .filter(name -> reached.get(name).contains(name))
                .map(name -> reached.get(name).stream()
                        .filter(other -> reached.get(other).contains(name))
                        .collect(Collectors.toSet()))
                .collect(Collectors.toSet());
    }

    private static String shortName(JavaClass type) {
        return type.getPackageName().substring(OURS.length());
    }

    private static Set<String> reachable(String from, Map<String, Set<String>> uses) {
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(uses.getOrDefault(from, Set.of()));
        while (!open.isEmpty()) {
            String next = open.pop();
            if (seen.add(next)) {
                open.addAll(uses.getOrDefault(next, Set.of()));
            }
        }
        return seen;
    }

    /**
     * DJL makes an array of the number and closes it at once, and the gradient reads what stands in that memory later: see
     * ADR 45. GradientMemoryTest shows it where a network's own test does; this names the line.
     */
    @Test
    void noGradientReadsWhatWasAJavaNumber() {
        Set<String> callers = CLASSES.stream()
                .flatMap(type -> type.getMethodCallsFromSelf().stream())
                .filter(ArchitectureTest::closesWhatTheGradientReads)
                .map(call -> call.getOriginOwner().getName().replace("io.zerostream.", "")
                        + '.'
                        + call.getOrigin().getName())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(callers)
                .as("multiply by an array of the manager's, x.mul(manager.create(2f)), or tell here why no gradient is"
                        + " asked for; and take out what is no longer there")
                .isEqualTo(new TreeSet<>(WITHOUT_GRADIENTS));
    }

    private static boolean closesWhatTheGradientReads(JavaMethodCall call) {
        MethodCallTarget target = call.getTarget();
        if (target.getOwner().isEquivalentTo(Activation.class)) {
            return WITH_NUMBERS_INSIDE.contains(target.getName());
        }
        return target.getOwner().isAssignableTo(NDArray.class)
                && READ_BY_THE_GRADIENT.contains(target.getName())
                && target.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Number.class));
    }

    @Test
    void internalPackagesStayInsideTheirModule() {
        for (String module : new String[] {
            "schemas", "model", "trainer", "job", "gateway", "platform", "bench", "conformance", "faults"
        }) {
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.zerostream." + module + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.zerostream." + module + "..internal..")
                    .allowEmptyShould(true)
                    .because(
                            "'internal' is not for other modules: make it part of the module's top package, or do without")
                    .check(CLASSES);
        }
    }
}
