package dev.windrose.filters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.filter.Answer;
import dev.windrose.filter.Content;
import dev.windrose.filter.Decision;
import dev.windrose.filter.Filter;
import dev.windrose.filter.LocalReply;
import dev.windrose.filters.FakeExchange.Asked;
import dev.windrose.http.HeaderName;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import dev.windrose.model.ClusterId;
import dev.windrose.model.Destination;
import dev.windrose.model.FilterSpec;
import dev.windrose.model.FilterSpec.HeaderValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the service that decides is asked by plain HTTP, and what comes of its answers. */
class ExternalAuthTest {
    private static final Destination SERVICE = new Destination.To(new ClusterId("auth"));

    private static FilterSpec.ExternalAuth http(
            String prefix, List<String> requestHeaders, List<String> responseHeaders, int maxBody) {
        return new FilterSpec.ExternalAuth(SERVICE, false, prefix, requestHeaders, responseHeaders, maxBody);
    }

    private static FakeExchange request() {
        return new FakeExchange("GET", "http://example.com/orders/7?full=1", 80)
                .with("authorization", "Bearer abc")
                .with("x-tenant", "blue")
                .with("cookie", "a=b");
    }

    private static Asked ask(Filter filter, FakeExchange exchange) {
        assertThat(filter.onRequest(exchange)).isInstanceOf(Decision.Suspend.class);
        assertThat(exchange.asked).hasSize(1);
        return exchange.asked.getFirst();
    }

    private static Answer answer(int status, String body, String... headers) {
        ResponseHead head = new ResponseHead();
        head.status(status);
        for (int i = 0; i < headers.length; i += 2) {
            head.headers().add(HeaderName.of(headers[i]), headers[i + 1]);
        }
        return new Answer(head, Content.of(body.getBytes(StandardCharsets.UTF_8)), new Headers(0, 0));
    }

    private static Decision decide(FilterSpec.ExternalAuth spec, FakeExchange exchange, @Nullable Answer answer) {
        ask(Made.filter(spec), exchange).then().onAnswer(answer);
        assertThat(exchange.resumed).hasSize(1);
        return exchange.resumed.getFirst();
    }

    private static LocalReply reply(Decision decision) {
        return ((Decision.Respond) decision).reply();
    }

