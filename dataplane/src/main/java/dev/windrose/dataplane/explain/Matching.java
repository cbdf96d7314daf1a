package dev.windrose.dataplane.explain;

import dev.windrose.documents.DocumentReader;
import dev.windrose.documents.Documents;
import dev.windrose.documents.kind.Document;
import dev.windrose.documents.kind.GrpcRoute;
import dev.windrose.documents.kind.HttpRoute;
import dev.windrose.documents.kind.Ref;
import dev.windrose.documents.kind.Route;
import dev.windrose.documents.kind.StreamRoute;
import dev.windrose.engine.explain.Explainer;
import dev.windrose.engine.explain.Question;
import dev.windrose.model.Model;
import dev.windrose.model.RouteSpec;
import dev.windrose.translate.Translator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which routes would take a request if only they were attached: they are attached to a gateway that takes everything, and translated and tried as
 * those that are.
 */
final class Matching {
    private static final String GATEWAY = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: GatewayClass
            metadata: {name: asked}
            spec: {controllerName: %s}
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: asked, namespace: asked}
            spec:
              gatewayClassName: asked
              listeners:
                - {name: asked, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}
            """.formatted(Translator.CONTROLLER);

    private Matching() {}

    /** Kinds and names of those that match; whether their hostnames do is not asked. */
    static Set<String> of(List<Route> routes, Question question) {
        List<Document> documents =
                new ArrayList<>(DocumentReader.read("asked", GATEWAY).all());
        for (Route route : routes) {
            documents.add(attached(route));
        }
        Model model = Translator.translate(new Documents(documents, List.of(), List.of()))
                .model();
        Set<String> objects = new HashSet<>();
        model.routeTables().values().stream()
                .flatMap(table -> table.listeners().stream())
                .flatMap(listener -> listener.hosts().stream())
                .flatMap(host -> host.routes().stream())
                .filter(rule -> Explainer.matches(rule, question))
                .map(RuleName::of)
                .filter(Objects::nonNull)
                .forEach(name -> objects.add(name.object()));
        return objects;
    }

    private static Document attached(Route route) {
        Route.Head head = route.head();
        Ref everywhere = new Ref(
                null, null, "asked", "asked", null, null, head.metadata().at());
        Route.Head there = new Route.Head(head.metadata(), List.of(everywhere), List.of(), false, head.broken());
        return switch (route) {
            case HttpRoute http -> new HttpRoute(there, http.rules());
            case GrpcRoute grpc -> new GrpcRoute(there, grpc.rules());
            case StreamRoute stream -> stream;
        };
    }

    /** A rule's name in the model, taken apart: {@code namespace/name/index}, or {@code namespace/name/grpc/index}. */
    record RuleName(String kind, String key, int index) {
        private static final Pattern WRITTEN = Pattern.compile("([^/]+/[^/]+)(/grpc)?/([0-9]{1,9})");

        /** Null for a rule that no document has, such as that of a Service without routes, or of {@code run --to}. */
        static @Nullable RuleName of(RouteSpec rule) {
            Matcher name = WRITTEN.matcher(rule.id().value());
            return name.matches()
                    ? new RuleName(
                            name.group(2) == null ? "HTTPRoute" : "GRPCRoute",
                            name.group(1),
                            Integer.parseInt(name.group(3)))
                    : null;
        }

        String object() {
            return kind + " " + key;
        }
    }
}
