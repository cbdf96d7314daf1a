package dev.windrose.schema.rule;

import dev.cel.bundle.Cel;
import dev.cel.common.CelErrorCode;
import dev.cel.common.CelException;
import dev.cel.common.CelValidationException;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime.Program;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Asks rules; each is compiled when it is first asked. For one thread. */
public final class Rules {
    /** The library's words for a field that is absent. */
    private static final Pattern ABSENT = Pattern.compile("key '(.*)' is not present in map");

    private final Map<String, Program> programs = new HashMap<>();

    /** Made aside, while documents are read: loading the library is most of what a check costs. */
    private final CompletableFuture<Cel> environment = CompletableFuture.supplyAsync(KubernetesEnvironment::make);

    /**
     * Why a value breaks a rule: the rule's message, or what kept the rule from being asked, which refuses the value too. Null when the rule holds.
     *
     * @param self {@link ObjectValue objects}, maps, lists, Strings, Longs, Doubles and Booleans
     */
    public @Nullable Broken broken(Rule rule, Object self) {
        try {
            Object answer = program(rule.text()).eval(Map.of("self", self));
            return Boolean.TRUE.equals(answer) ? null : new Broken(rule.message(), false);
        } catch (CelEvaluationException e) {
            return new Broken(words(e) + " evaluating rule: " + rule.message(), true);
        } catch (CelException e) {
            throw new IllegalStateException(
                    rule.text() + ": does not compile (expected: a rule that the tests know)", e);
        }
    }

    /**
     * A rule that does not hold.
     *
     * @param unanswered whether it could not be asked to the end
     */
    public record Broken(String message, boolean unanswered) {}

    private Program program(String text) throws CelValidationException, CelEvaluationException {
        Program known = programs.get(text);
        if (known != null) {
            return known;
        }
        Cel cel = environment.join();
        Program program = cel.createProgram(cel.compile(text).getAst());
        programs.put(text, program);
        return program;
    }

    /** In the words of the API server where they differ. */
    private static String words(CelEvaluationException e) {
        String message = Objects.requireNonNullElse(e.getMessage(), e.toString());
        Matcher absent = ABSENT.matcher(message);
        if (e.getErrorCode() == CelErrorCode.ATTRIBUTE_NOT_FOUND && absent.find()) {
            return "no such key: " + absent.group(1);
        }
        return message;
    }
}
