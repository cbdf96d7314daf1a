package dev.windrose.translate;

import dev.windrose.documents.Documents;
import dev.windrose.documents.kind.Backend;
import dev.windrose.documents.kind.GatewayClass;
import dev.windrose.documents.kind.Service;
import dev.windrose.documents.yaml.Problem;
import dev.windrose.model.Model;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Documents to model, statuses and problems. Pure and total: no input makes it throw, and the order of documents never changes the model. */
public final class Translator {
    /** The name by which GatewayClasses choose this implementation, and by which our entries in statuses are known. */
    public static final String CONTROLLER = Listeners.CONTROLLER;

    private final Draft draft = new Draft();
    private final Documents documents;
    private final Directory directory;
    private final Listeners listeners;
    private final Backends backends;
    private final Meshes meshes;
    /** Apart from {@link #draft}: what only a mesh uses is not in the model of gateways. */
    private final Draft meshDraft = new Draft();

    private final @Nullable Frontends frontends;
    private final List<DocumentStatus> statuses = new ArrayList<>();

    private Translator(Documents documents, Addresses addresses, Instant now) {
        this.documents = documents;
        this.directory = new Directory(documents, draft.problems);
        Certificates certificates = new Certificates(directory, draft, now);
        this.listeners = new Listeners(directory, draft, certificates, addresses);
        this.backends = new Backends(directory, draft, certificates);
        this.meshes = new Meshes(directory, draft);
        this.frontends = meshes.isServed() ? frontends(now) : null;
    }

    private Frontends frontends(Instant now) {
        Certificates certificates = new Certificates(directory, meshDraft, now);
        return new Frontends(directory, meshDraft, Backends.ofMesh(directory, meshDraft, certificates));
    }

    /** Translates for every address of this machine, unless gateways ask for some. */
    public static Translation translate(Documents documents) {
        return translate(documents, Addresses.OF_THE_MACHINE, Instant.now());
    }

    /** Translates as of a moment, which decides only whether a certificate is reported as expired. */
    public static Translation translate(Documents documents, Addresses addresses, Instant now) {
        return new Translator(documents, addresses, now).run();
    }

    private Translation run() {
        List<DocumentStatus> routes = new Routes(directory, draft, listeners, backends, frontends).translate();
        Sockets sockets = new Sockets();
        listeners
                .programmed()
                .forEach((address, ports) -> ports.forEach((port, points) -> sockets.add(address, port, points)));
        classes();
        statuses.addAll(meshes.statuses());
        meshDraft.problems.toList().forEach(draft::report);
        statuses.addAll(new GatewayStatuses(listeners).all());
        statuses.addAll(routes);
        statuses.addAll(backends.policies().statuses());
        reachables();
        rejected();
        List<Problem> problems = new ArrayList<>(draft.problems.toList());
        problems.sort(Comparator.comparing(Problem::position));
        Model model = new Model(sockets.sockets(), sockets.tables(), draft.clusters, draft.certificates);
        return new Translation(model, statuses, problems);
    }

    private void classes() {
        for (GatewayClass c : directory.all(GatewayClass.class, "GatewayClass")) {
            if (c.controllerName().equals(Listeners.CONTROLLER)) {
                statuses.add(DocumentStatus.of("GatewayClass", c.metadata(), accepted(c)));
            }
        }
    }

    private Condition accepted(GatewayClass c) {
        if (c.parameters() == null) {
            return Condition.yes("Accepted");
        }
        String why = Listeners.unknownParameters(c.parameters());
        draft.error(c.parameters().at(), "invalid-parameters", why);
        return Condition.no("Accepted", "InvalidParameters", why);
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
