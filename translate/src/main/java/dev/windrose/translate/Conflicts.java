package dev.windrose.translate;

import dev.windrose.translate.AttachPoint.Speech;
import dev.windrose.translate.Listeners.Opened;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Finds listeners that cannot share a port. Within one Gateway, or within one ListenerSet, nobody wins; between them the Gateway does, then the
 * older ListenerSet; between Gateways at one address the older does.
 */
final class Conflicts {
    private final Draft draft;

    Conflicts(Draft draft) {
        this.draft = draft;
    }

    /** {@code gateways} come oldest first, and the listeners of each in the order that decides. */
    void find(Collection<Opened> gateways) {
        Map<String, List<AttachPoint>> settled = new HashMap<>();
        for (Opened opened : gateways) {
            List<AttachPoint> taken = new ArrayList<>();
            for (List<AttachPoint> group : byOwner(opened.all)) {
                within(group, taken, opened, settled);
            }
            for (String address : opened.assignment.bound()) {
                settled.computeIfAbsent(address, _ -> new ArrayList<>()).addAll(taken);
            }
            overlaps(taken.stream().filter(AttachPoint::isAccepted).toList());
        }
    }

    private static List<List<AttachPoint>> byOwner(List<AttachPoint> points) {
        List<List<AttachPoint>> groups = new ArrayList<>();
        for (AttachPoint point : points) {
            if (groups.isEmpty() || !groups.getLast().getFirst().owner.equals(point.owner)) {
                groups.add(new ArrayList<>());
            }
            groups.getLast().add(point);
        }
        return groups;
    }

    private void within(
            List<AttachPoint> group, List<AttachPoint> taken, Opened opened, Map<String, List<AttachPoint>> settled) {
        List<AttachPoint> older = new ArrayList<>(taken);
        opened.assignment.bound().forEach(address -> older.addAll(settled.getOrDefault(address, List.of())));
        List<AttachPoint> kept = new ArrayList<>();
        for (AttachPoint a : group) {
            if (a.listener.broken() == null && !refuseBesideAny(a, older)) {
                kept.add(a);
            }
        }
        // Who lost to older ones blocks nobody here; what is disputed among the others opens no place for younger ones.
        for (AttachPoint a : kept) {
            kept.stream().filter(b -> b != a).forEach(b -> refuseBeside(a, b));
        }
        taken.addAll(kept);
    }

    /** Refuses a listener for each of the older ones that it cannot share its port with; whether there was any. */
    private boolean refuseBesideAny(AttachPoint point, List<AttachPoint> older) {
        boolean refused = false;
        for (AttachPoint other : older) {
            refused |= refuseBeside(point, other);
        }
        return refused;
    }

    /** Refuses a listener if it cannot share its port with another; whether it did. */
    private boolean refuseBeside(AttachPoint loser, AttachPoint other) {
        if (loser.listener.port() != other.listener.port()
                || loser.speech == Speech.UNKNOWN
                || other.speech == Speech.UNKNOWN
                || (loser.speech == Speech.UDP) != (other.speech == Speech.UDP)) {
            return false;
        }
        String where = "port " + loser.listener.port() + " of listener " + other.name();
        boolean both = loser.speech.isTls() && other.speech.isTls();
        if (loser.speech != other.speech && !both) {
            return refuse(loser, "ProtocolConflict", where + " speaks " + other.listener.protocol());
        }
        if (loser.host.equals(other.host)) {
            boolean plain = loser.speech == Speech.TCP || loser.speech == Speech.UDP;
            return refuse(
                    loser,
                    plain ? "ProtocolConflict" : "HostnameConflict",
                    where + (plain ? " is taken" : " has the same hostname"));
        }
        return both
                && !Objects.equals(loser.clients, other.clients)
                && !loser.gateway.equals(other.gateway)
                && refuse(loser, "ProtocolConflict", where + " checks the certificates of clients differently");
    }

    private boolean refuse(AttachPoint loser, String reason, String message) {
        loser.conflict(reason, message);
        draft.error(loser.listener.at(), "listener-conflict", "listener " + loser.listener.name() + ": " + message);
        return true;
    }

    /** Browsers reuse a connection for all names of its certificate: such listeners answer 421 to requests for one another. */
    private static void overlaps(List<AttachPoint> points) {
        for (AttachPoint a : points) {
            for (AttachPoint b : points) {
                boolean secured = a.speech == Speech.HTTPS && b.speech == Speech.HTTPS;
                if (a != b && secured && a.listener.port() == b.listener.port() && overlap(a, b)) {
                    a.overlaps("hostname " + a.host.value() + " overlaps " + b.host.value() + " of listener "
                            + b.listener.name());
                }
            }
        }
    }

    private static boolean overlap(AttachPoint a, AttachPoint b) {
        return Attachments.covers(a.host, b.host) || Attachments.covers(b.host, a.host);
    }
}
