package dev.windrose.translate;

import dev.windrose.documents.kind.Backend;
import dev.windrose.documents.kind.ExperimentalBackend;
import dev.windrose.documents.kind.Metadata;
import dev.windrose.documents.kind.Ref;
import dev.windrose.documents.kind.RouteRule.BackendRef;
import dev.windrose.documents.kind.Service;
import dev.windrose.documents.kind.Service.ServicePort;
import dev.windrose.model.CertificateId;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ClusterSpec;
import dev.windrose.model.ClusterSpec.EndpointSpec;
import dev.windrose.model.ClusterSpec.Endpoints;
import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import dev.windrose.model.ClusterSpec.UpstreamTls;
import dev.windrose.model.Destination;
import dev.windrose.model.TrafficSpec;
import dev.windrose.translate.Directory.Referrer;
import dev.windrose.translate.Directory.Target;
import dev.windrose.translate.Listeners.Through;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Resolves backend references to clusters. */
final class Backends {
    static final String GROUP = "windrose.dev";
    private static final String EXPERIMENTAL = "gateway.networking.x-k8s.io";
    private static final Set<String> APP_PROTOCOLS =
            Set.of("kubernetes.io/h2c", "kubernetes.io/ws", "kubernetes.io/wss");
    private static final String NOT_FOUND = "BackendNotFound";
    private static final int MOST_SHARED = 200_000;
    private static final Endpoints NO_ADDRESSES = new Endpoints.Fixed(List.of());

    private final Directory directory;
    private final Draft draft;
    private final Certificates certificates;
    private final ServicePolicies policies;
    private final Side side;
    private final Map<Asked, Kept<Found>> found = new HashMap<>();

    /** Who asks. In a mesh Services are there for everyone, so that no grant is needed, and the name of a port may tell what it speaks. */
    private enum Side {
        GATEWAY,
        MESH
    }

    /** Who refers to what; without the place, at which it does not matter as long as nothing is wrong. */
    private record Asked(Referrer from, @Nullable Through gateway, boolean securable, Words ref) {}

    /** The words of a reference. */
    record Words(
            @Nullable String group,
            @Nullable String kind,
            @Nullable String namespace,
            String name,
            @Nullable String section,
            @Nullable Integer port) {
        static Words of(Ref ref) {
            return new Words(ref.group(), ref.kind(), ref.namespace(), ref.name(), ref.sectionName(), ref.port());
        }
    }

    Backends(Directory directory, Draft draft, Certificates certificates) {
        this(directory, draft, certificates, Side.GATEWAY);
    }

    /** Backends as a mesh sees them. */
    static Backends ofMesh(Directory directory, Draft draft, Certificates certificates) {
        return new Backends(directory, draft, certificates, Side.MESH);
    }

    private Backends(Directory directory, Draft draft, Certificates certificates, Side side) {
        this.side = side;
        this.directory = directory;
        this.draft = draft;
        this.certificates = certificates;
        this.policies = new ServicePolicies(directory, draft, certificates);
    }

    /** Begins a translation. What nobody refers to any more is forgotten now and then; who refers to the rest keeps it. */
    void start() {
        policies.start();
        if (found.size() > MOST_SHARED) {
            found.clear();
        }
    }

    ServicePolicies policies() {
        return policies;
    }

    /**
     * A cluster, which is then in the draft; or why not.
     *
     * @param problem of the reference, for the status
     * @param refused why there is no cluster though the reference is good, such as a policy that cannot be applied
     */
    record Found(
            @Nullable ClusterId id,
            @Nullable Unresolved problem,
            @Nullable String refused) {
        static Found of(ClusterId id) {
            return new Found(id, null, null);
        }

        static Found refused(String why) {
            return new Found(null, null, why);
        }

        /** Why there is no cluster. */
        String why() {
            return problem != null ? problem.message() : refused == null ? "not found" : refused;
        }
    }

    /** Backends as the routes of one kind in one namespace see them through one gateway; null when no gateway takes them. */
    View view(String fromKind, String home, @Nullable Through gateway) {
        return new View(Referrer.of(fromKind, home), gateway, !fromKind.equals("UDPRoute"));
    }

