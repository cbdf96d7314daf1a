package dev.windrose.verification.reference;

import dev.windrose.engine.exchange.Failure;
import dev.windrose.http.h1.Rejection;
import java.util.List;

/** The codes of local replies. */
final class ReasonsPage {
    /** What filters and listeners answer by themselves; {@link ReferenceTest} finds those that are missing. */
    private static final List<Code> OTHERS = List.of(
            new Code("redirect", "301 to 308", "the rule redirects"),
            new Code("cors_preflight", "204", "a preflight request of CORS was answered"),
            new Code("denied_by_route", "400 to 599", "the rule answers every request so"),
            new Code("unresolved_filter", "500", "a filter of the rule could not be set up"),
            new Code(
                    "external_auth_denied",
                    "that of the answer, 403 by default",
                    "the service that authorizes said no"),
            new Code(
                    "external_auth_unavailable",
                    "403",
                    "that service could not be asked, or its answer not understood"),
            new Code("external_auth_body_too_long", "413", "the body is longer than what that service is to see"),
            new Code("head_timeout", "408", "the client was too slow with the head"),
            new Code("method_not_implemented", "501", "CONNECT, to a listener for HTTP"));

    private ReasonsPage() {}

    private record Code(String code, String status, String meaning) {}

    static Page make() {
        Page page = new Page("reasons.md", "Reasons for local replies")
                .says(
                        "Whatever the gateway answers by itself has one stable code: in the body (`application/problem+json`,"
                                + " member `code`), in the access log and in the metrics (`reason`).")
                .heading("Of requests")
                .columns("code", "status", "what happened", "what the client is told");
        for (Failure.Kind kind : Failure.Kind.values()) {
            page.row(Page.code(kind.code()), Integer.toString(kind.status()), kind.meaning(), kind.sentence());
        }
        page.heading("Of what is refused before it is a whole request")
                .says(
                        "These have a line and a count too, with route `\"\"`, and in the access log without method and path. The"
                                + " client is told what exactly is wrong.")
                .columns("code", "status", "what happened");
        for (Rejection.Reason reason : Rejection.Reason.values()) {
            if (reason.reachesClients()) {
                page.row(Page.code(reason.code()), Integer.toString(reason.status()), reason.meaning());
            }
        }
        page.heading("Of filters and listeners").columns("code", "status", "what happened");
        OTHERS.forEach(other -> page.row(Page.code(other.code), other.status, other.meaning));
        return page;
    }
}
