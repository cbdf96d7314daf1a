package dev.windrose.translate;

import dev.windrose.documents.kind.Document;
import dev.windrose.documents.kind.Gateway;
import dev.windrose.documents.kind.GatewayClass;
import dev.windrose.documents.kind.Listener;
import dev.windrose.documents.kind.Listener.RouteKind;
import dev.windrose.documents.kind.Listener.Tls;
import dev.windrose.documents.kind.ListenerSet;
import dev.windrose.documents.kind.Ref;
import dev.windrose.documents.yaml.DidYouMean;
import dev.windrose.documents.yaml.Problem;
import dev.windrose.model.CertificateId;
import dev.windrose.model.ConnectionPolicy;
import dev.windrose.translate.AttachPoint.Speech;
import dev.windrose.translate.Directory.Referrer;
import dev.windrose.translate.DocumentStatus.MissingParent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Turns the listeners of our Gateways, and those that ListenerSets add, into attach points. */
final class Listeners {
    static final String CONTROLLER = "windrose.dev/gateway-controller";
    /** The class that files may name, or leave out, without having it. */
    private static final String OWN_CLASS = "windrose";

    private static final List<String> PROTOCOLS = List.of("HTTPS", "HTTP", "TLS", "TCP", "UDP");

    private final Directory directory;
    private final Draft draft;
    private final Certificates certificates;
    private final Assignments addresses;
    private final Parameters parameters;
    private final Map<String, Opened> gateways = new LinkedHashMap<>();
    private final Map<String, Added> sets = new LinkedHashMap<>();
    /** What is said of ListenerSets that belong to no Gateway of ours. */
    private final List<DocumentStatus> strays = new ArrayList<>();

    private final Map<String, AttachPoint> points = new HashMap<>();

    /** A Gateway of ours with its own listeners. */
    static final class Opened {
        final Gateway gateway;
        final Addresses.Assignment assignment;
        final ClientCertificates clients;
        final ConnectionPolicy policy;
        /** {@code Accepted} or {@code Programmed} that does not hold, because of what the gateway asks for; else null. */
        final @Nullable Condition refusal;

        final List<AttachPoint> own = new ArrayList<>();
        /** Its own listeners, and those of its ListenerSets, in the order that decides between them. */
        final List<AttachPoint> all = new ArrayList<>();

        private Opened(
                Gateway gateway,
                Addresses.Assignment assignment,
                ClientCertificates clients,
                ConnectionPolicy policy,
                @Nullable Condition refusal) {
            this.gateway = gateway;
            this.assignment = assignment;
            this.clients = clients;
            this.policy = policy;
            this.refusal = refusal;
        }

        /** Whether it has a listener that can be run, its own or one of a ListenerSet. */
        boolean isAccepted() {
            boolean refused = refusal != null && refusal.type().equals("Accepted");
            return !refused && all.stream().anyMatch(AttachPoint::isAccepted);
        }

        String key() {
            return gateway.metadata().key();
        }

        Through through() {
            return new Through(key(), clients.shown());
        }
    }

    /**
     * A gateway as the way to backends.
     *
     * @param shown the certificate that endpoints are shown over TLS, or null
     */
    record Through(String key, @Nullable CertificateId shown) {}

    /** A ListenerSet whose parent is ours; {@code refusal} is why the parent does not take it, or null. */
    record Added(
            ListenerSet set,
            Opened parent,
            List<AttachPoint> points,
            @Nullable Unresolved refusal) {}

    Listeners(Directory directory, Draft draft, Certificates certificates, Assignments addresses) {
        this.directory = directory;
        this.draft = draft;
        this.certificates = certificates;
        this.addresses = addresses;
        this.parameters = new Parameters(directory, draft);
        for (Gateway gateway : directory.all(Gateway.class, "Gateway")) {
            if (isOurs(gateway)) {
                gateways.put(gateway.metadata().key(), open(gateway));
            }
        }
        for (ListenerSet set : directory.all(ListenerSet.class, "ListenerSet")) {
            add(set);
        }
        new Conflicts(draft).find(gateways.values());
        gateways.values()
                .forEach(opened ->
                        opened.all.forEach(point -> points.put(point.face().id(), point)));
        sets.values()
                .forEach(set ->
                        set.points().forEach(point -> points.put(point.face().id(), point)));
        parameters.tellOfSharing(programmed());
    }

    /** Begins a translation: no routes are attached yet. */
    void start() {
        points.values().forEach(AttachPoint::start);
    }

    /** The listener whose face has an id. */
    AttachPoint point(String id) {
        return Objects.requireNonNull(points.get(id), id);
    }

