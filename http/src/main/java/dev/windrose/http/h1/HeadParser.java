package dev.windrose.http.h1;

import dev.windrose.http.Ascii;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import dev.windrose.http.Version;
import dev.windrose.http.h1.Rejection.Reason;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Parses the heads of one connection's messages, one at a time. Not thread-safe. */
public final class HeadParser {
    /** What came of an attempt. */
    public enum Status {
        /** More bytes are needed; those read so far stay in the buffer. */
        INCOMPLETE,
        COMPLETE,
        /** See {@link #rejection}; the connection cannot go on. */
        REJECTED
    }

    private static final int VERSION_LENGTH = 8;

    private final Limits limits;
    private final SectionScanner scanner;
    private final ControlFields control = new ControlFields();
    private final TargetParser target = new TargetParser();
    private final Authorities authorities = new Authorities();
    private boolean emptyLineSkipped;
    private Rejection rejection = badRequestLine();
    private Framing framing = Framing.NONE;
    private boolean keepAlive = true;

    /** {@code limits} bound what is read before INCOMPLETE turns into REJECTED. */
    public HeadParser(Limits limits) {
        this.limits = limits;
        this.scanner = new SectionScanner(limits.startLineBytes(), limits.headerBytes());
    }

    /**
     * Reads a request's head. Method, authority (Host or absolute-form), canonical path, query, headers, version, content length, upgrade and
     * expectContinue of {@code head} are set. Scheme is left to the caller. One empty line before the request is skipped (RFC 9112 §2.2).
     */
    public Status request(ByteBuf in, RequestHead head) {
        if (scanner.isFresh()) {
            Status status = beforeRequest(in);
            if (status != Status.COMPLETE) {
                return status;
            }
        }
        int length = scanner.scan(in);
        if (length < 0) {
            Rejection problem = unfinished(length, Reason.URI_TOO_LONG, Reason.BAD_REQUEST_LINE);
            return problem == null ? Status.INCOMPLETE : reject(problem);
        }
        emptyLineSkipped = false;
        head.clear();
        int start = head.headers().claim(length);
        in.readBytes(head.headers().array(), start, length);
        Rejection problem = readRequest(head, start, start + length);
        return problem == null ? Status.COMPLETE : reject(problem);
    }

    /** Reads a response's head. {@code requestMethod} decides whether a body follows (HEAD, CONNECT). */
    public Status response(ByteBuf in, ResponseHead head, String requestMethod) {
        if (scanner.isFresh() && in.isReadable() && in.getByte(in.readerIndex()) != 'H') {
            return reject(badStatusLine());
        }
        int length = scanner.scan(in);
        if (length < 0) {
            Rejection problem = unfinished(length, Reason.BAD_STATUS_LINE, Reason.BAD_STATUS_LINE);
            return problem == null ? Status.INCOMPLETE : reject(problem.ofResponse());
        }
        head.clear();
        int start = head.headers().claim(length);
        in.readBytes(head.headers().array(), start, length);
        Rejection problem = readResponse(head, start, start + length, requestMethod);
        return problem == null ? Status.COMPLETE : reject(problem.ofResponse());
    }

    /** Whether nothing of the next head has been taken or looked at, so that it may as well come from another connection. */
    public boolean isFresh() {
        return scanner.isFresh() && !emptyLineSkipped;
    }

    /** After REJECTED. */
    public Rejection rejection() {
        return rejection;
    }

    /** After COMPLETE: how the body ends; its length is in the head. */
    public Framing framing() {
        return framing;
    }

    /** After COMPLETE: whether the peer lets the connection be used again after this message. */
    public boolean keepAlive() {
        return keepAlive;
    }

    // ---- before a head

    /** COMPLETE when a request line may begin at the reader index. */
    private Status beforeRequest(ByteBuf in) {
        if (!in.isReadable()) {
            return Status.INCOMPLETE;
        }
        byte first = in.getByte(in.readerIndex());
        if (first == '\r' && !emptyLineSkipped) {
            if (in.readableBytes() == 1) {
                return Status.INCOMPLETE;
            }
            if (in.getByte(in.readerIndex() + 1) != '\n') {
                return reject(badRequestLine());
            }
            in.skipBytes(2);
            emptyLineSkipped = true;
            return beforeRequest(in);
        }
        return Ascii.isTokenChar(first) ? Status.COMPLETE : reject(badRequestLine());
    }

