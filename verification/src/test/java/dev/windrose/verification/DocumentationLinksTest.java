package dev.windrose.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A link from one page to another leads somewhere. */
class DocumentationLinksTest {

    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?://|#)([^)#]+)(#[^)]*)?\\)");

    @Test
    void everyLinkBetweenPagesLeadsToAFile() {
        List<String> broken = new ArrayList<>();
        for (Path page : DocumentationPages.all()) {
            Path folder = page.resolveSibling(".");
            Matcher link = LINK.matcher(SourceTree.read(page));
            while (link.find()) {
                if (!Files.exists(folder.resolve(link.group(1)).normalize())) {
                    broken.add(SourceTree.shown(page) + ": " + link.group(1));
                }
            }
        }
        assertThat(broken).isEmpty();
    }
}
