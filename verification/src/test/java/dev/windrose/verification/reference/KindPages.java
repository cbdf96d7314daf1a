package dev.windrose.verification.reference;

import dev.windrose.documents.Kinds;
import dev.windrose.documents.kind.Document;
import dev.windrose.translate.SupportedFeatures;
import dev.windrose.verification.reference.Asked.Field;
import dev.windrose.verification.reference.Asked.Use;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** A page for each kind: what it is for, its fields by asking the reader itself, its features and statuses, and an example that tests run. */
final class KindPages {
    /** More than any choice has words, so that each of them is taken. */
    private static final int READINGS = 20;

    private static final String METADATA = "metadata";
    private static final Path EXAMPLES = Path.of("..", "examples", "kinds");

    private KindPages() {}

    /** The list of kinds, and a page for each. */
    static List<Page> make() {
        Map<String, Asked> all = new LinkedHashMap<>();
        Kinds.all().forEach((name, kind) -> all.put(name, ask(kind)));
        Map<String, List<KindStatuses.Line>> statuses = KindStatuses.all();
        List<Page> pages = new ArrayList<>();
        pages.add(index(Objects.requireNonNull(all.get("HTTPRoute"))));
        all.forEach((name, asked) -> pages.add(page(name, asked, statuses.getOrDefault(name, List.of()))));
        return pages;
    }

    private static Page index(Asked route) {
        Page page = new Page("kinds/README.md", "Kinds of documents")
                .says("A page for each kind that is read.")
                .columns("kind", "what it is for");
        Kinds.all().keySet().forEach(name -> page.row("[%s](%s.md)".formatted(name, name), KindNotes.purpose(name)));
        page.says(
                        "A field that is not on a kind's page is an error, with a hint if it looks misspelt. \"No effect\" is accepted without a word, what is"
                                + " not supported yet with a warning. `apiVersion`, `kind` and `status` stand in every document; `status` has no effect.")
                .heading(METADATA)
                .says("Of all kinds; what has no namespace, such as a GatewayClass, ignores it.");
        table(page, route, path -> path.startsWith(METADATA));
        page.heading("Kinds without effect yet")
                .says("They are passed over with a warning.")
                .columns("kind", "group");
        Kinds.announced().forEach((name, groups) -> page.row(Page.code(name), Page.codes(groups)));
        return page;
    }

    private static Page page(String name, Asked asked, List<KindStatuses.Line> statuses) {
        Kinds.Kind kind = Objects.requireNonNull(Kinds.all().get(name));
        Page page = new Page("kinds/" + name + ".md", name)
                .says(KindNotes.purpose(name))
                .says("Versions: " + Page.codes(kind.versions()) + "; the first is the one to write.");
        try {
            page.heading("Example").example(Files.readString(EXAMPLES.resolve(name + ".yaml")));
        } catch (IOException e) {
            throw new UncheckedIOException(name + ": no example (expected: examples/kinds/" + name + ".yaml)", e);
        }
        page.heading("Fields").says("Defaults that hang on other documents are not told here.");
        table(page, asked, path -> !path.startsWith(METADATA));
        List<String> features = SupportedFeatures.names().stream()
                .filter(feature -> KindNotes.owner(feature).equals(name))
                .toList();
        if (!features.isEmpty()) {
            page.heading("Features")
                    .says("Of the Gateway API, as a GatewayClass names them: " + Page.codes(features) + ".");
        }
        if (!statuses.isEmpty()) {
            page.heading("Status")
                    .says("What it can come to, with the reasons that the rules' test cases lead to.")
                    .columns("of", "condition", "status", "reasons");
            statuses.forEach(line ->
                    page.row(line.of(), Page.code(line.type()), line.value(), Page.codes(List.copyOf(line.reasons()))));
        }
        return page;
    }

    /** Reads with everything there, with nothing there, and with everything but one field. */
    static Asked ask(Kinds.Kind kind) {
        Asked asked = new Asked();
        for (int i = 0; i < READINGS; i++) {
            read(kind, asked, _ -> true);
            read(kind, asked, _ -> false);
        }
        for (String absent : List.copyOf(asked.fields().keySet())) {
            for (int i = 0; i < READINGS; i++) {
                read(kind, asked, path -> !path.equals(absent));
            }
        }
        return asked;
    }

    private static void read(Kinds.Kind kind, Asked asked, Predicate<String> present) {
        ProbingFields document = new ProbingFields(asked, "", present);
        Document _ = kind.reader().apply(document);
        document.close();
    }

    private static void table(Page page, Asked asked, Predicate<String> wanted) {
        List<String> all = inOrder(asked.fields()).stream().filter(wanted).toList();
        List<String> paths = all.stream()
                .filter(path -> asked.field(path).use() != Use.IGNORED)
                .toList();
        if (!paths.isEmpty()) {
            rows(page.columns("field", "type", "without it", "support"), asked, paths);
        }
        List<String> ignored = all.stream()
                .filter(path -> asked.field(path).use() == Use.IGNORED)
                .toList();
        if (!ignored.isEmpty()) {
            page.says("No effect: " + Page.codes(ignored) + ".");
        }
    }

    private static void rows(Page page, Asked asked, List<String> paths) {
        Map<List<String>, String> seen = new HashMap<>();
        String skipped = null;
        for (String path : paths) {
            if (skipped != null && isWithin(path, skipped)) {
                continue;
            }
            skipped = null;
            Field field = asked.field(path);
            List<String> inner = shape(asked, paths, path);
            String twin = inner.size() < 4 ? null : seen.putIfAbsent(inner, path);
            if (twin != null) {
                skipped = path;
            }
            String type = field.type() + (twin == null ? "" : ", as those of " + Page.code(twin));
            page.row(Page.code(path), type, field.otherwise(), support(field));
        }
    }

    private static String support(Field field) {
        return switch (field.use()) {
            case READ -> "read";
            case IGNORED -> "no effect";
        };
    }

    /** What is within a field, by names relative to it. */
    private static List<String> shape(Asked asked, List<String> paths, String path) {
        return paths.stream()
                .filter(each -> isWithin(each, path))
                .map(each ->
                        each.substring(path.length()) + " " + asked.field(each).type())
                .toList();
    }

    private static boolean isWithin(String path, String outer) {
        return path.startsWith(outer + ".") || path.startsWith(outer + "[]");
    }

    /** Each field with what is within it behind it, in the order in which the reader asked. */
    private static List<String> inOrder(Map<String, Field> fields) {
        List<String> ordered = new ArrayList<>();
        fields.keySet().stream().filter(path -> !path.contains(".")).forEach(path -> add(path, fields, ordered));
        return ordered;
    }

    private static void add(String path, Map<String, Field> fields, List<String> ordered) {
        ordered.add(path);
        for (String each : fields.keySet()) {
            if (isWithin(each, path)
                    && !each.substring(path.length() + 1)
                            .replace("[]", "")
                            .replaceFirst("^[].]+", "")
                            .contains(".")) {
                add(each, fields, ordered);
            }
        }
    }
}
