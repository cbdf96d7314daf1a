package dev.windrose.documents;

import dev.windrose.documents.kind.Backend;
import dev.windrose.documents.kind.BackendTlsPolicy;
import dev.windrose.documents.kind.BackendTrafficPolicy;
import dev.windrose.documents.kind.ConfigMap;
import dev.windrose.documents.kind.Document;
import dev.windrose.documents.kind.EndpointSlice;
import dev.windrose.documents.kind.ExperimentalBackend;
import dev.windrose.documents.kind.Gateway;
import dev.windrose.documents.kind.GatewayClass;
import dev.windrose.documents.kind.GatewayParameters;
import dev.windrose.documents.kind.GrpcRoute;
import dev.windrose.documents.kind.HttpRoute;
import dev.windrose.documents.kind.ListenerSet;
import dev.windrose.documents.kind.Mesh;
import dev.windrose.documents.kind.Namespace;
import dev.windrose.documents.kind.ReferenceGrant;
import dev.windrose.documents.kind.Secret;
import dev.windrose.documents.kind.Service;
import dev.windrose.documents.kind.StreamRoute;
import dev.windrose.documents.yaml.Fields;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The table of kinds: their API versions and readers. */
public final class Kinds {
    private static final String GATEWAY = "gateway.networking.k8s.io/";
    private static final String EXPERIMENTAL = "gateway.networking.x-k8s.io/v1alpha1";
    private static final Map<String, Kind> TABLE = table();
    private static final Map<String, List<String>> LATER = later();

    private Kinds() {}

    /** A kind that can be read; the first version is the one to write. */
    public record Kind(List<String> versions, Function<Fields, Document> reader) {}

    /** Every kind that is read, by its name. */
    public static Map<String, Kind> all() {
        return Collections.unmodifiableMap(TABLE);
    }

    /** Every kind that will be read and has no effect yet, with its groups. */
    public static Map<String, List<String>> announced() {
        return Collections.unmodifiableMap(LATER);
    }

    /** The group of a kind that is read; empty for those of Kubernetes' core, and for what is not read. */
    public static String group(String kind) {
        Kind known = TABLE.get(kind);
        String version = known == null ? "" : known.versions().getFirst();
        return version.substring(0, Math.max(0, version.indexOf('/')));
    }

    static @Nullable Kind of(String kind) {
        return TABLE.get(kind);
    }

    static Map<String, List<String>> versions() {
        Map<String, List<String>> versions = new LinkedHashMap<>();
        TABLE.forEach((kind, known) -> versions.put(kind, known.versions()));
        return versions;
    }

    /** Whether the fields of a version's kinds are all known here, unlike those of Kubernetes itself. */
    static boolean isOurs(String apiVersion) {
        return apiVersion.startsWith("gateway.networking.") || apiVersion.startsWith("windrose.dev/");
    }

    /** Whether a kind is part of what Windrose will read, in one of these groups, but does not yet. */
    static boolean isLater(String kind, String apiVersion) {
        List<String> groups = LATER.get(kind);
        return groups != null && (apiVersion.isEmpty() || groups.stream().anyMatch(apiVersion::startsWith));
    }

    static List<String> names() {
        List<String> names = new ArrayList<>(TABLE.keySet());
        names.addAll(LATER.keySet());
        return names;
    }

    private static Map<String, Kind> table() {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        List<String> gateway = versions("v1", "v1beta1");
        List<String> stream = versions("v1", "v1alpha2");
        kinds.put("Gateway", new Kind(gateway, Gateway::read));
        kinds.put("HTTPRoute", new Kind(gateway, HttpRoute::read));
        kinds.put("GRPCRoute", new Kind(versions("v1"), GrpcRoute::read));
        kinds.put("TLSRoute", new Kind(versions("v1", "v1alpha3", "v1alpha2"), StreamRoute::tls));
        kinds.put("TCPRoute", new Kind(stream, StreamRoute::tcp));
        kinds.put("UDPRoute", new Kind(stream, StreamRoute::udp));
        kinds.put("GatewayClass", new Kind(gateway, GatewayClass::read));
        kinds.put("ListenerSet", new Kind(versions("v1"), ListenerSet::read));
        kinds.put("ReferenceGrant", new Kind(gateway, ReferenceGrant::read));
        kinds.put("BackendTLSPolicy", new Kind(versions("v1", "v1alpha3"), BackendTlsPolicy::read));
        kinds.put("XBackend", new Kind(List.of(EXPERIMENTAL), ExperimentalBackend::read));
        kinds.put("XBackendTrafficPolicy", new Kind(List.of(EXPERIMENTAL), BackendTrafficPolicy::read));
        kinds.put("XMesh", new Kind(List.of(EXPERIMENTAL), Mesh::read));
        kinds.put("Backend", new Kind(List.of("windrose.dev/v1alpha1"), Backend::read));
        kinds.put("GatewayParameters", new Kind(List.of("windrose.dev/v1alpha1"), GatewayParameters::read));
        kinds.put("Service", new Kind(List.of("v1"), Service::read));
        kinds.put("Secret", new Kind(List.of("v1"), Secret::read));
        kinds.put("ConfigMap", new Kind(List.of("v1"), ConfigMap::read));
        kinds.put("Namespace", new Kind(List.of("v1"), Namespace::read));
        kinds.put("EndpointSlice", new Kind(List.of("discovery.k8s.io/v1"), EndpointSlice::read));
        return kinds;
    }

    private static List<String> versions(String... versions) {
        return Stream.of(versions).map(version -> GATEWAY + version).toList();
    }

    private static Map<String, List<String>> later() {
        Map<String, List<String>> kinds = new LinkedHashMap<>();
        for (String kind : List.of("BackendPolicy", "SecurityPolicy")) {
            kinds.put(kind, List.of("windrose.dev/"));
        }
        kinds.put("VirtualService", List.of("networking.istio.io/"));
        kinds.put("DestinationRule", List.of("networking.istio.io/"));
        kinds.put("ServiceEntry", List.of("networking.istio.io/"));
        kinds.put("AuthorizationPolicy", List.of("security.istio.io/"));
        kinds.put("PeerAuthentication", List.of("security.istio.io/"));
        kinds.put("RequestAuthentication", List.of("security.istio.io/"));
        for (String kind : List.of("Deployment", "StatefulSet", "DaemonSet")) {
            kinds.put(kind, List.of("apps/"));
        }
        for (String kind : List.of("Pod", "ServiceAccount")) {
            kinds.put(kind, List.of("v1"));
        }
        return kinds;
    }
}
