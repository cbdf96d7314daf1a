package dev.windrose.verification;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The pages that people read, and the examples in them. */
final class DocumentationPages {

    private static final Pattern YAML = Pattern.compile("^```yaml\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

    private DocumentationPages() {}

    static List<Path> all() {
        Path root = SourceTree.root();
        List<Path> pages = new ArrayList<>(SourceTree.walk(root.resolve("docs"), ".md"));
        for (String page : List.of("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")) {
            pages.add(root.resolve(page));
        }
        return pages;
    }

    /** An example, complete as it stands; {@code name} is its page and the line where it begins. */
    record Example(String name, String text) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Example> examples() {
        List<Example> examples = new ArrayList<>();
        for (Path page : all()) {
            String text = SourceTree.read(page);
            Matcher block = YAML.matcher(text);
            while (block.find()) {
                long line = text.substring(0, block.start()).lines().count() + 1;
                examples.add(new Example(SourceTree.shown(page) + ":" + line, block.group(1)));
            }
        }
        return examples;
    }
}
