package dev.windrose.transport.h1;

import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import dev.windrose.http.h1.Framing;
import dev.windrose.http.h1.HeadEncoder;
import dev.windrose.http.h1.HeadEncoder.ConnectionOption;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Writes one response after another into a connection's output, each framed as its request allows. */
final class ResponseWriter {
    private static final Headers NO_TRAILERS = new Headers(0, 0);

    private final ChannelOutput out;
    private Framing framing = Framing.NONE;

    ResponseWriter(ChannelOutput out) {
        this.out = out;
    }

    /** Asks for the body, once, if the client waits for that (RFC 9110 §10.1.1). */
    void goOn(RequestHead request) {
        if (request.expectContinue()) {
            request.expectContinue(false);
            out.buffer().writeCharSequence("HTTP/1.1 100 Continue\r\n\r\n", StandardCharsets.ISO_8859_1);
        }
    }

    void interim(ResponseHead head) {
        HeadEncoder.response(head, Framing.NONE, ConnectionOption.PERSIST, out.buffer());
    }

    /** From now on what is written are bytes of another protocol. */
    void upgrade(ResponseHead head) {
        HeadEncoder.response(head, Framing.NONE, ConnectionOption.UPGRADE, out.buffer());
        framing = Framing.UNTIL_CLOSE;
    }

    /** {@code end} when no body follows. Returns whether the connection, if it was to persist, still can, which the client is told. */
    boolean head(RequestHead request, ResponseHead head, boolean end, boolean persistent) {
        framing = ResponseFraming.of(request, head, end);
        // What follows is in doubt if the body was never asked for, or an upgrade refused, which the client may have
        // taken for granted (RFC 9931).
        boolean inDoubt = request.expectContinue() || request.upgrade();
        boolean persists = persistent && framing != Framing.UNTIL_CLOSE && !inDoubt;
        HeadEncoder.response(head, framing, ResponseFraming.option(request, persists), out.buffer());
        return persists;
    }

    /** Takes over the reference. */
    void data(ByteBuf data, boolean end) {
        out.body(data, framing == Framing.CHUNKED);
        if (end) {
            trailers(NO_TRAILERS);
        }
    }

    /** Ends a response; only chunks have room for trailers. */
    void trailers(Headers trailers) {
        if (framing == Framing.CHUNKED) {
            HeadEncoder.lastChunk(trailers, out.buffer());
        }
    }
}