    /** See {@link #view}. */
    final class View {
        private final Referrer from;
        private final @Nullable Through gateway;
        /** Whether what is carried can be put into TLS: not datagrams, nor what is in TLS already. */
        private final boolean securable;

        private View(Referrer from, @Nullable Through gateway, boolean securable) {
            this.from = from;
            this.gateway = gateway;
            this.securable = securable;
        }

        /** The same for bytes that are in TLS already. */
        View unopened() {
            return new View(from, gateway, false);
        }

        /** What a route refers to. Most routes refer to what others refer to, too. */
        Found find(Ref ref) {
            Asked asked = new Asked(from, gateway, securable, Words.of(ref));
            Kept<Found> shared = found.computeIfAbsent(asked, _ -> new Kept<>(draft, () -> look(ref)));
            Found result = shared.see();
            if (result.id() != null) {
                shared.add();
                return result;
            }
            // What is wrong is told of each place by itself.
            return look(ref);
        }

        private Found look(Ref ref) {
            Target target = target(ref, from.namespace());
            if (!isService(target) && !isBackend(target) && !isExperimental(target)) {
                return broken(ref, "InvalidKind", "kind: " + target.type() + " (expected: Service or Backend)");
            }
            boolean open = side == Side.MESH && isService(target);
            if (!open && !directory.permits(from, target)) {
                return broken(ref, "RefNotPermitted", Certificates.notPermitted(from, target));
            }
            if (isService(target)) {
                return service(ref, target, this);
            }
            return isBackend(target) ? backend(ref, target, this) : experimental(ref, target, this);
        }

        /** A port of a Service that nobody refers to. */
        Found own(Service service, ServicePort port) {
            Metadata self = service.metadata();
            Ref ref = new Ref("", "Service", self.namespace(), self.name(), null, port.port(), self.at());
            return cluster(ref, new Target("", "Service", self.namespace(), self.name()), port, this);
        }

        /** The endpoint of a headless Service that the client chose by itself. */
        ClusterId original(Service service, ServicePort port) {
            ClusterId id = id(service.metadata().key() + ":" + port.port() + "/original", false);
            UpstreamProtocol protocol = isBytes() ? UpstreamProtocol.TCP : spoken(port);
            want(new ClusterSpec(id, new Endpoints.Original(), protocol, null, ClusterSpec.CONNECT_TIMEOUT), null);
            return id;
        }

        /** Where a weighted reference leads; what is wrong with it fails closed, and is an issue of the route. */
        Destination destination(BackendRef written, RouteIssues issues) {
            String broken = written.broken();
            if (broken != null) {
                return new Destination.Fail(500, broken);
            }
            Found found = find(written.ref());
            if (found.id() == null) {
                issues.unresolved(found.problem());
                return new Destination.Fail(500, found.why());
            }
            return new Destination.To(found.id());
        }

        /** Whether bytes or datagrams are carried, not requests. */
        private boolean isBytes() {
            return switch (from.kind()) {
                case "TLSRoute", "TCPRoute", "UDPRoute" -> true;
                default -> false;
            };
        }

        /** The certificate that endpoints are shown over TLS, or null. */
        private @Nullable CertificateId shown() {
            return gateway == null ? null : gateway.shown();
        }

        /** One target can be several clusters: for requests and for bytes, and with the certificates of several gateways. */
        private ClusterId id(String name, boolean tls) {
            String who = tls && gateway != null && shown() != null ? "@" + gateway.key() : "";
            String what = tls ? "/bytes/tls" : "/bytes";
            return new ClusterId(name + (isBytes() ? what : "") + who);
        }
    }

    /** A reference without a kind means a Service, or a Backend when only that is there. */
    private Target target(Ref ref, String home) {
        String namespace = ref.namespaceOr(home);
        String kind = ref.kindOr("Service");
        if (ref.kind() == null && ref.group() == null && onlyBackend(namespace + "/" + ref.name())) {
            kind = "Backend";
        }
        return new Target(ref.groupOr(group(kind)), kind, namespace, ref.name());
    }

