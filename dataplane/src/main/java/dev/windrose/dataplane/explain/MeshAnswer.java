package dev.windrose.dataplane.explain;

import dev.windrose.documents.kind.Document;
import dev.windrose.documents.kind.Service;
import dev.windrose.documents.kind.Service.ServicePort;
import dev.windrose.engine.explain.Explanation;
import dev.windrose.engine.snapshot.Compiler;
import dev.windrose.engine.snapshot.FilterRegistry;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.model.Binding;
import dev.windrose.model.ConnectionPolicy;
import dev.windrose.model.Destination;
import dev.windrose.model.IpAddress;
import dev.windrose.model.ListenerId;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Protocol;
import dev.windrose.model.Security;
import dev.windrose.translate.MeshClaim;
import dev.windrose.translate.MeshTranslator;
import dev.windrose.translate.MeshView;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What holds at a port of a Service for the clients of a mesh in one namespace: asked of the model that a proxy beside them would have. */
final class MeshAnswer {
    /** By how much of its name a Service is found from anywhere; the first part alone is one of the client's own namespace. */
    private static final Pattern NAME =
            Pattern.compile("([a-z0-9-]+)(?:\\.([a-z0-9-]+)(?:\\.svc(?:\\.cluster\\.local\\.?)?)?)?");
    /** What leaves a workload. Nothing is opened for an answer, so that the address means nothing. */
    private static final ListenerSpec OUTBOUND = new ListenerSpec(
            new ListenerId("outbound"),
            new Binding.Captured(Binding.Direction.OUTBOUND, "127.0.0.1", 0),
            new Security.Plaintext(),
            new Protocol.ByDestination(new Protocol.Tcp(new Destination.OriginalAddress())),
            ConnectionPolicy.DEFAULT);

    private final Written written;
    private final Asked asked;
    private final Service service;
    private final int port;
    private final MeshView view;
    private final MeshRemarks remarks;

    private MeshAnswer(Written written, Known known, Asked asked, Service service, @Nullable String from) {
        String key = service.metadata().key();
        this.written = written;
        this.asked = asked;
        this.service = service;
        this.port = asked.port() > 0 ? asked.port() : asked.protocols().contains("HTTP") ? 80 : 443;
        this.view = new MeshView(from == null ? service.metadata().namespace() : from, OUTBOUND, key::equals);
        this.remarks = new MeshRemarks(written, known, service);
    }

    /**
     * Null if a question has nothing to do with a mesh: its host is no Service, or there is neither a mesh of ours nor a route of that Service. Throws
     * {@link IllegalArgumentException} if its host is no Service and {@code from} says that it has to be.
     */
    static @Nullable MeshAnswer of(Written written, Asked asked, @Nullable String from) {
        Known known = new Known(written);
        Service service = service(known, asked.host(), from);
        if (service != null) {
            MeshAnswer answer = new MeshAnswer(written, known, asked, service, from);
            return from != null || answer.remarks.isAny() ? answer : null;
        }
        if (from != null) {
            throw new IllegalArgumentException("from: " + from + ": no Service is " + asked.host()
                    + " (expected: NAME.NAMESPACE, or an address of one)");
        }
        return null;
    }

    private static @Nullable Service service(Known known, String host, @Nullable String from) {
        String literal = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        if (IpAddress.isAddress(literal)) {
            Binding.Asked address = new Binding.Asked(literal, 0);
            for (Document document : known.documents()) {
                if (document instanceof Service found
                        && found.clusterIps().stream().anyMatch(each -> new Binding.Asked(each, 0).equals(address))) {
                    return found;
                }
            }
            return null;
        }
        Matcher name = NAME.matcher(host);
        if (!name.matches()) {
            return null;
        }
        String namespace = name.group(2) == null ? from : name.group(2);
        return known.document("Service " + namespace + "/" + name.group(1)) instanceof Service found ? found : null;
    }

    /** Whether there is a mesh of ours. */
    boolean isServed() {
        return remarks.isServed();
    }

    Answer answer() {
        List<MeshClaim> claims = claims();
        return new Answer(explanation(claims), remarks.all(claims));
    }

    /** What a gateway's answer gets, or one without a mesh. */
    List<Remark> beside() {
        if (!isServed()) {
            return remarks.all(List.of());
        }
        String how = explanation(claims()).outcome() + " Ask from " + view.namespace() + " for all of it.";
        return List.of(new Remark(
                "mesh", Known.object(service), service.metadata().at().toString(), how, null));
    }

    private ListenerId listener() {
        return new ListenerId(service.metadata().key() + ":" + port);
    }

    private List<MeshClaim> claims() {
        return MeshTranslator.claims(written.documents(), view, Instant.now()).getOrDefault(listener(), List.of());
    }

    private Explanation explanation(List<MeshClaim> claims) {
        if (!isServed()) {
            return Explanation.none("No XMesh of ours is in force: routes of Services have no effect.");
        }
        Snapshot snapshot = Compiler.compile(
                        MeshTranslator.translate(written.documents(), view, Instant.now()),
                        Snapshot.EMPTY,
                        FilterRegistry.load())
                .snapshot();
        if (!snapshot.listeners().containsKey(listener()) || asked.protocols().contains("UDP")) {
            return Explanation.none(absence());
        }
        Explanation found = asked.explain(snapshot, listener(), port);
        boolean ruled = claims.stream().anyMatch(claim -> claim.lost() == null);
        String outcome =
                ruled ? found.outcome() : "No route holds at the port, traffic goes where it goes without a mesh.";
        return new Explanation(
                "In a mesh, for clients in namespace " + view.namespace() + ": " + outcome,
                null,
                listener().value(),
                ruled ? found.rule() : null,
                found.filters(),
                found.destinations(),
                found.facts(),
                found.losers());
    }

    /** Why a mesh leaves alone what is sent to a port. */
    private String absence() {
        String name = Known.object(service);
        List<ServicePort> there =
                service.ports().stream().filter(each -> each.port() == port).toList();
        if (there.isEmpty()) {
            String ports = service.ports().stream()
                    .map(each -> String.valueOf(each.port()))
                    .collect(Collectors.joining(", "));
            return name + " has no port " + port + " (expected: " + ports + ").";
        }
        boolean carried = there.stream().anyMatch(each -> each.protocol().equals("TCP"));
        return carried && !asked.protocols().contains("UDP")
                ? name + " has no address of its own, a mesh leaves it alone."
                : "A mesh carries connections, not datagrams; those to " + name + " go as without it.";
    }
}
