package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import dev.windrose.documents.yaml.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A host outside the cluster. Written {@code XBackend}.
 *
 * @param protocol {@code TCP}, {@code HTTP}, {@code HTTP11}, {@code HTTP2}, {@code H2C} or {@code MCP}; null when omitted
 * @param tls null for none
 */
public record ExperimentalBackend(
        Metadata metadata,
        String hostname,
        int port,
        @Nullable String protocol,
        @Nullable Tls tls) implements Document {
    private static final List<String> PROTOCOLS = List.of("TCP", "HTTP", "HTTP2", "HTTP11", "H2C", "MCP");

    /** TLS to the host; {@code clientCertificate} is null unless both sides show one. */
    public record Tls(
            @Nullable TlsValidation validation, @Nullable Ref clientCertificate, Position at) {}

    @Override
    public String kind() {
        return "XBackend";
    }

    public static ExperimentalBackend read(Fields document) {
        Metadata metadata = Metadata.read(document, true);
        ExperimentalBackend read = document.object("spec", spec -> {
            spec.choice("type", "ExternalHostname", List.of("ExternalHostname"));
            String host = spec.object("externalHostname", h -> h.required("hostname"));
            if (host == null && !spec.has("externalHostname")) {
                spec.missing("externalHostname", "externalHostname: {hostname: api.example.com}");
            }
            Integer port = spec.object("port", ExperimentalBackend::port);
            if (port == null && !spec.has("port")) {
                spec.missing("port", "port: {port: 443}");
            }
            String protocol = spec.choice("protocol", "", PROTOCOLS);
            return new ExperimentalBackend(
                    metadata,
                    host == null ? "" : host,
                    port == null ? 1 : port,
                    protocol.isEmpty() ? null : protocol,
                    spec.object("tls", ExperimentalBackend::tls));
        });
        if (read == null && !document.has("spec")) {
            document.missing("spec", "type, externalHostname and port");
        }
        return read == null ? new ExperimentalBackend(metadata, "", 1, null, null) : read;
    }

    private static int port(Fields fields) {
        fields.ignore("name");
        if (!fields.has("port")) {
            fields.missing("port", "a port number");
        }
        Integer port = fields.port("port");
        return port == null ? 1 : port;
    }

    private static @Nullable Tls tls(Fields fields) {
        String mode = fields.choice("mode", "ServerOnly", List.of("None", "ServerOnly", "ClientAndServer"));
        Ref client = fields.object("clientCertificateRef", Ref::object);
        TlsValidation validation = fields.object("validation", TlsValidation::read);
        if (mode.equals("ClientAndServer") && !fields.has("clientCertificateRef")) {
            fields.missing("clientCertificateRef", "a Secret, because mode is ClientAndServer");
        }
        Ref shown = mode.equals("ClientAndServer") ? client : null;
        return mode.equals("None") ? null : new Tls(validation, shown, fields.at());
    }
}
