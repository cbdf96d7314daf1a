package dev.windrose.translate;

import dev.windrose.documents.kind.GrpcRoute;
import dev.windrose.documents.kind.HttpRoute;
import dev.windrose.documents.kind.Ref;
import dev.windrose.documents.kind.Route;
import dev.windrose.documents.kind.Service;
import dev.windrose.documents.kind.Service.ServicePort;
import dev.windrose.documents.kind.StreamRoute;
import dev.windrose.model.Destination;
import dev.windrose.model.RouteSpec;
import dev.windrose.translate.DocumentStatus.ParentStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The frontends of Services, which are their addresses and ports, and the routes that have a Service as parent (GEP-1294). A route in the Service's
 * own namespace is the producer's and holds for every client. One in another namespace is a consumer's: it holds for the clients in its namespace, and
 * there takes the place of the producer's.
 */
final class Frontends {
    /** Of several kinds at one port the first counts. */
    private static final List<String> KINDS = List.of("GRPCRoute", "HTTPRoute", "TLSRoute", "TCPRoute");

    private static final String PRODUCER = "";

    private final Directory directory;
    private final Draft draft;
    private final Backends backends;
    private final Map<Spot, Map<String, Claim>> claims = new HashMap<>();
    private final IdentityHashMap<Ref, Verdict> verdicts = new IdentityHashMap<>();
    /** What routes of Services come to, by their names. */
    private Map<String, Kept<Carried>> carried = Map.of();

    private int translated;

    /** A port of a Service for the clients of one namespace, or for all of them: {@link #PRODUCER}. */
    private record Spot(String service, int port, String clients) {}

    /** A route at a spot; {@code named} if its author said which port, and not just the Service. */
    private record Claim(Route route, boolean named) {}

    /** What becomes of a parent reference: either it is refused, or the route claims some spots. */
    private record Verdict(@Nullable Unresolved refusal, List<Spot> spots) {}

    /** A translated route: rules, or where bytes go. */
    private record Carried(List<RouteSpec> rules, @Nullable Destination bytes, RouteIssues issues) {}

    /**
     * What routes say of a port: rules, or where bytes go.
     *
     * @param named whether a route names the port, so that its author knows what is spoken there
     */
    record Taken(List<RouteSpec> rules, @Nullable Destination bytes, boolean named) {}

    Frontends(Directory directory, Draft draft, Backends backends) {
        this.directory = directory;
        this.draft = draft;
        this.backends = backends;
    }

    /** Begins a translation: looks which route claims which port. */
    void start() {
        translated = 0;
        claims.clear();
        verdicts.clear();
        Map<String, Kept<Carried>> before = carried;
        carried = new HashMap<>();
        List<Slot> slots = new ArrayList<>();
        Routes.KINDS.forEach(kind -> slots.addAll(directory.slots(kind)));
        slots.sort(Slot.AGE);
        for (Slot slot : slots) {
            Route route = (Route) slot.there();
            for (Ref ref : route.head().parentRefs()) {
                if (isService(ref)) {
                    carried.computeIfAbsent(
                            name(route), name -> before.getOrDefault(name, new Kept<>(draft, () -> translate(slot))));
                    Verdict verdict = judge(route, ref);
                    verdicts.put(ref, verdict);
                    Claim claim = new Claim(route, ref.port() != null || ref.sectionName() != null);
                    verdict.spots.forEach(spot -> add(spot, claim));
                }
            }
        }
    }

    /** The core group has to be written: without one the Gateway API's own is meant, which has no Services. */
    static boolean isService(Ref ref) {
        return ref.kindOr("").equals("Service")
                && ref.groupOr(AttachPoint.GROUP).isEmpty();
    }

    /** Two references of one route to one port count once. */
    private void add(Spot spot, Claim claim) {
        claims.computeIfAbsent(spot, _ -> new LinkedHashMap<>())
                .merge(name(claim.route), claim, (one, other) -> new Claim(one.route, one.named || other.named));
    }

