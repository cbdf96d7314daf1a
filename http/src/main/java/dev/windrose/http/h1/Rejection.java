package dev.windrose.http.h1;

/**
 * Why a message is not accepted.
 *
 * @param status of the local reply
 * @param code stable, such as {@code bad_header}
 * @param detail one sentence for people
 */
public record Rejection(int status, String code, String detail) {
    /** The reasons that lie in a message's syntax and framing; {@link #meaning} is for operators. */
    public enum Reason {
        BAD_REQUEST_LINE("bad_request_line", 400, "the first line is no request line"),
        BAD_TARGET("bad_target", 400, "the request's target cannot be understood in one way only"),
        BAD_HOST("bad_host", 400, "Host is missing, doubled, malformed, or contradicts the target"),
        BAD_HEADER("bad_header", 400, "a header's line, name or value is malformed"),
        BAD_FRAMING("bad_framing", 400, "where the body ends is not said, or said in two ways"),
        URI_TOO_LONG("uri_too_long", 414, "the first line is over the limit"),
        EXPECTATION_FAILED("expectation_failed", 417, "another expectation than 100-continue"),
        HEADERS_TOO_LARGE("headers_too_large", 431, "the headers are over a limit, of size or number"),
        UNSUPPORTED_VERSION("unsupported_version", 505, "neither HTTP/1.0 nor HTTP/1.1"),
        INCOMPLETE_BODY("incomplete_body", 400, "the connection was closed within the body"),
        BAD_STATUS_LINE("bad_status_line", 502, "the first line is no status line");

        private final String code;
        private final int status;
        private final String meaning;

        Reason(String code, int status, String meaning) {
            this.code = code;
            this.status = status;
            this.meaning = meaning;
        }

        public String code() {
            return code;
        }

        public int status() {
            return status;
        }

        public String meaning() {
            return meaning;
        }

        /** Whether it can be the code of a client's answer: the others are told as the failure of an exchange. */
        public boolean reachesClients() {
            return this != INCOMPLETE_BODY && this != BAD_STATUS_LINE;
        }

        /** {@code detail} is the sentence that the client reads. */
        public Rejection because(String detail) {
            return new Rejection(status, code, detail);
        }
    }

    /** The same of a response, which is its sender's fault. */
    Rejection ofResponse() {
        return new Rejection(Reason.BAD_STATUS_LINE.status, code, detail);
    }
}
