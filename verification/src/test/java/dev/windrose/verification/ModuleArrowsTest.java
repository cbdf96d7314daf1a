package dev.windrose.verification;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The arrows between modules, as ARCHITECTURE.md draws them, and what each module may see of the world outside. */
class ModuleArrowsTest {

    private static final JavaClasses CLASSES = new ClassFileImporter().importPaths(SourceTree.classDirectories());

    /** Each module's packages, and the modules it may see. What is not listed here is not allowed. */
    private static final Map<String, List<String>> SEES = Map.ofEntries(
            Map.entry("model", List.of()),
            Map.entry("http", List.of()),
            Map.entry("filter", List.of("model", "http")),
            Map.entry("documents", List.of("model")),
            Map.entry("engine", List.of("model", "http", "filter")),
            Map.entry("filters", List.of("model", "http", "filter")),
            Map.entry("translate", List.of("model", "documents")),
            Map.entry("kubernetes", List.of("model", "documents", "translate")),
            Map.entry("schema", List.of("documents")),
            Map.entry("transport", List.of("model", "http", "filter", "engine")),
            Map.entry(
                    "dataplane",
                    List.of(
                            "model",
                            "http",
                            "filter",
                            "documents",
                            "translate",
                            "kubernetes",
                            "engine",
                            "filters",
                            "transport")),
            Map.entry(
                    "cli",
                    List.of(
                            "model",
                            "http",
                            "filter",
                            "documents",
                            "translate",
                            "kubernetes",
                            "schema",
                            "engine",
                            "filters",
                            "transport",
                            "dataplane")));

    @Test
    void arrowsBetweenModulesPointDownward() {
        List<String> broken = new ArrayList<>();
        SEES.forEach((module, seen) -> {
            List<String> forbidden = SEES.keySet().stream()
                    .filter(other -> !other.equals(module) && !seen.contains(other))
                    .map(ModuleArrowsTest::packages)
                    .toList();
            collect(
                    noClasses()
                            .that()
                            .resideInAPackage(packages(module))
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(forbidden.toArray(String[]::new)),
                    broken);
        });
        assertThat(broken).isEmpty();
    }

    @Test
    void everyClassBelongsToAModuleOfTheTable() {
        String[] known = SEES.keySet().stream().map(ModuleArrowsTest::packages).toArray(String[]::new);
        check(classes().should().resideInAnyPackage(known));
    }

    @Test
    void packagesHaveNoCycles() {
        check(slices().matching("dev.windrose.(**)").should().beFreeOfCycles());
    }

    @Test
    void onlyTransportSeesChannels() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(packages("transport"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty.channel..", "io.netty.bootstrap..", "io.netty.handler.."));
    }

    @Test
    void onlyDocumentsAndAssembliesSeeJsonAndYaml() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(
                        packages("documents"),
                        packages("kubernetes"),
                        packages("schema"),
                        packages("dataplane"),
                        packages("cli"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("tools.jackson..", "com.fasterxml.jackson..", "org.snakeyaml.."));
    }

    @Test
    void onlyKubernetesSeesItsClient() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(packages("kubernetes"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.fabric8.."));
    }

    /** So that a proxy that runs from files loads nothing of Kubernetes: these two are made only when it is asked for. */
    @Test
    void onlyTwoClassesLeadToKubernetes() {
        check(noClasses()
                .that()
                .resideInAnyPackage(packages("dataplane"), packages("cli"))
                .and()
                .doNotHaveSimpleName("ClusterConfiguration")
                .and()
                .doNotHaveSimpleName("ClusterOptions")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(packages("kubernetes")));
    }

    /** So that a running gateway loads nothing of the language of rules, which is most of what a check takes. */
    @Test
    void onlyCommandsAboutFilesLeadToSchemasAndTheirRules() {
        check(noClasses()
                .that()
                .resideInAnyPackage(packages("dataplane"), packages("cli"))
                .and()
                .doNotHaveSimpleName("CheckCommand")
                .and()
                .doNotHaveSimpleName("StatusCommand")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(packages("schema")));
        check(noClasses()
                .that()
                .resideOutsideOfPackage("dev.windrose.schema.rule")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.cel..", "com.google.protobuf.."));
    }

    @Test
    void theModelSeesNothingButTheJdk() {
        check(noClasses()
                .that()
                .resideInAPackage(packages("model"))
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(packages("model"), "java..", "org.jspecify.."));
    }

    private static String packages(String module) {
        return "dev.windrose." + module + "..";
    }

    /** A rule about nothing would hold of anything. */
    @Test
    void everyModuleHasClasses() {
        for (String module : SEES.keySet()) {
            assertThat(CLASSES.stream()
                            .filter(type -> (type.getPackageName() + ".").startsWith("dev.windrose." + module + ".")))
                    .as(module)
                    .hasSizeGreaterThan(2);
        }
    }

    private static void check(ArchRule rule) {
        rule.check(CLASSES);
    }

    private static void collect(ArchRule rule, List<String> broken) {
        broken.addAll(rule.evaluate(CLASSES).getFailureReport().getDetails());
    }
}
