package dev.windrose.verification.reference;

import dev.windrose.documents.Kinds;
import java.util.Map;
import java.util.Objects;

/** What each kind is for. */
final class KindNotes {
    private static final Map<String, String> PURPOSES = Map.ofEntries(
            Map.entry(
                    "Gateway",
                    "Where traffic comes in: addresses, ports, protocols, host names and certificates, and who may attach routes and listeners."),
            Map.entry(
                    "HTTPRoute",
                    "Where requests go, by host, path, method, headers and query, and what is changed on the way."),
            Map.entry(
                    "GRPCRoute",
                    "Where gRPC calls go, by host, service, method and headers. It takes nothing but calls."),
            Map.entry("TLSRoute", "Where TLS connections go, by server name; unopened, or opened by the listener."),
            Map.entry("TCPRoute", "Where the connections of a port go, whatever they carry."),
            Map.entry("UDPRoute", "Where the datagrams of a port go; those of one client go to one endpoint."),
            Map.entry(
                    "GatewayClass",
                    "Says whose the Gateways of a class are. In files a Gateway of the class `windrose`, or of none, needs no such document."),
            Map.entry("ListenerSet", "Adds listeners to a Gateway that lets it, often from another namespace."),
            Map.entry(
                    "ReferenceGrant",
                    "Lets documents of other namespaces refer to some of its own: routes to backends, Gateways to certificates."),
            Map.entry(
                    "BackendTLSPolicy",
                    "Makes connections to a Service TLS, and says which certificate is expected there."),
            Map.entry("XBackend", "A host outside the cluster as a backend. Experimental."),
            Map.entry(
                    "XBackendTrafficPolicy",
                    "What holds for all traffic to a Service: a budget of retries, and sessions. Experimental."),
            Map.entry("XMesh", "Says whose the mesh of a cluster is. Experimental."),
            Map.entry(
                    "Backend",
                    "Something to reach without a Service: names or addresses, protocol, TLS. Windrose's own."),
            Map.entry(
                    "GatewayParameters",
                    "What a Gateway, or all of a class, lets listeners do: who is believed, how long clients may take, the keys of sessions."
                            + " Windrose's own."),
            Map.entry(
                    "Service",
                    "Something to reach in a cluster: its ports, and what they speak. Its addresses are in EndpointSlices; without any it is reached by"
                            + " its DNS name."),
            Map.entry("Secret", "Certificates with their keys (`tls.crt`, `tls.key`), and roots (`ca.crt`)."),
            Map.entry("ConfigMap", "Roots that certificates must lead to (`ca.crt`)."),
            Map.entry("Namespace", "Labels by which a Gateway chooses whose routes and listeners it takes."),
            Map.entry("EndpointSlice", "The addresses of a Service, and which of them take requests."));

    private KindNotes() {}

    static String purpose(String kind) {
        return Objects.requireNonNull(PURPOSES.get(kind), () -> kind + ": no purpose (expected: a sentence here)");
    }

    /** The kind that a feature is about: the longest whose name it begins with; empty if there is none. */
    static String owner(String feature) {
        String owner = "";
        for (String kind : Kinds.all().keySet()) {
            if (feature.startsWith(kind) && kind.length() > owner.length()) {
                owner = kind;
            }
        }
        return owner;
    }
}
