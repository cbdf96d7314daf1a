package dev.windrose.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What types are called, how much of a module can be seen from outside, and what every package says about itself. */
class NamesTest {

    private static final List<JavaClass> TYPES = new ClassFileImporter()
            .importPaths(SourceTree.classDirectories()).stream().toList();

    private static final Pattern EMPTY_WORDS = Pattern.compile(".*(Impl|Util|Utils|Helper|Manager|Base|Info)");

    /**
     * Of 100 top-level types outside the two published modules, at most so many are public: as many as there are today. It is to fall: contract
     * packages are all public, and the aim is 35.
     */
    private static final int PUBLIC_PERCENT = 50;

    @Test
    void namesSayWhatIsSpecial() {
        assertThat(TYPES.stream()
                        .filter(type ->
                                EMPTY_WORDS.matcher(type.getSimpleName()).matches())
                        .map(JavaClass::getName))
                .isEmpty();
    }

    @Test
    void theShareOfPublicTypesDoesNotGrow() {
        List<JavaClass> counted = TYPES.stream()
                .filter(NamesTest::isTopLevel)
                .filter(type -> !isPublished(type))
                .toList();
        long open = counted.stream().filter(NamesTest::isPublic).count();
        assertThat(counted).hasSizeGreaterThan(100);
        assertThat(100.0 * open / counted.size())
                .as("public top-level types outside filter-api and model, in percent: %d of %d", open, counted.size())
                .isLessThanOrEqualTo(PUBLIC_PERCENT);
    }

    @Test
    void everyPackageSaysWhyItExistsAndIsNullMarked() {
        Set<String> silent = new TreeSet<>();
        TYPES.forEach(type -> silent.add(type.getPackageName()));
        TYPES.stream()
                .filter(type -> type.getSimpleName().equals("package-info"))
                .filter(type -> type.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
                .forEach(type -> silent.remove(type.getPackageName()));
        assertThat(silent).as("packages without a @NullMarked package-info").isEmpty();
    }

    private static boolean isTopLevel(JavaClass type) {
        return type.isTopLevelClass() && !type.getSimpleName().endsWith("-info");
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC);
    }

    private static boolean isPublished(JavaClass type) {
        return type.getPackageName().startsWith("dev.windrose.model")
                || type.getPackageName().equals("dev.windrose.filter")
                || type.getPackageName().startsWith("dev.windrose.filter.");
    }
}
