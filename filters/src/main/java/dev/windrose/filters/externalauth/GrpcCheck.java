package dev.windrose.filters.externalauth;

import dev.windrose.filter.Answer;
import dev.windrose.filter.Content;
import dev.windrose.filter.Decision;
import dev.windrose.filter.Exchange;
import dev.windrose.filter.Filter;
import dev.windrose.filter.LocalReply;
import dev.windrose.filters.externalauth.CheckResponse.Change;
import dev.windrose.http.Ascii;
import dev.windrose.http.ContentType;
import dev.windrose.http.HeaderName;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.http.TransportFields;
import dev.windrose.model.FilterSpec;
import dev.windrose.model.FilterSpec.HeaderValue;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Asks by {@code envoy.service.auth.v3.Authorization/Check}. */
final class GrpcCheck implements Check {
    private static final String PATH = "/envoy.service.auth.v3.Authorization/Check";
    private static final HeaderName GRPC_TIMEOUT = HeaderName.of("grpc-timeout");
    /** Of a message: one byte that says whether it is compressed, and four of length. */
    private static final int PREFIX = 5;

    private static final int MAX_CHAR = 255;

    private final List<HeaderName> shown;
    private final InstantSource clock = InstantSource.system();

    /** Throws {@link IllegalArgumentException} for a name that no header can have. */
    GrpcCheck(FilterSpec.ExternalAuth spec) {
        this.shown = spec.requestHeaders().stream().map(HeaderName::of).toList();
    }

    @Override
    public Question question(Exchange exchange, Content body) {
        byte[] message = CheckRequest.of(exchange, body, shown, clock.instant());
        ByteBuffer framed = ByteBuffer.allocate(PREFIX + message.length)
                .put((byte) 0)
                .putInt(message.length)
                .put(message);
        RequestHead head = new RequestHead();
        head.method("POST");
        head.path(PATH);
        head.contentLength(framed.capacity());
        Headers headers = head.headers();
        headers.add(HeaderName.CONTENT_TYPE, ContentType.GRPC);
        headers.add(HeaderName.TE, "trailers");
        headers.add(GRPC_TIMEOUT, "5S");
        return new Question(head, Content.of(framed.array()));
    }

    @Override
    public Decision verdict(Exchange exchange, Answer answer, Filter owner) {
        byte[] body = answer.body().bytes();
        boolean whole = answer.head().status() == 200
                && "0".equals(answer.trailers().first(HeaderName.GRPC_STATUS))
                && body.length >= PREFIX
                && body[0] == 0
                && ByteBuffer.wrap(body).getInt(1) == body.length - PREFIX;
        if (!whole) {
            return UNAVAILABLE;
        }
        CheckResponse response = CheckResponse.read(body, PREFIX, body.length - PREFIX);
        if (!response.allowed()) {
            return deny(response);
        }
        allow(exchange.request().headers(), response);
        if (!response.forClient().isEmpty()) {
            exchange.note(owner, new ExternalAuthFilter.ForClient(values(response.forClient())));
        }
        return Decision.CONTINUE;
    }

    private static Decision deny(CheckResponse response) {
        Content body = response.body().length == 0 ? null : Content.of(response.body());
        return new Decision.Respond(new LocalReply(
                response.status(),
                "external_auth_denied",
                "The request was not authorized.",
                values(response.headers()),
                body));
    }

    private static List<HeaderValue> values(List<Change> changes) {
        List<HeaderValue> values = new ArrayList<>();
        for (Change change : changes) {
            if (isChangeable(change.name())) {
                values.add(new HeaderValue(HeaderName.of(change.name()).toString(), checked(change.value())));
            }
        }
        return values;
    }

    private static String checked(String value) {
        if (!value.chars().allMatch(c -> c <= MAX_CHAR && Ascii.isValueByte((byte) c))) {
            throw new IllegalArgumentException("header value: (expected: no control characters)");
        }
        return value;
    }

    /** What belongs to the message's framing or its route is not the service's to say. */
    private static boolean isChangeable(String name) {
        HeaderName known = HeaderName.of(name);
        return !name.startsWith(":") && !known.equals(HeaderName.HOST) && !TransportFields.has(known);
    }

    private static void allow(Headers headers, CheckResponse response) {
        for (String name : response.removed()) {
            if (isChangeable(name)) {
                headers.remove(HeaderName.of(name));
            }
        }
        for (Change change : response.headers()) {
            if (isChangeable(change.name())) {
                apply(HeaderName.of(change.name()), change, headers);
            }
        }
    }

    private static void apply(HeaderName name, Change change, Headers headers) {
        switch (change.append()) {
            case REPLACE -> headers.set(name, change.value());
            case ADD -> headers.add(name, change.value());
            case ONLY_IF_ABSENT -> {
                if (!headers.contains(name)) {
                    headers.add(name, change.value());
                }
            }
            case ONLY_IF_PRESENT -> {
                if (headers.contains(name)) {
                    headers.set(name, change.value());
                }
            }
        }
    }
}
