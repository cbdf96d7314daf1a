package dev.windrose.http.h1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windrose.http.HeaderName;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import dev.windrose.http.h1.HeadEncoder.ConnectionOption;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RoundTripTest {
    private final HeadParser parser = new HeadParser(Limits.DEFAULT);
    private final RequestHead request = new RequestHead();
    private final ResponseHead response = new ResponseHead();

    @Test
    void aParsedRequestIsWrittenWithHostFirstAndItsOwnFraming() {
        parse("""
                POST /a/./b?q HTTP/1.1\r
                X-One: 1\r
                Host: H:80\r
                Content-Length: 10\r
                X-Two:2\r
                X-Three: 3 \r
                Connection: x\r
                Keep-Alive: 5\r
                Upgrade: u\r
                X-Four: 4\r
                X-Five: 5\r
                \r
                """);
        assertThat(encode(parser.framing(), ConnectionOption.PERSIST)).isEqualTo("""
                        POST /a/b?q HTTP/1.1\r
                        host: h:80\r
                        content-length: 10\r
                        x-one: 1\r
                        x-two: 2\r
                        x-three: 3\r
                        x-four: 4\r
                        x-five: 5\r
                        \r
                        """);
    }

    @Test
    void removedAndAddedFieldsAreRespected() {
        parse("GET / HTTP/1.1\r\nA: 1\r\nB: 2\r\nC: 3\r\nHost: h\r\nD: 4\r\n\r\n");
        request.headers().remove(HeaderName.of("b"));
        request.headers().add(HeaderName.of("e"), "5");
        assertThat(encode(Framing.NONE, ConnectionOption.CLOSE))
                .isEqualTo("GET / HTTP/1.1\r\nhost: h\r\nconnection: close\r\na: 1\r\nc: 3\r\nd: 4\r\ne: 5\r\n\r\n");
    }

    @Test
    void connectAndUpgradeAreWritten() {
        parse("CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n");
        assertThat(encode(Framing.NONE, ConnectionOption.PERSIST))
                .isEqualTo("CONNECT h:443 HTTP/1.1\r\nhost: h:443\r\n\r\n");
        parse("GET /ws HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\n");
        assertThat(request.upgrade()).isTrue();
        assertThat(encode(Framing.NONE, ConnectionOption.UPGRADE))
                .isEqualTo("GET /ws HTTP/1.1\r\nhost: h\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n");
        parse("PUT / HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(encode(Framing.NONE, ConnectionOption.KEEP_ALIVE))
                .isEqualTo("PUT / HTTP/1.1\r\nhost: h\r\ncontent-length: 0\r\nconnection: keep-alive\r\n\r\n");
    }

    @Test
    void responsesAreWrittenByFraming() {
        response.contentLength(1_234_567_890_123L);
        response.headers().add(HeaderName.of("X"), "y");
        assertThat(encodeResponse(Framing.FIXED))
                .isEqualTo("HTTP/1.1 200 OK\r\ncontent-length: 1234567890123\r\nx: y\r\n\r\n");
        assertThat(encodeResponse(Framing.NONE)).contains("content-length: 1234567890123");
        assertThat(encodeResponse(Framing.CHUNKED))
                .isEqualTo("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nx: y\r\n\r\n");
        assertThat(encodeResponse(Framing.UNTIL_CLOSE)).isEqualTo("HTTP/1.1 200 OK\r\nx: y\r\n\r\n");
        response.status(204);
        assertThat(encodeResponse(Framing.NONE)).isEqualTo("HTTP/1.1 204 No Content\r\nx: y\r\n\r\n");
        response.status(599);
        response.contentLength(0);
        assertThat(encodeResponse(Framing.FIXED)).isEqualTo("HTTP/1.1 599 \r\ncontent-length: 0\r\nx: y\r\n\r\n");
    }

    @Test
    void chunksAndTrailersAreReadBack() {
        ByteBuf out = Unpooled.buffer();
        int[] sizes = {1, 9, 15, 16, 17, 255, 256, 4095, 4096, 65_536, 1_048_575};
        StringBuilder sent = new StringBuilder();
        for (int size : sizes) {
            String data = "x".repeat(size);
            HeadEncoder.chunkStart(size, out);
            out.writeCharSequence(data, StandardCharsets.US_ASCII);
            HeadEncoder.chunkEnd(out);
            sent.append(data);
        }
        Headers trailers = new Headers();
        trailers.add(HeaderName.GRPC_STATUS, "0");
        HeadEncoder.lastChunk(trailers, out);
        BodyParser bodies = new BodyParser(Limits.DEFAULT);
        bodies.start(Framing.CHUNKED, -1);
        StringBuilder read = new StringBuilder();
        Wire.body(bodies, out, read);
        assertThat(bodies.isComplete()).isTrue();
        assertThat(read.toString()).isEqualTo(sent.toString());
        assertThat(Wire.describe(bodies.trailers())).isEqualTo("[grpc-status=0|]");
        out.release();
    }

    @Test
    void nothingThatSplitsAMessageIsWritten() {
        ByteBuf out = Unpooled.buffer();
        for (String bad : new String[] {"a\rb", "a\nb", "a\0b", "0123456789\r\nabc", "01234567\n"}) {
            byte[] bytes = bad.getBytes(StandardCharsets.ISO_8859_1);
            response.clear();
            response.headers().add(HeaderName.VARY, bytes, 0, bytes.length);
            assertThatThrownBy(() -> HeadEncoder.response(response, Framing.CHUNKED, ConnectionOption.PERSIST, out))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> HeadEncoder.lastChunk(response.headers(), out))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        request.authority("h");
        for (String bad : new String[] {"/a b", "/a\r\nb", "/\u00e9", "/\0"}) {
            request.path(bad);
            assertThatThrownBy(() -> HeadEncoder.request(request, Framing.NONE, ConnectionOption.PERSIST, out))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        request.path("/");
        request.authority("h\r\nx: y");
        assertThatThrownBy(() -> HeadEncoder.request(request, Framing.NONE, ConnectionOption.PERSIST, out))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HeadEncoder.chunkStart(0, out)).isInstanceOf(IllegalArgumentException.class);
        assertThat(out.readableBytes()).isZero();
        out.release();
    }

    @Test
    void whatIsEncodedIsParsedAlike() {
        parse("DELETE /x%2fy HTTP/1.1\r\nHost: h\r\n\r\n", HeadParser.Status.REJECTED);
        parse("DELETE /x//y?a=%2F HTTP/1.1\r\nHost: [::1]:8080\r\nX: \u00e9\r\nTransfer-Encoding: Chunked\r\n\r\n");
        String encoded = encode(parser.framing(), ConnectionOption.PERSIST);
        parse(encoded);
        assertThat(encode(parser.framing(), ConnectionOption.PERSIST)).isEqualTo(encoded);
    }

    private void parse(String message) {
        parse(message, HeadParser.Status.COMPLETE);
    }

    private void parse(String message, HeadParser.Status expected) {
        ByteBuf in = Wire.bytes(message);
        assertThat(parser.request(in, request)).isEqualTo(expected);
        in.release();
    }

    private String encode(Framing framing, ConnectionOption connection) {
        ByteBuf out = Unpooled.buffer();
        HeadEncoder.request(request, framing, connection, out);
        return text(out);
    }

    private String encodeResponse(Framing framing) {
        ByteBuf out = Unpooled.buffer();
        HeadEncoder.response(response, framing, ConnectionOption.PERSIST, out);
        return text(out);
    }

    private static String text(ByteBuf out) {
        String text = out.toString(StandardCharsets.ISO_8859_1);
        out.release();
        return text;
    }
}
