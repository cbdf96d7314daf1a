package dev.windrose.transport.h2;

import dev.windrose.http.h1.Rejection;
import dev.windrose.transport.h1.RejectionReply;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;

/** The answer to a request that no exchange takes, or that one had to give up: a problem document (RFC 9457). */
final class H2LocalReply {
    private H2LocalReply() {}

    static Http2Headers head(Rejection rejection) {
        Http2Headers head = new DefaultHttp2Headers(false, 4);
        head.status(AsciiString.of(Integer.toString(rejection.status())));
        head.add(AsciiString.of("content-type"), AsciiString.of("application/problem+json"));
        head.add(AsciiString.of("cache-control"), AsciiString.of("no-store"));
        return head;
    }

    static ByteBuf body(Rejection rejection) {
        return Unpooled.copiedBuffer(RejectionReply.problem(rejection), StandardCharsets.UTF_8);
    }
}
