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
import dev.windrose.translate.DocumentStatus;
import dev.windrose.translate.StatusTree;
import dev.windrose.translate.Translation;
import dev.windrose.translate.Translator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.core.type.TypeReference;
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
                    Option.value("--admin", "URL", "Asks a running gateway instead of reading documents.")),
            List.of(
                    "windrose status gateway/",
                    "windrose status gateway/ -o yaml",
                    "windrose status --admin http://127.0.0.1:15000 -o yaml"));

    private final Terminal terminal;

    /** A line of the table. */
    private record Row(String object, String state, String message) {
        boolean isGood() {
            return state.equals(Statuses.ACCEPTED) || state.equals(Statuses.UNUSED);
        }
    }

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
            if (!words.operands().isEmpty()) {
                throw new UsageException("--admin: beside documents (expected: one or the other)");
            }
            return running(admin, form);
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
                translation.statuses().stream().map(StatusTree::whole).toList();
        print(trees, form);
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
        return Statuses.of(statuses).stream()
                .map(each -> new Row(each.object(), each.state(), each.message()))
                .toList();
    }

    private int running(String admin, String form) throws IOException, InterruptedException {
        AdminClient client = AdminClient.at(admin);
        List<Row> rows = new ArrayList<>();
        for (JsonNode status : client.json("/config").path("statuses")) {
            rows.add(new Row(text(status, "object"), text(status, "state"), text(status, "message")));
        }
        if (form.equals("table")) {
            return table(rows);
        }
        List<Map<String, Object>> trees = new JsonMapper()
                .convertValue(client.json("/status"), new TypeReference<List<Map<String, Object>>>() {});
        print(trees, form);
        return rows.stream().allMatch(Row::isGood) ? 0 : 1;
    }

    private void print(List<Map<String, Object>> trees, String form) {
        terminal.out().print(form.equals("json") ? json(trees) : yaml(trees));
        terminal.out().flush();
    }

    private static String text(JsonNode status, String field) {
        return status.path(field).asString("");
    }

    private int table(List<Row> rows) {
        int object = width(rows.stream().map(Row::object).toList());
        int state = width(rows.stream().map(Row::state).toList());
        boolean good = true;
        for (Row row : rows) {
            good &= row.isGood();
            String shown = Synopsis.pad(row.state, state);
            String line = Synopsis.pad(row.object, object) + "  "
                    + (row.isGood() ? Colour.GREEN.of(shown) : Colour.BOLD_RED.of(shown)) + "  "
                    + Printable.of(row.message);
            terminal.out().println(line.stripTrailing());
        }
        terminal.out().flush();
        return good ? 0 : 1;
    }

    private static int width(List<String> cells) {
        return cells.stream().mapToInt(String::length).max().orElse(0);
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
