package dev.windrose.engine.explain;

import dev.windrose.model.RouteSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way of one request, or of one connection.
 *
 * @param outcome one sentence
 * @param socket the listener's own name, such as {@code 0.0.0.0:8443}; null if none fits the request
 * @param listener name of the listener that alone may serve the request's host; null if none does
 * @param rule the rule that won; null if none did
 * @param filters names of the rule's filters, in the order of requests
 * @param destinations what the rule leads to, with shares and endpoints
 * @param facts what else holds on the way, such as certificates and limits of time
 * @param losers other rules, those that came closest first
 */
public record Explanation(
        String outcome,
        @Nullable String socket,
        @Nullable String listener,
        @Nullable RouteSpec rule,
        List<String> filters,
        List<String> destinations,
        List<Fact> facts,
        List<Loser> losers) {
    public Explanation {
        filters = List.copyOf(filters);
        destinations = List.copyOf(destinations);
        facts = List.copyOf(facts);
        losers = List.copyOf(losers);
    }

    /** Something that holds, such as {@code timeout} and {@code 10 s}. */
    public record Fact(String label, String value) {}

    /** A rule that did not win; {@code origin} is where it was configured. */
    public record Loser(String rule, String origin, String why) {}

    /** Nothing takes it. */
    public static Explanation none(String outcome) {
        return new Explanation(outcome, null, null, null, List.of(), List.of(), List.of(), List.of());
    }

    /** Whether a rule takes the request, or a destination the connection. */
    public boolean isTaken() {
        return rule != null || !destinations.isEmpty();
    }

    /** All of it for people, line by line. */
    public String text() {
        StringBuilder text = new StringBuilder(outcome).append('\n');
        if (socket != null) {
            line(text, "socket", socket);
        }
        if (listener != null) {
            line(text, "listener", listener);
        }
        if (rule != null) {
            line(text, "rule", rule.id() + " (" + rule.origin() + ")");
        }
        facts.forEach(fact -> line(text, fact.label(), fact.value()));
        filters.forEach(filter -> line(text, "filter", filter));
        destinations.forEach(destination -> line(text, "destination", destination));
        losers.forEach(loser -> line(text, "not", loser.rule() + " (" + loser.origin() + "): " + loser.why()));
        return text.toString();
    }

    private static void line(StringBuilder text, String label, String value) {
        text.append("  ").append(label).append(": ").append(value).append('\n');
    }
}