    private static String target(RequestHead head) {
        return new String(head.target(), 0, head.targetLength(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void theQuestionIsTheRequestBelowThePrefixWithItsCredentials() {
        Asked asked = ask(Made.filter(http("/check/", List.of(), List.of(), 0)), request());
        assertThat(asked.destination()).isEqualTo(SERVICE);
        assertThat(asked.head().method()).isEqualTo("GET");
        assertThat(asked.head().authority()).isEqualTo("example.com");
        assertThat(target(asked.head())).isEqualTo("/check/orders/7?full=1");
        assertThat(asked.head().contentLength()).isZero();
        assertThat(asked.head().headers().size()).isEqualTo(1);
        assertThat(asked.head().headers().first(HeaderName.AUTHORIZATION)).isEqualTo("Bearer abc");
        assertThat(asked.body().length()).isZero();
    }

    @Test
    void namedHeadersGoWithTheQuestion() {
        Asked asked = ask(Made.filter(http("", List.of("x-tenant", "x-absent", "host"), List.of(), 0)), request());
        assertThat(target(asked.head())).isEqualTo("/orders/7?full=1");
        assertThat(asked.head().headers().size()).isEqualTo(2);
        assertThat(asked.head().headers().first(HeaderName.of("x-tenant"))).isEqualTo("blue");
    }

    @Test
    void theBodyGoesWithTheQuestionUpToItsLimit() {
        Filter filter = Made.filter(http("", List.of(), List.of(), 5));
        FakeExchange fits = request();
        fits.body = Content.of("12345".getBytes(StandardCharsets.UTF_8));
        Asked asked = ask(filter, fits);
        assertThat(asked.body().bytes()).asString(StandardCharsets.UTF_8).isEqualTo("12345");
        assertThat(asked.head().contentLength()).isEqualTo(5);
        FakeExchange tooLong = request();
        tooLong.body = Content.of("123456".getBytes(StandardCharsets.UTF_8));
        filter.onRequest(tooLong);
        assertThat(reply(tooLong.resumed.getFirst()).status()).isEqualTo(413);
        assertThat(tooLong.asked).isEmpty();
    }

    @Test
    void twoHundredLetsPassWithTheNamedHeadersOfTheAnswerInPlaceOfTheClients() {
        FakeExchange exchange = request().with("x-user", "forged").with("x-role", "forged");
        Decision decision = decide(
                http("", List.of(), List.of("x-user", "x-role", "authorization"), 0),
                exchange,
                answer(200, "", "x-user", "alice", "x-user", "bob", "x-other", "1"));
        assertThat(decision).isInstanceOf(Decision.Continue.class);
        assertThat(exchange.requestHeader("x-user")).isEqualTo("alice, bob");
        assertThat(exchange.requestHeader("x-role")).isNull();
        assertThat(exchange.requestHeader("x-other")).isNull();
        assertThat(exchange.requestHeader("authorization")).isEqualTo("Bearer abc");
    }

    @Test
    void withoutNamesAllHeadersOfTheAnswerAreTakenButThoseOfItsOwnMessage() {
        FakeExchange exchange = request().with("content-type", "text/plain").with("x-user", "forged");
        decide(
                http("", List.of(), List.of(), 0),
                exchange,
                answer(200, "ok", "x-user", "alice", "content-type", "text/html", "host", "evil", "x-team", "t"));
        assertThat(exchange.requestHeader("x-user")).isEqualTo("alice");
        assertThat(exchange.requestHeader("x-team")).isEqualTo("t");
        assertThat(exchange.requestHeader("content-type")).isEqualTo("text/plain");
        assertThat(exchange.requestHeader("host")).isNull();
    }

    @Test
    void anyOtherAnswerIsTheClients() {
        LocalReply reply = reply(decide(
                http("", List.of(), List.of(), 0),
                request(),
                answer(401, "who?", "www-authenticate", "Basic", "content-type", "text/plain", "connection", "x")));
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.code()).isEqualTo("external_auth_denied");
        assertThat(reply.headers())
                .containsExactly(
                        new HeaderValue("www-authenticate", "Basic"), new HeaderValue("content-type", "text/plain"));
        assertThat(Objects.requireNonNull(reply.content()).bytes())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("who?");
    }

    @Test
    void anotherSuccessThanTwoHundredIsNoSuccess() {
        assertThat(reply(decide(http("", List.of(), List.of(), 0), request(), answer(204, "")))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void noAnswerDenies() {
        LocalReply reply = reply(decide(http("", List.of(), List.of(), 0), request(), null));
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.code()).isEqualTo("external_auth_unavailable");
    }

    @Test
    void aServiceThatCouldNotBeResolvedIsAskedNothing() {
        FakeExchange exchange = request();
        Filter filter = Made.filter(
                new FilterSpec.ExternalAuth(new Destination.Fail(500, "missing"), true, "", List.of(), List.of(), 0));
        assertThat(reply(filter.onRequest(exchange)).status()).isEqualTo(500);
        assertThat(exchange.asked).isEmpty();
    }

    private static byte[] grpc(byte[] message) {
        byte[] framed = new byte[5 + message.length];
        framed[3] = (byte) (message.length >> 8);
        framed[4] = (byte) message.length;
        System.arraycopy(message, 0, framed, 5, message.length);
        return framed;
    }

    /** Whether a gRPC service's answer of these bytes lets a request pass. */
    private static boolean passes(byte[] body, @Nullable String grpcStatus) {
        Headers trailers = new Headers();
        if (grpcStatus != null) {
            trailers.add(HeaderName.GRPC_STATUS, grpcStatus);
        }
        FakeExchange exchange = request();
        Decision decision = decide(
                new FilterSpec.ExternalAuth(SERVICE, true, "", List.of(), List.of(), 0),
                exchange,
                new Answer(answer(200, "").head(), Content.of(body), trailers));
        return decision instanceof Decision.Continue;
    }

    @Test
    void aGrpcAnswerPassesOnlyIfItIsWholeAndSaysSo() {
        byte[] ok = {0x0a, 0};
        byte[] denied = {0x0a, 2, 0x08, 7};
        byte[] query = {0x1a, 2, 0x3a, 0};
        assertThat(passes(grpc(ok), "0")).isTrue();
        assertThat(passes(grpc(new byte[] {0x1a, 0}), "0")).isTrue();
        assertThat(passes(grpc(denied), "0")).isFalse();
        assertThat(passes(grpc(new byte[] {0x0a, 0, 0x12, 0}), "0")).isFalse();
        assertThat(passes(grpc(query), "0")).isFalse();
        assertThat(passes(grpc(new byte[0]), "0")).isFalse();
        assertThat(passes(grpc(ok), "14")).isFalse();
        assertThat(passes(grpc(ok), null)).isFalse();
        assertThat(passes(ok, "0")).isFalse();
    }

    /** A field of bytes in a protobuf message. */
    private static byte[] field(int number, byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        ByteArrayOutputStream field = new ByteArrayOutputStream();
        field.write(number << 3 | 2);
        if (all.size() > 127) {
            field.write(all.size() & 127 | 128);
            field.write(all.size() >> 7);
        } else {
            field.write(all.size());
        }
        field.writeBytes(all.toByteArray());
        return field.toByteArray();
    }

    private static byte[] header(String name, String value) {
        byte[] key = field(1, name.getBytes(StandardCharsets.US_ASCII));
        return field(2, field(1, key, field(2, value.getBytes(StandardCharsets.US_ASCII))));
    }

    @Test
    void aGrpcServiceChangesHeadersButNoneOfTheTransports() {
        List<String> ofTheTransport = List.of(
                "host",
                "connection",
                "keep-alive",
                "proxy-connection",
                "transfer-encoding",
                "content-length",
                "te",
                "trailer",
                "upgrade",
                "http2-settings");
        byte[] changes = header("x-user", "alice");
        for (String name : ofTheTransport) {
            changes = join(changes, header(name, "1"));
        }
        Headers trailers = new Headers();
        trailers.add(HeaderName.GRPC_STATUS, "0");
        FakeExchange exchange = request();
        Decision decision = decide(
                new FilterSpec.ExternalAuth(SERVICE, true, "", List.of(), List.of(), 0),
                exchange,
                new Answer(answer(200, "").head(), Content.of(grpc(join(field(1), field(3, changes)))), trailers));
        assertThat(decision).isInstanceOf(Decision.Continue.class);
        assertThat(exchange.requestHeader("x-user")).isEqualTo("alice");
        ofTheTransport.forEach(
                name -> assertThat(exchange.requestHeader(name)).as(name).isNotEqualTo("1"));
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] all = java.util.Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, all, one.length, other.length);
        return all;
    }

    @Test
    void whatIsNoGrpcMessageNeverPasses() {
        byte[] template = {0x0a, 4, 0x08, 0, 0x12, 0, 0x1a, 6, 0x12, 4, 0x0a, 2, 0x0a, 0};
        for (int at = 0; at < template.length; at++) {
            byte[] cut = java.util.Arrays.copyOf(template, at);
            FakeExchange exchange = request();
            Headers trailers = new Headers();
            trailers.add(HeaderName.GRPC_STATUS, "0");
            Decision decision = decide(
                    new FilterSpec.ExternalAuth(SERVICE, true, "", List.of(), List.of(), 0),
                    exchange,
                    new Answer(answer(200, "").head(), Content.of(grpc(cut)), trailers));
            assertThat(decision instanceof Decision.Continue).as("%d bytes", at).isEqualTo(at == 6);
        }
    }
}
