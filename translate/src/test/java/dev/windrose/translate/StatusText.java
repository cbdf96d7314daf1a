package dev.windrose.translate;

import dev.windrose.documents.Documents;
import dev.windrose.documents.kind.Listener.RouteKind;
import dev.windrose.documents.yaml.Problem;
import dev.windrose.translate.DocumentStatus.AncestorStatus;
import dev.windrose.translate.DocumentStatus.ListenerStatus;
import dev.windrose.translate.DocumentStatus.MissingParent;
import dev.windrose.translate.DocumentStatus.ParentStatus;
import java.util.List;

/** Statuses and problems as YAML for golden files. */
final class StatusText {
    private StatusText() {}

    static String of(Documents documents, Translation translation) {
        StringBuilder out = new StringBuilder();
        for (DocumentStatus status : translation.statuses()) {
            out.append(status.kind())
                    .append(' ')
                    .append(status.metadata().key())
                    .append(":\n");
            conditions(status.conditions(), "  ", out);
            if (status.reached().listenerSets() > 0) {
                out.append("  attachedListenerSets: ")
                        .append(status.reached().listenerSets())
                        .append('\n');
            }
            for (ListenerStatus listener : status.listeners()) {
                out.append("  listener ").append(listener.name()).append(":\n");
                out.append("    attachedRoutes: ")
                        .append(listener.attachedRoutes())
                        .append('\n');
                out.append("    supportedKinds: ")
                        .append(listener.supportedKinds().stream()
                                .map(RouteKind::kind)
                                .toList())
                        .append('\n');
                conditions(listener.conditions(), "    ", out);
            }
            for (ParentStatus parent : status.parents()) {
                out.append("  parent ").append(parent.parent()).append(":\n");
                conditions(parent.conditions(), "    ", out);
            }
            for (MissingParent parent : status.missing()) {
                out.append("  missing ")
                        .append(parent.parent())
                        .append(": # ")
                        .append(parent.message())
                        .append('\n');
            }
            for (AncestorStatus ancestor : status.ancestors()) {
                out.append("  ancestor ").append(ancestor.gateway()).append(":\n");
                conditions(ancestor.conditions(), "    ", out);
            }
        }
        out.append("problems:\n");
        problems(documents.problems(), out);
        problems(translation.problems(), out);
        return out.toString();
    }

    private static void conditions(List<Condition> conditions, String indent, StringBuilder out) {
        for (Condition c : conditions) {
            out.append(indent)
                    .append(c.type())
                    .append(": ")
                    .append(c.holds())
                    .append(' ')
                    .append(c.reason());
            out.append(c.message().isEmpty() ? "" : " # " + c.message()).append('\n');
        }
    }

    private static void problems(List<Problem> problems, StringBuilder out) {
        problems.forEach(problem -> out.append("- '").append(problem).append("'\n"));
    }
}
