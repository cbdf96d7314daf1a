package dev.windrose.translate;

import dev.windrose.documents.kind.Gateway;
import dev.windrose.documents.kind.Metadata;
import dev.windrose.documents.kind.Ref;
import dev.windrose.translate.DocumentStatus.ListenerStatus;
import dev.windrose.translate.DocumentStatus.Reached;
import dev.windrose.translate.Listeners.Added;
import dev.windrose.translate.Listeners.Opened;
import java.util.ArrayList;
import java.util.List;

/** What Gateways and ListenerSets say of themselves, once all routes are attached. */
final class GatewayStatuses {
    private final Draft draft;
    private final Listeners listeners;

    GatewayStatuses(Draft draft, Listeners listeners) {
        this.draft = draft;
        this.listeners = listeners;
    }

    List<DocumentStatus> all() {
        List<DocumentStatus> statuses = new ArrayList<>();
        for (Opened opened : listeners.gateways()) {
            statuses.add(of(opened));
        }
        for (Added added : listeners.sets()) {
            statuses.add(of(added));
        }
        return statuses;
    }

    private DocumentStatus of(Opened opened) {
        Gateway gateway = opened.gateway;
        List<Condition> conditions = new ArrayList<>();
        Condition accepted = accepted(opened);
        conditions.add(accepted);
        conditions.add(programmed(opened, accepted));
        Unresolved unresolved = opened.clients.unresolved();
        if (unresolved != null) {
            conditions.add(Condition.no("ResolvedRefs", unresolved.reason(), unresolved.message()));
        }
        if (opened.clients.isInsecure()) {
            conditions.add(Condition.yes(
                    "InsecureFrontendValidationMode",
                    "ConfigurationChanged",
                    "tls.frontend: AllowInsecureFallback lets in clients without a valid certificate"));
        }
        int sets = 0;
        for (Added added : listeners.sets()) {
            boolean taken = added.parent() == opened && isAccepted(added);
            sets += taken ? 1 : 0;
        }
        Reached reached = new Reached(opened.assignment.shown(), sets);
        return status("Gateway", gateway.metadata(), conditions, opened.own, reached);
    }

    private static DocumentStatus status(
            String kind, Metadata metadata, List<Condition> conditions, List<AttachPoint> points, Reached reached) {
        List<ListenerStatus> own = points.stream().map(AttachPoint::toStatus).toList();
        return new DocumentStatus(kind, metadata, conditions, own, List.of(), List.of(), reached);
    }

    private Condition accepted(Opened opened) {
        Condition refusal = opened.assignment.refusal();
        if (refusal != null && refusal.type().equals("Accepted")) {
            return refusal;
        }
        Ref parameters = opened.gateway.infrastructure().parameters();
        if (parameters != null) {
            String why = "infrastructure.parametersRef: kind " + parameters.kindOr("")
                    + " is not known (expected: no parameters)";
            draft.error(parameters.at(), "invalid-parameters", why);
            return Condition.no("Accepted", "InvalidParameters", why);
        }
        return accepted(opened.own);
    }

    private static Condition accepted(List<AttachPoint> points) {
        long good = points.stream().filter(AttachPoint::isAccepted).count();
        if (good == 0) {
            return Condition.no("Accepted", "ListenersNotValid", "no listener is valid");
        }
        return good == points.size()
                ? Condition.yes("Accepted")
                : Condition.yes(
                        "Accepted",
                        "ListenersNotValid",
                        (points.size() - good) + " of " + points.size() + " listeners are not valid");
    }

    private static Condition programmed(Opened opened, Condition accepted) {
        Condition refusal = opened.assignment.refusal();
        if (refusal != null && refusal.type().equals("Programmed")) {
            return refusal;
        }
        if (accepted.holds() && opened.own.stream().anyMatch(AttachPoint::isProgrammed)) {
            return Condition.yes("Programmed");
        }
        return Condition.no("Programmed", "Invalid", accepted.holds() ? "no listener can be run" : accepted.message());
    }

    private static boolean isAccepted(Added added) {
        return added.refusal() == null && added.points().stream().anyMatch(AttachPoint::isAccepted);
    }

    private static DocumentStatus of(Added added) {
        List<Condition> conditions = new ArrayList<>();
        Unresolved refusal = added.refusal();
        if (refusal != null) {
            conditions.add(Condition.no("Accepted", refusal.reason(), refusal.message()));
            conditions.add(Condition.no("Programmed", refusal.reason(), refusal.message()));
        } else {
            Condition accepted = accepted(added.points());
            conditions.add(accepted);
            boolean programmed = added.points().stream().anyMatch(AttachPoint::isProgrammed);
            String reason = accepted.holds() ? "Invalid" : accepted.reason();
            conditions.add(
                    programmed
                            ? Condition.yes("Programmed")
                            : Condition.no("Programmed", reason, "no listener can be run"));
        }
        return status("ListenerSet", added.set().metadata(), conditions, added.points(), Reached.NONE);
    }
}