    static String group(String kind) {
        return switch (kind) {
            case "Backend" -> GROUP;
            case "XBackend" -> EXPERIMENTAL;
            default -> "";
        };
    }

    private boolean onlyBackend(String key) {
        return directory.find(Service.class, "Service", key) == null
                && directory.find(Backend.class, "Backend", key) != null;
    }

    private static boolean isService(Target target) {
        return target.group().isEmpty() && target.kind().equals("Service");
    }

    static boolean isExperimental(Target target) {
        return target.group().equals(EXPERIMENTAL) && target.kind().equals("XBackend");
    }

    static boolean isBackend(Target target) {
        return target.group().equals(GROUP) && target.kind().equals("Backend");
    }

    private Found broken(Ref ref, String reason, String message) {
        draft.error(ref.at(), "invalid-backend", message);
        return new Found(null, new Unresolved(reason, message), null);
    }

    private Found service(Ref ref, Target target, View view) {
        Service service = directory.find(Service.class, "Service", target.key());
        if (service == null) {
            String absent = directory.absence("Service", target.key());
            String hint = ref.kind() == null ? directory.near("Backend", target.key()) : null;
            return broken(ref, NOT_FOUND, hint == null ? absent : absent + ", " + hint);
        }
        Integer number = ref.port();
        if (number == null) {
            return broken(ref, NOT_FOUND, "port: missing (expected: a port of Service " + target.key() + ")");
        }
        if (service.type().equals("ExternalName")) {
            String message =
                    "Service " + target.key() + ": type ExternalName is refused (expected: a Backend with the host)";
            return broken(ref, "UnsupportedProtocol", message);
        }
        ServicePort port = service.ports().stream()
                .filter(p -> p.port() == number)
                .findFirst()
                .orElse(null);
        if (port == null) {
            List<Integer> ports =
                    service.ports().stream().map(ServicePort::port).toList();
            return broken(
                    ref,
                    NOT_FOUND,
                    "port: " + number + " (expected: a port of Service " + target.key() + ": " + ports + ")");
        }
        return cluster(ref, target, port, view);
    }

    private Found cluster(Ref ref, Target target, ServicePort port, View view) {
        String app = Objects.requireNonNullElse(port.appProtocol(), "");
        boolean carried = side == Side.MESH && view.isBytes();
        if (app.startsWith("kubernetes.io/") && !APP_PROTOCOLS.contains(app) && !carried) {
            return broken(
                    ref, "UnsupportedProtocol", "appProtocol: " + app + " (expected: kubernetes.io/h2c, ws or wss)");
        }
        ServicePolicies.Tls policy = view.securable ? policies.tls(target, port, view.gateway) : null;
        if (policy != null && policy.refused() != null) {
            return Found.refused(policy.refused());
        }
        UpstreamTls tls = null;
        if (policy != null) {
            tls = policy.tls(view.shown());
        } else if (view.securable && PortSpeech.isSecured(port)) {
            tls = new UpstreamTls(dnsName(target), null, true, view.shown());
        }
        ClusterId id = view.id(target.key() + ":" + port.port(), tls != null);
        TrafficSpec traffic = policies.traffic(target, view.gateway);
        UpstreamProtocol protocol = view.isBytes() ? UpstreamProtocol.TCP : spoken(port);
        want(
                new ClusterSpec(id, NO_ADDRESSES, protocol, tls, ClusterSpec.CONNECT_TIMEOUT, traffic),
                new Clusters.Port(target, port));
        return Found.of(id);
    }

    private UpstreamProtocol spoken(ServicePort port) {
        return side == Side.MESH ? PortSpeech.upstream(port) : PortSpeech.declaredUpstream(port);
    }

    private void want(ClusterSpec spec, Clusters.@Nullable Port addresses) {
        draft.cluster(draft.clusters().want(spec, addresses));
    }

    static String dnsName(Target target) {
        return target.name() + "." + target.namespace() + ".svc.cluster.local";
    }

