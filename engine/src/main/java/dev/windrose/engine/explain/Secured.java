package dev.windrose.engine.explain;

import dev.windrose.engine.explain.Explanation.Fact;
import dev.windrose.model.CertificateId;
import dev.windrose.model.Security;
import dev.windrose.model.Security.ServerName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What TLS at a listener asks for and shows. */
final class Secured {
    private Secured() {}

    /** Whether a handshake for a server name is taken up. */
    static boolean takes(Security security, String serverName) {
        return !(security instanceof Security.Terminate terminate)
                || terminate.names().isEmpty()
                || chosen(terminate, serverName) != null;
    }

    static List<Fact> facts(Security security, String serverName) {
        return switch (security) {
            case Security.Plaintext() -> List.of();
            case Security.Passthrough() -> List.of(new Fact("TLS", "passes unopened"));
            case Security.Mesh mesh -> List.of(new Fact("clients", String.join(", ", mesh.allowedPeers())));
            case Security.Terminate terminate -> facts(terminate, serverName);
        };
    }

    private static List<Fact> facts(Security.Terminate terminate, String serverName) {
        List<Fact> facts = new ArrayList<>();
        ServerName name = chosen(terminate, serverName);
        if (name != null) {
            String certificates =
                    name.certificates().stream().map(CertificateId::value).collect(Collectors.joining(", "));
            facts.add(new Fact(
                    "certificate", certificates + " (for " + name.host().value() + ")"));
        }
        Security.ClientValidation clients = terminate.clients();
        if (clients != null) {
            facts.add(new Fact(
                    "client certificate",
                    clients.required()
                            ? "required: without one that leads to the configured roots the handshake fails"
                            : "asked for; who has none, or a wrong one, is let in"));
        }
        return facts;
    }

    /** The most specific name that covers it. */
    private static @Nullable ServerName chosen(Security.Terminate terminate, String serverName) {
        ServerName chosen = null;
        for (ServerName name : terminate.names()) {
            boolean longer = chosen == null
                    || chosen.host().isAny()
                    || name.host().value().length() > chosen.host().value().length();
            if (name.host().matches(serverName)
                    && longer
                    && !(chosen != null && name.host().isAny())) {
                chosen = name;
            }
        }
        return chosen;
    }
}
