package dev.windrose.filters.externalauth;

import dev.windrose.filter.Answer;
import dev.windrose.filter.Content;
import dev.windrose.filter.Decision;
import dev.windrose.filter.Exchange;
import dev.windrose.filter.Filter;
import dev.windrose.filter.LocalReply;
import dev.windrose.http.RequestHead;

/** One way to ask. Used by all loops. */
interface Check {
    /** Denies without giving a reason that would help an attacker. */
    Decision UNAVAILABLE = new Decision.Respond(
            LocalReply.of(403, "external_auth_unavailable", "The request could not be authorized."));

    /** What the service is sent. */
    record Question(RequestHead head, Content body) {}

    /** {@code body} is the request's, or empty. */
    Question question(Exchange exchange, Content body);

    /**
     * What an answer means; changes the request if it may pass. {@code owner} keeps notes for the response. Throws {@link IllegalArgumentException} for
     * an answer that cannot be understood.
     */
    Decision verdict(Exchange exchange, Answer answer, Filter owner);
}
