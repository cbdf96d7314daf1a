package dev.windrose.documents.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Texts that are made to cost much. */
class YamlTextTest {
    private final Problems problems = new Problems();
    private final YamlText text = new YamlText("f", problems);

    @Test
    void aDocumentOfVeryManyListsIsRefusedBeforeItIsRead() {
        assertThat(text.documents("kind: a\n---\na: [" + "[],".repeat(YamlText.MOST_SIGNS / 2) + "[]]\n---\nkind: b"))
                .hasSize(2);
        assertThat(problems.toList()).hasSize(1);
        assertThat(problems.toList().getFirst().toString())
                .startsWith("f:2:1: error: document: more than 500000 lists");
    }

    @Test
    void aLongValueIsNoDenseDocument() {
        assertThat(text.documents("data: " + "A".repeat(4 * YamlText.MOST_SIGNS)))
                .hasSize(1);
        assertThat(problems.toList()).isEmpty();
    }

    /** Its length squared would be a thousand times as much. */
    @Test
    void aLongWordCostsAsManyBytesAsItIsLong() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int length = 1_000_000;
        String word = "a: \"" + "a".repeat(length) + "\\n\"";
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThat(text.documents(word)).hasSize(1);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100L * length);
    }
}
