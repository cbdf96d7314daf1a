package dev.windrose.translate;

import dev.windrose.documents.kind.Gateway;
import dev.windrose.documents.kind.Metadata;
import dev.windrose.translate.AttachPoint.Speech;
import dev.windrose.translate.DocumentStatus.ListenerStatus;
import dev.windrose.translate.DocumentStatus.Port;
import dev.windrose.translate.DocumentStatus.Reached;
import dev.windrose.translate.Listeners.Added;
import dev.windrose.translate.Listeners.Opened;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What Gateways and ListenerSets say of themselves, once all routes are attached. */
final class GatewayStatuses {
    private final Listeners listeners;

    GatewayStatuses(Listeners listeners) {
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
        statuses.addAll(listeners.strays());
        return statuses;
    }

    private DocumentStatus of(Opened opened) {
        Gateway gateway = opened.gateway;
        List<Condition> conditions = new ArrayList<>();
        Condition accepted = accepted(opened);
        conditions.add(accepted);
        conditions.add(programmed(opened, accepted));
        conditions.add(resolved(opened));
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
        Reached reached = new Reached(opened.assignment.shown(), ports(opened), sets);
        return status("Gateway", gateway.metadata(), conditions, opened.own, reached);
    }

    /** A mistake in one of its own listeners takes no port away: what stands for the Gateway elsewhere must not go and come back as another. */
    private static List<Port> ports(Opened opened) {
        return Stream.concat(opened.own.stream(), opened.all.stream().filter(AttachPoint::isAccepted))
                .map(point -> new Port(point.listener.port(), point.speech == Speech.UDP))
                .filter(port -> port.number() > 0)
                .distinct()
                .sorted(Comparator.comparing(Port::datagrams).thenComparingInt(Port::number))
                .toList();
    }

    /** Its own references first; those of its listeners in sum. */
    private static Condition resolved(Opened opened) {
        Unresolved unresolved = opened.clients.unresolved();
        if (unresolved != null) {
            return Condition.no("ResolvedRefs", unresolved.reason(), unresolved.message());
        }
        List<String> listeners = opened.own.stream()
                .filter(point -> !point.isResolved())
                .map(point -> point.listener.name())
                .toList();
        return listeners.isEmpty()
                ? Condition.yes("ResolvedRefs")
                : Condition.no(
                        "ResolvedRefs",
                        "ListenersNotResolved",
                        "listeners " + String.join(", ", listeners) + ": see there");
    }

    private static DocumentStatus status(
            String kind, Metadata metadata, List<Condition> conditions, List<AttachPoint> points, Reached reached) {
        List<ListenerStatus> own = points.stream().map(AttachPoint::toStatus).toList();
        return new DocumentStatus(kind, metadata, conditions, own, List.of(), List.of(), List.of(), reached);
    }

    private static Condition accepted(Opened opened) {
        Condition refusal = opened.refusal;
        return refusal != null && refusal.type().equals("Accepted")
                ? refusal
                : accepted(opened.own, opened.all, AttachPoint::isAccepted);
    }

    /** {@code points} are its own, {@code all} those that it can be reached by. */
    private static Condition accepted(List<AttachPoint> points, List<AttachPoint> all, Predicate<AttachPoint> isValid) {
        if (all.stream().noneMatch(isValid)) {
            return Condition.no("Accepted", "ListenersNotValid", "no listener is valid");
        }
        long good = points.stream().filter(isValid).count();
        return good == points.size()
                ? Condition.yes("Accepted")
                : Condition.yes(
                        "Accepted",
                        "ListenersNotValid",
                        (points.size() - good) + " of " + points.size() + " listeners are not valid");
    }

    private static Condition programmed(Opened opened, Condition accepted) {
        Condition refusal = opened.refusal;
        if (refusal != null && refusal.type().equals("Programmed")) {
            return refusal;
        }
        if (accepted.holds() && opened.all.stream().anyMatch(AttachPoint::isProgrammed)) {
            return Condition.yes("Programmed");
        }
        return Condition.no("Programmed", "Invalid", accepted.holds() ? "no listener can be run" : accepted.message());
    }

    private static boolean isAccepted(Added added) {
        return added.refusal() == null
                && added.parent().isAccepted()
                && added.points().stream().anyMatch(AttachPoint::isWhole);
    }

    private static DocumentStatus of(Added added) {
        Unresolved refusal = added.refusal();
        Condition accepted = accepted(added.points(), added.points(), AttachPoint::isWhole);
        List<Condition> conditions = new ArrayList<>();
        if (refusal != null) {
            conditions.add(Condition.no("Accepted", refusal.reason(), refusal.message()));
            conditions.add(Condition.no("Programmed", refusal.reason(), refusal.message()));
        } else if (accepted.holds() && !added.parent().isAccepted()) {
            String why = "Gateway " + added.parent().key() + " is not accepted";
            conditions.add(Condition.no("Accepted", "ParentNotAccepted", why));
            conditions.add(Condition.no("Programmed", "Invalid", why));
        } else {
            conditions.add(accepted);
            conditions.add(programmed(added.points(), accepted));
        }
        return status("ListenerSet", added.set().metadata(), conditions, added.points(), Reached.NONE);
    }

    private static Condition programmed(List<AttachPoint> points, Condition accepted) {
        return points.stream().anyMatch(AttachPoint::isProgrammed)
                ? Condition.yes("Programmed")
                : Condition.no(
                        "Programmed", accepted.holds() ? "Invalid" : accepted.reason(), "no listener can be run");
    }
}