    /** Whether the gateway's class is ours. In files a class needs no document when it is named windrose, or not at all. */
    private boolean isOurs(Gateway gateway) {
        String name = className(gateway);
        GatewayClass type = type(gateway);
        if (type != null) {
            return type.controllerName().equals(CONTROLLER);
        }
        boolean inFile = gateway.metadata().at().isInFile();
        if (inFile && name.equals(OWN_CLASS)) {
            return true;
        }
        List<String> known = new ArrayList<>();
        if (inFile) {
            known.add(OWN_CLASS);
        }
        directory.all(GatewayClass.class, "GatewayClass").stream()
                .filter(c -> counts(c, gateway))
                .forEach(c -> known.add(c.metadata().name()));
        draft.report(Problem.warning(
                        gateway.metadata().at(),
                        "unknown-class",
                        "gatewayClassName: " + name + ": no such GatewayClass, the Gateway is left alone")
                .withHint(DidYouMean.hint(name, known)));
        return false;
    }

    private @Nullable GatewayClass type(Gateway gateway) {
        return directory.each(GatewayClass.class, "GatewayClass", className(gateway)).stream()
                .filter(c -> counts(c, gateway))
                .findFirst()
                .orElse(null);
    }

    /** An API server has all the classes of its gateways, for every controller to see; one that is not there is nobody's, whatever files say. */
    private static boolean counts(GatewayClass type, Gateway gateway) {
        return gateway.metadata().at().isInFile() || !type.metadata().at().isInFile();
    }

    private Opened open(Gateway gateway) {
        Addresses.Assignment assignment = addresses.of(gateway);
        Condition asked = assignment.refusal();
        if (asked != null) {
            draft.error(
                    gateway.metadata().at(),
                    "address",
                    "Gateway " + gateway.metadata().key() + ": " + asked.message());
        }
        Parameters.Found parameters = this.parameters.of(gateway, type(gateway));
        // A gateway that asks for parameters must not run without them.
        Condition unknown = parameters.refusal() == null
                ? null
                : Condition.no("Accepted", "InvalidParameters", parameters.refusal());
        Condition refusal = asked == null ? unknown : asked;
        Opened opened = new Opened(
                gateway, assignment, new ClientCertificates(gateway, certificates), parameters.policy(), refusal);
        for (Listener listener : gateway.listeners()) {
            opened.own.add(point(opened, gateway, listener, gateway.broken()));
        }
        opened.all.addAll(opened.own);
        return opened;
    }

    private static String className(Gateway gateway) {
        return Objects.requireNonNullElse(gateway.className(), OWN_CLASS);
    }

    private void add(ListenerSet set) {
        Ref ref = set.parentRef();
        boolean gateway = ref.kindOr("Gateway").equals("Gateway")
                && ref.groupOr(AttachPoint.GROUP).equals(AttachPoint.GROUP);
        String home = set.metadata().namespace();
        String key = ref.namespaceOr(home) + "/" + ref.name();
        Opened parent = gateway ? gateways.get(key) : null;
        if (parent == null) {
            strays.add(DocumentStatus.ofAttached(
                    "ListenerSet", set.metadata(), List.of(), missing(ref, gateway ? key : null)));
            return;
        }
        boolean own = home.equals(parent.gateway.metadata().namespace());
        boolean allowed = parent.gateway.allowedListeners().allow(own, directory.namespaceLabels(home));
        List<AttachPoint> points = new ArrayList<>();
        if (!allowed) {
            String why = "Gateway " + key + " takes no listeners from namespace " + home + ": see allowedListeners";
            draft.error(ref.at(), "not-allowed", "ListenerSet " + set.metadata().key() + ": " + why);
            sets.put(set.metadata().key(), new Added(set, parent, points, new Unresolved("NotAllowed", why)));
            return;
        }
        for (Listener listener : set.listeners()) {
            points.add(point(parent, set, listener, parent.gateway.broken()));
        }
        parent.all.addAll(points);
        sets.put(set.metadata().key(), new Added(set, parent, points, null));
    }

    /** As for routes: a parent of another class is no business of ours, a missing one is a mistake; {@code gateway} is null for a parent of another kind. */
    private List<MissingParent> missing(Ref ref, @Nullable String gateway) {
        if (gateway == null) {
            String kind = ref.kindOr("Gateway");
            String asked = kind.equals("Gateway") ? ref.groupOr("") + "/" + kind : kind;
            String message = "parentRef: kind " + asked + " (expected: Gateway)";
            draft.error(ref.at(), "unsupported-kind", message);
            return List.of(new MissingParent(ref.name(), message));
        }
        if (directory.find(Gateway.class, "Gateway", gateway) != null) {
            return List.of();
        }
        String message = "parentRef: " + directory.absence("Gateway", gateway);
        draft.error(ref.at(), "parent-not-found", message);
        return List.of(new MissingParent(gateway, message));
    }