    /** Null while more may come. */
    private @Nullable Rejection unfinished(int scan, Reason tooLong, Reason badLine) {
        return switch (scan) {
            case SectionScanner.INCOMPLETE -> null;
            case SectionScanner.START_LINE_TOO_LONG -> tooLong.because("The first line is too long.");
            case SectionScanner.TOO_LONG -> Reason.HEADERS_TOO_LARGE.because("The headers are too large.");
            default ->
                (scanner.startLine() == 0 ? badLine : Reason.BAD_HEADER).because("A line does not end with CR LF.");
        };
    }

    private Status reject(Rejection why) {
        rejection = why;
        return Status.REJECTED;
    }

    // ---- requests

    private @Nullable Rejection readRequest(RequestHead head, int start, int end) {
        Headers headers = head.headers();
        byte[] bytes = headers.array();
        int lineEnd = start + scanner.startLine() - 2;
        int space = start;
        while (Ascii.isTokenChar(bytes[space])) {
            space++;
        }
        int version = lineEnd - VERSION_LENGTH;
        if (space - start > Methods.MAX_LENGTH) {
            return badRequestLine();
        }
        if (bytes[space] != ' ' || version - 1 <= space || bytes[version - 1] != ' ') {
            return badRequestLine();
        }
        Version known = version(bytes, version);
        if (known == null) {
            return badVersion(bytes, version, badRequestLine());
        }
        head.version(known);
        head.method(Methods.of(bytes, start, space - start));
        Rejection problem = FieldLines.parse(headers, lineEnd + 2, end - 2, limits.headerCount());
        if (problem == null) {
            problem = control.read(headers, known);
        }
        if (problem == null) {
            problem = target.parse(bytes, space + 1, version - 1, head);
        }
        if (problem == null) {
            problem = authority(head, bytes);
        }
        return problem == null ? finishRequest(head) : problem;
    }

    private @Nullable Rejection authority(RequestHead head, byte[] bytes) {
        if (control.hosts > 1) {
            return badHost("There is more than one Host.");
        }
        String host = null;
        if (control.hosts == 1) {
            Headers headers = head.headers();
            host = authorities.of(bytes, headers.valueStart(control.host), headers.valueLength(control.host));
            if (host == null) {
                return badHost("Host is not a host name or address with an optional port.");
            }
        } else if (head.version() == Version.HTTP_1_1) {
            return badHost("Host is missing.");
        }
        if (target.authorityLength() > 0) {
            String named = authorities.of(bytes, target.authorityStart(), target.authorityLength());
            if (named == null || (head.method().equals("CONNECT") && !Authorities.hasPort(named))) {
                return TargetParser.badTarget("The authority of the request's target is invalid.");
            }
            if (host != null && !host.equals(named)) {
                return badHost("Host and the request's target contradict each other.");
            }
            host = named;
        }
        head.authority(host == null ? "" : host);
        return null;
    }

    private @Nullable Rejection finishRequest(RequestHead head) {
        Headers headers = head.headers();
        for (int slot = 0; slot < headers.slots(); slot++) {
            if (FieldLines.hasUnderscore(headers, slot)) {
                return FieldLines.badHeader("A header's name contains an underscore.");
            }
        }
        boolean body = control.chunked || control.contentLength > 0;
        if (body && head.method().equals("CONNECT")) {
            return ControlFields.badFraming("CONNECT has no body.");
        }
        framing = declared(Framing.NONE);
        head.contentLength(control.chunked ? RequestHead.UNKNOWN_LENGTH : Math.max(0, control.contentLength));
        keepAlive = control.persists(head.version());
        // With a body, what follows could be read as body or as the new protocol: the offer is ignored, as any offer
        // may be.
        head.upgrade(!body && head.method().equals("GET") && control.upgrades(head.version()));
        if (control.expects > 0) {
            if (control.expects > 1 || !headers.valueEqualsIgnoreCase(control.expect, "100-continue")) {
                return Reason.EXPECTATION_FAILED.because("Only 100-continue can be expected.");
            }
            head.expectContinue(body && head.version() == Version.HTTP_1_1);
        }
        return null;
    }

