package dev.windrose.transport.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.http.ContentType;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import dev.windrose.http.h1.Authorities;
import dev.windrose.http.h1.Framing;
import dev.windrose.http.h1.HeadEncoder;
import dev.windrose.http.h1.HeadParser;
import dev.windrose.http.h1.Limits;
import dev.windrose.transport.Fuzz;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Whatever header list comes, translating it never throws, and nothing gets through that a backend could take for framing, for another field or for
 * what only a hop may say.
 */
class H2FieldsFuzzTest {
    private static final Set<String> FORBIDDEN =
            Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "http2-settings");
    private static final String[] NAMES = {
        ":method",
        ":path",
        ":scheme",
        ":authority",
        ":status",
        ":protocol",
        ":",
        "",
        "host",
        "cookie",
        "te",
        "content-length",
        "connection",
        "keep-alive",
        "proxy-connection",
        "transfer-encoding",
        "upgrade",
        "http2-settings",
        "Connection",
        "x-a",
        "x a",
        "x:a",
        "x\r\na",
        "x\0",
        "x_a",
        "\u00e4",
        "accept",
        "content-type"
    };
    private static final String[] VALUES = {
        "",
        "GET",
        "POST",
        "CONNECT",
        "OPTIONS",
        "/",
        "*",
        "/a/../b?c",
        "http",
        "https",
        "a.test",
        "a.test:80",
        "a@b",
        "[::1]",
        "trailers",
        "gzip, trailers",
        "0",
        "5",
        "+5",
        "5, 5",
        "99999999999999999999",
        "200",
        "101",
        "2x0",
        "chunked",
        " a",
        "a ",
        "a\r\nb: c",
        "a\nb",
        "a\0b",
        "\u00ff",
        "websocket",
        "application/grpc"
    };

    private static final String[] PATHS = {
        "/", "/a?b=c&d=%20", "/a?%2", "/a?%zz", "/a?<>", "/a?{}|\\^`\"", "/a/%41?[]", "/a#b", "*", "/a?b?/:@"
    };

    @Test
    void nothingForbiddenGetsThrough() {
        Fuzz fuzz = new Fuzz(100_000);
        Random random = fuzz.random;
        Authorities authorities = new Authorities();
        int requests = 0;
        int responses = 0;
        while (fuzz.next()) {
            Http2Headers list = list(random);
            String told = fuzz.told(new byte[0]) + list;
            boolean end = random.nextBoolean();
            RequestHead request = H2Request.read(list, end, authorities);
            if (request != null) {
                requests++;
                if (H2Request.excess(list) == null && !hasMetadata(request)) {
                    checkAsHttp1(request, told);
                }
                check(request.headers(), told);
                assertThat(request.method()).as(told).matches("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}");
                String target = new String(request.target(), 0, request.targetLength(), StandardCharsets.ISO_8859_1);
                assertThat(target).as(told).doesNotContainPattern("[\\x00-\\x20\\x7f]");
                assertThat(request.authority()).as(told).doesNotContainPattern("[\\x00-\\x20\\x7f@/?#]");
            }
            ResponseHead response = H2Message.response(list);
            if (response != null) {
                responses++;
                check(response.headers(), told);
                assertThat(response.status()).as(told).isBetween(100, 599).isNotEqualTo(101);
            }
            Headers trailers = H2Frames.trailers(list, true);
            if (trailers != null) {
                check(trailers, told);
            }
        }
        assertThat(requests).isGreaterThan(500);
        assertThat(responses).isGreaterThan(500);
    }

    /** Names with an underscore are let in for gRPC, which stays HTTP/2. */
    private static boolean hasMetadata(RequestHead request) {
        return ContentType.isGrpc(request.headers())
                && request.headers().toString().contains("_");
    }

    /** What HTTP/2 lets in means the same in HTTP/1, where nothing is wrong with it. */
    private static void checkAsHttp1(RequestHead request, String told) {
        Framing framing = request.contentLength() == 0
                ? Framing.NONE
                : request.contentLength() > 0 ? Framing.FIXED : Framing.CHUNKED;
        ByteBuf written = Unpooled.buffer();
        HeadEncoder.request(request, framing, HeadEncoder.ConnectionOption.PERSIST, written);
        HeadParser parser = new HeadParser(Limits.DEFAULT);
        RequestHead read = new RequestHead();
        HeadParser.Status status = parser.request(written, read);
        assertThat(status).as(() -> told + " as HTTP/1: " + parser.rejection()).isEqualTo(HeadParser.Status.COMPLETE);
        assertThat(read.toString()).as(told).isEqualTo(request.toString());
        assertThat(read.query()).as(told).isEqualTo(request.query());
        assertThat(read.authority()).as(told).isEqualTo(request.authority());
    }

    /** Often a valid one to begin with, and then anything. */
    private static Http2Headers list(Random random) {
        Http2Headers list = new DefaultHttp2Headers(false);
        int kind = random.nextInt(4);
        if (kind == 0) {
            list.add(":method", "GET");
            list.add(":scheme", "https");
            list.add(":path", mutated(random, PATHS));
            list.add(":authority", "a.test");
        } else if (kind == 1) {
            list.add(":status", "200");
        }
        int more = random.nextInt(5);
        for (int i = 0; i < more; i++) {
            list.add(mutated(random, NAMES), mutated(random, VALUES));
        }
        if (random.nextInt(200) == 0) {
            for (int i = 0; i < H2Fields.MAX_FIELDS + random.nextInt(3) - 1; i++) {
                list.add(new AsciiString("x"), new AsciiString("y"));
            }
        }
        return list;
    }

    private static AsciiString mutated(Random random, String[] of) {
        byte[] bytes = of[random.nextInt(of.length)].getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length > 0 && random.nextInt(8) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return new AsciiString(bytes, false);
    }

    private static void check(Headers headers, String told) {
        for (int slot = 0; slot < headers.slots(); slot++) {
            if (!headers.isLive(slot)) {
                continue;
            }
            String name = text(headers, headers.nameStart(slot), headers.nameLength(slot));
            String value = text(headers, headers.valueStart(slot), headers.valueLength(slot));
            assertThat(name).as(told).matches("[!#$%&'*+.^_`|~0-9a-z-]+").isEqualTo(name.toLowerCase(Locale.ROOT));
            assertThat(value).as(told).doesNotContainPattern("[\\x00-\\x08\\x0a-\\x1f\\x7f]");
            assertThat(FORBIDDEN).as(told).doesNotContain(name);
            if (name.equals("te")) {
                assertThat(value).as(told).isEqualToIgnoringCase("trailers");
            }
        }
    }

    private static String text(Headers headers, int start, int length) {
        return new String(headers.array(), start, length, StandardCharsets.ISO_8859_1);
    }
}
