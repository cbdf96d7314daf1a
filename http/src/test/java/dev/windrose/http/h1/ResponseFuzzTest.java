package dev.windrose.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** As {@link DifferentialFuzzTest}, of what endpoints answer; and what is read does not depend on how it arrives. */
class ResponseFuzzTest {
    private static final String[] SEEDS = {
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: T\r\n\r\n5;a=b\r\nhello\r\nA\r\n0123456789\r\n0\r\nT: u\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nhi",
        "HTTP/1.1 200 OK\r\nServer: s\r\nConnection: close\r\n\r\nuntil the end",
        "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nold",
        "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\nContent-Length: 9\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx",
        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nbytes",
        "HTTP/1.1 200\r\nContent-Length: 0\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\n\r\n",
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
        "\u00a0",
        "0",
        "5",
        "chunked",
        "Content-Length: 5\r\n",
        "Content-Length: 0\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Transfer-Encoding: identity\r\n",
        "Connection: close\r\n",
        "Connection: keep-alive\r\n",
        "X: y\r\n",
        "0\r\n\r\n",
        "\r\n\r\n",
        "HTTP/1.0",
        "HTTP/1.1",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "100",
        "101",
        "204",
        "304",
        "-",
        "+",
    };

    private static final Pattern CODING = Pattern.compile("(?<=\\[|\\|)transfer-encoding=[^|]*\\|");

    /** What was made of bytes: the messages that are whole, and all of it with what came last. */
    private record Reading(String whole, String all) {}

    @Test
    void whatWeAcceptOfAnEndpointAnotherCodecReadsAlike() {
        long seed = Long.getLong("fuzz.seed", 20_269);
        long end = System.nanoTime() + Long.getLong("fuzz.seconds", 3) * 1_000_000_000L;
        Random random = new Random(seed);
        int accepted = 0;
        for (int round = 0; round < 2_000 || System.nanoTime() < end; round++) {
            String message = DifferentialFuzzTest.mutate(random, SEEDS, PIECES);
            String method = random.nextInt(5) == 0 ? "HEAD" : "GET";
            String told = "seed %d, round %d, %s: %s"
                    .formatted(seed, round, method, message.replace("\r", "\\r").replace("\n", "\\n\n"));
            Reading ours = read(message, method, new int[] {message.length()});
            assertThat(read(message, method, cuts(random, message.length())))
                    .as(told)
                    .isEqualTo(ours);
            if (!ours.whole.isEmpty()) {
                accepted++;
                assertThat(netty(message, method)).as(told).startsWith(ours.whole);
            }
        }
        assertThat(accepted).isGreaterThan(500);
    }

    /** Where parts end, in order; the last is the end of all. */
    private static int[] cuts(Random random, int length) {
        int[] cuts = random.ints(random.nextInt(6), 0, length).sorted().toArray();
        int[] all = Arrays.copyOf(cuts, cuts.length + 1);
        all[cuts.length] = length;
        return all;
    }

    private static Reading read(String message, String method, int[] cuts) {
        HeadParser heads = new HeadParser(Limits.DEFAULT);
        BodyParser bodies = new BodyParser(Limits.DEFAULT);
        ResponseHead head = new ResponseHead();
        StringBuilder whole = new StringBuilder();
        StringBuilder one = new StringBuilder();
        boolean inBody = false;
        boolean over = false;
        ByteBuf in = Unpooled.buffer();
        int sent = 0;
        for (int cut : cuts) {
            in.writeBytes(message.substring(sent, cut).getBytes(StandardCharsets.ISO_8859_1));
            sent = cut;
            while (!over) {
                if (!inBody) {
                    HeadParser.Status status = heads.response(in, head, method);
                    if (status == HeadParser.Status.INCOMPLETE) {
                        break;
                    }
                    if (status == HeadParser.Status.REJECTED) {
                        one.append("rejected");
                        over = true;
                        break;
                    }
                    one.append(head.status()).append(' ').append(head.version()).append(' ');
                    String fields = Wire.describe(head.headers());
                    // The other codec takes it off where there is no body.
                    one.append(
                            heads.framing() == Framing.NONE
                                    ? CODING.matcher(fields).replaceAll("")
                                    : fields);
                    one.append(" body=");
                    bodies.start(heads.framing(), head.contentLength());
                    inBody = true;
                }
                Wire.body(bodies, in, one);
                if (!bodies.isComplete() || bodies.rejection() != null) {
                    over = bodies.rejection() != null;
                    break;
                }
                whole.append(one).append('\n');
                one.setLength(0);
                inBody = false;
                // What follows is no more an answer.
                over = head.status() == 101 || !heads.keepAlive();
            }
        }
        if (inBody && !over) {
            bodies.endOfInput();
            if (bodies.isComplete() && bodies.rejection() == null) {
                whole.append(one).append('\n');
                one.setLength(0);
            }
        }
        in.release();
        return new Reading(whole.toString(), whole.toString() + one);
    }

    private static String netty(String message, String method) {
        EmbeddedChannel channel = new EmbeddedChannel(new HttpResponseDecoder() {
            @Override
            protected boolean isContentAlwaysEmpty(HttpMessage response) {
                return method.equals("HEAD") || super.isContentAlwaysEmpty(response);
            }
        });
        channel.writeInbound(Wire.bytes(message));
        channel.finish();
        StringBuilder all = new StringBuilder();
        for (Object part = channel.readInbound(); part != null; part = channel.readInbound()) {
            if (part instanceof HttpResponse response) {
                all.append(response.status().code()).append(' ');
                all.append(response.protocolVersion()).append(" [");
                for (Map.Entry<String, String> field : response.headers()) {
                    all.append(field.getKey().toLowerCase(Locale.ROOT))
                            .append('=')
                            .append(field.getValue())
                            .append('|');
                }
                all.append(response.decoderResult().isFailure() ? "FAILED] body=" : "] body=");
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
        return all.toString();
    }
}
