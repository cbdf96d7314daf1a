package dev.windrose.translate;

import dev.windrose.documents.kind.Backend;
import dev.windrose.documents.kind.EndpointSlice;
import dev.windrose.documents.kind.Ref;
import dev.windrose.documents.kind.Service;
import dev.windrose.documents.kind.Service.ServicePort;
import dev.windrose.model.CertificateId;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ClusterSpec;
import dev.windrose.model.ClusterSpec.EndpointSpec;
import dev.windrose.model.ClusterSpec.Endpoints;
import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import dev.windrose.model.ClusterSpec.UpstreamTls;
import dev.windrose.translate.Directory.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Resolves backend references to clusters. */
final class Backends {
    static final String GROUP = "windrose.dev";
    private static final Pattern ADDRESS =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final String NOT_FOUND = "BackendNotFound";

    private final Directory directory;
    private final Draft draft;
    private final Certificates certificates;
    /** Services that are reached by name, and the name. */
    final Map<String, String> byName = new TreeMap<>();

    Backends(Directory directory, Draft draft, Certificates certificates) {
        this.directory = directory;
        this.draft = draft;
        this.certificates = certificates;
    }

    /** Either a cluster, which is then in the draft, or why not. */
    record Found(@Nullable ClusterId id, @Nullable Unresolved problem) {}

    /** What a route in a namespace refers to. */
    Found find(Ref ref, String home) {
        Target target = target(ref, home);
        if (!isService(target) && !isBackend(target)) {
            return broken(ref, "InvalidKind", "kind: " + target.kind() + " (expected: Service or Backend)");
        }
        if (!directory.permits("HTTPRoute", home, target)) {
            return broken(ref, "RefNotPermitted", Certificates.notPermitted("HTTPRoute", home, target));
        }
        return isService(target) ? service(ref, target) : backend(ref, target);
    }

    /** A reference without a kind means a Service, or a Backend when only that is there. */
    private Target target(Ref ref, String home) {
        String namespace = ref.namespaceOr(home);
        String kind = ref.kindOr("Service");
        if (ref.kind() == null && ref.group() == null && onlyBackend(namespace + "/" + ref.name())) {
            kind = "Backend";
        }
        return new Target(ref.groupOr(kind.equals("Backend") ? GROUP : ""), kind, namespace, ref.name());
    }

    private boolean onlyBackend(String key) {
        return directory.find(Service.class, "Service", key) == null
                && directory.find(Backend.class, "Backend", key) != null;
    }

    private static boolean isService(Target target) {
        return target.group().isEmpty() && target.kind().equals("Service");
    }

    private static boolean isBackend(Target target) {
        return target.group().equals(GROUP) && target.kind().equals("Backend");
    }

    private Found broken(Ref ref, String reason, String message) {
        draft.error(ref.at(), "invalid-backend", message);
        return new Found(null, new Unresolved(reason, message));
    }

    private Found service(Ref ref, Target target) {
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
        return cluster(ref, target, port);
    }

    private Found cluster(Ref ref, Target target, ServicePort port) {
        String app = Objects.requireNonNullElse(port.appProtocol(), "");
        boolean http2 = app.equals("kubernetes.io/h2c") || app.equals("grpc");
        boolean tls = app.equals("https") || app.equals("kubernetes.io/wss");
        if (app.startsWith("kubernetes.io/") && !http2 && !tls && !app.equals("kubernetes.io/ws")) {
            return broken(
                    ref, "UnsupportedProtocol", "appProtocol: " + app + " (expected: kubernetes.io/h2c, ws or wss)");
        }
        ClusterId id = new ClusterId(target.key() + ":" + port.port());
        draft.clusters.put(
                id,
                new ClusterSpec(
                        id,
                        endpoints(target, port),
                        http2 ? UpstreamProtocol.HTTP2 : UpstreamProtocol.AUTO,
                        tls ? new UpstreamTls(dnsName(target), null, true, null) : null,
                        ClusterSpec.CONNECT_TIMEOUT));
        return new Found(id, null);
    }

