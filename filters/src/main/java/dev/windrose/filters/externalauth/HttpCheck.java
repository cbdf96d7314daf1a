package dev.windrose.filters.externalauth;

import dev.windrose.filter.Answer;
import dev.windrose.filter.Content;
import dev.windrose.filter.Decision;
import dev.windrose.filter.Exchange;
import dev.windrose.filter.Filter;
import dev.windrose.filter.LocalReply;
import dev.windrose.http.ConfiguredPath;
import dev.windrose.http.HeaderName;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.http.TransportFields;
import dev.windrose.model.FilterSpec;
import dev.windrose.model.FilterSpec.HeaderValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Asks by the same method and path, below a prefix: 200 lets the request pass and may change its headers, any other answer is the client's.
 */
final class HttpCheck implements Check {
    private static final int ALLOWED = 200;
    private static final int LOWEST_DENIAL = 300;
    private static final int FORBIDDEN = 403;

    /** Beside those of the transport, of one message: they would be untrue of another. {@code content-…} is of an answer's own body. */
    private static final Set<String> OF_THE_ANSWER = Set.of(
            "host",
            "content-type",
            "content-encoding",
            "content-language",
            "content-location",
            "content-range",
            "expect");

    private final byte[] prefix;
    private final List<HeaderName> asked;
    private final List<HeaderName> taken;

    /** Throws {@link IllegalArgumentException} for a prefix that no path can have, or a name that no header can. */
    HttpCheck(FilterSpec.ExternalAuth spec) {
        String path = spec.pathPrefix().isEmpty() ? "" : ConfiguredPath.canonical(spec.pathPrefix());
        String below = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        this.prefix = below.getBytes(StandardCharsets.ISO_8859_1);
        List<HeaderName> names = new ArrayList<>(names(spec.requestHeaders()));
        names.removeIf(name -> isOfTheAnswer(name) && !name.equals(HeaderName.CONTENT_TYPE));
        names.remove(HeaderName.AUTHORIZATION);
        names.addFirst(HeaderName.AUTHORIZATION);
        this.asked = List.copyOf(names);
        this.taken = names(spec.responseHeaders());
    }

    private static boolean isOfTheAnswer(HeaderName name) {
        return TransportFields.has(name) || OF_THE_ANSWER.contains(name.toString());
    }

    private static List<HeaderName> names(List<String> names) {
        return names.stream().map(HeaderName::of).distinct().toList();
    }

    @Override
    public Question question(Exchange exchange, Content body) {
        RequestHead request = exchange.request();
        RequestHead head = new RequestHead();
        head.method(request.method());
        head.scheme(request.scheme());
        head.authority(request.authority());
        head.contentLength(body.length());
        int length = prefix.length + request.targetLength();
        byte[] target = head.targetRoom(length);
        System.arraycopy(prefix, 0, target, 0, prefix.length);
        System.arraycopy(request.target(), 0, target, prefix.length, request.targetLength());
        head.targetSet(prefix.length + request.pathLength(), length);
        for (HeaderName name : asked) {
            copy(request.headers(), name, head.headers());
        }
        return new Question(head, body);
    }

    @Override
    public Decision verdict(Exchange exchange, Answer answer, Filter owner) {
        if (answer.head().status() != ALLOWED) {
            return deny(answer);
        }
        Headers from = answer.head().headers();
        Headers to = exchange.request().headers();
        if (taken.isEmpty()) {
            takeAll(from, to);
        } else {
            take(from, to);
        }
        return Decision.CONTINUE;
    }

    /** What a client said under these names goes, also where the service says nothing; but not its credentials, which it is to send itself. */
    private void take(Headers from, Headers to) {
        for (HeaderName name : taken) {
            boolean credentials = name.equals(HeaderName.AUTHORIZATION) || name.equals(HeaderName.COOKIE);
            if (!isOfTheAnswer(name) && (from.contains(name) || !credentials)) {
                to.remove(name);
                copy(from, name, to);
            }
        }
    }

    private static void takeAll(Headers from, Headers to) {
        List<HeaderName> names = new ArrayList<>();
        for (int slot = 0; slot < from.slots(); slot++) {
            HeaderName name = from.isLive(slot) ? HeaderName.of(from.name(slot)) : null;
            if (name != null && !isOfTheAnswer(name) && !names.contains(name)) {
                names.add(name);
                to.remove(name);
                copy(from, name, to);
            }
        }
    }

    private static void copy(Headers from, HeaderName name, Headers to) {
        for (int slot = from.find(name); slot >= 0; slot = from.findFrom(name, slot + 1)) {
            to.add(name, from.array(), from.valueStart(slot), from.valueLength(slot));
        }
    }

    /** The service's own answer; but one that sounds like success would be a lie. */
    private static Decision deny(Answer answer) {
        int status = answer.head().status() < LOWEST_DENIAL
                ? FORBIDDEN
                : answer.head().status();
        Headers from = answer.head().headers();
        List<HeaderValue> headers = new ArrayList<>();
        for (int slot = 0; slot < from.slots(); slot++) {
            if (from.isLive(slot)) {
                HeaderName name = HeaderName.of(from.name(slot));
                boolean ofTheBody = name.toString().startsWith("content-") && !TransportFields.has(name);
                if (ofTheBody || !isOfTheAnswer(name)) {
                    headers.add(new HeaderValue(name.toString(), from.value(slot)));
                }
            }
        }
        return new Decision.Respond(new LocalReply(
                status, "external_auth_denied", "The request was not authorized.", headers, answer.body()));
    }
}
