package dev.windrose.http.h1;

import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads whole messages for tests and says in one line what came of it, so that two readings can be compared. */
final class Wire {
    private Wire() {}

    static ByteBuf bytes(String text) {
        return Unpooled.buffer().writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The outcome of reading requests from {@code text} when it arrives in parts that end at {@code cuts} and at its end. */
    static String requests(String text, List<Integer> cuts) {
        HeadParser heads = new HeadParser(Limits.DEFAULT);
        BodyParser bodies = new BodyParser(Limits.DEFAULT);
        RequestHead head = new RequestHead();
        StringBuilder outcome = new StringBuilder();
        ByteBuf in = Unpooled.buffer();
        byte[] all = text.getBytes(StandardCharsets.ISO_8859_1);
        int sent = 0;
        boolean inBody = false;
        for (int i = 0; i <= cuts.size(); i++) {
            int cut = i < cuts.size() ? cuts.get(i) : all.length;
            in.writeBytes(all, sent, cut - sent);
            sent = cut;
            while (true) {
                if (!inBody) {
                    HeadParser.Status status = heads.request(in, head);
                    if (status == HeadParser.Status.REJECTED) {
                        return release(in, outcome.append(describe(heads.rejection())));
                    }
                    if (status == HeadParser.Status.INCOMPLETE) {
                        break;
                    }
                    outcome.append(describe(head, heads)).append(" body=");
                    bodies.start(heads.framing(), head.contentLength());
                    inBody = true;
                }
                body(bodies, in, outcome);
                if (bodies.rejection() != null) {
                    return release(in, outcome.append(describe(bodies.rejection())));
                }
                if (!bodies.isComplete()) {
                    break;
                }
                outcome.append(" trailers=").append(describe(bodies.trailers())).append('\n');
                inBody = false;
            }
        }
        return release(in, outcome.append(inBody || in.isReadable() ? "incomplete" : "end"));
    }

    static void body(BodyParser bodies, ByteBuf in, StringBuilder outcome) {
        for (ByteBuf data = bodies.read(in); data != null; data = bodies.read(in)) {
            outcome.append(data.toString(StandardCharsets.ISO_8859_1));
            data.release();
        }
    }

    static String describe(RequestHead head, HeadParser parser) {
        return head.method() + " " + head.authority() + " "
                + new String(head.target(), 0, head.targetLength(), StandardCharsets.ISO_8859_1) + " " + head.version()
                + " " + describe(head.headers()) + " length=" + head.contentLength() + " upgrade=" + head.upgrade()
                + " expect=" + head.expectContinue() + " " + parser.framing() + " keep=" + parser.keepAlive();
    }

    static String describe(ResponseHead head, HeadParser parser) {
        return head.status() + " " + head.version() + " " + describe(head.headers()) + " length=" + head.contentLength()
                + " " + parser.framing() + " keep=" + parser.keepAlive();
    }

    static String describe(Rejection rejection) {
        return rejection.status() + " " + rejection.code();
    }

    static String describe(Headers headers) {
        StringBuilder text = new StringBuilder("[");
        for (int slot = 0; slot < headers.slots(); slot++) {
            if (headers.isLive(slot)) {
                text.append(headers.name(slot))
                        .append('=')
                        .append(headers.value(slot))
                        .append('|');
            }
        }
        return text.append(']').toString();
    }

    private static String release(ByteBuf in, StringBuilder outcome) {
        in.release();
        return outcome.toString();
    }
}
