package dev.windrose.documents.kind;

import dev.windrose.documents.kind.Gateway.Address;
import dev.windrose.documents.kind.Gateway.ClientValidation;
import dev.windrose.documents.kind.Gateway.Infrastructure;
import dev.windrose.documents.yaml.Fields;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the parts of a Gateway's {@code spec}. */
final class GatewayReader {
    private static final List<String> MODES = List.of("AllowValidOnly", "AllowInsecureFallback");

    private GatewayReader() {}

    static Gateway empty(Metadata metadata) {
        return new Gateway(
                metadata,
                null,
                List.of(),
                List.of(),
                new Namespaces("None", null),
                Infrastructure.NONE,
                Map.of(),
                null,
                false,
                null);
    }

    static Gateway read(Metadata metadata, Fields spec) {
        spec.atMost("listeners", Listener.MOST);
        if (!spec.has("listeners")) {
            spec.missing("listeners", Listener.EXAMPLE);
        }
        Namespaces allowed = spec.object("allowedListeners", f -> Namespaces.read(f, "None"));
        Infrastructure infrastructure = spec.object("infrastructure", GatewayReader::infrastructure);
        Tls tls = spec.object("tls", GatewayReader::tls);
        return new Gateway(
                metadata,
                spec.text("gatewayClassName"),
                spec.list("listeners", Listener::read),
                spec.list("addresses", GatewayReader::address),
                allowed == null ? new Namespaces("None", null) : allowed,
                infrastructure == null ? Infrastructure.NONE : infrastructure,
                tls == null ? Map.of() : tls.frontend,
                tls == null ? null : tls.client,
                spec.choice("defaultScope", "None", List.of("All", "None")).equals("All"),
                null);
    }

    private static Address address(Fields fields) {
        return new Address(fields.text("type", "IPAddress"), fields.text("value", ""), fields.at());
    }

    private static Infrastructure infrastructure(Fields fields) {
        return new Infrastructure(
                fields.strings("labels"), fields.strings("annotations"), fields.object("parametersRef", Ref::object));
    }

    private record Tls(
            Map<Integer, ClientValidation> frontend,
            @Nullable Ref client) {}

    private static Tls tls(Fields fields) {
        Map<Integer, ClientValidation> frontend = new HashMap<>();
        fields.object("frontend", f -> {
            ClientValidation others = f.object("default", GatewayReader::validations);
            if (others != null) {
                frontend.put(0, others);
            }
            f.each("perPort", port -> perPort(port, frontend));
            return frontend;
        });
        Ref client = fields.object("backend", b -> b.object("clientCertificateRef", Ref::object));
        return new Tls(frontend, client);
    }

    private static void perPort(Fields fields, Map<Integer, ClientValidation> frontend) {
        Integer port = fields.port("port");
        ClientValidation own = fields.object("tls", GatewayReader::validations);
        if (port == null || own == null) {
            return;
        }
        if (frontend.putIfAbsent(port, own) != null) {
            fields.wrong("port", "duplicate-value", port.toString(), "each port once");
        }
    }

    private static @Nullable ClientValidation validations(Fields fields) {
        return fields.object("validation", GatewayReader::validation);
    }

    private static ClientValidation validation(Fields fields) {
        return new ClientValidation(
                fields.list("caCertificateRefs", Ref::object),
                fields.choice("mode", "AllowValidOnly", MODES).equals("AllowValidOnly"),
                fields.at());
    }
}