    private Found backend(Ref ref, Target target, View view) {
        Backend backend = directory.find(Backend.class, "Backend", target.key());
        if (backend == null) {
            return broken(ref, NOT_FOUND, directory.absence("Backend", target.key()));
        }
        boolean secured = view.securable && backend.secured();
        ClusterId id = view.id(target.key(), secured);
        UpstreamTls tls = null;
        if (secured) {
            Secured settings = tls(backend, view);
            if (settings.problem() != null) {
                return new Found(null, settings.problem(), null);
            }
            tls = settings.tls();
        }
        boolean http2 = backend.protocol().equals("h2c") || backend.protocol().equals("h2");
        List<EndpointSpec> hosts = backend.endpoints().stream()
                .map(host -> new EndpointSpec(host.host(), host.port()))
                .toList();
        UpstreamProtocol protocol = http2 ? UpstreamProtocol.HTTP2 : UpstreamProtocol.AUTO;
        UpstreamProtocol spoken = view.isBytes() ? UpstreamProtocol.TCP : protocol;
        want(new ClusterSpec(id, Clusters.of(hosts), spoken, tls, ClusterSpec.CONNECT_TIMEOUT), null);
        return Found.of(id);
    }

    private record Secured(
            @Nullable UpstreamTls tls, @Nullable Unresolved problem) {}

    private Secured tls(Backend backend, View view) {
        Referrer from = Referrer.of(backend);
        Backend.Tls tls = backend.tls();
        if (tls == null) {
            return new Secured(new UpstreamTls(null, null, true, view.shown()), null);
        }
        Certificates.Roots roots = certificates.roots(tls.caCertificateRefs(), from);
        if (roots.problem() != null) {
            return new Secured(null, roots.problem());
        }
        CertificateId client = view.shown();
        Ref clientRef = tls.clientCertificateRef();
        if (clientRef != null) {
            Certificates.Found found = certificates.find(clientRef, from);
            if (found.problem() != null) {
                return new Secured(null, found.problem());
            }
            client = found.id();
        }
        return new Secured(new UpstreamTls(tls.serverName(), roots.pem(), !tls.insecureSkipVerify(), client), null);
    }

    private Found experimental(Ref ref, Target target, View view) {
        ExperimentalBackend backend = directory.find(ExperimentalBackend.class, "XBackend", target.key());
        if (backend == null) {
            return broken(ref, NOT_FOUND, directory.absence("XBackend", target.key()));
        }
        policies.use(backend, view.gateway);
        UpstreamTls tls = null;
        ExperimentalBackend.Tls written = backend.tls();
        if (written != null && view.securable) {
            CertificateId client = view.shown();
            Ref clientRef = written.clientCertificate();
            if (clientRef != null) {
                Certificates.Found found = certificates.find(clientRef, Referrer.of(backend));
                if (found.id() == null) {
                    return new Found(null, found.problem(), null);
                }
                client = found.id();
            }
            ServicePolicies.Tls checked = policies.validate(written.validation(), Referrer.of(backend));
            if (checked.refused() != null) {
                return Found.refused(checked.refused());
            }
            tls = checked.tls(client);
        }
        ClusterId id = view.id("XBackend/" + target.key(), tls != null);
        UpstreamProtocol protocol = view.isBytes() ? UpstreamProtocol.TCP : spoken(backend.protocol());
        Endpoints endpoints = Clusters.of(List.of(new EndpointSpec(backend.hostname(), backend.port())));
        want(new ClusterSpec(id, endpoints, protocol, tls, ClusterSpec.CONNECT_TIMEOUT), null);
        return Found.of(id);
    }

    private static UpstreamProtocol spoken(@Nullable String protocol) {
        return switch (Objects.requireNonNullElse(protocol, "")) {
            case "HTTP11" -> UpstreamProtocol.HTTP1;
            case "HTTP2", "H2C" -> UpstreamProtocol.HTTP2;
            default -> UpstreamProtocol.AUTO;
        };
    }
}
