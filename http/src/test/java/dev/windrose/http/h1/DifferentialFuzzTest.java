package dev.windrose.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.http.CanonicalPath;
import dev.windrose.http.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever we accept, Netty's decoder must read the same way, so that nothing can be smuggled past us. The reverse does not hold: we accept
 * less. {@code -Dfuzz.seconds=600} makes a long run, {@code -Dfuzz.seed} another one.
 */
class DifferentialFuzzTest {
    private static final String[] SEEDS = {
        "GET / HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /a/b?c=d&e=%20 HTTP/1.1\r\nHost: h:80\r\nX: y\r\nAccept: a, b\r\nConnection: close\r\n\r\n",
        "\r\nPOST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhelloGET /next HTTP/1.1\r\nHost: h\r\n\r\n",
        "POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\nGET /n HTTP/1.1\r\nHost: h\r\n\r\n",
        "POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b;c=\"d\"\r\nhello\r\nA\r\n0123456789\r\n0\r\nT: u\r\n\r\n",
        "PUT http://h/x HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi",
        "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: [::1]\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n",
    };
    private static final String[] PIECES = {
        "\r\n",
        "\n",
        "\r",
        " ",
        "\t",
        "\0",
        ":",
        ";",
        ",",
        "\u000b",
        "\u0085",
        "\u00a0",
        "0",
        "5",
        "\"",
        "\\",
        "=",
        "chunked",
        "identity",
        "Content-Length: 5\r\n",
        "Content-Length: 0\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Host: h\r\n",
        "X: y\r\n",
        "0\r\n\r\n",
        "\r\n\r\n",
        "GET /s HTTP/1.1\r\nHost: h\r\n\r\n",
        "HTTP/1.0",
        "HTTP/1.1",
        "/",
        "//",
        "..",
        "%2e",
        "#",
        "?",
        "%",
        "-",
        "+",
        "_",
    };

    @Test
    void whatWeAcceptAnotherCodecReadsAlike() {
        long seed = Long.getLong("fuzz.seed", 20_261);
        long end = System.nanoTime() + Long.getLong("fuzz.seconds", 3) * 1_000_000_000L;
        Random random = new Random(seed);
        int accepted = 0;
        for (int round = 0; round < 2_000 || System.nanoTime() < end; round++) {
            String message = mutate(random, SEEDS, PIECES);
            String ours = ours(message);
            if (ours.isEmpty()) {
                continue;
            }
            accepted++;
            assertThat(netty(message))
                    .as(
                            "seed %d, round %d: %s",
                            seed, round, message.replace("\r", "\\r").replace("\n", "\\n\n"))
                    .startsWith(ours);
        }
        assertThat(accepted).isGreaterThan(100);
    }

    /** One of the seeds with a few changes. */
    static String mutate(Random random, String[] seeds, String[] pieces) {
        StringBuilder message = new StringBuilder(seeds[random.nextInt(seeds.length)]);
        for (int n = random.nextInt(4); n > 0; n--) {
            int at = random.nextInt(message.length());
            int to = Math.min(message.length(), at + 1 + random.nextInt(random.nextBoolean() ? 2 : 12));
            switch (random.nextInt(6)) {
                case 0 -> message.setCharAt(at, (char) random.nextInt(256));
                case 1 -> message.delete(at, to);
                case 2 -> message.insert(at, message.substring(at, to));
                case 3 -> message.insert(at, seeds[random.nextInt(seeds.length)]);
                default -> message.insert(at, pieces[random.nextInt(pieces.length)]);
            }
            if (message.isEmpty()) {
                message.append('G');
            }
        }
        return message.toString();
    }

    /** What we read until the first rejection: only messages that are complete, as nothing else can be passed on whole. */
    private static String ours(String message) {
        HeadParser heads = new HeadParser(Limits.DEFAULT);
        BodyParser bodies = new BodyParser(Limits.DEFAULT);
        RequestHead head = new RequestHead();
        StringBuilder all = new StringBuilder();
        ByteBuf in = Wire.bytes(message);
        while (heads.request(in, head) == HeadParser.Status.COMPLETE) {
            StringBuilder one = new StringBuilder(head.method()).append(' ');
            one.append(new String(head.target(), 0, head.targetLength(), StandardCharsets.ISO_8859_1));
            one.append(' ')
                    .append(head.version())
                    .append(' ')
                    .append(Wire.describe(head.headers()))
                    .append(" body=");
            bodies.start(heads.framing(), head.contentLength());
            Wire.body(bodies, in, one);
            if (!bodies.isComplete()) {
                break;
            }
            all.append(one).append('\n');
        }
        in.release();
        return all.toString();
    }

    private static String netty(String message) {
        EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestDecoder());
        channel.writeInbound(Wire.bytes(message));
        StringBuilder all = new StringBuilder();
        for (Object part = channel.readInbound(); part != null; part = channel.readInbound()) {
            if (part instanceof HttpRequest request) {
                all.append(request.method()).append(' ').append(target(request)).append(' ');
                all.append(request.protocolVersion()).append(" [");
                for (Map.Entry<String, String> field : request.headers()) {
                    all.append(field.getKey().toLowerCase(Locale.ROOT))
                            .append('=')
                            .append(field.getValue())
                            .append('|');
                }
                all.append("] body=");
            }
            if (part instanceof HttpContent content) {
                all.append(content.content().toString(StandardCharsets.ISO_8859_1));
                all.append(content.decoderResult().isFailure() ? "FAILED" : "");
            }
            if (part instanceof LastHttpContent) {
                all.append('\n');
            }
            ReferenceCountUtil.release(part);
        }
        channel.finishAndReleaseAll();
        return all.toString();
    }

    /** Netty's raw target in the form that we keep. */
    private static String target(HttpRequest request) {
        String raw = request.uri();
        String method = request.method().name();
        if (raw.equals("*") || method.equals("CONNECT")) {
            return method.equals("CONNECT") ? "" : raw;
        }
        int question = raw.indexOf('?');
        String query = question < 0 ? "" : raw.substring(question);
        String path = question < 0 ? raw : raw.substring(0, question);
        if (!path.startsWith("/")) {
            int host = path.indexOf("://");
            int slash = host < 0 ? -1 : path.indexOf('/', host + 3);
            if (slash < 0 && query.isEmpty() && method.equals("OPTIONS")) {
                return "*";
            }
            path = slash < 0 ? "/" : path.substring(slash);
        }
        byte[] bytes = Arrays.copyOf(path.getBytes(StandardCharsets.ISO_8859_1), path.length() + 3);
        int length = CanonicalPath.canonicalize(bytes, path.length());
        return length < 0 ? "INVALID" : new String(bytes, 0, length, StandardCharsets.ISO_8859_1) + query;
    }
}
