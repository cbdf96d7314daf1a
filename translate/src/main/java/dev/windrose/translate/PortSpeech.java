package dev.windrose.translate;

import dev.windrose.documents.kind.Service.ServicePort;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * What clients speak to a port of a Service: as its {@code appProtocol} says it, else the first word of its name, as in {@code grpc-orders}. A name
 * that begins with another word says nothing.
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
    private static final Set<String> TLS_WORDS = Set.of("https", "tls", "wss", "kubernetes.io/wss");
    private static final Set<String> BYTES_WORDS = Set.of("tcp", "mongo", "mysql", "redis");

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

    /** Whether it is HTTP/2 with prior knowledge. */
    static boolean isHttp2(ServicePort port) {
        return HTTP2_WORDS.contains(word(port));
    }

    private static String word(ServicePort port) {
        String declared = port.appProtocol();
        if (declared != null) {
            return declared.toLowerCase(Locale.ROOT);
        }
        String name = Objects.requireNonNullElse(port.name(), "");
        int end = name.indexOf('-');
        return end < 0 ? name : name.substring(0, end);
    }
}
