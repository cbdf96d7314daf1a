package dev.windrose.engine.session;

/**
 * What a session's token says.
 *
 * @param scope of which rule the session is, as {@link SessionRule#scope}
 * @param cluster of which cluster the endpoint is, as {@link SessionRule#hash} of its id
 * @param endpoint its address and port
 * @param birth when the session began, in seconds since 1970
 */
public record SessionToken(long scope, long cluster, String endpoint, long birth) {}
