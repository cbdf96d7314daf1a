package dev.windrose.translate;

import dev.windrose.documents.Documents;
import dev.windrose.documents.kind.GatewayClass;
import dev.windrose.documents.yaml.Problem;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ClusterSpec;
import dev.windrose.model.Model;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Documents to model, statuses and problems. Pure and total: no input makes it throw, and the order of documents never changes the model. */
public final class Translator {
    /** The name by which GatewayClasses choose this implementation, and by which our entries in statuses are known. */
    public static final String CONTROLLER = Listeners.CONTROLLER;

    private final Draft draft = new Draft();
    private final Directory directory = new Directory(draft);
    private final Assignments assignments = new Assignments(draft);
    private final Certificates certificates = new Certificates(directory, draft);
    private final Backends backends = new Backends(directory, draft, certificates);
    private final Kept<Listeners> listeners =
            new Kept<>(draft, () -> new Listeners(directory, draft, certificates, assignments));
    private final Meshes meshes = new Meshes(directory, draft);
    private final Routes routes = new Routes(directory, draft, listeners, backends, meshes);
    private final List<DocumentStatus> statuses = new ArrayList<>();

    Translator() {}

    /** Translates for every address of this machine, unless gateways ask for some. */
    public static Translation translate(Documents documents) {
        return translate(documents, Addresses.OF_THE_MACHINE, Instant.now());
    }

    /** Translates as of a moment, which decides only whether a certificate is reported as expired. */
    public static Translation translate(Documents documents, Addresses addresses, Instant now) {
        return new Translator().next(documents, addresses, now);
    }

    /** Translates, taking over what rests on nothing that has changed since the last call. */
    Translation next(Documents documents, Addresses addresses, Instant now) {
        draft.start();
        directory.take(documents);
        assignments.start(addresses, directory);
        certificates.start(now);
        backends.start();
        Listeners opened = listeners.ask();
        opened.start();
        meshes.start(documents, now);
        List<DocumentStatus> ofRoutes = routes.translate(opened);
        meshes.finish();
        Map<ClusterId, ClusterSpec> clusters = draft.clusters().used(directory, draft.translation());
        Sockets sockets = new Sockets();
        opened.programmed()
                .forEach((address, ports) -> ports.forEach((port, points) -> sockets.add(address, port, points)));
        statuses.clear();
        addClassStatuses(opened);
        statuses.addAll(meshes.statuses());
        statuses.addAll(new GatewayStatuses(opened).all());
        statuses.addAll(ofRoutes);
        statuses.addAll(backends.policies().statuses());
        addBackendStatuses();
        addRejected(documents);
        List<Problem> problems = new ArrayList<>(draft.problems().toList());
        problems.sort(Comparator.comparing(Problem::position));
        Model model = new Model(sockets.sockets(), sockets.tables(), clusters, draft.certificates());
        return new Translation(model, statuses, problems);
    }

    /** Whether the last result rests on the order in which routes were asked for: then nothing of it may be taken over. */
    boolean isSingular() {
        return draft.isSingular();
    }

    /** How many routes the last translation had to translate. */
    int translatedRoutes() {
        return routes.translated();
    }

    /** How many routes the last translation had to translate for their Services. */
    int translatedMeshRoutes() {
        return meshes.translated();
    }

    private void addClassStatuses(Listeners opened) {
        for (GatewayClass c : directory.all(GatewayClass.class, "GatewayClass")) {
            if (c.controllerName().equals(Listeners.CONTROLLER)) {
                statuses.add(DocumentStatus.of("GatewayClass", c.metadata(), accepted(c, opened)));
            }
        }
    }

    private static Condition accepted(GatewayClass c, Listeners opened) {
        String why = opened.refusal(c);
        return why == null ? Condition.yes("Accepted") : Condition.no("Accepted", "InvalidParameters", why);
    }

    /** Those of Backends, and of Services that are reached by name: that is right on a laptop, and a surprise elsewhere. */
    private void addBackendStatuses() {
        Map<String, String> byName = draft.clusters().byName();
        for (Slot slot : directory.slots("Service")) {
            String name = byName.get(slot.key);
            if (name != null) {
                String message = "no EndpointSlice belongs to it, so it is reached by the DNS name " + name;
                statuses.add(slot.status(Condition.yes("ResolvedRefs", "ByName", message)));
            }
        }
        for (Slot slot : directory.slots("Backend")) {
            statuses.add(slot.status(Condition.yes("Accepted")));
        }
    }

    private void addRejected(Documents documents) {
        for (Documents.Rejected rejected : documents.rejected()) {
            statuses.add(DocumentStatus.of(
                    rejected.kind(), rejected.metadata(), Condition.no("Accepted", "Invalid", rejected.why())));
        }
    }
}