    private static String name(Route route) {
        return route.kind() + " " + route.metadata().key();
    }

    // ---- which ports a reference means

    private Verdict judge(Route route, Ref ref) {
        String key = key(route, ref);
        Service service = directory.find(Service.class, "Service", key);
        if (service == null) {
            return refuse("parentRefs: " + directory.absence("Service", key));
        }
        if (service.isHeadless() || service.type().equals("ExternalName")) {
            String what = service.isHeadless() ? "headless" : "of type ExternalName";
            return refuse("Service " + key + ": " + what
                    + ", without an address of its own (expected: a Service with a ClusterIP)");
        }
        List<ServicePort> named =
                service.ports().stream().filter(port -> isNamed(ref, port)).toList();
        if (named.isEmpty()) {
            return refuse("Service " + Attachments.title(ref, key) + ": no such port (expected: one of "
                    + String.join(
                            ", ", service.ports().stream().map(Frontends::title).toList()) + ")");
        }
        List<ServicePort> fitting = named.stream()
                .filter(port -> PortSpeech.of(port).takes(route.kind()))
                .toList();
        if (fitting.isEmpty()) {
            return new Verdict(new Unresolved("NotAllowedByListeners", unfit(route, key)), List.of());
        }
        String home = route.metadata().namespace();
        String clients = home.equals(service.metadata().namespace()) ? PRODUCER : home;
        return new Verdict(
                null,
                fitting.stream()
                        .map(port -> new Spot(key, port.port(), clients))
                        .toList());
    }

    private static Verdict refuse(String why) {
        return new Verdict(new Unresolved("NoMatchingParent", why), List.of());
    }

    private static String unfit(Route route, String key) {
        return route.kind().equals("UDPRoute")
                ? "Service " + key + ": a mesh carries connections (expected: no UDPRoute)"
                : "no port of Service " + key + " takes routes of kind " + route.kind()
                        + ": see its appProtocol, or the first word of its name";
    }

    private static String key(Route route, Ref ref) {
        return ref.namespaceOr(route.metadata().namespace()) + "/" + ref.name();
    }

    private static boolean isNamed(Ref ref, ServicePort port) {
        Integer number = ref.port();
        String section = ref.sectionName();
        return (section == null || section.equals(port.name())) && (number == null || number == port.port());
    }

    private static String title(ServicePort port) {
        return port.name() == null ? String.valueOf(port.port()) : port.name() + ":" + port.port();
    }

    // ---- statuses

    /** What its Service says of a route. */
    ParentStatus status(Route route, Ref ref) {
        // A route that was read again without a change may come as the object that it was before, with references of
        // its own.
        Verdict verdict = verdicts.computeIfAbsent(ref, _ -> judge(route, ref));
        RouteIssues issues = carried(route).issues;
        Unresolved refusal = verdict.refusal == null ? conflict(route, ref, verdict.spots) : verdict.refusal;
        String parent = "Service " + Attachments.title(ref, key(route, ref));
        if (refusal == null) {
            return new ParentStatus(ref, parent, issues.conditions(route.size()));
        }
        draft.error(ref.at(), "not-attached", name(route) + ": " + refusal.message());
        Condition accepted = Condition.no("Accepted", refusal.reason(), refusal.message());
        return new ParentStatus(ref, parent, List.of(accepted, issues.resolved()));
    }

    /** Why a route is applied at no port at all, or null; that it is not at some of them is told as a problem. */
    private @Nullable Unresolved conflict(Route route, Ref ref, List<Spot> spots) {
        List<Spot> lost = new ArrayList<>();
        String why = "";
        for (Spot spot : spots) {
            Route winner = winners(spot).getFirst().route;
            if (!winner.kind().equals(route.kind())) {
                why = lost.isEmpty() ? "" : why + ", ";
                why += "port " + spot.port + " has " + name(winner);
                lost.add(spot);
            }
        }
        if (lost.isEmpty()) {
            return null;
        }
        String message = "Service " + key(route, ref) + ": " + why + ", and " + route.kind() + " comes after that kind";
        if (lost.size() < spots.size()) {
            draft.warning(ref.at(), "conflicted", name(route) + ": " + message);
            return null;
        }
        return new Unresolved("Conflicted", message);
    }

