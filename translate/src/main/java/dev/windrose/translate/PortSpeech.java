package dev.windrose.translate;

import dev.windrose.documents.kind.Service.ServicePort;
import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What clients speak to a port of a Service: as its {@code appProtocol} says it, else the longest known word that its name begins with, as in
 * {@code grpc-orders} or {@code grpc-web-orders}. A name that begins with another word says nothing.
 */
enum PortSpeech {
    HTTP,
    /** What is said inside is between the client and the endpoint. */
    TLS,
    BYTES,
    UNDECLARED,
    /** UDP and SCTP, which no mesh carries. */
    DATAGRAMS;

    private static final Set<String> HTTP2_WORDS = Set.of("grpc", "h2c", "http2", "kubernetes.io/h2c");
    private static final Set<String> HTTP_WORDS = Set.of("http", "grpc-web", "ws", "kubernetes.io/ws");
    private static final Set<String> WEB_SOCKET_WORDS = Set.of("ws", "wss", "kubernetes.io/ws", "kubernetes.io/wss");
    private static final Set<String> TLS_WORDS = Set.of("https", "tls", "wss", "kubernetes.io/wss");
    private static final Set<String> BYTES_WORDS = Set.of("tcp", "mongo", "mysql", "redis");
    private static final Set<String> WORDS = Stream.of(HTTP2_WORDS, HTTP_WORDS, TLS_WORDS, BYTES_WORDS)
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());

    /** Whether routes of a kind can be applied to it. */
    boolean takes(String routeKind) {
        return switch (routeKind) {
            case "HTTPRoute", "GRPCRoute" -> this == HTTP || this == UNDECLARED;
            case "TLSRoute" -> this == TLS || this == UNDECLARED;
            case "TCPRoute" -> this != DATAGRAMS;
            default -> false;
        };
    }

    static PortSpeech of(ServicePort port) {
        if (!port.protocol().equals("TCP")) {
            return DATAGRAMS;
        }
        String word = word(port);
        if (HTTP_WORDS.contains(word) || HTTP2_WORDS.contains(word)) {
            return HTTP;
        }
        if (TLS_WORDS.contains(word)) {
            return TLS;
        }
        return port.appProtocol() != null || BYTES_WORDS.contains(word) ? BYTES : UNDECLARED;
    }

    /** How requests are sent to the port; its name counts, too. */
    static UpstreamProtocol upstream(ServicePort port) {
        return upstream(word(port));
    }

    /** How requests are sent to the port as far as its {@code appProtocol} tells. */
    static UpstreamProtocol declaredUpstream(ServicePort port) {
        return upstream(declared(port));
    }

    /** Whether {@code appProtocol} asks for requests over TLS. */
    static boolean isSecured(ServicePort port) {
        return switch (declared(port)) {
            case "https", "wss", "kubernetes.io/wss" -> true;
            default -> false;
        };
    }

    private static UpstreamProtocol upstream(String word) {
        if (HTTP2_WORDS.contains(word)) {
            return UpstreamProtocol.HTTP2;
        }
        return WEB_SOCKET_WORDS.contains(word) ? UpstreamProtocol.HTTP1 : UpstreamProtocol.AUTO;
    }

    private static String declared(ServicePort port) {
        String declared = port.appProtocol();
        return declared == null ? "" : declared.toLowerCase(Locale.ROOT);
    }

    private static String word(ServicePort port) {
        if (port.appProtocol() != null) {
            return declared(port);
        }
        String word = Objects.requireNonNullElse(port.name(), "");
        while (!word.isEmpty() && !WORDS.contains(word)) {
            word = word.substring(0, Math.max(0, word.lastIndexOf('-')));
        }
        return word;
    }
}
