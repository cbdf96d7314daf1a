package dev.windrose.kubernetes.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScopeTest {
    private static String digest(String labels, String... namespaces) {
        return new Scope(List.of(namespaces), labels).digest();
    }

    @Test
    void whoLooksAtTheSameHasTheSameDigest() {
        assertThat(Scope.WHOLE.digest()).isEmpty();
        assertThat(digest("", "a", "b")).isEqualTo(digest("", "b", "a")).matches("[0-9a-f]{8}");
        assertThat(List.of(digest("", "a", "b"), digest("", "a"), digest("a"), digest("team=a"), digest("team=a", "a")))
                .doesNotHaveDuplicates();
    }
}
