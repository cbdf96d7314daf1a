package dev.windrose.translate;

import dev.windrose.documents.Documents;
import dev.windrose.documents.kind.Backend;
import dev.windrose.documents.kind.Gateway;
import dev.windrose.documents.kind.GatewayClass;
import dev.windrose.documents.kind.HttpRoute;
import dev.windrose.documents.kind.Service;
import dev.windrose.documents.yaml.Problem;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Model;
import dev.windrose.model.RouteSpec;
import dev.windrose.model.RouteTableId;
import dev.windrose.model.RouteTableSpec;
import dev.windrose.translate.DocumentStatus.ListenerStatus;
import dev.windrose.translate.DocumentStatus.ParentStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Documents to model, statuses and problems. Pure and total: no input makes it throw, and the order of documents never changes the model. */
public final class Translator {
    /** The name by which GatewayClasses choose this implementation, and by which our entries in statuses are known. */
    public static final String CONTROLLER = Listeners.CONTROLLER;

    private final Draft draft = new Draft();
    private final Documents documents;
    private final Addresses addresses;
    private final Directory directory;
    private final Listeners listeners;
    private final Backends backends;
    private final List<DocumentStatus> statuses = new ArrayList<>();

    private Translator(Documents documents, Instant now, Addresses addresses) {
        this.documents = documents;
        this.addresses = addresses;
        this.directory = new Directory(documents, draft.problems);
        Certificates certificates = new Certificates(directory, draft, now);
        this.listeners = new Listeners(directory, draft, certificates, addresses);
        this.backends = new Backends(directory, draft, certificates);
    }

    public static Translation translate(Documents documents) {
        return translate(documents, Instant.now());
    }

    /** Translates as of a moment, which decides only whether a certificate is reported as expired. */
    public static Translation translate(Documents documents, Instant now) {
        return translate(documents, now, Addresses.EVERYWHERE);
    }

    /** Translates with addresses for each Gateway, which its listeners are bound to. */
    public static Translation translate(Documents documents, Instant now, Addresses addresses) {
        return new Translator(documents, now, addresses).run();
    }

    private Translation run() {
        List<DocumentStatus> routes = new ArrayList<>();
        Attachments attachments = new Attachments(directory, draft, listeners);
        for (HttpRoute route : directory.all(HttpRoute.class, "HTTPRoute")) {
            RouteIssues issues = new RouteIssues();
            List<RouteSpec> rules = new Rules(route, backends, draft, issues).translate();
            List<ParentStatus> parents = attachments.attach(route, rules, issues);
            routes.add(new DocumentStatus("HTTPRoute", route.metadata(), List.of(), List.of(), parents));
        }
        List<ListenerSpec> sockets = new ArrayList<>();
        Map<RouteTableId, RouteTableSpec> tables = new LinkedHashMap<>();
        listeners.finish(sockets, tables);
        classes();
        gateways();
        statuses.addAll(routes);
        reachables();
        rejected();
        List<Problem> problems = new ArrayList<>(draft.problems.toList());
        problems.sort(Comparator.comparing(Problem::position));
        return new Translation(new Model(sockets, tables, draft.clusters, draft.certificates), statuses, problems);
    }

    private void classes() {
        for (GatewayClass c : directory.all(GatewayClass.class, "GatewayClass")) {
            if (c.controllerName().equals(Listeners.CONTROLLER)) {
                statuses.add(DocumentStatus.of("GatewayClass", c.metadata(), Condition.yes("Accepted")));
            }
        }
    }

    private void gateways() {
        for (Gateway gateway : directory.all(Gateway.class, "Gateway")) {
            String key = gateway.metadata().key();
            if (listeners.serves(key)) {
                statuses.add(
                        status(gateway, listeners.of(key), addresses.of(gateway).problem()));
            }
        }
    }

    private static DocumentStatus status(Gateway gateway, List<AttachPoint> points, @Nullable Condition address) {
        List<ListenerStatus> own = points.stream().map(AttachPoint::toStatus).toList();
        long good = points.stream().filter(AttachPoint::isAccepted).count();
        boolean programmed = points.stream().anyMatch(AttachPoint::isProgrammed);
        Condition accepted = Condition.yes("Accepted");
        if (good == 0) {
            accepted = Condition.no("Accepted", "ListenersNotValid", "no listener is valid");
        } else if (good < points.size()) {
            accepted = Condition.yes(
                    "Accepted",
                    "ListenersNotValid",
                    (points.size() - good) + " of " + points.size() + " listeners are not valid");
        }
        Condition running = programmed
                ? Condition.yes("Programmed")
                : Condition.no("Programmed", "Invalid", "no listener can be run");
        if (address != null && address.type().equals("Accepted")) {
            accepted = address;
            running = Condition.no("Programmed", "Invalid", address.message());
        } else if (address != null && programmed) {
            running = address;
        }
        return new DocumentStatus("Gateway", gateway.metadata(), List.of(accepted, running), own, List.of());
    }

    /** Services reached by name say so: it is right on a laptop, and a surprise elsewhere. */
    private void reachables() {
        for (Service service : directory.all(Service.class, "Service")) {
            String name = backends.byName.get(service.metadata().key());
            if (name != null) {
                String message = "no EndpointSlice belongs to it, so it is reached by the DNS name " + name;
                statuses.add(DocumentStatus.of(
                        "Service", service.metadata(), Condition.yes("ResolvedRefs", "ByName", message)));
            }
        }
        for (Backend backend : directory.all(Backend.class, "Backend")) {
            statuses.add(DocumentStatus.of("Backend", backend.metadata(), Condition.yes("Accepted")));
        }
    }

    private void rejected() {
        for (Documents.Rejected rejected : documents.rejected()) {
            statuses.add(DocumentStatus.of(
                    rejected.kind(), rejected.metadata(), Condition.no("Accepted", "Invalid", rejected.why())));
        }
    }
}