    // ---- responses

    private @Nullable Rejection readResponse(ResponseHead head, int start, int end, String requestMethod) {
        Headers headers = head.headers();
        byte[] bytes = headers.array();
        int lineEnd = start + scanner.startLine() - 2;
        int code = start + VERSION_LENGTH + 1;
        if (lineEnd < code + 3) {
            return badStatusLine();
        }
        Version version = version(bytes, start);
        if (version == null) {
            return badVersion(bytes, start, badStatusLine());
        }
        int status = status(bytes, code);
        if (bytes[code - 1] != ' ' || status < 100 || status > 599 || !isReason(bytes, code + 3, lineEnd)) {
            return badStatusLine();
        }
        head.version(version);
        head.status(status);
        Rejection problem = FieldLines.parse(headers, lineEnd + 2, end - 2, limits.headerCount());
        if (problem == null) {
            problem = control.read(headers, version);
        }
        return problem == null ? finishResponse(head, requestMethod) : problem;
    }

    /** RFC 9112 §6.3. */
    private @Nullable Rejection finishResponse(ResponseHead head, String requestMethod) {
        int status = head.status();
        keepAlive = control.persists(head.version());
        if (status < 200 || status == 204) {
            if (control.chunked || control.contentLength > 0) {
                return ControlFields.badFraming("A response without a body declares one.");
            }
            framing = Framing.NONE;
            return null;
        }
        if (status < 300 && requestMethod.equals("CONNECT")) {
            framing = Framing.NONE;
            return null;
        }
        head.contentLength(control.contentLength);
        if (status == 304 || requestMethod.equals("HEAD")) {
            framing = Framing.NONE;
            return null;
        }
        framing = declared(Framing.UNTIL_CLOSE);
        keepAlive &= framing != Framing.UNTIL_CLOSE;
        return null;
    }

    private static int status(byte[] bytes, int at) {
        int status = 0;
        for (int i = at; i < at + 3; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return -1;
            }
            status = status * 10 + bytes[i] - '0';
        }
        return status;
    }

    /** A reason begins with a space; a line without one is common enough, and no one can misread it. */
    private static boolean isReason(byte[] bytes, int from, int to) {
        if (from < to && bytes[from] != ' ') {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (!Ascii.isValueByte(bytes[i])) {
                return false;
            }
        }
        return true;
    }

    // ---- both

    private Framing declared(Framing otherwise) {
        if (control.chunked) {
            return Framing.CHUNKED;
        }
        return control.contentLength >= 0 ? Framing.FIXED : otherwise;
    }

    private static boolean startsWithHttp(byte[] bytes, int at) {
        return bytes[at] == 'H'
                && bytes[at + 1] == 'T'
                && bytes[at + 2] == 'T'
                && bytes[at + 3] == 'P'
                && bytes[at + 4] == '/';
    }

    private static @Nullable Version version(byte[] bytes, int at) {
        if (!startsWithHttp(bytes, at) || bytes[at + 5] != '1' || bytes[at + 6] != '.') {
            return null;
        }
        return switch (bytes[at + 7]) {
            case '0' -> Version.HTTP_1_0;
            case '1' -> Version.HTTP_1_1;
            default -> null;
        };
    }

    private static Rejection badVersion(byte[] bytes, int at, Rejection malformed) {
        boolean wellFormed =
                startsWithHttp(bytes, at) && isDigit(bytes[at + 5]) && bytes[at + 6] == '.' && isDigit(bytes[at + 7]);
        return wellFormed
                ? Reason.UNSUPPORTED_VERSION.because("Only HTTP/1.0 and HTTP/1.1 are spoken here.")
                : malformed;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static Rejection badRequestLine() {
        return Reason.BAD_REQUEST_LINE.because("The request line is malformed.");
    }

    private static Rejection badStatusLine() {
        return Reason.BAD_STATUS_LINE.because("The upstream's status line is malformed.");
    }

    private static Rejection badHost(String detail) {
        return Reason.BAD_HOST.because(detail);
    }
}
