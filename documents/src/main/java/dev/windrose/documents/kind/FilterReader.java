package dev.windrose.documents.kind;

import dev.windrose.documents.kind.RouteFilter.Cors;
import dev.windrose.documents.kind.RouteFilter.Extension;
import dev.windrose.documents.kind.RouteFilter.ExternalAuth;
import dev.windrose.documents.kind.RouteFilter.Header;
import dev.windrose.documents.kind.RouteFilter.Headers;
import dev.windrose.documents.kind.RouteFilter.Mirror;
import dev.windrose.documents.kind.RouteFilter.PathChange;
import dev.windrose.documents.kind.RouteFilter.Redirect;
import dev.windrose.documents.kind.RouteFilter.Rewrite;
import dev.windrose.documents.yaml.Fields;
import dev.windrose.documents.yaml.Fields.Texted;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the part of a filter that its type names. */
final class FilterReader {
    private static final List<Integer> REDIRECTS = List.of(301, 302, 303, 307, 308);

    private FilterReader() {}

    /** Null when the part is absent or the type unknown. */
    static @Nullable RouteFilter read(String type, Fields fields) {
        return switch (type) {
            case "RequestHeaderModifier" -> fields.object("requestHeaderModifier", f -> headers(f, false));
            case "ResponseHeaderModifier" -> fields.object("responseHeaderModifier", f -> headers(f, true));
            case "RequestMirror" -> fields.object("requestMirror", FilterReader::mirror);
            case "RequestRedirect" -> fields.object("requestRedirect", FilterReader::redirect);
            case "URLRewrite" -> fields.object("urlRewrite", FilterReader::rewrite);
            case "CORS" -> fields.object("cors", FilterReader::cors);
            case "ExternalAuth" -> fields.object("externalAuth", FilterReader::externalAuth);
            case "ExtensionRef" -> fields.object("extensionRef", f -> new Extension(Ref.object(f), f.at()));
            default -> null;
        };
    }

    private static Headers headers(Fields fields, boolean response) {
        List<String> remove = plain(fields.texts("remove"));
        for (String name : remove) {
            checkName(fields, "remove", name);
        }
        return new Headers(
                response,
                fields.list("set", FilterReader::header),
                fields.list("add", FilterReader::header),
                remove,
                fields.at());
    }

    private static Header header(Fields fields) {
        String name = fields.required("name");
        if (!name.isEmpty()) {
            checkName(fields, "name", name);
        }
        String value = fields.required("value");
        if (value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            fields.wrong("value", "invalid-value", value, "text without line breaks");
        }
        return new Header(name, value);
    }

    private static void checkName(Fields fields, String field, String name) {
        if (!RouteFilter.TOKEN.matcher(name).matches()) {
            fields.wrong(field, "invalid-value", name, "a header name");
        }
    }

    private static Ref backend(Fields fields) {
        Ref ref = fields.object("backendRef", Ref::backend);
        if (ref == null && !fields.has("backendRef")) {
            fields.missing("backendRef", "backendRef: {name: …, port: …}");
        }
        return ref == null ? new Ref(null, null, null, "", null, null, fields.at()) : ref;
    }

    private static ExternalAuth externalAuth(Fields fields) {
        Ref ref = backend(fields);
        if (!fields.has("protocol")) {
            fields.missing("protocol", "HTTP or GRPC");
        }
        boolean grpc =
                fields.choice("protocol", "HTTP", List.of("HTTP", "GRPC")).equals("GRPC");
        Integer maxBody = fields.object("forwardBody", body -> body.integer("maxSize", 0, Integer.MAX_VALUE, 0));
        fields.ignore("http", "grpc");
        ExternalAuth read = fields.object(
                grpc ? "grpc" : "http",
                own -> new ExternalAuth(
                        ref,
                        grpc,
                        grpc ? "" : own.text("path", ""),
                        plain(own.texts("allowedHeaders")),
                        grpc ? List.of() : plain(own.texts("allowedResponseHeaders")),
                        maxBody == null ? 0 : maxBody,
                        fields.at()));
        return read == null
                ? new ExternalAuth(ref, grpc, "", List.of(), List.of(), maxBody == null ? 0 : maxBody, fields.at())
                : read;
    }

    private static Mirror mirror(Fields fields) {
        Ref ref = backend(fields);
        int percent = fields.integer("percent", 0, 100, 100);
        if (fields.has("percent") && fields.has("fraction")) {
            fields.wrong("percent", "conflicting-fields", "written beside fraction", "one of the two");
        }
        int[] fraction = fields.object("fraction", FilterReader::fraction);
        return fraction == null
                ? new Mirror(ref, percent, 100, fields.at())
                : new Mirror(ref, fraction[0], fraction[1], fields.at());
    }

    private static int[] fraction(Fields fields) {
        if (!fields.has("numerator")) {
            fields.missing("numerator", "a number");
        }
        int of = fields.integer("denominator", 1, Integer.MAX_VALUE, 100);
        return new int[] {fields.integer("numerator", 0, of, 0), of};
    }

    private static Redirect redirect(Fields fields) {
        int status = fields.integer("statusCode", 301, 308, 302);
        if (!REDIRECTS.contains(status)) {
            fields.wrong("statusCode", "unknown-value", Integer.toString(status), "301, 302, 303, 307 or 308");
        }
        String scheme = fields.choice("scheme", "", List.of("http", "https"));
        return new Redirect(
                scheme.isEmpty() ? null : scheme,
                precise(fields),
                fields.object("path", FilterReader::path),
                fields.port("port"),
                status,
                fields.at());
    }

    private static Rewrite rewrite(Fields fields) {
        return new Rewrite(precise(fields), fields.object("path", FilterReader::path), fields.at());
    }

    private static @Nullable String precise(Fields fields) {
        return fields.text("hostname", Hostnames.PRECISE, "a host name without wildcard and port");
    }

    private static @Nullable PathChange path(Fields fields) {
        String type = fields.choice("type", "", List.of("ReplaceFullPath", "ReplacePrefixMatch"));
        if (!fields.has("type")) {
            fields.missing("type", "ReplaceFullPath or ReplacePrefixMatch");
        }
        boolean prefix = type.equals("ReplacePrefixMatch");
        String field = prefix ? "replacePrefixMatch" : "replaceFullPath";
        String value = fields.text(field);
        if (value == null && !type.isEmpty() && !fields.has(field)) {
            fields.missing(field, "the new path");
        }
        String other = prefix ? "replaceFullPath" : "replacePrefixMatch";
        if (fields.has(other) && !type.isEmpty()) {
            fields.wrong(other, "conflicting-fields", "set for type " + type, field);
        }
        fields.ignore("replaceFullPath", "replacePrefixMatch");
        return value == null ? null : new PathChange(prefix, value, fields.at(field));
    }

    private static Cors cors(Fields fields) {
        int maxAge = fields.integer("maxAge", 1, Integer.MAX_VALUE, 5);
        return new Cors(
                plain(fields.texts("allowOrigins")),
                fields.flag("allowCredentials", false),
                plain(fields.texts("allowMethods")),
                plain(fields.texts("allowHeaders")),
                plain(fields.texts("exposeHeaders")),
                maxAge,
                fields.at());
    }

    private static List<String> plain(List<Texted> texts) {
        return texts.stream().map(Texted::text).toList();
    }
}
