package dev.windrose.translate;

import dev.windrose.documents.Documents;
import dev.windrose.documents.kind.EndpointSlice;
import dev.windrose.documents.kind.Service;
import dev.windrose.documents.kind.Service.ServicePort;
import dev.windrose.model.Binding;
import dev.windrose.model.Binding.Asked;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ConnectionPolicy;
import dev.windrose.model.Destination;
import dev.windrose.model.HostPattern;
import dev.windrose.model.ListenerId;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Model;
import dev.windrose.model.Protocol;
import dev.windrose.model.RouteId;
import dev.windrose.model.RouteMatch;
import dev.windrose.model.RouteSpec;
import dev.windrose.model.RouteTableId;
import dev.windrose.model.RouteTableSpec;
import dev.windrose.model.RouteTableSpec.ListenerRoutes;
import dev.windrose.model.RouteTableSpec.VirtualHost;
import dev.windrose.model.RouteTimeouts;
import dev.windrose.model.Security;
import dev.windrose.translate.Directory.Target;
import dev.windrose.translate.Frontends.Taken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Documents to the model of a proxy of the mesh. Pure and total, as {@link Translator} is, which has the statuses and problems: a listener for each
 * port of each Service, at the Service's own addresses, with the routes that hold for the proxy's clients, or else straight to the endpoints.
 */
public final class MeshTranslator {
    /** How long a port whose protocol nobody declared waits for the first bytes. Long, since a late request would go past its routes. */
    private static final Duration DETECTION = Duration.ofSeconds(5);

    private final MeshGround ground = new MeshGround();
    private final MeshView view;
    private final Directory directory;
    private final Backends backends;
    private final @Nullable Frontends frontends;
    private final List<ListenerSpec> listeners = new ArrayList<>();
    private final Map<RouteTableId, RouteTableSpec> tables = new LinkedHashMap<>();
    /** An address belongs to one Service; with a mistake in documents, to the older one. */
    private final Set<Asked> asked = new HashSet<>();

    private final Set<String> names = new HashSet<>();

    private MeshTranslator(Documents documents, MeshView view, Instant now) {
        this.view = view;
        ground.start(documents, now);
        this.directory = ground.directory;
        this.backends = ground.backends;
        this.frontends = Meshes.isServed(directory) ? ground.frontends : null;
    }

    /**
     * The carrier of the view with the listeners that it carries. Certificates that the carrier names are not in the model, and clusters are without
     * the security between proxies: both are known to who runs the mesh.
     */
    public static Model translate(Documents documents, MeshView view, Instant now) {
        return new MeshTranslator(documents, view, now).run();
    }

    /** Which routes claim the ports of the view's Services, by the names of their listeners; nothing without a mesh of ours. */
    public static Map<ListenerId, List<MeshClaim>> claims(Documents documents, MeshView view, Instant now) {
        return new MeshTranslator(documents, view, now).claims();
    }

    private Map<ListenerId, List<MeshClaim>> claims() {
        Map<ListenerId, List<MeshClaim>> claims = new LinkedHashMap<>();
        for (Service service : directory.all(Service.class, "Service")) {
            String key = service.metadata().key();
            if (frontends != null && view.services().test(key)) {
                for (ServicePort port : service.ports()) {
                    claims.put(name(service, port), frontends.claims(key, port.port(), view.namespace()));
                }
            }
        }
        return claims;
    }

    private static ListenerId name(Service service, ServicePort port) {
        return new ListenerId(service.metadata().key() + ":" + port.port());
    }

    private Model run() {
        listeners.add(view.carrier());
        for (Service service : directory.all(Service.class, "Service")) {
            if (view.services().test(service.metadata().key())) {
                service.ports().forEach(port -> add(service, port));
            }
        }
        return new Model(listeners, tables, ground.clusters(), ground.draft.certificates());
    }

    private void add(Service service, ServicePort port) {
        PortSpeech speech = PortSpeech.of(port);
        if (speech == PortSpeech.DATAGRAMS) {
            return;
        }
        String name = name(service, port).value();
        List<Asked> own = addresses(service, port).stream().filter(asked::add).toList();
        if (own.isEmpty() || !names.add(name)) {
            return;
        }
        listeners.add(new ListenerSpec(
                new ListenerId(name),
                new Binding.Carried(view.carrier().id(), own),
                new Security.Plaintext(),
                protocol(name, service, port, speech),
                ConnectionPolicy.DEFAULT));
    }

    /** Where clients go: the Service's own addresses and name, or those of its endpoints if it is headless. */
    private List<Asked> addresses(Service service, ServicePort port) {
        if (service.type().equals("ExternalName")) {
            return List.of();
        }
        if (service.isHeadless()) {
            return endpoints(service, port);
        }
        List<Asked> all = new ArrayList<>();
        Target target = new Target(
                "",
                "Service",
                service.metadata().namespace(),
                service.metadata().name());
        service.clusterIps().forEach(address -> all.add(new Asked(address, port.port())));
        all.add(new Asked(Backends.dnsName(target), port.port()));
        return all;
    }

    private List<Asked> endpoints(Service service, ServicePort port) {
        List<Asked> all = new ArrayList<>();
        String name = port.name() == null ? "" : port.name();
        for (EndpointSlice slice : directory.slices(service.metadata().key()).slices()) {
            slice.ports().stream()
                    .filter(each -> each.name().equals(name))
                    .forEach(each -> slice.endpoints().stream()
                            .flatMap(endpoint -> endpoint.addresses().stream())
                            .forEach(address -> all.add(new Asked(address.text(), each.port()))));
        }
        return all;
    }

    private Protocol protocol(String name, Service service, ServicePort port, PortSpeech speech) {
        Taken taken = frontends == null ? null : frontends.at(service, port, view.namespace());
        if (taken == null) {
            return speech == PortSpeech.HTTP
                    ? http(name, List.of(straight(name, service, port)))
                    : new Protocol.Tcp(own("TCPRoute", service, port));
        }
        if (taken.bytes() != null) {
            return new Protocol.Tcp(taken.bytes());
        }
        Protocol.Http http = http(name, taken.rules());
        // Who names a port says that it is HTTP; who names the Service may not have thought of its database port.
        return speech == PortSpeech.HTTP || taken.named()
                ? http
                : new Protocol.Detect(DETECTION, http, new Protocol.Tcp(own("TCPRoute", service, port)));
    }

    private Protocol.Http http(String name, List<RouteSpec> rules) {
        RouteTableId id = new RouteTableId(name);
        VirtualHost any = new VirtualHost(HostPattern.ANY, rules);
        tables.put(id, new RouteTableSpec(id, List.of(new ListenerRoutes(name, HostPattern.ANY, List.of(any)))));
        return new Protocol.Http(id);
    }

    private RouteSpec straight(String name, Service service, ServicePort port) {
        return new RouteSpec(
                new RouteId(name),
                List.of(RouteMatch.ANY),
                List.of(),
                own("HTTPRoute", service, port),
                RouteTimeouts.NONE,
                service.metadata().at().toString());
    }

    /** Without routes traffic goes where it would go without a mesh. */
    private Destination own(String kind, Service service, ServicePort port) {
        Backends.View backend = backends.view(kind, service.metadata().namespace(), null);
        if (service.isHeadless()) {
            ClusterId original = backend.original(service, port);
            return new Destination.To(original);
        }
        Backends.Found found = (kind.equals("HTTPRoute") ? backend : backend.unopened()).own(service, port);
        return found.id() == null ? new Destination.Fail(500, found.why()) : new Destination.To(found.id());
    }
}
