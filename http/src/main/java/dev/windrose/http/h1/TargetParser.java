package dev.windrose.http.h1;

import dev.windrose.http.Ascii;
import dev.windrose.http.CanonicalPath;
import dev.windrose.http.QuerySyntax;
import dev.windrose.http.RequestHead;
import org.jspecify.annotations.Nullable;

/** The four forms of a request's target (RFC 9112 §3.2). */
final class TargetParser {
    private int authorityStart;
    private int authorityLength;

    /** Where the target names an authority, if {@link #authorityLength} is not 0. */
    int authorityStart() {
        return authorityStart;
    }

    int authorityLength() {
        return authorityLength;
    }

    /** Reads {@code bytes[from, to)} into the head, whose method is known. Returns null, or why the target is refused. */
    @Nullable
    Rejection parse(byte[] bytes, int from, int to, RequestHead head) {
        authorityLength = 0;
        if (from == to) {
            return badTarget("The request's target is empty.");
        }
        if (head.method().equals("CONNECT")) {
            authority(from, to);
            return null;
        }
        if (bytes[from] == '/') {
            return pathAndQuery(bytes, from, to, head);
        }
        if (bytes[from] == '*' && to - from == 1) {
            return asterisk(head);
        }
        return absolute(bytes, from, to, head);
    }

    static Rejection badTarget(String detail) {
        return Rejection.Reason.BAD_TARGET.because(detail);
    }

    private void authority(int from, int to) {
        authorityStart = from;
        authorityLength = to - from;
    }

    private static @Nullable Rejection asterisk(RequestHead head) {
        if (!head.method().equals("OPTIONS")) {
            return badTarget("Only OPTIONS has the target *.");
        }
        head.targetRoom(1)[0] = '*';
        head.targetSet(1, 1);
        return null;
    }

    private @Nullable Rejection absolute(byte[] bytes, int from, int to, RequestHead head) {
        int start = afterScheme(bytes, from, to);
        if (start < 0) {
            return badTarget("The request's target is neither a path nor an http or https URI.");
        }
        int end = start;
        while (end < to && bytes[end] != '/' && bytes[end] != '?' && bytes[end] != '#') {
            end++;
        }
        authority(start, end);
        if (end == start) {
            return badTarget("The request's target names no host.");
        }
        if (end == to && head.method().equals("OPTIONS")) {
            return asterisk(head);
        }
        return pathAndQuery(bytes, end, to, head);
    }

    private static int afterScheme(byte[] bytes, int from, int to) {
        String scheme = "https";
        int at = from;
        while (at < to && at - from < scheme.length() && Ascii.toLower(bytes[at]) == scheme.charAt(at - from)) {
            at++;
        }
        boolean http =
                at - from >= 4 && to - at >= 3 && bytes[at] == ':' && bytes[at + 1] == '/' && bytes[at + 2] == '/';
        return http ? at + 3 : -1;
    }

    /** The path may be empty here: that of a URI without one is a slash. */
    private static @Nullable Rejection pathAndQuery(byte[] bytes, int from, int to, RequestHead head) {
        int question = from;
        while (question < to && bytes[question] != '?') {
            question++;
        }
        if (!QuerySyntax.isValid(bytes, question, to)) {
            return badTarget("The request's query contains an invalid character.");
        }
        byte[] target = head.targetRoom(to - from + 1);
        int pathLength = Math.max(1, question - from);
        target[0] = '/';
        System.arraycopy(bytes, from, target, 0, question - from);
        int canonical = CanonicalPath.canonicalize(target, pathLength);
        if (canonical < 0) {
            return badTarget("The request's path is invalid.");
        }
        System.arraycopy(bytes, question, target, canonical, to - question);
        head.targetSet(canonical, canonical + to - question);
        return null;
    }
}
