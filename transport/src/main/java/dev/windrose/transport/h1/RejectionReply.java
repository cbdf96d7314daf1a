package dev.windrose.transport.h1;

import dev.windrose.engine.exchange.Failure;
import dev.windrose.engine.exchange.Failure.Kind;
import dev.windrose.engine.exchange.ProblemReply;
import dev.windrose.engine.exchange.RequestId;
import dev.windrose.engine.telemetry.Refusal;
import dev.windrose.filter.LocalReply;
import dev.windrose.http.ContentType;
import dev.windrose.http.HeaderName;
import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import dev.windrose.http.Version;
import dev.windrose.http.h1.Framing;
import dev.windrose.http.h1.HeadEncoder;
import dev.windrose.http.h1.HeadEncoder.ConnectionOption;
import dev.windrose.http.h1.Rejection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** The answer to what is not a request, or to a request that its exchange had to give up: a whole message, since no exchange is there to make one. */
public final class RejectionReply {
    static final Rejection SLOW_HEAD = new Rejection(408, "head_timeout", "The request's head did not come in time.");
    public static final Rejection SLOW_BODY =
            new Rejection(408, "body_timeout", "The request's body did not come in time.");

    public static final Rejection SILENT =
            new Rejection(504, Kind.BACKEND_TIMEOUT.code(), Kind.BACKEND_TIMEOUT.sentence());
    /** 405 would have to name what the target allows, and CONNECT's target is no resource. */
    static final Rejection CONNECT = new Rejection(501, "method_not_implemented", "CONNECT is not served here.");

    private final Rejection rejection;
    private final String requestId;
    private final ResponseHead head = new ResponseHead();
    private final byte[] body;

    private RejectionReply(Rejection rejection, boolean grpc, String requestId) {
        this.rejection = rejection;
        this.requestId = requestId;
        this.body = ProblemReply.render(local(rejection), grpc, requestId, head);
    }

    /** To what never became a request; it gets an id of its own. */
    static RejectionReply of(Rejection rejection) {
        return new RejectionReply(rejection, false, RequestId.fresh());
    }

    /** To a request that had an exchange, under the id that it got there. */
    public static RejectionReply to(RequestHead request, Rejection rejection) {
        String id = request.headers().first(HeaderName.X_REQUEST_ID);
        return new RejectionReply(
                rejection, ContentType.isGrpc(request.headers()), id == null ? RequestId.fresh() : id);
    }

    /** The same as an exchange's answer. */
    public static LocalReply local(Rejection rejection) {
        return LocalReply.of(rejection.status(), rejection.code(), rejection.detail());
    }

    /** Why an exchange ends whose endpoint let the limit for silence pass: the client is answered with {@link #SILENT}. */
    public static Failure silence() {
        return Failure.upstream(
                Kind.BACKEND_TIMEOUT, Failure.Retry.NEVER, "nothing came of the endpoint for too long", null);
    }

    /** The kind of failure that a broken body is for its exchange. */
    public static Kind kind(Rejection rejection) {
        return switch (rejection.status()) {
            case 408 -> Kind.BODY_TIMEOUT;
            case 431 -> Kind.HEADERS_TOO_LARGE;
            default -> Kind.CLIENT_PROTOCOL;
        };
    }

    /** What observers are told of it. */
    Refusal refusal(long nanos) {
        return new Refusal(Version.HTTP_1_1, head.status(), rejection.code(), requestId, body.length, nanos);
    }

    /** As a message of HTTP/1 after which the connection closes. */
    void write(ByteBuf out) {
        head.contentLength(body.length);
        HeadEncoder.response(head, Framing.FIXED, ConnectionOption.CLOSE, out);
        out.writeBytes(body);
    }

    public ResponseHead head() {
        return head;
    }

    /** Empty for gRPC, whose status is in the head. */
    public ByteBuf body() {
        return Unpooled.wrappedBuffer(body);
    }
}
