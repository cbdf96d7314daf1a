package dev.windrose.cli;

import dev.windrose.cli.line.Command;
import dev.windrose.cli.line.Option;
import dev.windrose.cli.line.Synopsis;
import dev.windrose.cli.line.Terminal;
import dev.windrose.cli.line.Words;
import dev.windrose.dataplane.Counted;
import dev.windrose.dataplane.Statuses;
import dev.windrose.documents.DocumentReader;
import dev.windrose.documents.Documents;
import dev.windrose.documents.yaml.Position;
import dev.windrose.documents.yaml.Printable;
import dev.windrose.documents.yaml.Problem;
import dev.windrose.documents.yaml.Problems;
import dev.windrose.engine.snapshot.CompileResult;
import dev.windrose.engine.snapshot.Compiler;
import dev.windrose.engine.snapshot.FilterRegistry;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.schema.ServerRefusals;
import dev.windrose.translate.DocumentStatus;
import dev.windrose.translate.Translation;
import dev.windrose.translate.Translator;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code windrose check}: everything that is wrong with documents, as the gateway or an API server would find it. */
final class CheckCommand implements Command {
    private static final String USUAL_FORM = "text";
    private static final Synopsis SYNOPSIS = new Synopsis(
            "check",
            "DIR|FILE...",
            1,
            Synopsis.MANY,
            "Prints all problems of documents. Exit code 1 if there is an error, 0 if there is none.",
            List.of(Option.choice(List.of("-o", "--output"), "FORM", List.of("text", "json"), "text or json.")
                    .withDefault(USUAL_FORM)),
            List.of("windrose check gateway/", "windrose check -o json gateway.yaml"));

    /** Lines for people; more of them are a matter for -o json. */
    private static final int MOST = 1000;

    private final Terminal terminal;

    /** A condition that is not as it should be, without a problem of its own. */
    private record Unmet(DocumentStatus status, Statuses.Bad bad) {
        /** {@code kind name: [listener or parent: ]type reason: message}. */
        String text() {
            String message = bad.condition().message();
            return Statuses.object(status) + ": " + bad.about()
                    + bad.condition().type() + " is "
                    + bad.condition().holds() + ", " + bad.condition().reason()
                    + (message.isEmpty() ? "" : ": " + message);
        }
    }

    /** What was found. */
    private record Findings(
            int documents, List<Problem> problems, List<CompileResult.Problem> compiled, List<Unmet> unmet) {
        long errors() {
            return problems.stream().filter(Problem::isError).count() + compiled.size() + unmet.size();
        }

        long warnings() {
            return problems.stream().filter(problem -> !problem.isError()).count();
        }
    }

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Synopsis synopsis() {
        return SYNOPSIS;
    }

    @Override
    public int run(Words words) {
        Findings findings = find(words.operands().stream().map(Path::of).toList());
        if (words.value("--output", USUAL_FORM).equals("json")) {
            json(findings);
        } else {
            text(findings);
        }
        return findings.errors() == 0 ? 0 : 1;
    }

    private static Findings find(List<Path> paths) {
        ServerRefusals refusals = new ServerRefusals();
        Documents documents = DocumentReader.read(paths, refusals);
        Translation translation = Translator.translate(documents);
        CompileResult compiled = Compiler.compile(translation.model(), Snapshot.EMPTY, FilterRegistry.load());
        List<Problem> problems = new ArrayList<>(documents.problems());
        problems.addAll(refusals.beyond(documents.problems()));
        translation.problems().stream()
                .filter(problem -> !refusals.isMoot(problem))
                .forEach(problems::add);
        if (documents.all().isEmpty() && documents.problems().isEmpty()) {
            paths.forEach(path -> problems.add(Problem.error(
                    Position.whole(path.toString()), "no-documents", "no documents (expected: at least one)")));
        }
        problems.sort(Comparator.comparing(Problem::position));
        return new Findings(
                documents.all().size() + documents.rejected().size(),
                problems.stream().distinct().toList(),
                compiled.problems(),
                unmet(translation, problems, refusals));
    }

