package dev.windrose.filter;

/** What a filter wants to happen next. */
public sealed interface Decision {
    /** On to the next filter. */
    Decision CONTINUE = new Continue();

    /** Wait until {@link Exchange#resume}. */
    Decision SUSPEND = new Suspend();

    record Continue() implements Decision {}

    /** Answer here; neither the filters that follow nor a backend see the request. */
    record Respond(LocalReply reply) implements Decision {}

    record Suspend() implements Decision {}
}
