package dev.windrose.transport.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import dev.windrose.http.h1.Authorities;
import dev.windrose.transport.Fuzz;
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
            RequestHead request = H2Request.read(list, random.nextBoolean(), authorities);
            if (request != null) {
                requests++;
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

    /** Often a valid one to begin with, and then anything. */
    private static Http2Headers list(Random random) {
        Http2Headers list = new DefaultHttp2Headers(false);
        int kind = random.nextInt(4);
        if (kind == 0) {
            list.add(":method", "GET");
            list.add(":scheme", "https");
            list.add(":path", "/");
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