    /** Conditions whose reason a problem has told already are left out, and those of documents that would not come so far. */
    private static List<Unmet> unmet(Translation translation, List<Problem> problems, ServerRefusals refusals) {
        List<Unmet> unmet = new ArrayList<>();
        Set<String> messages = new HashSet<>();
        Set<String> cut = new HashSet<>();
        for (Problem problem : problems) {
            messages.add(problem.message());
            if (problem.message().startsWith(Problems.MORE)) {
                cut.add(problem.position().file());
            }
        }
        for (DocumentStatus status : translation.statuses()) {
            Position at = status.metadata().at();
            if (unmet.size() >= MOST || cut.contains(at.file()) || refusals.isRefused(at)) {
                continue;
            }
            for (Statuses.Bad bad : Statuses.bad(status)) {
                String message = bad.condition().message();
                if (!messages.contains(message) && problems.stream().noneMatch(problem -> tells(problem, message))) {
                    unmet.add(new Unmet(status, bad));
                }
            }
        }
        return unmet;
    }

    private static boolean tells(Problem problem, String message) {
        return !message.isEmpty() && (problem.message().contains(message) || message.contains(problem.message()));
    }

    private void text(Findings findings) {
        PrintWriter out = terminal.out();
        findings.problems().stream().limit(MOST).forEach(problem -> {
            String hint = problem.hint() == null ? "" : " (" + problem.hint() + ")";
            line(problem.position().toString(), problem.isError(), problem.message() + hint);
        });
        if (findings.problems().size() > MOST) {
            out.println(Problems.MORE + ": " + Counted.of(findings.problems().size() - MOST, "problem"));
        }
        findings.compiled().forEach(problem -> line(Printable.of(problem.origin()), true, problem.what()));
        findings.unmet().forEach(unmet -> line(unmet.status().metadata().at().toString(), true, unmet.text()));
        if (findings.errors() + findings.warnings() == 0) {
            out.println(Colour.GREEN.of("no problems") + " in " + Counted.of(findings.documents(), "document"));
        } else {
            out.println(Counted.of(findings.errors(), "error") + ", " + Counted.of(findings.warnings(), "warning")
                    + " in " + Counted.of(findings.documents(), "document"));
        }
    }

    private void line(String position, boolean error, String message) {
        String severity = error ? Colour.BOLD_RED.of("error:") : Colour.BOLD_YELLOW.of("warning:");
        terminal.out().println((position.isEmpty() ? "" : position + ": ") + severity + " " + Printable.of(message));
    }

    private void json(Findings findings) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("documents", findings.documents());
        tree.put("errors", findings.errors());
        tree.put("warnings", findings.warnings());
        List<Object> problems = new ArrayList<>();
        findings.problems().forEach(problem -> problems.add(tree(problem)));
        findings.compiled().forEach(problem -> problems.add(tree(problem)));
        findings.unmet().forEach(unmet -> problems.add(tree(unmet)));
        tree.put("problems", problems);
        JsonMapper mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        terminal.out().println(mapper.writeValueAsString(tree));
    }

    private static Map<String, Object> tree(Problem problem) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("file", problem.position().file());
        if (problem.position().line() > 0) {
            tree.put("line", problem.position().line());
            tree.put("column", problem.position().column());
        }
        tree.put("severity", problem.severity().toString());
        tree.put("code", problem.code());
        tree.put("message", problem.message());
        if (problem.hint() != null) {
            tree.put("hint", problem.hint());
        }
        return tree;
    }

    private static Map<String, Object> tree(CompileResult.Problem problem) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("origin", problem.origin());
        tree.put("severity", "error");
        tree.put("code", "not-runnable");
        tree.put("message", problem.what());
        return tree;
    }

    private static Map<String, Object> tree(Unmet unmet) {
        Map<String, Object> tree = tree(Problem.error(unmet.status().metadata().at(), "unmet-condition", unmet.text()));
        tree.put("reason", unmet.bad().condition().reason());
        return tree;
    }
}