    private AttachPoint point(Opened opened, Document owner, Listener listener, @Nullable String spoiled) {
        AttachPoint point = new AttachPoint(opened.gateway, owner, listener, opened.through());
        point.policy = opened.policy;
        String broken = listener.broken() == null ? spoiled : listener.broken();
        if (broken != null) {
            point.refuse("Invalid", broken);
        }
        if (listener.broken() == null) {
            check(point, opened);
        }
        if (opened.refusal != null) {
            point.unreachable(opened.refusal);
        }
        return point;
    }

    private void check(AttachPoint point, Opened opened) {
        if (point.speech == Speech.UNKNOWN) {
            unsupported(point);
            return;
        }
        checkKinds(point);
        if (point.isTerminated()) {
            resolveCertificates(point);
        }
        if (point.speech == Speech.HTTPS) {
            opened.clients.apply(point);
        }
        if (!point.speech.isTls() && point.listener.tls() != null) {
            draft.warning(
                    point.listener.at(),
                    "unused-field",
                    "listener " + point.listener.name() + ": tls has no effect with protocol "
                            + point.listener.protocol());
        }
    }

    private void checkKinds(AttachPoint point) {
        for (RouteKind kind : point.listener.allowed().kinds()) {
            if (!point.speech.kinds().contains(kind)) {
                boolean foreign = !kind.group().equals(AttachPoint.GROUP);
                String asked = foreign ? kind.group() + "/" + kind.kind() : kind.kind();
                String message = "allowedRoutes.kinds: " + asked + " (expected: "
                        + String.join(
                                " or ",
                                point.speech.kinds().stream()
                                        .map(RouteKind::kind)
                                        .toList())
                        + " with protocol " + point.listener.protocol() + ")";
                point.unresolved("InvalidRouteKinds", message);
                draft.warning(point.listener.at(), "unsupported-kind", message);
            }
        }
    }

    private void unsupported(AttachPoint point) {
        String protocol = point.listener.protocol();
        String message = "protocol: " + protocol + " (expected: HTTP, HTTPS, TLS, TCP or UDP)";
        point.refuse("UnsupportedProtocol", message);
        draft.report(Problem.error(point.listener.at(), "unsupported-protocol", message)
                .withHint(DidYouMean.hint(protocol, PROTOCOLS)));
    }

    private void resolveCertificates(AttachPoint point) {
        Tls tls = point.listener.tls();
        if (tls != null && tls.mode().equals("Passthrough")) {
            String message = "tls.mode: Passthrough (expected: Terminate for protocol HTTPS)";
            point.refuse("UnsupportedValue", message);
            draft.error(point.listener.at(), "unsupported-value", message);
            return;
        }
        if (tls == null || tls.certificateRefs().isEmpty()) {
            String message = "listener " + point.listener.name() + ": tls.certificateRefs missing (expected: a Secret)";
            point.unresolved("InvalidCertificateRef", message);
            draft.error(point.listener.at(), "missing-field", message);
            return;
        }
        for (Ref ref : tls.certificateRefs()) {
            Certificates.Found found = certificates.find(ref, Referrer.of(point.owner));
            Unresolved problem = found.problem();
            if (found.id() != null) {
                point.certificates.add(found.id());
            } else if (problem != null) {
                point.unresolved(problem.reason(), problem.message());
            }
        }
    }

    /** Why a class's parameters cannot be used; null if they can, or there are none. */
    @Nullable
    String refusal(GatewayClass type) {
        return parameters.refusal(type);
    }

    /** Our Gateways, oldest first. */
    Iterable<Opened> gateways() {
        return gateways.values();
    }

    /** ListenerSets of our Gateways, oldest first. */
    Iterable<Added> sets() {
        return sets.values();
    }

    /** The statuses of other ListenerSets, oldest first. */
    List<DocumentStatus> strays() {
        return strays;
    }

    @Nullable
    Opened gateway(String key) {
        return gateways.get(key);
    }

    @Nullable
    Added set(String key) {
        return sets.get(key);
    }

    /** Attach points that take traffic, by address and port. */
    Map<String, Map<Integer, List<AttachPoint>>> programmed() {
        Map<String, Map<Integer, List<AttachPoint>>> places = new TreeMap<>();
        for (Opened opened : gateways.values()) {
            for (String address : opened.assignment.bound()) {
                Map<Integer, List<AttachPoint>> ports = places.computeIfAbsent(address, _ -> new TreeMap<>());
                opened.all.stream()
                        .filter(AttachPoint::isProgrammed)
                        .forEach(point -> ports.computeIfAbsent(point.listener.port(), _ -> new ArrayList<>())
                                .add(point));
            }
        }
        return places;
    }
}