    private static String dnsName(Target target) {
        return target.name() + "." + target.namespace() + ".svc.cluster.local";
    }

    private Endpoints endpoints(Target target, ServicePort port) {
        List<EndpointSlice> slices = directory.slicesOf(target.key());
        if (slices.isEmpty()) {
            byName.put(target.key(), dnsName(target));
            return new Endpoints.Named(List.of(new EndpointSpec(dnsName(target), port.port())));
        }
        List<EndpointSpec> ready = new ArrayList<>();
        String name = Objects.requireNonNullElse(port.name(), "");
        for (EndpointSlice slice : slices) {
            for (EndpointSlice.SlicePort slicePort : slice.ports()) {
                if (slicePort.name().equals(name)) {
                    addReady(slice, slicePort.port(), ready);
                }
            }
        }
        return of(ready);
    }

    /** The addresses of one endpoint are the same by definition, so the first stands for all. */
    private static void addReady(EndpointSlice slice, int port, List<EndpointSpec> ready) {
        for (EndpointSlice.Endpoint endpoint : slice.endpoints()) {
            if (endpoint.ready() && !endpoint.addresses().isEmpty()) {
                ready.add(new EndpointSpec(endpoint.addresses().getFirst().text(), port));
            }
        }
    }

    private static Endpoints of(List<EndpointSpec> hosts) {
        List<EndpointSpec> sorted = hosts.stream()
                .distinct()
                .sorted(Comparator.comparing(EndpointSpec::host).thenComparingInt(EndpointSpec::port))
                .toList();
        boolean addresses =
                sorted.stream().allMatch(host -> ADDRESS.matcher(host.host()).matches());
        return addresses ? new Endpoints.Fixed(sorted) : new Endpoints.Named(sorted);
    }

    private Found backend(Ref ref, Target target) {
        Backend backend = directory.find(Backend.class, "Backend", target.key());
        if (backend == null) {
            return broken(ref, NOT_FOUND, directory.absence("Backend", target.key()));
        }
        ClusterId id = new ClusterId(target.key());
        if (draft.clusters.containsKey(id)) {
            return new Found(id, null);
        }
        UpstreamTls tls = null;
        if (backend.secured()) {
            Secured secured = tls(backend, target.namespace());
            if (secured.problem() != null) {
                return new Found(null, secured.problem());
            }
            tls = secured.tls();
        }
        boolean http2 = backend.protocol().equals("h2c") || backend.protocol().equals("h2");
        List<EndpointSpec> hosts = backend.endpoints().stream()
                .map(host -> new EndpointSpec(host.host(), host.port()))
                .toList();
        UpstreamProtocol protocol = http2 ? UpstreamProtocol.HTTP2 : UpstreamProtocol.AUTO;
        draft.clusters.put(id, new ClusterSpec(id, of(hosts), protocol, tls, ClusterSpec.CONNECT_TIMEOUT));
        return new Found(id, null);
    }

    private record Secured(
            @Nullable UpstreamTls tls, @Nullable Unresolved problem) {}

    private Secured tls(Backend backend, String home) {
        Backend.Tls tls = backend.tls();
        if (tls == null) {
            return new Secured(new UpstreamTls(null, null, true, null), null);
        }
        Certificates.Roots roots = certificates.roots(tls.caCertificateRefs(), home);
        if (roots.problem() != null) {
            return new Secured(null, roots.problem());
        }
        CertificateId client = null;
        Ref clientRef = tls.clientCertificateRef();
        if (clientRef != null) {
            Certificates.Found found = certificates.find(clientRef, "Backend", home);
            if (found.problem() != null) {
                return new Secured(null, found.problem());
            }
            client = found.id();
        }
        return new Secured(new UpstreamTls(tls.serverName(), roots.pem(), !tls.insecureSkipVerify(), client), null);
    }
}
