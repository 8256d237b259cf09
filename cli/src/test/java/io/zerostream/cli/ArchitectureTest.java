package io.zerostream.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrows between modules: see docs/architecture in the README's map. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.zerostream");

    @ParameterizedTest(name = "{0} uses nothing of ours but {1}")
    @CsvSource({
        "schemas, ''",
        "model, ''",
        "trainer, schemas model",
        "job, schemas model",
        "gateway, schemas model",
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