    // ---- what the ports do

    /** What is said of a port for clients in a namespace; null where no route says anything. */
    @Nullable
    Taken at(Service service, ServicePort port, String client) {
        List<Claim> winners = winners(holding(service.metadata().key(), port.port(), client));
        if (winners.isEmpty()) {
            return null;
        }
        boolean named = winners.stream().anyMatch(Claim::named);
        Route first = winners.getFirst().route;
        if (first instanceof StreamRoute) {
            return new Taken(List.of(), carried(first).bytes, named);
        }
        List<RouteSpec> rules = new ArrayList<>();
        winners.forEach(claim -> rules.addAll(carried(claim.route).rules));
        return new Taken(rules, null, named);
    }

    /** All claims to a port, the producer's first, as clients in a namespace see them. */
    List<MeshClaim> claims(String service, int port, String client) {
        Spot holding = holding(service, port, client);
        List<MeshClaim> all = new ArrayList<>();
        claims.entrySet().stream()
                .filter(entry -> entry.getKey().service.equals(service) && entry.getKey().port == port)
                .sorted(Comparator.comparing(entry -> entry.getKey().clients))
                .forEach(entry -> entry.getValue()
                        .values()
                        .forEach(claim -> all.add(new MeshClaim(
                                claim.route, entry.getKey().clients, lost(claim.route, entry.getKey(), holding)))));
        return all;
    }

    /** Why a route does not hold for those who find what holds at another spot, or at the same; null if it does. */
    private @Nullable String lost(Route route, Spot spot, Spot holding) {
        if (!spot.equals(holding) && !spot.clients.equals(PRODUCER)) {
            return "it is for clients in namespace " + spot.clients;
        }
        Route first = winners(holding).getFirst().route;
        if (!spot.equals(holding)) {
            return name(first) + " is of the clients' own namespace and takes its place";
        }
        if (!first.kind().equals(route.kind())) {
            return name(first) + " is of a kind that comes before";
        }
        return route instanceof StreamRoute && !name(first).equals(name(route)) ? name(first) + " is older" : null;
    }

    /** Where clients in a namespace find what holds for them: routes of their own take the place of the producer's. */
    private Spot holding(String service, int port, String client) {
        Spot own = new Spot(service, port, client);
        return claims.containsKey(own) ? own : new Spot(service, port, PRODUCER);
    }

    /** The routes of the kind that counts, the oldest first. */
    private List<Claim> winners(Spot spot) {
        Collection<Claim> all = claims.getOrDefault(spot, Map.of()).values();
        for (String kind : KINDS) {
            List<Claim> some = all.stream()
                    .filter(claim -> claim.route.kind().equals(kind))
                    .toList();
            if (!some.isEmpty()) {
                return some;
            }
        }
        return List.of();
    }

    private Carried carried(Route route) {
        return Objects.requireNonNull(carried.get(name(route))).ask();
    }

    private Carried translate(Slot slot) {
        translated++;
        draft.ask(slot);
        Route route = (Route) slot.there();
        Backends.View view = backends.view(route.kind(), route.metadata().namespace(), null);
        RouteIssues issues = new RouteIssues();
        return switch (route) {
            case HttpRoute http ->
                new Carried(new Rules(route, http.rules(), view, draft, issues).translate(), null, issues);
            case GrpcRoute grpc ->
                new Carried(new Rules(route, grpc.rules(), view, draft, issues).translate(), null, issues);
            case StreamRoute stream -> new Carried(List.of(), bytes(stream, view, issues), issues);
        };
    }

    int translated() {
        return translated;
    }

    /** What comes in TLS stays in it. */
    private static Destination bytes(StreamRoute route, Backends.View view, RouteIssues issues) {
        return Routes.destination(route, route.kind().equals("TLSRoute") ? view.unopened() : view, issues);
    }
}
