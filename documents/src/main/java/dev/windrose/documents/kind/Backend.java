package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import dev.windrose.documents.yaml.Position;
import dev.windrose.model.IpAddress;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Something to reach, {@code windrose.dev/v1alpha1}. Either {@code endpoints}, or {@code host} and {@code port} for a single one:
 *
 * <pre>{@code
 * spec:
 *   endpoints: [{host: localhost, port: 3000}]
 *   protocol: http        # http | https | h2c | h2
 *   tls: {serverName: api.internal, caCertificateRefs: [{kind: ConfigMap, name: roots}]}
 * }</pre>
 */
public record Backend(
        Metadata metadata,
        List<Host> endpoints,
        String protocol,
        @Nullable Tls tls) implements Document {
    private static final List<String> PROTOCOLS = List.of("http", "https", "h2c", "h2");
    private static final String HOST_EXPECTED = "a DNS name or an IP address";
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9_]([-A-Za-z0-9_.]{0,251}[A-Za-z0-9_.])?|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    /** No name: who reads addresses reads one in this. */
    private static final Pattern NUMERIC = Pattern.compile("(.*\\.)?[0-9]+\\.?|.*:.*");

    public Backend {
        endpoints = List.copyOf(endpoints);
    }

    /** A DNS name or an IP address, and a port. */
    public record Host(String host, int port, Position at) {}

    /** How TLS endpoints are verified; null or empty parts were not written. */
    public record Tls(
            @Nullable String serverName,
            List<Ref> caCertificateRefs,
            boolean insecureSkipVerify,
            @Nullable Ref clientCertificateRef) {
        public Tls {
            caCertificateRefs = List.copyOf(caCertificateRefs);
        }
    }

    @Override
    public String kind() {
        return "Backend";
    }

    /** Whether the protocol runs over TLS. */
    public boolean secured() {
        return protocol.equals("https") || protocol.equals("h2");
    }

    public static Backend read(Fields document) {
        Metadata metadata = Metadata.read(document, true);
        Backend read = document.object("spec", spec -> spec(metadata, spec));
        if (read == null && !document.has("spec")) {
            document.missing("spec", "spec: {host: localhost, port: 3000}");
        }
        return read == null ? new Backend(metadata, List.of(), "http", null) : read;
    }

    private static Backend spec(Metadata metadata, Fields spec) {
        String protocol = spec.choice("protocol", "http", PROTOCOLS);
        List<Host> hosts = spec.has("host") ? single(spec) : several(spec);
        Tls tls = spec.object("tls", Backend::tls);
        Backend backend = new Backend(metadata, hosts, protocol, tls);
        if (tls != null && !backend.secured()) {
            spec.wrong("tls", "conflicting-fields", "set for protocol " + protocol, "protocol: https or h2");
        }
        return backend;
    }

    private static List<Host> single(Fields spec) {
        if (spec.has("endpoints")) {
            spec.wrong("host", "conflicting-fields", "written beside endpoints", "one of the two");
        }
        spec.ignore("endpoints");
        Host host = host(spec);
        return host == null ? List.of() : List.of(host);
    }

    private static List<Host> several(Fields spec) {
        spec.ignore("host", "port");
        if (!spec.has("endpoints")) {
            spec.missing("endpoints", "endpoints: [{host: localhost, port: 3000}]");
        }
        return spec.list("endpoints", Backend::host);
    }

    private static @Nullable Host host(Fields fields) {
        if (!fields.has("host")) {
            fields.missing("host", HOST_EXPECTED);
        }
        if (!fields.has("port")) {
            fields.missing("port", "a port number");
        }
        String host = fields.text("host", HOST, HOST_EXPECTED);
        Integer port = fields.port("port");
        if (host != null && NUMERIC.matcher(host).matches() && !IpAddress.isAddress(host)) {
            fields.wrong("host", "invalid-value", host, HOST_EXPECTED);
            return null;
        }
        return host == null || port == null ? null : new Host(host, port, fields.at("host"));
    }

    private static Tls tls(Fields fields) {
        return new Tls(
                fields.text("serverName"),
                fields.list("caCertificateRefs", Ref::object),
                fields.flag("insecureSkipVerify", false),
                fields.object("clientCertificateRef", Ref::object));
    }
}
