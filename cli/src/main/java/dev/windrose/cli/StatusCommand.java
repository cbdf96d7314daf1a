package dev.windrose.cli;

import dev.windrose.cli.line.Command;
import dev.windrose.cli.line.Option;
import dev.windrose.cli.line.Synopsis;
import dev.windrose.cli.line.Terminal;
import dev.windrose.cli.line.UsageException;
import dev.windrose.cli.line.Words;
import dev.windrose.dataplane.Counted;
import dev.windrose.dataplane.Statuses;
import dev.windrose.documents.DocumentReader;
import dev.windrose.documents.Documents;
import dev.windrose.documents.yaml.Printable;
import dev.windrose.documents.yaml.Problem;
import dev.windrose.schema.ServerRefusals;
import dev.windrose.translate.Condition;
import dev.windrose.translate.DocumentStatus;
import dev.windrose.translate.StatusTree;
import dev.windrose.translate.Translation;
import dev.windrose.translate.Translator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code windrose status}: what became of each document, as its {@code status} would say it. */
final class StatusCommand implements Command {
    private static final Synopsis SYNOPSIS = new Synopsis(
            "status",
            "DIR|FILE...",
            0,
            Synopsis.MANY,
            "Says what became of each document: accepted, attached, in conflict; and how many an API server would refuse.\n"
                    + "Exit code 1 if something is not as it should be.",
            List.of(
                    Option.choice(
                                    List.of("-o", "--output"),
                                    "FORM",
                                    List.of("table", "yaml", "json"),
                                    "table, yaml or json: the last two with all conditions, as an API server has them.")
                            .withDefault("table"),
                    Option.value("--admin", "URL", "Asks a running gateway instead of reading documents; as a table.")),
            List.of(
                    "windrose status gateway/",
                    "windrose status gateway/ -o yaml",
                    "windrose status --admin http://127.0.0.1:15000"));

    private final Terminal terminal;

    /** A line of the table. */
    private record Row(String object, String state, String message) {}

    StatusCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Synopsis synopsis() {
        return SYNOPSIS;
    }

    @Override
    public int run(Words words) throws IOException, InterruptedException {
        String admin = words.value("--admin");
        String form = words.value("--output", "table");
        if (admin != null) {
            if (!words.operands().isEmpty() || !form.equals("table")) {
                throw new UsageException("--admin: with documents or -o " + form + " (expected: alone, as a table)");
            }
            return table(running(admin));
        }
        if (words.operands().isEmpty()) {
            throw new UsageException("documents: none (expected: a folder or files, or --admin)");
        }
        return read(words.operands().stream().map(Path::of).toList(), form);
    }

    private int read(List<Path> paths, String form) {
        if (form.equals("table")) {
            ServerRefusals refusals = new ServerRefusals();
            int exit =
                    table(rows(translated(DocumentReader.read(paths, refusals)).statuses()));
            refused(refusals.refused());
            return exit;
        }
        Translation translation = translated(DocumentReader.read(paths));
        List<Map<String, Object>> trees =
                translation.statuses().stream().map(StatusCommand::tree).toList();
        terminal.out().print(form.equals("json") ? json(trees) : yaml(trees));
        terminal.out().flush();
        return translation.statuses().stream()
                        .allMatch(status -> Statuses.bad(status).isEmpty())
                ? 0
                : 1;
    }

    private Translation translated(Documents documents) {
        documents.problems().stream()
                .filter(Problem::isError)
                .forEach(problem -> terminal.err().println(Printable.of(problem.toString())));
        return Translator.translate(documents);
    }

    /** Files run as they are, so that this takes nothing from what stands above it. */
    private void refused(int documents) {
        if (documents > 0) {
            terminal.out()
                    .println(Counted.of(documents, "document")
                            + " would be refused by an API server: windrose check says why");
        }
    }

    private static List<Row> rows(List<DocumentStatus> statuses) {
        List<Row> rows = new ArrayList<>();
        for (DocumentStatus status : statuses) {
            String object = Statuses.object(status);
            List<Statuses.Bad> bad = Statuses.bad(status);
            for (Statuses.Bad each : bad) {
                Condition condition = each.condition();
                rows.add(new Row(object, condition.reason(), each.about() + condition.message()));
            }
            if (bad.isEmpty()) {
                rows.add(new Row(object, Statuses.state(status), Statuses.remark(status) + attached(status)));
            }
        }
        return rows;
    }

    /** How many routes each listener has taken. */
    private static String attached(DocumentStatus status) {
        return String.join(
                ", ",
                status.listeners().stream()
                        .map(each -> each.name() + ": " + each.attachedRoutes()
                                + (each.attachedRoutes() == 1 ? " route" : " routes"))
                        .toList());
    }

    private static List<Row> running(String admin) throws IOException, InterruptedException {
        List<Row> rows = new ArrayList<>();
        for (JsonNode status : AdminClient.at(admin).json("/config").path("statuses")) {
            rows.add(new Row(text(status, "object"), text(status, "state"), text(status, "message")));
        }
        return rows;
    }

    private static String text(JsonNode status, String field) {
        return status.path(field).asString("");
    }

    private int table(List<Row> rows) {
        int object = width(rows.stream().map(Row::object).toList());
        int state = width(rows.stream().map(Row::state).toList());
        boolean good = true;
        for (Row row : rows) {
            boolean accepted = row.state.equals(Statuses.ACCEPTED) || row.state.equals(Statuses.UNUSED);
            good &= accepted;
            String shown = Synopsis.pad(row.state, state);
            String line = Synopsis.pad(row.object, object) + "  "
                    + (accepted ? Colour.GREEN.of(shown) : Colour.BOLD_RED.of(shown)) + "  "
                    + Printable.of(row.message);
            terminal.out().println(line.stripTrailing());
        }
        terminal.out().flush();
        return good ? 0 : 1;
    }

    private static int width(List<String> cells) {
        return cells.stream().mapToInt(String::length).max().orElse(0);
    }

    private static Map<String, Object> tree(DocumentStatus status) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", status.metadata().name());
        if (!status.metadata().namespace().isEmpty()) {
            metadata.put("namespace", status.metadata().namespace());
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("kind", status.kind());
        tree.put("metadata", metadata);
        tree.put("status", StatusTree.of(status));
        return tree;
    }

    private static String json(List<Map<String, Object>> trees) {
        JsonMapper mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        return mapper.writeValueAsString(trees) + "\n";
    }

    private static String yaml(List<Map<String, Object>> trees) {
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setExplicitStart(true)
                // Quotes what any reader of YAML could take for a boolean.
                .setSchema(new CoreSchema())
                .build();
        return new Dump(settings).dumpAllToString(List.<Object>copyOf(trees).iterator());
    }
}
