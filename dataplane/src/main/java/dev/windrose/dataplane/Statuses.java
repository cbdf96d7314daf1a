package dev.windrose.dataplane;

import dev.windrose.dataplane.admin.AdminSource.Status;
import dev.windrose.translate.Condition;
import dev.windrose.translate.DocumentStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Statuses of documents in one line each: the first condition that is not as it should be, else that all is well. */
public final class Statuses {
    /** Conditions that are bad when they hold; all others are bad when they do not. */
    private static final Set<String> BAD_WHEN_TRUE = Set.of("Conflicted", "PartiallyInvalid");

    /** Conditions that tell what the user asked for. */
    private static final Set<String> NOTES = Set.of("OverlappingTLSConfig", "InsecureFrontendValidationMode");

    /** The state of a document with nothing wrong. */
    public static final String ACCEPTED = "Accepted";

    /** The state of a route, ListenerSet or policy that nobody here takes: no gateway, and no mesh. That may be as it should be. */
    public static final String UNUSED = "Unused";

    private Statuses() {}

    /** In the order of the documents; one that has several things wrong with it comes several times. */
    public static List<Status> of(List<DocumentStatus> statuses) {
        List<Status> lines = new ArrayList<>();
        for (DocumentStatus status : statuses) {
            List<Bad> bad = bad(status);
            String object = object(status);
            String origin = status.metadata().at().toString();
            if (bad.isEmpty()) {
                lines.add(new Status(object, state(status), remark(status), origin));
            }
            for (Bad each : bad) {
                String message = each.condition().message();
                lines.add(new Status(object, each.condition().reason(), each.about() + message, origin));
            }
        }
        return lines;
    }

    /** The state of a document without bad conditions: without any at all nobody has judged it. */
    private static String state(DocumentStatus status) {
        boolean judged = !status.conditions().isEmpty()
                || !status.parents().isEmpty()
                || !status.ancestors().isEmpty();
        return judged ? ACCEPTED : UNUSED;
    }

    /** Why nobody uses a document without bad conditions, or how many routes each of its listeners has taken; empty if there is nothing to say. */
    private static String remark(DocumentStatus status) {
        if (state(status).equals(UNUSED)) {
            return "no Gateway or mesh of ours uses it";
        }
        return String.join(
                ", ",
                status.listeners().stream()
                        .map(each -> each.name() + ": " + Counted.of(each.attachedRoutes(), "route"))
                        .toList());
    }

    /** {@code kind namespace/name}. */
    public static String object(DocumentStatus status) {
        return status.kind() + " " + status.metadata().key();
    }

    /** A condition that is not as it should be; {@code about} names the listener or parent and ends with {@code ": "}, or is empty. */
    public record Bad(String about, Condition condition) {}

    /** All conditions of a document that are not as they should be. */
    public static List<Bad> bad(DocumentStatus status) {
        List<Bad> bad = new ArrayList<>();
        collect("", status.conditions(), bad);
        status.listeners().forEach(each -> collect("listener " + each.name() + ": ", each.conditions(), bad));
        status.parents().forEach(each -> collect("parent " + each.parent() + ": ", each.conditions(), bad));
        for (DocumentStatus.MissingParent each : status.missing()) {
            bad.add(new Bad(
                    "parent " + each.parent() + ": ",
                    new Condition("Accepted", false, "NoMatchingParent", each.message())));
        }
        status.ancestors().forEach(each -> collect("gateway " + each.gateway() + ": ", each.conditions(), bad));
        return bad;
    }

    private static void collect(String about, List<Condition> conditions, List<Bad> bad) {
        for (Condition condition : conditions) {
            if (!NOTES.contains(condition.type()) && condition.holds() == BAD_WHEN_TRUE.contains(condition.type())) {
                bad.add(new Bad(about, condition));
            }
        }
    }
}
