package dev.windrose.documents.kind;

import dev.windrose.documents.yaml.Fields;
import dev.windrose.documents.yaml.Position;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One filter of a rule or backend, as written. */
public sealed interface RouteFilter {
    /** A header's name, RFC 9110 section 5.6.2. */
    Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}");

    Position at();

    /** Header changes; {@code response} tells which head they change. */
    record Headers(boolean response, List<Header> set, List<Header> add, List<String> remove, Position at)
            implements RouteFilter {
        public Headers {
            set = List.copyOf(set);
            add = List.copyOf(add);
            remove = List.copyOf(remove);
        }
    }

    /** A header as written. */
    record Header(String name, String value) {}

    /** A path modifier; {@code prefix} tells ReplacePrefixMatch from ReplaceFullPath. */
    record PathChange(boolean prefix, String value, Position at) {}

    record Redirect(
            @Nullable String scheme,
            @Nullable String hostname,
            @Nullable PathChange path,
            @Nullable Integer port,
            int status,
            Position at)
            implements RouteFilter {}

    record Rewrite(@Nullable String hostname, @Nullable PathChange path, Position at) implements RouteFilter {}

    record Mirror(Ref backend, int numerator, int denominator, Position at) implements RouteFilter {}

    record Cors(
            List<String> allowOrigins,
            boolean allowCredentials,
            List<String> allowMethods,
            List<String> allowHeaders,
            List<String> exposeHeaders,
            int maxAge,
            Position at)
            implements RouteFilter {}

    /** Asks a service first; {@code maxBody} is 0 when the body is not sent along. */
    record ExternalAuth(
            Ref backend,
            boolean grpc,
            String path,
            List<String> allowedHeaders,
            List<String> allowedResponseHeaders,
            int maxBody,
            Position at)
            implements RouteFilter {}

    /** A filter of another kind, found by reference. */
    record Extension(Ref ref, Position at) implements RouteFilter {}

    /** Could not be read; the problem was reported. */
    record Unreadable(Position at) implements RouteFilter {}

    /** Reads one item of {@code filters}, of the types that are known where it stands. */
    static RouteFilter read(Fields fields, List<String> known) {
        Map<String, String> types = new LinkedHashMap<>();
        types.put("RequestHeaderModifier", "requestHeaderModifier");
        types.put("ResponseHeaderModifier", "responseHeaderModifier");
        types.put("RequestMirror", "requestMirror");
        types.put("RequestRedirect", "requestRedirect");
        types.put("URLRewrite", "urlRewrite");
        types.put("CORS", "cors");
        types.put("ExternalAuth", "externalAuth");
        types.put("ExtensionRef", "extensionRef");
        types.keySet().retainAll(known);
        fields.ignore(types.values().toArray(String[]::new));
        if (!fields.has("type")) {
            fields.missing("type", "one of " + String.join(", ", types.keySet()));
            fields.ignore("type");
            return new Unreadable(fields.at());
        }
        String type = fields.choice("type", "", List.copyOf(types.keySet()));
        types.forEach((name, field) -> {
            if (!name.equals(type) && !type.isEmpty() && fields.has(field)) {
                fields.wrong(
                        field, "conflicting-fields", "set in a filter of type " + type, types.getOrDefault(type, type));
            }
        });
        RouteFilter read = FilterReader.read(type, fields);
        String own = types.get(type);
        boolean mistaken = types.values().stream().anyMatch(fields::has);
        if (read == null && own != null && !mistaken) {
            fields.missing(own, "what " + type + " does");
        }
        return read == null ? new Unreadable(fields.at()) : read;
    }
}
